"""`stegvis check` and `stegvis deploy`: diagrams and forms from files."""

import sys
from pathlib import Path

import click

from app.bootstrap.house import open_house
from app.cli import options, show
from app.definitions.findings import Severity
from app.settings import load_settings
from app.usecases.deployments import Deployment
from app.usecases.deployments import check as find_faults
from app.usecases.deployments import deploy as deploy_files

_files = click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.command
@options.data
@_files
def check(files: tuple[Path, ...], data: Path | None) -> None:
    """Granska diagram och formulär utan att driftsätta dem. De granskas tillsammans."""
    house = open_house(load_settings(data=data))
    try:
        findings = find_faults(house.context(), _read(files))
    finally:
        house.close()
    show(findings)
    if any(finding.severity is Severity.ERROR for finding in findings):
        sys.exit(1)
    click.echo("Inga fel." if not findings else "Inget som hindrar driftsättning.")


@click.command
@options.data
@click.option("--name", default="stegvis deploy", help="Driftsättningens namn.")
@_files
def deploy(files: tuple[Path, ...], data: Path | None, name: str) -> None:
    """Driftsätt diagram och formulär: alla eller inga. Det som är oförändrat får ingen ny version."""
    house = open_house(load_settings(data=data))
    try:
        deployed = deploy_files(house.context(), Deployment(name, _read(files), source="cli"))
    finally:
        house.close()
    show(deployed.findings)
    for definition in deployed.definitions:
        click.echo(f"{definition.key} version {definition.version}")
    if not deployed.definitions:
        click.echo("Inget var ändrat.")


def _read(files: tuple[Path, ...]) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in files}
