"""A component at one moment: its texts filled, its answers and bounds evaluated against what is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeVar

from app.definitions.forms import feel
from app.definitions.forms.model import Component, Option
from app.expressions import Duration
from app.expressions.times import iso
from app.values import FileReference, Value

MAX_OPTIONS = 1_000


@dataclass(frozen=True, slots=True)
class Moment:
    """What expressions of a form see: names and the time."""

    names: Mapping[str, object]
    now: datetime

    def value(self, text: str) -> object:
        """What an expression gives, None when it fails."""
        return feel.value_of(text, self.names, self.now)

    def over(self, names: Mapping[str, object]) -> "Moment":
        """The same moment with these names before the others."""
        return Moment({**self.names, **names}, self.now)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A component with what its expressions give now."""

    component: Component
    label: str
    options: tuple[Option, ...] = ()
    readonly: bool = False
    min_length: int | None = None
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None


def unresolved(component: Component) -> Resolved:
    """A component outside every case: only what is fixed counts."""
    checks = component.checks
    return Resolved(
        component,
        component.label or component.key,
        component.options.static if component.options is not None else (),
        component.readonly is True,
        _fixed(checks.min_length, int),
        _fixed(checks.max_length, int),
        _fixed(checks.minimum, float),
        _fixed(checks.maximum, float),
    )


def resolve(component: Component, moment: Moment) -> Resolved:
    """A component within a case."""
    checks = component.checks
    label = feel.filled(component.label, moment.names, moment.now)
    readonly = component.readonly
    return Resolved(
        component,
        " ".join(label.split()) or component.key,
        options_of(component, moment),
        moment.value(readonly) is True if isinstance(readonly, str) else readonly,
        _whole(_bound(checks.min_length, moment)),
        _whole(_bound(checks.max_length, moment)),
        _bound(checks.minimum, moment),
        _bound(checks.maximum, moment),
    )


_Number = TypeVar("_Number", int, float)


def _fixed(value: float | str | None, kind: type[_Number]) -> _Number | None:
    return None if value is None or isinstance(value, str) else kind(value)


def _bound(value: float | str | None, moment: Moment) -> float | None:
    found = moment.value(value) if isinstance(value, str) else value
    return found if isinstance(found, int | float) and not isinstance(found, bool) else None


def _whole(value: float | None) -> int | None:
    return int(value) if value is not None else None


def options_of(component: Component, moment: Moment) -> tuple[Option, ...]:
    """The answers to choose from, in order; a variable or expression gives plain values, or label with value."""
    options = component.options
    if options is None:
        return ()
    if options.expression is not None:
        listed = moment.value(options.expression)
    elif options.key is not None:
        listed = _at(moment.names, options.key)
    else:
        return options.static
    if not isinstance(listed, list):
        return ()
    found = (_option(each) for each in listed[:MAX_OPTIONS])
    unique = {str(option.value): option for option in found if option is not None}
    return tuple(unique.values())


def _at(names: Mapping[str, object], key: str) -> object:
    value: object = names
    for part in key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _option(raw: object) -> Option | None:
    value = raw.get("value") if isinstance(raw, Mapping) else raw
    label = raw.get("label") if isinstance(raw, Mapping) else None
    stored = stored_value(value)
    if isinstance(stored, list | dict) or stored is None or stored == "":
        return None
    return Option(stored, label if isinstance(label, str) and label else feel.shown(value))


def stored_value(value: object) -> Value:
    """What an expression gave, as a variable can hold it: times and durations become ISO 8601 text, dates too."""
    match value:
        case None | bool() | int() | float() | str() | FileReference():
            return value
        case list() | tuple():
            return [stored_value(each) for each in value]
        case dict():
            return {str(key): stored_value(each) for key, each in value.items()}
        case datetime() | date() | time() | Duration():
            return iso(value)
    return str(value)
