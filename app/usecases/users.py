"""Users and groups: local accounts with argon2, roles as groups, demo accounts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.errors import InvalidRequestError, NotFoundError
from app.store.operations import Operation
from app.store.types import AnyRow
from app.store.users import USERS, groups_of_users, insert_user, replace_groups, update_user, user_row
from app.usecases import passwords
from app.usecases.access import (
    BEHOVSBEDOMNINGSANSVARIG,
    BESLUTSFATTARE,
    BESTALLNINGSANSVARIG_MYNDIGHET,
    BESTALLNINGSANSVARIG_UTFORARE,
    ENHETSCHEF,
    HANDLAGGARE,
    PROCESSAGARE,
    ROLES,
    SYSTEMFORVALTARE,
    UTFORARPERSONAL,
    Actor,
    person,
    require,
)
from app.usecases.context import Context, Session
from app.usecases.queries import Page, conditions, rows

_LONGEST_NAME = 100
_DEMO = (
    ("hanna", "Hanna Handläggare", HANDLAGGARE),
    ("bengt", "Bengt Beslutsfattare", BESLUTSFATTARE),
    ("berit", "Berit Beställare", BESTALLNINGSANSVARIG_MYNDIGHET),
    ("eva", "Eva Enhetschef", ENHETSCHEF),
    ("bo", "Bo Behovsbedömare", BEHOVSBEDOMNINGSANSVARIG),
    ("ulla", "Ulla Utförarbeställare", BESTALLNINGSANSVARIG_UTFORARE),
    ("petra", "Petra Personal", UTFORARPERSONAL),
    ("pia", "Pia Processägare", PROCESSAGARE),
    ("sven", "Sven Systemförvaltare", SYSTEMFORVALTARE),
)


@dataclass(frozen=True, slots=True)
class UserView:
    """An account. `groups` are role ids (access.ROLES)."""

    id: str
    name: str
    groups: tuple[str, ...]
    email: str | None = None
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class GroupView:
    """A role with its Swedish name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class NewUser:
    """An account to make."""

    id: str
    name: str
    password: str
    groups: tuple[str, ...] = ()
    email: str | None = None


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A demo account with its password, to be shown where one logs in."""

    id: str
    name: str
    password: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UserQuery:
    """Filters; None does not filter. Sorts: userId, firstName, lastName, email."""

    id: str | None = None
    group: str | None = None
    name_like: str | None = None
    page: Page = field(default_factory=Page)


def authenticate(context: Context, user_id: str, password: str) -> Actor | None:
    """The person with this name and password, or None. Takes as long whether the name exists or not."""
    with context.reading() as session:
        row = user_row(session.connection, user_id)
        known = passwords.matches(row.password_hash if row is not None else None, password)
        if row is None or not known or not row.enabled:
            return None
        return _actor(session, row)


def actor_of(context: Context, user_id: str) -> Actor | None:
    """The person with this id as of now, or None when there is none or the account is closed (for a log-in session)."""
    with context.reading() as session:
        row = user_row(session.connection, user_id)
        return _actor(session, row) if row is not None and row.enabled else None


def create_user(context: Context, user: NewUser) -> UserView:
    """Make an account.

    Raises: ForbiddenError; InvalidRequestError (taken, unknown group, too short password).
    """
    require(context.actor, "skapa konton", roles=[])
    _check_groups(user.groups)
    if not user.id or len(user.id) > _LONGEST_NAME or not user.id.isprintable() or " " in user.id:
        raise InvalidRequestError(reason="användarnamnet ska vara 1–100 tecken utan mellanslag")
    hashed = passwords.hashed(user.password)
    with context.transaction() as session:
        if user_row(session.connection, user.id) is not None:
            raise InvalidRequestError(reason=f"kontot {user.id} finns redan")
        row = {
            "id": user.id,
            "name": user.name or user.id,
            "email": user.email,
            "password_hash": hashed,
            "enabled": True,
        }
        insert_user(session.connection, row, user.groups)
        context.log(session, Operation("create", "user", user.id, detail={"groups": list(user.groups)}))
        return _views(session, [_known(session, user.id)])[0]


def set_password(context: Context, user_id: str, password: str) -> None:
    """Change a password: one's own, or anyone's as systemförvaltare.

    Raises: NotFoundError, ForbiddenError, InvalidRequestError.
    """
    if user_id != context.actor.id:
        require(context.actor, "byta någon annans lösenord", roles=[])
    _change(context, user_id, "password", {"password_hash": passwords.hashed(password)})


def set_groups(context: Context, user_id: str, groups: tuple[str, ...]) -> None:
    """Change a person's roles. Raises: NotFoundError, ForbiddenError, InvalidRequestError."""
    require(context.actor, "ändra roller", roles=[])
    _check_groups(groups)
    with context.transaction() as session:
        _known(session, user_id)
        replace_groups(session.connection, user_id, groups)
        context.log(session, Operation("groups", "user", user_id, detail={"groups": list(groups)}))


