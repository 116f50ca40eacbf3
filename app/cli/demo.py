"""`stegvis demo`: the server with made-up accounts and a supplier beside it."""

from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from app.bootstrap.demo import CREDENTIALS, DemoProgram, demo_accounts, deploy_diagrams, mount_programs
from app.bootstrap.house import House
from app.bootstrap.server import Server
from app.bootstrap.web import web_program
from app.cli import options
from app.cli.serve import run
from app.settings import load_settings
from app.usecases.users import DemoAccount


@click.command
@options.port
@options.data
def demo(port: int | None, data: Path | None) -> None:
    """Provkör: diagram, ett konto för varje roll och en påhittad leverantör."""
    programs: dict[str, DemoProgram] = {}

    def build(house: House, server: Server) -> Any:
        deploy_diagrams(house)
        accounts = demo_accounts(house)
        programs.update(mount_programs(house, server.address))
        for program in programs.values():
            program.start()
        _tell(server.address, accounts, tuple(programs))
        return web_program(house, accounts, programs)

    try:
        # Its jobs run here, whatever broker there is: no other process knows the programs that play the suppliers.
        run(load_settings(port=port, data=data, broker_url=""), build)
    finally:
        for program in programs.values():
            program.close()


def _tell(address: str, accounts: tuple[DemoAccount, ...], programs: tuple[str, ...]) -> None:
    console = Console(highlight=False)
    console.print(f"\n[bold]Stegvis finns på {address}/[/bold]  (avsluta med Ctrl-C)\n")
    table = Table("användarnamn", "lösenord", "namn", box=None, pad_edge=False)
    for account in accounts:
        table.add_row(account.id, account.password, account.name)
    console.print(table)
    for name in programs:
        console.print(f"\nPåhittad {name}: {address}/{name}/")
    console.print(f"REST: {address}/engine-rest/ med Basic {':'.join(CREDENTIALS)}")
    console.print("Kontona är allmänt kända. Lägg inga riktiga uppgifter här.\n")
