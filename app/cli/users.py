"""`stegvis users`: accounts, passwords and roles, for whoever runs the server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from app.bootstrap.house import open_house
from app.cli import options
from app.settings import load_settings
from app.usecases import users as accounts
from app.usecases.access import ROLES
from app.usecases.context import Context

_role = click.option(
    "--role", "roles", multiple=True, type=click.Choice(list(ROLES)), help="Roll; kan anges flera gånger."
)
_password = click.option("--password", prompt="Lösenord", hide_input=True, confirmation_prompt="En gång till")


@click.group
def users() -> None:
    """Skapa konton, byt lösenord och roller."""


@contextmanager
def _opened(data: Path | None) -> Iterator[Context]:
    house = open_house(load_settings(data=data))
    try:
        yield house.context()
    finally:
        house.close()


@users.command("list")
@options.data
def show(data: Path | None) -> None:
    """Visa alla konton."""
    with _opened(data) as context:
        for user in accounts.list_users(context, accounts.UserQuery()):
            click.echo("\t".join((user.id, user.name, ", ".join(user.groups), "" if user.enabled else "stängt")))


@users.command
@click.argument("user")
@click.option("--name", help="Personens namn; annars användarnamnet.")
@_role
@_password
@options.data
def add(user: str, name: str | None, roles: tuple[str, ...], password: str, data: Path | None) -> None:
    """Skapa ett konto."""
    with _opened(data) as context:
        accounts.create_user(context, accounts.NewUser(user, name or user, password, roles))
    click.echo(f"{user} kan logga in.")


@users.command
@click.argument("user")
@_password
@options.data
def password(user: str, password: str, data: Path | None) -> None:
    """Byt lösenord."""
    with _opened(data) as context:
        accounts.set_password(context, user, password)
    click.echo(f"{user} har ett nytt lösenord.")


@users.command("roles")
@click.argument("user")
@_role
@options.data
def set_roles(user: str, roles: tuple[str, ...], data: Path | None) -> None:
    """Ge en person just dessa roller."""
    with _opened(data) as context:
        accounts.set_groups(context, user, roles)
    click.echo(f"{user}: {', '.join(ROLES[role] for role in roles) or 'inga roller'}")
