"""What this engine would not run as BPMN says: refused at deploy, with the element's id and a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.definitions.findings import Finding, Severity
from app.definitions.model import ACTIVITIES, SUB_PROCESSES, EventKind, Kind, Node, Process
from app.engine.specs import is_armed

_CATCHES = {EventKind.MESSAGE, EventKind.TIMER, EventKind.SIGNAL, EventKind.CONDITIONAL}
_PLACES: dict[Kind, set[EventKind]] = {
    Kind.START_EVENT: {EventKind.NONE, EventKind.MESSAGE, EventKind.TIMER, EventKind.SIGNAL},
    Kind.INTERMEDIATE_CATCH: _CATCHES | {EventKind.LINK},
    Kind.BOUNDARY_EVENT: _CATCHES
    | {EventKind.ERROR, EventKind.ESCALATION, EventKind.COMPENSATION, EventKind.CANCEL},
    Kind.INTERMEDIATE_THROW: {EventKind.NONE, EventKind.MESSAGE, EventKind.SIGNAL, EventKind.ESCALATION,
    EventKind.LINK, EventKind.COMPENSATION},
    Kind.END_EVENT: {
        EventKind.NONE, EventKind.MESSAGE, EventKind.SIGNAL, EventKind.ESCALATION, EventKind.ERROR, EventKind.TERMINATE,
        EventKind.COMPENSATION, EventKind.CANCEL,
    },
}  # fmt: skip
_EVENT_SUB_PROCESS_STARTS = _CATCHES | {EventKind.ERROR, EventKind.ESCALATION, EventKind.COMPENSATION}
_PEOPLE = {Kind.USER_TASK, Kind.MANUAL_TASK, Kind.RECEIVE_TASK}
_NAMES = {
    EventKind.COMPENSATION: "kompensation",
    EventKind.CANCEL: "avbrott av transaktion (cancel)",
    EventKind.MULTIPLE: "flera händelser i en",
    EventKind.CONDITIONAL: "villkor",
    EventKind.LINK: "länk",
    EventKind.ERROR: "fel",
    EventKind.ESCALATION: "eskalering",
    EventKind.TERMINATE: "avslut",
    EventKind.NONE: "ingen händelse",
}


def unsupported(process: Process, file: str) -> tuple[Finding, ...]:
    """An error finding for each construct that would not run right; empty means that the process runs."""
    found = []
    for node in process.nodes.values():
        for check in _CHECKS:
            for swedish, english, hint in check(process, node):
                found.append(Finding(Severity.ERROR, "not-supported", file, node.id, swedish, english, hint, node.line))
    return tuple(found)


Reasons = Iterator[tuple[str, str, str]]


def _kinds(process: Process, node: Node) -> Reasons:
    if node.triggered_by_event and node.kind is not Kind.SUB_PROCESS:
        yield (
            f"”{node.name or node.id}” är både en händelsedelprocess och något annat; det kan inte köras.",
            f"triggeredByEvent on {node.kind.value} is not supported.",
            "Gör den till en vanlig delprocess, och lägg en transaktion eller ad hoc-delprocess i den.",
        )
    if node.kind is Kind.COMPLEX_GATEWAY:
        yield (
            f"Komplexa gateways kan inte köras: ”{node.name or node.id}”.",
            "complexGateway is not supported.",
            "Rita samma sak med vanliga gateways, delprocesser och händelser.",
        )
    if node.kind in (Kind.SERVICE_TASK, Kind.BUSINESS_RULE_TASK) and not node.topic:
        yield (
            f"”{node.name or node.id}” saknar ämne (topic), så ingen vet vem som ska göra arbetet.",
            f"{node.kind.value} without camunda:type=external and camunda:topic.",
            "Välj Implementation: External och skriv ett ämne.",
        )
    if node.topic and not _may_have_topic(node):
        yield (
            f"”{node.name or node.id}” har ett ämne (topic), men där finns inget arbete att göra.",
            f"camunda:topic on {node.kind.value} is not supported here.",
            "Använd en tjänsteuppgift (service task), eller ta bort ämnet.",
        )
    if node.kind is Kind.SCRIPT_TASK and node.script is None:
        yield (
            f"”{node.name or node.id}” har inget uttryck.",
            "scriptTask without expression.",
            "Skriv ett FEEL-uttryck som börjar med =.",
        )


def _may_have_topic(node: Node) -> bool:
    if node.kind in (Kind.SERVICE_TASK, Kind.SEND_TASK, Kind.BUSINESS_RULE_TASK):
        return True
    throws = node.kind in (Kind.INTERMEDIATE_THROW, Kind.END_EVENT)
    return throws and node.event is not None and node.event.kind is EventKind.MESSAGE


def _events(process: Process, node: Node) -> Reasons:
    allowed = _PLACES.get(node.kind)
    if allowed is None:
        return
    kind = node.event.kind if node.event is not None else EventKind.NONE
    parent = process.nodes.get(node.parent)
    if node.kind is Kind.START_EVENT and parent is not None:
        allowed = _EVENT_SUB_PROCESS_STARTS if parent.triggered_by_event else {EventKind.NONE}
    if kind not in allowed:
        what = _NAMES.get(kind, kind.value)
        yield (
            f"Händelsen ”{node.name or node.id}” ({what}) kan inte köras på denna plats.",
            f"{kind.value} event is not supported as {node.kind.value} here.",
            "Välj en annan sorts händelse.",
        )
    always = kind in (EventKind.ERROR, EventKind.CANCEL)
    if always and node.kind is Kind.BOUNDARY_EVENT and not node.interrupting:
        yield (
            f"”{node.name or node.id}” ({_NAMES[kind]}) måste avbryta aktiviteten som den sitter på.",
            f"A boundary event of this kind ({kind.value}) must interrupt.",
            "Gör den avbrytande.",
        )


def _messages(process: Process, node: Node) -> Reasons:
    throws = node.kind in (Kind.SEND_TASK, Kind.INTERMEDIATE_THROW, Kind.END_EVENT) and (
        node.kind is Kind.SEND_TASK or (node.event is not None and node.event.kind is EventKind.MESSAGE)
    )
    if throws and not node.topic and (node.event is None or not node.event.name):
        yield (
            f"”{node.name or node.id}” skickar ett meddelande utan namn.",
            "Message throw without a message name or topic.",
            "Välj ett meddelande, eller ange ett ämne (topic).",
        )


def _quantities(process: Process, node: Node) -> Reasons:
    for attribute in ("startQuantity", "completionQuantity"):
        if node.attributes.get(attribute, "1") != "1":
            yield (
                f"”{node.name or node.id}” har {attribute}, som inte kan köras.",
                f"{attribute} is not supported.",
                "",
            )
    if node.instantiate:
        yield (
            f"”{node.name or node.id}” ska starta processen själv (instantiate); det kan inte köras.",
            "instantiate is not supported.",
            "Använd en startaktivitet med meddelande i stället.",
        )
    if node.kind is Kind.EVENT_BASED_GATEWAY and node.attributes.get("eventGatewayType", "Exclusive") != "Exclusive":
        yield (
            f"”{node.name or node.id}” är en parallell händelsegateway; det kan inte köras.",
            "Parallel event gateway is not supported.",
            "",
        )


def _loops(process: Process, node: Node) -> Reasons:
    sources = (process.nodes.get(process.flows[flow].source) for flow in node.incoming)
    awaited = any(source is not None and source.kind is Kind.EVENT_BASED_GATEWAY for source in sources)
    if node.loop is not None and (awaited or node.triggered_by_event):
        yield (
            f"”{node.name or node.id}” kan inte upprepas.",
            f"Loop on {node.kind.value} is not supported.",
            "Lägg den i en delprocess som upprepas.",
        )
    if node.kind is Kind.RECEIVE_TASK and awaited and any(process.boundaries(node.id)):
        yield (
            f"”{node.name or node.id}” står bakom en händelsegateway och kan inte ha kanthändelser.",
            "A receive task behind an event-based gateway has no boundary events.",
            "Låt händelsegatewayen vänta på det som kan hända i stället.",
        )
    if node.loop is not None and node.loop.cardinality is not None and node.loop.collection is not None:
        yield (
            f"”{node.name or node.id}” har både ett antal och en samling; bara en av dem kan räkna gångerna.",
            "Both loopCardinality and a collection.",
            "Ta bort antalet (loop cardinality) eller samlingen (collection).",
        )
    behavior = node.attributes.get("behavior", "All")
    if node.loop is not None and behavior != "All":
        yield (
            f"”{node.name or node.id}” har behavior={behavior}, som inte kan köras.",
            "Multi-instance behavior is not supported.",
            "",
        )


def _continuations(process: Process, node: Node) -> Reasons:
    runs = (node.kind in ACTIVITIES or node.topic) and not node.triggered_by_event
    if (node.async_before or node.async_after) and not runs:
        yield (
            f"”{node.name or node.id}” har asynkron fortsättning, som bara kan köras på aktiviteter.",
            "asyncBefore and asyncAfter are supported on activities only.",
            "Sätt den på aktiviteten före eller efter.",
        )


def _compensation(process: Process, node: Node) -> Reasons:
    name = node.name or node.id
    if node.for_compensation and (node.incoming or node.outgoing or any(process.boundaries(node.id))):
        yield (
            f"”{name}” ångrar en annan aktivitet och kan inte ha flöden eller kanthändelser.",
            "A compensation handler with sequence flows or boundary events is not supported.",
            "Lägg det som ska hända i en delprocess, och låt delprocessen ångra.",
        )
    if node.event is None or node.event.kind is not EventKind.COMPENSATION:
        return
    if node.kind is Kind.BOUNDARY_EVENT and not _has_handler(process, node):
        yield (
            f"Kompensationen ”{name}” leder inte till någon aktivitet som ångrar.",
            "Compensation boundary event without an association to a compensation activity in the same scope.",
            "Rita en association till en aktivitet som är markerad som kompensation (isForCompensation).",
        )
    if node.kind is Kind.START_EVENT and not _undoes_a_sub_process(process, node):
        yield (
            f"Kompensationsstarten ”{name}” måste stå i en händelsedelprocess i en delprocess, och vara ensam om det.",
            "A compensation start belongs to the one event sub-process that undoes its embedded sub-process.",
            "Flytta den till den delprocess som ska ångras, eller använd en kanthändelse.",
        )
    if node.kind in (Kind.INTERMEDIATE_THROW, Kind.END_EVENT) and node.event.ref not in ("", *_undoable(process, node)):
        yield (
            f"”{name}” ångrar ”{node.event.ref}”, som inte kan ångras härifrån.",
            "activityRef names no activity of this scope that can be compensated.",
            "Välj en aktivitet i samma delprocess som har en kompensation, eller välj ingen för att ångra alla.",
        )


def _has_handler(process: Process, boundary: Node) -> bool:
    handler = process.nodes.get(boundary.handler or "")
    host = process.nodes.get(boundary.attached_to or "")
    if handler is None or host is None or handler.kind not in ACTIVITIES or handler.triggered_by_event:
        return False
    return handler.for_compensation and not host.for_compensation and handler.parent == boundary.parent == host.parent


def _undoes_a_sub_process(process: Process, start: Node) -> bool:
    handler = process.nodes.get(start.parent)
    undone = process.nodes.get(handler.parent) if handler is not None else None
    if undone is None or undone.triggered_by_event:
        return False
    beside = (inner for inner in process.children(undone.id) if inner.triggered_by_event)
    starts = (each for inner in beside for each in process.children(inner.id) if each.kind is Kind.START_EVENT)
    return sum(not is_armed(each) for each in (*starts, *process.boundaries(undone.id))) == 1


def _undoable(process: Process, thrower: Node) -> Iterator[str]:
    """Ids of what a compensation event may name: within its scope, or around it when it is beside the flow."""
    scope = thrower.parent
    while True:
        for each in process.children(scope):
            has_own = any(not is_armed(boundary) for boundary in process.boundaries(each.id))
            if has_own or (each.kind in SUB_PROCESSES and not each.triggered_by_event):
                yield each.id
        around = process.nodes.get(scope)
        if around is None or not around.triggered_by_event:
            return
        scope = around.parent


def _transactions(process: Process, node: Node) -> Reasons:
    if node.event is None or node.event.kind is not EventKind.CANCEL:
        return
    at = node.attached_to if node.kind is Kind.BOUNDARY_EVENT else node.parent
    transaction = process.nodes.get(at or "")
    if transaction is None or transaction.kind is not Kind.TRANSACTION or transaction.loop is not None:
        yield (
            f"Avbrottet ”{node.name or node.id}” måste höra till en transaktion som inte upprepas.",
            "Cancel events belong to a transaction that is not repeated.",
            "Gör delprocessen till en transaktion, eller använd en felhändelse.",
        )
    elif node.kind is Kind.END_EVENT and not any(_cancels(each) for each in process.boundaries(transaction.id)):
        yield (
            f"Transaktionen ”{transaction.name or transaction.id}” kan avbrytas men har ingen avbrottshändelse.",
            "A transaction with a cancel end event needs a cancel boundary event.",
            "Sätt en avbrottshändelse (cancel) på transaktionens kant.",
        )


def _cancels(boundary: Node) -> bool:
    return boundary.event is not None and boundary.event.kind is EventKind.CANCEL


def _ad_hoc(process: Process, node: Node) -> Reasons:
    if node.kind is not Kind.AD_HOC:
        return
    name = node.name or node.id
    if node.attributes.get("ordering", "Parallel") != "Parallel":
        yield (
            f"Ad hoc-delprocessen ”{name}” ska göras i tur och ordning (ordering), vilket inte kan köras.",
            "Sequential ordering of an ad-hoc sub-process is not supported.",
            "Ta bort ordering, eller rita ordningen med flöden.",
        )
    if node.attributes.get("cancelRemainingInstances", "true") not in ("true", "1"):
        yield (
            f"Ad hoc-delprocessen ”{name}” ska vänta in det som pågår, vilket inte kan köras.",
            "cancelRemainingInstances=false is not supported.",
            "Ta bort cancelRemainingInstances: när villkoret stämmer avbryts det som är kvar.",
        )
    for each in process.children(node.id):
        if node.completion is not None and each.begins_scope and each.kind not in _PEOPLE:
            yield (
                f"”{each.name or each.id}” i ad hoc-delprocessen ”{name}” skulle göras om och om igen utan att vänta.",
                "With a completion condition, an ad-hoc sub-process must begin with user, manual or receive tasks.",
                "Börja med en uppgift för en människa, eller ta bort villkoret.",
            )


_CHECKS: tuple[Callable[[Process, Node], Reasons], ...] = (
    _kinds,
    _events,
    _messages,
    _quantities,
    _loops,
    _continuations,
    _compensation,
    _transactions,
    _ad_hoc,
)
