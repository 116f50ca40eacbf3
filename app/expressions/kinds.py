"""The values of expressions: what comes in from variables, what goes out, and how each kind is told apart.

Inside, numbers are int or Decimal, date-times are aware, durations are `Duration`; lists and contexts are the
variables' own and are never changed: what is read out of them passes through `imported` first. A value of any other
kind (a file) can be handed on whole, but has no parts here: nothing reads attributes of a Python object.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import TypeGuard

from app.expressions.durations import Duration, of_timedelta
from app.expressions.limits import MAX_INTEGER, MAX_VALUE_DEPTH, Fault, Run
from app.expressions.moments import aware, portable

# decimal128, as FEEL asks; nothing traps: what has no number becomes NaN or infinite, and then null
NUMBERS = Context(prec=34, Emin=-6143, Emax=6144)
for _signal in (DivisionByZero, InvalidOperation, Overflow):
    NUMBERS.traps[_signal] = False

NUMERIC = frozenset({int, Decimal})
_READY = frozenset({str, bool, type(None), list, dict, date, time, Duration, tuple})


@dataclass(frozen=True, slots=True)
class Range:
    """An interval such as [1..10); an end of None is open without limit."""

    start: object
    end: object
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class Function:
    """A function that an expression defines; `call` takes as many values as it has parameters."""

    parameters: tuple[str, ...]
    call: Callable[[Run, Sequence[object]], object]


def imported(value: object) -> object:
    """A variable's value, or a part of one, as expressions reckon with it."""
    kind = type(value)
    if kind in _READY:
        return value
    if kind is int:
        return _bounded(value)
    if kind is float:
        number = Decimal(repr(value))
        return number if number.is_finite() else None
    if kind is Decimal:
        return value if isinstance(value, Decimal) and value.is_finite() else None
    return _unusual(value)


def exported(run: Run, value: object, depth: int = 0) -> object:
    """A result as variables hold it: whole numbers as int, others as float; lists and contexts are copies."""
    kind = type(value)
    if kind is bool or kind is str or value is None or kind is int:
        return value
    if isinstance(value, Decimal):
        if not value.is_finite():
            return None
        return _bounded(int(value)) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime):
        return portable(value)
    if depth > MAX_VALUE_DEPTH:
        raise Fault("resultatet är för djupt nästlat", "the result is nested too deeply")
    if is_list(value):
        run.charge(1 + len(value))
        return [exported(run, imported(item), depth + 1) for item in value]
    if is_context(value):
        run.charge(1 + len(value))
        return {str(key): exported(run, imported(item), depth + 1) for key, item in value.items()}
    if isinstance(value, Range | Function):
        raise Fault(
            "resultatet är ett intervall eller en funktion, inte ett värde", "the result is a range or a function"
        )
    return value


def is_number(value: object) -> TypeGuard[int | Decimal]:
    """Whether it is a number, as `imported` gives them (so no boolean)."""
    return type(value) in NUMERIC


def is_list(value: object) -> TypeGuard[list[object] | tuple[object, ...]]:
    """Whether it is a list."""
    return isinstance(value, list | tuple)


def is_context(value: object) -> TypeGuard[Mapping[str, object]]:
    """Whether it is a context: a mapping."""
    return type(value) is dict or isinstance(value, Mapping)


def kind_of(value: object) -> str:
    """FEEL's name of an imported value's type; "other" for what has none."""
    for types, name in _KINDS:
        if isinstance(value, types):
            return name
    if isinstance(value, Duration):
        return "days and time duration" if value.exact else "years and months duration"
    return "other"


_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (type(None), "null"),
    (bool, "boolean"),
    ((int, Decimal), "number"),
    (str, "string"),
    (datetime, "date and time"),
    (date, "date"),
    (time, "time"),
    ((list, tuple), "list"),
    (Mapping, "context"),
    (Range, "range"),
    (Function, "function"),
)


def _bounded(value: object) -> object:
    if isinstance(value, int) and -MAX_INTEGER < value < MAX_INTEGER:
        return value
    raise Fault("ett tal är för stort", "a number is too large")


def _unusual(value: object) -> object:
    """Subclasses and Python's own relatives of the kinds; anything else stays as it is, closed."""
    if isinstance(value, datetime):
        try:
            return aware(value)
        except OverflowError:
            return None
    if isinstance(value, timedelta):
        return of_timedelta(value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return _bounded(int(value))
    return value
