"""What variables and their answers are called: the labels of the forms of the process that they belong to."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from app.definitions.forms.model import CHOICES, Component, Form, Kind
from app.definitions.forms.reader import read
from app.errors import NotFoundError
from app.pages import formats
from app.pages.site import context
from app.usecases import process_definitions
from app.usecases.forms import form_of_definition
from app.usecases.process_definitions import FormView
from app.values import Value

Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Name:
    """A variable's label, and the label of each stored answer."""

    label: str
    answers: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, "Name"] = field(default_factory=dict)

    def read(self, value: Value) -> str:
        """The value as the form says it; a dynamic list has a line for each row."""
        if isinstance(value, list):
            lines = [self.read(part) for part in value]
            return ("\n" if self.parts else ", ").join(lines) or formats.value(None)
        if isinstance(value, dict):
            known = ((self.parts.get(key), key, part) for key, part in value.items())
            return ", ".join(name.read(part) if name else formats.value(part) for name, _key, part in known)
        return self.answers.get(str(value)) or formats.value(value)


@lru_cache(maxsize=500)
def _parsed(schema: str) -> Form:
    form, _findings = read(schema.encode("utf-8"), "formulär")
    if form is None:
        raise ValueError("a deployed form is not a form")
    return form


def parsed(view: FormView) -> Form:
    """The form as plain values; deployed forms never change, so each is read once."""
    return _parsed(json.dumps(view.schema, sort_keys=True, ensure_ascii=False))


def form_steps(definition_id: str) -> list[tuple[str, str]]:
    """(step's name, form's key) for each step of a process that has a form, in document order."""
    process = process_definitions.definition_process(context(), definition_id)
    return [
        (node.name or node.id, node.user_task.form.key)
        for node in process.nodes.values()
        if node.user_task and node.user_task.form
    ]


@lru_cache(maxsize=200)
def forms_of(definition_id: str) -> Mapping[str, FormView]:
    """The forms of a process by key, its start form among them; what is missing is left out.

    A definition always has the forms that it was deployed with, so they are read once. They say nothing of any case.
    """
    found: dict[str, FormView] = {}
    start = process_definitions.start_form(context(), definition_id)
    if start:
        found[start.key] = start
    for _step, key in form_steps(definition_id):
        try:
            found.setdefault(key, form_of_definition(context(), definition_id, key))
        except NotFoundError:
            continue
    return found


def of_definition(definition_id: str) -> dict[str, Name]:
    """Names by variable, of a process and of the processes that it calls, whose results it holds."""
    names: dict[str, Name] = {}
    for each in [definition_id, *_called(definition_id)]:
        _add(names, _own(each))
    return names


@lru_cache(maxsize=200)
def _own(definition_id: str) -> Mapping[str, Name]:
    names: dict[str, Name] = {}
    for form in forms_of(definition_id).values():
        _add(names, of_form(parsed(form)))
    return names


def _add(names: dict[str, Name], more: Mapping[str, Name]) -> None:
    """The first label counts; labels of answers come from the first form that has them."""
    for key, name in more.items():
        known = names.setdefault(key, name)
        if name.answers and not known.answers:
            names[key] = replace(known, answers=name.answers)


def _called(definition_id: str) -> Iterator[str]:
    process = process_definitions.definition_process(context(), definition_id)
    for key in {node.called.key for node in process.nodes.values() if node.called}:
        try:
            yield process_definitions.latest_definition(context(), key).id
        except NotFoundError:
            continue


def of_form(form: Form) -> dict[str, Name]:
    """The names that a form gives."""
    return {component.path[0]: _name(component) for component in _with_values(form.components)}


def _with_values(components: tuple[Component, ...]) -> Iterator[Component]:
    for component in components:
        if component.kind is Kind.GROUP:
            yield from _with_values(component.components)
        elif component.path:
            yield component


def _name(component: Component) -> Name:
    answers: dict[str, str] = {}
    if component.kind in CHOICES and component.options:
        answers = {str(option.value): option.label for option in component.options.static}
    parts = {part.path[-1]: _name(part) for part in _with_values(component.components)}
    label = component.label if component.label and not component.label.startswith("=") else ""
    return Name(label or formats.label(component.path[-1]), answers, parts)


def start_keys(definition_id: str) -> list[str]:
    """The variables that the start form asks for, in its order."""
    start = process_definitions.start_form(context(), definition_id)
    return list(of_form(parsed(start))) if start else []


def is_letter(value: Value) -> bool:
    """Whether it is a document as handlers leave them: a context with a title and a text."""
    return isinstance(value, dict) and bool(value.get("titel")) and bool(value.get("text"))


def letters(values: Iterable[Value]) -> list[dict[str, str]]:
    """The documents among a case's values, newest first."""
    found = [value for value in values if isinstance(value, dict) and is_letter(value)]
    found.sort(key=lambda value: str(value.get("datum", "")), reverse=True)
    return [
        {
            "name": f"{value['titel']}, {value.get('datum', '')}".rstrip(", "),
            "about": " ".join(str(value[key]) for key in ("till", "anmarkning") if value.get(key)),
            "text": str(value["text"]),
        }
        for value in found
    ]
