"""Dates, times and values as people in Sweden write them. Legal days count in Europe/Stockholm."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from markupsafe import Markup

from app.messages import gettext as _
from app.values import FileReference

ZONE = ZoneInfo("Europe/Stockholm")
_LOCALE = "sv_SE"


def local_day(value: date | datetime) -> date:
    """The calendar day in Stockholm."""
    return value.astimezone(ZONE).date() if isinstance(value, datetime) else value


def day(value: date | datetime | None) -> str:
    """24 december 2026"""
    return format_date(local_day(value), "d MMMM y", locale=_LOCALE) if value else ""


def short_day(value: date | datetime | None) -> str:
    """2026-12-24"""
    return local_day(value).isoformat() if value else ""


def moment(value: datetime | None) -> str:
    """24 december 2026 kl. 14.05"""
    return format_datetime(value.astimezone(ZONE), "d MMMM y 'kl'. HH.mm", locale=_LOCALE) if value else ""


def relative(value: date | datetime | None, now: datetime) -> str:
    """The distance in days, in words: i går, i dag, i morgon, om 3 dagar, för 3 dagar sedan."""
    if value is None:
        return ""
    days = (local_day(value) - local_day(now)).days
    near = {-1: _("i går"), 0: _("i dag"), 1: _("i morgon")}
    if days in near:
        return near[days]
    return _("om {days} dagar", days=days) if days > 0 else _("för {days} dagar sedan", days=-days)


def due(value: datetime | None, now: datetime) -> str:
    """What the list says of a due time: försenad 2 dagar, senast i dag, senast 2026-12-24 (om 30 dagar)."""
    if value is None:
        return _("Ingen frist")
    late = (local_day(now) - local_day(value)).days
    if late == 1:
        return _("Försenad 1 dag")
    if late > 1:
        return _("Försenad {days} dagar", days=late)
    if late == 0:
        return _("Försenad sedan i dag") if value < now else _("Senast i dag")
    return _("Senast {day}", day=near_day(value, now))


def near_day(value: date | datetime, now: datetime) -> str:
    """24 december, with the year when it is another than this one."""
    this_year = local_day(value).year == local_day(now).year
    return format_date(local_day(value), "d MMMM" if this_year else "d MMMM y", locale=_LOCALE)


def since(value: datetime, now: datetime) -> str:
    """What goes after "sedan": i dag kl. 14.05, i går, 21 november."""
    days = (local_day(now) - local_day(value)).days
    if days == 0:
        return _("i dag {clock}", clock=clock(value))
    return _("i går") if days == 1 else near_day(value, now)


def value(item: object) -> str:
    """A variable's value for reading. Lists become "a, b"; contexts become "namn: värde"."""
    match item:
        case None | "":
            return "–"
        case bool():
            return _("Ja") if item else _("Nej")
        case float():
            return f"{item:g}".replace(".", ",")
        case datetime():
            return moment(item)
        case date():
            return day(item)
        case FileReference():
            return item.name
        case list() | tuple():
            return ", ".join(value(part) for part in item) or "–"
        case dict():
            return "; ".join(f"{label(str(key))}: {value(part)}" for key, part in item.items()) or "–"
    return str(item)


def lines(text: str) -> Markup:
    """Text for a list of facts, with its line breaks."""
    return Markup("<br>").join(text.strip().splitlines() or ["–"])


_ORDER = str.maketrans("åäö", "{|}")  # the characters after z


def in_order(name: str) -> str:
    """What to sort names by: å, ä and ö come last, in that order."""
    return name.lower().translate(_ORDER)


def label(name: str) -> str:
    """A variable's name as a label when no form names it: besluts_id → Besluts id."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def weekday(value: date | datetime) -> str:
    """Torsdag 24 december 2026"""
    text = format_date(local_day(value), "EEEE d MMMM y", locale=_LOCALE)
    return text[:1].upper() + text[1:]


def clock(value: datetime) -> str:
    """kl. 14.05"""
    return format_datetime(value.astimezone(ZONE), "'kl'. HH.mm", locale=_LOCALE)


def day_of_text(text: str) -> str:
    """An ISO date as a weekday and a date; other text as it is."""
    try:
        return weekday(date.fromisoformat(text)).lower()
    except ValueError:
        return text
