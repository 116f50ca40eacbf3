"""Lists: a base query with the filters and sorts that may be asked of it, by the names of the use cases' queries."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, and_, func, select
from sqlalchemy.sql.elements import SQLCoreOperations, UnaryExpression

from app.store.tables import instance
from app.store.types import AnyRow, AnySelect

Filter = Callable[[Any], ColumnElement[bool]]
Sorted = ColumnElement[Any] | SQLCoreOperations[Any] | UnaryExpression[Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """base: selects all. filters and sorts by name. default: the order when none is asked for. unique: breaks ties."""

    base: AnySelect
    filters: Mapping[str, Filter]
    sorts: Mapping[str, ColumnElement[Any]]
    default: Sequence[Sorted]
    unique: ColumnElement[Any]

    def rows(
        self,
        connection: Connection,
        where: Iterable[ColumnElement[bool]],
        order: Sequence[Sorted],
        part: tuple[int, int],
    ) -> Sequence[AnyRow]:
        """The rows of one part (first, size) of the list."""
        first, size = part
        statement = self.base.where(*where).order_by(*(order or self.default), self.unique).offset(first).limit(size)
        return connection.execute(statement).all()

    def count(self, connection: Connection, where: Iterable[ColumnElement[bool]]) -> int:
        """How many there are."""
        statement = self.base.with_only_columns(func.count(), maintain_column_froms=True).where(*where)
        return connection.execute(statement).scalar_one()


def with_instance(table: FromClause) -> ColumnElement[bool]:
    """How a table whose rows lie with their case joins `instance`: by the case too, or an index would be missing."""
    return and_(instance.c.id == table.c.instance_id, instance.c.root_id == table.c.root_id)


def of_instance(table: FromClause) -> Filter:
    """The row belongs to the process instance; its case has an index, the instance none."""
    each = instance.alias()
    return lambda id: and_(
        table.c.instance_id == id,
        table.c.root_id == select(each.c.root_id).where(each.c.id == id).scalar_subquery(),
    )


def of_instances(table: FromClause) -> Filter:
    """The row belongs to one of the process instances."""
    each = instance.alias()
    return lambda ids: and_(
        table.c.instance_id.in_(tuple(ids)),
        table.c.root_id.in_(select(each.c.root_id).where(each.c.id.in_(tuple(ids)))),
    )


def like(column: ColumnElement[Any]) -> Filter:
    """SQL's LIKE with % and _, as Camunda's …Like parameters; letters compare as the database does."""
    return lambda pattern: column.like(pattern, escape="\\")


def contains(column: ColumnElement[Any]) -> Filter:
    """The text stands somewhere in the column, whatever the case of its letters."""
    return lambda text: column.icontains(text, autoescape=True)


def equals(column: ColumnElement[Any]) -> Filter:
    """The column has the value."""
    return lambda value: column == value


def among(column: ColumnElement[Any]) -> Filter:
    """The column has one of the values."""
    return lambda values: column.in_(tuple(values))


def before(column: ColumnElement[Any]) -> Filter:
    """The moment is before."""
    return lambda moment: column < moment


def after(column: ColumnElement[Any]) -> Filter:
    """The moment is after."""
    return lambda moment: column > moment
