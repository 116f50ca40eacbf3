"""Discovery: the version, the engine, and what Camunda Modeler looks for before it deploys."""

from flask import Blueprint, Response, request

from app.rest.wire import json_answer, listed

VERSION = "7.23.0"  # of the dialect: clients compare it to know what they may send

blueprint = Blueprint("discovery", __name__)
wellknown = Blueprint("rest_discovery", __name__)


@blueprint.get("/version")
def version() -> Response:
    """The version of the dialect."""
    return json_answer({"version": VERSION})


@blueprint.get("/engine")
def engines() -> Response:
    """There is one engine."""
    return listed([{"name": "default"}])


@wellknown.get("/.well-known/camunda-automation-platform/webapps")
def webapps() -> Response:
    """Where the pages are."""
    home = request.url_root.rstrip("/")
    links = {"admin": f"{home}/administration", "tasklist": f"{home}/uppgifter", "cockpit": f"{home}/processer"}
    return json_answer({"@type": "webapps", **links})
