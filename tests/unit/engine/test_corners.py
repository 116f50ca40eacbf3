"""Corners of the engine that reading and the laws of `test_laws` have found."""

import pytest

from app import engine
from app.engine import Changes
from app.errors import ElementError, NotStartableError
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


def test_an_inclusive_join_does_not_wait_for_what_can_as_well_come_where_a_token_is_already() -> None:
    """BPMN 13.4.3: a token blocks only if it can reach an empty incoming flow and no filled one."""
    case = play(
        '<startEvent id="s"/><parallelGateway id="f"/><userTask id="a"/><userTask id="u"/><exclusiveGateway id="m"/>'
        '<exclusiveGateway id="x" default="x-m"/><inclusiveGateway id="j"/><userTask id="z"/>'
        + flows("s f, f a, f u, a m, m j, u x, x j [v = 1], x m, j z"),
        v=1,
    )
    assert case.complete("a").waits() == ["u", "z"]
    assert case.complete("u").waits() == ["z", "z"]


def test_priority_zero_is_a_priority() -> None:
    assignment = play('<startEvent id="s"/><userTask id="a" camunda:priority="0"/>' + flows("s a")).at("a").assignment
    assert assignment is not None
    assert assignment.priority == 0


@pytest.mark.parametrize("count", ["Infinity", "1e400", "NaN"])
def test_a_count_that_is_not_finite_is_an_error_with_a_sentence(count: str) -> None:
    body = (
        '<startEvent id="s"/><userTask id="a"><multiInstanceLoopCharacteristics><loopCardinality>=antal</loopCardinality>'
        "</multiInstanceLoopCharacteristics></userTask>" + flows("s a")
    )
    with pytest.raises(ElementError, match=count):
        play(body, antal=count)


def test_gathered_results_are_written_once_when_a_continuation_follows() -> None:
    case = play(
        '<startEvent id="s"/><userTask id="a" camunda:asyncAfter="true"><multiInstanceLoopCharacteristics><loopDataOutputRef>ut'
        '</loopDataOutputRef><outputDataItem name="svar"/><loopCardinality>1</loopCardinality>'
        '</multiInstanceLoopCharacteristics></userTask><userTask id="z"/>' + flows("s a, a z")
    ).complete("a", svar=1)
    assert case.values() == {"ut": [1]}
    state = engine.set_variables(case.step.state, case.root, Changes({"ut": "rättat"}), case.world()).state
    after = engine.trigger(state, case.at("a").token, {}, case.world())
    assert engine.variables(after.state, case.root, case.world())["ut"] == "rättat"


@pytest.mark.parametrize("sequential", ["true", "false"])
def test_each_instance_of_a_sub_process_gathers_its_own_result(sequential: str) -> None:
    case = play(
        '<startEvent id="s"/><subProcess id="sub"><multiInstanceLoopCharacteristics isSequential="'
        + sequential
        + '"><loopDataOutputRef>ut</loopDataOutputRef><outputDataItem name="svar"/><loopCardinality>2</loopCardinality>'
        '</multiInstanceLoopCharacteristics><startEvent id="s1"/><userTask id="a"/><userTask id="b"/>'
        + flows("s1 a, a b")
        + '</subProcess><userTask id="z"/>'
        + flows("s sub, sub z")
    )
    order = "abab" if sequential == "true" else "aabb"
    answers = iter((1, 2))
    for element in order:
        case.complete(element, 0, **({"svar": next(answers)} if element == "a" else {}))
    assert case.values() == {"ut": [1, 2]}


def test_each_call_gathers_its_own_result_when_everything_comes_out() -> None:
    case = play(
        '<startEvent id="s"/><callActivity id="c" calledElement="q"><extensionElements><camunda:out variables="all"/>'
        "</extensionElements><multiInstanceLoopCharacteristics><loopDataOutputRef>ut</loopDataOutputRef>"
        '<outputDataItem name="svar"/><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></callActivity>'
        '<userTask id="z"/>' + flows("s c, c z"),
        '<process id="q" isExecutable="true"><startEvent id="s2"/><userTask id="a"/>' + flows("s2 a") + "</process>",
    )
    assert case.complete("a", svar=1).complete("a", svar=2).values() == {"ut": [1, 2]}


def test_a_condition_on_a_border_sees_what_the_activity_sees() -> None:
    case = play(
        '<startEvent id="s"/><subProcess id="sub"><extensionElements><camunda:inputOutput><camunda:inputParameter name="x">=0'
        '</camunda:inputParameter></camunda:inputOutput></extensionElements><startEvent id="s1"/><userTask id="a"/>'
        '<userTask id="b"/>'
        + flows("s1 a, a b")
        + '</subProcess><boundaryEvent id="bo" attachedToRef="sub"><conditionalEventDefinition><condition>x &gt; 3</condition>'
        '</conditionalEventDefinition></boundaryEvent><userTask id="z"/>' + flows("s sub, bo z")
    )
    assert case.complete("a", x=5).waits() == ["z"]


def test_a_case_begins_at_a_start_event_and_nowhere_else() -> None:
    with pytest.raises(NotStartableError, match="b"):
        play(THEN_B, element="b")


def test_a_variable_name_that_would_be_misread_is_refused() -> None:
    with pytest.raises(ElementError, match="otillåtet tecken"):
        play(THEN_B).complete("a", 0, **{"\u0000d": "2026-01-01"})


def test_half_a_character_is_refused_by_the_variables_name() -> None:
    case = play(THEN_B)
    with pytest.raises(ElementError, match="fritext"):
        case.complete("a", fritext="\ud800")
    assert case.complete("a", fritext="\U0001f600").waits() == ["b"]


def test_what_is_set_on_a_waiting_event_itself_is_gone_with_it() -> None:
    case = play(
        '<startEvent id="s"/><intermediateCatchEvent id="c"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>'
        '<userTask id="z"/>' + flows("s c, c z"),
        ROOTS,
    )
    token = case.at("c").token
    state = engine.set_local_variables(case.step.state, token, Changes({"x": 1}), case.world()).state
    after = engine.trigger(state, token, {}, case.world())
    assert [(each.scope, each.name, each.removed) for each in after.variables] == [(token, "x", True)]
