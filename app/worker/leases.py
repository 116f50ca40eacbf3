"""Keeps the leases of claimed jobs alive while they are run or wait their turn, so that long work is not done twice."""

import logging
import threading
from collections.abc import Iterable
from datetime import timedelta

from app.errors import NotFoundError, StaleTriggerError
from app.usecases.context import Context
from app.usecases.jobs import ClaimedJob, Lease, extend_job

_logger = logging.getLogger("stegvis.worker")


class Keeper:
    """A thread that extends what is held, three times in each lease; it sleeps while nothing is held."""

    def __init__(self, context: Context, lease: timedelta) -> None:
        self._context = context
        self._lease = lease
        self._held: dict[str, Lease] = {}
        self._changed = threading.Condition()
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
            self._held.update({job.id: job.lease for job in jobs})
            self._changed.notify_all()

    def holds(self, job: ClaimedJob) -> bool:
        """Whether it is still ours: a lease may have been lost while the job waited its turn."""
        with self._changed:
            return self._held.get(job.id) == job.lease

    def let_go(self, job: ClaimedJob) -> None:
        """The job is done with."""
        with self._changed:
            self._held.pop(job.id, None)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._stopping or bool(self._held))
                self._changed.wait_for(lambda: self._stopping, timeout=self._lease.total_seconds() / 3)
                if self._stopping:
                    return
                held = list(self._held.values())
            for lease in held:
                self._extend(lease)

    def _extend(self, lease: Lease) -> None:
        try:
            extend_job(self._context, lease, self._context.now() + self._lease)
        except (NotFoundError, StaleTriggerError):
            with self._changed:
                if self._held.get(lease.job_id) == lease:
                    del self._held[lease.job_id]
        except Exception:  # the database may be away for a moment; there are two more tries before the lease ends
            _logger.exception("the lease of job %s could not be extended", lease.job_id)
