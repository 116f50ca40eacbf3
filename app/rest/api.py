"""The API put together: one blueprint under /engine-rest with the resources in it."""

from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.exceptions import MethodNotAllowed, NotFound

from app.errors import AppError
from app.rest import (
    definitions,
    deployments,
    discovery,
    executions,
    external_tasks,
    history,
    incidents,
    instances,
    jobs,
    messages,
    tasks,
    users,
    webhooks,
)
from app.rest.auth import MakeContext, guard
from app.rest.polls import limit_waiting
from app.rest.problems import PREFIX, answer, plain, unexpected

_ALL = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_RESOURCES = (
    discovery,
    deployments,
    definitions,
    instances,
    executions,
    tasks,
    external_tasks,
    messages,
    jobs,
    incidents,
    history,
    users,
    webhooks,
)


def register(app: Flask, make_context: MakeContext) -> None:
    """Put the API on the app; `make_context` gives the use cases' context for whoever calls."""
    api = Blueprint("rest", __name__, url_prefix=PREFIX)
    api.before_request(guard(make_context))
    api.register_error_handler(AppError, answer)
    api.register_error_handler(Exception, unexpected)
    for resource in _RESOURCES:
        api.register_blueprint(resource.blueprint)
    for path in ("", "/", "/<path:rest>"):
        api.add_url_rule(path, "unknown", unknown, methods=_ALL)
    limit_waiting(app)
    app.register_blueprint(api)
    app.register_blueprint(discovery.wellknown)


def unknown(rest: str = "") -> Response:
    """404 in JSON for a path that is not there, 405 for one that is there with another method."""
    allowed = [method for method in _ALL if _answers(method)]
    if not allowed:
        return plain(404, "NotFoundException", f"{request.path} finns inte i detta API.")
    ways = " och ".join(allowed)
    response = plain(405, "NotAllowedException", f"{request.method} går inte på {request.path}; {ways} går.")
    response.headers["Allow"] = ", ".join(allowed)
    return response


def _answers(method: str) -> bool:
    """Whether the path is there with this method."""
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return False
    try:
        rule, _ = adapter.match(method=method, return_rule=True)
    except (NotFound, MethodNotAllowed):
        return False
    return bool(rule.endpoint != "rest.unknown")
