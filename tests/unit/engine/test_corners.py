"""Corners of the engine that reading and the laws of `test_laws` have found."""

from tests.unit.engine.drawing import flows, play

ROOTS = '<message id="m" name="m"/><escalation id="es" escalationCode="upp"/>'
THEN_B = '<startEvent id="s"/><userTask id="a"/><userTask id="b"/>' + flows("s a, a b")


def test_an_escalation_end_whose_catcher_interrupts_is_recorded_as_completed() -> None:
    case = play(
        '<startEvent id="s"/><subProcess id="sub"><startEvent id="s1"/><userTask id="u"/>'
        '<endEvent id="e"><escalationEventDefinition escalationRef="es"/></endEvent>'
        + flows("s1 u, u e")
        + '</subProcess><boundaryEvent id="bo" attachedToRef="sub"><escalationEventDefinition/></boundaryEvent>'
        '<userTask id="z"/>' + flows("s sub, bo z"),
        ROOTS,
    ).complete("u")
    assert case.waits() == ["z"]
    assert [phase for element, phase in case.trace if element == "e"] == ["started", "completed"]
    assert ("sub", "cancelled") in case.trace


def test_a_handler_does_not_catch_the_escalation_that_it_throws_itself() -> None:
    def handler(name: str, then: str) -> str:
        return (
            f'<subProcess id="{name}" triggeredByEvent="true"><startEvent id="{name}s" isInterrupting="false">'
            f'<escalationEventDefinition escalationRef="es"/></startEvent>{then}</subProcess>'
        )

    throw = '<endEvent id="{}"><escalationEventDefinition escalationRef="es"/></endEvent>'
    case = play(
        '<startEvent id="s"/><subProcess id="sub"><startEvent id="s1"/><userTask id="u"/>'
        + throw.format("e")
        + flows("s1 u, u e")
        + handler("inner", throw.format("e2") + flows("inners e2"))
        + "</subProcess>"
        + flows("s sub")
        + handler("outer", '<userTask id="z"/>' + flows("outers z")),
        ROOTS,
    ).complete("u")
    assert case.waits() == ["z"]
    assert case.entered().count("inner") == 1
