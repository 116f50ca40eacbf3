"""The sweep of a Celery worker: what fell due without a hint, or whose hint was lost, is announced again.

When the broker is away it has the work done without: relief, until the worker hears the broker again.
"""

import logging
import math
import os
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from app.usecases.context import Context, Enqueued
from app.usecases.hints import lease_for_queue, recall, unclaimed
from app.usecases.jobs import INTERNAL, Failure, Lease
from app.worker.broker import OWN_QUEUE, Line, queue_name
from app.worker.leases import fail_if_held
from app.worker.running import Bench

_logger = logging.getLogger("stegvis.worker")

_BATCH = 100  # jobs announced in one sweep, and hints that a queue may hold before it gets none from a sweep
_RECALLED = 1000
_PATIENCE = 3.0  # seconds without the broker before others do the work


class Relief(Protocol):
    """Does the work while the broker is away."""

    def start(self) -> None:
        """Begin, unless it has."""

    def stop(self) -> None:
        """Finish what runs and give back what waits; does not wait for it."""


@dataclass(frozen=True, slots=True)
class Lookout:
    """Where a sweep stands. `hears`: whether this worker gets hints. `leave`: called after each round."""

    context: Context
    bench: Bench
    relief: Relief
    hears: Callable[[], bool]
    leave: Callable[[], None]

    def topics(self) -> tuple[str, ...]:
        """All that our workers run."""
        return (*INTERNAL, *sorted(self.bench.registry.by_topic))


class Sweeper:
    """A thread of a worker's main process, that forks children now and then: no fork happens in the middle of a round,
    and after it nothing is open that must not be carried into a child (SQLite's connections).
    """

    def __init__(self, lookout: Lookout, line: Line, pause: float) -> None:
        self._lookout = lookout
        self._line = line
        self._pause = pause
        self._lost: deque[tuple[Lease, Failure]] = deque()
        self._stopping = threading.Event()
        self._round = threading.Lock()
        self._trouble_since = math.inf
        self._relieved = False
        self._thread = threading.Thread(target=self._run, name="stegvis-sweep", daemon=True)

    def start(self) -> None:
        """Begin."""
        free = self._round.release
        os.register_at_fork(before=self._round.acquire, after_in_parent=free, after_in_child=free)
        self._thread.start()

    def stop(self) -> None:
        """Announce nothing more; what is reported is still counted."""
        self._stopping.set()

    def join(self) -> None:
        """Wait for the last round."""
        self._thread.join(timeout=10)

    def report(self, lease: Lease, failure: Failure) -> None:
        """A child died or was killed in the middle of this: the try failed."""
        self._lost.append((lease, failure))

    def _run(self) -> None:
        while not self._stopping.wait(self._pause):
            self._round_of(self._look)
        self._round_of(self._end)

    def _round_of(self, work: Callable[[], None]) -> None:
        with self._round:
            try:
                self._count_lost()
                work()
            except Exception:  # a database that is away for a moment must not end the sweeps
                _logger.exception("the sweep failed")
            finally:
                self._lookout.leave()

    def _end(self) -> None:
        if self._relieved:
            self._lookout.relief.stop()
        self._line.close()

    def _count_lost(self) -> None:
        while self._lost:
            fail_if_held(self._lookout.context, *self._lost[0])
            self._lost.popleft()

    def _look(self) -> None:
        if self._is_heard() and self._announce():
            self._trouble_since = math.inf
            return
        now = monotonic()
        self._trouble_since = min(self._trouble_since, now)
        if not self._relieved and now - self._trouble_since >= _PATIENCE and self._unclaimed():
            _logger.warning("the broker does not answer; its work is done without it")
            recall(self._lookout.context, self._lookout.topics(), _RECALLED)
            self._lookout.relief.start()
            self._relieved = True

    def _is_heard(self) -> bool:
        """Whether hints would reach this worker. Then relief is over."""
        if not self._lookout.hears() or (self._relieved and self._line.crowd(OWN_QUEUE) is None):
            return False
        if self._relieved:
            _logger.warning("the broker answers again")
            self._lookout.relief.stop()
            self._relieved = False
        return True

    def _unclaimed(self) -> tuple[Enqueued, ...]:
        return unclaimed(self._lookout.context, self._lookout.topics(), _BATCH)

    def _announce(self) -> bool:
        """Announce what nobody has claimed; False when the broker does not take it.

        A queue that is long needs no more hints: its workers are busy, and nothing in it is lost.
        """
        due = self._unclaimed()
        if not due:
            return True
        crowds = {queue: self._line.crowd(queue) for queue in {queue_name(job) for job in due}}
        if None in crowds.values():
            return False
        roomy = {job.topic for job in due if (crowds[queue_name(job)] or 0) < _BATCH}
        hints = lease_for_queue(self._lookout.context, roomy, _BATCH)
        if not hints or self._line.tell(hints):
            return True
        recall(self._lookout.context, roomy, _RECALLED)
        return False
