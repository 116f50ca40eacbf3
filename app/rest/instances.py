"""Process instances: list, get, variables, delete."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request

from app.errors import InvalidRequestError, NotFoundError
from app.rest import filters
from app.rest.auth import context
from app.rest.params import Params, asked, body, query
from app.rest.wire import counted, done, json_answer, listed, typed, typed_all, untyped, untyped_all
from app.usecases import instances, variables
from app.usecases.instances import InstanceQuery, InstanceView
from app.usecases.variables import VariableChanges, VariableQuery

blueprint = Blueprint("process_instance", __name__, url_prefix="/process-instance")


def instance_view(each: InstanceView) -> dict[str, Any]:
    """An instance as Camunda writes it."""
    names = {"definitionId": each.definition_id, "definitionKey": each.definition_key, "businessKey": each.business_key}
    return instance_answer(each.id, names | {"ended": each.ended is not None})


def instance_answer(id: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """What Camunda tells of an instance, where `told` is definitionId, definitionKey, businessKey and ended."""
    href = f"{request.url_root}engine-rest/process-instance/{id}"
    return {
        "links": [{"method": "GET", "href": href, "rel": "self"}],
        "id": id,
        **told,
        "caseInstanceId": None,
        "suspended": False,
        "tenantId": None,
    }


def instance_query(params: Params) -> InstanceQuery:
    """The filters of runtime lists."""
    filters.refuse(params, filters.INSTANCES)
    elements = params.names("activityIdIn") or ()
    if len(elements) > 1:
        raise InvalidRequestError(reason="activityIdIn tar bara en aktivitet")
    return InstanceQuery(
        ids=params.names("processInstanceIds"),
        business_key=params.text("businessKey"),
        business_key_like=params.text("businessKeyLike"),
        definition_id=params.text("processDefinitionId"),
        definition_key=params.text("processDefinitionKey"),
        definition_keys=params.names("processDefinitionKeyIn"),
        super_id=params.text("superProcessInstance"),
        root=params.flag("rootProcessInstances"),
        active=True,
        with_incident=params.flag("withIncident"),
        activity=elements[0] if elements else None,
        variables=params.variable_filters("variables"),
        page=params.page(),
    )


@blueprint.route("", methods=["GET", "POST"])
def index() -> Response:
    """Running instances."""
    return listed(instance_view(each) for each in instances.list_instances(context(), instance_query(asked())))


@blueprint.route("/count", methods=["GET", "POST"])
def count() -> Response:
    """How many run."""
    return counted(instances.count_instances(context(), instance_query(asked())))


@blueprint.get("/<instance_id>")
def get(instance_id: str) -> Response:
    """One that runs; an ended one is in the history."""
    found = instances.get_instance(context(), instance_id)
    if found.ended is not None:
        raise NotFoundError(kind="Pågående processinstans", id=instance_id)
    return json_answer(instance_view(found))


@blueprint.delete("/<instance_id>")
def delete(instance_id: str) -> tuple[str, int]:
    """204. The whole case ends without running anything more."""
    instances.cancel_instance(context(), instance_id, query().text("deleteReason") or "")
    return done()


@blueprint.get("/<instance_id>/variables")
def get_variables(instance_id: str) -> Response:
    """Its variables."""
    held = variables.instance_variables(context(), instance_id)
    return json_answer(typed_all(held, deserialize=deserialize()))


@blueprint.get("/<instance_id>/variables/<name>")
def get_variable(instance_id: str, name: str) -> Response:
    """One variable."""
    return one(variables.instance_variables(context(), instance_id), name)


@blueprint.put("/<instance_id>/variables/<name>")
def put_variable(instance_id: str, name: str) -> tuple[str, int]:
    """Write one variable."""
    variables.change_variables(context(), instance_id, VariableChanges({name: untyped(body().values, name)}))
    return done()


@blueprint.delete("/<instance_id>/variables/<name>")
def delete_variable(instance_id: str, name: str) -> tuple[str, int]:
    """Remove one variable."""
    variables.change_variables(context(), instance_id, VariableChanges(remove=(name,)))
    return done()


@blueprint.post("/<instance_id>/variables")
def modify_variables(instance_id: str) -> tuple[str, int]:
    """Write and remove several at once."""
    variables.change_variables(context(), instance_id, changes())
    return done()


def changes() -> VariableChanges:
    """The body of a modification: modifications and deletions."""
    params = body()
    return VariableChanges(untyped_all(params.raw("modifications")), params.names("deletions") or ())


def deserialize() -> str:
    """The query parameter deserializeValues (deserializeValue for one): "false" sends JSON as strings."""
    asked_for = query().text("deserializeValues") or query().text("deserializeValue") or "true"
    return "false" if asked_for.lower() in ("false", "0") else "true"


def last_values(instance_id: str) -> dict[str, Any]:
    """The last values of an instance's own variables, also when it has ended."""
    held = variables.list_variables(context(), VariableQuery(instance_id=instance_id, scope=instance_id))
    return typed_all({each.name: each.value for each in held})


def one(held: Any, name: str) -> Response:
    """One of these variables, or 404."""
    if name not in held:
        raise NotFoundError(kind="Variabeln", id=name)
    return json_answer(typed(held[name], deserialize=deserialize()))
