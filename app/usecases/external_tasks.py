"""External tasks for outside workers (fetchAndLock): the service-task jobs, seen as Camunda's dialect names them.

complete, failure, bpmnError, extendLock, unlock, retries and priority are those of `jobs`, with `Lease(id, worker)`.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from app.errors import NotFoundError, StaleTriggerError
from app.store.encoding import loads
from app.store.jobs import EXTERNAL_TASKS, Wanted, job_with_case, lease_jobs
from app.store.variables import in_scope
from app.usecases.access import require_worker
from app.usecases.context import Context
from app.usecases.jobs import ClaimedJob, claim_wanted
from app.usecases.queries import filtered

_MOST = 200  # jobs of one fetch


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
    require_worker(context.actor)
    found: list[ClaimedJob] = []
    for request in fetch.topics:
        left = min(fetch.limit, _MOST) - len(found)
        if left <= 0:
            break
        where = tuple(filtered(EXTERNAL_TASKS, request))
        wanted = Wanted((request.topic,), context.now(), left, fetch.use_priority, where)
        lease = timedelta(milliseconds=request.lock_ms)
        claimed = claim_wanted(context, wanted, fetch.worker, lease)
        found += [_narrowed(context, each, request) for each in claimed]
    return tuple(found)


def lock(context: Context, job_id: str, worker: str, lock_ms: int) -> None:
    """Lock one external task. Raises: NotFoundError, StaleTriggerError (another holds it)."""
    require_worker(context.actor)
    with context.transaction() as session:
        row = job_with_case(session.connection, job_id)
        if row is None or row.kind != "external-task":
            raise NotFoundError(kind="Den externa uppgiften", id=job_id)
        now = session.now
        if row.due is None or (row.due > now and row.owner != worker):
            raise StaleTriggerError(token=job_id)
        lease_jobs(session.connection, [row], worker, now + timedelta(milliseconds=lock_ms))


def _narrowed(context: Context, job: ClaimedJob, request: TopicRequest) -> ClaimedJob:
    variables = job.variables
    if request.local_variables:
        with context.reading() as session:
            found = in_scope(session.connection, job.root_id or "", job.id)
            variables = {row.name: loads(row.value) for row in found}
    if request.variables is not None:
        variables = {name: value for name, value in variables.items() if name in request.variables}
    return replace(job, variables=variables)
