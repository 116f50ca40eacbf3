"""Activities: sub-processes, calls, loops and multi-instance, inputs and outputs, continuations."""

import pytest

from app import engine
from app.engine import Wait
from app.errors import ElementError, StaleTriggerError
from app.values import Value
from tests.unit.engine.drawing import Played, drawn, flows, play

MI = '<userTask id="a"><multiInstanceLoopCharacteristics {attributes} {camunda}>{inside}</multiInstanceLoopCharacteristics></userTask>'


def several(attributes: str = "", camunda: str = "", inside: str = "") -> str:
    return (
        '<startEvent id="s"/>'
        + MI.format(attributes=attributes, camunda=camunda, inside=inside)
        + '<userTask id="z"/>'
        + flows("s a, a z")
    )


def test_parallel_instances_each_have_their_item_and_the_body_waits_for_all() -> None:
    case = play(
        several(camunda='camunda:collection="saker" camunda:elementVariable="sak"'), saker=["rullator", "säng", "lift"]
    )
    assert case.waits() == ["a", "a", "a"]
    items = [engine.variables(case.step.state, w.token, case.world())["sak"] for w in case.step.waiting]
    assert items == ["rullator", "säng", "lift"]
    case.complete("a", nth=1).complete("a", nth=1)
    assert case.waits() == ["a"]
    assert case.complete("a").waits() == ["z"]


def test_sequential_instances_come_one_at_a_time_in_order() -> None:
    case = play(
        several('isSequential="true"', 'camunda:collection="=saker" camunda:elementVariable="sak"'), saker=["x", "y"]
    )
    seen = []
    for _ in range(2):
        assert case.waits() == ["a"]
        seen.append(engine.variables(case.step.state, case.at("a").token, case.world())["sak"])
        case.complete("a")
    assert seen == ["x", "y"]
    assert case.waits() == ["z"]


def test_a_completion_condition_ends_the_rest() -> None:
    inside = "<loopCardinality>3</loopCardinality><completionCondition>nrOfCompletedInstances = 2</completionCondition>"
    case = play(several(inside=inside))
    case.complete("a").complete("a")
    assert case.waits() == ["z"]
    assert ("a", "cancelled") in case.trace


def test_no_items_means_no_instances() -> None:
    assert play(several(camunda='camunda:collection="saker"'), saker=[]).waits() == ["z"]


@pytest.mark.parametrize("wrong", ["inte en lista", None, 3])
def test_a_collection_that_is_no_list_is_an_error(wrong: Value) -> None:
    with pytest.raises(ElementError, match="lista"):
        play(several(camunda='camunda:collection="saker"'), saker=wrong)


def test_a_negative_cardinality_is_an_error() -> None:
    with pytest.raises(ElementError, match="-1"):
        play(several(inside="<loopCardinality>-1</loopCardinality>"))


def test_a_standard_loop_goes_on_while_its_condition_holds() -> None:
    case = play(
        '<startEvent id="s"/><userTask id="a"><standardLoopCharacteristics><loopCondition>fler</loopCondition>'
        '</standardLoopCharacteristics></userTask><userTask id="z"/>' + flows("s a, a z")
    )
    assert case.complete("a", fler=True).complete("a", fler=True).waits() == ["a"]
    assert case.complete("a", fler=False).waits() == ["z"]


def test_ten_thousand_automatic_instances_finish_in_one_command() -> None:
    case = play(
        '<startEvent id="s"/><task id="a"><multiInstanceLoopCharacteristics><loopCardinality>10000</loopCardinality>'
        '</multiInstanceLoopCharacteristics></task><userTask id="z"/>' + flows("s a, a z")
    )
    assert case.waits() == ["z"]


def test_a_boundary_on_a_multi_instance_activity_cancels_all_instances() -> None:
    body = several(camunda='camunda:collection="saker"').replace(
        '<userTask id="z"/>',
        '<userTask id="z"/><boundaryEvent id="bo" attachedToRef="a"><timerEventDefinition><timeDuration>P1D</timeDuration>'
        '</timerEventDefinition></boundaryEvent><userTask id="sent"/>' + flows("bo sent"),
    )
    case = play(body, saker=[1, 2])
    assert case.armed() == ["bo"]
    assert case.trigger("bo").waits() == ["sent"]


