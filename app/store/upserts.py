"""INSERT … ON CONFLICT DO UPDATE or DO NOTHING, the same for SQLite and PostgreSQL."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite


class Upsert:
    """Writes rows by key. `updates`: column → its new value where the row is there already; {} leaves such a row alone.

    In `updates` the new row is `new(table).c`, see `excluded`.
    """

    def __init__(self, table: Table, keys: Sequence[str], updates: Mapping[str, ColumnElement[Any] | str]) -> None:
        self._statements: dict[str, Executable] = {}
        for dialect in ("sqlite", "postgresql"):
            statement = (sqlite if dialect == "sqlite" else postgresql).insert(table)
            values = {
                name: statement.excluded[value] if isinstance(value, str) else value for name, value in updates.items()
            }
            self._statements[dialect] = (
                statement.on_conflict_do_update(index_elements=list(keys), set_=values)
                if values
                else statement.on_conflict_do_nothing(index_elements=list(keys))
            )

    def __call__(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write the rows, in one statement."""
        if rows:
            connection.execute(self._statements[connection.dialect.name], list(rows))
