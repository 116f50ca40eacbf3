"""What all lists share: paging, sorting, and filters on variables."""

from dataclasses import dataclass
from enum import StrEnum

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
