"""Our own checks of a value, asked for by `properties: {"kontroll": "personnummer"}`. A row in the table adds one."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from personnummer.personnummer import Personnummer, PersonnummerException

from app.definitions.forms.dates import STOCKHOLM
from app.definitions.forms.model import Kind
from app.values import Value


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a value. `rest` goes on after the field's label."""

    rest: str


@dataclass(frozen=True, slots=True)
class Control:
    """A check: for which kinds of fields, and from (value, now) to the value to store, or what is wrong."""

    kinds: frozenset[Kind]
    check: Callable[[str, datetime], Value | Wrong]


_DIGITS = re.compile(r"(\d{2})?(\d{6})([-+]?)(\d{4})", re.ASCII)


def personnummer(text: str, now: datetime) -> Value | Wrong:
    """A personnummer or samordningsnummer, stored as ÅÅÅÅMMDD-NNNN."""
    found = _DIGITS.fullmatch(text.replace(" ", "").replace("−", "-").replace("–", "-"))
    if found is None:
        return Wrong("ska ha tolv siffror, till exempel 19121212-1212")
    today = now.astimezone(STOCKHOLM).date() if now.tzinfo is not None else now.date()
    century = found[1] or _century(found[2], found[3], today)
    number = f"{century}{found[2]}-{found[4]}"
    try:
        born = Personnummer(number).get_date()
    except (PersonnummerException, ValueError):
        return Wrong("är inte ett giltigt personnummer eller samordningsnummer. Kontrollera siffrorna")
    if born > today:
        return Wrong("ligger i framtiden. Kontrollera siffrorna")
    return number


def _century(digits: str, separator: str, today: date) -> str:
    """A number of ten digits means the latest such birthday that has been; + means a hundred years before that."""
    year = today.year - (today.year - int(digits[:2])) % 100
    if (year, digits[2:]) > (today.year, f"{today:%m%d}") and int(digits[4:6]) <= 31:
        year -= 100
    if separator == "+":
        year -= 100
    return f"{year // 100:02d}"


def not_in_the_future(text: str, now: datetime) -> Value | Wrong:
    """A date that is today or has been."""
    today = now.astimezone(STOCKHOLM) if now.tzinfo is not None else now
    if text[:10] > f"{today:%Y-%m-%d}":
        return Wrong("får inte vara efter dagens datum")
    return text


CONTROLS: dict[str, Control] = {
    "inte_framtid": Control(frozenset({Kind.DATETIME}), not_in_the_future),
    "personnummer": Control(frozenset({Kind.TEXTFIELD}), personnummer),
}
