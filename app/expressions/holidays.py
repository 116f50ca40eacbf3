"""Swedish public holidays, reckoned: lag (1989:253) om allmänna helgdagar, and the eves of lag (1930:173).

Lag (1930:173) 2 § moves the last day of a term that falls on a Sunday, another public holiday, a Saturday,
midsommarafton, julafton or nyårsafton to the next working day.
"""

from datetime import date, timedelta
from functools import lru_cache

_LAST_YEAR = 9998


def is_working_day(day: date) -> bool:
    """Whether a term may end on the day: no Saturday, Sunday, public holiday or one of the three eves."""
    return day.weekday() < 5 and day not in free_days(day.year)


def next_working_day(day: date) -> date | None:
    """The first working day that is not before `day`; None at the end of the calendar."""
    if day.year > _LAST_YEAR:
        return None
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=64)
def free_days(year: int) -> frozenset[date]:
    """The public holidays of the year, with midsommarafton, julafton and nyårsafton, whatever weekday they fall on."""
    easter = easter_sunday(year)
    midsummer = _saturday_from(date(year, 6, 20))
    fixed = ((1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31))
    days = {date(year, month, day) for month, day in fixed}
    days |= {easter + timedelta(days=distance) for distance in (-2, 0, 1, 39, 49)}
    days |= {midsummer - timedelta(days=1), midsummer, _saturday_from(date(year, 10, 31))}
    return frozenset(days)


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by Gauss's method in Butcher's form."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap, skipped = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leap - correction + 15) % 30
    fourth, last = divmod(rest, 4)
    weekday = (32 + 2 * skipped + 2 * fourth - moon - last) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _saturday_from(day: date) -> date:
    return day + timedelta(days=(5 - day.weekday()) % 7)
