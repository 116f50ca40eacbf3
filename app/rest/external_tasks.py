"""External tasks: outside workers fetch, lock and finish service tasks, as with Camunda 7."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response

from app.engine import BpmnThrow
from app.errors import InvalidRequestError, NotFoundError, StaleTriggerError
from app.rest import filters
from app.rest.auth import context
from app.rest.params import Params, asked, body
from app.rest.polls import look_until_found
from app.rest.wire import counted, done, json_answer, listed, moment, typed_all, untyped_all
from app.usecases import external_tasks, jobs, process_definitions
from app.usecases.external_tasks import Fetch, TopicRequest
from app.usecases.jobs import ClaimedJob, Failure, JobKind, JobQuery, JobView, Lease

blueprint = Blueprint("external_task", __name__, url_prefix="/external-task")

_LONGEST_WAIT = timedelta(milliseconds=1_800_000)
_SORTS = {
    "id": "jobId",
    "processInstanceId": "instanceId",
    "processDefinitionId": "definitionId",
    "processDefinitionKey": "definitionKey",
    "createTime": "created",
}


@blueprint.post("/fetchAndLock")
def fetch_and_lock() -> Response:
    """What is due for the topics; with `asyncResponseTimeout` waits for something, outside any transaction."""
    params = body()
    fetch = Fetch(
        worker=params.required("workerId"),
        limit=_limit(params),
        topics=tuple(_topic(each) for each in params.nested("topics")),
        use_priority=params.flag("usePriority"),
    )
    wait = params.milliseconds("asyncResponseTimeout") or timedelta()
    if wait > _LONGEST_WAIT:
        longest = _LONGEST_WAIT // timedelta(milliseconds=1)
        raise InvalidRequestError(reason=f"asyncResponseTimeout får vara högst {longest} millisekunder")
    found = external_tasks.fetch_and_lock(context(), fetch)
    if not found and wait and fetch.limit:
        found = look_until_found(lambda: external_tasks.fetch_and_lock(context(), fetch), wait)
    topics = params.nested("topics")
    with_properties = {each.text("topicName") for each in topics if each.flag("includeExtensionProperties")}
    return listed(
        _claimed(each) | ({"extensionProperties": _properties(each)} if each.topic in with_properties else {})
        for each in found
    )


def _properties(job: ClaimedJob) -> dict[str, str]:
    """The camunda:property elements of the service task."""
    if job.definition_id is None:
        return {}
    node = process_definitions.definition_process(context(), job.definition_id).nodes.get(job.element or "")
    return {} if node is None else dict(node.properties)


def _limit(params: Params) -> int:
    limit = params.integer("maxTasks")
    if limit is not None and limit < 0:
        raise InvalidRequestError(reason="maxTasks får inte vara negativt")
    return 1 if limit is None else limit


def _topic(params: Params) -> TopicRequest:
    for name in ("processVariables", "withoutTenantId", "tenantIdIn"):
        if params.raw(name):
            raise InvalidRequestError(reason=f"topics: filtret {name} stöds inte")
    return TopicRequest(
        topic=params.required("topicName"),
        lock_ms=_lock_duration(params, "lockDuration"),
        variables=params.names("variables"),
        local_variables=params.flag("localVariables"),
        business_key=params.text("businessKey"),
        definition_id=params.text("processDefinitionId"),
        definition_ids=params.names("processDefinitionIdIn"),
        definition_key=params.text("processDefinitionKey"),
        definition_keys=params.names("processDefinitionKeyIn"),
    )


def _lock_duration(params: Params, name: str) -> int:
    duration = params.milliseconds(name)
    if not duration:
        raise InvalidRequestError(reason=f"{name} ska vara ett antal millisekunder, större än 0")
    return duration // timedelta(milliseconds=1)


def _claimed(job: ClaimedJob) -> dict[str, Any]:
    return {
        "activityId": job.element,
        "activityInstanceId": job.id,
        "errorMessage": job.error,
        "errorDetails": None,
        "executionId": job.instance_id,
        "id": job.id,
        "lockExpirationTime": moment(job.deadline),
        "createTime": moment(job.created),
        "processDefinitionId": job.definition_id,
        "processDefinitionKey": job.definition_key,
        "processDefinitionVersionTag": None,
        "processInstanceId": job.instance_id,
        "tenantId": None,
        "retries": job.retries,
        "suspended": False,
        "workerId": job.lease.owner,
        "topicName": job.topic,
        "priority": job.priority,
        "businessKey": job.business_key,
        "extensionProperties": {},
        "variables": typed_all(job.variables),
    }


def _view(job: JobView) -> dict[str, Any]:
    return {
        "activityId": job.element,
        "activityInstanceId": job.id,
        "errorMessage": job.error,
        "executionId": job.instance_id,
        "id": job.id,
        "lockExpirationTime": moment(job.locked_until),
        "createTime": moment(job.created),
        "processDefinitionId": job.definition_id,
        "processDefinitionKey": job.definition_key,
        "processDefinitionVersionTag": None,
        "processInstanceId": job.instance_id,
        "tenantId": None,
        "retries": job.retries,
        "suspended": False,
        "workerId": job.owner,
        "topicName": job.topic,
        "priority": job.priority,
        "businessKey": job.business_key,
    }


def _query(params: Params) -> JobQuery:
    filters.refuse(params, filters.EXTERNAL_TASKS)
    task_id = params.text("externalTaskId")
    return JobQuery(
        ids=params.names("externalTaskIdIn") or (None if task_id is None else (task_id,)),
        kinds=(JobKind.EXTERNAL_TASK,),
        topic=params.text("topicName"),
        owner=params.text("workerId"),
        locked=params.flag("locked"),
        not_locked=params.flag("notLocked"),
        with_retries=params.flag("withRetriesLeft"),
        no_retries=params.flag("noRetriesLeft"),
        instance_id=params.text("processInstanceId") or params.text("executionId"),
        instance_ids=params.names("processInstanceIdIn"),
        definition_id=params.text("processDefinitionId"),
        definition_key=params.text("processDefinitionKey"),
        element=params.text("activityId"),
        page=params.page(_SORTS),
    )


@blueprint.route("", methods=["GET", "POST"])
def index() -> Response:
    """External tasks."""
    return listed(_view(each) for each in jobs.list_jobs(context(), _query(asked())))


@blueprint.route("/count", methods=["GET", "POST"])
def count() -> Response:
    """How many."""
    return counted(jobs.count_jobs(context(), _query(asked())))


@blueprint.get("/<job_id>")
def get(job_id: str) -> Response:
    """One."""
    return json_answer(_view(_known(job_id)))


def _known(job_id: str) -> JobView:
    """The task, which must be one; other jobs are under /job."""
    found = jobs.get_job(context(), job_id)
    if found.kind is not JobKind.EXTERNAL_TASK:
        raise NotFoundError(kind="Den externa uppgiften", id=job_id)
    return found


@blueprint.get("/<job_id>/errorDetails")
def error_details(job_id: str) -> Response:
    """The details of its last failure."""
    return Response(jobs.job_error_details(context(), _known(job_id).id), mimetype="text/plain")


@contextmanager
def _held(job_id: str, params: Params) -> Iterator[Lease]:
    """The worker's hold on the task. One that has run out is good as long as nobody has taken the task since."""
    worker = params.required("workerId")
    try:
        yield Lease(job_id, worker)
    except StaleTriggerError:
        raise InvalidRequestError(reason=f"uppgiften {job_id} hålls inte av {worker}") from None


