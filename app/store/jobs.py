"""Jobs and their leases. Claiming sets `due` to the end of the lease and `fence` one higher; completing deletes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, bindparam, delete, func, or_, select, union_all, update

from app.store.cases import COLUMNS as CASE_COLUMNS
from app.store.cases import CaseOf
from app.store.lists import Filter, Listing, after, among, before, equals, of_instance, of_instances
from app.store.prepared import Prepared
from app.store.tables import case_state, instance, job, process_definition
from app.store.types import AnyRow, AnySelect, Moment
from app.store.upserts import plain_insert

INTERNAL = (":timer", ":continuation", ":delivery", ":start-timer", ":webhook", ":sweep")
"""Topics of the kinds that this house runs itself."""

_BASE = select(
    job,
    instance.c.business_key,
    process_definition.c.id.label("of_definition"),
    process_definition.c.key.label("definition_key"),
).select_from(
    job.outerjoin(instance, instance.c.id == job.c.instance_id).outerjoin(
        process_definition, process_definition.c.id == func.coalesce(instance.c.definition_id, job.c.definition_id)
    )
)

JOBS = Listing(
    base=_BASE,
    filters={
        "ids": among(job.c.id),
        "kinds": among(job.c.kind),
        "topic": equals(job.c.topic),
        "owner": equals(job.c.owner),
        "with_retries": lambda _: job.c.retries > 0,
        "no_retries": lambda _: job.c.retries <= 0,
        "instance_id": of_instance(job),
        "instance_ids": of_instances(job),
        "root_id": equals(job.c.root_id),
        "definition_id": equals(process_definition.c.id),
        "definition_key": equals(process_definition.c.key),
        "element": equals(job.c.element),
        "due_before": before(job.c.due),
        "due_after": after(job.c.due),
        "with_exception": lambda _: job.c.error.is_not(None),
    },
    sorts={
        "jobId": job.c.id,
        "taskPriority": job.c.priority,
        "lockExpirationTime": job.c.due,
        "instanceId": job.c.instance_id,
        "definitionKey": process_definition.c.key,
        "definitionId": process_definition.c.id,
        "dueDate": job.c.due,
        "retries": job.c.retries,
        "created": job.c.created,
    },
    default=(job.c.created,),
    unique=job.c.id,
)

# What a fetch may ask of the instance of a service task.
EXTERNAL_TASKS: Mapping[str, Filter] = {
    "business_key": equals(instance.c.business_key),
    "definition_id": equals(instance.c.definition_id),
    "definition_ids": among(instance.c.definition_id),
    "definition_key": lambda key: instance.c.definition_id.in_(_versions([key])),
    "definition_keys": lambda keys: instance.c.definition_id.in_(_versions(keys)),
}

_INSERT = plain_insert(job)
_DELETE = Prepared(delete(job).where(job.c.id == bindparam("job")))
_FINISH = Prepared(delete(job).where(job.c.id == bindparam("job"), job.c.fence == bindparam("claimed")))
_WITH_CASE = (
    select(job, *CASE_COLUMNS[1:])
    .select_from(job.outerjoin(case_state, case_state.c.root_id == job.c.root_id))
    .where(job.c.id == bindparam("job"))
    .with_for_update(of=job)
)
# A delivery belongs to the case that sent it and locks the one that receives it; a webhook's job locks none.
_CASE = CaseOf(job, job.c.kind != "delivery", job.c.kind != "webhook")
_LEASE = Prepared(
    update(job)
    .where(job.c.id == bindparam("job"), job.c.fence == bindparam("claimed"))
    .values(due=bindparam("until"), owner=bindparam("by"), fence=bindparam("claimed") + 1)
)


def _versions(keys: Iterable[str]) -> AnySelect:
    return select(process_definition.c.id).where(process_definition.c.key.in_(list(keys)))


_MOST = bindparam("most", type_=Integer)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which jobs a claim may take. by_priority: highest first, else the longest due."""

    topics: tuple[str, ...]
    now: datetime
    limit: int
    by_priority: bool = False
    where: tuple[ColumnElement[bool], ...] = ()


