"""What stands after a dot or in brackets: entries of contexts, and properties of dates, durations and ranges."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.expressions.durations import Duration, of_timedelta
from app.expressions.kinds import Range, imported, is_context, is_list
from app.expressions.limits import Fault, Run


def entry(run: Run, value: object, name: str) -> object:
    """FEEL's `value.name`: null where there is none; of a list, the list of its items' entries."""
    if isinstance(value, dict):
        return imported(value.get(name))
    if is_list(value):
        run.charge(1 + len(value))
        return [imported(item.get(name)) if isinstance(item, dict) else _single(imported(item), name) for item in value]
    return _single(value, name)


def element(base: object, key: object) -> object:
    """JUEL's `base[key]` and `base.key`: null of null, of a missing entry and of a missing place.

    Raises:
        Fault: the base has no such parts.
    """
    if base is None:
        return None
    if is_context(base) and isinstance(key, str):
        return imported(base.get(key))
    place = int(key) if isinstance(key, str) and key.isascii() and key.isdigit() and len(key) < 10 else key
    if is_list(base) and isinstance(place, int | Decimal) and place == int(place):
        return imported(base[int(place)]) if 0 <= place < len(base) else None
    raise Fault("värdet har inga sådana delar", "the value has no such parts")


def _single(value: object, name: str) -> object:
    if is_context(value):
        return imported(value.get(name))
    return _properties(value).get(name)


def _properties(value: object) -> Mapping[str, object]:
    if isinstance(value, datetime):
        return {**_date(value), **_clock(value)}
    if isinstance(value, date):
        return _date(value)
    if isinstance(value, time):
        return _clock(value)
    if isinstance(value, Duration):
        return _duration(value)
    if isinstance(value, Range):
        included = {"start included": value.start_included, "end included": value.end_included}
        return {"start": value.start, "end": value.end, **included}
    return {}


def _date(value: date) -> dict[str, object]:
    return {"year": value.year, "month": value.month, "day": value.day, "weekday": value.isoweekday()}


def _clock(value: time | datetime) -> dict[str, object]:
    offset = value.utcoffset()
    second = value.second + Decimal(value.microsecond) / 1_000_000
    return {
        "hour": value.hour,
        "minute": value.minute,
        "second": second,
        "time offset": None if offset is None else of_timedelta(offset),
        "timezone": value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None,
    }


def _duration(value: Duration) -> dict[str, object]:
    """Of zero, which is either kind of duration, all are 0."""
    sign = -1 if value.months < 0 else 1
    calendar: dict[str, object] = {"years": sign * (abs(value.months) // 12), "months": sign * (abs(value.months) % 12)}
    if not value.exact:
        return calendar
    sign = -1 if value.length < 0 else 1
    minutes, rest = divmod(abs(value.length), 60_000_000)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return {
        **(calendar if value.monthly else {}),
        "days": sign * days,
        "hours": sign * hours,
        "minutes": sign * minutes,
        "seconds": sign * Decimal(rest) / 1_000_000,
    }
