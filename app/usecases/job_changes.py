"""Operators change jobs: tries, due dates, priorities, and run one at once."""

from datetime import UTC, datetime

from app.errors import InvalidRequestError, NotFoundError, StaleTriggerError
from app.store.jobs import job_with_case, lease_jobs, update_job
from app.store.operations import Operation
from app.store.types import AnyRow
from app.usecases.access import require
from app.usecases.context import Context, Enqueued, Session
from app.usecases.job_lists import JobKind, visible_job
from app.usecases.runs import Lease, held_job, run_held, try_again
from app.usecases.timers import due_since

_MOST_RETRIES = 1000


def set_retries(context: Context, job_id: str, retries: int) -> None:
    """Give a job tries again; with more than none it is due now and its incident is over. Raises NotFoundError."""
    if not 0 <= retries <= _MOST_RETRIES:
        raise InvalidRequestError(reason=f"antalet försök ska vara mellan 0 och {_MOST_RETRIES}")
    with context.transaction() as session:
        row = _changeable(context, session, job_id)
        try_again(context, session, row, retries)
        _log(context, session, "retries", row)


def set_due(context: Context, job_id: str, due: datetime) -> None:
    """Change when a timer falls due. Raises: NotFoundError, StaleTriggerError (claimed just now)."""
    with context.transaction() as session:
        row = _changeable(context, session, job_id)
        _move(context, session, row, due, "due")


def recalculate_due(context: Context, job_id: str, since: datetime) -> None:
    """Reckon a timer anew from its diagram and what the case knows now, as if it had been set at `since`.

    Of a cycle, this is the round that it waits for; later rounds are reckoned from when the cycle began, as before.
    Raises: NotFoundError, StaleTriggerError (claimed just now), InvalidRequestError (no timer), ExpressionError.
    """
    with context.transaction() as session:
        row = _changeable(context, session, job_id)
        _move(context, session, row, due_since(context, session, row, since), "recalculate")


def _move(context: Context, session: Session, row: AnyRow, due: datetime, action: str) -> None:
    if row.owner is not None:
        raise StaleTriggerError(token=row.id)
    update_job(session.connection, row.id, row.fence, {"due": due})
    session.enqueued.append(Enqueued(row.id, row.kind, row.topic, due))
    moved = {
        "before": row.due.astimezone(UTC).isoformat() if row.due else None,
        "after": due.astimezone(UTC).isoformat(),
    }
    context.log(session, Operation(action, "job", row.id, row.root_id, row.instance_id, row.element, moved))


def set_priority(context: Context, job_id: str, priority: int) -> None:
    """Change a job's priority. Raises NotFoundError."""
    with context.transaction() as session:
        row = _changeable(context, session, job_id)
        update_job(session.connection, job_id, row.fence, {"priority": priority})
        _log(context, session, "priority", row)


def execute_job(context: Context, job_id: str) -> None:
    """Run a timer, delivery or continuation now, whatever its due date. Raises NotFoundError or what the run raises."""
    with context.transaction() as session:
        row = _changeable(context, session, job_id)
        if row.kind == JobKind.EXTERNAL_TASK.value:
            raise InvalidRequestError(reason="en tjänsteuppgift körs av den som utför den")
        owner = f"execute {context.actor.id}"
        lease_jobs(session.connection, [row], owner, session.now)
        run_held(context, session, held_job(session, Lease(job_id, owner, row.fence + 1)))
        _log(context, session, "execute", row)


def _changeable(context: Context, session: Session, job_id: str) -> AnyRow:
    require(context.actor, "ändra ett jobb", roles=[])
    visible_job(context, session, job_id)
    row = job_with_case(session.connection, job_id)
    if row is None:
        raise NotFoundError(kind="Jobbet", id=job_id)
    return row


def _log(context: Context, session: Session, action: str, row: AnyRow) -> None:
    context.log(session, Operation(action, "job", row.id, row.root_id, row.instance_id, row.element))
