"""Rules of what is written in the elements: expressions, times, numbers."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime

from app.definitions.catalogue import Rule
from app.definitions.findings import Severity
from app.definitions.model import Binding, EventKind, Flow, Kind, Node
from app.definitions.retries import read_schedule
from app.definitions.rules.registry import Broken, Subject, broken, rule
from app.errors import AppError, ExpressionSyntaxError
from app.expressions import Expression, parse_attribute
from app.expressions.times import STOCKHOLM, cycle, deadline, due

_ERROR = Severity.ERROR
_NUMBER = re.compile(r"-?[0-9]{1,9}")
_ANY_DAY = datetime(2026, 1, 1, 12, tzinfo=STOCKHOLM)  # literal times are read against some day; which does not matter

Written = tuple[Node | Flow, str, str]
"""Where a text stands, what it is called in a sentence, and the text."""


def texts(subject: Subject) -> Iterator[Written]:
    """Every text of the process that may be an expression."""
    for flow in subject.process.flows.values():
        if flow.condition is not None:
            yield flow, "villkoret", flow.condition
    for node in subject.process.nodes.values():
        for what, text in _of_node(node):
            if text is not None:
                yield node, what, text


def _of_node(node: Node) -> Iterator[tuple[str, str | None]]:
    yield "ämnet (topic)", node.topic
    yield "skriptet", node.script
    yield "prioriteten", node.priority
    yield "omförsöken (retry time cycle)", node.retries
    if node.called is not None:
        yield "den anropade processen", node.called.key
        yield "versionen", node.called.version
    for transfer in (*node.inputs, *node.outputs, *node.call_in, *node.call_out):
        yield f"värdet för {transfer.target or 'business key'}", transfer.source
    if node.event is not None:
        yield from (("tiden", text) for text in (node.event.date, node.event.duration, node.event.cycle))
        yield "villkoret", node.event.condition
    if node.loop is not None:
        yield "villkoret för upprepningen", node.loop.condition
        yield "antalet", node.loop.cardinality
        yield "listan", node.loop.collection
    if (task := node.user_task) is not None:
        yield "den ansvariga (assignee)", task.assignee
        yield "kandidaterna (candidate users)", task.candidate_users
        yield "grupperna (candidate groups)", task.candidate_groups
        yield "förfallodagen (due date)", task.due_date
        yield "bevakningsdagen (follow up date)", task.follow_up_date
        yield "prioriteten", task.priority
        yield "formuläret", task.form.key if task.form is not None else None


def is_expression(text: str) -> bool:
    """Whether a text is worked out when the case comes there; one that does not parse is."""
    try:
        return isinstance(parse_attribute(text), Expression)
    except ExpressionSyntaxError:
        return True


@rule(
    Rule(
        "bad-expression",
        _ERROR,
        "I ”{element}” går {what} inte att tolka vid {at}: {reason}. Där står {text}",
        "In {element} an expression does not parse: {english}",
        "Rätta uttrycket. FEEL börjar med =.",
    )
)
def bad_expression(subject: Subject) -> Iterator[Broken]:
    """Every expression parses, and uses only what runs here."""
    for where, what, text in texts(subject):
        try:
            parse_attribute(text)
        except ExpressionSyntaxError as wrong:
            yield broken(where, what=what, text=text, **_fault(wrong))


def _fault(wrong: ExpressionSyntaxError) -> dict[str, object]:
    """What a parser says, as parts of a sentence."""
    line, column = wrong.fields.get("line", 1), wrong.fields.get("column", 1)
    at = f"tecken {column}" if line == 1 else f"rad {line}, tecken {column}"
    return {"reason": wrong.fields.get("reason", ""), "english": wrong.fields.get("english", ""), "at": at}


@rule(
    Rule(
        "condition-not-an-expression",
        _ERROR,
        "I ”{element}” är {what} inte ett uttryck: {text}",
        "In {element} a condition is no expression: {text}",
        'Skriv villkoret i FEEL med = först, till exempel =utfall = "bifall".',
        "BPMN 8.4.6",
    )
)
def condition_not_an_expression(subject: Subject) -> Iterator[Broken]:
    """A condition that is plain text is neither true nor false."""
    conditions = ("villkoret", "villkoret för upprepningen")
    for where, what, text in texts(subject):
        if what in conditions and not is_expression(text):
            yield broken(where, what=what, text=text)


@rule(
    Rule(
        "script-not-an-expression",
        _ERROR,
        "Skriptet i ”{element}” är inte ett uttryck som går att köra.",
        "The script of {element} is no expression that runs here.",
        "Skriv ett FEEL-uttryck som börjar med =, och ange en resultatvariabel.",
    )
)
def script_not_an_expression(subject: Subject) -> Iterator[Broken]:
    """Scripts are expressions only."""
    for node in subject.process.nodes.values():
        if node.kind is Kind.SCRIPT_TASK and node.script is not None and not is_expression(node.script):
            yield broken(node)


@rule(
    Rule(
        "bad-time",
        _ERROR,
        "I ”{element}” går {what} inte att tolka: {text}",
        "In {element} a time cannot be read: {text}",
        "Skriv tiden som ISO 8601 (P14D, PT2H, 2026-12-24T08:00, R3/PT10M) eller som ett uttryck.",
        "BPMN 10.5.5",
    )
)
def bad_time(subject: Subject) -> Iterator[Broken]:
    """Literal times are ISO 8601."""
    for node in subject.process.nodes.values():
        for what, text, reads in _times(node):
            if text is not None and not is_expression(text) and not _readable(reads, text):
                yield broken(node, what=what, text=text)


def _times(node: Node) -> Iterator[tuple[str, str | None, Callable[[str], object]]]:
    if node.event is not None and node.event.kind is EventKind.TIMER:
        yield "datumet", node.event.date, _moment
        yield "varaktigheten", node.event.duration, _duration
        yield "upprepningen", node.event.cycle, cycle
    if node.user_task is not None:
        yield "förfallodagen (due date)", node.user_task.due_date, _deadline
        yield "bevakningsdagen (follow up date)", node.user_task.follow_up_date, _deadline
    yield "omförsöken (retry time cycle)", node.retries, _retries


def _moment(text: str) -> object:
    if text.startswith(("P", "-P")):
        raise ValueError(text)
    return due(text, _ANY_DAY)


def _duration(text: str) -> object:
    if not text.startswith("P"):
        raise ValueError(text)
    return due(text, _ANY_DAY)


def _retries(text: str) -> object:
    if read_schedule(text) is None:
        raise ValueError(text)
    return text


def _deadline(text: str) -> object:
    return deadline(text, _ANY_DAY)


def _readable(reads: Callable[[str], object], text: str) -> bool:
    try:
        reads(text)
    except (AppError, ValueError, OverflowError):
        return False
    return True


@rule(
    Rule(
        "bad-number",
        _ERROR,
        "I ”{element}” är {what} inte ett heltal: {text}",
        "In {element} a priority or version is no whole number: {text}",
        "Skriv ett heltal, till exempel 50, eller ett uttryck.",
        "Camunda: Extension Attributes",
    )
)
def bad_number(subject: Subject) -> Iterator[Broken]:
    """Priorities and version numbers are whole numbers, or worked out when the case comes there."""
    for node in subject.process.nodes.values():
        for what, text in _numbers(node):
            if text is not None and not is_expression(text) and not _NUMBER.fullmatch(text):
                yield broken(node, what=what, text=text)


def _numbers(node: Node) -> Iterator[tuple[str, str | None]]:
    yield "prioriteten", node.priority
    references = [node.called]
    if node.user_task is not None:
        yield "prioriteten", node.user_task.priority
        references.append(node.user_task.form)
    for reference in references:
        if reference is not None and reference.binding is Binding.VERSION:
            yield "versionen", reference.version
