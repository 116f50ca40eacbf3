"""Process instances, running and ended."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, select, update

from app.store.lists import Listing, after, among, before, contains, equals, like, with_instance
from app.store.prepared import Prepared
from app.store.tables import activity, incident, instance, process_definition
from app.store.types import AnyRow
from app.store.upserts import plain_insert

_BASE = select(
    instance,
    process_definition.c.key.label("definition_key"),
    process_definition.c.name.label("definition_name"),
    process_definition.c.version.label("definition_version"),
).select_from(instance.join(process_definition, process_definition.c.id == instance.c.definition_id))

INSTANCES = Listing(
    base=_BASE,
    filters={
        "ids": among(instance.c.id),
        "business_key": equals(instance.c.business_key),
        "business_key_like": like(instance.c.business_key),
        "text": contains(instance.c.business_key),
        "definition_id": equals(instance.c.definition_id),
        "definition_ids": among(instance.c.definition_id),
        "definition_key": equals(process_definition.c.key),
        "definition_keys": among(process_definition.c.key),
        "super_id": equals(instance.c.super_id),
        "root_id": equals(instance.c.root_id),
        "root": lambda _: instance.c.super_id.is_(None),
        "active": lambda _: instance.c.ended.is_(None),
        "finished": lambda _: instance.c.ended.is_not(None),
        "with_incident": lambda _: exists().where(incident.c.instance_id == instance.c.id, incident.c.ended.is_(None)),
        "activity": lambda element: exists().where(
            with_instance(activity), activity.c.ended.is_(None), activity.c.element == element
        ),
        "started_by": equals(instance.c.started_by),
        "started_before": before(instance.c.started),
        "started_after": after(instance.c.started),
        "finished_before": before(instance.c.ended),
        "finished_after": after(instance.c.ended),
    },
    sorts={
        "instanceId": instance.c.id,
        "definitionKey": process_definition.c.key,
        "definitionId": instance.c.definition_id,
        "businessKey": instance.c.business_key,
        "startTime": instance.c.started,
        "endTime": instance.c.ended,
    },
    default=(instance.c.started.desc(),),
    unique=instance.c.id,
)

_INSERT = plain_insert(instance)
_END = Prepared(
    update(instance)
    .where(instance.c.id == bindparam("instance"))
    .values(ended=bindparam("at"), outcome=bindparam("how"))
)


def instance_row(connection: Connection, instance_id: str) -> AnyRow | None:
    """One instance with its definition's key, name and version."""
    return connection.execute(_BASE.where(instance.c.id == instance_id)).first()


def insert_instances(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """New instances, callers before what they called."""
    _INSERT.many(connection, rows)


def end_instances(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Instances ended: (instance, at, how)."""
    _END.many(connection, rows)


def open_with_key(connection: Connection, definition_key: str, business_key: str) -> bool:
    """Whether a running root instance of the process has the business key."""
    statement = _BASE.where(
        instance.c.super_id.is_(None),
        instance.c.ended.is_(None),
        instance.c.business_key == business_key,
        process_definition.c.key == definition_key,
    )
    return connection.execute(statement.limit(1)).first() is not None


def delete_cases(connection: Connection, definition_ids: Sequence[str]) -> None:
    """Delete every case that has an instance of these definitions, with all that belongs to it."""
    roots = select(instance.c.root_id).where(instance.c.definition_id.in_(definition_ids))
    connection.execute(delete(instance).where(instance.c.id.in_(roots)))


def any_of(connection: Connection, definition_ids: Sequence[str]) -> bool:
    """Whether any instance of these definitions exists."""
    statement = select(instance.c.id).where(instance.c.definition_id.in_(definition_ids)).limit(1)
    return connection.execute(statement).first() is not None


def give_reason(connection: Connection, root_id: str, reason: str) -> None:
    """Why a case was cancelled."""
    connection.execute(update(instance).where(instance.c.root_id == root_id).values(delete_reason=reason))


def tree_of(connection: Connection, root_id: str) -> Sequence[AnyRow]:
    """(id, super_id, definition_id) of a case's instances."""
    columns = (instance.c.id, instance.c.super_id, instance.c.definition_id)
    return connection.execute(select(*columns).where(instance.c.root_id == root_id)).all()
