"""Jobs: service tasks, timers, deliveries and continuations, in one table with leases. The worker's face.

A worker's round::

    for job in claim(context, Claim(owner, topics, limit, lease)):
        if job.kind is JobKind.EXTERNAL_TASK: run the handler, then complete_job, fail_job or throw_job_error
        else: run_internal(context, job)
"""

import contextlib
import logging
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app import engine
from app.engine import BpmnThrow
from app.errors import AppError, NotFoundError, StaleTriggerError
from app.store.cases import peek_state
from app.store.database import is_passing as is_passing
from app.store.jobs import INTERNAL as INTERNAL
from app.store.jobs import (
    Wanted,
    claimable_jobs,
    due_jobs,
    earliest_due,
    finish_job,
    job_row,
    lease_job,
    lease_jobs,
    update_job,
)
from app.store.types import AnyRow
from app.usecases.access import require_worker
from app.usecases.context import Context, Enqueued, Session
from app.usecases.job_changes import execute_job as execute_job
from app.usecases.job_changes import recalculate_due as recalculate_due
from app.usecases.job_changes import set_due as set_due
from app.usecases.job_changes import set_priority as set_priority
from app.usecases.job_changes import set_retries as set_retries
from app.usecases.job_lists import JobKind as JobKind
from app.usecases.job_lists import JobQuery as JobQuery
from app.usecases.job_lists import JobView as JobView
from app.usecases.job_lists import count_jobs as count_jobs
from app.usecases.job_lists import get_job as get_job
from app.usecases.job_lists import job_error_details as job_error_details
from app.usecases.job_lists import job_variables as job_variables
from app.usecases.job_lists import list_jobs as list_jobs
from app.usecases.runs import Failure as Failure
from app.usecases.runs import Lease as Lease
from app.usecases.runs import count_failure, finish, held_job, run_held, with_case
from app.values import Variables

QUEUE = ":queue"
"""The owner of a job that has been announced to Celery's workers and that none of them has claimed yet."""

_logger = logging.getLogger("stegvis.jobs")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a worker asks for. topics: of service tasks (those without a handler here stay for outside workers).

    internal: also timers, deliveries, continuations and timer starts.
    """

    owner: str
    topics: frozenset[str] = frozenset()
    internal: bool = True
    limit: int = 8
    lease: timedelta = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job that was claimed. `id` never changes over retries. `retries`: tries left, this one included.

    `variables`: those visible at the element, inputs first; empty for internal kinds. `deadline`: when the lease ends.
    """

    id: str
    kind: JobKind
    topic: str
    lease: Lease
    retries: int
    deadline: datetime
    priority: int
    instance_id: str | None
    root_id: str | None
    definition_id: str | None
    definition_key: str | None
    business_key: str | None
    element: str | None
    created: datetime
    variables: Variables = field(default_factory=dict)
    error: str | None = None


def claim(context: Context, request: Claim) -> tuple[ClaimedJob, ...]:
    """Claim jobs that are due, oldest first; each is the claimer's alone until its lease ends.

    Empty when nothing is due (then nothing is written).
    """
    wanted = Wanted(_topics(request), context.now(), request.limit)
    return claim_wanted(context, wanted, request.owner, request.lease)


def next_due(context: Context, request: Claim) -> datetime | None:
    """When the earliest job that `request` could claim falls due; None when there is none. A reading query."""
    with context.reading() as session:
        return earliest_due(session.connection, _topics(request))


def claim_wanted(context: Context, wanted: Wanted, owner: str, lease: timedelta) -> tuple[ClaimedJob, ...]:
    """Claim what is wanted. Looks without a lock first: an idle poll writes nothing."""
    with context.reading() as session:
        if not due_jobs(session.connection, wanted):
            return ()
    with context.claiming() as session:
        until = session.now + lease
        ready = list(_with_variables(context, session, claimable_jobs(session.connection, wanted)))
        lease_jobs(session.connection, [row for row, _ in ready], owner, until)
        return tuple(_claimed(row, owner, until, variables) for row, variables in ready)


def claim_hinted(context: Context, job_id: str, owner: str, lease: timedelta) -> ClaimedJob | None:
    """Claim just this job, which a hint named; None when it is gone, not due, or somebody has it."""
    with context.claiming() as session:
        row = job_row(session.connection, job_id)
        if row is None or not _can_be_claimed(row, session.now):
            return None
        until = session.now + lease
        for ready, variables in _with_variables(context, session, [row]):
            if lease_job(session.connection, ready, owner, until):
                return _claimed(ready, owner, until, variables)
        return None


def _can_be_claimed(row: AnyRow, now: datetime) -> bool:
    """What is leased for the queue is for whoever gets the hint."""
    return row.due is not None and (row.due <= now or row.owner == QUEUE)


