"""Is what was sent right? The values to store, or what is wrong, field by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.definitions.forms import sentences
from app.definitions.forms.controls import CONTROLS, Wrong
from app.definitions.forms.dates import STOCKHOLM
from app.definitions.forms.filling import MAX_ROWS, Entry, Field, fill, kept, sent, typed, walk
from app.definitions.forms.model import FIELDS, Form, Kind
from app.definitions.forms.patterns import BadPatternError, TooSlowError, fits
from app.definitions.forms.resolution import Resolved
from app.values import Value, Variables

_MAIL_LIMIT = 254


@dataclass(frozen=True, slots=True)
class Outcome:
    """`variables` to store when `problems` is empty; problems are (field name, Swedish sentence) in the form's order.

    unknown: names that were sent and that no field of the form has; they are not among the variables.
    """

    variables: Mapping[str, Value]
    problems: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...] = ()


def validate(form: Form, values: Mapping[str, object], known: Variables, now: datetime) -> Outcome:
    """Values sent as JSON, by variable name. What is not sent keeps its known value, or gets the field's default value.

    known: the variables that the task sees. now: for dates and for FEEL's now() and today(). Never raises for what is
    sent.
    """
    return _judged(form, sent(values), values, known, now)


def validate_typed(form: Form, values: Mapping[str, object], known: Variables, now: datetime) -> Outcome:
    """Texts as typed in a page, by field name (`adress.gata`, `rader.0.artikel`); what is not there was left empty."""
    return _judged(form, typed(values), values, known, now)


def _judged(form: Form, entry: Entry, values: Mapping[str, object], known: Variables, now: datetime) -> Outcome:
    filled = fill(form, entry, known, now)
    problems: list[tuple[str, str]] = []
    for each in walk(filled.fields):
        if each.hidden:
            continue
        problem = _problem(each, now)
        if problem is not None:
            problems.append((each.name, problem))
    names = {each.component.path[0] for each in walk(filled.fields) if each.component.path}
    unknown = tuple(name for name in values if str(name).partition(".")[0] not in names)
    variables = {} if problems else kept(filled.fields, known)
    return Outcome(variables, tuple(problems), unknown)


def _problem(each: Field, now: datetime) -> str | None:
    """The first thing that is wrong with a field; what a control changes about the value is changed."""
    if each.component.kind is Kind.DYNAMIC_LIST and each.problem is not None:
        return sentences.not_rows(each.resolved, MAX_ROWS)
    if each.component.kind not in FIELDS or each.resolved.readonly:
        return None
    if each.problem is not None:
        return each.problem
    if each.value is None or each.value is False or each.value == []:
        return sentences.missing(each.resolved) if each.component.checks.required else None
    found = next(_broken(each.resolved, each.value, now), None)
    return found or _controlled(each, now)


def _broken(field: Resolved, value: Value, now: datetime) -> Iterator[str]:
    match field.component.kind:
        case Kind.TEXTFIELD | Kind.TEXTAREA:
            yield from _broken_text(field, str(value))
        case Kind.NUMBER:
            yield from _broken_number(field, value)
        case Kind.DATETIME:
            today = (now.astimezone(STOCKHOLM) if now.tzinfo is not None else now).strftime("%Y-%m-%d")
            if field.component.checks.no_past and field.component.subtype != "time" and str(value)[:10] < today:
                yield sentences.in_the_past(field)


def _broken_text(field: Resolved, text: str) -> Iterator[str]:
    checks = field.component.checks
    if field.min_length is not None and len(text) < field.min_length:
        yield sentences.too_short(field, field.min_length, len(text))
    if field.max_length is not None and len(text) > field.max_length:
        yield sentences.too_long(field, field.max_length, len(text))
    if checks.kind == "email" and not _is_mail(text):
        yield sentences.wrong_mail(field)
    if checks.kind == "phone" and not _is_phone(text):
        yield sentences.wrong_phone(field)
    if checks.pattern is not None and not _fits(checks.pattern, text):
        yield sentences.wrong_pattern(field)


def _fits(pattern: str, text: str) -> bool:
    try:
        return fits(pattern, text)
    except (BadPatternError, TooSlowError):
        return False  # what cannot be checked in time is not let through


def _is_mail(text: str) -> bool:
    """One @ with something before it, and after it a domain with a point; more is for the mail server to say."""
    name, at, domain = text.rpartition("@")
    labels = domain.split(".")
    plain = len(text) <= _MAIL_LIMIT and "@" not in name and not any(each.isspace() for each in text)
    return bool(name and at) and plain and len(labels) > 1 and all(labels)


def _is_phone(text: str) -> bool:
    """Digits with what people put between them: 08-123 456 78, +46 (0)8 123 456."""
    digits = [each for each in text if each not in " -()/\u00a0"]
    if digits[:1] == ["+"]:
        digits = digits[1:]
    return 5 <= len(digits) <= 15 and all(each in "0123456789" for each in digits)


def _broken_number(field: Resolved, value: Value) -> Iterator[str]:
    number = float(value) if isinstance(value, str | int | float) else 0.0
    if field.minimum is not None and number < field.minimum:
        yield sentences.too_low(field, field.minimum)
    if field.maximum is not None and number > field.maximum:
        yield sentences.too_high(field, field.maximum)


def _controlled(each: Field, now: datetime) -> str | None:
    for name in each.component.checks.controls:
        outcome = CONTROLS[name].check(str(each.value), now)
        if isinstance(outcome, Wrong):
            return each.component.checks.sentence_wrong or sentences.about(each.resolved, outcome.rest)
        each.value = outcome
    return None
