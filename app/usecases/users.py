"""Users and groups: local accounts with argon2, roles as groups, demo accounts."""

from dataclasses import dataclass, field

from app.usecases.access import Actor
from app.usecases.context import Context
from app.usecases.queries import Page


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
    raise NotImplementedError


def actor_of(context: Context, user_id: str) -> Actor | None:
    """The person with this id as of now, or None when there is none or the account is closed (for a log-in session)."""
    raise NotImplementedError


def create_user(context: Context, user: NewUser) -> UserView:
    """Make an account. Raises: ForbiddenError; InvalidRequestError (taken, unknown group, too short password)."""
    raise NotImplementedError


def set_password(context: Context, user_id: str, password: str) -> None:
    """Change a password: one's own, or anyone's as systemförvaltare. Raises: NotFoundError, ForbiddenError,
    InvalidRequestError.
    """
    raise NotImplementedError


def set_groups(context: Context, user_id: str, groups: tuple[str, ...]) -> None:
    """Change a person's roles. Raises: NotFoundError, ForbiddenError, InvalidRequestError."""
    raise NotImplementedError


def set_enabled(context: Context, user_id: str, *, enabled: bool) -> None:
    """Open or close an account. Raises: NotFoundError, ForbiddenError."""
    raise NotImplementedError


def get_user(context: Context, user_id: str) -> UserView:
    """One account. Raises NotFoundError."""
    raise NotImplementedError


def list_users(context: Context, query: UserQuery) -> tuple[UserView, ...]:
    """Accounts by name."""
    raise NotImplementedError


def count_users(context: Context, query: UserQuery) -> int:
    """How many match."""
    raise NotImplementedError


def list_groups(context: Context) -> tuple[GroupView, ...]:
    """All roles."""
    raise NotImplementedError


def create_demo_users(context: Context) -> tuple[DemoAccount, ...]:
    """Make the demo accounts that are missing, one a role, and `demo` with every role. Only for demo mode."""
    raise NotImplementedError


def demo_accounts() -> tuple[DemoAccount, ...]:
    """The demo accounts, for the log-in page of demo mode."""
    raise NotImplementedError
