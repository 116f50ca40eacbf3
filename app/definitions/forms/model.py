"""A form as plain values: what a form-js schema says, read once; nothing here knows JSON or HTML."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.values import Value


class Kind(StrEnum):
    """What a component is; values are form-js's type names."""

    TEXTFIELD = "textfield"
    TEXTAREA = "textarea"
    NUMBER = "number"
    DATETIME = "datetime"
    CHECKBOX = "checkbox"
    RADIO = "radio"
    SELECT = "select"
    CHECKLIST = "checklist"
    TAGLIST = "taglist"
    GROUP = "group"
    DYNAMIC_LIST = "dynamiclist"
    TABLE = "table"
    TEXT = "text"
    HTML = "html"
    IMAGE = "image"
    SEPARATOR = "separator"
    SPACER = "spacer"
    BUTTON = "button"
    EXPRESSION = "expression"


FIELDS = frozenset(
    {
        Kind.TEXTFIELD,
        Kind.TEXTAREA,
        Kind.NUMBER,
        Kind.DATETIME,
        Kind.CHECKBOX,
        Kind.RADIO,
        Kind.SELECT,
        Kind.CHECKLIST,
        Kind.TAGLIST,
    }
)
"""What a person fills in, one value each."""

CONTAINERS = frozenset({Kind.GROUP, Kind.DYNAMIC_LIST})
SINGLE_CHOICE = frozenset({Kind.RADIO, Kind.SELECT})
SEVERAL_CHOICES = frozenset({Kind.CHECKLIST, Kind.TAGLIST})
CHOICES = SINGLE_CHOICE | SEVERAL_CHOICES


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice; `value` is what is stored."""

    value: Value
    label: str


@dataclass(frozen=True, slots=True)
class Options:
    """Where a choice's answers come from: written in the form, a variable's name, or a FEEL expression."""

    static: tuple[Option, ...] = ()
    key: str | None = None
    expression: str | None = None


@dataclass(frozen=True, slots=True)
class Checks:
    """What a value must fulfil. Bounds and lengths are numbers or FEEL text ("=…")."""

    required: bool = False
    min_length: int | str | None = None
    max_length: int | str | None = None
    minimum: float | str | None = None
    maximum: float | str | None = None
    decimals: int | None = None
    pattern: str | None = None
    kind: str | None = None
    """email or phone"""
    controls: tuple[str, ...] = ()
    """names of our own checks, from properties.kontroll"""
    no_past: bool = False
    sentence_missing: str = ""
    """properties.saknas: the sentence when a required value is missing"""
    sentence_wrong: str = ""
    """properties.fel: the sentence when the pattern does not fit"""


@dataclass(frozen=True, slots=True)
class Component:
    """One component. `path` is where its value lives in the form's data (in a row's, within a dynamic list).

    label, description and content are text or FEEL ("=…"), and may hold {{FEEL}}. hide and readonly are FEEL ("=…")
    where they are not fixed; readonly also stands for disabled. subtype: date, time or datetime; time_format: how a
    date-time is stored. as_text: a number stored as text. source: a table's data, an expression's text, an image's
    address. settings: what only looks different (adornments, height, rows, columns …).
    """

    kind: Kind
    id: str
    path: tuple[str, ...] = ()
    label: str = ""
    description: str = ""
    hide: str | None = None
    readonly: bool | str = False
    default: Value = None
    checks: Checks = field(default_factory=Checks)
    options: Options | None = None
    components: tuple["Component", ...] = ()
    subtype: str = "date"
    time_format: str = "no_timezone"
    as_text: bool = False
    content: str = ""
    source: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The path with dots: the field's name in pages and in problems, "" for what has no value."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Form:
    """One form. `id` is what a user task's camunda:formRef names."""

    id: str
    components: tuple[Component, ...]

    def all(self) -> Iterator[Component]:
        """Every component of every depth, in the form's order."""
        stack = list(reversed(self.components))
        while stack:
            component = stack.pop()
            yield component
            stack.extend(reversed(component.components))


def keys(form: Form) -> tuple[str, ...]:
    """The names of the variables that the form sets, in its order; a nested path counts as its first part."""
    found: dict[str, None] = {}
    stack = list(reversed(form.components))
    while stack:
        component = stack.pop()
        if component.path and component.kind is not Kind.GROUP:
            found.setdefault(component.path[0])
        if component.kind is Kind.GROUP:
            stack.extend(reversed(component.components))
    return tuple(found)
