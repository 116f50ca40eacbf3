"""Messages and signals."""

from typing import Any

from flask import Blueprint, Response

from app.errors import InvalidRequestError
from app.rest.auth import context
from app.rest.instances import instance_answer, last_values
from app.rest.params import body, message_key, query
from app.rest.wire import done, json_answer, untyped_all
from app.usecases import messages
from app.usecases.messages import Correlated, Message, Signal

blueprint = Blueprint("message", __name__)


@blueprint.post("/message")
def correlate() -> Response | tuple[str, int]:
    """Deliver a message to the one that waits for it, or with `all` to all; else start what it starts; else, where the
    server is set so, keep it. The same message again, by its sender's id, is answered the same and changes nothing.
    """
    params = body()
    message = Message(
        name=params.required("messageName"),
        business_key=params.text("businessKey"),
        correlation=untyped_all(params.raw("correlationKeys"), "correlationKeys"),
        local_correlation=untyped_all(params.raw("localCorrelationKeys"), "localCorrelationKeys"),
        payload=untyped_all(params.raw("processVariables"), "processVariables"),
        instance_id=params.text("processInstanceId"),
        unique=query().flag("businessKeyUnique"),
        key=message_key(params),
        lifetime=context().options.message_buffer,
    )
    if params.raw("processVariablesLocal"):
        raise InvalidRequestError(reason="processVariablesLocal stöds inte; använd processVariables")
    if params.flag("all"):
        found = messages.correlate_all(context(), message)
    else:
        found = (messages.correlate(context(), message),)
    if not params.flag("resultEnabled"):
        return done()
    with_variables = params.flag("variablesInResultEnabled")
    reached = [each for each in found if each.kind != "kept"]
    return json_answer(
        [_result(each) | ({"variables": last_values(each.instance_id)} if with_variables else {}) for each in reached]
    )


def _result(each: Correlated) -> dict[str, Any]:
    if each.kind == "start":
        names = {"definitionId": each.definition_id, "definitionKey": each.definition_key}
        told = {**names, "businessKey": each.business_key, "ended": each.ended}
        started = instance_answer(each.instance_id, told)
        return {"resultType": "ProcessDefinition", "execution": None, "processInstance": started, "variables": None}
    execution = {"id": each.token, "processInstanceId": each.instance_id, "ended": False, "tenantId": None}
    return {"resultType": "Execution", "execution": execution, "processInstance": None, "variables": None}


@blueprint.post("/signal")
def signal() -> tuple[str, int]:
    """Send a signal to all that wait for it, or to one execution."""
    params = body()
    to, key = params.text("executionId"), message_key(params)
    messages.throw_signal(context(), Signal(params.required("name"), untyped_all(params.raw("variables")), to, key))
    return done()
