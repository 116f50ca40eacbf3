"""Deployments and their files."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from app.store.lists import Listing, after, before, equals, like
from app.store.tables import deployment, process_definition, resource
from app.store.types import AnyRow

DEPLOYMENTS = Listing(
    base=select(deployment),
    filters={
        "id": equals(deployment.c.id),
        "name": equals(deployment.c.name),
        "name_like": like(deployment.c.name),
        "source": equals(deployment.c.source),
        "after": after(deployment.c.deployed),
        "before": before(deployment.c.deployed),
    },
    sorts={
        "id": deployment.c.id,
        "name": deployment.c.name,
        "deploymentTime": deployment.c.deployed,
        "tenantId": deployment.c.tenant,
    },
    default=(deployment.c.deployed.desc(), deployment.c.id.desc()),
    unique=deployment.c.id,
)

_NEWEST = (deployment.c.deployed.desc(), deployment.c.id.desc())
_WITH_DEPLOYMENT = select(resource).join(deployment, deployment.c.id == resource.c.deployment_id)


def insert_deployment(connection: Connection, row: Mapping[str, Any], resources: Sequence[Mapping[str, Any]]) -> None:
    """A deployment with its files."""
    connection.execute(insert(deployment), dict(row))
    connection.execute(insert(resource), list(resources))


def deployment_row(connection: Connection, id: str) -> AnyRow | None:
    """One deployment."""
    return connection.execute(select(deployment).where(deployment.c.id == id)).first()


def delete_deployment(connection: Connection, id: str) -> None:
    """Delete it with its files and definitions."""
    connection.execute(delete(deployment).where(deployment.c.id == id))


def resources_of(connection: Connection, deployment_id: str) -> Sequence[AnyRow]:
    """Its files by name."""
    statement = select(resource).where(resource.c.deployment_id == deployment_id).order_by(resource.c.name)
    return connection.execute(statement).all()


def resource_row(connection: Connection, id: str) -> AnyRow | None:
    """One file."""
    return connection.execute(select(resource).where(resource.c.id == id)).first()


def latest_resource(connection: Connection, name: str) -> AnyRow | None:
    """The file of this name in the newest deployment that has one."""
    return connection.execute(_WITH_DEPLOYMENT.where(resource.c.name == name).order_by(*_NEWEST).limit(1)).first()


def latest_form(connection: Connection, key: str) -> AnyRow | None:
    """The form with this key in the newest deployment that has one."""
    return connection.execute(_WITH_DEPLOYMENT.where(resource.c.form_key == key).order_by(*_NEWEST).limit(1)).first()


def form_of_deployment(connection: Connection, key: str, deployment_id: str) -> AnyRow | None:
    """The form in this deployment, else in the newest one before it."""
    asking = select(deployment.c.deployed).where(deployment.c.id == deployment_id).scalar_subquery()
    known = _WITH_DEPLOYMENT.where(resource.c.form_key == key, deployment.c.deployed <= asking)
    own_first = (resource.c.deployment_id == deployment_id).desc()
    return connection.execute(known.order_by(own_first, *_NEWEST).limit(1)).first()


def form_version(connection: Connection, key: str, version: int) -> AnyRow | None:
    """The form in its n-th deployment, from 1."""
    statement = _WITH_DEPLOYMENT.where(resource.c.form_key == key).order_by(deployment.c.deployed, deployment.c.id)
    return connection.execute(statement.offset(version - 1).limit(1)).first()


def definition_ids(connection: Connection, deployment_id: str) -> tuple[str, ...]:
    """Ids of the definitions that a deployment made."""
    statement = select(process_definition.c.id).where(process_definition.c.deployment_id == deployment_id)
    return tuple(connection.execute(statement).scalars())
