"""External tasks: outside workers fetch, lock and finish service tasks, as with Camunda 7."""

import time
from datetime import timedelta
from threading import BoundedSemaphore
from typing import Any

from flask import Blueprint, Response, current_app

from app.engine import BpmnThrow
from app.errors import InvalidRequestError
from app.rest.auth import context
from app.rest.params import Params, asked, body
from app.rest.wire import counted, done, json_answer, listed, moment, typed_all, untyped_all
from app.usecases import external_tasks, jobs
from app.usecases.external_tasks import Fetch, TopicRequest
from app.usecases.jobs import ClaimedJob, Failure, JobKind, JobQuery, JobView, Lease

blueprint = Blueprint("external_task", __name__, url_prefix="/external-task")

_LONGEST_WAIT_MS = 1_800_000
_LOOK_AGAIN_SECONDS = 0.25
_DEFAULT_THREADS = 8


def _waiting_places() -> BoundedSemaphore:
    """At most half of the server's threads may wait; the rest answer at once."""
    found = current_app.extensions.get("stegvis_waiting")
    if not isinstance(found, BoundedSemaphore):
        found = BoundedSemaphore(max(1, int(current_app.config.get("THREADS", _DEFAULT_THREADS)) // 2))
        current_app.extensions["stegvis_waiting"] = found
    return found


@blueprint.post("/fetchAndLock")
def fetch_and_lock() -> Response:
    """What is due for the topics; with `asyncResponseTimeout` waits for something, outside any transaction."""
    params = body()
    fetch = Fetch(
        worker=params.required("workerId"),
        limit=params.integer("maxTasks") or 1,
        topics=tuple(_topic(each) for each in params.nested("topics")),
        use_priority=params.flag("usePriority"),
    )
    wait_ms = params.integer("asyncResponseTimeout") or 0
    if wait_ms > _LONGEST_WAIT_MS:
        raise InvalidRequestError(reason=f"asyncResponseTimeout får vara högst {_LONGEST_WAIT_MS} millisekunder")
    found = external_tasks.fetch_and_lock(context(), fetch)
    if not found and wait_ms > 0:
        found = _wait(fetch, wait_ms / 1000)
    return listed(_claimed(each) for each in found)


def _wait(fetch: Fetch, seconds: float) -> tuple[ClaimedJob, ...]:
    places = _waiting_places()
    if not places.acquire(blocking=False):
        return ()
    try:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(_LOOK_AGAIN_SECONDS, left))
            found = external_tasks.fetch_and_lock(context(), fetch)
            if found:
                return found
    finally:
        places.release()
    return ()


def _topic(params: Params) -> TopicRequest:
    definition_key = params.text("processDefinitionKey")
    return TopicRequest(
        topic=params.required("topicName"),
        lock_ms=params.integer("lockDuration") or 0,
        variables=params.names("variables"),
        local_variables=params.flag("localVariables"),
        business_key=params.text("businessKey"),
        definition_id=params.text("processDefinitionId"),
        definition_ids=params.names("processDefinitionIdIn"),
        definition_key=definition_key,
        definition_keys=params.names("processDefinitionKeyIn"),
    )


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
        instance_id=params.text("processInstanceId"),
        instance_ids=params.names("processInstanceIdIn"),
        definition_id=params.text("processDefinitionId"),
        definition_key=params.text("processDefinitionKey"),
        element=params.text("activityId"),
        page=params.page(),
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
    return json_answer(_view(jobs.get_job(context(), job_id)))


@blueprint.get("/<job_id>/errorDetails")
def error_details(job_id: str) -> Response:
    """The details of its last failure."""
    return Response(jobs.job_error_details(context(), job_id), mimetype="text/plain")


def _lease(job_id: str, params: Params) -> Lease:
    return Lease(job_id, params.required("workerId"))


@blueprint.post("/<job_id>/complete")
def complete(job_id: str) -> tuple[str, int]:
    """The work is done."""
    params = body()
    local = untyped_all(params.raw("localVariables"), "localVariables") or None
    jobs.complete_job(context(), _lease(job_id, params), untyped_all(params.raw("variables")), local)
    return done()


@blueprint.post("/<job_id>/failure")
def failure(job_id: str) -> tuple[str, int]:
    """The work failed; with no retries left it becomes an incident."""
    params = body()
    after = params.integer("retryTimeout")
    failed = Failure(
        message=params.text("errorMessage") or "",
        details=params.text("errorDetails") or "",
        retries=params.integer("retries"),
        retry_after=None if after is None else timedelta(milliseconds=after),
    )
    jobs.fail_job(context(), _lease(job_id, params), failed)
    return done()


@blueprint.post("/<job_id>/bpmnError")
def bpmn_error(job_id: str) -> tuple[str, int]:
    """A BPMN error at the task."""
    params = body()
    thrown = BpmnThrow(
        params.required("errorCode"), params.text("errorMessage") or "", untyped_all(params.raw("variables"))
    )
    jobs.throw_job_error(context(), _lease(job_id, params), thrown)
    return done()


@blueprint.post("/<job_id>/extendLock")
def extend_lock(job_id: str) -> tuple[str, int]:
    """Keep the lock for `newDuration` milliseconds from now."""
    params = body()
    duration = timedelta(milliseconds=params.integer("newDuration") or 0)
    jobs.extend_job(context(), _lease(job_id, params), context().now() + duration)
    return done()


@blueprint.post("/<job_id>/lock")
def lock(job_id: str) -> tuple[str, int]:
    """Lock one task by id."""
    params = body()
    external_tasks.lock(context(), job_id, params.required("workerId"), params.integer("lockDuration") or 0)
    return done()


@blueprint.post("/<job_id>/unlock")
def unlock(job_id: str) -> tuple[str, int]:
    """Give the task back."""
    job = jobs.get_job(context(), job_id)
    jobs.release_job(context(), Lease(job_id, job.owner or ""))
    return done()


@blueprint.put("/<job_id>/retries")
def retries(job_id: str) -> tuple[str, int]:
    """Set the number of tries left; more than none resolves its incident."""
    jobs.set_retries(context(), job_id, body().integer("retries") or 0)
    return done()


@blueprint.put("/<job_id>/priority")
def priority(job_id: str) -> tuple[str, int]:
    """Set the priority."""
    jobs.set_priority(context(), job_id, body().integer("priority") or 0)
    return done()
