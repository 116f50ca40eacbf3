"""The Celery tasks: one a topic, and one for all that is the engine's own. Each is given the id of a job to claim."""

import logging
from collections.abc import Callable
from typing import Any

from celery import Celery

from app.usecases.context import Context
from app.usecases.jobs import ClaimedJob, Failure, Lease, claim_hinted
from app.worker.broker import OWN_QUEUE, topic_queue
from app.worker.leases import Keeper
from app.worker.running import Bench, as_job, run_job

_logger = logging.getLogger("stegvis.worker")

_GRACE = 2  # seconds that a child has to say itself that a try took too long, before it is killed


class Desk:
    """Where a child of the pool runs jobs, one at a time."""

    def __init__(self, context: Context, bench: Bench, name: str) -> None:
        self._context = context
        self._bench = bench
        self._keeper = Keeper(as_job(context, name), bench.lease, _tell)

    def open(self) -> None:
        """Begin to keep leases."""
        self._keeper.start()

    def run(self, job_id: str, owner: str) -> None:
        """Claim this job and run it; nothing when it is gone, not due, or somebody's. Raises nothing."""
        context = as_job(self._context, owner)
        try:
            job = claim_hinted(context, job_id, owner, self._bench.lease)
            if job is not None:
                self._run(context, job)
        except Exception:  # its lease ends, and the job is tried again
            _logger.exception("job %s was left for another try", job_id)

    def _run(self, context: Context, job: ClaimedJob) -> None:
        self._keeper.hold([job])
        try:
            if self._keeper.begin(job, self._bench.timeout_of(job.topic)):
                run_job(context, job, self._bench)
        finally:
            self._keeper.let_go(job)


def _tell(job: ClaimedJob) -> None:
    _logger.error("job %s (%s) at %s took too long: its process is killed", job.id, job.topic, job.element)


def add_tasks(program: Celery, bench: Bench, desk: Callable[[], Desk]) -> None:
    """The tasks, each with the time limit of its topic. `desk`: that of the process that asks."""

    def run(task: Any, job_id: str) -> None:
        desk().run(job_id, owner_of(task.request.hostname, task.request.id))

    names = {OWN_QUEUE: OWN_QUEUE} | {topic_queue(topic): topic for topic in bench.registry.by_topic}
    for name, topic in names.items():
        limit = bench.timeout_of(topic).total_seconds() + _GRACE
        program.task(run, name=name, bind=True, time_limit=limit, ignore_result=True)


def owner_of(worker: str, hint: str) -> str:
    """Who has a job that came with this hint: the child that claims knows it, and the main process that sees it die."""
    return f"{worker} {hint}"


def lost_try(worker: str, hint: str, job_id: str, error: BaseException) -> tuple[Lease, Failure]:
    """The try that ended with the process which ran it."""
    return Lease(job_id, owner_of(worker, hint)), Failure(f"Processen som körde jobbet dog: {error}")
