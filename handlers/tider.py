"""Durations of settings: a date so many days, weeks or months later."""

import calendar
import re
from datetime import date, timedelta

_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")


def after(day: date, duration: object) -> date | None:
    """The date a duration such as P14D, P2W or P1M after `day`; None when there is no duration.

    >>> after(date(2026, 1, 31), "P1M")
    datetime.date(2026, 2, 28)

    Raises:
        ValueError: not a duration in whole days.
    """
    if duration in (None, ""):
        return None
    match = _DURATION.fullmatch(str(duration))
    if match is None or duration == "P":
        raise ValueError("a duration is not written as P14D, P2W or P1M")
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    index = day.year * 12 + day.month - 1 + years * 12 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)) + timedelta(weeks=weeks, days=days)
