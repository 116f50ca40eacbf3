"""INSERT … ON CONFLICT DO UPDATE or DO NOTHING, the same for SQLite and PostgreSQL."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement

from app.store.prepared import Prepared


def upsert(table: Table, keys: Sequence[str], updates: Mapping[str, ColumnElement[Any] | str]) -> Prepared:
    """Writes rows by key. `updates`: column → its new value where the row is there already.

    A new value is the name of a column of the new row, or an expression of the old one. {} leaves an old row alone.
    """

    def statement(dialect: str) -> ClauseElement:
        insert: Any = (sqlite if dialect == "sqlite" else postgresql).insert(table).values(_all(table))
        values = {name: insert.excluded[value] if isinstance(value, str) else value for name, value in updates.items()}
        made: ClauseElement
        if values:
            made = insert.on_conflict_do_update(index_elements=list(keys), set_=values)
        else:
            made = insert.on_conflict_do_nothing(index_elements=list(keys))
        return made

    return Prepared(statement)


def plain_insert(table: Table) -> Prepared:
    """Writes new rows; what a row does not name is NULL."""
    return Prepared(table.insert().values(_all(table)))


def _all(table: Table) -> dict[str, Any]:
    return {column.name: bindparam(column.name, None, type_=column.type) for column in table.c}
