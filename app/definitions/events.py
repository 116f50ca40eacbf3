"""Event definitions: what an event is about, with its references resolved."""

from app.definitions.catalogue import error
from app.definitions.document import UNKNOWN_REFERENCE, Document
from app.definitions.model import Event, EventKind
from app.definitions.names import (
    Element,
    attribute,
    bpmn,
    bpmn_name,
    camunda,
    child,
    children,
    reference,
    text_of,
)

NO_ERROR_CODE = error(
    "error-without-code",
    "Felet som ”{element}” sänder har ingen felkod.",
    "The error that {element} throws has no error code.",
    "Ge felet en felkod (errorCode).",
    "BPMN 8.4.3",
)

_SUFFIX = "EventDefinition"
_KINDS = {f"{kind.value}{_SUFFIX}": kind for kind in EventKind if kind not in (EventKind.NONE, EventKind.MULTIPLE)}


def definitions_of(document: Document, node: Element) -> list[Element]:
    """The event definitions of an event element, those it refers to included."""
    found = [each for each in node if bpmn_name(each) in _KINDS]
    for each in children(node, bpmn("eventDefinitionRef")):
        target = document.roots.get(reference(text_of(each)))
        if target is None or bpmn_name(target) not in _KINDS:
            shown = reference(text_of(each))
            document.report(UNKNOWN_REFERENCE, each, reference=shown, attribute="eventDefinitionRef")
        else:
            found.append(target)
    return found


def event_of(document: Document, node: Element, definitions: list[Element]) -> Event:
    """The event of an event element; kind NONE without definition, MULTIPLE with several."""
    if not definitions:
        return Event(EventKind.NONE)
    if len(definitions) > 1:
        return Event(EventKind.MULTIPLE)
    return _READERS[_KINDS[bpmn_name(definitions[0])]](document, node, definitions[0])


def message_of(document: Document, element: Element) -> Event | None:
    """The message that an element with messageRef names, None when it names none."""
    target = document.target(element, "messageRef", "message")
    if target is None:
        return None
    return Event(EventKind.MESSAGE, ref=target.get("id") or "", name=attribute(target, "name") or "")


def _message(document: Document, node: Element, definition: Element) -> Event:
    return message_of(document, definition) or Event(EventKind.MESSAGE)


def _signal(document: Document, node: Element, definition: Element) -> Event:
    target = document.target(definition, "signalRef", "signal")
    if target is None:
        return Event(EventKind.SIGNAL)
    return Event(EventKind.SIGNAL, ref=target.get("id") or "", name=attribute(target, "name") or "")


def _error(document: Document, node: Element, definition: Element) -> Event:
    target = document.target(definition, "errorRef", "error")
    code = attribute(target, "errorCode") if target is not None else None
    if bpmn_name(node) == "endEvent" and target is not None and code is None:
        document.report(NO_ERROR_CODE, node)
    return Event(
        EventKind.ERROR,
        ref=(target.get("id") or "") if target is not None else "",
        name=(attribute(target, "name") or "") if target is not None else "",
        code=code,
        code_variable=attribute(definition, camunda("errorCodeVariable")),
        message_variable=attribute(definition, camunda("errorMessageVariable")),
    )


def _escalation(document: Document, node: Element, definition: Element) -> Event:
    target = document.target(definition, "escalationRef", "escalation")
    return Event(
        EventKind.ESCALATION,
        ref=(target.get("id") or "") if target is not None else "",
        name=(attribute(target, "name") or "") if target is not None else "",
        code=attribute(target, "escalationCode") if target is not None else None,
        code_variable=attribute(definition, camunda("escalationCodeVariable")),
    )


def _timer(document: Document, node: Element, definition: Element) -> Event:
    return Event(
        EventKind.TIMER,
        date=document.literal(child(definition, bpmn("timeDate"))),
        duration=document.literal(child(definition, bpmn("timeDuration"))),
        cycle=document.literal(child(definition, bpmn("timeCycle"))),
    )


def _conditional(document: Document, node: Element, definition: Element) -> Event:
    return Event(EventKind.CONDITIONAL, condition=document.expression(child(definition, bpmn("condition"))))


def _link(document: Document, node: Element, definition: Element) -> Event:
    return Event(EventKind.LINK, name=attribute(definition, "name") or "")


def _compensation(document: Document, node: Element, definition: Element) -> Event:
    return Event(EventKind.COMPENSATION, ref=reference(attribute(definition, "activityRef")))


def _terminate(document: Document, node: Element, definition: Element) -> Event:
    return Event(EventKind.TERMINATE)


def _cancel(document: Document, node: Element, definition: Element) -> Event:
    return Event(EventKind.CANCEL)


_READERS = {
    EventKind.MESSAGE: _message,
    EventKind.SIGNAL: _signal,
    EventKind.ERROR: _error,
    EventKind.ESCALATION: _escalation,
    EventKind.TIMER: _timer,
    EventKind.CONDITIONAL: _conditional,
    EventKind.LINK: _link,
    EventKind.COMPENSATION: _compensation,
    EventKind.TERMINATE: _terminate,
    EventKind.CANCEL: _cancel,
}
