"""Rules of where which event may stand, and what must go in and out of it."""

from collections.abc import Iterator

from app.definitions.catalogue import Rule
from app.definitions.findings import Severity
from app.definitions.model import EVENTS, EventKind, Kind, Node
from app.definitions.rules.registry import Broken, Subject, broken, label, rule

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

_WAITED = frozenset({EventKind.MESSAGE, EventKind.TIMER, EventKind.CONDITIONAL, EventKind.SIGNAL, EventKind.MULTIPLE})
_CAUGHT = _WAITED | {EventKind.ERROR, EventKind.ESCALATION, EventKind.COMPENSATION}
_SENT = frozenset(
    {EventKind.NONE, EventKind.MESSAGE, EventKind.ESCALATION, EventKind.COMPENSATION, EventKind.SIGNAL}
) | {EventKind.MULTIPLE}
_IN_PROCESS, _IN_SUB_PROCESS, _IN_EVENT_SUB_PROCESS = "process", "sub-process", "event sub-process"
_PLACES: dict[str, tuple[frozenset[EventKind], str]] = {
    _IN_PROCESS: (_WAITED | {EventKind.NONE}, "en starthändelse"),
    _IN_SUB_PROCESS: (frozenset({EventKind.NONE}), "en starthändelse i en delprocess"),
    # that something must trigger it is a rule of its own
    _IN_EVENT_SUB_PROCESS: (_CAUGHT | {EventKind.NONE}, "en starthändelse i en händelsedelprocess"),
    Kind.INTERMEDIATE_CATCH: (_WAITED | {EventKind.LINK}, "en händelse som väntar"),
    Kind.INTERMEDIATE_THROW: (_SENT | {EventKind.LINK}, "en händelse som sänder"),
    Kind.BOUNDARY_EVENT: (_CAUGHT | {EventKind.CANCEL}, "en gränshändelse"),
    Kind.END_EVENT: (_SENT | {EventKind.ERROR, EventKind.CANCEL, EventKind.TERMINATE}, "en sluthändelse"),
}
"""Place → what an event there may be about, and what the place is called."""

_ABOUT = {
    EventKind.NONE: "utan innehåll",
    EventKind.MESSAGE: "för ett meddelande",
    EventKind.TIMER: "för en tid",
    EventKind.SIGNAL: "för en signal",
    EventKind.ERROR: "för ett fel",
    EventKind.ESCALATION: "för en eskalering",
    EventKind.CONDITIONAL: "för ett villkor",
    EventKind.LINK: "för en länk",
    EventKind.COMPENSATION: "för kompensation",
    EventKind.TERMINATE: "för avslut (terminate)",
    EventKind.CANCEL: "för avbrott (cancel)",
    EventKind.MULTIPLE: "för flera saker",
}
_ADVICE = {_IN_SUB_PROCESS: "En delprocess börjar när flödet kommer dit: använd en vanlig starthändelse."}


def _events(subject: Subject) -> Iterator[tuple[Node, EventKind]]:
    for node in subject.process.nodes.values():
        if node.kind in EVENTS:
            yield node, node.event.kind if node.event is not None else EventKind.NONE


def _place(subject: Subject, node: Node) -> str:
    if node.kind is not Kind.START_EVENT:
        return node.kind
    around = subject.process.nodes.get(node.parent)
    if around is None:
        return _IN_PROCESS
    return _IN_EVENT_SUB_PROCESS if around.triggered_by_event else _IN_SUB_PROCESS


@rule(
    Rule(
        "event-in-wrong-place",
        _ERROR,
        "”{element}” är {place} {about}, och en sådan finns inte i BPMN.",
        "{element}: BPMN has no {kind} event there.",
        "{advice}",
        "BPMN 10.5.5",
    )
)
def event_in_wrong_place(subject: Subject) -> Iterator[Broken]:
    """Each place has its kinds of events."""
    for node, kind in _events(subject):
        place = _place(subject, node)
        allowed, called = _PLACES[place]
        if kind not in allowed:
            advice = _ADVICE.get(place, "Byt händelsens slag, eller rita en annan sorts händelse.")
            yield broken(node, place=called, about=_ABOUT[kind], kind=kind.value, advice=advice)


