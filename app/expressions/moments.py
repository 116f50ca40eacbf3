"""Dates, times and date-times: ISO 8601 text, Europe/Stockholm, and arithmetic that knows months and summer time.

A date-time without offset is local to Europe/Stockholm. In the gap of spring it moves forward by the gap, in the fold
of autumn it is the first of the two (as java.time does, which Camunda uses). So is one whose offset is Stockholm's at
that instant: what is stored keeps the offset and forgets the zone, and a day later must be the same before and after.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.expressions.durations import DAY, Duration, days_and_time

STOCKHOLM = ZoneInfo("Europe/Stockholm")
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - reckoned with together with an offset
_MICROSECOND = timedelta(microseconds=1)

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_TIME = re.compile(
    r"(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,20}))?)?"
    r"(?:(?P<utc>[Zz])|(?P<offset>[+-]\d{2}:?\d{2}(?::\d{2})?)|@(?P<zone>[A-Za-z][A-Za-z0-9_+/-]{0,40}))?",
    re.ASCII,
)


def parse_date(text: str) -> date | None:
    """The date that a text such as 2026-03-29 names, else None."""
    match = _DATE.fullmatch(text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def parse_time(text: str) -> time | None:
    """The time of day that 09:30, T09:30, 09:30:00+02:00, 09:30:00Z or 09:30@Europe/Stockholm names, else None."""
    found = _clock(text.removeprefix("T"))
    return None if found is None else found[0]


def parse_datetime(text: str) -> datetime | None:
    """The aware date-time that a text names, else None. Without offset it is local to Europe/Stockholm.

    24:00 is midnight at which the day ends.
    """
    day, separator, clock = text.partition("T")
    date_found, time_found = parse_date(day), _clock(clock) if separator else None
    if date_found is None or time_found is None:
        return None
    at, days = time_found
    end = add_to_date(date_found, Duration(0, days, 0))
    return None if end is None else combined(end, at)


def _clock(text: str) -> tuple[time, int] | None:
    """A time of day, and the days to add to its date: 1 for 24:00, else 0."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    fraction = int((match[4] or "").ljust(6, "0")[:6])
    days = int(hour == 24 and not (minute or second or fraction))
    try:
        return time(0 if days else hour, minute, second, fraction, _zone(match)), days
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return None


def combined(day: date, at: time) -> datetime | None:
    """The date-time of a day and a time of day; None where the calendar ends."""
    return resolved(datetime.combine(day, at.replace(tzinfo=None)), at.tzinfo or STOCKHOLM)


def resolved(wall: datetime, zone: tzinfo) -> datetime | None:
    """The aware date-time that a wall clock of the zone shows; moved forward in a gap; None where the calendar ends."""
    try:
        return settled(wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone))
    except OverflowError:
        return None


def settled(value: datetime) -> datetime:
    """The date-time in Europe/Stockholm, if its fixed offset is that of Stockholm at the instant; else as it is."""
    if value.tzinfo is UTC or not isinstance(value.tzinfo, timezone):
        return value  # Stockholm has never had the time of UTC
    try:
        local = value.astimezone(STOCKHOLM)
    except OverflowError:
        return value
    return local if local.utcoffset() == value.utcoffset() else value


def portable(value: datetime) -> datetime:
    """The date-time as storing it would leave it: in Europe/Stockholm, or with the offset of its zone."""
    if value.tzinfo is STOCKHOLM or isinstance(value.tzinfo, timezone):
        return value
    return value.replace(tzinfo=timezone(value.utcoffset() or timedelta()))


def aware(value: datetime) -> datetime:
    """The date-time with a zone: Europe/Stockholm where it has none, or has the offset of it.

    Raises:
        OverflowError: at the ends of the calendar.
    """
    if value.tzinfo is not None and value.utcoffset() is not None:
        return settled(value)
    found = resolved(value, STOCKHOLM)
    if found is None:
        raise OverflowError("date out of range")
    return found


def start_of_day(day: date) -> datetime:
    """Midnight at which a day begins in Europe/Stockholm."""
    return aware(datetime.combine(day, time()))


