"""Event definitions by a short key: how each is written, and what it is called on the page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Definition:
    """What an event is about."""

    row: str
    xml: str
    attributes: str = ""


def _timer(kind: str, text: str) -> str:
    return f"<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition>"


_MESSAGE = '<messageEventDefinition messageRef="msg"/>'
_SIGNAL = '<signalEventDefinition signalRef="sig"/>'

DEFINITIONS = {
    "none": Definition("ingen (none)", ""),
    "message": Definition("meddelande (message)", _MESSAGE),
    "date": Definition("tid som datum (timer, timeDate)", _timer("timeDate", "2026-03-03T10:00:00")),
    "duration": Definition("tid som varaktighet (timer, timeDuration)", _timer("timeDuration", "P1D")),
    "cycle": Definition("tid som upprepning (timer, timeCycle)", _timer("timeCycle", "R2/P1D")),
    "signal": Definition("signal (signal)", _SIGNAL),
    "conditional": Definition(
        "villkor (conditional)",
        "<conditionalEventDefinition><condition>=v &gt; 3</condition></conditionalEventDefinition>",
    ),
    "error": Definition("fel (error)", '<errorEventDefinition errorRef="err"/>'),
    "escalation": Definition("eskalering (escalation)", '<escalationEventDefinition escalationRef="esk"/>'),
    "compensation": Definition("kompensation (compensation)", "<compensateEventDefinition/>"),
    "link": Definition("länk (link)", '<linkEventDefinition name="L"/>'),
    "terminate": Definition("avslut (terminate)", "<terminateEventDefinition/>"),
    "cancel": Definition("avbrott av transaktion (cancel)", "<cancelEventDefinition/>"),
    "multiple": Definition("någon av flera (multiple)", _MESSAGE + _SIGNAL),
    "parallel multiple": Definition("alla av flera (parallel multiple)", _MESSAGE + _SIGNAL, 'parallelMultiple="true"'),
}

NOT_BPMN = "BPMN har ingen sådan händelse på den platsen."
MULTIPLE = "Flera händelser i en symbol kan inte köras; rita dem var för sig."


def event(tag: str, id_: str, key: str, attributes: str = "") -> str:
    """An event element about this."""
    made = DEFINITIONS[key]
    return f'<{tag} id="{id_}" {attributes} {made.attributes}>{made.xml}</{tag}>'
