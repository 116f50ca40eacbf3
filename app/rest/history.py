"""History: process instances, activity instances and variables, running and ended."""

from typing import Any

from flask import Blueprint, Response

from app.rest import filters
from app.rest.auth import context
from app.rest.instances import deserialize
from app.rest.params import Params, asked
from app.rest.wire import counted, json_answer, listed, moment, typed
from app.usecases import history, instances, variables
from app.usecases.history import ActivityQuery, ActivityView
from app.usecases.instances import InstanceQuery, InstanceView
from app.usecases.variables import VariableQuery, VariableView

blueprint = Blueprint("history", __name__, url_prefix="/history")

_STATES = {None: "ACTIVE", "completed": "COMPLETED", "cancelled": "EXTERNALLY_TERMINATED"}


def _instance(each: InstanceView) -> dict[str, Any]:
    return {
        "id": each.id,
        "businessKey": each.business_key,
        "processDefinitionId": each.definition_id,
        "processDefinitionKey": each.definition_key,
        "processDefinitionName": each.definition_name,
        "processDefinitionVersion": each.definition_version,
        "startTime": moment(each.started),
        "endTime": moment(each.ended),
        "removalTime": None,
        "durationInMillis": each.duration_ms,
        "startUserId": each.started_by,
        "startActivityId": each.start_element,
        "deleteReason": each.delete_reason,
        "rootProcessInstanceId": each.root_id,
        "superProcessInstanceId": each.super_id,
        "superCaseInstanceId": None,
        "caseInstanceId": None,
        "tenantId": None,
        "state": _STATES.get(each.outcome, "COMPLETED"),
    }


def _instances(params: Params) -> InstanceQuery:
    filters.refuse(params, filters.HISTORIC_INSTANCES)
    instance_id = params.text("processInstanceId")
    return InstanceQuery(
        ids=params.names("processInstanceIds") or (None if instance_id is None else (instance_id,)),
        business_key=params.text("processInstanceBusinessKey"),
        business_key_like=params.text("processInstanceBusinessKeyLike"),
        definition_id=params.text("processDefinitionId"),
        definition_key=params.text("processDefinitionKey"),
        definition_keys=params.names("processDefinitionKeyIn"),
        super_id=params.text("superProcessInstanceId"),
        root=params.flag("rootProcessInstances"),
        active=params.flag("unfinished") or params.flag("active"),
        finished=params.flag("finished"),
        with_incident=params.flag("withIncidents"),
        started_by=params.text("startedBy"),
        started_before=params.moment("startedBefore"),
        started_after=params.moment("startedAfter"),
        finished_before=params.moment("finishedBefore"),
        finished_after=params.moment("finishedAfter"),
        variables=params.variable_filters("variables"),
        page=params.page(),
    )


@blueprint.route("/process-instance", methods=["GET", "POST"])
def process_instances() -> Response:
    """Instances, running and ended."""
    return listed(_instance(each) for each in instances.list_instances(context(), _instances(asked())))


@blueprint.route("/process-instance/count", methods=["GET", "POST"])
def process_instance_count() -> Response:
    """How many."""
    return counted(instances.count_instances(context(), _instances(asked())))


@blueprint.get("/process-instance/<instance_id>")
def process_instance(instance_id: str) -> Response:
    """One."""
    return json_answer(_instance(instances.get_instance(context(), instance_id)))


def _activity(each: ActivityView) -> dict[str, Any]:
    return {
        "id": each.id,
        "parentActivityInstanceId": each.parent_id,
        "activityId": each.element,
        "activityName": each.name or None,
        "activityType": each.kind,
        "processDefinitionKey": each.definition_key,
        "processDefinitionId": each.definition_id,
        "processInstanceId": each.instance_id,
        "executionId": each.instance_id,
        "taskId": each.task_id,
        "assignee": each.assignee,
        "calledProcessInstanceId": each.called_instance_id,
        "calledCaseInstanceId": None,
        "startTime": moment(each.started),
        "endTime": moment(each.ended),
        "durationInMillis": each.duration_ms,
        "canceled": each.outcome == "cancelled",
        "completeScope": False,
        "tenantId": None,
        "removalTime": None,
        "rootProcessInstanceId": each.root_id,
    }


def _activities(params: Params) -> ActivityQuery:
    filters.refuse(params, filters.HISTORIC_ACTIVITIES)
    return ActivityQuery(
        id=params.text("activityInstanceId"),
        instance_id=params.text("processInstanceId") or params.text("executionId"),
        instance_ids=params.names("processInstanceIdIn"),
        definition_id=params.text("processDefinitionId"),
        definition_key=params.text("processDefinitionKey"),
        element=params.text("activityId"),
        elements=params.names("activityIdIn"),
        name=params.text("activityName"),
        kind=params.text("activityType"),
        assignee=params.text("taskAssignee"),
        finished=params.flag("finished"),
        unfinished=params.flag("unfinished"),
        canceled=params.flag("canceled"),
        started_before=params.moment("startedBefore"),
        started_after=params.moment("startedAfter"),
        finished_before=params.moment("finishedBefore"),
        finished_after=params.moment("finishedAfter"),
        page=params.page(),
    )


@blueprint.route("/activity-instance", methods=["GET", "POST"])
def activity_instances() -> Response:
    """Visits to elements."""
    return listed(_activity(each) for each in history.list_activities(context(), _activities(asked())))


@blueprint.route("/activity-instance/count", methods=["GET", "POST"])
def activity_instance_count() -> Response:
    """How many."""
    return counted(history.count_activities(context(), _activities(asked())))


def _variable(each: VariableView) -> dict[str, Any]:
    return {
        **typed(each.value, deserialize=deserialize()),
        "id": each.id,
        "name": each.name,
        "processDefinitionKey": None,
        "processDefinitionId": None,
        "processInstanceId": each.instance_id,
        "executionId": each.instance_id,
        "activityInstanceId": each.scope,
        "caseDefinitionKey": None,
        "caseDefinitionId": None,
        "caseInstanceId": None,
        "caseExecutionId": None,
        "taskId": None,
        "tenantId": None,
        "errorMessage": None,
        "state": "CREATED",
        "createTime": moment(each.created),
        "removalTime": None,
        "rootProcessInstanceId": each.root_id,
    }


def _variables(params: Params) -> VariableQuery:
    filters.refuse(params, filters.HISTORIC_VARIABLES)
    return VariableQuery(
        name=params.text("variableName"),
        name_like=params.text("variableNameLike"),
        instance_id=params.text("processInstanceId"),
        instance_ids=params.names("processInstanceIdIn"),
        page=params.page(),
    )


@blueprint.route("/variable-instance", methods=["GET", "POST"])
def variable_instances() -> Response:
    """Last values of variables."""
    return listed(_variable(each) for each in variables.list_variables(context(), _variables(asked())))


@blueprint.route("/variable-instance/count", methods=["GET", "POST"])
def variable_instance_count() -> Response:
    """How many."""
    return counted(variables.count_variables(context(), _variables(asked())))
