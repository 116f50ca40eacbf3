"""Functions on dates, times and durations (DMN 1.3, 10.3.4.1 and 10.3.4.6–8), and the next working day."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

from app.expressions import holidays
from app.expressions.durations import Duration, parse_duration
from app.expressions.functions.registry import builtin
from app.expressions.kinds import is_number
from app.expressions.limits import Run
from app.expressions.moments import (
    STOCKHOLM,
    aware,
    combined,
    local_date,
    months_between,
    parse_date,
    parse_datetime,
    parse_time,
)

_MOST_OFFSET = 14 * 3_600_000_000  # microseconds
_ZONE_COST = 200  # steps; an unknown zone is looked for in the file system
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@builtin("now()")
def now(run: Run) -> object:
    return aware(run.now()).astimezone(STOCKHOLM)


@builtin("today()")
def today(run: Run) -> object:
    return local_date(aware(run.now()))


@builtin("date(from|year: any, month: number?, day: number?)")
def date_of(run: Run, value: object, month: int | None = None, day: int | None = None) -> object:
    if is_number(value) and month is not None and day is not None:
        numbers = [value, month, day]
        if any(number != int(number) for number in numbers):
            return None
        try:
            return date(*map(int, numbers))
        except (ValueError, OverflowError):
            return None
    if month is not None or day is not None:
        return None
    if isinstance(value, str):
        return parse_date(value)
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


@builtin("time(from|hour: any, minute: number?, second: number?, offset: null or duration?)")
def time_of(
    run: Run, value: object, minute: int | None = None, second: Decimal | None = None, offset: Duration | None = None
) -> object:
    if is_number(value) and minute is not None and second is not None:
        return _time(int(value), int(minute), Decimal(second), offset)
    if minute is not None or second is not None:
        return None
    if isinstance(value, str):
        run.charge(_ZONE_COST if "@" in value else 1)
        return parse_time(value)
    if isinstance(value, datetime):
        return value.timetz() if value.tzinfo is not STOCKHOLM else value.time()
    return value if isinstance(value, time) else time() if isinstance(value, date) else None


@builtin("date and time(from|date: any, time: time?)")
def date_and_time(run: Run, value: object, at: time | None = None) -> object:
    if at is not None:
        return combined(_day(value), at) if isinstance(value, date) else None
    if isinstance(value, str):
        run.charge(_ZONE_COST if "@" in value else 1)
        day = parse_date(value)
        return parse_datetime(value) if day is None else combined(day, time())
    return value if isinstance(value, datetime) else combined(value, time()) if isinstance(value, date) else None


@builtin("duration(from: any)")
def duration(run: Run, value: object) -> object:
    """Either years and months or days and time, as FEEL has it; a mixture is null."""
    found = parse_duration(value) if isinstance(value, str) else value
    return found if isinstance(found, Duration) and (found.exact or found.monthly) else None


@builtin("years and months duration(from: day, to: day)")
def years_and_months(run: Run, earlier: date, later: date) -> object:
    return Duration(months_between(_day(earlier), _day(later)))


@builtin("day of week(date: day)")
def day_of_week(run: Run, value: date) -> object:
    return _DAYS[value.weekday()]


@builtin("day of year(date: day)")
def day_of_year(run: Run, value: date) -> object:
    return value.timetuple().tm_yday


@builtin("month of year(date: day)")
def month_of_year(run: Run, value: date) -> object:
    return _MONTHS[value.month - 1]


@builtin("week of year(date: day)")
def week_of_year(run: Run, value: date) -> object:
    return value.isocalendar().week


@builtin("last day of month(date: day)")
def last_day_of_month(run: Run, value: date) -> object:
    return _day(value).replace(day=monthrange(value.year, value.month)[1])


@builtin("next working day(date: day)")
def next_working_day(run: Run, value: date) -> object:
    return holidays.next_working_day(_day(value))


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _time(hour: int, minute: int, second: Decimal, offset: Duration | None) -> time | None:
    if not 0 <= second < 60 or (offset is not None and (not offset.exact or abs(offset.length) > _MOST_OFFSET)):
        return None
    zone = None if offset is None else timezone(timedelta(microseconds=offset.length))
    try:
        return time(hour, minute, int(second), int(second % 1 * 1_000_000), zone)
    except (ValueError, OverflowError):
        return None
