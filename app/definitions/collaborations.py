"""Rules of message flows: drawn between pools, from what can send to what can receive. They are documentation."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.definitions.catalogue import error, warning
from app.definitions.document import Document
from app.definitions.model import ACTIVITIES, EVENTS, Kind
from app.definitions.names import Element, attribute, bpmn, bpmn_name, children, label, reference, text_of

WRONG_END = error(
    "message-flow-end",
    "Meddelandeflödet ”{element}” {way} vid ”{end}”, som inte är en pool, aktivitet eller händelse i filen.",
    "The message flow {element} is attached to {end}, which is no pool, activity or event of the file.",
    "Dra meddelandeflödet mellan två pooler, eller mellan steg i dem.",
    "BPMN 7.6.2",
)
WRONG_WAY = error(
    "message-flow-direction",
    "Meddelandeflödet ”{element}” {way} vid händelsen ”{end}”, som bara kan {can} meddelanden.",
    "The message flow {element} is attached to the event {end}, which can only do the opposite.",
    "Vänd meddelandeflödet, eller byt händelsen.",
    "BPMN 7.6.2",
)
NO_MESSAGE = warning(
    "message-flow-without-message",
    "Meddelandeflödet ”{element}” {way} vid händelsen ”{end}”, som inte handlar om något meddelande.",
    "The message flow {element} is attached to the event {end}, which is about no message.",
    "Gör händelsen till en meddelandehändelse, eller ta bort meddelandeflödet.",
    "BPMN 10.5.2, 10.5.3",
)
WITHIN_POOL = error(
    "message-flow-within-pool",
    "Meddelandeflödet ”{element}” börjar och slutar i samma pool.",
    "The message flow {element} begins and ends in the same pool.",
    "Använd ett vanligt flöde inom poolen.",
    "BPMN 9.4",
)

_EVENTS = frozenset(kind.value for kind in EVENTS)
_TALKING = frozenset(kind.value for kind in ACTIVITIES) | _EVENTS
_CONVERSATIONS = frozenset({"conversation", "subConversation", "callConversation"})
_CATCHES = frozenset({Kind.START_EVENT.value, Kind.INTERMEDIATE_CATCH.value, Kind.BOUNDARY_EVENT.value})


@dataclass(frozen=True, slots=True)
class _End:
    """One end of a message flow: what is there, in which process, and the words of a sentence about it."""

    found: Element | None
    process: Element | None
    called: str
    way: str
    can: str


def check_collaborations(document: Document) -> None:
    """Report message flows that BPMN does not allow, unless both ends are in mere drawings."""
    ids = {id_: each for each in document.root.iter(bpmn("*")) if (id_ := attribute(each, "id"))}
    for collaboration in children(document.root, bpmn("collaboration")):
        for flow in children(collaboration, bpmn("messageFlow")):
            ends = (
                _end(ids, flow, "sourceRef", ("börjar", "ta emot")),
                _end(ids, flow, "targetRef", ("slutar", "skicka")),
            )
            if all(end.found is not None and not _runs(end.process) for end in ends):
                continue
            _check_flow(document, flow, ends, ids)


def _check_flow(document: Document, flow: Element, ends: tuple[_End, _End], ids: Mapping[str, Element]) -> None:
    source, target = ends
    for end, wrong in ((source, _CATCHES), (target, _EVENTS - _CATCHES)):
        said = {"end": end.called, "way": end.way}
        name = bpmn_name(end.found) if end.found is not None else ""
        if name not in _TALKING | _CONVERSATIONS | {"participant"}:
            document.report(WRONG_END, flow, **said)
        elif name in wrong:
            document.report(WRONG_WAY, flow, can=end.can, **said)
        elif name in _EVENTS and end.found is not None and not _is_message(end.found, ids):
            document.report(NO_MESSAGE, flow, **said)
    if source.process is not None and source.process is target.process:
        document.report(WITHIN_POOL, flow)


def _end(ids: Mapping[str, Element], flow: Element, name: str, words: tuple[str, str]) -> _End:
    value = reference(attribute(flow, name))
    found = ids.get(value)
    process = found
    while process is not None and bpmn_name(process) not in ("process", "participant"):
        process = process.getparent()
    if process is not None and bpmn_name(process) == "participant":
        process = ids.get(reference(attribute(process, "processRef")))
    return _End(found, process, label(found) if found is not None else value or "ingenting", *words)


def _runs(process: Element | None) -> bool:
    return process is not None and process.get("isExecutable") in ("true", "1")


def _is_message(event: Element, ids: Mapping[str, Element]) -> bool:
    referred = [ids.get(reference(text_of(each))) for each in children(event, bpmn("eventDefinitionRef"))]
    definitions = [*event, *(each for each in referred if each is not None)]
    return any(bpmn_name(each) == "messageEventDefinition" for each in definitions)
