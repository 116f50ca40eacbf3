"""The fields of a form as templates show them: what is only read stands together, what is answered has its error."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markupsafe import Markup
from nh3 import clean

from app.definitions.forms import FieldView, Form, Kind
from app.messages import gettext as _
from app.pages import formats

_NOTHING = Markup()
_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_TAGS = {"p", "br", "strong", "em", "b", "i", "u", "ul", "ol", "li", "h2", "h3", "h4", "a", "table", "thead", "tbody"}
_TAGS |= {"tr", "th", "td", "dl", "dt", "dd", "span", "div", "code", "blockquote"}
_WORD = re.compile(r"[^\W\d]\w*")
_SHORT = 12  # characters of an answer that may stand beside another


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a form. `look` chooses the macro; the rest is what that macro shows."""

    look: str
    id: str = ""
    name: str = ""
    label: str = ""
    hint: str = ""
    error: str = ""
    text: str = ""
    understood: str = ""
    classes: str = ""
    required: bool = False
    controls: bool = False
    html: Markup = _NOTHING
    options: tuple[dict[str, object], ...] = ()
    facts: tuple[dict[str, object], ...] = ()
    blocks: tuple["Block", ...] = ()
    rows: tuple[tuple["Block", ...], ...] = ()
    fixed: bool = False
    settings: Mapping[str, object] = field(default_factory=dict)
    max_length: int | None = None
    cells: tuple[tuple[str, ...], ...] = ()
    header: tuple[str, ...] = ()

    @property
    def select_items(self) -> list[dict[str, object]]:
        """The options as the select component names them."""
        return [{"value": each["value"], "text": each["text"], "selected": each["checked"]} for each in self.options]

    @property
    def key(self) -> str:
        """What the page calls this piece when it is exchanged for a newer one."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Shown:
    """A form for its template. `conditional`: some fields depend on others. problems: (id of the field, sentence)."""

    blocks: tuple[Block, ...]
    conditional: bool
    problems: list[tuple[str, str]]


def identity(name: str) -> str:
    """The id of a field in the page."""
    return "falt-" + re.sub(r"[^\w-]", "-", name)


def label_of(seen: FieldView) -> str:
    """The label, which form-js keeps elsewhere for dates and times."""
    if seen.kind is Kind.DATETIME and seen.label in ("", seen.component.key):
        other = seen.component.settings.get("timeLabel" if seen.component.subtype == "time" else "dateLabel")
        return str(other or seen.label)
    return seen.label


def controlling(form: Form) -> frozenset[str]:
    """Keys of the fields whose answers decide what else is asked."""
    words: set[str] = set()
    for component in form.all():
        expressions = [component.hide, component.readonly, component.options.expression if component.options else None]
        for text in expressions:
            if isinstance(text, str):
                words.update(_WORD.findall(text))
    return frozenset(
        component.key for component in form.all() if component.readonly is not True and component.key in words
    )


def blocks(seen: Sequence[FieldView], errors: Mapping[str, str], controls: frozenset[str]) -> tuple[Block, ...]:
    """The pieces in order; fields that are only read are gathered into one list of facts."""
    made: list[Block] = []
    facts: list[FieldView] = []
    for each in seen:
        if each.hidden or each.kind in (Kind.BUTTON, Kind.EXPRESSION, Kind.SPACER):
            continue
        if each.readonly and each.name and each.kind is not Kind.DYNAMIC_LIST:
            facts.append(each)
            continue
        block = _block(each, errors, controls)
        if block:
            made.extend([_facts(facts)] if facts else [])
            facts = []
            made.append(block)
    made.extend([_facts(facts)] if facts else [])
    return tuple(made)


def _facts(seen: Sequence[FieldView]) -> Block:
    rows: tuple[dict[str, object], ...] = tuple(
        {"key": {"text": label_of(each)}, "value": {"html": formats.lines(_read(each))}} for each in seen
    )
    return Block("facts", id="fakta-" + identity(seen[0].name), facts=rows)


def _read(each: FieldView) -> str:
    if each.kind is Kind.DATETIME and each.component.subtype == "date":
        return formats.day_of_text(each.shown) or "–"
    return each.shown or "–"


def _block(each: FieldView, errors: Mapping[str, str], controls: frozenset[str]) -> Block | None:
    match each.kind:
        case Kind.GROUP:
            inner = blocks(each.children, errors, controls)
            return Block("group", id=each.component.id, label=each.label, blocks=inner) if inner else None
        case Kind.DYNAMIC_LIST:
            return _list(each, errors, controls)
        case Kind.TEXT:
            html = Markup(_MARKDOWN.render(each.content))  # noqa: S704  # Markdown with HTML switched off
            return Block("text", id=each.component.id, html=html) if each.content.strip() else None
        case Kind.HTML:
            html = Markup(clean(each.content, tags=_TAGS))  # noqa: S704  # cleaned
            return Block("text", id=each.component.id, html=html)
        case Kind.TABLE:
            return Block("table", id=each.component.id, label=each.label, header=each.header, cells=each.cells)
        case Kind.IMAGE:
            alt = str(each.component.settings.get("alt", ""))
            return Block("image", id=each.component.id, label=alt, text=each.content) if each.content else None
        case Kind.SEPARATOR:
            return Block("separator", id=each.component.id)
    return _question(each, errors, controls)


def _list(each: FieldView, errors: Mapping[str, str], controls: frozenset[str]) -> Block:
    return Block(
        "list",
        id=identity(each.name),
        name=each.name,
        label=each.label or formats.label(each.component.key),
        hint=each.description,
        error=errors.get(each.name, ""),
        rows=tuple(blocks(row, errors, controls) for row in each.rows),
        fixed=each.readonly or each.component.settings.get("allowAddRemove") is False,
    )


def _question(each: FieldView, errors: Mapping[str, str], controls: frozenset[str]) -> Block:
    return Block(
        _look(each),
        id=identity(each.name),
        name=each.name,
        label=label_of(each),
        hint=_hint(each),
        error=errors.get(each.name, ""),
        text=each.text,
        understood=_understood(each),
        classes=_width(each),
        required=each.required or each.kind is Kind.CHECKBOX,
        controls=each.component.key in controls,
        options=tuple(
            {"value": option.value, "text": option.label, "checked": option.chosen} for option in each.options
        ),
        max_length=each.max_length,
        settings=each.component.settings,
    )


def _look(each: FieldView) -> str:
    match each.kind:
        case Kind.RADIO if all(len(option.label) <= _SHORT for option in each.options) and len(each.options) <= 2:
            return "radios-inline"
        case Kind.RADIO:
            return "radios"
        case Kind.SELECT:
            return "select"
        case Kind.CHECKLIST | Kind.TAGLIST:
            return "checkboxes"
        case Kind.CHECKBOX:
            return "checkbox"
        case Kind.TEXTAREA:
            return "textarea"
    return "input"


def _hint(each: FieldView) -> str:
    shape = ""
    if each.kind is Kind.DATETIME:
        shapes = {
            "date": _("Skriv ÅÅÅÅ-MM-DD, till exempel 2026-03-24."),
            "time": _("Skriv timmar och minuter, till exempel 14.30."),
            "datetime": _("Skriv dag och tid, till exempel 2026-03-24 14.30."),
        }
        shape = shapes[each.component.subtype]
    return " ".join(part for part in (each.description, shape) if part)


def _understood(each: FieldView) -> str:
    """Say back what a date was taken for, when it was written another way."""
    if each.kind is not Kind.DATETIME or each.component.subtype != "date" or not each.shown or not each.text:
        return ""
    return _("Tolkat som {day}.", day=formats.day_of_text(each.shown)) if each.text != each.shown else ""


def _width(each: FieldView) -> str:
    if each.kind is Kind.NUMBER:
        return "govuk-input--width-5"
    if each.kind is Kind.DATETIME:
        return "govuk-input--width-10"
    if each.kind is Kind.TEXTFIELD and each.max_length:
        for width in (5, 10, 20):
            if each.max_length <= width:
                return f"govuk-input--width-{width}"
    return ""
