"""Tells Celery's workers of jobs that are due, after the commit that left them: a thread, so that no request waits."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from queue import Empty, Full, Queue
from time import monotonic

from app.handler import Registry
from app.usecases.context import Enqueued
from app.usecases.jobs import JobKind
from app.worker.broker import Line, broker_program

_logger = logging.getLogger("stegvis.worker")

_MOST = 10_000  # hints that may wait for a slow broker; what there is no room for, the sweep finds
_TOGETHER = 100
_SILENCE = 3.0  # seconds that a broker is left alone which did not answer


class Announcer:
    """`announce` is what a context's `notify` calls after each commit: it never waits and never raises."""

    def __init__(self, url: str, registry: Registry, now: Callable[[], datetime]) -> None:
        self._url = url
        self._topics = frozenset(registry.by_topic)
        self._now = now
        self._waiting: Queue[Enqueued | None] = Queue(_MOST)
        self._silent_until = 0.0
        self._thread = threading.Thread(target=self._run, name="stegvis-hints", daemon=True)

    def start(self) -> None:
        """Begin. Hints given before wait."""
        self._thread.start()

    def announce(self, jobs: tuple[Enqueued, ...]) -> None:
        """Publish those that are due now and that a worker of ours can run."""
        if monotonic() < self._silent_until:
            return
        now = self._now()
        for job in jobs:
            if job.due <= now and (job.kind != JobKind.EXTERNAL_TASK or job.topic in self._topics):
                try:
                    self._waiting.put_nowait(job)
                except Full:
                    return

    def waiting(self) -> int:
        """How many hints have not been published yet."""
        return self._waiting.qsize()

    def close(self, timeout: float = 3.0) -> None:
        """Publish what waits, and stop."""
        try:
            self._waiting.put_nowait(None)
        except Full:
            return
        self._thread.join(timeout)

    def _run(self) -> None:
        line = Line(broker_program(self._url, self._topics))
        closing = False
        while not closing:
            hints = self._next()
            closing = None in hints
            known = [hint for hint in hints if hint is not None]
            if known and monotonic() >= self._silent_until and not line.tell(known):
                _logger.warning("the broker does not answer; jobs wait for the sweep")
                self._silent_until = monotonic() + _SILENCE
        line.close()

    def _next(self) -> list[Enqueued | None]:
        hints = [self._waiting.get()]
        while len(hints) < _TOGETHER:
            try:
                hints.append(self._waiting.get_nowait())
            except Empty:
                break
        return hints
