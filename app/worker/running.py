"""Runs one claimed job: the handler first, outside any transaction, then its outcome as one use case."""

import logging
import random
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from app.engine import BpmnThrow
from app.errors import AppError, NotFoundError, StaleTriggerError
from app.handler import BpmnError, Job, JobError, Registry
from app.usecases.access import Actor, ActorKind
from app.usecases.context import Context
from app.usecases.jobs import (
    Claim,
    ClaimedJob,
    Failure,
    JobKind,
    claim,
    complete_job,
    fail_job,
    is_passing,
    run_internal,
    throw_job_error,
)
from app.worker.posts import send_notice

_logger = logging.getLogger("stegvis.worker")

# Seconds to wait before what came of a job is saved again, when somebody else wrote to its case at the same moment, or
# the database was away: what a handler has done outside must not be asked for twice because of that.
_PAUSES = (0.01, 0.05, 0.2, 0.5, 1.0, 2.0, 4.0)


@dataclass(frozen=True, slots=True)
class Bench:
    """What is needed to run jobs. `settings`: of the handlers. `limit` jobs are claimed at a time, for `lease`.

    timeout: how long a try may take, where its handler does not say.
    """

    registry: Registry
    settings: Mapping[str, str] = field(default_factory=dict)
    limit: int = 4
    lease: timedelta = timedelta(seconds=60)
    timeout: timedelta = timedelta(minutes=5)

    def timeout_of(self, topic: str) -> timedelta:
        """How long a try may take."""
        registration = self.registry.by_topic.get(topic)
        return (registration and registration.timeout) or self.timeout

    def request(self, owner: str) -> Claim:
        """What to claim: topics that have a handler here, and all that is the engine's own."""
        return Claim(owner, frozenset(self.registry.by_topic), internal=True, limit=self.limit, lease=self.lease)


def as_job(context: Context, owner: str) -> Context:
    """The context in which a worker acts."""
    return context.acting_as(Actor(ActorKind.JOB, owner))


def run_job(context: Context, job: ClaimedJob, bench: Bench) -> None:
    """Run it and save what came of it. What is somebody else's by now changes nothing.

    Raises what kept it from being saved: the lease ends then, and the job is tried again.
    """
    try:
        if job.kind is JobKind.EXTERNAL_TASK:
            _run_handler(context, job, bench)
        elif job.kind is JobKind.WEBHOOK:
            send_notice(context, job, _insisting)
        else:
            _insisting(lambda: run_internal(context, job))
    except (NotFoundError, StaleTriggerError):
        _logger.info("job %s at %s had been cancelled or taken over", job.id, job.element)


def run_due(context: Context, bench: Bench, owner: str) -> Iterator[ClaimedJob]:
    """Run in this thread all that is due, and what that leads to, until nothing is due; gives each after its run."""
    acting = as_job(context, owner)
    while jobs := claim(acting, bench.request(owner)):
        for job in jobs:
            run_job(acting, job, bench)
            yield job


def _run_handler(context: Context, job: ClaimedJob, bench: Bench) -> None:
    try:
        outcome = _outcome(context, job, bench)
    except Exception as error:  # whatever a handler does, the job must have an outcome
        _fail(context, job, error)
        return
    try:
        _insisting(outcome)
    except (NotFoundError, StaleTriggerError):
        raise
    except Exception as error:  # what the handler answered leads nowhere
        if is_passing(error):
            raise
        _fail(context, job, error)


def _outcome(context: Context, job: ClaimedJob, bench: Bench) -> Callable[[], None]:
    """Run the handler; what saves its answer."""
    try:
        variables = bench.registry.by_topic[job.topic].handler(_seen_by_handler(context, job, bench)) or {}
    except BpmnError as error:
        thrown = BpmnThrow(error.code, error.message, error.variables)
        return lambda: throw_job_error(context, job.lease, thrown)
    return lambda: complete_job(context, job.lease, variables)


def _fail(context: Context, job: ClaimedJob, error: Exception) -> None:
    failure = Failure(_reason(error), _trace(error))
    incidents: list[bool] = []
    _insisting(lambda: incidents.append(fail_job(context, job.lease, failure)))
    level = logging.ERROR if any(incidents) else logging.WARNING
    _logger.log(level, "job %s (%s) at %s failed: %s", job.id, job.topic, job.element, failure.message)


def _insisting(save: Callable[[], None]) -> None:
    for pause in _PAUSES:
        try:
            save()
            return
        except Exception as error:
            if not is_passing(error):
                raise
            _logger.info("saved again in %s s: %s", pause, type(error).__name__)
        time.sleep(pause * (0.5 + random.random()))  # noqa: S311  # those who met once need not meet again
    save()


def _seen_by_handler(context: Context, job: ClaimedJob, bench: Bench) -> Job:
    now = context.now()
    return Job(
        id=job.id,
        topic=job.topic,
        variables=job.variables,
        business_key=job.business_key,
        process_instance_id=job.instance_id or "",
        process_definition_key=job.definition_key or "",
        element_id=job.element or "",
        retries=job.retries,
        now=now,
        deadline=now + bench.timeout_of(job.topic),
        settings=bench.settings,
        logger=logging.getLogger(f"stegvis.handlers.{job.topic}"),
    )


def _reason(error: Exception) -> str:
    """One line for operators. Texts of foreign exceptions may hold values of variables, so only their type is told."""
    if isinstance(error, AppError | JobError):
        return str(error)
    where = traceback.extract_tb(error.__traceback__)
    place = f" ({where[-1].name}, rad {where[-1].lineno})" if where else ""
    return f"{type(error).__name__}{place}"


def _trace(error: Exception) -> str:
    """The way to the error, without its text."""
    return "".join(traceback.format_tb(error.__traceback__)) + _reason(error)