def set_enabled(context: Context, user_id: str, *, enabled: bool) -> None:
    """Open or close an account. Raises: NotFoundError, ForbiddenError."""
    require(context.actor, "öppna och stänga konton", roles=[])
    _change(context, user_id, "enable" if enabled else "disable", {"enabled": enabled})


def get_user(context: Context, user_id: str) -> UserView:
    """One account. Raises NotFoundError."""
    with context.reading() as session:
        return _views(session, [_known(session, user_id)])[0]


def list_users(context: Context, query: UserQuery) -> tuple[UserView, ...]:
    """Accounts by name."""
    with context.reading() as session:
        return _views(session, rows(session.connection, USERS, conditions(USERS, query), query.page))


def count_users(context: Context, query: UserQuery) -> int:
    """How many match."""
    with context.reading() as session:
        return USERS.count(session.connection, conditions(USERS, query))


def list_groups(context: Context) -> tuple[GroupView, ...]:
    """All roles."""
    return tuple(GroupView(id, name) for id, name in ROLES.items())


def create_demo_users(context: Context) -> tuple[DemoAccount, ...]:
    """Make the demo accounts that are missing, one a role, and `demo` with every role. Only for demo mode."""
    for account in demo_accounts():
        with context.reading() as session:
            there = user_row(session.connection, account.id) is not None
        if not there:
            new = NewUser(account.id, account.name, account.password, account.groups)
            with context.transaction() as session:
                row = {
                    "id": new.id,
                    "name": new.name,
                    "email": None,
                    "password_hash": passwords.hashed_demo(new.password),
                    "enabled": True,
                }
                insert_user(session.connection, row, new.groups)
    return demo_accounts()


def demo_accounts() -> tuple[DemoAccount, ...]:
    """The demo accounts, for the log-in page of demo mode."""
    people = tuple(DemoAccount(id, name, id, (role,)) for id, name, role in _DEMO)
    return (*people, DemoAccount("demo", "Demo Alla Roller", "demo", tuple(ROLES)))


def _actor(session: Session, row: AnyRow) -> Actor:
    return person(row.id, groups_of_users(session.connection, [row.id])[row.id], row.name)


def _known(session: Session, user_id: str) -> AnyRow:
    row = user_row(session.connection, user_id)
    if row is None:
        raise NotFoundError(kind="Kontot", id=user_id)
    return row


def _change(context: Context, user_id: str, action: str, values: dict[str, Any]) -> None:
    with context.transaction() as session:
        if not update_user(session.connection, user_id, values):
            raise NotFoundError(kind="Kontot", id=user_id)
        context.log(session, Operation(action, "user", user_id))


def _check_groups(groups: tuple[str, ...]) -> None:
    for group in groups:
        if group not in ROLES:
            raise InvalidRequestError(reason=f"rollen {group} finns inte; det finns {', '.join(ROLES)}")


def _views(session: Session, found: Sequence[AnyRow]) -> tuple[UserView, ...]:
    groups = groups_of_users(session.connection, [row.id for row in found])
    return tuple(UserView(row.id, row.name, groups[row.id], row.email, row.enabled) for row in found)
