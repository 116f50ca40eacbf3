"""Plausible answers to a form, given as a person would: what is asked, then what those answers opened."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from app.cli.simulation.steering import Mood, Steering
from app.definitions.forms import FIELDS, Form, Kind
from app.definitions.forms.filling import Field, fill, sent, walk
from app.definitions.forms.patterns import fits
from app.values import Value, Variables

HINT = "simulera"  # a property of a form field: the answer that chance cannot guess
_MAX_ROUNDS = 30
_ANSWERS_OPTIONAL = 0.5
_PATTERN_GUESSES = ("12 06 06", "P14D", "1", "A1", "0701234567", "namn@example.se")
_TEXTS = ("Enligt samtal med den enskilde.", "Se tidigare anteckning.", "Planeras tillsammans med den enskilde.")


class NoAnswerError(Exception):
    """A field for which no answer could be made up; the text names form and field."""


def fill_in(form: Form, known: Variables, now: datetime, steering: Steering) -> dict[str, Any]:
    """The answers by variable name, nested as the form's paths say.

    Raises:
        NoAnswerError: a required field has a pattern that cannot be guessed and no hint.
    """
    answers: dict[str, Any] = {}
    seen: set[str] = set()
    for _ in range(_MAX_ROUNDS):
        filled = fill(form, sent(answers), known, now)
        opened = [each for each in walk(filled.fields) if _is_open(each) and each.name not in seen]
        if not opened:
            return answers
        # Rows are asked for first: what stands in them is known only then.
        lists = [each for each in opened if each.component.kind is Kind.DYNAMIC_LIST]
        for field in lists or opened:
            seen.add(field.name)
            answer = _Answering(form, now, steering).answer(field)
            if answer is not None:
                _put(answers, field.name, answer)
    raise NoAnswerError(f"formuläret {form.id} blir aldrig färdigt ifyllt")


def _is_open(field: Field) -> bool:
    fillable = field.component.kind in FIELDS or field.component.kind is Kind.DYNAMIC_LIST
    return fillable and not field.hidden and not field.resolved.readonly


def _put(tree: dict[str, Any], name: str, value: Any) -> None:
    *path, last = name.split(".")
    place: Any = tree
    for part in path:
        place = place[int(part)] if isinstance(place, list) else place.setdefault(part, {})
    place[last] = value


class _Answering:
    """One form being answered."""

    def __init__(self, form: Form, now: datetime, steering: Steering) -> None:
        self._form = form
        self._today = now.date()
        self._steering = steering
        self._random = steering.random

    def answer(self, field: Field) -> Value:
        """What to put in a field; None leaves it as it is."""
        component = field.component
        if hint := component.properties.get(HINT):
            return hint
        skippable = not component.checks.required and self._random.random() >= _ANSWERS_OPTIONAL
        match component.kind:
            case Kind.DYNAMIC_LIST:
                return self._rows()
            case Kind.RADIO | Kind.SELECT:
                return None if skippable else self._choice(field)
            case Kind.CHECKLIST | Kind.TAGLIST:
                return self._several(field)
            case Kind.CHECKBOX:
                return component.checks.required or self._random.random() < 0.5
            case Kind.NUMBER:
                return None if skippable or field.value is not None else self._number(field)
            case Kind.DATETIME:
                return None if skippable else self._date(field)
        return None if skippable or field.value not in (None, "") else self._text(field)

    def _rows(self) -> Value:
        number = 0 if self._steering.mood is Mood.HURRY else self._random.choice((0, 1, 1, 2))
        return [{} for _ in range(number)]

    def _choice(self, field: Field) -> Value:
        options = [option.value for option in field.resolved.options]
        return self._steering.answer(field.component.path[-1], options) if options else None

    def _several(self, field: Field) -> Value:
        options: list[Value] = [option.value for option in field.resolved.options]
        if self._steering.mood is Mood.HURRY:
            return options
        least = 1 if field.component.checks.required and options else 0
        number = self._random.randint(least, len(options))
        chosen = set(self._random.sample(range(len(options)), number))
        return [option for index, option in enumerate(options) if index in chosen]

    def _number(self, field: Field) -> Value:
        low = int(field.resolved.minimum if field.resolved.minimum is not None else 1)
        high = int(field.resolved.maximum if field.resolved.maximum is not None else low + 2)
        return self._random.randint(low, max(low, min(high, low + 2)))

    def _date(self, field: Field) -> Value:
        has_been = "inte_framtid" in field.component.checks.controls
        if has_been and field.value is not None:
            return None
        if field.component.subtype == "time":
            return "10:00"
        days = -self._random.randint(0, 3) if has_been else self._random.randint(1, 45)
        day = (self._today + timedelta(days=days)).isoformat()
        return day if field.component.subtype == "date" else f"{day}T10:00"

    def _text(self, field: Field) -> Value:
        checks = field.component.checks
        if "personnummer" in checks.controls:
            return personal_number(self._today.year - self._random.randint(20, 90), self._random.randint(0, 19))
        if checks.kind == "email":
            return "namn@example.se"
        if checks.kind == "phone":
            return "070-174 06 05"  # one of the numbers set aside for fiction
        if checks.pattern is not None:
            return self._fitting(field, checks.pattern)
        long = field.component.kind is Kind.TEXTAREA
        text = self._random.choice(_TEXTS) if long else f"{field.resolved.label} {self._random.randint(1, 9)}"
        return text[: field.resolved.max_length] if field.resolved.max_length else text

    def _fitting(self, field: Field, pattern: str) -> Value:
        for guess in _PATTERN_GUESSES:
            if fits(pattern, guess):
                return guess
        if field.component.checks.required:
            raise NoAnswerError(f"fältet {field.name} i formuläret {self._form.id} behöver egenskapen {HINT}")
        return None


def personal_number(year: int, serial: int) -> str:
    """A personnummer of the numbers that are set aside for tests (birth numbers 980–999); `serial` from 0 to 19."""
    born = date(year, 1 + serial % 12, 1 + serial)
    digits = f"{born:%y%m%d}{980 + serial}"
    total = sum(sum(divmod(int(digit) * (2 - index % 2), 10)) for index, digit in enumerate(digits))
    return f"{born:%Y%m%d}-{digits[6:]}{-total % 10}"


def payload(fields: Mapping[str, str], now: datetime, steering: Steering) -> dict[str, Value]:
    """What a message from outside carries: `fields` are names with their type, text or datum."""
    today = now.date().isoformat()
    return {name: today if kind == "datum" else steering.random.choice(_TEXTS) for name, kind in fields.items()}