CALLER = (
    '<startEvent id="s"/><callActivity id="c" calledElement="q"><extensionElements>'
    '<camunda:in businessKey="=businessKey"/><camunda:in source="insats" target="vad"/><camunda:in sourceExpression="=1 + 1" target="tal"/>'
    '<camunda:out source="utfall" target="beslut"/></extensionElements></callActivity>'
    '<boundaryEvent id="bo" attachedToRef="c"><errorEventDefinition errorRef="er"/></boundaryEvent><userTask id="z"/><userTask id="fel"/>'
) + flows("s c, c z, bo fel")
CALLED = (
    '<error id="er" errorCode="nej"/><process id="q" isExecutable="true"><startEvent id="s"/><userTask id="a"/>'
    '<exclusiveGateway id="x" default="x-e"/><endEvent id="e"/><endEvent id="n"><errorEventDefinition errorRef="er"/></endEvent>'
    + flows("s a, a x, x n [utfall = &quot;nej&quot;], x e")
    + "</process>"
)


def test_a_called_process_sees_only_what_is_mapped_and_gives_back_only_what_is_mapped() -> None:
    case = play(CALLER, CALLED, insats="hemtjänst", hemligt="x")
    waiting = case.at("a")
    assert waiting.instance != case.root
    assert dict(engine.variables(case.step.state, waiting.instance, case.world())) == {"vad": "hemtjänst", "tal": 2}
    called = next(change for change in case.step.instances if change.parent)
    assert (called.parent, called.call_element, called.business_key) == (case.root, "c", "SN-1")
    case.complete("a", utfall="ja", annat=1)
    assert case.waits() == ["z"]
    assert case.values() == {"insats": "hemtjänst", "hemligt": "x", "beslut": "ja"}
    assert [change.phase.value for change in case.step.instances] == ["completed"]


def test_an_error_in_a_called_process_is_caught_at_the_call() -> None:
    case = play(CALLER, CALLED, insats="x").complete("a", utfall="nej")
    assert case.waits() == ["fel"]
    assert [change.phase.value for change in case.step.instances] == ["cancelled"]


def test_a_process_that_calls_itself_for_ever_is_stopped() -> None:
    with pytest.raises(ElementError, match="utan slut"):
        play('<startEvent id="s"/><callActivity id="c" calledElement="p"/>' + flows("s c"))


def test_a_sub_process_keeps_its_own_variables_inside() -> None:
    case = play(
        '<startEvent id="s"/><subProcess id="sub"><extensionElements><camunda:inputOutput><camunda:inputParameter name="x">=1</camunda:inputParameter>'
        '<camunda:outputParameter name="ut">=x + 1</camunda:outputParameter></camunda:inputOutput></extensionElements>'
        '<startEvent id="s1"/><userTask id="a"/>'
        + flows("s1 a")
        + '</subProcess><userTask id="z"/>'
        + flows("s sub, sub z"),
        x=100,
    )
    case.complete("a", x=5, y=6)
    assert case.values() == {"x": 100, "y": 6, "ut": 6}


def test_outputs_of_a_task_are_the_only_thing_written_when_there_are_any() -> None:
    case = play(
        '<startEvent id="s"/><serviceTask id="a" camunda:type="external" camunda:topic="t"><extensionElements><camunda:inputOutput>'
        '<camunda:inputParameter name="indata">=v * 2</camunda:inputParameter><camunda:outputParameter name="ut">=svar + indata</camunda:outputParameter>'
        '</camunda:inputOutput></extensionElements></serviceTask><userTask id="z"/>' + flows("s a, a z"),
        v=4,
    )
    assert engine.variables(case.step.state, case.at("a").token, case.world())["indata"] == 8
    case.complete("a", svar=1)
    assert case.values() == {"v": 4, "ut": 9}


def test_the_attributes_of_a_user_task_are_evaluated_when_it_is_created() -> None:
    case = play(
        '<startEvent id="s"/><userTask id="a" camunda:candidateGroups="=kommun.grupp" camunda:assignee="${vem}" camunda:dueDate="=date(dag)" '
        'camunda:priority="70" camunda:formRef="beslut" camunda:formRefBinding="deployment"/>' + flows("s a"),
        kommun={"grupp": "beslutsfattare"},
        vem="asta",
        dag="2026-03-05",
    )
    assignment = case.at("a").assignment
    assert assignment is not None
    assert (assignment.candidate_groups, assignment.assignee, assignment.priority) == (("beslutsfattare",), "asta", 70)
    assert assignment.due is not None
    assert assignment.due.isoformat() == "2026-03-05T23:59:59+01:00"
    assert assignment.form is not None
    assert (assignment.form.key, assignment.form.binding.value) == ("beslut", "deployment")


