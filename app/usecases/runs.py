"""Run what a job holds, and count what failed. Everything here is inside a transaction of its caller."""

from dataclasses import dataclass
from datetime import timedelta

from app import engine
from app.engine import Step
from app.errors import NotFoundError, StaleTriggerError
from app.store.cases import CaseRow, case_of
from app.store.ids import new_id
from app.store.incidents import end_incidents, insert_incidents
from app.store.jobs import finish_job, job_with_case, update_job
from app.store.types import AnyRow
from app.usecases.context import Context, Enqueued, Session
from app.usecases.deliveries import deliver
from app.usecases.notices import notify_incident
from app.usecases.record import record
from app.usecases.schedules import schedule
from app.usecases.starts import Beginning, begin
from app.usecases.sweeps import sweep
from app.usecases.timer_starts import set_next_start
from app.usecases.waits import Cause

_LONGEST = 4000  # characters of a reason


@dataclass(frozen=True, slots=True)
class Lease:
    """Proof of a claim. An outside worker has only its name; our own also the fence, which a newer claim makes void."""

    job_id: str
    owner: str
    fence: int | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed try. message: one line, without personal data; details: a trace, kept but never logged.

    retries and retry_after: what an outside worker decides; None leaves it to the diagram or the setting.
    """

    message: str
    details: str = ""
    retries: int | None = None
    retry_after: timedelta | None = None


def held_job(session: Session, lease: Lease) -> tuple[AnyRow, CaseRow | None]:
    """The job, if the lease still holds, and its case.

    A lease that has run out is good as long as nobody has claimed the job anew. Raises: NotFoundError,
    StaleTriggerError.
    """
    row = job_with_case(session.connection, lease.job_id)
    if row is None:
        raise NotFoundError(kind="Jobbet", id=lease.job_id)
    if row.owner != lease.owner or lease.fence not in (None, row.fence):
        raise StaleTriggerError(token=lease.job_id)
    return row, case_of(row) if row.state is not None else None


def with_case(held: tuple[AnyRow, CaseRow | None]) -> tuple[AnyRow, CaseRow]:
    """The job's case, which must be running. Raises NotFoundError."""
    row, case = held
    if case is None:
        raise NotFoundError(kind="Ärendet", id=row.root_id)
    return row, case


def finish(context: Context, session: Session, held: tuple[AnyRow, CaseRow], step: Step) -> None:
    """The job is done: it goes, and its step is written."""
    row, case = held
    if not finish_job(session.connection, row.id, row.fence):
        raise StaleTriggerError(token=row.id)
    record(context, session, case, step, Cause(row.id, job=row.id, incident=row.incident_id))


def count_failure(context: Context, session: Session, row: AnyRow, failure: Failure) -> bool:
    """One try fewer; True when none is left and an incident stands."""
    now = session.now
    left = row.retries - 1 if failure.retries is None else failure.retries
    values = {"owner": None, "retries": left, "error": failure.message[:_LONGEST], "error_details": failure.details}
    if left > 0:
        plan = schedule(row.schedule, context.options.retries)
        again = plan.after_failure(left, now) if failure.retry_after is None else now + failure.retry_after
        update_job(session.connection, row.id, row.fence, {**values, "due": again})
        return False
    incident = row.incident_id or new_id()
    update_job(session.connection, row.id, row.fence, {**values, "due": None, "incident_id": incident})
    kind = "failedExternalTask" if row.kind == "external-task" else "failedJob"
    stopped = {
        "id": incident,
        "kind": kind,
        "root_id": row.root_id,
        "instance_id": row.instance_id,
        "definition_id": row.definition_id,
        "element": row.element,
        "job_id": row.id,
        "message": failure.message[:_LONGEST],
        "created": now,
        "ended": None,
    }
    insert_incidents(session.connection, [stopped])
    notify_incident(session, context.options, row, incident)
    return True


def try_again(context: Context, session: Session, row: AnyRow, retries: int) -> None:
    """Give a job tries; with any it is due now, and its incident is over."""
    values = {"retries": retries}
    if retries > 0 and row.due is None:
        now = session.now
        update_job(session.connection, row.id, row.fence, {**values, "due": now, "owner": None, "incident_id": None})
        if row.incident_id is not None:
            end_incidents(session.connection, [row.incident_id], now)
        session.enqueued.append(Enqueued(row.id, row.kind, row.topic, now))
    elif retries <= 0:
        count_failure(context, session, row, Failure(row.error or "Försöken är slut.", row.error_details or "", 0))
    else:
        update_job(session.connection, row.id, row.fence, values)


def run_held(context: Context, session: Session, held: tuple[AnyRow, CaseRow | None]) -> None:
    """Do what an internal job holds, and delete it. Raises StaleTriggerError when that no longer waits, and what the
    process raises.
    """
    row, _ = held
    match row.kind:
        case "timer" | "continuation":
            job, case = with_case(held)
            step = engine.trigger(case.state, job.id, {}, context.world(session))
            finish(context, session, (job, case), step)
        case "delivery":
            _delete(session, row)
            deliver(context, session, row)
        case "sweep":
            _delete(session, row)
            sweep(context, session)
        case "start-timer":
            _delete(session, row)
            begin(context, session, Beginning(row.definition_id, row.element or None))
            set_next_start(context, session, row)
        case _:
            raise StaleTriggerError(token=row.id)


def _delete(session: Session, row: AnyRow) -> None:
    if not finish_job(session.connection, row.id, row.fence):
        raise StaleTriggerError(token=row.id)
    if row.incident_id is not None:
        end_incidents(session.connection, [row.incident_id], row.created)
