"""Variables of instances and tasks: read them, write them from outside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.usecases.context import Context
from app.usecases.queries import Page
from app.values import Value, Variables


@dataclass(frozen=True, slots=True)
class VariableView:
    """The last value of a variable, of a running or ended instance. id is stable. type: Camunda's name."""

    id: str
    name: str
    value: Value
    type: str
    instance_id: str
    root_id: str
    scope: str
    revision: int
    created: datetime
    changed: datetime


@dataclass(frozen=True, slots=True)
class VariableQuery:
    """Filters; None does not filter. Sorts: variableName, instanceId."""

    name: str | None = None
    name_like: str | None = None
    instance_id: str | None = None
    instance_ids: tuple[str, ...] | None = None
    root_id: str | None = None
    scope: str | None = None
    page: Page = field(default_factory=Page)


@dataclass(frozen=True, slots=True)
class VariableChanges:
    """What to write (`values`) and to take away (`remove`)."""

    values: Variables = field(default_factory=dict)
    remove: tuple[str, ...] = ()


def instance_variables(context: Context, instance_id: str) -> Mapping[str, Value]:
    """Variables of a running instance (its own scope). Raises: NotFoundError, InstanceEndedError."""
    raise NotImplementedError


def local_variables(context: Context, scope: str) -> Mapping[str, Value]:
    """Variables in just this scope: an instance id, or the token of a task or sub-process. Raises NotFoundError."""
    raise NotImplementedError


def change_variables(context: Context, scope: str, changes: VariableChanges) -> None:
    """Write variables as seen from an instance id or token: to the nearest scope that has the name, else the instance.

    Raises: NotFoundError, InstanceEndedError, ForbiddenError, ValueTooLargeError.
    """
    raise NotImplementedError


def change_local_variables(context: Context, scope: str, changes: VariableChanges) -> None:
    """Write variables into just this scope (instance id or token). Raises as change_variables."""
    raise NotImplementedError


def list_variables(context: Context, query: VariableQuery) -> tuple[VariableView, ...]:
    """Last values of variables that the actor may see, also of ended instances (history)."""
    raise NotImplementedError


def count_variables(context: Context, query: VariableQuery) -> int:
    """How many match."""
    raise NotImplementedError
