"""Forms between the browser and the use cases: fields sent to what was typed, views to what templates show."""

import json
from collections.abc import Iterable, Mapping

from werkzeug.datastructures import MultiDict

from app.definitions.forms import CHOICES, FieldView, Form, Kind, validate_typed, view
from app.errors import InvalidFormError
from app.pages import formats
from app.pages.fields import Shown, blocks, controlling, identity, label_of
from app.pages.kept import LEFT_OUT
from app.pages.names import parsed
from app.pages.site import context
from app.usecases.process_definitions import FormView
from app.values import Value, Variables

Typed = Mapping[str, object]
Problems = tuple[tuple[str, str], ...]

ADD, REMOVE = "lagg-till:", "ta-bort:"
_SEVERAL = frozenset({Kind.CHECKLIST, Kind.TAGLIST})


def typed(view_of: FormView | None, sent: MultiDict[str, str]) -> dict[str, object]:
    """What was sent for the fields of a form, by field name: a text, or a list of texts where several may be chosen."""
    several = {component.path[-1] for component in _form(view_of).all() if component.kind in _SEVERAL}
    found: dict[str, object] = {}
    for name in sent:
        if name not in LEFT_OUT:
            texts = sent.getlist(name)
            found[name] = texts if name.rpartition(".")[2] in several else texts[-1]
    return found


def untyped(sent: MultiDict[str, str]) -> dict[str, object]:
    """What was sent when the form is no longer known."""
    return typed(None, sent)


def changed(view_of: FormView | None, sent: Typed, doing: str) -> dict[str, object]:
    """What was typed after a row was added or removed; as it is when something else was asked for."""
    if doing.startswith(ADD):
        return _with_row(_form(view_of), dict(sent), doing.removeprefix(ADD))
    if doing.startswith(REMOVE):
        row = doing.removeprefix(REMOVE) + "."
        return {name: text for name, text in sent.items() if not name.startswith(row)}
    return dict(sent)


def _with_row(form: Form, sent: dict[str, object], name: str) -> dict[str, object]:
    numbers = [int(part) for key in sent if (part := key.removeprefix(f"{name}.").partition(".")[0]).isdigit()]
    listed = next((each for each in form.all() if each.kind is Kind.DYNAMIC_LIST and each.key == name), None)
    first = next((part.key for part in listed.components if part.path), "") if listed else ""
    if first:
        sent[f"{name}.{max(numbers, default=-1) + 1}.{first}"] = ""
    return sent


def read(view_of: FormView | None, sent: Typed, known: Variables) -> Mapping[str, Value]:
    """The variables that the form's answers mean. Raises InvalidFormError with a problem for each wrong field."""
    outcome = validate_typed(_form(view_of), sent, known, context().now())
    if outcome.problems:
        raise InvalidFormError(problems=outcome.problems)
    return outcome.variables


def shown(view_of: FormView | None, sent: Typed | None, known: Variables, problems: Problems) -> Shown:
    """The form as a template shows it: with what was sent, else with what is known."""
    form = _form(view_of)
    seen = view(form, sent, known, context().now())
    placed = [(identity(name), text) for name, text in problems]
    return Shown(blocks(seen, dict(problems), controlling(form)), bool(controlling(form)), placed)


def summary(view_of: FormView | None, sent: Typed) -> list[dict[str, object]]:
    """The answers for checking, as rows of the GOV.UK summary list."""
    seen = view(_form(view_of), sent, {}, context().now())
    rows: list[dict[str, object]] = []
    for field in answered(seen):
        rows.append({"key": {"text": label_of(field)}, "value": {"html": formats.lines(_answer(field))}})
    return rows


def answered(fields: Iterable[FieldView]) -> Iterable[FieldView]:
    """The fields that a person could answer, of every depth."""
    for field in fields:
        if field.hidden:
            continue
        if field.name and field.kind not in (Kind.GROUP, Kind.DYNAMIC_LIST, Kind.EXPRESSION) and not field.readonly:
            yield field
        yield from answered(field.children)
        for row in field.rows:
            yield from answered(row)


def _answer(field: FieldView) -> str:
    if field.kind is Kind.DATETIME and field.component.subtype == "date" and field.shown:
        return formats.day_of_text(field.shown)
    if field.kind in CHOICES or field.kind is Kind.CHECKBOX:
        return field.shown or "–"
    return field.shown or field.text or "–"


def flat(sent: Typed) -> list[tuple[str, str]]:
    """What was typed as hidden fields."""
    pairs: list[tuple[str, str]] = []
    for name, text in sent.items():
        pairs.extend((name, str(each)) for each in (text if isinstance(text, list) else [text]))
    return pairs


def readable(sent: Typed | None) -> list[tuple[str, str]]:
    """(label, text) of all that was typed, for copying from a form that can no longer be sent."""
    return [(formats.label(name.replace(".", " ")), text) for name, text in flat(sent or {}) if text.strip()]


def source(view_of: FormView) -> str:
    """The form's schema as a file."""
    return json.dumps(view_of.schema, ensure_ascii=False, indent=2) + "\n"


_EMPTY = Form("", ())


def _form(view_of: FormView | None) -> Form:
    return parsed(view_of) if view_of else _EMPTY
