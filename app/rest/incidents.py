"""Incidents: what has stopped."""

from typing import Any

from flask import Blueprint, Response

from app.errors import InvalidRequestError
from app.rest import filters
from app.rest.auth import context
from app.rest.params import body, query
from app.rest.wire import counted, done, json_answer, listed, moment
from app.usecases import incidents
from app.usecases.incidents import IncidentQuery, IncidentView

blueprint = Blueprint("incident", __name__, url_prefix="/incident")


def incident_view(each: IncidentView) -> dict[str, Any]:
    """An incident as Camunda writes it."""
    return {
        "id": each.id,
        "processDefinitionId": each.definition_id,
        "processInstanceId": each.instance_id,
        "executionId": each.instance_id,
        "incidentTimestamp": moment(each.created),
        "incidentType": each.kind,
        "activityId": each.element,
        "failedActivityId": each.element,
        "causeIncidentId": each.id,
        "rootCauseIncidentId": each.id,
        "configuration": each.job_id,
        "incidentMessage": each.message,
        "tenantId": None,
        "jobDefinitionId": None,
        "annotation": each.annotation,
    }


def _query() -> IncidentQuery:
    params = filters.refuse(query(), filters.INCIDENTS)
    keys = params.names("processDefinitionKeyIn") or ()
    if len(keys) > 1:
        raise InvalidRequestError(reason="processDefinitionKeyIn tar bara en nyckel")
    return IncidentQuery(
        id=params.text("incidentId"),
        kind=params.text("incidentType"),
        instance_id=params.text("processInstanceId"),
        definition_id=params.text("processDefinitionId"),
        definition_key=keys[0] if keys else None,
        element=params.text("activityId"),
        page=params.page({"processInstanceId": "instanceId"}),
    )


@blueprint.get("")
def index() -> Response:
    """Open incidents."""
    return listed(incident_view(each) for each in incidents.list_incidents(context(), _query()))


@blueprint.get("/count")
def count() -> Response:
    """How many."""
    return counted(incidents.count_incidents(context(), _query()))


@blueprint.get("/<incident_id>")
def get(incident_id: str) -> Response:
    """One."""
    return json_answer(incident_view(incidents.get_incident(context(), incident_id)))


@blueprint.put("/<incident_id>/annotation")
def annotate(incident_id: str) -> tuple[str, int]:
    """Write a note on it."""
    incidents.annotate_incident(context(), incident_id, body().text("annotation"))
    return done()


@blueprint.delete("/<incident_id>/annotation")
def clear_annotation(incident_id: str) -> tuple[str, int]:
    """Take the note away."""
    incidents.annotate_incident(context(), incident_id, None)
    return done()
