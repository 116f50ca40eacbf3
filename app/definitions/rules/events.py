"""Rules of events: where they stand, and what they need to be able to happen."""

from collections import Counter
from collections.abc import Iterator

from app.definitions.catalogue import Rule
from app.definitions.findings import Severity
from app.definitions.model import ACTIVITIES, EVENTS, Event, EventKind, Kind, Node
from app.definitions.rules.registry import Broken, Subject, broken, label, rule

_ERROR = Severity.ERROR
_CATCHING = frozenset({Kind.START_EVENT, Kind.INTERMEDIATE_CATCH, Kind.BOUNDARY_EVENT})


def _of(subject: Subject, kind: Kind) -> Iterator[Node]:
    return (node for node in subject.process.nodes.values() if node.kind is kind)


def _about(subject: Subject, kind: EventKind) -> Iterator[tuple[Node, Event]]:
    for node in subject.process.nodes.values():
        if node.event is not None and node.event.kind is kind and node.kind in EVENTS:
            yield node, node.event


@rule(
    Rule(
        "start-with-incoming",
        _ERROR,
        "Starthändelsen ”{element}” har ett flöde in.",
        "The start event {element} has an incoming flow.",
        "Låt flödet gå till steget efter starthändelsen.",
        "BPMN 10.5.2",
    )
)
def start_with_incoming(subject: Subject) -> Iterator[Broken]:
    """A start event is no target of sequence flows."""
    return (broken(node) for node in _of(subject, Kind.START_EVENT) if node.incoming)


@rule(
    Rule(
        "end-with-outgoing",
        _ERROR,
        "Sluthändelsen ”{element}” har ett flöde ut.",
        "The end event {element} has an outgoing flow.",
        "Ta bort flödet, eller byt sluthändelsen mot en mellanliggande händelse.",
        "BPMN 10.5.3",
    )
)
def end_with_outgoing(subject: Subject) -> Iterator[Broken]:
    """An end event is no source of sequence flows."""
    return (broken(node) for node in _of(subject, Kind.END_EVENT) if node.outgoing)


@rule(
    Rule(
        "boundary-with-incoming",
        _ERROR,
        "Gränshändelsen ”{element}” har ett flöde in.",
        "The boundary event {element} has an incoming flow.",
        "Ta bort flödet: händelsen inträffar medan uppgiften pågår.",
        "BPMN 10.5.4",
    )
)
def boundary_with_incoming(subject: Subject) -> Iterator[Broken]:
    """A boundary event is no target of sequence flows."""
    return (broken(node) for node in _of(subject, Kind.BOUNDARY_EVENT) if node.incoming)


@rule(
    Rule(
        "boundary-attached-wrong",
        _ERROR,
        "Gränshändelsen ”{element}” sitter inte på en uppgift eller delprocess.",
        "The boundary event {element} is not attached to an activity of the same scope.",
        "Dra händelsen till kanten av den uppgift eller delprocess som den gäller.",
        "BPMN 10.5.4",
    )
)
def boundary_attached_wrong(subject: Subject) -> Iterator[Broken]:
    """AttachedToRef is an activity beside the event; an event sub-process cannot have one."""
    for node in _of(subject, Kind.BOUNDARY_EVENT):
        host = subject.process.nodes.get(node.attached_to or "")
        if host is None or host.kind not in ACTIVITIES or host.parent != node.parent or host.triggered_by_event:
            yield broken(node)


@rule(
    Rule(
        "message-without-name",
        _ERROR,
        "”{element}” väntar på ett meddelande utan namn.",
        "{element} waits for a message without a name.",
        "Välj ett meddelande (Message) och ge det ett namn.",
        "Camunda: Message Events",
    )
)
def message_without_name(subject: Subject) -> Iterator[Broken]:
    """Messages are matched by their names."""
    for node in subject.process.nodes.values():
        waits = node.kind is Kind.RECEIVE_TASK or (node.kind in _CATCHING and _is(node, EventKind.MESSAGE))
        if waits and (node.event is None or not node.event.name):
            yield broken(node)


@rule(
    Rule(
        "signal-without-name",
        _ERROR,
        "Signalhändelsen ”{element}” saknar signalens namn.",
        "The signal event {element} names no signal.",
        "Välj en signal (Signal) och ge den ett namn.",
        "Camunda: Signal Events",
    )
)
def signal_without_name(subject: Subject) -> Iterator[Broken]:
    """Signals are matched by their names."""
    return (broken(node) for node, event in _about(subject, EventKind.SIGNAL) if not event.name)


@rule(
    Rule(
        "throw-without-code",
        _ERROR,
        "”{element}” sänder ett fel eller en eskalering utan kod, så ingenting kan ta emot det.",
        "{element} throws an error or escalation without a code.",
        "Välj ett fel eller en eskalering med kod.",
        "BPMN 8.4.3, 8.4.4",
    )
)
def throw_without_code(subject: Subject) -> Iterator[Broken]:
    """What is thrown has a code. (An error that is named but has none is found when the file is read.)"""
    for kind in (EventKind.ERROR, EventKind.ESCALATION):
        for node, event in _about(subject, kind):
            if node.kind not in _CATCHING and event.code is None and (kind is EventKind.ESCALATION or not event.ref):
                yield broken(node)


