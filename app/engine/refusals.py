"""What this engine would not run as BPMN says: refused at deploy, with the element's id and a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.definitions.findings import Finding, Severity
from app.definitions.model import ACTIVITIES, EventKind, Kind, Node, Process

_CATCHES = {EventKind.MESSAGE, EventKind.TIMER, EventKind.SIGNAL, EventKind.CONDITIONAL}
_PLACES: dict[Kind, set[EventKind]] = {
    Kind.START_EVENT: {EventKind.NONE, EventKind.MESSAGE, EventKind.TIMER, EventKind.SIGNAL},
    Kind.INTERMEDIATE_CATCH: _CATCHES | {EventKind.LINK},
    Kind.BOUNDARY_EVENT: _CATCHES | {EventKind.ERROR, EventKind.ESCALATION},
    Kind.INTERMEDIATE_THROW: {EventKind.NONE, EventKind.MESSAGE, EventKind.SIGNAL, EventKind.ESCALATION,
    EventKind.LINK},
    Kind.END_EVENT: {
        EventKind.NONE, EventKind.MESSAGE, EventKind.SIGNAL, EventKind.ESCALATION, EventKind.ERROR, EventKind.TERMINATE,
    },
}  # fmt: skip
_EVENT_SUB_PROCESS_STARTS = _CATCHES | {EventKind.ERROR, EventKind.ESCALATION}
_KINDS = {
    Kind.TRANSACTION: "Transaktioner",
    Kind.AD_HOC: "Ad hoc-delprocesser",
    Kind.COMPLEX_GATEWAY: "Komplexa gateways",
}
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
    if node.kind in _KINDS:
        yield (
            f"{_KINDS[node.kind]} kan inte köras än: ”{node.name or node.id}”.",
            f"{node.kind.value} is not supported.",
            "Rita samma sak med vanliga gateways, delprocesser och händelser.",
        )
    if node.kind in (Kind.SERVICE_TASK, Kind.BUSINESS_RULE_TASK) and not node.topic:
        yield (
            f"”{node.name or node.id}” saknar ämne (topic), så ingen vet vem som ska göra arbetet.",
            f"{node.kind.value} without camunda:type=external and camunda:topic.",
            "Välj Implementation: External och skriv ett ämne.",
        )
    if node.kind is Kind.SCRIPT_TASK and node.script is None:
        yield (
            f"”{node.name or node.id}” har inget uttryck.",
            "scriptTask without expression.",
            "Skriv ett FEEL-uttryck som börjar med =.",
        )


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
    if kind is EventKind.ERROR and node.kind is Kind.BOUNDARY_EVENT and not node.interrupting:
        yield (f"Felhändelsen ”{node.name or node.id}” måste avbryta.", "An error boundary event must interrupt.", "")


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
    if node.loop is not None and (node.kind is Kind.RECEIVE_TASK or node.triggered_by_event):
        yield (
            f"”{node.name or node.id}” kan inte upprepas.",
            f"Loop on {node.kind.value} is not supported.",
            "Lägg den i en delprocess som upprepas.",
        )
    behavior = node.attributes.get("behavior", "All")
    if node.loop is not None and behavior != "All":
        yield (
            f"”{node.name or node.id}” har behavior={behavior}, som inte kan köras.",
            "Multi-instance behavior is not supported.",
            "",
        )


def _continuations(process: Process, node: Node) -> Reasons:
    runs = (
        (node.kind in ACTIVITIES or node.topic) and node.kind is not Kind.RECEIVE_TASK and not node.triggered_by_event
    )
    if (node.async_before or node.async_after) and not runs:
        yield (
            f"”{node.name or node.id}” har asynkron fortsättning, som bara kan köras på aktiviteter.",
            "asyncBefore and asyncAfter are supported on activities only.",
            "Sätt den på aktiviteten före eller efter.",
        )


_CHECKS: tuple[Callable[[Process, Node], Reasons], ...] = (
    _kinds,
    _events,
    _messages,
    _quantities,
    _loops,
    _continuations,
)
