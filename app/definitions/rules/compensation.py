"""Rules of what undoes: compensation, and transactions that are cancelled."""

from collections import Counter
from collections.abc import Iterator

from app.definitions.catalogue import Rule
from app.definitions.findings import Severity
from app.definitions.model import ACTIVITIES, SUB_PROCESSES, EventKind, Kind, Node
from app.definitions.rules.registry import Broken, Subject, broken, label, rule

_ERROR = Severity.ERROR


def _about(subject: Subject, event: EventKind, *kinds: Kind) -> Iterator[Node]:
    for node in subject.process.nodes.values():
        if node.kind in kinds and node.event is not None and node.event.kind is event:
            yield node


def _boundaries(subject: Subject) -> Iterator[Node]:
    return _about(subject, EventKind.COMPENSATION, Kind.BOUNDARY_EVENT)


@rule(
    Rule(
        "compensation-without-handler",
        _ERROR,
        "Kompensationen ”{element}” visar inte vad som ska göras för att ångra ”{host}”.",
        "The compensation {element} shows no activity that undoes {host}.",
        "Dra en association (prickad linje) till en aktivitet i samma process eller delprocess.",
        "BPMN 10.7.1",
    )
)
def compensation_without_handler(subject: Subject) -> Iterator[Broken]:
    """An association leads from the boundary event to an activity beside the one that is undone."""
    for node in _boundaries(subject):
        handler = subject.process.nodes.get(node.handler or "")
        right = handler is not None and handler.kind in ACTIVITIES and handler.parent == node.parent
        if not right or (handler is not None and handler.triggered_by_event):
            yield broken(node, host=subject.name(node.attached_to or ""))


@rule(
    Rule(
        "compensation-handler-unmarked",
        _ERROR,
        "”{element}” ska ångra ”{host}”, men är inte markerad som kompensation.",
        "{element} undoes {host} but is not marked as being for compensation.",
        "Markera aktiviteten som kompensation (isForCompensation).",
        "BPMN 10.7.1",
    )
)
def compensation_handler_unmarked(subject: Subject) -> Iterator[Broken]:
    """What undoes is marked, and so stands outside the flow."""
    for node in _boundaries(subject):
        handler = subject.process.nodes.get(node.handler or "")
        if handler is not None and handler.kind in ACTIVITIES and not handler.for_compensation:
            yield broken(handler, host=subject.name(node.attached_to or ""))


@rule(
    Rule(
        "compensation-handler-with-flow",
        _ERROR,
        "”{element}” är till för att ångra och får inte ha något flöde in eller ut.",
        "{element} is for compensation and may have no incoming or outgoing flow.",
        "Ta bort flödet, eller lägg allt som ska göras i en delprocess som är markerad som kompensation.",
        "BPMN 10.7.1",
    )
)
def compensation_handler_with_flow(subject: Subject) -> Iterator[Broken]:
    """What undoes is outside the normal flow."""
    for node in subject.process.nodes.values():
        if node.for_compensation and (node.incoming or node.outgoing):
            yield broken(node)


@rule(
    Rule(
        "compensation-boundary-with-outgoing",
        _ERROR,
        "Kompensationen ”{element}” har ett flöde ut.",
        "The compensation boundary event {element} has an outgoing flow.",
        "Dra en association (prickad linje) i stället för ett flöde.",
        "BPMN 10.5.4",
    )
)
def compensation_boundary_with_outgoing(subject: Subject) -> Iterator[Broken]:
    """A compensation boundary event has an association instead of a flow."""
    return (broken(node) for node in _boundaries(subject) if node.outgoing)


@rule(
    Rule(
        "compensation-start-in-process",
        _ERROR,
        "Kompensationshändelsen ”{element}” gäller hela processen, men bara en delprocess kan ångras så.",
        "The compensation start event {element} is not within an event sub-process of a sub-process.",
        "Flytta händelsedelprocessen in i den delprocess som ska ångras.",
        "BPMN 10.7.1",
    )
)
def compensation_start_in_process(subject: Subject) -> Iterator[Broken]:
    """A compensation event sub-process undoes the sub-process that it is in."""
    for node in _about(subject, EventKind.COMPENSATION, Kind.START_EVENT):
        handler = subject.process.nodes.get(node.parent)
        if handler is not None and handler.triggered_by_event and handler.parent == subject.process.key:
            yield broken(node)


