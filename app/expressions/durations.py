"""ISO 8601 durations: months, days and exact time kept apart, since a month and a day differ in length."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

DAY = 86_400_000_000  # microseconds
_HOUR = 3_600_000_000
_MINUTE = 60_000_000
_SECOND = 1_000_000
_MOST = 10**15  # digits of a part are few enough that no arithmetic overflows

_NUMBER = r"[0-9]{1,9}(?:[.,][0-9]{1,9})?"
_PATTERN = re.compile(
    r"(?P<sign>[+-])?P(?=[0-9]|T[0-9])(?:(?P<years>[0-9]{1,9})Y)?(?:(?P<months>[0-9]{1,9})M)?"
    rf"(?:(?P<weeks>{_NUMBER})W)?(?:(?P<days>{_NUMBER})D)?"
    rf"(?:T(?=[0-9])(?:(?P<hours>{_NUMBER})H)?(?:(?P<minutes>{_NUMBER})M)?"
    r"(?:(?P<seconds>[0-9]{1,12}(?:[.,][0-9]{1,9})?)S)?)?",
    re.ASCII,
)
_LONGEST = 130  # characters that the pattern can match, so that no long text is kept
_UNITS = {"weeks": 7 * DAY, "days": DAY, "hours": _HOUR, "minutes": _MINUTE, "seconds": _SECOND}


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: calendar months, calendar days, and exact microseconds.

    Equality is that of the three parts. FEEL's comparison (where P1D = PT24H) is `length`.
    """

    months: int = 0
    days: int = 0
    microseconds: int = 0

    @property
    def exact(self) -> bool:
        """Whether it has no months: FEEL's days and time duration."""
        return self.months == 0

    @property
    def monthly(self) -> bool:
        """Whether it has only months: FEEL's years and months duration."""
        return self.days == 0 and self.microseconds == 0

    @property
    def length(self) -> int:
        """Microseconds of days and time, a day counted as 24 hours."""
        return self.days * DAY + self.microseconds

    def __neg__(self) -> "Duration":
        return Duration(-self.months, -self.days, -self.microseconds)

    def __str__(self) -> str:
        return _written(self)


def parse_duration(text: str) -> Duration | None:
    """The duration that an ISO 8601 text such as P1Y2M, P14D, PT90M, P2W or PT1.5H names, else None.

    Only the last part may have a fraction, and not a year or a month, which have no fixed length.

    >>> parse_duration("P1DT90M")
    Duration(months=0, days=1, microseconds=5400000000)
    """
    return _parsed(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Duration | None:
    match = _PATTERN.fullmatch(text)
    if match is None:
        return None
    days = time = 0
    given = [(name, match[name].replace(",", ".")) for name in _UNITS if match[name]]
    for index, (name, digits) in enumerate(given):
        whole, _, fraction = digits.partition(".")
        if fraction and index < len(given) - 1:
            return None
        part = int(fraction.ljust(9, "0")) * _UNITS[name] // 10**9
        if name in ("weeks", "days"):
            days += int(whole) * (_UNITS[name] // DAY) + part // DAY
            time += part % DAY
        else:
            time += int(whole) * _UNITS[name] + part
    found = Duration(int(match["years"] or 0) * 12 + int(match["months"] or 0), days, time)
    return -found if match["sign"] == "-" else found


def days_and_time(days: int, microseconds: int) -> Duration:
    """A days and time duration whose parts have one sign, so that it can be written."""
    if days * microseconds < 0:
        total = days * DAY + microseconds
        days = abs(total) // DAY * (1 if total > 0 else -1)
        microseconds = total - days * DAY
    return Duration(0, days, microseconds)


def split_length(microseconds: int) -> Duration:
    """The days and time duration of that many microseconds, in whole days and the rest."""
    sign = -1 if microseconds < 0 else 1
    days, rest = divmod(abs(microseconds), DAY)
    return Duration(0, sign * days, sign * rest)


def of_timedelta(value: timedelta) -> Duration:
    """A Python timedelta as a duration."""
    return split_length((value.days * 86_400 + value.seconds) * _SECOND + value.microseconds)


def is_sane(value: Duration) -> bool:
    """Whether the parts are small enough to reckon with (some millions of years)."""
    return abs(value.months) < _MOST and abs(value.length) < _MOST * _MINUTE


def _written(value: Duration) -> str:
    negative = value.months < 0 or value.days < 0 or value.microseconds < 0
    years, months = divmod(abs(value.months), 12)
    minutes, rest = divmod(abs(value.microseconds), _MINUTE)
    hours, minutes = divmod(minutes, 60)
    seconds = f"{rest / _SECOND:.6f}".rstrip("0").rstrip(".") if rest % _SECOND else str(rest // _SECOND)
    day = _parts((years, "Y"), (months, "M"), (abs(value.days), "D"))
    time = _parts((hours, "H"), (minutes, "M")) + ("" if seconds == "0" else seconds + "S")
    if not day and not time:
        return "PT0S"
    return ("-" if negative else "") + "P" + day + ("T" + time if time else "")


def _parts(*parts: tuple[int, str]) -> str:
    return "".join(f"{number}{letter}" for number, letter in parts if number)
