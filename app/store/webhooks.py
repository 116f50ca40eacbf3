"""Webhooks and the notices that they are to get. A step looks here each time, so what it needs is remembered."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, bindparam, delete, func, insert, select, update

from app.store.lists import Listing, equals
from app.store.prepared import Prepared
from app.store.tables import instance, job, notice, webhook
from app.store.types import AnyRow
from app.store.upserts import upsert

_REMEMBERED = timedelta(seconds=3)

NOTICES = Listing(
    base=select(notice),
    filters={
        "webhook_id": equals(notice.c.webhook_id),
        "root_id": equals(notice.c.root_id),
        "type": equals(notice.c.type),
        "dead": lambda _: notice.c.dead.is_not(None),
        "waiting": lambda _: notice.c.dead.is_(None),
    },
    sorts={"number": notice.c.number, "created": notice.c.created},
    default=(notice.c.number,),
    unique=notice.c.number,
)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A webhook as a step sees it. types: of events that it wants; empty: all."""

    id: str
    types: frozenset[str]

    def wants(self, type: str) -> bool:
        """Whether it is told of such events."""
        return not self.types or type in self.types


_subscribers: "WeakKeyDictionary[Engine, tuple[datetime, tuple[Subscriber, ...]]]" = WeakKeyDictionary()

_INSERT = Prepared(
    notice.insert()
    .values({column.name: bindparam(column.name, type_=column.type) for column in notice.c if column.name != "number"})
    .inline()
)
# A job that is there stays as it is, but locked: whoever takes the last notice of the lane out must see the new one.
_OPEN_LANE = upsert(job, ["id"], {"topic": "topic"})
_WOKEN = 1000


def subscribers(connection: Connection, now: datetime) -> tuple[Subscriber, ...]:
    """The webhooks that are enabled. What another process changed is seen within a few seconds."""
    known = _subscribers.get(connection.engine)
    if known is None or not -_REMEMBERED < now - known[0] < _REMEMBERED:
        rows = connection.execute(select(webhook.c.id, webhook.c.types).where(webhook.c.enabled).order_by(webhook.c.id))
        known = now, tuple(Subscriber(row.id, frozenset(json.loads(row.types))) for row in rows)
        _subscribers[connection.engine] = known
    return known[1]


def forget_subscribers(engine: Engine) -> None:
    """They have changed. To be called after the commit."""
    _subscribers.pop(engine, None)


def insert_notices(
    connection: Connection, lanes: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]
) -> None:
    """New notices, in order, and the jobs of their lanes where there is none.

    The lanes first: with their lock, the numbers of a lane grow in the order of the commits.
    """
    _OPEN_LANE.many(connection, lanes)
    _INSERT.many(connection, rows)


def places_of(connection: Connection, instances: Iterable[str]) -> dict[str, AnyRow]:
    """(id, definition_id, business_key) of instances, by id."""
    columns = (instance.c.id, instance.c.definition_id, instance.c.business_key)
    return {row.id: row for row in connection.execute(select(*columns).where(instance.c.id.in_(sorted(instances))))}


def open_lanes(connection: Connection, lanes: Sequence[Mapping[str, Any]]) -> None:
    """Jobs of lanes, where there is none."""
    _OPEN_LANE.many(connection, lanes)


def wake_lanes(connection: Connection, webhook_id: str, now: datetime) -> Sequence[str]:
    """Lanes of a webhook that wait for their next try are due now, a good many of them; their ids."""
    waits = job.c.topic == ":webhook", job.c.payload == webhook_id, job.c.due > now, job.c.owner.is_(None)
    found = select(job.c.id).where(*waits).order_by(job.c.id).limit(_WOKEN).with_for_update(skip_locked=True)
    ids = connection.execute(found).scalars().all()
    if ids:
        connection.execute(update(job).where(job.c.id.in_(ids)).values(due=now))
    return ids


def next_notice(connection: Connection, lane: str) -> AnyRow | None:
    """The first notice of a lane that is not dead."""
    statement = select(notice).where(notice.c.lane == lane, notice.c.dead.is_(None))
    return connection.execute(statement.order_by(notice.c.number).limit(1)).first()


def notice_row(connection: Connection, number: int) -> AnyRow | None:
    """One notice."""
    return connection.execute(select(notice).where(notice.c.number == number)).first()


def delete_notice(connection: Connection, number: int) -> None:
    """It was taken."""
    connection.execute(delete(notice).where(notice.c.number == number))


def update_notices(connection: Connection, numbers: Iterable[int], values: Mapping[str, Any]) -> None:
    """Change notices."""
    connection.execute(update(notice).where(notice.c.number.in_(list(numbers))).values(**values))


def dead_notices(connection: Connection, webhook_id: str, limit: int) -> Sequence[AnyRow]:
    """The oldest of a webhook's notices that are dead."""
    statement = select(notice).where(notice.c.webhook_id == webhook_id, notice.c.dead.is_not(None))
    return connection.execute(statement.order_by(notice.c.number).limit(limit)).all()


def waiting_lanes(connection: Connection, webhook_id: str) -> Sequence[AnyRow]:
    """(lane, root_id) of all that a webhook has yet to be told."""
    waits = notice.c.webhook_id == webhook_id, notice.c.dead.is_(None)
    return connection.execute(select(notice.c.lane, notice.c.root_id).where(*waits).distinct()).all()


def insert_webhook(connection: Connection, row: Mapping[str, Any]) -> None:
    """A new webhook."""
    connection.execute(insert(webhook), dict(row))


def webhook_rows(connection: Connection) -> Sequence[AnyRow]:
    """All webhooks, oldest first, each with how many notices wait and are dead."""
    counted = select(
        notice.c.webhook_id,
        func.count(notice.c.number).label("all_of_it"),
        func.count(notice.c.dead).label("dead"),
    )
    each = counted.group_by(notice.c.webhook_id).subquery()
    numbers = (
        func.coalesce(each.c.all_of_it - each.c.dead, 0).label("waiting"),
        func.coalesce(each.c.dead, 0).label("dead"),
    )
    statement = select(webhook, *numbers).outerjoin(each, each.c.webhook_id == webhook.c.id)
    return connection.execute(statement.order_by(webhook.c.created, webhook.c.id)).all()


def webhook_row(connection: Connection, id: str) -> AnyRow | None:
    """One webhook."""
    return connection.execute(select(webhook).where(webhook.c.id == id)).first()


def update_webhook(connection: Connection, id: str, values: Mapping[str, Any]) -> None:
    """Change a webhook."""
    connection.execute(update(webhook).where(webhook.c.id == id).values(**values))


def delete_webhook(connection: Connection, id: str) -> None:
    """A webhook goes, with what it was to be told; the jobs of its lanes find nothing and go too."""
    connection.execute(delete(webhook).where(webhook.c.id == id))
    connection.execute(delete(notice).where(notice.c.webhook_id == id))
