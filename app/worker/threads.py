"""Embedded workers: threads of this process, woken when a transaction has left jobs, and by a sweep once a second."""

import logging
import os
import socket
import threading
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from app.errors import NotFoundError, StaleTriggerError
from app.usecases.context import Context, Enqueued
from app.usecases.jobs import ClaimedJob, claim, release_job
from app.worker.leases import Keeper
from app.worker.running import Bench, as_job, run_job

_logger = logging.getLogger("stegvis.worker")


@dataclass(slots=True, eq=False)
class _Hand:
    """A thread, what it runs, and what it has claimed besides. Who is dismissed claims no more."""

    number: int
    waiting: deque[ClaimedJob] = field(default_factory=deque)
    running: ClaimedJob | None = None
    dismissed: bool = False
    thread: threading.Thread | None = None


class Worker:
    """The threads. `wake` is what a context's `notify` calls after each commit; it never waits for anything."""

    def __init__(self, bench: Bench, threads: int, poll_seconds: float = 1.0) -> None:
        self._bench = bench
        self._poll = poll_seconds
        self._changed = threading.Condition()
        self._wakes = 0  # how often there was news; a thread that has not seen the latest looks again before it sleeps
        self._stopping = False
        self._count = threads
        self._hands: dict[int, _Hand] = {}
        self._context: Context | None = None
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
        if self._hands or self._count == 0:
            return
        self._context = as_job(context, _owner(0))
        self._keeper = Keeper(self._context, self._bench.lease, self._replace)
        self._keeper.start()
        for number in range(1, self._count + 1):
            self._hire(number)

    def stop(self, timeout: float = 20.0) -> None:
        """Finish the jobs that run, give back those that wait their turn, and stop."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        for hand in list(self._hands.values()):
            if hand.thread is not None:
                hand.thread.join(timeout)
        if self._keeper is not None:
            self._keeper.stop()

    def _hire(self, number: int) -> None:
        hand = self._hands[number] = _Hand(number)
        hand.thread = threading.Thread(target=self._run, args=(hand,), name=f"stegvis-worker-{number}", daemon=True)
        hand.thread.start()

    def _replace(self, job: ClaimedJob) -> None:
        """The try of this job was given up. A thread cannot be killed: if it still runs it, another takes its place."""
        with self._changed:
            hand = next((each for each in self._hands.values() if each.running == job), None)
            if hand is None or self._stopping:
                return
            hand.dismissed = True
            waiting, hand.waiting = hand.waiting, deque()
        _logger.error("job %s (%s) at %s took too long: its thread is left behind", job.id, job.topic, job.element)
        self._hire(hand.number)
        self._give_back(waiting)

    def _run(self, hand: _Hand) -> None:
        context = as_job(self._started(), _owner(hand.number))
        request = self._bench.request(context.actor.id)
        # One thread sweeps; the others wait for news, so that idle threads cost nothing.
        pause = self._poll if hand.number == 1 else None
        while not (self._stopping or hand.dismissed):
            seen = self._wakes
            try:
                jobs = claim(context, request)
            except Exception:  # a database that is away for a moment must not end the worker
                _logger.exception("no jobs could be claimed")
                self._rest(seen, self._poll)
                continue
            if not jobs:
                self._rest(seen, pause)
                continue
            if len(jobs) == request.limit:
                self._news()  # there may be more than one thread can do
            self._work(context, hand, jobs)

    def _started(self) -> Context:
        if self._context is None:
            raise RuntimeError("the worker has not been started")
        return self._context

    def _rest(self, seen: int, seconds: float | None) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._wakes != seen, timeout=seconds)

    def _work(self, context: Context, hand: _Hand, jobs: tuple[ClaimedJob, ...]) -> None:
        keeper = self._keeper
        if keeper is None:
            raise RuntimeError("the worker has not been started")
        keeper.hold(jobs)
        hand.waiting.extend(jobs)
        while (job := self._next(hand)) is not None:
            try:
                if keeper.begin(job, self._bench.timeout_of(job.topic)):
                    run_job(context, job, self._bench)
            except Exception:  # nothing could be saved: the lease ends, and the job is tried again
                _logger.exception("job %s at %s was left for another try", job.id, job.element)
            finally:
                keeper.let_go(job)
        self._give_back(hand.waiting)

    def _next(self, hand: _Hand) -> ClaimedJob | None:
        with self._changed:
            hand.running = hand.waiting.popleft() if hand.waiting and not self._stopping else None
            return hand.running

    def _give_back(self, jobs: Iterable[ClaimedJob]) -> None:
        context = self._started()
        for job in jobs:
            try:
                with suppress(NotFoundError, StaleTriggerError):
                    release_job(context, job.lease)
            except Exception:  # its lease ends
                _logger.exception("job %s could not be given back", job.id)
            finally:
                if self._keeper is not None:
                    self._keeper.let_go(job)


def _owner(number: int) -> str:
    return f"{socket.gethostname()}-{os.getpid()}-{number}"