def insert_jobs(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """New jobs."""
    _INSERT.many(connection, rows)


def delete_jobs(connection: Connection, ids: Iterable[str]) -> None:
    """Jobs whose token no longer waits."""
    _DELETE.many(connection, [{"job": id} for id in ids])


def finish_job(connection: Connection, id: str, fence: int) -> bool:
    """Delete a job that is done; False when a newer claim has it."""
    return _FINISH.one(connection, {"job": id, "claimed": fence}) == 1


def job_with_case(connection: Connection, id: str) -> AnyRow | None:
    """A job, and the state of its case where that runs, locked."""
    _CASE.lock(connection, id)
    return connection.execute(_WITH_CASE, {"job": id}).first()


def job_row(connection: Connection, id: str) -> AnyRow | None:
    """One job as lists show it."""
    return connection.execute(_BASE.where(job.c.id == id)).first()


def due_jobs(connection: Connection, wanted: Wanted) -> Sequence[AnyRow]:
    """The jobs that are due, each with its instance's business key and its definition's key. Locks nothing.

    Each topic is a search of its own in the index (topic, due): what is due for others costs nothing.
    """
    return _found(connection, wanted, _due if wanted.where else _due_cached)


def claimable_jobs(connection: Connection, wanted: Wanted) -> Sequence[AnyRow]:
    """As `due_jobs`, but for the transaction alone: those that another is claiming are passed over."""
    if connection.dialect.name == "sqlite":
        return due_jobs(connection, wanted)
    return _found(connection, wanted, _unlocked if wanted.where else _unlocked_cached)


def _found(connection: Connection, wanted: Wanted, build: Callable[..., AnySelect]) -> Sequence[AnyRow]:
    if not wanted.topics:
        return ()
    statement = build(wanted.topics, wanted.by_priority, wanted.where)
    return connection.execute(statement, {"now": wanted.now, "most": wanted.limit}).all()


def _due(topics: tuple[str, ...], by_priority: bool, where: tuple[ColumnElement[bool], ...]) -> AnySelect:
    parts = [_due_of(topic, by_priority, where) for topic in topics]
    found = union_all(*(select(part.subquery()) for part in parts)).subquery()
    return _BASE.join(found, found.c.id == job.c.id).order_by(*_order(by_priority)).limit(_MOST)


def _unlocked(topics: tuple[str, ...], by_priority: bool, where: tuple[ColumnElement[bool], ...]) -> AnySelect:
    due = job.c.due <= bindparam("now", type_=Moment)
    statement = _BASE.where(job.c.topic.in_(topics), due, *where).order_by(*_order(by_priority)).limit(_MOST)
    return statement.with_for_update(of=job, skip_locked=True)


_due_cached = lru_cache(maxsize=50)(_due)  # to build the statement anew costs more than to run it
_unlocked_cached = lru_cache(maxsize=50)(_unlocked)


def _due_of(topic: str, by_priority: bool, where: tuple[ColumnElement[bool], ...]) -> AnySelect:
    statement = select(job.c.id).where(job.c.topic == topic, job.c.due <= bindparam("now", type_=Moment))
    if where:
        statement = statement.join(instance, instance.c.id == job.c.instance_id).where(*where)
    return statement.order_by(*_order(by_priority)).limit(_MOST)


def _order(by_priority: bool) -> tuple[ColumnElement[Any], ...]:
    return (job.c.priority.desc(), job.c.due, job.c.id) if by_priority else (job.c.due, job.c.id)


def earliest_due(connection: Connection, topics: Iterable[str]) -> datetime | None:
    """When the first job of these topics falls due."""
    parts = [select(func.min(job.c.due).label("due")).where(job.c.topic == topic) for topic in topics]
    if not parts:
        return None
    earliest: datetime | None = connection.execute(select(func.min(union_all(*parts).subquery().c.due))).scalar()
    return earliest


def lease_jobs(connection: Connection, claimed: Sequence[AnyRow], owner: str, until: datetime) -> None:
    """Give jobs to a worker until then."""
    rows = [{"job": row.id, "claimed": row.fence, "until": until, "by": owner} for row in claimed]
    if rows:  # another may have claimed them all between looking and claiming
        _LEASE.many(connection, rows)


def lease_job(connection: Connection, claimed: AnyRow, owner: str, until: datetime) -> bool:
    """Give one job to a worker; False when another has claimed it since it was read."""
    return _LEASE.one(connection, {"job": claimed.id, "claimed": claimed.fence, "until": until, "by": owner}) == 1


def update_job(connection: Connection, id: str, fence: int, values: Mapping[str, Any]) -> bool:
    """Change columns of a job that nobody has claimed since; False when somebody has."""
    statement = update(job).where(job.c.id == id, job.c.fence == fence).values(**values)
    return connection.execute(statement).rowcount == 1


def locked(now: datetime) -> ColumnElement[bool]:
    """A worker holds the job."""
    return job.c.owner.is_not(None) & (job.c.due > now)


def not_locked(now: datetime) -> ColumnElement[bool]:
    """No worker holds the job."""
    return or_(job.c.owner.is_(None), job.c.due.is_(None), job.c.due <= now)


def delete_start_timers(connection: Connection, definition_ids: Sequence[str]) -> None:
    """Timer starts of versions that are not the latest any more."""
    connection.execute(delete(job).where(job.c.kind == "start-timer", job.c.definition_id.in_(definition_ids)))
