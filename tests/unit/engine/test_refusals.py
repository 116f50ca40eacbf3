"""What the engine would not run right is refused at deploy, with the element's id and a reason."""

import pytest

from app.engine import startable, unsupported
from tests.unit.engine.drawing import drawn, flows

ROOTS = '<message id="m" name="m"/><error id="er" errorCode="x"/><signal id="si" name="si"/>'
REFUSED = {
    "complexGateway": ('<complexGateway id="x"/>', "x"),
    "service task without topic": ('<serviceTask id="x"/>', "x"),
    "script task without expression": ('<scriptTask id="x"/>', "x"),
    "send task without message": ('<sendTask id="x"/>', "x"),
    "compensation of what cannot be undone": (
        '<task id="t"/><endEvent id="x"><compensateEventDefinition activityRef="t"/></endEvent>',
        "x",
    ),
    "compensation start of the process": (
        '<subProcess id="h" triggeredByEvent="true"><startEvent id="x"><compensateEventDefinition/></startEvent></subProcess>',
        "x",
    ),
    "handler in the flow": (
        '<task id="x" isForCompensation="true"/><endEvent id="e"/>' + flows("x e"),
        "x",
    ),
    "ad-hoc in order": ('<adHocSubProcess id="x" ordering="Sequential"><task id="t"/></adHocSubProcess>', "x"),
    "ad-hoc that waits for the rest": (
        '<adHocSubProcess id="x" cancelRemainingInstances="false"><task id="t"/></adHocSubProcess>',
        "x",
    ),
    "ad-hoc that would never wait": (
        '<adHocSubProcess id="x"><task id="t"/><completionCondition>=v = 1</completionCondition></adHocSubProcess>',
        "x",
    ),
    "cancel end without a cancel boundary": (
        '<transaction id="t"><endEvent id="x"><cancelEventDefinition/></endEvent></transaction>',
        "x",
    ),
    "compensation boundary": (
        '<task id="t"/><boundaryEvent id="x" attachedToRef="t"><compensateEventDefinition/></boundaryEvent>',
        "x",
    ),
    "cancel end": ('<endEvent id="x"><cancelEventDefinition/></endEvent>', "x"),
    "error catch in the flow": (
        '<intermediateCatchEvent id="x"><errorEventDefinition errorRef="er"/></intermediateCatchEvent>',
        "x",
    ),
    "error boundary that does not interrupt": (
        '<task id="t"/><boundaryEvent id="x" attachedToRef="t" cancelActivity="false">'
        '<errorEventDefinition errorRef="er"/></boundaryEvent>',
        "x",
    ),
    "error start of the process": (
        '<startEvent id="x"><errorEventDefinition errorRef="er"/></startEvent>',
        "x",
    ),
    "conditional start of the process": (
        '<startEvent id="x"><conditionalEventDefinition><condition>v</condition></conditionalEventDefinition></startEvent>',
        "x",
    ),
    "message start of an embedded sub-process": (
        '<subProcess id="sub"><startEvent id="x"><messageEventDefinition messageRef="m"/></startEvent></subProcess>',
        "x",
    ),
    "instantiating receive task": ('<receiveTask id="x" instantiate="true" messageRef="m"/>', "x"),
    "cancel boundary that does not interrupt": (
        '<transaction id="t"><task id="a"/></transaction><boundaryEvent id="x" attachedToRef="t" cancelActivity="false">'
        "<cancelEventDefinition/></boundaryEvent>",
        "x",
    ),
    "transaction beside the flow": (
        '<transaction id="x" triggeredByEvent="true"><task id="t"/></transaction>',
        "x",
    ),
    "number and collection at once": (
        '<task id="x"><multiInstanceLoopCharacteristics camunda:collection="v"><loopCardinality>2</loopCardinality>'
        "</multiInstanceLoopCharacteristics></task>",
        "x",
    ),
    "boundary event of a receive task behind an event gateway": (
        '<eventBasedGateway id="g"/><receiveTask id="x" messageRef="m"/><boundaryEvent id="b" attachedToRef="x">'
        '<messageEventDefinition messageRef="m"/></boundaryEvent>' + flows("g x"),
        "x",
    ),
    "start quantity": ('<task id="x" startQuantity="2"/>', "x"),
    "continuation at a gateway": ('<exclusiveGateway id="x" camunda:asyncBefore="true"/>', "x"),
    "loop on a receive task behind an event gateway": (
        '<eventBasedGateway id="g"/><receiveTask id="x" messageRef="m"><standardLoopCharacteristics loopMaximum="2"/></receiveTask>'
        + flows("g x"),
        "x",
    ),
    "parallel event gateway": ('<eventBasedGateway id="x" eventGatewayType="Parallel"/>', "x"),
}


@pytest.mark.parametrize(("body", "element"), REFUSED.values(), ids=REFUSED.keys())
def test_it_is_refused_with_the_elements_id_and_a_swedish_sentence(body: str, element: str) -> None:
    (process,) = drawn(body, ROOTS).processes
    findings = unsupported(process, "test.bpmn")
    assert [finding.element for finding in findings] == [element]
    assert findings[0].rule == "not-supported"
    assert findings[0].swedish.endswith(".")
    assert findings[0].english.endswith(".")


def test_what_runs_is_not_refused() -> None:
    (process,) = drawn(
        '<startEvent id="s"/><startEvent id="m1"><messageEventDefinition messageRef="m"/></startEvent><userTask id="a"/>'
        '<startEvent id="t1"><timerEventDefinition><timeCycle>R/P1D</timeCycle></timerEventDefinition></startEvent>'
        '<startEvent id="g1"><signalEventDefinition signalRef="si"/></startEvent>' + flows("s a, m1 a, t1 a, g1 a"),
        ROOTS,
    ).processes
    assert unsupported(process, "test.bpmn") == ()
    assert [(way.element, way.kind, way.name, way.timer) for way in startable(process)] == [
        ("s", "none", "", None),
        ("m1", "message", "m", None),
        ("t1", "timer", "", ("cycle", "R/P1D")),
        ("g1", "signal", "si", None),
    ]
