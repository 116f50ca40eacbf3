"""What `${…}` may call: methods of Java's strings, lists, maps and date-times. FEEL cannot reach names with a dot."""

from collections.abc import Callable
from datetime import datetime

from app.expressions.durations import Duration
from app.expressions.functions.registry import builtin
from app.expressions.kinds import imported, is_context, is_list, is_number
from app.expressions.limits import MAX_STRING, Fault, Run
from app.expressions.moments import add_to_datetime
from app.expressions.operators import same
from app.expressions.properties import element
from app.expressions.texts import text as text_of

_MOST = 10**9  # what a method counts with


@builtin("juel.contains(base: any, item: any)")
def contains(run: Run, base: object, item: object) -> object:
    if is_list(base):
        run.charge(1 + len(base))
        return any(same(run, imported(other), item) for other in base)
    return _string(item) in _string(base)


@builtin("juel.size(base: any)")
def size(run: Run, base: object) -> object:
    if is_list(base) or is_context(base):
        return len(base)
    raise _wrong("size()", "en lista", "a list")


@builtin("juel.isEmpty(base: any)")
def is_empty(run: Run, base: object) -> object:
    return not base if is_list(base) or is_context(base) else not _string(base)


@builtin("juel.startsWith(base: any, prefix: any)")
def starts_with(run: Run, base: object, prefix: object) -> object:
    return _string(base).startswith(_string(prefix))


@builtin("juel.endsWith(base: any, suffix: any)")
def ends_with(run: Run, base: object, suffix: object) -> object:
    return _string(base).endswith(_string(suffix))


@builtin("juel.equals(base: any, other: any)")
def equals(run: Run, base: object, other: object) -> object:
    return same(run, base, other)


@builtin("juel.equalsIgnoreCase(base: any, other: any)")
def equals_ignoring_case(run: Run, base: object, other: object) -> object:
    return other is not None and _string(base).casefold() == _string(other).casefold()


@builtin("juel.indexOf(base: any, other: any)")
def index_of(run: Run, base: object, other: object) -> object:
    """Counted from 0; -1 if it is not there."""
    if is_list(base):
        run.charge(1 + len(base))
        places = (place for place, item in enumerate(base) if same(run, imported(item), other))
        return next(places, -1)
    return _string(base).find(_string(other))


@builtin("juel.substring(base: any, begin: any, end: any?)")
def substring(run: Run, base: object, begin: object, end: object = None) -> object:
    """From the place `begin`, counted from 0, up to but not with `end`."""
    text = _string(base)
    first, last = _whole(begin), len(text) if end is None else _whole(end)
    if not 0 <= first <= last <= len(text):
        raise Fault("platsen ligger utanför texten", "the place is outside of the string")
    return run.text(text[first:last])


@builtin("juel.replace(base: any, old: any, new: any)")
def replace(run: Run, base: object, old: object, new: object) -> object:
    text, before, after = _string(base), _string(old), _string(new)
    run.charge(1 + len(text) // 50)
    if len(text) + text.count(before) * len(after) > MAX_STRING:
        raise Fault("texten blir för lång", "the string becomes too long")
    return run.text(text.replace(before, after))


@builtin("juel.get(base: any, key: any)")
def get(run: Run, base: object, key: object) -> object:
    return element(base, key)


@builtin("juel.containsKey(base: any, key: any)")
def contains_key(run: Run, base: object, key: object) -> object:
    if is_context(base):
        return isinstance(key, str) and key in base
    raise _wrong("containsKey()", "ett värde med delar", "a map")


@builtin("juel.toString(base: any)")
def to_string(run: Run, base: object) -> object:
    if base is None:
        raise Fault("det finns inget värde att göra text av", "null has no text")
    return text_of(run, base)


@builtin("juel.toDate(base: any)")
def to_date(run: Run, base: object) -> object:
    """Of a date-time, which it stays: in Java it is another class."""
    return _moment(base)


def _method(name: str, work: Callable[[str], object]) -> None:
    def method(run: Run, base: object) -> object:
        made = work(_string(base))
        return run.text(made) if isinstance(made, str) else made

    builtin(f"juel.{name}(base: any)")(method)


_method("length", len)
_method("toLowerCase", str.lower)
_method("toUpperCase", str.upper)
_method("trim", str.strip)


def _shift(name: str, duration: Callable[[int], Duration]) -> None:
    """plusDays(n) and minusDays(n) of a date-time, and their like."""
    for sign, word in ((1, "plus"), (-1, "minus")):

        def shifted(run: Run, base: object, count: object, sign: int = sign) -> object:
            run.charge(5)
            found = add_to_datetime(_moment(base), duration(sign * _whole(count)))
            if found is None:
                raise Fault("tidpunkten ligger utanför kalendern", "beyond the calendar")
            return found

        builtin(f"juel.{word}{name}(base: any, count: any)")(shifted)


_shift("Years", lambda count: Duration(months=12 * count))
_shift("Months", lambda count: Duration(months=count))
_shift("Weeks", lambda count: Duration(days=7 * count))
_shift("Days", lambda count: Duration(days=count))
_shift("Hours", lambda count: Duration(microseconds=count * 3_600_000_000))
_shift("Minutes", lambda count: Duration(microseconds=count * 60_000_000))
_shift("Seconds", lambda count: Duration(microseconds=count * 1_000_000))


def _string(value: object) -> str:
    if isinstance(value, str):
        return value
    raise _wrong("metoden", "en text", "a string")


def _whole(value: object) -> int:
    if is_number(value) and value == int(value) and abs(int(value)) < _MOST:
        return int(value)
    raise _wrong("metoden", "ett heltal", "a whole number")


def _moment(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    raise _wrong("metoden", "en tidpunkt", "a date-time")


def _wrong(what: str, wanted: str, english: str) -> Fault:
    return Fault(f"{what} behöver {wanted}, men fick något annat", f"expected {english}")
