"""The command `stegvis`. Each command is a module of its own, loaded when it is asked for."""

import sys
from importlib import import_module

import click

from app.definitions.findings import Finding, Severity
from app.errors import AppError, RejectedDeploymentError

# Command → its module in this package, in the order of the help text.
_COMMANDS = {
    "demo": "demo",
    "serve": "serve",
    "worker": "worker",
    "simulate": "simulate",
    "check": "diagrams",
    "deploy": "diagrams",
    "users": "users",
    "upgrade": "database",
    "backup": "database",
    "settings": "settings",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = getattr(import_module(f"app.cli.{module}"), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Errors that a person can act on are a sentence, not a trace."""
        try:
            return super().invoke(ctx)
        except RejectedDeploymentError as error:
            click.echo("stegvis: Ingenting driftsattes.", err=True)
            show(error.fields.get("findings"))
        except (AppError, FileNotFoundError, FileExistsError) as error:
            click.echo(f"stegvis: {error}", err=True)
        sys.exit(1)


def show(findings: object) -> None:
    """What a check has found, a line each, with what to do about it."""
    for finding in findings if isinstance(findings, tuple) else ():
        if isinstance(finding, Finding):
            sign = "Fel" if finding.severity is Severity.ERROR else "Varning"
            click.echo(" ".join(filter(None, (f"{sign}: {finding}", finding.hint))), err=True)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Stegvis: BPMN-processer för kommunal socialtjänst."""
