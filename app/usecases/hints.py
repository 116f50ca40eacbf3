"""Jobs for Celery's workers: which nobody has claimed, and which are announced to them (anew)."""

from collections.abc import Iterable
from datetime import timedelta

from app.store.jobs import Wanted, claimable_jobs, due_jobs, lease_jobs, update_job
from app.store.types import AnyRow
from app.usecases.context import Context, Enqueued
from app.usecases.jobs import QUEUE

_ANSWER = timedelta(seconds=1)  # a job that was announced at its commit has this long to be claimed
_IN_QUEUE = timedelta(seconds=30)  # one that the sweep announced


def unclaimed(context: Context, topics: Iterable[str], limit: int) -> tuple[Enqueued, ...]:
    """The longest due of these topics that nobody has claimed, and that nobody may be about to. Writes nothing."""
    wanted = Wanted(tuple(topics), context.now(), limit)
    with context.reading() as session:
        return tuple(_hint(row) for row in _waiting(due_jobs(session.connection, wanted), wanted))


def lease_for_queue(context: Context, topics: Iterable[str], limit: int) -> tuple[Enqueued, ...]:
    """Lease such jobs for the queue, to be published: they are for whoever gets the hint."""
    wanted = Wanted(tuple(topics), context.now(), limit)
    with context.claiming() as session:
        rows = _waiting(claimable_jobs(session.connection, wanted), wanted)
        lease_jobs(session.connection, rows, QUEUE, session.now + _IN_QUEUE)
        return tuple(_hint(row) for row in rows)


def recall(context: Context, topics: Iterable[str], limit: int) -> int:
    """Take back what was leased for the queue, for the broker has lost it; anyone may claim it. How many."""
    with context.transaction() as session:
        wanted = Wanted(tuple(topics), session.now + _IN_QUEUE, limit)
        rows = [row for row in claimable_jobs(session.connection, wanted) if row.owner == QUEUE]
        for row in rows:
            update_job(session.connection, row.id, row.fence, {"owner": None, "due": session.now})
        return len(rows)


def _waiting(due: Iterable[AnyRow], wanted: Wanted) -> list[AnyRow]:
    late = wanted.now - _ANSWER
    return [row for row in due if row.due <= late or row.created < row.due]


def _hint(row: AnyRow) -> Enqueued:
    return Enqueued(row.id, row.kind, row.topic, row.due)