@rule(
    Rule(
        "timer-without-time",
        _ERROR,
        "Tidshändelsen ”{element}” ska ha precis en tid: datum, varaktighet eller upprepning.",
        "The timer event {element} must have exactly one of date, duration and cycle.",
        "Ange en tid, till exempel P14D för fjorton dagar.",
        "BPMN 10.5.5",
    )
)
def timer_without_time(subject: Subject) -> Iterator[Broken]:
    """TimeDate, timeDuration and timeCycle exclude each other."""
    for node, event in _about(subject, EventKind.TIMER):
        if sum(each is not None for each in (event.date, event.duration, event.cycle)) != 1:
            yield broken(node)


@rule(
    Rule(
        "condition-event-without-condition",
        _ERROR,
        "Villkorshändelsen ”{element}” saknar villkor.",
        "The conditional event {element} has no condition.",
        "Skriv villkoret som ett FEEL-uttryck som börjar med =.",
        "BPMN 10.5.5",
    )
)
def condition_event_without_condition(subject: Subject) -> Iterator[Broken]:
    """A conditional event has a condition."""
    return (broken(node) for node, event in _about(subject, EventKind.CONDITIONAL) if event.condition is None)


@rule(
    Rule(
        "link-without-name",
        _ERROR,
        "Länkhändelsen ”{element}” saknar länkens namn.",
        "The link event {element} has no link name.",
        "Ge länken samma namn i båda ändar.",
        "BPMN 10.5.5",
    )
)
def link_without_name(subject: Subject) -> Iterator[Broken]:
    """Links are paired by name."""
    return (broken(node) for node, event in _about(subject, EventKind.LINK) if not event.name)


@rule(
    Rule(
        "link-without-target",
        _ERROR,
        "Länken ”{link}” från ”{element}” kommer inte fram någonstans.",
        "The link {link} thrown by {element} has no target.",
        "Rita en länkhändelse som tar emot, med samma namn, i samma process eller delprocess.",
        "BPMN 10.5.5",
    )
)
def link_without_target(subject: Subject) -> Iterator[Broken]:
    """A source link has a target link of the same name on the same level."""
    links = list(_about(subject, EventKind.LINK))
    caught = {(node.parent, event.name) for node, event in links if node.kind is Kind.INTERMEDIATE_CATCH}
    for node, event in links:
        if node.kind is Kind.INTERMEDIATE_THROW and event.name and (node.parent, event.name) not in caught:
            yield broken(node, link=event.name)


@rule(
    Rule(
        "link-target-twice",
        _ERROR,
        "Länken ”{link}” kommer fram på flera ställen, bland annat vid ”{element}”.",
        "The link {link} has more than one target, {element} among them.",
        "Låt en länk komma fram på ett enda ställe.",
        "BPMN 10.5.5",
    )
)
def link_target_twice(subject: Subject) -> Iterator[Broken]:
    """There is only one target link."""
    catches = [pair for pair in _about(subject, EventKind.LINK) if pair[0].kind is Kind.INTERMEDIATE_CATCH]
    count = Counter((node.parent, event.name) for node, event in catches)
    for node, event in catches:
        if event.name and count[node.parent, event.name] > 1:
            yield broken(node, link=event.name)


@rule(
    Rule(
        "link-with-flow",
        _ERROR,
        "Länkhändelsen ”{element}” har ett flöde på fel sida.",
        "The link event {element} has a flow on its wrong side.",
        "En länk som sänder har inget flöde ut, och en som tar emot har inget flöde in.",
        "BPMN 10.5.4",
    )
)
def link_with_flow(subject: Subject) -> Iterator[Broken]:
    """A source link has no outgoing flow, a target link no incoming."""
    for node, _ in _about(subject, EventKind.LINK):
        if node.outgoing if node.kind is Kind.INTERMEDIATE_THROW else node.incoming:
            yield broken(node)


@rule(
    Rule(
        "message-start-twice",
        _ERROR,
        "Meddelandet ”{message}” startar både ”{element}” och ”{other}”.",
        "The message {message} starts both {element} and {other}.",
        "Ge startmeddelandena olika namn.",
        "Camunda: Message Start Event",
    )
)
def message_start_twice(subject: Subject) -> Iterator[Broken]:
    """A message name starts one process, at one place."""
    for node in subject.children[subject.process.key]:
        if node.kind is not Kind.START_EVENT or node.event is None or not _is(node, EventKind.MESSAGE):
            continue
        other = subject.message_starts.get(node.event.name, node)
        if other is not node and node.event.name:
            yield broken(node, message=node.event.name, other=label(other))


def _is(node: Node, kind: EventKind) -> bool:
    return node.event is not None and node.event.kind is kind
