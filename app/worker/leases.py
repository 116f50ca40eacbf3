"""Keeps the leases of claimed jobs alive while they are run or wait their turn, so that long work is not done twice.

What takes longer than it may is given up: the try counts as failed, and others take over.
"""

import logging
import math
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from app.errors import NotFoundError, StaleTriggerError
from app.usecases.context import Context
from app.usecases.jobs import ClaimedJob, Failure, Lease, extend_job, fail_job

_logger = logging.getLogger("stegvis.worker")

_AGAIN = 1.0  # seconds until the end of a try is written again, when the database did not take it


@dataclass(slots=True)
class _Held:
    """A job that is kept; `end`: when its try is given up, on the monotonic clock, never while it waits its turn."""

    job: ClaimedJob
    timeout: timedelta = timedelta()
    end: float = math.inf


class Keeper:
    """A thread that extends what is held, three times in each lease; it sleeps while nothing is held.

    `overran` is called, in this thread, with each job whose try was given up: whoever runs it may hang for ever.
    """

    def __init__(self, context: Context, lease: timedelta, overran: Callable[[ClaimedJob], None]) -> None:
        self._context = context
        self._lease = lease
        self._overran = overran
        self._held: dict[str, _Held] = {}
        self._changed = threading.Condition()
        self._awake_at = math.inf
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="stegvis-leases", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Extend nothing more."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        self._thread.join(timeout=5)

    def hold(self, jobs: Iterable[ClaimedJob]) -> None:
        """Keep these until they are let go."""
        with self._changed:
            self._held.update({job.id: _Held(job) for job in jobs})
            if self._awake_at == math.inf:  # a thread that is to wake anyway need not be woken for each job
                self._changed.notify_all()

    def begin(self, job: ClaimedJob, timeout: timedelta) -> bool:
        """Its turn has come, and it may take so long; False when its lease was lost while it waited."""
        with self._changed:
            held = self._held.get(job.id)
            if held is None or held.job.lease != job.lease:
                return False
            held.timeout, held.end = timeout, monotonic() + timeout.total_seconds()
            if held.end < self._awake_at:
                self._changed.notify_all()
            return True

    def let_go(self, job: ClaimedJob) -> None:
        """The job is done with; a newer claim of it stays held."""
        with self._changed:
            held = self._held.get(job.id)
            if held is not None and held.job.lease == job.lease:
                del self._held[job.id]

    def _run(self) -> None:
        third = self._lease.total_seconds() / 3
        extend_at = math.inf
        while True:
            with self._changed:
                extend_at = min(extend_at, monotonic() + third) if self._held else math.inf
                self._awake_at = min((held.end for held in self._held.values()), default=math.inf)
                self._awake_at = min(self._awake_at, extend_at)
                if not self._stopping and self._awake_at > monotonic():
                    self._changed.wait(None if self._awake_at == math.inf else self._awake_at - monotonic())
                if self._stopping:
                    return
                held = list(self._held.values())
            self._give_up(each for each in held if each.end <= monotonic())
            if extend_at <= monotonic():
                extend_at = math.inf
                self._extend(each for each in held if each.end > monotonic())

    def _extend(self, held: Iterable[_Held]) -> None:
        for each in held:
            lease = each.job.lease
            try:
                extend_job(self._context, lease, self._context.now() + self._lease)
            except (NotFoundError, StaleTriggerError):
                self._lost(each)
            except Exception:  # the database may be away for a moment; there are two more tries before the lease ends
                _logger.exception("the lease of job %s could not be extended", lease.job_id)

    def _lost(self, held: _Held) -> None:
        """Another has it, or it is gone. What waits its turn is not begun; what runs still has its end."""
        if held.end == math.inf:
            self.let_go(held.job)

    def _give_up(self, held: Iterable[_Held]) -> None:
        for each in held:
            try:
                fail_timed_out(self._context, each.job.lease, each.timeout)
            except Exception:  # the database is away; nobody extends the lease any more, so nothing is done twice
                _logger.exception("that job %s took too long could not be saved", each.job.id)
                each.end = monotonic() + _AGAIN
                continue
            self.let_go(each.job)
            self._overran(each.job)


def fail_timed_out(context: Context, lease: Lease, timeout: timedelta) -> None:
    """Count a try as failed because it took too long, unless it has ended or another has the job by now."""
    fail_if_held(context, lease, Failure(f"Försöket tog längre än {timeout.total_seconds():g} sekunder och avbröts."))


def fail_if_held(context: Context, lease: Lease, failure: Failure) -> None:
    """Count a try as failed, unless it has ended or another has the job by now."""
    try:
        fail_job(context, lease, failure)
    except (NotFoundError, StaleTriggerError):
        _logger.info("job %s had ended or been taken over", lease.job_id)
