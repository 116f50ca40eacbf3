"""External tasks for outside workers (fetchAndLock): the service-task jobs, seen as Camunda's dialect names them.

complete, failure, bpmnError, extendLock, unlock, retries and priority are those of `jobs`, with `Lease(id, worker)`.
"""

from dataclasses import dataclass

from app.usecases.context import Context
from app.usecases.jobs import ClaimedJob


@dataclass(frozen=True, slots=True)
class TopicRequest:
    """One topic of a fetch. variables: names wanted, None for all. What is None does not filter."""

    topic: str
    lock_ms: int
    variables: tuple[str, ...] | None = None
    local_variables: bool = False
    business_key: str | None = None
    definition_id: str | None = None
    definition_ids: tuple[str, ...] | None = None
    definition_key: str | None = None
    definition_keys: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Fetch:
    """fetchAndLock. use_priority: highest priority first, else oldest first."""

    worker: str
    limit: int
    topics: tuple[TopicRequest, ...]
    use_priority: bool = True


def fetch_and_lock(context: Context, fetch: Fetch) -> tuple[ClaimedJob, ...]:
    """Claim what is due for these topics; answers at once. The waiting of a long poll is the caller's, outside this."""
    raise NotImplementedError


def lock(context: Context, job_id: str, worker: str, lock_ms: int) -> None:
    """Lock one external task. Raises: NotFoundError, StaleTriggerError (another holds it)."""
    raise NotImplementedError