def test_a_continuation_waits_before_and_after() -> None:
    case = play(
        '<startEvent id="s"/><userTask id="a" camunda:asyncBefore="true" camunda:asyncAfter="true"/><userTask id="z"/>'
        + flows("s a, a z")
    )
    assert case.at("a").kind is Wait.CONTINUATION
    case.trigger("a")
    assert case.at("a").kind is Wait.USER_TASK
    case.complete("a")
    assert case.at("a").kind is Wait.CONTINUATION
    assert case.trigger("a").waits() == ["z"]


def test_what_no_longer_waits_cannot_be_completed_and_nothing_changes() -> None:
    case = play('<startEvent id="s"/><userTask id="a"/><userTask id="b"/>' + flows("s a, a b"))
    token = case.at("a").token
    case.complete("a")
    with pytest.raises(StaleTriggerError):
        engine.complete(case.step.state, token, {}, case.world())


def test_dates_and_odd_keys_survive_storing() -> None:
    body = '<startEvent id="s"/><userTask id="a"/><userTask id="b"/>' + flows("s a, a b")
    case = play(body, typename="x", lista=[{"a": None, "b": [1.5, True]}], åäö="ÅÄÖ")
    values = case.values()
    assert values == {"typename": "x", "lista": [{"a": None, "b": [1.5, True]}], "åäö": "ÅÄÖ"}
    case.complete("a", dag=case.clock.date(), stund=case.clock)
    assert case.values() == {**values, "dag": case.clock.date(), "stund": case.clock}


def test_a_loop_of_thousands_of_rounds_costs_the_same_in_the_end() -> None:
    case = play(
        '<startEvent id="s"/><exclusiveGateway id="m"/><userTask id="a"/><exclusiveGateway id="x" default="x-m"/><endEvent id="e"/>'
        + flows("s m, m a, a x, x e [klar], x m"),
        klar=False,
    )
    case.complete("a")
    size = len(case.step.state)
    for _ in range(2000):
        case.complete("a")
        case.trace.clear()
        case.steps.clear()
    assert len(case.step.state) == size


def test_a_thousand_tasks_in_a_row_run() -> None:
    nodes = "".join(f'<task id="t{n}"/>' for n in range(1000))
    chain = ", ".join(f"t{n} t{n + 1}" for n in range(999))
    case = Played(
        drawn('<startEvent id="s"/>' + nodes + '<userTask id="z"/>' + flows(f"s t0, {chain}, t999 z"))
    ).start()
    assert case.waits() == ["z"]


def test_a_completion_condition_sees_the_instance_that_has_just_completed() -> None:
    inside = (
        '<multiInstanceLoopCharacteristics camunda:collection="=[1, 2, 3]" camunda:elementVariable="v">'
        '<outputDataItem name="svar"/><loopDataOutputRef>alla</loopDataOutputRef>'
        '<completionCondition>=v = 2 and svar = "nej"</completionCondition></multiInstanceLoopCharacteristics>'
    )
    case = play(f'<startEvent id="s"/><userTask id="a">{inside}</userTask><userTask id="b"/>' + flows("s a, a b"))
    case.complete("a", nth=1, svar="ja")
    assert case.waits() == ["a", "a"]
    case.complete("a", nth=0, svar="nej", ovrigt=1)
    assert case.waits() == ["a"]
    case = play(f'<startEvent id="s"/><userTask id="a">{inside}</userTask><userTask id="b"/>' + flows("s a, a b"))
    case.complete("a", nth=1, svar="nej", ovrigt=1)
    assert case.waits() == ["b"]
    assert case.values() == {"alla": [None, "nej", None], "ovrigt": 1}


def test_topic_and_priority_of_a_service_task_may_be_worked_out() -> None:
    task = '<serviceTask id="a" camunda:type="external" camunda:topic="${vart}" camunda:taskPriority="=niva + 1"/>'
    case = play(f'<startEvent id="s"/>{task}' + flows("s a"), vart="hit", niva=6)
    assert (case.at("a").topic, case.at("a").priority) == ("hit", 7)


@pytest.mark.parametrize("priority", ["=2.5", '="hög"', "=10**30"])
def test_a_priority_that_is_no_whole_number_stops_the_command_and_names_the_task(priority: str) -> None:
    written = priority.replace('"', "&quot;")
    with pytest.raises(ElementError, match="prioriteten"):
        play(f'<startEvent id="s"/><userTask id="a" camunda:priority="{written}"/>' + flows("s a"))
