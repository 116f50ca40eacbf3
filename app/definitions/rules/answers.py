"""Rules of what conditions ask for, held against what the forms of the same deployment can answer."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from app.definitions.catalogue import Rule
from app.definitions.findings import Severity
from app.definitions.model import Flow, Node
from app.definitions.rules.registry import Broken, Subject, broken, is_computed, rule
from app.errors import ExpressionSyntaxError
from app.expressions import Expression, parse_attribute

_WARNING = Severity.WARNING
_COMPARED = re.compile(r'(?<![\w."])([^\W\d]\w*)\s*(?:!=|==?)\s*"([^"\\]*)"')
_ALIKE = 0.85  # of 1: one letter in seven may differ
_SHORTEST = 4  # shorter names are alike by chance

Fields = dict[str, frozenset[object] | None]
"""Variable → the answers that can be chosen; None when anything can be written."""


@rule(
    Rule(
        "unknown-answer",
        _WARNING,
        "Villkoret i ”{element}” jämför ”{name}” med ”{answer}”, men så kan ingen svara i formuläret.",
        "The condition of {element} compares {name} with {answer}, which no form offers.",
        "Rätta villkoret, eller lägg till svaret i formuläret. Svaren är {answers}.",
    )
)
def unknown_answer(subject: Subject) -> Iterator[Broken]:
    """What a condition waits for can be chosen, where only forms set the variable, and all of them list answers."""
    fields = _fields(subject)
    others = _set_otherwise(subject)
    for where, text in _conditions(subject):
        for name, answer in _COMPARED.findall(text):
            offered = fields.get(name) if fields is not None and name not in others else None
            if offered is not None and answer not in offered:
                answers = ", ".join(sorted(map(str, offered)))
                yield broken(where, name=name, answer=answer, answers=answers)


@rule(
    Rule(
        "misspelt-variable",
        _WARNING,
        "Villkoret i ”{element}” läser ”{name}”, som ingenting i processen sätter. Menas ”{known}”?",
        "The condition of {element} reads {name}, which nothing in the process sets; {known} is set.",
        "Rätta namnet i villkoret. Kommer variabeln utifrån är allt som det ska.",
    )
)
def misspelt_variable(subject: Subject) -> Iterator[Broken]:
    """A variable that nothing sets, but for a letter or two, is misspelt more often than it comes from outside."""
    fields = _fields(subject)
    if not fields:
        return
    known = {*fields, *_set_otherwise(subject)}
    for where, text in _conditions(subject):
        for name in sorted(_names(text) - known):
            alike = get_close_matches(name, sorted(known), 1, _ALIKE) if len(name) >= _SHORTEST else []
            if alike:
                yield broken(where, name=name, known=alike[0])


def _conditions(subject: Subject) -> Iterator[tuple[Node | Flow, str]]:
    for flow in subject.process.flows.values():
        if flow.condition is not None:
            yield flow, flow.condition
    for node in subject.process.nodes.values():
        if node.event is not None and node.event.condition is not None:
            yield node, node.event.condition


def _names(text: str) -> frozenset[str]:
    try:
        found = parse_attribute(text)
    except ExpressionSyntaxError:
        return frozenset()
    return found.names if isinstance(found, Expression) else frozenset()


def _fields(subject: Subject) -> Fields | None:
    """What the forms of the process set; None when one of them is not known."""
    found: Fields = {}
    for node in subject.process.nodes.values():
        form = node.user_task.form if node.user_task is not None else None
        if form is None:
            continue
        fields: Mapping[str, frozenset[object] | None] | None = None
        if not is_computed(form.key):
            fields = subject.known.fields(form.key)
        if fields is None:
            return None
        for name, answers in fields.items():
            earlier = found.setdefault(name, answers)
            found[name] = earlier | answers if earlier is not None and answers is not None else None
    return found


def _set_otherwise(subject: Subject) -> set[str]:
    """The variables that the process itself sets, beside its forms."""
    found: set[str | None] = {None, ""}
    for node in subject.process.nodes.values():
        found.update(each.target for each in (*node.inputs, *node.outputs, *node.call_out))
        found.add(node.result_variable)
        if node.loop is not None:
            found |= {node.loop.element, node.loop.output_collection}
        if node.event is not None:
            found |= {node.event.code_variable, node.event.message_variable}
    return {name for name in found if name}
