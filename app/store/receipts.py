"""Receipts: which answer a message got that came with its sender's id for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from app.store.tables import receipt
from app.store.types import AnyRow
from app.store.upserts import upsert

_INSERT = upsert(receipt, ["id"], {})


def take_receipt(connection: Connection, row: Mapping[str, Any], now: datetime) -> AnyRow | None:
    """Write the receipt, to be answered in this transaction; or, if one is there, that one.

    Of two transactions at the same moment the second waits here for the first, and sees what came of it. One that has
    expired makes room.
    """
    while _INSERT.one(connection, row) != 1:
        found = connection.execute(select(receipt).where(receipt.c.id == row["id"])).first()
        if found is not None and found.expires > now:
            return found
        connection.execute(delete(receipt).where(receipt.c.id == row["id"], receipt.c.expires <= now))
    return None


def write_answer(connection: Connection, id: str, answer: str) -> None:
    """What the message was answered."""
    connection.execute(update(receipt).where(receipt.c.id == id).values(answer=answer))
