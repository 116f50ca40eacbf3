"""A form as a page shows it: what is seen, with which text, answers and content. Pure values, no HTML."""

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.definitions.forms import feel
from app.definitions.forms.coercion import option_text
from app.definitions.forms.filling import MISSING, Field, fill, nothing, typed
from app.definitions.forms.model import SEVERAL_CHOICES, Component, Form, Kind, Option
from app.definitions.forms.numbers import write_number
from app.definitions.forms.resolution import Moment
from app.values import Value, Variables

MAX_TABLE_ROWS = 500


@dataclass(frozen=True, slots=True)
class OptionView:
    """One answer: `value` is what the page sends."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """One component to show.

    name: what the page sends it as, and what problems call it ("" when it has none). text: the answer as text; of a
    checkbox "true" or "". options: of a choice. shown: the answer as people read it (labels, Ja/Nej, 2,5). children: of
    a group. rows: of a dynamic list, each the fields of a row. content: of text (Markdown) and html (to be sanitised),
    an image's address. header and cells: of a table. hidden: not to be shown now; pages may leave it out, or reveal it
    later. component: everything else (adornments, autocomplete, lengths, alt text …).
    """

    kind: Kind
    name: str
    label: str
    description: str
    hidden: bool
    required: bool
    readonly: bool
    text: str
    shown: str
    options: tuple[OptionView, ...]
    component: Component
    max_length: int | None = None
    children: tuple["FieldView", ...] = ()
    rows: tuple[tuple["FieldView", ...], ...] = ()
    content: str = ""
    header: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = field(default_factory=tuple)


def view(form: Form, values: Mapping[str, object] | None, known: Variables, now: datetime) -> tuple[FieldView, ...]:
    """The form to show.

    values: what a person has typed so far, by field name (a refused answer, a draft), or None before that: then known
    values and default values are shown.
    """
    filled = fill(form, typed(values) if values is not None else nothing(), known, now)
    return tuple(_shown(each, filled.moment, as_typed=values is not None) for each in filled.fields)


def _shown(each: Field, moment: Moment, *, as_typed: bool) -> FieldView:
    component = each.component
    options = tuple(_option(option, each) for option in each.resolved.options)
    header, cells = _table(component, moment) if component.kind is Kind.TABLE else ((), ())
    return FieldView(
        kind=component.kind,
        name=each.name,
        label=each.resolved.label,
        description=feel.filled(component.description, moment.names, moment.now),
        hidden=each.hidden,
        required=component.checks.required and not each.resolved.readonly,
        readonly=each.resolved.readonly,
        text=_text(each, as_typed=as_typed),
        shown=answer_text(component, each.value, each.resolved.options),
        options=options,
        component=component,
        max_length=each.resolved.max_length,
        children=tuple(_shown(child, moment, as_typed=as_typed) for child in each.children),
        rows=tuple(tuple(_shown(child, moment, as_typed=as_typed) for child in row) for row in each.rows),
        content=_content(component, moment),
        header=header,
        cells=cells,
    )


def _option(option: Option, each: Field) -> OptionView:
    text = option_text(option.value)
    if each.component.kind in SEVERAL_CHOICES:
        chosen = isinstance(each.value, list) and option.value in each.value
    else:
        chosen = each.value is not None and option_text(each.value) == text
    return OptionView(text, option.label, chosen)


def _text(each: Field, *, as_typed: bool) -> str:
    """What stands in the field: exactly what was typed, else the value as one would type it."""
    raw = each.raw[-1] if isinstance(each.raw, list) and each.raw else each.raw
    if as_typed and not each.resolved.readonly and isinstance(raw, str):
        return raw
    if each.problem is not None and each.known is not MISSING:
        return feel.shown(each.known)  # a known value that the field does not take is shown, to be corrected
    return value_text(each.component, each.value)


def value_text(component: Component, value: Value) -> str:
    """A value as one would type it."""
    if value is None or isinstance(value, list | dict):
        return ""
    if component.kind is Kind.CHECKBOX:
        return "true" if value is True else ""
    if component.kind is Kind.NUMBER and isinstance(value, int | float):
        return write_number(value)
    if component.kind is Kind.DATETIME and isinstance(value, str):
        return value.replace("T", " ")[:16]
    return option_text(value)


def answer_text(component: Component, value: Value, options: tuple[Option, ...]) -> str:
    """A value as people read it: labels of choices, Ja or Nej, a comma in numbers."""
    if component.kind is Kind.CHECKBOX:
        return "Ja" if value is True else "Nej"
    labels = {option_text(option.value): option.label for option in options}
    if isinstance(value, list) and labels:
        return ", ".join(labels.get(option_text(each), feel.shown(each)) for each in value)
    if component.kind in (Kind.NUMBER, Kind.DATETIME):
        return value_text(component, value)
    return labels.get(option_text(value), feel.shown(value))


def _content(component: Component, moment: Moment) -> str:
    match component.kind:
        case Kind.HTML:
            return feel.filled(component.content, moment.names, moment.now, html.escape)
        case Kind.TEXT:
            return feel.filled(component.content, moment.names, moment.now)
        case Kind.IMAGE:
            source = feel.filled(component.source, moment.names, moment.now)
            return source if source.lower().startswith("data:image/") else ""
    return ""


def _table(component: Component, moment: Moment) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Header and rows of a table, from its data source and columns."""
    data = moment.value(component.source) if component.source else None
    listed = component.settings.get("columns")
    expression = component.settings.get("columnsExpression")
    if isinstance(expression, str) and feel.is_expression(expression):
        listed = moment.value(expression)
    rows = data if isinstance(data, list) else []
    columns = [
        (str(each.get("key", "")), str(each.get("label") or each.get("key", "")))
        for each in (listed if isinstance(listed, list) else [])
        if isinstance(each, dict)
    ]
    cells = tuple(
        tuple(feel.shown(row.get(key)) if isinstance(row, dict) else "" for key, _ in columns)
        for row in rows[:MAX_TABLE_ROWS]
    )
    return tuple(label for _, label in columns), cells
