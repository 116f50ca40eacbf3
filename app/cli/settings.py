"""`stegvis settings`: the settings that can be made, as the table of docs/installningar.md."""

import click

from app.settings import table


@click.command
def settings() -> None:
    """Visa alla inställningar som en tabell i Markdown."""
    click.echo(table())
