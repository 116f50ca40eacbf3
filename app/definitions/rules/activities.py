"""Rules of activities: ad-hoc sub-processes, calls, scripts, and what starts a process by itself."""

from collections.abc import Iterator

from app.definitions.catalogue import Rule
from app.definitions.findings import Severity
from app.definitions.model import ACTIVITIES, EventKind, Kind, Node
from app.definitions.rules.registry import Broken, Subject, broken, is_computed, label, rule
from app.definitions.rules.scopes import begins_plainly

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_ENDS = {Kind.START_EVENT: "starthändelse", Kind.END_EVENT: "sluthändelse"}


def _of(subject: Subject, *kinds: Kind) -> Iterator[Node]:
    return (node for node in subject.process.nodes.values() if node.kind in kinds)


@rule(
    Rule(
        "ad-hoc-with-start-or-end",
        _ERROR,
        "Ad hoc-delprocessen ”{element}” har en {kind}, ”{event}”.",
        "The ad-hoc sub-process {element} has the start or end event {event}.",
        "Ta bort händelsen: det som ligger i delprocessen görs när det passar.",
        "BPMN 10.3.5",
    )
)
def ad_hoc_with_start_or_end(subject: Subject) -> Iterator[Broken]:
    """An ad-hoc sub-process has neither start nor end events."""
    for node in _of(subject, Kind.AD_HOC):
        for each in subject.children.get(node.id, ()):
            if each.kind in _ENDS:
                yield broken(node, kind=_ENDS[each.kind], event=label(each))


@rule(
    Rule(
        "ad-hoc-without-activity",
        _ERROR,
        "Ad hoc-delprocessen ”{element}” innehåller inget att göra.",
        "The ad-hoc sub-process {element} has no activity.",
        "Lägg minst en aktivitet i den.",
        "BPMN 10.3.5",
    )
)
def ad_hoc_without_activity(subject: Subject) -> Iterator[Broken]:
    """An ad-hoc sub-process has activities. (That one without any content is empty is a rule of its own.)"""
    for node in _of(subject, Kind.AD_HOC):
        children = subject.children.get(node.id, ())
        if children and not any(each.kind in ACTIVITIES for each in children):
            yield broken(node)


@rule(
    Rule(
        "call-without-plain-start",
        _ERROR,
        "”{element}” anropar processen ”{process}”, som bara kan starta av en händelse.",
        "{element} calls the process {process}, which has no plain start event.",
        "Ge den anropade processen en vanlig starthändelse.",
        "BPMN 10.5.2",
    )
)
def call_without_plain_start(subject: Subject) -> Iterator[Broken]:
    """A process that is called begins at a start event without trigger."""
    for node in _of(subject, Kind.CALL_ACTIVITY):
        called = node.called
        if called is None or is_computed(called.key):
            continue
        own = subject.executable.get(called.key)
        if not (begins_plainly(own) if own is not None else subject.known.callable(called.key)):
            yield broken(node, process=called.key)


@rule(
    Rule(
        "instantiate-with-incoming",
        _ERROR,
        "”{element}” ska starta processen (instantiate), men har ett flöde in.",
        "{element} starts the process (instantiate) but has an incoming flow.",
        "Ta bort flödet in, eller instantiate.",
        "BPMN 10.3.3, 10.6.6",
    )
)
def instantiate_with_incoming(subject: Subject) -> Iterator[Broken]:
    """What starts a process has nothing before it."""
    return (broken(node) for node in subject.process.nodes.values() if node.instantiate and node.incoming)


@rule(
    Rule(
        "parallel-event-gateway",
        _ERROR,
        "Händelsegatewayen ”{element}” väntar på alla händelser, och det får bara den göra som startar processen.",
        "The event-based gateway {element} is parallel, which only one that starts the process may be.",
        "Gör den exklusiv, eller använd en parallell gateway före händelserna.",
        "BPMN 10.6.6",
    )
)
def parallel_event_gateway(subject: Subject) -> Iterator[Broken]:
    """Only an event-based gateway that starts a process is parallel."""
    for node in _of(subject, Kind.EVENT_BASED_GATEWAY):
        if node.attributes.get("eventGatewayType") == "Parallel" and not node.instantiate:
            yield broken(node)


@rule(
    Rule(
        "awaited-task-with-border",
        _ERROR,
        "”{element}” följer på händelsegatewayen ”{gateway}” och får inte ha gränshändelser.",
        "{element} follows the event-based gateway {gateway} and may have no boundary events.",
        "Flytta gränshändelsen: låt gatewayen vänta på den.",
        "BPMN 10.6.6",
    )
)
def awaited_task_with_border(subject: Subject) -> Iterator[Broken]:
    """A receive task after an event-based gateway has nothing on its border."""
    hosts = {node.attached_to for node in _of(subject, Kind.BOUNDARY_EVENT)}
    for gateway in _of(subject, Kind.EVENT_BASED_GATEWAY):
        for flow in subject.process.outgoing(gateway):
            node = subject.process.nodes.get(flow.target)
            if node is not None and node.kind is Kind.RECEIVE_TASK and node.id in hosts:
                yield broken(node, gateway=label(gateway))


@rule(
    Rule(
        "script-format",
        _ERROR,
        "Skriptet i ”{element}” är skrivet i språket {language}, som inte kan köras här.",
        "The script of {element} is written in {language}, which does not run here.",
        "Skriv ett FEEL-uttryck som börjar med =, och ange en resultatvariabel.",
    )
)
def script_format(subject: Subject) -> Iterator[Broken]:
    """Only expressions run; a script in another language could look like one and mean something else."""
    for node in _of(subject, Kind.SCRIPT_TASK):
        language = node.attributes.get("scriptFormat", "").strip()
        if language and language.rstrip("/").rpartition("/")[2].lower() not in ("feel", "juel", "uel", "el"):
            yield broken(node, language=language)


@rule(
    Rule(
        "message-awaited-twice",
        _WARNING,
        "Händelsegatewayen ”{element}” väntar på meddelandet ”{message}” på flera vägar: bara en av dem kan tas.",
        "The event-based gateway {element} waits for the message {message} more than once.",
        "Låt varje väg vänta på något eget.",
    )
)
def message_awaited_twice(subject: Subject) -> Iterator[Broken]:
    """Nobody can say which of the ways the message means."""
    for gateway in _of(subject, Kind.EVENT_BASED_GATEWAY):
        names: set[str] = set()
        for flow in subject.process.outgoing(gateway):
            node = subject.process.nodes.get(flow.target)
            event = node.event if node is not None else None
            if event is None or event.kind is not EventKind.MESSAGE or not event.name:
                continue
            if event.name in names:
                yield broken(gateway, message=event.name)
            names.add(event.name)
