"""Versions of processes."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, func, insert, select, update

from app.store.lists import Listing, among, equals, like, with_instance
from app.store.tables import (
    activity,
    definition_group,
    incident,
    instance,
    process_definition,
    resource,
    start_subscription,
)
from app.store.types import AnyRow

_BASE = select(process_definition, resource.c.name.label("resource")).select_from(
    process_definition.join(resource, resource.c.id == process_definition.c.resource_id)
)

DEFINITIONS = Listing(
    base=_BASE,
    filters={
        "ids": among(process_definition.c.id),
        "key": equals(process_definition.c.key),
        "keys": among(process_definition.c.key),
        "key_like": like(process_definition.c.key),
        "name": equals(process_definition.c.name),
        "name_like": like(process_definition.c.name),
        "version": equals(process_definition.c.version),
        "version_tag": equals(process_definition.c.version_tag),
        "latest": lambda _: process_definition.c.latest,
        "deployment_id": equals(process_definition.c.deployment_id),
        "resource": equals(resource.c.name),
    },
    sorts={
        "id": process_definition.c.id,
        "key": process_definition.c.key,
        "name": process_definition.c.name,
        "version": process_definition.c.version,
        "deploymentId": process_definition.c.deployment_id,
    },
    default=(process_definition.c.key, process_definition.c.version.desc()),
    unique=process_definition.c.id,
)


def definition_row(connection: Connection, *where: ColumnElement[bool]) -> AnyRow | None:
    """The newest definition that matches."""
    statement = _BASE.where(*where).order_by(process_definition.c.version.desc()).limit(1)
    return connection.execute(statement).first()


def by_id(connection: Connection, id: str) -> AnyRow | None:
    """One definition."""
    return definition_row(connection, process_definition.c.id == id)


def latest(connection: Connection, key: str) -> AnyRow | None:
    """The latest version."""
    return definition_row(connection, process_definition.c.key == key, process_definition.c.latest)


def insert_definition(
    connection: Connection, row: Mapping[str, Any], groups: Sequence[tuple[str, str]]
) -> tuple[str, ...]:
    """A new latest version; `groups`: (role, name). Returns the ids of the versions before."""
    earlier = select(process_definition.c.id).where(process_definition.c.key == row["key"])
    before = tuple(connection.execute(earlier).scalars())
    superseded = process_definition.c.key == row["key"], process_definition.c.latest
    connection.execute(update(process_definition).where(*superseded).values(latest=False))
    connection.execute(insert(process_definition), dict(row))
    members = [{"definition_id": row["id"], "role": role, "name": name} for role, name in groups]
    if members:
        connection.execute(insert(definition_group), members)
    return before


def next_version(connection: Connection, key: str) -> int:
    """The version that a new definition of the key gets."""
    highest = select(func.max(process_definition.c.version)).where(process_definition.c.key == key)
    return (connection.execute(highest).scalar() or 0) + 1


def promote_latest(connection: Connection, keys: Sequence[str]) -> tuple[str, ...]:
    """After a deletion: make the highest version that is left the latest; ids of those that became it."""
    promoted = []
    for key in keys:
        row = definition_row(connection, process_definition.c.key == key)
        if row is not None and not row.latest:
            mine = process_definition.c.id == row.id
            connection.execute(update(process_definition).where(mine).values(latest=True))
            promoted.append(row.id)
    return tuple(promoted)


def groups_of(connection: Connection, ids: Sequence[str]) -> Sequence[AnyRow]:
    """(definition_id, role, name)."""
    statement = select(definition_group).where(definition_group.c.definition_id.in_(ids))
    return connection.execute(statement.order_by(definition_group.c.name)).all()


def has_group(role: str, names: Sequence[str]) -> ColumnElement[bool]:
    """One of the groups has this role ("member" or "starter") in the definition."""
    return exists().where(
        definition_group.c.definition_id == process_definition.c.id,
        definition_group.c.role == role,
        definition_group.c.name.in_(names),
    )


def open_elements(connection: Connection, ids: Sequence[str]) -> Sequence[AnyRow]:
    """(definition_id, element, number) of open activities."""
    statement = (
        select(instance.c.definition_id, activity.c.element, func.count().label("number"))
        .join(instance, with_instance(activity))
        .where(instance.c.definition_id.in_(ids), instance.c.ended.is_(None), activity.c.ended.is_(None))
        .group_by(instance.c.definition_id, activity.c.element)
    )
    return connection.execute(statement).all()


def open_numbers(connection: Connection, ids: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    """Definition → open instances and open incidents."""
    running = (
        select(instance.c.definition_id, func.count())
        .where(instance.c.definition_id.in_(ids), instance.c.ended.is_(None))
        .group_by(instance.c.definition_id)
    )
    stopped = (
        select(instance.c.definition_id, func.count())
        .join(incident, incident.c.instance_id == instance.c.id)
        .where(instance.c.definition_id.in_(ids), incident.c.ended.is_(None))
        .group_by(instance.c.definition_id)
    )
    instances = {row[0]: row[1] for row in connection.execute(running)}
    incidents = {row[0]: row[1] for row in connection.execute(stopped)}
    return {id: (instances.get(id, 0), incidents.get(id, 0)) for id in ids}


def owner_of_message(connection: Connection, event: str) -> str | None:
    """Key of the process whose latest version starts on the message."""
    statement = select(start_subscription.c.key).where(
        start_subscription.c.kind == "message", start_subscription.c.event == event
    )
    owner: str | None = connection.execute(statement).scalar()
    return owner
