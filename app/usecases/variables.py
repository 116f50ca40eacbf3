"""Variables of instances and tasks: read them, write them from outside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement

from app import engine
from app.engine import Changes, Step, World
from app.errors import InstanceEndedError
from app.store.activities import activity_row
from app.store.audiences import members
from app.store.cases import lock_case
from app.store.encoding import loads
from app.store.operations import Operation
from app.store.types import AnyRow
from app.store.variables import VARIABLES, in_scope
from app.usecases.access import may_work_on, require, visible_instances
from app.usecases.cases import running_case, visible_instance
from app.usecases.context import Context, Session
from app.usecases.queries import Page, conditions, rows
from app.usecases.record import record
from app.values import Value, Variables

_NAMESPACE = UUID("6ad3f1a7-6f2c-4c0f-9d7e-6b1a3f5c8e21")
Write = Callable[[bytes, str, Changes, World], Step]


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
    with context.reading() as session:
        row = visible_instance(context, session, instance_id)
        case = running_case(session, row)
        return engine.variables(case.state, instance_id, context.world(session))


def local_variables(context: Context, scope: str) -> Mapping[str, Value]:
    """Variables in just this scope: an instance id, or the token of a task or sub-process. Raises NotFoundError."""
    with context.reading() as session:
        place = _place(context, session, scope)
        return {row.name: loads(row.value) for row in in_scope(session.connection, place.root_id, scope)}


def change_variables(context: Context, scope: str, changes: VariableChanges) -> None:
    """Write variables as seen from an instance id or token: to the nearest scope that has the name, else the instance.

    Raises: NotFoundError, InstanceEndedError, ForbiddenError, ValueTooLargeError.
    """
    _change(context, scope, changes, engine.set_variables)


def change_local_variables(context: Context, scope: str, changes: VariableChanges) -> None:
    """Write variables into just this scope (instance id or token). Raises as change_variables."""
    _change(context, scope, changes, engine.set_local_variables)


def list_variables(context: Context, query: VariableQuery) -> tuple[VariableView, ...]:
    """Last values of variables that the actor may see, also of ended instances (history)."""
    with context.reading() as session:
        found = rows(session.connection, VARIABLES, _where(context, query), query.page)
        return tuple(_view(row) for row in found)


def count_variables(context: Context, query: VariableQuery) -> int:
    """How many match."""
    with context.reading() as session:
        return VARIABLES.count(session.connection, _where(context, query))


def _change(context: Context, scope: str, changes: VariableChanges, write: Write) -> None:
    with context.transaction() as session:
        place = _place(context, session, scope)
        if not place.of_task:
            require(context.actor, "ändra variabler", roles=[])
        case = lock_case(session.connection, place.root_id)
        if case is None:
            raise InstanceEndedError(id=place.instance_id)
        step = write(case.state, scope, Changes(changes.values, changes.remove), context.world(session))
        record(context, session, case, step)
        detail = {"names": sorted({*changes.values, *changes.remove})}
        done = Operation("variables", "execution", scope, place.root_id, place.instance_id, None, detail)
        context.log(session, done)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a scope is. of_task: it is an open task that the actor may work on."""

    root_id: str
    instance_id: str
    of_task: bool


def _place(context: Context, session: Session, scope: str) -> _Place:
    """The scope of an instance or token, if the actor may see it. Raises NotFoundError."""
    row = activity_row(session.connection, scope)
    if row is None:
        found = visible_instance(context, session, scope)
        return _Place(found.root_id, found.id, of_task=False)
    if row.priority is not None and may_work_on(context.actor, row.assignee, members(row.groups), members(row.users)):
        return _Place(row.root_id, row.instance_id, of_task=row.ended is None)
    visible_instance(context, session, row.instance_id)
    return _Place(row.root_id, row.instance_id, of_task=False)


def _where(context: Context, query: VariableQuery) -> list[ColumnElement[bool]]:
    return [*conditions(VARIABLES, query), visible_instances(context.actor)]


def _view(row: AnyRow) -> VariableView:
    return VariableView(
        id=str(uuid5(_NAMESPACE, f"{row.scope} {row.name}")),
        name=row.name,
        value=loads(row.value),
        type=row.type,
        instance_id=row.instance_id,
        root_id=row.root_id,
        scope=row.scope,
        revision=row.revision,
        created=row.created,
        changed=row.changed,
    )
