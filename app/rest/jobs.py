"""Jobs other than external tasks: timers, deliveries, continuations."""

from typing import Any

from flask import Blueprint, Response

from app.errors import InvalidRequestError, NotFoundError
from app.rest import filters
from app.rest.auth import context
from app.rest.params import Params, asked, body, query
from app.rest.wire import counted, done, json_answer, listed, moment
from app.usecases import jobs
from app.usecases.jobs import JobKind, JobQuery, JobView

blueprint = Blueprint("job", __name__, url_prefix="/job")

_SORTS = {
    "executionId": "instanceId",
    "jobDueDate": "dueDate",
    "jobPriority": "taskPriority",
    "jobRetries": "retries",
    "processDefinitionId": "definitionId",
    "processDefinitionKey": "definitionKey",
    "processInstanceId": "instanceId",
}


def _view(job: JobView) -> dict[str, Any]:
    return {
        "id": job.id,
        "jobDefinitionId": None,
        "dueDate": moment(job.due),
        "processInstanceId": job.instance_id,
        "executionId": job.instance_id,
        "processDefinitionId": job.definition_id,
        "processDefinitionKey": job.definition_key,
        "retries": job.retries,
        "exceptionMessage": job.error,
        "failedActivityId": job.element if job.error else None,
        "suspended": False,
        "priority": job.priority,
        "tenantId": None,
        "createTime": moment(job.created),
    }


def _query(params: Params) -> JobQuery:
    filters.refuse(params, filters.JOBS)
    job_id = params.text("jobId")
    return JobQuery(
        ids=params.names("jobIds") or (None if job_id is None else (job_id,)),
        kinds=(JobKind.TIMER,)
        if params.flag("timers")
        else tuple(k for k in JobKind if k is not JobKind.EXTERNAL_TASK),
        with_retries=params.flag("withRetriesLeft"),
        no_retries=params.flag("noRetriesLeft"),
        with_exception=params.flag("withException"),
        instance_id=params.text("processInstanceId") or params.text("executionId"),
        instance_ids=params.names("processInstanceIds"),
        definition_id=params.text("processDefinitionId"),
        definition_key=params.text("processDefinitionKey"),
        element=params.text("activityId"),
        page=params.page(_SORTS),
    )


@blueprint.route("", methods=["GET", "POST"])
def index() -> Response:
    """Jobs."""
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
    """The job; service tasks are under /external-task."""
    found = jobs.get_job(context(), job_id)
    if found.kind is JobKind.EXTERNAL_TASK:
        raise NotFoundError(kind="Jobbet", id=job_id)
    return found


@blueprint.get("/<job_id>/stacktrace")
def stacktrace(job_id: str) -> Response:
    """The details of its last failure."""
    return Response(jobs.job_error_details(context(), _known(job_id).id), mimetype="text/plain")


@blueprint.put("/<job_id>/retries")
def retries(job_id: str) -> tuple[str, int]:
    """Set the number of tries left; more than none resolves its incident."""
    jobs.set_retries(context(), _known(job_id).id, body().number("retries"))
    return done()


@blueprint.put("/<job_id>/duedate")
def due_date(job_id: str) -> tuple[str, int]:
    """Move it to another time."""
    due = body().moment("duedate")
    if due is None:
        raise InvalidRequestError(reason="duedate saknas")
    jobs.set_due(context(), _known(job_id).id, due)
    return done()


@blueprint.post("/<job_id>/duedate/recalculate")
def recalculate(job_id: str) -> tuple[str, int]:
    """Reckon a timer anew, from when it was set or, with creationDateBased=false, from now."""
    job = _known(job_id)
    from_now = query().text("creationDateBased") == "false"
    jobs.recalculate_due(context(), job.id, context().now() if from_now else job.created)
    return done()


@blueprint.post("/<job_id>/execute")
def execute(job_id: str) -> tuple[str, int]:
    """Run it now."""
    jobs.execute_job(context(), _known(job_id).id)
    return done()