def local_date(value: datetime) -> date:
    """The date in Europe/Stockholm at that instant."""
    return value.astimezone(STOCKHOLM).date()


def instant(value: datetime) -> int:
    """Microseconds since 1970 UTC. Comparing aware datetimes of one zone with < would compare wall clocks."""
    offset = value.utcoffset() or timedelta()
    return (value.replace(tzinfo=None) - _EPOCH - offset) // _MICROSECOND


def add_to_date(value: date, duration: Duration) -> date | None:
    """The day a duration later; the time part counts in whole days. None where the calendar ends."""
    try:
        return _add_months(value, duration.months) + timedelta(days=duration.days + duration.microseconds // DAY)
    except (OverflowError, ValueError):
        return None


def add_to_datetime(value: datetime, duration: Duration) -> datetime | None:
    """The instant a duration later: months and days by the calendar of its zone, the rest exact. None at the ends."""
    zone = value.tzinfo or STOCKHOLM
    try:
        if duration.months or duration.days:
            wall = value.replace(tzinfo=None)
            day = _add_months(wall.date(), duration.months) + timedelta(days=duration.days)
            wall = datetime.combine(day, wall.time())
            value = wall.replace(tzinfo=zone).astimezone(UTC)
        value = value.astimezone(UTC) + timedelta(microseconds=duration.microseconds)
        return value.astimezone(zone)
    except (OverflowError, ValueError):
        return None


def add_to_time(value: time, duration: Duration) -> time:
    """The time of day a duration later, around the clock."""
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    total = (seconds * 1_000_000 + value.microsecond + duration.microseconds) % DAY
    rest, microsecond = divmod(total, 1_000_000)
    minutes, second = divmod(rest, 60)
    return time(minutes // 60, minutes % 60, second, microsecond, value.tzinfo)


def difference(later: datetime, earlier: datetime) -> Duration | None:
    """The days and time duration d with earlier + d = later; negative if `later` comes first. None at the ends.

    Days are those of the earlier one's calendar, so 09:00 to 09:00 the next day is P1D also over summer time.
    """
    try:
        other = later.astimezone(earlier.tzinfo)
    except OverflowError:
        return None
    walls = other.replace(tzinfo=None) - earlier.replace(tzinfo=None)
    forward = instant(later) >= instant(earlier)
    days = max(walls.days, 0) if forward else min(-(-walls).days, 0)
    for guess in (days, days - 1 if forward else days + 1):  # a change of clocks can take the last day away
        moved = add_to_datetime(earlier, Duration(0, guess, 0))
        if moved is None:
            return None
        rest = instant(later) - instant(moved)
        if rest == 0 or (rest > 0) == forward:
            return days_and_time(guess, rest)
    return days_and_time(0, instant(later) - instant(earlier))


def months_between(earlier: date, later: date) -> int:
    """Whole months from one day to another, negative if `later` comes first."""
    if later < earlier:
        return -months_between(later, earlier)
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - 1 if later.day < earlier.day else months


def written(value: date | time | datetime) -> str:
    """ISO 8601, with the offset where there is one; a time of day with its zone, whose offset depends on the date."""
    zone = value.tzinfo if isinstance(value, time) else None
    return f"{value.isoformat()}@{zone.key}" if isinstance(zone, ZoneInfo) else value.isoformat()


def _add_months(value: date, months: int) -> date:
    year, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError("date out of range")
    return date(year, month + 1, min(value.day, monthrange(year, month + 1)[1]))


def _zone(match: re.Match[str]) -> tzinfo | None:
    if match["utc"]:
        return UTC
    if match["zone"]:
        return ZoneInfo(match["zone"])
    if not match["offset"]:
        return None
    sign = -1 if match["offset"][0] == "-" else 1
    digits = match["offset"][1:].replace(":", "")
    hours, minutes, seconds = int(digits[:2]), int(digits[2:4]), int(digits[4:6] or 0)
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if offset > timedelta(hours=14) or minutes > 59 or seconds > 59:
        raise ValueError("no such offset")
    return timezone(sign * offset)
