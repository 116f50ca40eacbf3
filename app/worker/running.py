"""Runs one claimed job: the handler first, outside any transaction, then its outcome as one use case."""

import logging
import traceback
from collections.abc import Iterator, Mapping
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
    run_internal,
    throw_job_error,
)

_logger = logging.getLogger("stegvis.worker")


@dataclass(frozen=True, slots=True)
class Bench:
    """What is needed to run jobs. `settings`: of the handlers. `limit` jobs are claimed at a time, for `lease`."""

    registry: Registry
    settings: Mapping[str, str] = field(default_factory=dict)
    limit: int = 4
    lease: timedelta = timedelta(seconds=60)

    def request(self, owner: str) -> Claim:
        """What to claim: topics that have a handler here, and all that is the engine's own."""
        return Claim(owner, frozenset(self.registry.by_topic), internal=True, limit=self.limit, lease=self.lease)


def as_job(context: Context, owner: str) -> Context:
    """The context in which a worker acts."""
    return context.acting_as(Actor(ActorKind.JOB, owner))


def run_job(context: Context, job: ClaimedJob, bench: Bench) -> None:
    """Run it and save what came of it. What is somebody else's by now changes nothing. Raises nothing expected."""
    try:
        if job.kind is JobKind.EXTERNAL_TASK:
            _run_handler(context, job, bench)
        else:
            run_internal(context, job)
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
        try:
            variables = bench.registry.by_topic[job.topic].handler(_seen_by_handler(context, job, bench))
        except BpmnError as error:
            throw_job_error(context, job.lease, BpmnThrow(error.code, error.message, error.variables))
        else:
            complete_job(context, job.lease, variables or {})
    except (NotFoundError, StaleTriggerError):
        raise
    except Exception as error:  # whatever a handler does, the job must have an outcome
        failure = Failure(_reason(error), _trace(error))
        incident = fail_job(context, job.lease, failure)
        level = logging.ERROR if incident else logging.WARNING
        _logger.log(level, "job %s (%s) at %s failed: %s", job.id, job.topic, job.element, failure.message)


def _seen_by_handler(context: Context, job: ClaimedJob, bench: Bench) -> Job:
    return Job(
        id=job.id,
        topic=job.topic,
        variables=job.variables,
        business_key=job.business_key,
        process_instance_id=job.instance_id or "",
        process_definition_key=job.definition_key or "",
        element_id=job.element or "",
        retries=job.retries,
        now=context.now(),
        deadline=job.deadline,
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
