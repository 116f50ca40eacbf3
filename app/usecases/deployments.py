"""Deployments: diagrams and forms come in together, all or nothing; what has not changed makes no new version."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection

from app.definitions.findings import Finding
from app.definitions.inspection import Inspection
from app.errors import InvalidRequestError, NotFoundError
from app.store.deployments import (
    DEPLOYMENTS,
    definition_ids,
    deployment_row,
    insert_deployment,
    latest_resource,
    resource_row,
    resources_of,
)
from app.store.ids import new_id
from app.store.instances import any_of, delete_cases
from app.store.operations import Operation
from app.store.process_definitions import DEFINITIONS
from app.store.tables import process_definition
from app.store.types import AnyRow
from app.usecases.access import PROCESSAGARE, require, visible_deployments
from app.usecases.checks import findings_of, refuse_errors, taken_messages
from app.usecases.context import Context, Session
from app.usecases.process_definitions import DefinitionView, definition_views
from app.usecases.queries import Page, conditions, rows
from app.usecases.versions import remove_definitions, store_definitions

_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Deployment:
    """What to deploy: `files` by name (*.bpmn, *.form; other files are kept as they are).

    filter_duplicates: a file equal to the latest of its name stays out; when all are, the latest deployment is
    returned.
    """

    name: str
    files: Mapping[str, bytes]
    source: str = ""
    filter_duplicates: bool = True
    tenant: str | None = None


@dataclass(frozen=True, slots=True)
class DeploymentView:
    """A deployment that was made."""

    id: str
    name: str
    source: str
    deployed: datetime
    deployed_by: str
    tenant: str | None = None


@dataclass(frozen=True, slots=True)
class Deployed:
    """The outcome: the deployment, the definitions that got a new version, and the warnings.

    deployment is the earlier one, and definitions is empty, when duplicate filtering left nothing to deploy.
    """

    deployment: DeploymentView
    definitions: tuple[DefinitionView, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ResourceView:
    """A file of a deployment."""

    id: str
    name: str
    deployment_id: str


@dataclass(frozen=True, slots=True)
class DeploymentQuery:
    """Filters; None does not filter. Sorts: id, name, deploymentTime, tenantId."""

    id: str | None = None
    name: str | None = None
    name_like: str | None = None
    source: str | None = None
    after: datetime | None = None
    before: datetime | None = None
    page: Page = field(default_factory=Page)


def deploy(context: Context, deployment: Deployment) -> Deployed:
    """Check and store the files.

    Raises:
        RejectedDeploymentError: a finding is an error; nothing is stored.  ForbiddenError.
        InvalidRequestError: no file, or a name that is no file name.
    """
    require(context.actor, "driftsätta", roles=[PROCESSAGARE])
    _check_names(deployment)
    with context.reading() as session:
        files = _changed(session.connection, deployment) if deployment.filter_duplicates else dict(deployment.files)
        if not files:
            return _unchanged(session.connection, deployment)
        inspection, findings = findings_of(session.connection, files)  # before the lock: it takes a while
    refuse_errors(findings)
    with context.transaction() as session:
        refuse_errors(taken_messages(session.connection, inspection))
        id = _store(context, session, deployment, files, inspection)
        made = store_definitions(context, session, id, inspection)
        detail = {"name": deployment.name, "definitions": [f"{row['key']}:{row['version']}" for row in made]}
        context.log(session, Operation("deploy", "deployment", id, detail=detail))
        return _deployed(session.connection, id, findings)


def check(context: Context, files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """The findings that `deploy` would have, without storing anything."""
    require(context.actor, "granska diagram", roles=[PROCESSAGARE])
    with context.reading() as session:
        return findings_of(session.connection, files)[1]


def list_deployments(context: Context, query: DeploymentQuery) -> tuple[DeploymentView, ...]:
    """Deployments, newest first unless sorted otherwise."""
    with context.reading() as session:
        found = rows(session.connection, DEPLOYMENTS, _where(context, query), query.page)
        return tuple(_view(row) for row in found)


def count_deployments(context: Context, query: DeploymentQuery) -> int:
    """How many match."""
    with context.reading() as session:
        return DEPLOYMENTS.count(session.connection, _where(context, query))


def get_deployment(context: Context, deployment_id: str) -> DeploymentView:
    """One deployment. Raises NotFoundError."""
    with context.reading() as session:
        return _view(_existing(context, session, deployment_id))


def list_resources(context: Context, deployment_id: str) -> tuple[ResourceView, ...]:
    """Its files, by name. Raises NotFoundError."""
    with context.reading() as session:
        _existing(context, session, deployment_id)
        found = resources_of(session.connection, deployment_id)
        return tuple(ResourceView(row.id, row.name, row.deployment_id) for row in found)


def resource_data(context: Context, deployment_id: str, resource_id: str) -> tuple[ResourceView, bytes]:
    """One file with its bytes. Raises NotFoundError."""
    with context.reading() as session:
        _existing(context, session, deployment_id)
        row = resource_row(session.connection, resource_id)
        if row is None or row.deployment_id != deployment_id:
            raise NotFoundError(kind="Filen", id=resource_id)
        return ResourceView(row.id, row.name, row.deployment_id), row.data


def delete_deployment(context: Context, deployment_id: str, *, cascade: bool = False) -> None:
    """Delete a deployment whose definitions have no instances; with cascade, the instances and their history too.

    Raises: NotFoundError; InvalidRequestError when instances exist and cascade was not asked for.
    """
    require(context.actor, "ta bort en driftsättning", roles=[] if cascade else [PROCESSAGARE])
    with context.transaction() as session:
        connection = session.connection
        _existing(context, session, deployment_id)
        ids = definition_ids(connection, deployment_id)
        if any_of(connection, ids):
            if not cascade:
                raise InvalidRequestError(reason="den har ärenden, som bara tas bort om du begär det (cascade)")
            delete_cases(connection, ids)
        remove_definitions(context, session, deployment_id)
        context.log(session, Operation("delete", "deployment", deployment_id, detail={"cascade": cascade}))


def _check_names(deployment: Deployment) -> None:
    if not deployment.files:
        raise InvalidRequestError(reason="driftsättningen har inga filer")
    for name in deployment.files:
        if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
            raise InvalidRequestError(reason=f"”{name[:80]}” är inget filnamn")


def _changed(connection: Connection, deployment: Deployment) -> dict[str, bytes]:
    """The files that differ from the latest of their names."""
    changed = {}
    for name, data in deployment.files.items():
        latest = latest_resource(connection, name)
        if latest is None or latest.hash != _hash(data):
            changed[name] = data
    return changed


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _unchanged(connection: Connection, deployment: Deployment) -> Deployed:
    newest = latest_resource(connection, next(iter(deployment.files)))
    row = deployment_row(connection, newest.deployment_id) if newest is not None else None
    if row is None:
        raise InvalidRequestError(reason="driftsättningen togs bort samtidigt; försök igen")
    return Deployed(_view(row), (), ())


def _store(
    context: Context, session: Session, deployment: Deployment, files: Mapping[str, bytes], inspection: Inspection
) -> str:
    id = new_id()
    row = {
        "id": id,
        "name": deployment.name or "Driftsättning",
        "source": deployment.source,
        "tenant": deployment.tenant,
        "deployed": session.now,
        "deployed_by": context.actor.id,
    }
    resources = [
        {
            "id": new_id(),
            "deployment_id": id,
            "name": name,
            "form_key": inspection.forms[name].id if name in inspection.forms else None,
            "hash": _hash(data),
            "data": data,
        }
        for name, data in files.items()
    ]
    insert_deployment(session.connection, row, resources)
    return id


def _deployed(connection: Connection, id: str, findings: tuple[Finding, ...]) -> Deployed:
    made = rows(connection, DEFINITIONS, [process_definition.c.deployment_id == id], Page())
    return Deployed(_view(_known(deployment_row(connection, id), id)), definition_views(connection, made), findings)


def _where(context: Context, query: DeploymentQuery) -> list[ColumnElement[bool]]:
    return [*conditions(DEPLOYMENTS, query), visible_deployments(context.actor)]


def _existing(context: Context, session: Session, id: str) -> AnyRow:
    found = rows(session.connection, DEPLOYMENTS, _where(context, DeploymentQuery(id=id)), Page())
    return _known(found[0] if found else None, id)


def _known(row: AnyRow | None, id: str) -> AnyRow:
    if row is None:
        raise NotFoundError(kind="Driftsättningen", id=id)
    return row


def _view(row: AnyRow) -> DeploymentView:
    return DeploymentView(row.id, row.name, row.source, row.deployed, row.deployed_by, row.tenant)
