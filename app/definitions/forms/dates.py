"""Dates and times as people write them in Swedish, read without guessing: what does not exist is refused."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")

MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)

_YEAR_FIRST = re.compile(r"(\d{4})\s*[-./ ]\s*(\d{1,2})\s*[-./ ]\s*(\d{1,2})", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[-./ ]\s*(\d{1,2})\s*[-./ ]\s*(\d{4})", re.ASCII)
_IN_WORDS = re.compile(r"(?:den\s+)?(\d{1,2})(?:\s*:?e)?\s+([a-zåäö]+)\.?\s+(\d{4})")
_NO_CENTURY = re.compile(r"\d{6}|\d{2}[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./ ]\d{1,2}([-./ ]\d{2})?", re.ASCII)
_NO_YEAR = re.compile(r"(?:den\s+)?\d{1,2}(?:\s*:?e)?\s+[a-zåäö]+\.?(\s+\d{2})?")
_TIME = re.compile(r"(?:kl\.?\s*)?(\d{1,2})(?:\s*[:.]\s*(\d{2}))?(?:\s*[:.]\s*(\d{2}))?", re.ASCII)
_COMPACT_TIME = re.compile(r"(\d{2})(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a text is no date or time; `reason` goes on after the field's label."""

    reason: str


def read_date(text: str) -> date | Unreadable:
    """The date that a text means: 2026-12-24, 20261224, 24/12 2026, 24.12.2026, 24 december 2026.

    >>> read_date("24 december 2026")
    datetime.date(2026, 12, 24)
    """
    plain = " ".join(text.lower().replace("−", "-").replace("–", "-").split())
    parts = _parts(plain)
    if parts is None:
        if _NO_CENTURY.fullmatch(plain) or (_NO_YEAR.fullmatch(plain) and _month(plain) is not None):
            return Unreadable("ska ha ett årtal med fyra siffror, till exempel 2026-12-24")
        return Unreadable("ska vara ett datum, till exempel 2026-12-24")
    return _existing(*parts)


def _parts(text: str) -> tuple[int, int, int] | None:
    """(year, month, day), not yet checked."""
    if found := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        year, month, day = (int(each) for each in found.groups())
        return year, month, day
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = (int(each) for each in found.groups())
        return year, month, day
    if found := _IN_WORDS.fullmatch(text):
        named = _month(text)
        return (int(found[3]), named, int(found[1])) if named is not None else None
    return None


def _month(text: str) -> int | None:
    """The month that a word of the text names, whole or by its first three letters or more."""
    for word in re.findall(r"[a-zåäö]{3,}", text):
        for number, name in enumerate(MONTHS, 1):
            if name.startswith(word):
                return number
    return None


def _existing(year: int, month: int, day: int) -> date | Unreadable:
    if not 1800 <= year <= 2999:
        return Unreadable("ska ha ett årtal mellan 1800 och 2999")
    if not 1 <= month <= 12:
        return Unreadable(f"är inte ett datum som finns: det finns ingen månad {month}")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        return Unreadable(f"är inte ett datum som finns: {MONTHS[month - 1]} {year} har {last} dagar")
    return date(year, month, day)


def read_time(text: str) -> time | Unreadable:
    """The time that a text means: 8, 8.30, 08:30, 0830, kl. 8.30."""
    plain = " ".join(text.lower().split())
    found = _COMPACT_TIME.fullmatch(plain) or _TIME.fullmatch(plain)
    if found is None:
        return Unreadable("ska vara ett klockslag, till exempel 08:30")
    hour, minute, second = (int(each or 0) for each in (*found.groups(), "0")[:3])
    if hour > 23 or minute > 59 or second > 59:
        return Unreadable("är inte ett klockslag som finns: skriv mellan 00:00 och 23:59")
    return time(hour, minute, second)


def read_datetime(text: str) -> datetime | Unreadable:
    """A date and a time after it (2026-12-24 08:30, 24 december 2026 kl. 8.30), as a local date-time without zone."""
    plain = " ".join(text.lower().split())
    day_text, separator, time_text = plain.partition("t") if _ISO.fullmatch(plain) else _split(plain)
    day = read_date(day_text)
    if isinstance(day, Unreadable):
        return day
    if not separator:
        return Unreadable("ska ha ett klockslag också, till exempel 2026-12-24 08:30")
    at = read_time(time_text)
    return at if isinstance(at, Unreadable) else datetime.combine(day, at)


_ISO = re.compile(r"\d{4}-\d{2}-\d{2}t\d{2}:\d{2}(:\d{2})?", re.ASCII)
_TRAILING_TIME = re.compile(r"(.*\d{4}|\d{4}-\d{1,2}-\d{1,2}|\d{8}),?\s+((?:kl\.?\s*)?\d{1,2}(?:[:.]\d{2}){0,2}|\d{4})")


def _split(text: str) -> tuple[str, str, str]:
    for pattern in (re.compile(r"(\d{4}-\d{1,2}-\d{1,2}|\d{8}),?\s+(.+)", re.ASCII), _TRAILING_TIME):
        if found := pattern.fullmatch(text):
            return found[1], " ", found[2]
    return text, "", ""


def local(value: datetime) -> datetime:
    """A date-time as Swedish clocks show it, without zone."""
    return value.astimezone(STOCKHOLM).replace(tzinfo=None) if value.tzinfo is not None else value
