"""Embedded workers: threads of this process, woken when a transaction has left jobs, and by a sweep once a second."""

import logging
import os
import socket
import threading
from contextlib import suppress

from app.errors import NotFoundError, StaleTriggerError
from app.usecases.context import Context, Enqueued
from app.usecases.jobs import ClaimedJob, claim, release_job
from app.worker.leases import Keeper
from app.worker.running import Bench, as_job, run_job

_logger = logging.getLogger("stegvis.worker")


class Worker:
    """The threads. `wake` is what a context's `notify` calls after each commit; it never waits for anything."""

    def __init__(self, bench: Bench, threads: int, poll_seconds: float = 1.0) -> None:
        self._bench = bench
        self._poll = poll_seconds
        self._changed = threading.Condition()
        self._wakes = 0  # how often there was news; a thread that has not seen the latest looks again before it sleeps
        self._stopping = False
        self._count = threads
        self._threads: list[threading.Thread] = []
        self._keeper: Keeper | None = None

    def wake(self, jobs: tuple[Enqueued, ...]) -> None:
        """There are new jobs."""
        if jobs:
            self._news()

    def _news(self) -> None:
        with self._changed:
            self._wakes += 1
            self._changed.notify_all()

    def start(self, context: Context) -> None:
        """Start the threads; a second start does nothing."""
        if self._threads or self._count == 0:
            return
        self._keeper = Keeper(as_job(context, _owner(0)), self._bench.lease)
        self._keeper.start()
        for number in range(1, self._count + 1):
            thread = threading.Thread(
                target=self._run, args=(context, number), name=f"stegvis-worker-{number}", daemon=True
            )
            self._threads.append(thread)
            thread.start()

    def stop(self, timeout: float = 20.0) -> None:
        """Finish the jobs that run, give back those that wait their turn, and stop."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(timeout)
        if self._keeper is not None:
            self._keeper.stop()

    def _run(self, context: Context, number: int) -> None:
        owner = _owner(number)
        acting = as_job(context, owner)
        request = self._bench.request(owner)
        # One thread sweeps; the others wait for news, so that idle threads cost nothing.
        pause = self._poll if number == 1 else None
        while not self._stopping:
            seen = self._wakes
            try:
                jobs = claim(acting, request)
            except Exception:  # a database that is away for a moment must not end the worker
                _logger.exception("no jobs could be claimed")
                self._rest(seen, self._poll)
                continue
            if not jobs:
                self._rest(seen, pause)
                continue
            if len(jobs) == request.limit:
                self._news()  # there may be more than one thread can do
            self._work(acting, jobs)

    def _rest(self, seen: int, seconds: float | None) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._wakes != seen, timeout=seconds)

    def _work(self, context: Context, jobs: tuple[ClaimedJob, ...]) -> None:
        keeper = self._keeper
        if keeper is None:
            raise RuntimeError("the worker has not been started")
        keeper.hold(jobs)
        for job in jobs:
            try:
                if self._stopping:
                    _give_back(context, job)
                elif keeper.holds(job):
                    run_job(context, job, self._bench)
            except Exception:  # nothing could be saved: the lease ends, and the job is tried again
                _logger.exception("job %s at %s was left for another try", job.id, job.element)
            finally:
                keeper.let_go(job)


def _give_back(context: Context, job: ClaimedJob) -> None:
    with suppress(NotFoundError, StaleTriggerError):
        release_job(context, job.lease)


def _owner(number: int) -> str:
    return f"{socket.gethostname()}-{os.getpid()}-{number}"
