"""The process that every case of a chaos run goes through."""

from bench.workloads import OUTSIDE

KEY = "prov_av_avbrott"
MESSAGE = "besked"

_SERVICE = f'camunda:type="external" camunda:topic="{OUTSIDE}"'
_RETRIES = (
    "<bpmn:extensionElements><camunda:failedJobRetryTimeCycle>R500/PT1S</camunda:failedJobRetryTimeCycle>"
    "</bpmn:extensionElements>"
)
_NODES = f"""
<bpmn:startEvent id="start"/>
<bpmn:serviceTask id="ring" name="Ring" {_SERVICE}>{_RETRIES}</bpmn:serviceTask>
<bpmn:parallelGateway id="dela"/>
<bpmn:userTask id="svara" name="Svara" camunda:candidateGroups="handlaggare"/>
<bpmn:intermediateCatchEvent id="vanta"><bpmn:timerEventDefinition id="tid">
<bpmn:timeDuration>PT1S</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>
<bpmn:intermediateCatchEvent id="besked"><bpmn:messageEventDefinition id="m1" messageRef="m"/>
</bpmn:intermediateCatchEvent>
<bpmn:parallelGateway id="samla"/>
<bpmn:serviceTask id="avsluta" name="Avsluta" {_SERVICE}>{_RETRIES}</bpmn:serviceTask>
<bpmn:endEvent id="slut"/>
"""
_FLOWS = "start ring, ring dela, dela svara, dela vanta, dela besked, svara samla, vanta samla, besked samla"
_LAST = "samla avsluta, avsluta slut"

ELEMENTS = ("start", "ring", "dela", "svara", "vanta", "besked", "samla", "avsluta", "slut")
"""Each is completed exactly once in a case."""
CALLS = ("ring", "avsluta")
"""Those that call the supplier."""


def diagram() -> bytes:
    """The process as a file."""
    flows = "".join(
        f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}"/>'
        for source, target in (pair.split() for pair in f"{_FLOWS}, {_LAST}".split(", "))
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions targetNamespace="urn:prov" '
        'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn">'
        f'<bpmn:message id="m" name="{MESSAGE}"/>'
        f'<bpmn:process id="{KEY}" name="Prov av avbrott" isExecutable="true">{_NODES}{flows}</bpmn:process>'
        "</bpmn:definitions>"
    ).encode()
