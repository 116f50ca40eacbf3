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

from app.store.types import Moment

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The SQL text, and for each parameter in its order: name, value when none is given, conversion."""

    text: str
    parameters: tuple[tuple[str, Any, Callable[[Any], Any] | None], ...]
    positional: bool

    def bound(self, row: Row) -> Any:
        """The parameters as the driver wants them."""
        values = [
            (row.get(name, given) if convert is None else convert(row.get(name, given)))
            for name, given, convert in self.parameters
        ]
        if self.positional:
            return tuple(values)
        return {name: value for (name, _, _), value in zip(self.parameters, values, strict=True)}


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
    names = compiled.positiontup if compiled.positional else list(compiled.binds)
    constants = compiled.params
    parameters = tuple((name, constants.get(name), _conversion(compiled, name, dialect)) for name in names or ())
    return _Compiled(str(compiled), parameters, bool(compiled.positional))


def _conversion(compiled: SQLCompiler, name: str, dialect: Dialect) -> Callable[[Any], Any] | None:
    type_ = compiled.binds[name].type
    return (lambda value: type_.process_bind_param(value, dialect)) if isinstance(type_, Moment) else None
