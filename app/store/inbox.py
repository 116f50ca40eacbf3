"""Thrown messages that nobody waited for, kept until somebody does or they expire."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from app.store.tables import message
from app.store.types import AnyRow


def keep_message(connection: Connection, row: Mapping[str, Any]) -> None:
    """Keep a message."""
    connection.execute(insert(message), dict(row))


def kept_messages(connection: Connection, names: Iterable[str], now: datetime) -> Sequence[AnyRow]:
    """Messages with these names that have not expired, oldest first."""
    statement = select(message).where(message.c.name.in_(list(names)), message.c.expires > now)
    return connection.execute(statement.order_by(message.c.created, message.c.id)).all()


def kept_message(connection: Connection, id: str) -> AnyRow | None:
    """One message."""
    return connection.execute(select(message).where(message.c.id == id)).first()


def forget_message(connection: Connection, id: str) -> bool:
    """It has been delivered; False when another delivered it."""
    return connection.execute(delete(message).where(message.c.id == id)).rowcount == 1


def forget_expired(connection: Connection, now: datetime) -> int:
    """Delete what has expired; how many."""
    return connection.execute(delete(message).where(message.c.expires <= now)).rowcount