@blueprint.post("/<job_id>/complete")
def complete(job_id: str) -> tuple[str, int]:
    """The work is done."""
    params = body()
    local = untyped_all(params.raw("localVariables"), "localVariables") or None
    with _held(job_id, params) as lease:
        jobs.complete_job(context(), lease, untyped_all(params.raw("variables")), local)
    return done()


@blueprint.post("/<job_id>/failure")
def failure(job_id: str) -> tuple[str, int]:
    """The work failed; with no retries left it becomes an incident."""
    params = body()
    for name in ("variables", "localVariables"):
        if params.raw(name):
            raise InvalidRequestError(reason=f"{name} stöds inte när en uppgift misslyckas")
    retries_left = params.integer("retries")
    if retries_left is not None and retries_left < 0:
        raise InvalidRequestError(reason="retries får inte vara negativt")
    failed = Failure(
        message=params.text("errorMessage") or "",
        details=params.text("errorDetails") or "",
        retries=retries_left,
        retry_after=params.milliseconds("retryTimeout"),
    )
    with _held(job_id, params) as lease:
        jobs.fail_job(context(), lease, failed)
    return done()


@blueprint.post("/<job_id>/bpmnError")
def bpmn_error(job_id: str) -> tuple[str, int]:
    """A BPMN error at the task."""
    params = body()
    thrown = BpmnThrow(
        params.required("errorCode"), params.text("errorMessage") or "", untyped_all(params.raw("variables"))
    )
    with _held(job_id, params) as lease:
        jobs.throw_job_error(context(), lease, thrown)
    return done()


@blueprint.post("/<job_id>/extendLock")
def extend_lock(job_id: str) -> tuple[str, int]:
    """Keep the lock for `newDuration` milliseconds from now."""
    params = body()
    duration = timedelta(milliseconds=_lock_duration(params, "newDuration"))
    with _held(job_id, params) as lease:
        jobs.extend_job(context(), lease, context().now() + duration)
    return done()


@blueprint.post("/<job_id>/lock")
def lock(job_id: str) -> tuple[str, int]:
    """Lock one task by id."""
    params = body()
    with _held(job_id, params) as lease:
        external_tasks.lock(context(), job_id, lease.owner, _lock_duration(params, "lockDuration"))
    return done()


@blueprint.post("/<job_id>/unlock")
def unlock(job_id: str) -> tuple[str, int]:
    """Give the task back; one that nobody holds is left as it is."""
    job = _known(job_id)
    if job.owner is not None:
        jobs.release_job(context(), Lease(job_id, job.owner))
    return done()


@blueprint.put("/<job_id>/retries")
def retries(job_id: str) -> tuple[str, int]:
    """Set the number of tries left; more than none resolves its incident."""
    jobs.set_retries(context(), _known(job_id).id, body().number("retries"))
    return done()


@blueprint.put("/<job_id>/priority")
def priority(job_id: str) -> tuple[str, int]:
    """Set the priority."""
    jobs.set_priority(context(), _known(job_id).id, body().number("priority"))
    return done()
