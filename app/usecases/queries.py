"""What all lists share: paging, sorting, filters on variables, and how a query becomes SQL."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import Field, dataclass, fields
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from sqlalchemy import ColumnElement, Connection

from app.errors import InvalidRequestError
from app.store.lists import Filter, Listing
from app.store.types import AnyRow
from app.store.variables import Scope, has_variable
from app.values import Value

MAX_RESULTS = 2000  # one answer, whatever was asked for
MAX_FIRST = 100_000


@dataclass(frozen=True, slots=True)
class Sort:
    """Sort by a field of the query's `SORTS`; ascending unless `descending`."""

    by: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list. Values outside the limits are cut to them. `size` 0 gives an empty list."""

    first: int = 0
    size: int = MAX_RESULTS
    sorting: tuple[Sort, ...] = ()


class Operator(StrEnum):
    """How a variable filter compares; values are Camunda's names."""

    EQ = "eq"
    NEQ = "neq"
    GT = "gt"
    GTEQ = "gteq"
    LT = "lt"
    LTEQ = "lteq"
    LIKE = "like"


@dataclass(frozen=True, slots=True)
class VariableFilter:
    """Keeps what has a process variable that compares so with the value."""

    name: str
    value: Value
    operator: Operator = Operator.EQ


class Query(Protocol):
    """Any of the Query dataclasses."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


def conditions(listing: Listing, query: Query) -> list[ColumnElement[bool]]:
    """The query's filters as SQL: each field that has a value and a filter of its name."""
    return filtered(listing.filters, query)


def filtered(filters: Mapping[str, Filter], query: Query) -> list[ColumnElement[bool]]:
    """The same for filters without a list."""
    found = []
    for each in fields(query):
        value = getattr(query, each.name)
        if value is not None and value is not False and value != () and each.name in filters:
            found.append(filters[each.name](value))
    return found


def with_variables(instance: Scope, filters: Iterable[VariableFilter]) -> list[ColumnElement[bool]]:
    """Filters on variables of the process instance, as SQL."""
    return [has_variable(instance, each.name, each.operator.value, each.value) for each in filters]


def rows(
    connection: Connection, listing: Listing, where: Sequence[ColumnElement[bool]], page: Page
) -> Sequence[AnyRow]:
    """The page's rows. Raises InvalidRequestError for an unknown sort."""
    order = []
    for sort in page.sorting:
        column = listing.sorts.get(sort.by)
        if column is None:
            raise InvalidRequestError(reason=f"det går inte att sortera på ”{sort.by}”")
        order.append(column.desc() if sort.descending else column.asc())
    first = min(max(page.first, 0), MAX_FIRST)
    return listing.rows(connection, where, order, (first, min(max(page.size, 0), MAX_RESULTS)))
