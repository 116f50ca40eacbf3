"""FEEL's operators on imported values (DMN 1.3, tables 42–55). Wrong kinds of operands give null."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from app.expressions.durations import DAY, Duration, days_and_time, is_sane, split_length
from app.expressions.kinds import NUMBERS, Range, imported, is_context, is_list, is_number, kind_of
from app.expressions.limits import MAX_VALUE_DEPTH, Fault, Run
from app.expressions.moments import (
    add_to_date,
    add_to_datetime,
    add_to_time,
    combined,
    difference,
    instant,
)

Operator = Callable[[Run, object, object], object]

_EXACT = 10**17  # whole numbers within it, and their products, have no more than 34 digits


def finite(value: Decimal) -> object:
    """The number, or null for what is none (division by zero, overflow)."""
    return value if value.is_finite() else None


def order_key(value: object) -> tuple[str, Any] | None:
    """What to compare a value by, with the name of its order; None if its kind has no order."""
    if is_number(value):
        return "number", value
    if isinstance(value, str):
        return "string", value
    if isinstance(value, datetime):
        return "date and time", instant(value)
    if isinstance(value, date):
        return "date", value
    if isinstance(value, Duration):
        if value.exact:
            return "length", value.length
        return ("months", value.months) if value.monthly else None
    return _time_key(value) if isinstance(value, time) else None


def compared(left: object, right: object) -> int | None:
    """-1, 0 or 1; None if the two cannot be compared. A zero duration compares with both kinds."""
    first, second = order_key(left), order_key(right)
    if first is None or second is None:
        return None
    if first[0] != second[0]:
        zero = first[1] == 0 or second[1] == 0
        if not zero or {first[0], second[0]} != {"length", "months"}:
            return None
    return int(first[1] > second[1]) - int(first[1] < second[1])


def equal(run: Run, left: object, right: object, depth: int = 0) -> bool | None:
    """Whether two values are the same; null if they are of different kinds."""
    if left is None or right is None:
        return left is None and right is None
    if isinstance(left, bool) and isinstance(right, bool):
        return left == right
    if isinstance(left, str):
        run.charge(len(left) // 1000)
    order = compared(left, right)
    if order is not None:
        return order == 0
    if isinstance(left, time) and isinstance(right, time):
        return False  # one has an offset, the other none
    if depth > MAX_VALUE_DEPTH:
        raise Fault("ett värde är för djupt nästlat", "a value is nested too deeply")
    if is_list(left) and is_list(right):
        run.charge(1 + len(left))
        return len(left) == len(right) and _all_equal(run, zip(left, right, strict=True), depth)
    if is_context(left) and is_context(right):
        run.charge(1 + len(left))
        return left.keys() == right.keys() and _all_equal(run, ((left[key], right[key]) for key in left), depth)
    if isinstance(left, Range) and isinstance(right, Range):
        return left == right
    return left == right if type(left) is type(right) and kind_of(left) == "other" else None


def same(run: Run, left: object, right: object) -> bool:
    """Whether two values are surely the same, as list functions ask."""
    return equal(run, left, right) is True


def included(run: Run, value: object, test: object) -> bool | None:
    """`value in test`, where the test is a range, a list of values and ranges, or a value."""
    if isinstance(test, Range):
        return equal(run, value, test) if isinstance(value, Range) else within(value, test)
    if not is_list(test):
        return equal(run, value, test)
    run.charge(1 + len(test))
    if is_list(value) and same(run, value, test):
        return True
    return any(included(run, value, imported(item)) is True for item in test)


def within(value: object, test: Range) -> bool | None:
    """Whether a value lies in a range; null if they cannot be compared and neither end settles it."""
    low = compared(value, test.start) if test.start is not None else 1
    high = compared(value, test.end) if test.end is not None else -1
    if (low is not None and low < int(not test.start_included)) or (
        high is not None and high > -int(not test.end_included)
    ):
        return False
    return None if low is None or high is None else True


def add(run: Run, left: object, right: object) -> object:
    """Numbers, strings, durations, and a duration to a date or time."""
    if type(left) is int and type(right) is int and -_EXACT < left < _EXACT and -_EXACT < right < _EXACT:
        return left + right
    if is_number(left) and is_number(right):
        return finite(NUMBERS.add(left, right))
    if isinstance(left, str) and isinstance(right, str):
        return run.text(left + right)
    run.charge(5)
    if isinstance(right, Duration):
        return _later(left, right)
    return _later(right, left) if isinstance(left, Duration) else None


def subtract(run: Run, left: object, right: object) -> object:
    """Numbers, durations, a duration from a date or time, and two dates or times (a duration)."""
    if type(left) is int and type(right) is int and -_EXACT < left < _EXACT and -_EXACT < right < _EXACT:
        return left - right
    if is_number(left) and is_number(right):
        return finite(NUMBERS.subtract(left, right))
    run.charge(5)
    if isinstance(right, Duration):
        return _later(left, -right)
    if isinstance(left, datetime | date) and isinstance(right, datetime | date):
        return _between(left, right)
    if isinstance(left, time) and isinstance(right, time):
        first, second = _time_key(left), _time_key(right)
        return split_length(first[1] - second[1]) if first[0] == second[0] else None
    return None


def multiply(run: Run, left: object, right: object) -> object:
    """Numbers, and a duration by a number."""
    if type(left) is int and type(right) is int and -_EXACT < left < _EXACT and -_EXACT < right < _EXACT:
        return left * right
    if isinstance(right, Duration):
        left, right = right, left
    if not is_number(right):
        return None
    factor = right
    if isinstance(left, Duration):
        return _scaled(left, lambda part: NUMBERS.multiply(part, factor))
    return finite(NUMBERS.multiply(left, factor)) if is_number(left) else None


def divide(run: Run, left: object, right: object) -> object:
    """Numbers, a duration by a number, and two durations of a kind (a number). By zero it is null."""
    if is_number(left) and is_number(right):
        return finite(NUMBERS.divide(left, right))
    if isinstance(left, Duration) and isinstance(right, Duration):
        first, second = order_key(left), order_key(right)
        if first is None or second is None or first[0] != second[0]:
            return None
        return finite(NUMBERS.divide(first[1], second[1]))
    if isinstance(left, Duration) and is_number(right) and right != 0:
        divisor = right
        return _scaled(left, lambda part: NUMBERS.divide(part, divisor))
    return None


def power(run: Run, left: object, right: object) -> object:
    """Numbers; null where the result is none or has no room."""
    if not is_number(left) or not is_number(right):
        return None
    run.charge(10)
    return 1 if left == 0 and right == 0 else finite(NUMBERS.power(left, right))


def negated(value: object) -> object:
    """Unary minus: numbers and durations."""
    if is_number(value):
        return NUMBERS.minus(value)
    return -value if isinstance(value, Duration) else None


def _all_equal(run: Run, pairs: Iterable[tuple[object, object]], depth: int) -> bool | None:
    unknown = False
    for left, right in pairs:
        answer = equal(run, imported(left), imported(right), depth + 1)
        if answer is False:
            return False
        unknown = unknown or answer is None
    return None if unknown else True


def _time_key(value: time) -> tuple[str, int]:
    """Times with an offset compare as if on one day; those of a named zone only with the same zone."""
    clock = ((value.hour * 60 + value.minute) * 60 + value.second) * 1_000_000 + value.microsecond
    if value.tzinfo is None:
        return "local time", clock
    offset = value.utcoffset()
    if offset is None:
        return f"time in {value.tzinfo}", clock
    return "time", clock - round(offset.total_seconds() * 1_000_000)


def _later(value: object, duration: Duration) -> object:
    if isinstance(value, datetime):
        return add_to_datetime(value, duration)
    if isinstance(value, date):
        return add_to_date(value, duration)
    if isinstance(value, time):
        return add_to_time(value, duration) if duration.exact else None
    if isinstance(value, Duration):
        if value.exact and duration.exact:
            total = days_and_time(value.days + duration.days, value.microseconds + duration.microseconds)
            return total if is_sane(total) else None
        if value.monthly and duration.monthly and is_sane(total := Duration(value.months + duration.months)):
            return total
    return None


def _between(later: date, earlier: date) -> Duration | None:
    if isinstance(later, datetime) or isinstance(earlier, datetime):
        first, second = (item if isinstance(item, datetime) else combined(item, time()) for item in (later, earlier))
        return None if first is None or second is None else difference(first, second)
    return Duration(0, (later - earlier).days, 0)


def _scaled(value: Duration, scale: Callable[[int], Decimal]) -> Duration | None:
    """Months are cut to whole months; a fraction of a day becomes time."""
    months, days, rest = scale(value.months), scale(value.days), scale(value.microseconds)
    if (
        not (months.is_finite() and days.is_finite() and rest.is_finite())
        or max(map(abs, (months, days, rest))) > 10**18
    ):
        return None
    whole = int(days)
    total = days_and_time(whole, int(rest) + int((days - whole) * DAY))
    found = Duration(int(months), total.days, total.microseconds)
    return found if is_sane(found) else None
