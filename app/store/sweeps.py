"""Rows that expire, and the one job that looks for them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, union_all

from app.store.tables import job, message, notice, receipt
from app.store.types import AnyRow
from app.store.upserts import upsert

_INSERT = upsert(job, ["id"], {})
_MOST = 1000  # rows of a table at a time: others must not wait long
_KEYS = ((receipt, receipt.c.id), (message, message.c.id), (notice, notice.c.number))


def insert_sweep(connection: Connection, row: Mapping[str, Any]) -> bool:
    """Write the job; False when it is there."""
    return _INSERT.one(connection, row) == 1


def expired_messages(connection: Connection, now: datetime) -> Sequence[AnyRow]:
    """The messages that `forget_expired` deletes now."""
    statement = select(message.c.id, message.c.name).where(message.c.expires <= now)
    return connection.execute(statement.order_by(message.c.expires, message.c.id).limit(_MOST)).all()


def forget_expired(connection: Connection, now: datetime) -> bool:
    """Delete a good many of what has expired; whether there may be more."""
    more = False
    for table, key in _KEYS:
        some = select(key).where(table.c.expires <= now).order_by(table.c.expires, key).limit(_MOST)
        more |= connection.execute(delete(table).where(key.in_(some))).rowcount == _MOST
    return more


def something_expires(connection: Connection) -> bool:
    """Whether anything that expires is there at all."""
    some = union_all(*(select(select(table.c.expires).limit(1).subquery()) for table, _ in _KEYS))
    return connection.execute(some.limit(1)).first() is not None
