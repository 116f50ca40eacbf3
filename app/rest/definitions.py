"""Process definitions: list, get (by id or key), XML, start, start form, statistics."""

from typing import Any

from flask import Blueprint, Response, request

from app.errors import InvalidRequestError, NotFoundError
from app.rest import filters
from app.rest.auth import context
from app.rest.instances import instance_view, last_values
from app.rest.params import Params, body, query
from app.rest.wire import counted, json_answer, listed, untyped_all
from app.usecases import instances, process_definitions
from app.usecases.instances import StartInstance
from app.usecases.process_definitions import DefinitionQuery, DefinitionView

blueprint = Blueprint("process_definition", __name__, url_prefix="/process-definition")


def definition_view(each: DefinitionView) -> dict[str, Any]:
    """A definition as Camunda writes it."""
    return {
        "id": each.id,
        "key": each.key,
        "category": None,
        "description": each.documentation or None,
        "name": each.name or None,
        "version": each.version,
        "resource": each.resource,
        "deploymentId": each.deployment_id,
        "diagram": None,
        "suspended": False,
        "tenantId": None,
        "versionTag": each.version_tag,
        "historyTimeToLive": None,
        "startableInTasklist": each.executable,
    }


def _query() -> DefinitionQuery:
    params = filters.refuse(query(), filters.DEFINITIONS)
    return DefinitionQuery(
        ids=params.names("processDefinitionIdIn") or _one(params.text("processDefinitionId")),
        key=params.text("key"),
        keys=params.names("keysIn"),
        key_like=params.text("keyLike"),
        name=params.text("name"),
        name_like=params.text("nameLike"),
        version=params.integer("version"),
        version_tag=params.text("versionTag"),
        latest=params.flag("latestVersion"),
        deployment_id=params.text("deploymentId"),
        resource=params.text("resourceName"),
        startable=params.flag("startableInTasklist") or params.flag("startablePermissionCheck"),
        page=params.page(),
    )


def _one(value: str | None) -> tuple[str, ...] | None:
    return None if value is None else (value,)


@blueprint.get("")
def index() -> Response:
    """Definitions."""
    return listed(definition_view(each) for each in process_definitions.list_definitions(context(), _query()))


@blueprint.get("/count")
def count() -> Response:
    """How many."""
    return counted(process_definitions.count_definitions(context(), _query()))


@blueprint.get("/statistics")
def statistics() -> Response:
    """Open instances and incidents by definition."""
    found = process_definitions.statistics(context(), _query())
    return listed(
        {
            "id": each.definition.id,
            "instances": each.instances,
            "failedJobs": each.incidents,
            "incidents": [],
            "definition": definition_view(each.definition),
        }
        for each in found
    )


def _by_key(key: str) -> DefinitionView:
    return process_definitions.latest_definition(context(), key)


def _by_id(definition_id: str) -> DefinitionView:
    return process_definitions.get_definition(context(), definition_id)


@blueprint.get("/key/<key>")
def get_by_key(key: str) -> Response:
    """The latest version of a key."""
    return json_answer(definition_view(_by_key(key)))


@blueprint.get("/<definition_id>")
def get(definition_id: str) -> Response:
    """One version."""
    return json_answer(definition_view(_by_id(definition_id)))


@blueprint.get("/key/<key>/xml")
def xml_by_key(key: str) -> Response:
    """The diagram of the latest version."""
    return _xml(_by_key(key))


@blueprint.get("/<definition_id>/xml")
def xml(definition_id: str) -> Response:
    """The diagram of a version."""
    return _xml(_by_id(definition_id))


def _xml(definition: DefinitionView) -> Response:
    text = process_definitions.definition_xml(context(), definition.id)
    return json_answer({"id": definition.id, "bpmn20Xml": text})


@blueprint.post("/key/<key>/start")
def start_by_key(key: str) -> Response:
    """Start the latest version."""
    return _start(StartInstance(key=key))


@blueprint.post("/<definition_id>/start")
def start(definition_id: str) -> Response:
    """Start a version."""
    return _start(StartInstance(definition_id=definition_id))


@blueprint.post("/key/<key>/submit-form")
def submit_by_key(key: str) -> Response:
    """Start the latest version, as its start form would."""
    return _start(StartInstance(key=key))


@blueprint.post("/<definition_id>/submit-form")
def submit(definition_id: str) -> Response:
    """Start a version, as its start form would."""
    return _start(StartInstance(definition_id=definition_id))


def _start(which: StartInstance) -> Response:
    params = body()
    started = instances.start_instance(
        context(),
        StartInstance(
            key=which.key,
            definition_id=which.definition_id,
            variables=untyped_all(params.raw("variables")),
            business_key=params.text("businessKey"),
            element=_beginning(params),
            unique=query().flag("businessKeyUnique"),
        ),
    )
    answer = instance_view(started)
    if params.flag("withVariablesInReturn"):
        answer["variables"] = last_values(started.id)
    return json_answer(answer)


def _beginning(params: Params) -> str | None:
    """The start event of the start instructions; None for the plain one."""
    instructions = params.nested("startInstructions")
    if not instructions:
        return None
    if len(instructions) > 1 or instructions[0].text("type") != "startBeforeActivity":
        raise InvalidRequestError(
            reason="startInstructions stöds bara som en startBeforeActivity, vid en starthändelse"
        )
    return instructions[0].required("activityId")


@blueprint.get("/key/<key>/startForm")
@blueprint.get("/key/<key>/start-form")
def start_form_by_key(key: str) -> Response:
    """The reference of the start form."""
    return _start_form(_by_key(key))


@blueprint.get("/<definition_id>/startForm")
@blueprint.get("/<definition_id>/start-form")
def start_form(definition_id: str) -> Response:
    """The reference of the start form."""
    return _start_form(_by_id(definition_id))


def _start_form(definition: DefinitionView) -> Response:
    form = process_definitions.start_form(context(), definition.id)
    reference = None if form is None else {"key": form.key, "binding": "deployment", "version": None}
    return json_answer({"key": None, "camundaFormRef": reference, "contextPath": request.script_root or None})


@blueprint.get("/key/<key>/deployed-start-form")
def deployed_start_form_by_key(key: str) -> Response:
    """The start form as it was deployed."""
    return _deployed_start_form(_by_key(key))


@blueprint.get("/<definition_id>/deployed-start-form")
def deployed_start_form(definition_id: str) -> Response:
    """The start form as it was deployed."""
    return _deployed_start_form(_by_id(definition_id))


def _deployed_start_form(definition: DefinitionView) -> Response:
    form = process_definitions.start_form(context(), definition.id)
    if form is None:
        raise NotFoundError(kind="Startformulär för processen", id=definition.key)
    return json_answer(dict(form.schema))
