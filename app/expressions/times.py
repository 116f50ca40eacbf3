"""Timers: when something is due, and cycles, from ISO 8601 text or the values of expressions.

What has no offset is local to Europe/Stockholm. Months and days count by the calendar (Jan 31 + P1M = Feb 28 or 29, and
09:00 stays 09:00 over summer time), hours and less are exact. All results are aware, in Europe/Stockholm.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.errors import ExpressionError
from app.expressions.durations import Duration, of_timedelta, parse_duration
from app.expressions.kinds import kind_of
from app.expressions.moments import (
    STOCKHOLM,
    add_to_datetime,
    aware,
    combined,
    difference,
    instant,
    local_date,
    parse_date,
    parse_datetime,
    start_of_day,
    written,
)

_REPEAT = re.compile(r"R([0-9]{1,9})?", re.ASCII)
_CRON = re.compile(r"@[a-z]+|[-0-9*/,?LW#]+(?:\s+[-0-9A-Z*/,?#]+){4,6}", re.ASCII | re.IGNORECASE)
_MOST_AT_ONCE = 100
_BEYOND = "tidpunkten ligger utanför kalendern", "beyond the calendar"

__all__ = ["STOCKHOLM", "Cycle", "Duration", "add", "cycle", "deadline", "due", "iso", "local_date", "parse_duration"]


@dataclass(frozen=True, slots=True)
class Cycle:
    """A repeating timer. `times` None is without end; `start` None begins when the timer is set; `end` is the last.

    Firing n (from 0) is reckoned from the anchor, never from the firing before, so that months do not drift and a
    time that summer time skips is there again the next day.
    """

    times: int | None
    start: datetime | None
    every: Duration
    end: datetime | None

    def anchor(self, now: datetime) -> datetime:
        """What firings are reckoned from when the timer is set at `now`: keep it with the count of firings."""
        return self.start or _local(now)

    def firing(self, anchor: datetime, number: int) -> datetime | None:
        """When firing `number` (from 0) is due; None if the cycle has ended before."""
        if self.times is not None and number >= self.times:
            return None
        count = number if self.start else number + 1
        every = Duration(self.every.months * count, self.every.days * count, self.every.microseconds * count)
        found = add_to_datetime(_local(anchor), every)  # what was kept has lost its zone
        if found is None or (self.end is not None and instant(found) > instant(self.end)):
            return None
        return found


def due(value: object, now: datetime) -> datetime:
    """When a timer with this value is due: a date (its first moment), a date-time, or a duration from `now`.

    `value` is ISO 8601 text, or what a FEEL expression gave. A negative duration that was reckoned (`frist - now()`) is
    a time that has passed; one that is written (-P1D) has no meaning.

    Raises:
        ExpressionError: it is none of these.
    """
    return _due(value, now, start_of_day)


def deadline(value: object, now: datetime) -> datetime:
    """Like `due`, but a date without time means the end of that day, as people mean it when they set a last day.

    Raises:
        ExpressionError: the value is no date, date-time or duration.
    """
    return _due(value, now, _end_of_day)


def add(moment: datetime, duration: Duration) -> datetime:
    """The instant a duration later.

    Raises:
        ExpressionError: beyond the year 9999.
    """
    return _within_calendar(add_to_datetime(_local(moment), duration), duration)


def cycle(value: object) -> Cycle:
    """The cycle that a text names: R3/PT10M, R/2026-01-01T09:00/P1M, R5/2026-01-01T09:00/P1M/2026-12-31, R3/PT10M/end.

    Two instants (R3/start/second) repeat with the time between them. A duration alone is a cycle without end. R3/PT0S
    is three times at once, as in Camunda; without a count, or with a large one, it is refused.

    Raises:
        ExpressionError: it is no cycle; cron expressions are none.
    """
    if isinstance(value, Duration):
        return _checked(Cycle(None, None, value, None), str(value))
    if not isinstance(value, str):
        raise _wrong(
            value, "en upprepning anges som text, till exempel R3/PT10M", "a cycle is a string such as R3/PT10M"
        )
    first, *parts = [part.strip() for part in value.strip().split("/")]
    match = _REPEAT.fullmatch(first)
    if match is None:
        if not parts and (alone := parse_duration(first)) is not None:
            return _checked(Cycle(None, None, alone, None), value)
        if _CRON.fullmatch(value.strip()):
            raise _wrong(
                value,
                "cron-uttryck stöds inte; skriv till exempel R/2026-01-01T09:00/P1D för varje dag klockan nio",
                "cron expressions are not supported; write R/2026-01-01T09:00/P1D for every day at nine",
            )
        raise _wrong(
            value, "en upprepning börjar med R, till exempel R3/PT10M", "a cycle begins with R, such as R3/PT10M"
        )
    times = int(match[1]) if match[1] else None
    return _checked(_cycle_of(value, times, [part for part in parts if part]), value)


def iso(value: date | time | datetime | Duration) -> str:
    """ISO 8601 text of a date, time, date-time (with offset) or duration."""
    return str(value) if isinstance(value, Duration) else written(value)


def _due(value: object, now: datetime, of_day: Callable[[date], datetime]) -> datetime:
    if isinstance(value, str) and value.lstrip().startswith("-"):
        raise _wrong(value, "en varaktighet framåt i tiden kan inte vara negativ", "the duration is negative")
    found = _understood(value.strip()) if isinstance(value, str) else value
    if isinstance(found, timedelta):
        found = of_timedelta(found)
    try:
        if isinstance(found, Duration):
            return _within_calendar(add_to_datetime(_local(now), found), value)
        if isinstance(found, datetime):
            return _local(found)
        if isinstance(found, date):
            return of_day(found)
    except OverflowError:
        raise _wrong(value, *_BEYOND) from None
    raise _wrong(
        value,
        "här behövs ett datum (2026-03-29), en tidpunkt (2026-03-29T09:00) eller en varaktighet (P14D)",
        "expected an ISO 8601 date, date-time or duration",
    )


def _understood(text: str) -> date | Duration | None:
    day = parse_date(text)
    moment = parse_datetime(text) if day is None else day
    return parse_duration(text) if moment is None else moment


def _end_of_day(day: date) -> datetime:
    """The last whole second: what people read as "until and including that day"."""
    return _within_calendar(combined(day, time(23, 59, 59)), day)


def _cycle_of(value: object, times: int | None, parts: list[str]) -> Cycle:
    durations = [parse_duration(part) for part in parts]
    match durations:
        case [Duration() as every]:
            return Cycle(times, None, every, None)
        case [Duration() as every, None]:
            return Cycle(times, None, every, _moment(value, parts[1]))
        case [None, Duration() as every]:
            return Cycle(times, _moment(value, parts[0]), every, None)
        case [None, Duration() as every, None]:
            return Cycle(times, _moment(value, parts[0]), every, _moment(value, parts[2]))
        case [None, None]:
            start = _moment(value, parts[0])
            between = difference(_moment(value, parts[1]), start)
            if between is not None:
                return Cycle(times, start, between, None)
    raise _wrong(
        value,
        "en upprepning skrivs R3/PT10M, R/start/P1M eller R/start/P1M/slut",
        "a cycle is R3/PT10M or R/start/P1M/end",
    )


def _moment(value: object, text: str) -> datetime:
    found = _understood(text)
    if isinstance(found, datetime):
        return _local(found)
    if isinstance(found, date):
        return _within_calendar(combined(found, time()), value)
    raise _wrong(value, "början eller slutet är ingen tidpunkt", "its start or end is no date-time")


def _checked(found: Cycle, value: object) -> Cycle:
    every = found.every
    if min(every.months, every.days, every.microseconds) < 0:
        raise _wrong(value, "en upprepning kan inte gå bakåt i tiden", "a cycle needs a positive duration")
    if every == Duration() and not 0 < (found.times or 0) <= _MOST_AT_ONCE:
        raise _wrong(
            value,
            f"utan tid emellan kan något upprepas högst {_MOST_AT_ONCE} gånger; skriv till exempel R3/PT0S",
            f"without time between, at most {_MOST_AT_ONCE} repetitions; write R3/PT0S or so",
        )
    if found.times == 0:
        raise _wrong(value, "R0 upprepar ingenting", "R0 repeats nothing")
    return found


def _local(moment: datetime) -> datetime:
    """The date-time in Europe/Stockholm. Raises ExpressionError at the ends of the calendar."""
    try:
        return aware(moment).astimezone(STOCKHOLM)
    except OverflowError:
        raise _wrong(moment, *_BEYOND) from None


def _within_calendar(found: datetime | None, value: object) -> datetime:
    if found is None:
        raise _wrong(value, *_BEYOND)
    return found


def _wrong(value: object, swedish: str, english: str) -> ExpressionError:
    source = f"({kind_of(value)})"  # never the value itself, which may come from a variable
    return ExpressionError(source=source, reason=swedish, english=english)
