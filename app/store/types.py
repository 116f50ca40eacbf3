"""Column types: moments in time that sort the same in SQLite and PostgreSQL."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import DateTime, Dialect, Row, Select, String, TypeDecorator
from sqlalchemy.types import TypeEngine

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]


def checked_moment(value: datetime) -> datetime:
    """The moment in UTC. Raises ValueError for a naive datetime."""
    if value.tzinfo is UTC:
        return value
    if value.tzinfo is None:
        raise ValueError("a datetime without time zone")
    return value.astimezone(UTC)


@lru_cache(maxsize=256)
def moment_text(value: datetime) -> str:
    """The moment as SQLite keeps it. A transaction writes the same few moments again and again."""
    return checked_moment(value).isoformat(" ", "microseconds")[:26]


class Moment(TypeDecorator[datetime]):
    """An aware datetime.

    SQLite keeps UTC as text of a fixed width (2026-11-21 22:03:41.123456), which sorts and reads well.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, timestamptz elsewhere."""
        return dialect.type_descriptor(String(26) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """To UTC; a naive datetime is a bug."""
        if value is None:
            return None
        return moment_text(value) if dialect.name == "sqlite" else checked_moment(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Aware, in UTC."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        moment: datetime = value
        return moment.astimezone(UTC)