def _with_variables(context: Context, session: Session, found: Sequence[AnyRow]) -> Iterator[tuple[AnyRow, Variables]]:
    """Each job with the variables visible at its element, none for internal kinds.

    One whose case cannot be read counts as failed and is left out: it must not keep the others from running.
    """
    world = context.world(session)
    states: dict[str, bytes | None] = {}
    for row in found:
        if row.kind != JobKind.EXTERNAL_TASK.value:
            yield row, {}
            continue
        if row.root_id not in states:
            states[row.root_id] = peek_state(session.connection, row.root_id)
        state = states[row.root_id]
        try:
            yield row, engine.variables(state, row.id, world) if state is not None else {}
        except Exception as error:
            _logger.exception("variables of job %s cannot be read", row.id)
            count_failure(context, session, row, Failure(type(error).__name__, traceback.format_exc()))


def _claimed(row: AnyRow, owner: str, until: datetime, variables: Variables) -> ClaimedJob:
    return ClaimedJob(
        id=row.id,
        kind=JobKind(row.kind),
        topic=row.topic,
        lease=Lease(row.id, owner, row.fence + 1),
        retries=row.retries,
        deadline=until,
        priority=row.priority,
        instance_id=row.instance_id,
        root_id=row.root_id,
        definition_id=row.of_definition,
        definition_key=row.definition_key,
        business_key=row.business_key,
        element=row.element,
        created=row.created,
        variables=variables,
        error=row.error,
    )


def complete_job(context: Context, lease: Lease, variables: Variables, local: Variables | None = None) -> None:
    """The service task is done: its variables are written and the process goes on, in one transaction.

    Raises: ForbiddenError; NotFoundError (no such job: done, or its task cancelled); StaleTriggerError (a newer
    claim); ExpressionError, ElementError (the process could not go on; the job stays claimed: fail it).
    """
    require_worker(context.actor)
    with context.transaction() as session:
        row, case = with_case(held_job(session, lease))
        world = context.world(session)
        state = case.state
        if local:
            state = engine.set_local_variables(state, row.id, engine.Changes(local), world).state
        finish(context, session, (row, case), engine.complete(state, row.id, variables, world))


def fail_job(context: Context, lease: Lease, failure: Failure) -> bool:
    """A try failed: the next is due after the back-off, or, when retries are spent, an incident is made (True).

    Raises: ForbiddenError, NotFoundError, StaleTriggerError.
    """
    require_worker(context.actor)
    with context.transaction() as session:
        row, _ = held_job(session, lease)
        return count_failure(context, session, row, failure)


def throw_job_error(context: Context, lease: Lease, thrown: BpmnThrow) -> None:
    """A BPMN error at the service task. Raises as complete_job."""
    require_worker(context.actor)
    with context.transaction() as session:
        row, case = with_case(held_job(session, lease))
        step = engine.throw_error(case.state, row.id, thrown, context.world(session))
        finish(context, session, (row, case), step)


def extend_job(context: Context, lease: Lease, until: datetime) -> None:
    """Keep the job until then. Raises: ForbiddenError, NotFoundError, StaleTriggerError."""
    require_worker(context.actor)
    with context.transaction() as session:
        row, _ = held_job(session, lease)
        update_job(session.connection, row.id, row.fence, {"due": until})


def release_job(context: Context, lease: Lease) -> None:
    """Give a claimed job back: anyone may claim it at once.

    Raises: ForbiddenError, NotFoundError, StaleTriggerError.
    """
    require_worker(context.actor)
    with context.transaction() as session:
        row, _ = held_job(session, lease)
        update_job(session.connection, row.id, row.fence, {"due": session.now, "owner": None})
        session.enqueued.append(Enqueued(row.id, row.kind, row.topic, session.now))


def run_internal(context: Context, job: ClaimedJob) -> None:
    """Run a claimed timer, delivery, continuation or timer start. What fails is counted and tried again, or becomes an
    incident; what is stale is dropped. Raises only what `is_passing`, and bugs.
    """
    try:
        with context.transaction() as session:
            run_held(context, session, held_job(session, job.lease))
    except (NotFoundError, StaleTriggerError):
        _drop(context, job)
    except Exception as error:
        if is_passing(error):
            raise
        if isinstance(error, AppError):
            _count_run_failure(context, job, Failure(str(error)))
            return
        # A bug must not make the job run for ever.
        _count_run_failure(context, job, Failure(type(error).__name__, traceback.format_exc()))
        raise


def _drop(context: Context, job: ClaimedJob) -> None:
    """Delete a job whose receiver no longer waits, unless another has taken the job over or it is gone."""
    with contextlib.suppress(NotFoundError, StaleTriggerError), context.transaction() as session:
        row, _ = held_job(session, job.lease)
        finish_job(session.connection, row.id, row.fence)


def _count_run_failure(context: Context, job: ClaimedJob, failure: Failure) -> None:
    with contextlib.suppress(NotFoundError, StaleTriggerError):
        fail_job(context, job.lease, failure)


def _topics(request: Claim) -> tuple[str, ...]:
    return (*(INTERNAL if request.internal else ()), *sorted(request.topics))
