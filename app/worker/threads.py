"""Embedded workers: threads of this process, woken when a transaction has left jobs, and by a sweep once a second."""

import logging
import os
import socket
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

from app.errors import NotFoundError, StaleTriggerError
from app.usecases.context import Context, Enqueued
from app.usecases.jobs import ClaimedJob, claim, release_job
from app.worker.leases import Keeper
from app.worker.running import Bench, as_job, run_job

_logger = logging.getLogger("stegvis.worker")


@dataclass(slots=True, eq=False)
class _Hand:
    """A thread in its place, and what it runs. Who is dismissed takes nothing more."""

    number: int
    running: ClaimedJob | None = None
    dismissed: bool = False
    thread: threading.Thread | None = None


class Worker:
    """The threads. `wake` is what a context's `notify` calls after each commit; it never waits for anything.

    What one has claimed any of them runs, so that nothing waits behind long work while another is idle.
    """

    def __init__(self, bench: Bench, threads: int, poll_seconds: float = 1.0) -> None:
        self._bench = bench
        self._poll = poll_seconds
        self._count = threads
        self._changed = threading.Condition()
        self._looks = 0  # how many threads should look for jobs; nobody looks in vain because of one job
        self._claimed: deque[ClaimedJob] = deque()
        self._stopping = False
        self._hands: dict[int, _Hand] = {}
        self._context: Context | None = None
        self._keeper: Keeper | None = None

    def wake(self, jobs: tuple[Enqueued, ...]) -> None:
        """There are new jobs."""
        if jobs:
            with self._changed:
                self._looks = min(self._looks + len(jobs), self._count)
                self._changed.notify(len(jobs))

    def start(self, context: Context) -> None:
        """Start the threads; a second start does nothing."""
        if self._hands or self._count == 0:
            return
        self._context = as_job(context, _owner(0))
        self._keeper = Keeper(self._context, self._bench.lease, self._replace)
        self._keeper.start()
        for number in range(1, self._count + 1):
            self._hire(number)

    def stop(self, timeout: float = 20.0) -> None:
        """Finish the jobs that run, for so many seconds at most; give back those that wait their turn, and stop."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        end = monotonic() + timeout
        for hand in list(self._hands.values()):
            if hand.thread is not None:
                hand.thread.join(max(end - monotonic(), 0))
        if self._keeper is not None:
            self._keeper.stop()

    def _hire(self, number: int) -> None:
        hand = self._hands[number] = _Hand(number)
        hand.thread = threading.Thread(target=self._run, args=(hand,), name=f"stegvis-worker-{number}", daemon=True)
        hand.thread.start()

    def _replace(self, job: ClaimedJob) -> None:
        """The try of this job was given up. A thread cannot be killed: if it still runs it, another takes its place."""
        with self._changed:
            hand = next((each for each in self._hands.values() if each.running is job), None)
            if hand is None or self._stopping:
                return
            hand.dismissed = True
        _logger.error("job %s (%s) at %s took too long: its thread is left behind", job.id, job.topic, job.element)
        self._hire(hand.number)

    def _run(self, hand: _Hand) -> None:
        if self._context is None or self._keeper is None:
            raise RuntimeError("the worker has not been started")
        context, keeper = as_job(self._context, _owner(hand.number)), self._keeper
        # One thread sweeps; the others wait for news, so that idle threads cost nothing.
        pause = self._poll if hand.number == 1 else None
        while not (self._stopping or hand.dismissed):
            if (job := self._next(hand)) is not None:
                self._work(context, keeper, job)
                continue
            try:
                found = self._claim(context, keeper)
            except Exception:  # a database that is away for a moment must not end the worker
                _logger.exception("no jobs could be claimed")
                self._wait(lambda: False, self._poll)
                continue
            if not found:
                self._wait(lambda: bool(self._looks or self._claimed), pause)
        self._give_back(context, keeper)

    def _claim(self, context: Context, keeper: Keeper) -> bool:
        """Claim some for all threads; whether there were any."""
        with self._changed:
            answered = self._looks
        jobs = claim(context, self._bench.request(context.actor.id))
        keeper.hold(jobs)
        with self._changed:
            self._looks -= min(answered, self._looks)  # those who asked before this look need not look again
            self._claimed.extend(jobs)
            self._changed.notify(max(len(jobs) - 1, 0))
        return bool(jobs)

    def _wait(self, happened: Callable[[], bool], seconds: float | None) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or happened(), timeout=seconds)

    def _next(self, hand: _Hand) -> ClaimedJob | None:
        with self._changed:
            hand.running = self._claimed.popleft() if self._claimed and not self._stopping else None
            return hand.running

    def _left(self) -> ClaimedJob | None:
        with self._changed:
            return self._claimed.popleft() if self._claimed and self._stopping else None

    def _work(self, context: Context, keeper: Keeper, job: ClaimedJob) -> None:
        try:
            if keeper.begin(job, self._bench.timeout_of(job.topic)):
                run_job(context, job, self._bench)
        except Exception:  # nothing could be saved: the lease ends, and the job is tried again
            _logger.exception("job %s at %s was left for another try", job.id, job.element)
        finally:
            keeper.let_go(job)

    def _give_back(self, context: Context, keeper: Keeper) -> None:
        """When all stop, what is claimed is for anyone."""
        while (job := self._left()) is not None:
            try:
                with suppress(NotFoundError, StaleTriggerError):
                    release_job(context, job.lease)
            except Exception:  # its lease ends
                _logger.exception("job %s could not be given back", job.id)
            finally:
                keeper.let_go(job)


def _owner(number: int) -> str:
    return f"{socket.gethostname()}-{os.getpid()}-{number}"
