"""From what was sent (typed in a page, or JSON) to a variable's value, or to what is wrong with it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from app.definitions.forms import sentences
from app.definitions.forms.dates import STOCKHOLM, Unreadable, local, read_date, read_datetime, read_time
from app.definitions.forms.model import CHOICES, SEVERAL_CHOICES, Kind, Option
from app.definitions.forms.numbers import LARGEST, decimals_of, read_number
from app.definitions.forms.resolution import Resolved
from app.values import Value

MAX_LINE = 2_000
MAX_TEXT = 100_000
_YES = frozenset({"true", "on", "1", "ja", "yes"})
_NO = frozenset({"false", "off", "0", "nej", "no", ""})


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, for the one who answered."""

    sentence: str


def from_text(field: Resolved, raw: object) -> Value | Problem:
    """The value that typed text means: a string or list of strings by name, None when the page sent nothing."""
    texts = [each for each in raw if isinstance(each, str)] if isinstance(raw, list | tuple) else [raw]
    if field.component.kind in SEVERAL_CHOICES:
        return _chosen(field, [each for each in texts if each not in (None, "")])
    if field.component.kind is Kind.CHECKBOX:
        return _yes_or_no(field, texts[-1] if texts else None)  # a hidden "false" may stand before the box
    first = texts[0] if texts else None
    return from_json(field, first) if isinstance(first, str) else empty(field)


def from_json(field: Resolved, raw: object) -> Value | Problem:
    """The value that a JSON value means; text is read as people write it."""
    kind = field.component.kind
    if kind is Kind.CHECKBOX:
        return _yes_or_no(field, raw)
    if kind in SEVERAL_CHOICES:
        return _chosen(field, raw if isinstance(raw, list | tuple) else [] if raw is None else [raw])
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return empty(field)
    if kind in CHOICES:
        option = _option(field, raw)
        return option.value if option is not None else Problem(sentences.not_an_option(field))
    match kind:
        case Kind.NUMBER:
            return _number(field, raw)
        case Kind.DATETIME:
            return _date(field, raw)
    return _text(field, raw)


def empty(field: Resolved) -> Value:
    """What is stored when nothing was answered."""
    if field.component.kind is Kind.CHECKBOX:
        return False
    return [] if field.component.kind in SEVERAL_CHOICES else None


def cleaned(text: str) -> str:
    """Text that every database and document can hold: one kind of line end, no control or half characters."""
    whole = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(each for each in whole if each >= " " or each in "\n\t")


def _text(field: Resolved, raw: object) -> Value | Problem:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return Problem(sentences.not_text(field))
    text = cleaned(str(raw)).strip()
    limit = MAX_TEXT
    if field.component.kind is Kind.TEXTFIELD:
        text, limit = " ".join(text.split("\n")), MAX_LINE
    if len(text) > limit:
        return Problem(sentences.too_long(field, limit, len(text)))
    return text or None


def _number(field: Resolved, raw: object) -> Value | Problem:
    value = read_number(raw) if isinstance(raw, str) else raw
    if isinstance(value, bool) or not isinstance(value, int | float) or not -LARGEST <= value <= LARGEST:
        return Problem(sentences.not_number(field))
    allowed = field.component.checks.decimals
    if allowed is not None and decimals_of(value) > allowed:
        return Problem(sentences.too_many_decimals(field, allowed))
    if field.component.as_text:
        return str(value)
    return value


def _yes_or_no(field: Resolved, raw: object) -> Value | Problem:
    if raw is None or isinstance(raw, bool):
        return raw is True
    plain = str(raw).strip().lower() if isinstance(raw, str | int) else "?"
    if plain in _YES or plain in _NO:
        return plain in _YES
    return Problem(sentences.not_yes_or_no(field))


def _option(field: Resolved, raw: object) -> Option | None:
    """The option whose value was sent, or whose value's text was."""
    if not isinstance(raw, str | int | float | date):
        return None
    exact = (each for each in field.options if each.value == raw and type(each.value) is type(raw))
    written = (each for each in field.options if option_text(each.value) == option_text(raw))
    return next(exact, None) or next(written, None)


def option_text(value: object) -> str:
    """An option's value as a page sends it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _chosen(field: Resolved, raw: list[object] | tuple[object, ...]) -> Value | Problem:
    """The chosen values in the order of the options, each once."""
    found: list[Option] = []
    for each in raw:
        option = _option(field, each)
        if option is None:
            return Problem(sentences.not_an_option(field))
        found.append(option)
    return [each.value for each in field.options if each in found]


def _date(field: Resolved, raw: object) -> Value | Problem:
    subtype = field.component.subtype
    value = _read(subtype, raw) if isinstance(raw, str) else raw
    if isinstance(value, Unreadable):
        return Problem(sentences.about(field, value.reason))
    if isinstance(value, date) and not 1800 <= value.year <= 2999:
        return Problem(sentences.about(field, "ska ha ett årtal mellan 1800 och 2999"))
    if isinstance(value, datetime):
        value = local(value)
    match subtype, value:
        case "date", date():  # a date-time is a date
            return value.strftime("%Y-%m-%d")
        case "time", datetime() | time():
            return value.strftime("%H:%M")
        case "datetime", datetime():
            return _moment(field, value)
    return Problem(sentences.not_a_date(field))


def _read(subtype: str, text: str) -> date | time | datetime | Unreadable:
    """Text by the kind that is asked for; ISO 8601 with zone and seconds is understood too."""
    try:
        if "T" in text:
            return datetime.fromisoformat(text.strip())
    except ValueError:
        pass  # not ISO 8601: read it as people write
    readers = {"date": read_date, "time": read_time, "datetime": read_datetime}
    return readers[subtype](text)


def _moment(field: Resolved, value: datetime) -> str:
    """A date-time as the form asks for it to be stored."""
    if field.component.time_format == "no_timezone":
        return value.strftime("%Y-%m-%dT%H:%M")
    zoned = value.replace(tzinfo=STOCKHOLM)
    if field.component.time_format == "utc_normalized":
        return zoned.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    return zoned.isoformat(timespec="minutes")
