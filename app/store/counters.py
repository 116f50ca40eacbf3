"""Running numbers, one series a name, without gaps among what was committed."""

from sqlalchemy import Connection, select

from app.store.tables import counter
from app.store.upserts import upsert

_NEXT = upsert(counter, ["name"], {"value": counter.c.value + 1})


def next_number(connection: Connection, name: str) -> int:
    """The next number of the series, from 1; its row is locked until the transaction ends."""
    _NEXT.one(connection, {"name": name, "value": 1})
    value: int = connection.execute(select(counter.c.value).where(counter.c.name == name)).scalar_one()
    return value
