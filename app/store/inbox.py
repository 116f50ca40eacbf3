"""Messages that nobody waited for, kept until somebody does or they expire."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, literal, select, union

from app.store.encoding import matched
from app.store.tables import instance, message, variable
from app.store.types import AnyRow
from app.values import Variables

_ANY = ""
_LONGEST = 1000  # bytes that an index takes with ease
_LOCKS = 0x5354  # our own numbers among PostgreSQL's advisory locks


def found_by(business_key: str | None, correlation: Variables) -> str:
    """What a receiver must have for a message to fit, in one text that an index finds: the first of its correlation
    keys, else its business key; "" when that says nothing.
    """
    for name in sorted(correlation):
        value = matched(correlation[name])
        if value is not None:
            return _indexed(f"={name}={value}")
    return _ANY if business_key is None else _indexed(f"#{business_key}")


def _indexed(text: str) -> str:
    return text if len(text.encode()) <= _LONGEST else _ANY


def keep_message(connection: Connection, row: Mapping[str, Any]) -> None:
    """Keep a message."""
    connection.execute(insert(message), dict(row))


def kept_messages(connection: Connection, root_id: str, names: Iterable[str], now: datetime) -> Sequence[AnyRow]:
    """Messages with these names that may be for this case and have not expired, oldest first."""
    keys = select(literal("#") + instance.c.business_key).where(
        instance.c.root_id == root_id, instance.c.business_key.is_not(None)
    )
    values = select(literal("=") + variable.c.name + "=" + variable.c.text).where(
        variable.c.root_id == root_id, variable.c.text.is_not(None)
    )
    possible = union(select(literal(_ANY)), keys, values)
    statement = select(message).where(
        message.c.name.in_(list(names)), message.c.found_by.in_(possible), message.c.expires > now
    )
    return connection.execute(statement.order_by(message.c.created, message.c.id)).all()


def kept_message(connection: Connection, id: str) -> AnyRow | None:
    """One message, locked until the transaction ends; None when another has delivered it."""
    return connection.execute(select(message).where(message.c.id == id).with_for_update()).first()


def forget_message(connection: Connection, id: str) -> None:
    """It has been delivered."""
    connection.execute(delete(message).where(message.c.id == id))


def lock_names_to_keep(connection: Connection, name: str) -> bool:
    """Before a message is kept: wait for those who begin to wait for its name; True when there may have been some.

    A message that is kept while a case begins to wait must not be missed: each would look before the other has
    committed. SQLite has one writer at a time. On PostgreSQL, whoever keeps a message takes the lock of its name, and
    whoever begins to wait shares it. So either the one who keeps sees the new wait, if it looks again now, or the one
    who waits sees the message. Whoever keeps must lock no case after this: one that waits for the lock may hold it.
    """
    if connection.dialect.name != "postgresql":
        return False
    connection.execute(select(func.pg_advisory_xact_lock(_LOCKS, _lock_of(name))))
    return True


def lock_names_to_await(connection: Connection, names: Iterable[str]) -> None:
    """Before the kept messages with these names are looked for: wait for those who keep some now."""
    if connection.dialect.name == "postgresql":
        for lock in sorted(map(_lock_of, names)):
            connection.execute(select(func.pg_advisory_xact_lock_shared(_LOCKS, lock)))


def _lock_of(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], signed=True)
