"""Process instances: start, find, look at, cancel. A case is a root instance with all that it called."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, or_

from app import engine
from app.engine import Wait, startable
from app.errors import NotFoundError, NotStartableError, StaleTriggerError
from app.store.audiences import members
from app.store.cases import lock_case
from app.store.incidents import failed_tokens, open_incidents
from app.store.instances import INSTANCES, give_reason, instance_row, tree_of
from app.store.jobs import JOBS
from app.store.operations import Operation
from app.store.process_definitions import by_id, groups_of, latest
from app.store.subscriptions import of_case, subscription_row
from app.store.tables import activity, instance, job
from app.store.tasks import TASKS
from app.store.types import AnyRow
from app.usecases.access import require, require_start, visible_instances
from app.usecases.cases import running_case, visible_instance
from app.usecases.context import Context, Session
from app.usecases.models import process_of
from app.usecases.queries import Page, VariableFilter, conditions, rows, with_variables
from app.usecases.record import record
from app.usecases.starts import Beginning, begin
from app.usecases.waits import Cause
from app.values import Variables

_SIGNALLED = (Wait.RECEIVE.value, Wait.MESSAGE.value)


@dataclass(frozen=True, slots=True)
class StartInstance:
    """What to start: `definition_id`, or `key` (its latest version).

    element: a start event to begin at; message: begin at the message start with this name; neither: the plain start.
    business_key: None lets the process number the case itself, where its property `businessKey` says how.
    unique: refuse when an open root instance of this process has the business key.
    """

    key: str | None = None
    definition_id: str | None = None
    variables: Variables = field(default_factory=dict)
    business_key: str | None = None
    element: str | None = None
    message: str | None = None
    unique: bool = False


@dataclass(frozen=True, slots=True)
class InstanceView:
    """A process instance, running or ended. outcome: "completed" or "cancelled" when ended."""

    id: str
    root_id: str
    super_id: str | None
    definition_id: str
    definition_key: str
    definition_name: str
    definition_version: int
    business_key: str | None
    started: datetime
    ended: datetime | None
    outcome: str | None
    started_by: str | None
    start_element: str | None = None
    call_element: str | None = None
    delete_reason: str | None = None

    @property
    def duration_ms(self) -> int | None:
        """Milliseconds from start to end, None while it runs."""
        return None if self.ended is None else round((self.ended - self.started).total_seconds() * 1000)


@dataclass(frozen=True, slots=True)
class InstanceQuery:
    """Filters; None does not filter. Sorts: instanceId, definitionKey, definitionId, businessKey, startTime, endTime.

    text: part of the business key (search). active/finished: open or ended ones only. root: root instances only.
    """

    ids: tuple[str, ...] | None = None
    business_key: str | None = None
    business_key_like: str | None = None
    text: str | None = None
    definition_id: str | None = None
    definition_ids: tuple[str, ...] | None = None
    definition_key: str | None = None
    definition_keys: tuple[str, ...] | None = None
    super_id: str | None = None
    root_id: str | None = None
    root: bool = False
    active: bool = False
    finished: bool = False
    with_incident: bool = False
    activity: str | None = None
    started_by: str | None = None
    started_before: datetime | None = None
    started_after: datetime | None = None
    finished_before: datetime | None = None
    finished_after: datetime | None = None
    variables: tuple[VariableFilter, ...] = ()
    page: Page = field(default_factory=Page)


@dataclass(frozen=True, slots=True)
class WaitingView:
    """One thing that an instance waits for. kind: values of engine.Wait; event: message or signal name.

    assignee and groups of user tasks; due of timers and tasks; topic of external tasks; failed: an incident stands
    here.
    """

    token: str
    kind: str
    instance_id: str
    element: str
    name: str
    since: datetime
    event: str = ""
    due: datetime | None = None
    topic: str | None = None
    assignee: str | None = None
    groups: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    failed: bool = False


def start_instance(context: Context, command: StartInstance) -> InstanceView:
    """Start an instance and run it to its first waits.

    Raises:
        NotFoundError: no such definition.  NotStartableError: not executable, or no such way in, or the business key is
        taken and `unique` was asked for.  ForbiddenError.  ExpressionError, ElementError: the run failed; nothing is
        saved.
    """
    with context.transaction() as session:
        definition = _definition(session, command)
        beginning = Beginning(
            definition.id,
            _way_in(session, definition, command),
            command.business_key,
            command.variables,
            command.unique,
        )
        require_start(context.actor, groups_of(session.connection, [definition.id]))
        id = begin(context, session, beginning)
        context.log(session, Operation("start", "instance", id, id, id, beginning.element))
        return _view(_known(instance_row(session.connection, id), id))


def list_instances(context: Context, query: InstanceQuery) -> tuple[InstanceView, ...]:
    """Instances that the actor may see, running and ended unless filtered."""
    with context.reading() as session:
        found = rows(session.connection, INSTANCES, _where(context, query), query.page)
        return tuple(_view(row) for row in found)


def count_instances(context: Context, query: InstanceQuery) -> int:
    """How many match."""
    with context.reading() as session:
        return INSTANCES.count(session.connection, _where(context, query))


def get_instance(context: Context, instance_id: str) -> InstanceView:
    """One instance, running or ended. Raises NotFoundError, also for one that the actor may not see."""
    with context.reading() as session:
        return _view(visible_instance(context, session, instance_id))


def read_case(context: Context, instance_id: str) -> tuple[InstanceView, ...]:
    """The case of an instance: its root first, then what it called, then other roots with the same business key.

    Only what the actor may see; the reading is written to the log. Raises NotFoundError.
    """
    with context.transaction() as session:
        asked = visible_instance(context, session, instance_id)
        context.log(session, Operation("read", "instance", instance_id, asked.root_id, instance_id))
        same = instance.c.root_id == asked.root_id
        if asked.business_key:
            same = or_(same, instance.c.business_key == asked.business_key)
        where = [same, visible_instances(context.actor)]
        found = [_view(row) for row in rows(session.connection, INSTANCES, where, Page(size=500))]
        mine, own_root = asked.root_id, asked.root_id
        return tuple(sorted(found, key=lambda each: (each.root_id != mine, each.id != own_root, each.started, each.id)))


def waiting(context: Context, instance_id: str) -> tuple[WaitingView, ...]:
    """What an instance and all that it called wait for. Empty for an ended one. Raises NotFoundError."""
    with context.reading() as session:
        asked = visible_instance(context, session, instance_id)
        if asked.ended is not None:
            return ()
        connection = session.connection
        failed = failed_tokens(connection, asked.root_id)
        below = _with_called(tree_of(connection, asked.root_id), asked.id)
        found = [*_tasks(connection, asked.root_id), *_jobs(connection, asked.root_id)]
        found += [_subscription(row) for row in of_case(connection, asked.root_id)]
        found += [_stopped(row) for row in open_incidents(connection, asked.root_id) if row.kind == "bpmnError"]
        shown = [
            replace(
                each, failed=each.token in failed, name=each.name or _name(connection, below[each.instance_id], each)
            )
            for each in found
            if each.instance_id in below
        ]
        return tuple(sorted(shown, key=lambda each: (each.since, each.element, each.token)))


def cancel_instance(context: Context, instance_id: str, reason: str = "") -> None:
    """End a case without running anything more. A called instance cancels its whole case.

    Raises: NotFoundError, InstanceEndedError, ForbiddenError.
    """
    require(context.actor, "avbryta ett ärende", roles=[])
    with context.transaction() as session:
        row = visible_instance(context, session, instance_id)
        case = running_case(session, row)
        record(context, session, case, engine.cancel(case.state, context.world(session)))
        give_reason(session.connection, row.root_id, reason)
        context.log(session, Operation("cancel", "instance", instance_id, row.root_id, instance_id))


def signal_waiting(context: Context, execution_id: str, variables: Variables) -> None:
    """Let a receive task go on without its message ("signal" in Camunda): its token, or an instance where only one
    waits.

    Raises: NotFoundError, StaleTriggerError.
    """
    require(context.actor, "låta en väntan gå vidare", roles=[])
    with context.transaction() as session:
        connection = session.connection
        row = subscription_row(connection, execution_id)
        if row is None:
            asked = visible_instance(context, session, execution_id)
            held = [each for each in of_case(connection, asked.root_id) if each.instance_id == execution_id]
            waits = [each for each in held if each.kind in _SIGNALLED and each.host is None]
            if len(waits) != 1:
                raise StaleTriggerError(token=execution_id)
            row = waits[0]
        case = lock_case(connection, row.root_id)
        if case is None:
            raise StaleTriggerError(token=row.id)
        step = engine.trigger(case.state, row.id, variables, context.world(session))
        record(context, session, case, step, Cause(row.id))
        context.log(session, Operation("signal", "execution", row.id, row.root_id, row.instance_id, row.element))


def _definition(session: Session, command: StartInstance) -> AnyRow:
    connection = session.connection
    if command.definition_id is not None:
        row = by_id(connection, command.definition_id)
    else:
        row = latest(connection, command.key or "")
    if row is None:
        raise NotFoundError(kind="Processdefinition", id=command.definition_id or command.key)
    return row


def _way_in(session: Session, definition: AnyRow, command: StartInstance) -> str | None:
    """The start event that the command means, None for the plain one."""
    if command.element is None and command.message is None:
        return None
    for way in startable(process_of(session.connection, definition.id)):
        if way.element == command.element or (way.kind == "message" and way.name == command.message):
            return way.element
    asked = command.element or command.message
    raise NotStartableError(key=definition.key, reason=f"den har ingen start som heter ”{asked}”")


def _where(context: Context, query: InstanceQuery) -> list[ColumnElement[bool]]:
    held = with_variables((instance.c.root_id, instance.c.id), query.variables)
    return [*conditions(INSTANCES, query), *held, visible_instances(context.actor)]


def _known(row: AnyRow | None, id: str) -> AnyRow:
    if row is None:
        raise NotFoundError(kind="Ärendet", id=id)
    return row


def _view(row: AnyRow) -> InstanceView:
    return InstanceView(
        id=row.id,
        root_id=row.root_id,
        super_id=row.super_id,
        definition_id=row.definition_id,
        definition_key=row.definition_key,
        definition_name=row.definition_name,
        definition_version=row.definition_version,
        business_key=row.business_key,
        started=row.started,
        ended=row.ended,
        outcome=row.outcome,
        started_by=row.started_by,
        start_element=row.start_element,
        call_element=row.call_element,
        delete_reason=row.delete_reason,
    )


def _with_called(tree: Sequence[AnyRow], id: str) -> dict[str, str]:
    """The instance and all that it called, directly or not; each with its definition."""
    called: dict[str | None, list[str]] = {}
    for row in tree:
        called.setdefault(row.super_id, []).append(row.id)
    found, stack = {id}, [id]
    while stack:
        below = called.get(stack.pop(), [])
        found.update(below)
        stack += below
    return {row.id: row.definition_id for row in tree if row.id in found}


def _name(connection: Connection, definition_id: str, wait: WaitingView) -> str:
    """The element's name in the diagram."""
    node = process_of(connection, definition_id).nodes.get(wait.element)
    return node.name if node is not None and node.name else wait.element