@rule(
    Rule(
        "boundary-must-interrupt",
        _ERROR,
        "Gränshändelsen ”{element}” gäller ett fel eller ett avbrott, och måste avbryta.",
        "The boundary event {element} is about an error or a cancellation, and must interrupt.",
        "Gör gränshändelsen avbrytande (hel linje).",
        "BPMN 10.5.4",
    )
)
def boundary_must_interrupt(subject: Subject) -> Iterator[Broken]:
    """The cancelActivity of errors and cancellations is true. (That of compensation means nothing.)"""
    for node, kind in _events(subject):
        if node.kind is Kind.BOUNDARY_EVENT and kind in (EventKind.ERROR, EventKind.CANCEL) and not node.interrupting:
            yield broken(node)


@rule(
    Rule(
        "event-without-outgoing",
        _WARNING,
        "”{element}” leder ingenstans: händelsen har inget flöde ut.",
        "The event {element} has no outgoing flow.",
        "Dra ett flöde till det som ska hända sedan, om så bara till en sluthändelse.",
        "BPMN 10.5.2, 10.5.4",
    )
)
def event_without_outgoing(subject: Subject) -> Iterator[Broken]:
    """Start, intermediate and boundary events are sources of flows, but for links that are thrown and compensation."""
    for node, kind in _events(subject):
        if node.outgoing or node.kind is Kind.END_EVENT:
            continue
        throws_link = kind is EventKind.LINK and node.kind is Kind.INTERMEDIATE_THROW
        undoes = kind is EventKind.COMPENSATION and node.kind is Kind.BOUNDARY_EVENT
        if not throws_link and not undoes:
            yield broken(node)


@rule(
    Rule(
        "caught-twice",
        _ERROR,
        "”{element}” och ”{other}” tar emot samma sak på samma ställe: det går inte att veta vilken som gäller.",
        "{element} and {other} catch the same at the same place.",
        "Behåll en av dem, eller ge dem olika koder.",
        "Camunda: Error Events, Escalation Events",
    )
)
def caught_twice(subject: Subject) -> Iterator[Broken]:
    """An activity, and a scope, has one catcher of a code."""
    first: dict[tuple[str, EventKind, str | None], Node] = {}
    for node, kind in _events(subject):
        where = _caught_at(subject, node)
        if where is None or node.event is None or kind not in (EventKind.ERROR, EventKind.ESCALATION):
            continue
        other = first.setdefault((where, kind, node.event.code), node)
        if other is not node:
            yield broken(node, other=label(other))


def _caught_at(subject: Subject, node: Node) -> str | None:
    if node.kind is Kind.BOUNDARY_EVENT:
        return f"at {node.attached_to}"
    around = subject.process.nodes.get(node.parent)
    in_handler = node.kind is Kind.START_EVENT and around is not None and around.triggered_by_event
    return f"in {around.parent}" if in_handler and around is not None else None


@rule(
    Rule(
        "catch-without-code",
        _WARNING,
        "”{element}” tar emot alla {kind}, för ”{name}” har ingen kod.",
        "{element} catches everything, since {name} has no code.",
        "Ge felet eller eskaleringen en kod, eller välj ingen om alla ska tas emot.",
        "Camunda: Error Events, Escalation Events",
    )
)
def catch_without_code(subject: Subject) -> Iterator[Broken]:
    """What is caught is chosen by its code, not by its name."""
    kinds = {EventKind.ERROR: "fel", EventKind.ESCALATION: "eskaleringar"}
    for node, kind in _events(subject):
        catches = node.kind in (Kind.BOUNDARY_EVENT, Kind.START_EVENT)
        if kind in kinds and catches and node.event is not None and node.event.ref and node.event.code is None:
            yield broken(node, kind=kinds[kind], name=node.event.name or node.event.ref)
