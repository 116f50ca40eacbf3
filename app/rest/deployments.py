"""Deployments: create, list, resources, delete."""

from typing import Any

from flask import Blueprint, Response, request

from app.errors import InvalidRequestError
from app.rest.auth import context
from app.rest.definitions import definition_view
from app.rest.params import query
from app.rest.wire import counted, done, json_answer, listed, moment
from app.usecases import deployments
from app.usecases.deployments import Deployed, Deployment, DeploymentQuery, DeploymentView, ResourceView

blueprint = Blueprint("deployment", __name__, url_prefix="/deployment")
_FILE_PART = "data"


@blueprint.post("/create")
def create() -> Response:
    """A multipart deployment: fields, and a part for each file. 400 with findings when a file is wrong."""
    form = request.form
    if form.get("deployment-activation-time"):
        raise InvalidRequestError(reason="deployment-activation-time stöds inte")
    made = deployments.deploy(
        context(),
        Deployment(
            name=form.get("deployment-name") or "",
            files=_files(),
            source=form.get("deployment-source") or "",
            filter_duplicates=_flag(form, "enable-duplicate-filtering") or _flag(form, "deploy-changed-only"),
            tenant=form.get("tenant-id") or None,
        ),
    )
    return json_answer(_deployed(made))


def _files() -> dict[str, bytes]:
    """The files by name, without directories; some clients name the part as the file, others call it `data`."""
    files: dict[str, bytes] = {}
    for part, uploads in request.files.lists():
        for upload in uploads:
            sent = upload.filename or (part if part != _FILE_PART else "")
            name = sent.replace("\\", "/").rsplit("/", 1)[-1]
            if name in files:
                raise InvalidRequestError(reason=f"två av filerna heter ”{name}”")
            files[name] = upload.read()
    return files


def _flag(form: Any, name: str) -> bool:
    return str(form.get(name, "")).strip().lower() in ("true", "1")


def _deployed(made: Deployed) -> dict[str, Any]:
    return {
        **_view(made.deployment),
        "deployedProcessDefinitions": {each.id: definition_view(each) for each in made.definitions} or None,
        "deployedCaseDefinitions": None,
        "deployedDecisionDefinitions": None,
        "deployedDecisionRequirementsDefinitions": None,
        "warnings": [
            {"message": each.swedish, "rule": each.rule, "resource": each.file, "elementId": each.element or None}
            for each in made.findings
        ],
    }


def _view(each: DeploymentView) -> dict[str, Any]:
    return {
        "links": [
            {"method": "GET", "href": f"{request.url_root}engine-rest/deployment/{each.id}", "rel": "self"},
        ],
        "id": each.id,
        "name": each.name,
        "source": each.source or None,
        "deploymentTime": moment(each.deployed),
        "tenantId": each.tenant,
    }


def _query() -> DeploymentQuery:
    params = query()
    return DeploymentQuery(
        id=params.text("id"),
        name=params.text("name"),
        name_like=params.text("nameLike"),
        source=params.text("source"),
        after=params.moment("after"),
        before=params.moment("before"),
        page=params.page(),
    )


@blueprint.get("")
def index() -> Response:
    """Deployments."""
    return listed(_view(each) for each in deployments.list_deployments(context(), _query()))


@blueprint.get("/count")
def count() -> Response:
    """How many."""
    return counted(deployments.count_deployments(context(), _query()))


@blueprint.get("/<deployment_id>")
def get(deployment_id: str) -> Response:
    """One."""
    return json_answer(_view(deployments.get_deployment(context(), deployment_id)))


@blueprint.get("/<deployment_id>/resources")
def resources(deployment_id: str) -> Response:
    """Its files."""
    return listed(_resource(each) for each in deployments.list_resources(context(), deployment_id))


def _resource(each: ResourceView) -> dict[str, Any]:
    return {"id": each.id, "name": each.name, "deploymentId": each.deployment_id}


@blueprint.get("/<deployment_id>/resources/<resource_id>")
def resource(deployment_id: str, resource_id: str) -> Response:
    """One file of it."""
    for each in deployments.list_resources(context(), deployment_id):
        if each.id == resource_id:
            return json_answer(_resource(each))
    view, _ = deployments.resource_data(context(), deployment_id, resource_id)
    return json_answer(_resource(view))


@blueprint.get("/<deployment_id>/resources/<resource_id>/data")
def data(deployment_id: str, resource_id: str) -> Response:
    """A file's bytes, as a download."""
    view, content = deployments.resource_data(context(), deployment_id, resource_id)
    response = Response(content, mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=view.name)
    return response


@blueprint.delete("/<deployment_id>")
def delete(deployment_id: str) -> tuple[str, int]:
    """204. Without `cascade`, refused when there are instances."""
    deployments.delete_deployment(context(), deployment_id, cascade=query().flag("cascade"))
    return done()
