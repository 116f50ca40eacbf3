"""Executions: a process-instance id or token is a valid execution id."""

from flask import Blueprint, Response

from app.rest.auth import context
from app.rest.instances import changes, deserialize, one
from app.rest.params import body
from app.rest.wire import done, json_answer, typed_all, untyped, untyped_all
from app.usecases import instances, variables
from app.usecases.variables import VariableChanges

blueprint = Blueprint("execution", __name__, url_prefix="/execution")


@blueprint.get("/<execution_id>/localVariables")
def get_local(execution_id: str) -> Response:
    """Variables of just this scope."""
    held = variables.local_variables(context(), execution_id)
    return json_answer(typed_all(held, deserialize=deserialize()))


@blueprint.get("/<execution_id>/localVariables/<name>")
def get_local_variable(execution_id: str, name: str) -> Response:
    """One variable of just this scope."""
    return one(variables.local_variables(context(), execution_id), name)


@blueprint.put("/<execution_id>/localVariables/<name>")
def put_local_variable(execution_id: str, name: str) -> tuple[str, int]:
    """Write one variable of just this scope."""
    made = VariableChanges({name: untyped(body().values, name)})
    variables.change_local_variables(context(), execution_id, made)
    return done()


@blueprint.post("/<execution_id>/localVariables")
def modify_local(execution_id: str) -> tuple[str, int]:
    """Write and remove several of just this scope."""
    variables.change_local_variables(context(), execution_id, changes())
    return done()


@blueprint.post("/<execution_id>/signal")
def signal(execution_id: str) -> tuple[str, int]:
    """Let a receive or manual task go on."""
    instances.signal_waiting(context(), execution_id, untyped_all(body().raw("variables")))
    return done()