def _tasks(connection: Connection, root_id: str) -> Iterator[WaitingView]:
    query = [activity.c.root_id == root_id]
    for row in rows(connection, TASKS, query, Page()):
        yield WaitingView(
            token=row.id,
            kind=Wait.USER_TASK.value,
            instance_id=row.instance_id,
            element=row.element,
            name=row.name,
            since=row.started,
            due=row.due,
            assignee=row.assignee,
            groups=members(row.groups),
            users=members(row.users),
        )


def _jobs(connection: Connection, root_id: str) -> Iterator[WaitingView]:
    where = [job.c.root_id == root_id, job.c.kind != "delivery"]
    for row in rows(connection, JOBS, where, Page()):
        yield WaitingView(
            token=row.id,
            kind=row.kind,
            instance_id=row.instance_id,
            element=row.element,
            name="",
            since=row.created,
            due=row.due,
            topic=row.topic if row.kind == Wait.EXTERNAL_TASK.value else None,
        )


def _subscription(row: AnyRow) -> WaitingView:
    return WaitingView(row.id, row.kind, row.instance_id, row.element, row.name, row.created, row.event)


def _stopped(row: AnyRow) -> WaitingView:
    kind = Wait.INCIDENT.value
    return WaitingView(row.id, kind, row.instance_id, row.element, "", row.created, row.message)
