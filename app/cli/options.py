"""Options that several commands share."""

from pathlib import Path

import click

port = click.option("--port", type=int, help="Port att lyssna på (STEGVIS_PORT).")
data = click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), help="Datakatalog (STEGVIS_DATA), annars data."
)
