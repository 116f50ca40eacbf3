"""Jobs as operators and REST see them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, or_

from app import engine
from app.errors import NotFoundError
from app.store.cases import peek_state
from app.store.jobs import JOBS, locked, not_locked
from app.store.tables import instance, job
from app.store.types import AnyRow
from app.usecases.access import visible_instances
from app.usecases.context import Context, Session
from app.usecases.queries import Page, conditions, rows
from app.values import Value


class JobKind(StrEnum):
    """What a job does."""

    EXTERNAL_TASK = "external-task"
    TIMER = "timer"
    CONTINUATION = "continuation"
    DELIVERY = "delivery"  # a thrown message, or a message or signal to one receiver
    START_TIMER = "start-timer"
    WEBHOOK = "webhook"  # tells a receiver outside; shown by `webhooks`, not here
    SWEEP = "sweep"  # deletes what has expired


_HOUSEKEEPING = (JobKind.WEBHOOK.value, JobKind.SWEEP.value)


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as operators and REST see it. due: when it may run next; None when its retries are spent (then an
    incident).
    """

    id: str
    kind: JobKind
    topic: str
    instance_id: str | None
    root_id: str | None
    definition_id: str | None
    definition_key: str | None
    business_key: str | None
    element: str | None
    due: datetime | None
    owner: str | None
    locked_until: datetime | None
    retries: int
    priority: int
    created: datetime
    error: str | None = None


@dataclass(frozen=True, slots=True)
class JobQuery:
    """Filters; None does not filter. Sorts: jobId, taskPriority, lockExpirationTime, instanceId, definitionKey,
    dueDate,
    retries, created.
    """

    ids: tuple[str, ...] | None = None
    kinds: tuple[JobKind, ...] | None = None
    topic: str | None = None
    owner: str | None = None
    locked: bool = False
    not_locked: bool = False
    with_retries: bool = False
    no_retries: bool = False
    instance_id: str | None = None
    instance_ids: tuple[str, ...] | None = None
    root_id: str | None = None
    definition_id: str | None = None
    definition_key: str | None = None
    element: str | None = None
    due_before: datetime | None = None
    due_after: datetime | None = None
    with_exception: bool = False
    page: Page = field(default_factory=Page)


def list_jobs(context: Context, query: JobQuery) -> tuple[JobView, ...]:
    """Jobs of instances that the actor may see."""
    with context.reading() as session:
        found = rows(session.connection, JOBS, _where(context, query), query.page)
        return tuple(_view(row) for row in found)


def count_jobs(context: Context, query: JobQuery) -> int:
    """How many match."""
    with context.reading() as session:
        return JOBS.count(session.connection, _where(context, query))


def get_job(context: Context, job_id: str) -> JobView:
    """One job. Raises NotFoundError."""
    with context.reading() as session:
        return _view(visible_job(context, session, job_id))


def job_error_details(context: Context, job_id: str) -> str:
    """The trace of the last failed try, "" without one. Raises NotFoundError."""
    with context.reading() as session:
        return visible_job(context, session, job_id).error_details or ""


def job_variables(context: Context, job_id: str) -> dict[str, Value]:
    """Variables visible at a job's element. Raises NotFoundError."""
    with context.reading() as session:
        row = visible_job(context, session, job_id)
        state = peek_state(session.connection, row.root_id) if row.root_id is not None else None
        if state is None or row.kind == JobKind.DELIVERY.value:
            return {}
        return dict(engine.variables(state, row.id, context.world(session)))


def visible_job(context: Context, session: Session, job_id: str) -> AnyRow:
    """A job of an instance that the actor may see. Raises NotFoundError."""
    found = rows(session.connection, JOBS, [job.c.id == job_id, _visible(context)], Page(size=1))
    if not found:
        raise NotFoundError(kind="Jobbet", id=job_id)
    return found[0]


def _visible(context: Context) -> ColumnElement[bool]:
    mine = visible_instances(context.actor)
    shown = job.c.kind.not_in(_HOUSEKEEPING)
    if context.actor.sees_all:
        return shown & or_(job.c.instance_id.is_(None), mine)
    return shown & instance.c.id.is_not(None) & mine


def _where(context: Context, query: JobQuery) -> list[ColumnElement[bool]]:
    where = [*conditions(JOBS, query), _visible(context)]
    if query.locked:
        where.append(locked(context.now()))
    if query.not_locked:
        where.append(not_locked(context.now()))
    return where


def _view(row: AnyRow) -> JobView:
    held = row.owner is not None
    return JobView(
        id=row.id,
        kind=JobKind(row.kind),
        topic=row.topic,
        instance_id=row.instance_id,
        root_id=row.root_id,
        definition_id=row.of_definition,
        definition_key=row.definition_key,
        business_key=row.business_key,
        element=row.element,
        due=row.due,
        owner=row.owner,
        locked_until=row.due if held else None,
        retries=row.retries,
        priority=row.priority,
        created=row.created,
        error=row.error,
    )
