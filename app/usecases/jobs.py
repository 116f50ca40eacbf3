"""Jobs: service tasks, timers, deliveries and continuations, in one table with leases. The worker's face.

A worker's round::

    for job in claim(context, Claim(owner, topics, limit, lease)):
        if job.kind is JobKind.EXTERNAL_TASK: run the handler, then complete_job, fail_job or throw_job_error
        else: run_internal(context, job)
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from app.engine import BpmnThrow
from app.usecases.context import Context
from app.usecases.queries import Page
from app.values import Value, Variables


class JobKind(StrEnum):
    """What a job does."""

    EXTERNAL_TASK = "external-task"
    TIMER = "timer"
    CONTINUATION = "continuation"
    DELIVERY = "delivery"  # a thrown message, or a message or signal to one receiver
    START_TIMER = "start-timer"


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
class Lease:
    """Proof of a claim. An outside worker has only its name; our own also the fence, which a newer claim makes void."""

    job_id: str
    owner: str
    fence: int | None = None


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


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed try. message: one line, without personal data; details: a trace, kept but never logged.

    retries and retry_after: what an outside worker decides; None leaves it to the diagram or the setting.
    """

    message: str
    details: str = ""
    retries: int | None = None
    retry_after: timedelta | None = None


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


def claim(context: Context, request: Claim) -> tuple[ClaimedJob, ...]:
    """Claim jobs that are due, oldest first; each is the claimer's alone until its lease ends. Empty when nothing is
    due
    (then nothing is written).
    """
    raise NotImplementedError


def next_due(context: Context, request: Claim) -> datetime | None:
    """When the earliest job that `request` could claim falls due; None when there is none. A reading query."""
    raise NotImplementedError


def complete_job(context: Context, lease: Lease, variables: Variables, local: Variables | None = None) -> None:
    """The service task is done: its variables are written and the process goes on, in one transaction.

    Raises: NotFoundError (no such job: done, or its task cancelled); StaleTriggerError (a newer claim);
    ExpressionError, ElementError (the process could not go on; the job stays claimed: fail it).
    """
    raise NotImplementedError


def fail_job(context: Context, lease: Lease, failure: Failure) -> bool:
    """A try failed: the next is due after the back-off, or, when retries are spent, an incident is made (True).

    Raises: NotFoundError, StaleTriggerError.
    """
    raise NotImplementedError


def throw_job_error(context: Context, lease: Lease, thrown: BpmnThrow) -> None:
    """A BPMN error at the service task. Raises as complete_job."""
    raise NotImplementedError


def extend_job(context: Context, lease: Lease, until: datetime) -> None:
    """Keep the job until then. Raises: NotFoundError, StaleTriggerError."""
    raise NotImplementedError


def release_job(context: Context, lease: Lease) -> None:
    """Give a claimed job back: anyone may claim it at once. Raises: NotFoundError, StaleTriggerError."""
    raise NotImplementedError


def run_internal(context: Context, job: ClaimedJob) -> None:
    """Run a claimed timer, delivery, continuation or timer start. What fails is counted and tried again, or becomes an
    incident; what is stale is dropped. Raises nothing expected.
    """
    raise NotImplementedError


def list_jobs(context: Context, query: JobQuery) -> tuple[JobView, ...]:
    """Jobs of instances that the actor may see."""
    raise NotImplementedError


def count_jobs(context: Context, query: JobQuery) -> int:
    """How many match."""
    raise NotImplementedError


def get_job(context: Context, job_id: str) -> JobView:
    """One job. Raises NotFoundError."""
    raise NotImplementedError


def job_error_details(context: Context, job_id: str) -> str:
    """The trace of the last failed try, "" without one. Raises NotFoundError."""
    raise NotImplementedError


def set_retries(context: Context, job_id: str, retries: int) -> None:
    """Give a job tries again; with more than none it is due now and its incident is over. Raises NotFoundError."""
    raise NotImplementedError


def set_due(context: Context, job_id: str, due: datetime) -> None:
    """Change when a timer falls due. Raises: NotFoundError, StaleTriggerError (claimed just now)."""
    raise NotImplementedError


def set_priority(context: Context, job_id: str, priority: int) -> None:
    """Change a job's priority. Raises NotFoundError."""
    raise NotImplementedError


def job_variables(context: Context, job_id: str) -> dict[str, Value]:
    """Variables visible at a job's element. Raises NotFoundError."""
    raise NotImplementedError


def execute_job(context: Context, job_id: str) -> None:
    """Run a timer, delivery or continuation now, whatever its due date. Raises NotFoundError or what the run raises."""
    raise NotImplementedError
