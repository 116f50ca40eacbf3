"""Rules of what is done several times: loops and multi-instance."""

from collections.abc import Iterator

from app.definitions.catalogue import Rule
from app.definitions.findings import Severity
from app.definitions.model import ACTIVITIES, Loop, Node
from app.definitions.rules.registry import Broken, Subject, broken, rule
from app.definitions.rules.texts import is_expression
from app.definitions.variables import is_name

_ERROR = Severity.ERROR


@rule(
    Rule(
        "repetition-without-count",
        _ERROR,
        "”{element}” ska göras flera gånger, men varken lista eller antal är angivet.",
        "{element} is multi-instance but has neither collection nor cardinality.",
        "Ange en lista (collection) eller ett antal (loop cardinality).",
        "BPMN 10.3.8",
    )
)
def repetition_without_count(subject: Subject) -> Iterator[Broken]:
    """Multi-instance needs a count or a collection."""
    for node, loop in _loops(subject):
        if loop.sequential is not None and loop.collection is None and loop.cardinality is None:
            yield broken(node)


@rule(
    Rule(
        "loop-without-end",
        _ERROR,
        "”{element}” upprepas utan slut: varken villkor eller högsta antal är angivet.",
        "{element} loops for ever: it has neither condition nor maximum.",
        "Ange ett villkor för att fortsätta (loop condition) eller ett högsta antal (loop maximum).",
        "BPMN 10.3.8",
    )
)
def loop_without_end(subject: Subject) -> Iterator[Broken]:
    """A standard loop goes on while its condition holds."""
    for node, loop in _loops(subject):
        if loop.sequential is None and loop.condition is None and loop.maximum is None:
            yield broken(node)


@rule(
    Rule(
        "bad-count",
        _ERROR,
        "I ”{element}” är antalet inte ett heltal eller ett uttryck: {text}",
        "In {element} the cardinality is neither a whole number nor an expression: {text}",
        "Skriv till exempel 3 eller =antal.",
        "BPMN 10.3.8",
    )
)
def bad_count(subject: Subject) -> Iterator[Broken]:
    """The cardinality is a whole number."""
    for node, loop in _loops(subject):
        text = loop.cardinality
        if text is not None and not is_expression(text) and not (text.isascii() and text.isdigit()):
            yield broken(node, text=text)


@rule(
    Rule(
        "bad-collection",
        _ERROR,
        "I ”{element}” är listan inte en variabel eller ett uttryck: {text}",
        "In {element} the collection is neither a variable nor an expression: {text}",
        "Skriv variabelns namn, eller ett uttryck som börjar med =.",
        "Camunda: Multiple Instance",
    )
)
def bad_collection(subject: Subject) -> Iterator[Broken]:
    """A collection is a variable's name or an expression; the item and the results go to variables."""
    for node, loop in _loops(subject):
        text = loop.collection
        if text is not None and not is_expression(text) and not is_name(text):
            yield broken(node, text=text)
        for name in (loop.element, loop.output_collection, (loop.output_element or "").removeprefix("=") or None):
            if name is not None and not is_name(name):
                yield broken(node, text=name)


@rule(
    Rule(
        "loop-output-incomplete",
        _ERROR,
        "”{element}” samlar resultat, men säger inte både vad (outputDataItem) och var (loopDataOutputRef).",
        "{element} gathers results but does not say both what and where.",
        "Ange båda, eller ingen.",
        "BPMN 10.3.8",
    )
)
def loop_output_incomplete(subject: Subject) -> Iterator[Broken]:
    """What each instance gives goes into the collection."""
    for node, loop in _loops(subject):
        if (loop.output_collection is None) != (loop.output_element is None):
            yield broken(node)


def _loops(subject: Subject) -> Iterator[tuple[Node, Loop]]:
    for node in subject.process.nodes.values():
        if node.loop is not None and node.kind in ACTIVITIES:
            yield node, node.loop
