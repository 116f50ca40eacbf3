"""`stegvis check` and `stegvis deploy`: diagrams and forms from files."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from app.bootstrap.house import open_house
from app.cli import options, show
from app.definitions.findings import Finding, Severity
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
    contents = _read(files)
    house = open_house(load_settings(data=data))
    try:
        findings = find_faults(house.context(), contents)
    finally:
        house.close()
    for finding in _in_order(findings, contents):
        click.echo(_told(finding) + "\n")
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    click.echo(_summary(errors, len(findings) - errors))
    if errors:
        sys.exit(1)


@click.command
@options.data
@click.option("--name", default="stegvis deploy", help="Driftsättningens namn.")
@_files
def deploy(files: tuple[Path, ...], data: Path | None, name: str) -> None:
    """Driftsätt diagram och formulär: alla eller inga. Det som är oförändrat får ingen ny version."""
    contents = _read(files)
    house = open_house(load_settings(data=data))
    try:
        deployed = deploy_files(house.context(), Deployment(name, contents, source="cli"))
    finally:
        house.close()
    show(deployed.findings)
    for definition in deployed.definitions:
        click.echo(f"{definition.key} version {definition.version}")
    if not deployed.definitions:
        click.echo("Inget var ändrat.")


def _read(files: tuple[Path, ...]) -> dict[str, bytes]:
    """Name → content. Files are known by their names only, so two of the same name would be one."""
    found: dict[str, bytes] = {}
    for path in files:
        if path.name in found:
            raise click.BadParameter(f"flera filer heter {path.name}; granska eller driftsätt dem var för sig")
        found[path.name] = path.read_bytes()
    return found


def _in_order(findings: Iterable[Finding], files: Iterable[str]) -> list[Finding]:
    """File by file as they were named, each from its top; what is about a whole file comes first."""
    places = {name: place for place, name in enumerate(files)}
    return sorted(findings, key=lambda each: (places.get(each.file, len(places)), each.line or 0))


def _told(finding: Finding) -> str:
    """Where, what, and what to do."""
    line = f"rad {finding.line}" if finding.line is not None else ""
    element = f"element {finding.element}" if finding.element else ""
    sign = "Fel" if finding.severity is Severity.ERROR else "Varning"
    lines = [
        ", ".join(filter(None, (finding.file, line, element))),
        f"  {sign}: {finding.swedish}",
        f"  Råd: {finding.hint}" if finding.hint else "",
        f"  Regel: {finding.rule}",
    ]
    return "\n".join(filter(None, lines))


def _summary(errors: int, warnings: int) -> str:
    if not errors:
        return "Inga fel." if not warnings else f"Inga fel. {_counted(warnings, 'varning', 'varningar')} hindrar inget."
    said = f"{_counted(errors, 'fel', 'fel')} hindrar driftsättning."
    return said if not warnings else f"{said} Dessutom {_counted(warnings, 'varning', 'varningar')}."


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