@rule(
    Rule(
        "compensated-twice",
        _ERROR,
        "Det finns flera gränshändelser för kompensation på ”{host}”.",
        "There are several compensation boundary events on {host}.",
        "Behåll en av dem.",
        "Camunda: Compensation Events",
    )
)
def compensated_twice(subject: Subject) -> Iterator[Broken]:
    """An activity is undone in one way."""
    boundaries = [node for node in _boundaries(subject) if node.attached_to]
    count = Counter(node.attached_to for node in boundaries)
    for node in boundaries:
        if count[node.attached_to] > 1:
            yield broken(node, host=subject.name(node.attached_to or ""))


@rule(
    Rule(
        "compensation-of-unknown",
        _ERROR,
        "”{element}” ska ångra ”{activity}”, som inte är någon aktivitet i samma process eller delprocess.",
        "{element} shall undo {activity}, which is no activity of the same scope.",
        "Välj en aktivitet som ligger i samma process eller delprocess, eller ingen för att ångra allt där.",
        "BPMN 10.5.5",
    )
)
def compensation_of_unknown(subject: Subject) -> Iterator[Broken]:
    """What is to be undone is in the same scope; seen from an event sub-process, also in the scope around it."""
    for node, activity in _named(subject):
        if not _sees(subject, node, activity):
            yield broken(node, activity=subject.name(activity))


@rule(
    Rule(
        "compensation-of-nothing",
        _ERROR,
        "”{element}” ska ångra ”{activity}”, men ingenting säger hur ”{activity}” ångras.",
        "{element} shall undo {activity}, which has no compensation.",
        "Sätt en gränshändelse för kompensation på aktiviteten, och dra en association till det som ångrar.",
        "BPMN 10.5.5",
    )
)
def compensation_of_nothing(subject: Subject) -> Iterator[Broken]:
    """What is to be undone has a compensation boundary event, or is a sub-process, in which all is undone."""
    undone = {node.attached_to for node in _boundaries(subject)}
    for node, activity in _named(subject):
        named = subject.process.nodes.get(activity)
        undoable = named is not None and (named.id in undone or named.kind in SUB_PROCESSES)
        if named is not None and not undoable and _sees(subject, node, activity):
            yield broken(node, activity=label(named))


def _named(subject: Subject) -> Iterator[tuple[Node, str]]:
    """Throwing compensation events, with the activity that they name."""
    for node in _about(subject, EventKind.COMPENSATION, Kind.INTERMEDIATE_THROW, Kind.END_EVENT):
        if node.event is not None and node.event.ref:
            yield node, node.event.ref


def _sees(subject: Subject, node: Node, activity: str) -> bool:
    """Whether a compensation event may name this activity."""
    scopes = [node.parent]
    for around in subject.around(node):
        if not around.triggered_by_event:
            break
        scopes.append(around.parent)
    named = subject.process.nodes.get(activity)
    if named is None or named.kind not in ACTIVITIES or named.triggered_by_event:
        return False
    return named.parent in scopes


@rule(
    Rule(
        "cancel-outside-transaction",
        _ERROR,
        "”{element}” avbryter en transaktion (cancel), men hör inte till någon.",
        "The cancel event {element} does not belong to a transaction.",
        "Gör delprocessen till en transaktion, eller använd ett fel i stället.",
        "BPMN 10.5.3, 10.5.4",
    )
)
def cancel_outside_transaction(subject: Subject) -> Iterator[Broken]:
    """A cancel end event is within a transaction, a cancel boundary event on its border."""
    for node in _about(subject, EventKind.CANCEL, Kind.END_EVENT):
        if not any(each.kind is Kind.TRANSACTION for each in subject.around(node)):
            yield broken(node)
    for node in _about(subject, EventKind.CANCEL, Kind.BOUNDARY_EVENT):
        host = subject.process.nodes.get(node.attached_to or "")
        if host is None or host.kind is not Kind.TRANSACTION:
            yield broken(node)
