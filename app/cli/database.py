"""`stegvis upgrade` and `stegvis backup`: the database's tables, and a copy of it."""

from pathlib import Path

import click

from app.bootstrap.backup import back_up
from app.bootstrap.house import open_house
from app.cli import options
from app.settings import load_settings


@click.command
@options.data
def upgrade(data: Path | None) -> None:
    """Uppgradera databasens tabeller. Servern gör det också själv när den startar."""
    open_house(load_settings(data=data)).close()
    click.echo("Databasen är uppgraderad.")


@click.command
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@options.data
def backup(target: Path, data: Path | None) -> None:
    """Kopiera databasen till en ny fil, också medan servern körs."""
    back_up(load_settings(data=data), target)
    click.echo(f"Databasen är kopierad till {target}")
