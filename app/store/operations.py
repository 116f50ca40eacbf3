"""The log of who did what."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select

from app.store.ids import new_id
from app.store.lists import Listing, after, before, equals
from app.store.tables import operation
from app.store.upserts import plain_insert

_INSERT = plain_insert(operation)

OPERATIONS = Listing(
    base=select(operation),
    filters={
        "root_id": equals(operation.c.root_id),
        "instance_id": equals(operation.c.instance_id),
        "entity": equals(operation.c.entity),
        "entity_id": equals(operation.c.entity_id),
        "action": equals(operation.c.action),
        "actor_id": equals(operation.c.actor_id),
        "before": before(operation.c.time),
        "after": after(operation.c.time),
    },
    sorts={"timestamp": operation.c.time, "actorId": operation.c.actor_id, "action": operation.c.action},
    default=(operation.c.time.desc(), operation.c.id.desc()),
    unique=operation.c.id,
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the log. detail: names and ids, never values."""

    action: str
    entity: str
    entity_id: str
    root_id: str | None = None
    instance_id: str | None = None
    element: str | None = None
    detail: Mapping[str, object] = field(default_factory=dict)


def write_operation(connection: Connection, actor: tuple[str, str], time: datetime, done: Operation) -> None:
    """Write a line. actor: (kind, id)."""
    row = {
        "id": new_id(),
        "time": time,
        "actor_kind": actor[0],
        "actor_id": actor[1],
        "action": done.action,
        "entity": done.entity,
        "entity_id": done.entity_id,
        "root_id": done.root_id,
        "instance_id": done.instance_id,
        "element": done.element,
        "detail": json.dumps(dict(done.detail), ensure_ascii=False) if done.detail else None,
    }
    _INSERT.one(connection, row)
