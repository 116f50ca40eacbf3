"""`stegvis serve`: the server with its worker, for real use."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from app.bootstrap.demo import deploy_diagrams
from app.bootstrap.house import House, open_house
from app.bootstrap.logs import configure_logs
from app.bootstrap.server import Server
from app.bootstrap.web import web_program
from app.cli import options
from app.settings import Settings, load_settings
from app.usecases.users import UserQuery, count_users

Build = Callable[[House, Server], Any]


@click.command
@options.port
@options.data
def serve(port: int | None, data: Path | None) -> None:
    """Kör servern tills den stoppas."""
    run(load_settings(port=port, data=data), _program)


def run(settings: Settings, build: Build) -> None:
    """Open the house, build the program on it, and serve until told to stop. Raises SettingError."""
    configure_logs(settings)
    house = open_house(settings)
    try:
        server = Server(settings)
        try:
            program = build(house, server)
            house.start_worker()
            server.run(program)
        finally:
            server.close()
    finally:
        house.close()


def _program(house: House, server: Server) -> Any:
    deploy_diagrams(house)
    click.echo(f"Stegvis finns på {server.address}/")
    if not count_users(house.context(), UserQuery()):
        click.echo("Ingen kan logga in än. Skapa den första: stegvis users add NAMN --role systemforvaltare")
    return web_program(house)
