"""Statements of the hot path: compiled once for a dialect, then handed to the driver.

SQLAlchemy's own execution costs several times what SQLite needs for such a statement. What SQL there is still stands in
one place, in SQLAlchemy's language.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

from app.store.types import Moment, checked_moment, moment_text

Row = Mapping[str, Any]
_S = TypeVar("_S")


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The SQL text, and how a row becomes its parameters.

    names: of the parameters in order. values: takes those from a row that has them all. constants: what they are when a
    row lacks them. conversions: which to convert, and how.
    """

    text: str
    names: tuple[str, ...]
    values: Callable[[Row], Any]
    constants: Row
    conversions: tuple[tuple[int, Callable[[Any], Any]], ...]
    positional: bool

    def bound(self, row: Row) -> Any:
        """The parameters as the driver wants them."""
        try:
            values = list(self.values(row))
        except KeyError:
            values = [row[name] if name in row else self.constants.get(name) for name in self.names]
        for index, convert in self.conversions:
            if values[index] is not None:
                values[index] = convert(values[index])
        return values if self.positional else dict(zip(self.names, values, strict=True))


class Prepared:
    """A statement with named parameters that changes rows."""

    def __init__(self, statement: ClauseElement | Callable[[str], ClauseElement]) -> None:
        """`statement`: one for all databases, or a function from the dialect's name."""
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def one(self, connection: Connection, row: Row) -> int:
        """Run it once; how many rows it changed."""
        compiled = self.compiled(connection.dialect)
        driver = _driver(connection)
        if driver is not None:
            return driver.execute(compiled.text, compiled.bound(row)).rowcount
        return connection.exec_driver_sql(compiled.text, _argument(compiled.bound(row))).rowcount

    def many(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Run it for each row, as one statement; for none, not at all."""
        if not rows:
            return
        compiled = self.compiled(connection.dialect)
        bound = [compiled.bound(row) for row in rows]
        driver = _driver(connection)
        if driver is not None:
            driver.executemany(compiled.text, bound)
        else:
            connection.exec_driver_sql(compiled.text, [_argument(each) for each in bound])

    def compiled(self, dialect: Dialect) -> _Compiled:
        """For this dialect, the first time or again."""
        found = self._compiled.get(dialect.name)
        if found is None:
            statement = self._statement if isinstance(self._statement, ClauseElement) else self._statement(dialect.name)
            found = self._compiled[dialect.name] = _compile(statement, dialect)
        return found


class PreparedQuery(Generic[_S]):
    """A SELECT with named parameters; each row becomes a `shape` of its columns, in their order.

    Moments among them come as the driver has them: select none.
    """

    def __init__(self, statement: ClauseElement, shape: Callable[..., _S]) -> None:
        """`shape`: a NamedTuple, mostly."""
        self._prepared = Prepared(statement)
        self._shape = shape

    def first(self, connection: Connection, row: Row) -> _S | None:
        """The first row that it finds."""
        compiled = self._prepared.compiled(connection.dialect)
        driver = _driver(connection)
        if driver is not None:
            found = driver.execute(compiled.text, compiled.bound(row)).fetchone()
        else:
            found = connection.exec_driver_sql(compiled.text, _argument(compiled.bound(row))).first()
        return None if found is None else self._shape(*found)


def _driver(connection: Connection) -> sqlite3.Connection | None:
    """The driver's own connection, on SQLite; None where somebody listens to what is executed: they hear it all."""
    if connection.engine.dispatch.before_cursor_execute:
        return None
    driver: Any = connection.connection.dbapi_connection
    return driver if isinstance(driver, sqlite3.Connection) else None


def _argument(bound: Any) -> Any:
    """Positional parameters are a tuple to SQLAlchemy, for a list is many."""
    return tuple(bound) if isinstance(bound, list) else bound


def _compile(statement: ClauseElement, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101 - every statement here is SQL
    names = tuple((compiled.positiontup if compiled.positional else compiled.binds) or ())
    moments = [index for index, name in enumerate(names) if isinstance(compiled.binds[name].type, Moment)]
    convert = moment_text if dialect.name == "sqlite" else checked_moment
    conversions = tuple((index, convert) for index in moments)
    values: Callable[[Row], Any] = itemgetter(*names) if len(names) > 1 else lambda row: [row[name] for name in names]
    return _Compiled(str(compiled), names, values, compiled.params, conversions, bool(compiled.positional))
