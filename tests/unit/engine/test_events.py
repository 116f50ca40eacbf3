"""Events in their places: boundaries, event sub-processes, throws, timers."""

from datetime import UTC, datetime

from app.engine import Phase, Wait
from tests.unit.engine.drawing import flows, play

ROOTS = '<message id="m" name="beslut_andrat"/><error id="er" errorCode="nej"/><escalation id="es" escalationCode="upp"/><signal id="si" name="larm"/>'


def sub(body: str, boundary: str, after: str) -> str:
    return (
        '<startEvent id="s"/><subProcess id="sub"><startEvent id="s1"/>'
        + body
        + f'</subProcess><boundaryEvent id="bo" attachedToRef="sub">{boundary}</boundaryEvent><userTask id="hand"/><userTask id="on"/>'
        + flows("s sub, bo hand, sub on")
        + after
    )


def test_an_error_end_is_caught_at_once_while_the_sub_process_has_automatic_work_left() -> None:
    body = (
        '<parallelGateway id="f"/><endEvent id="fel"><errorEventDefinition errorRef="er"/></endEvent><task id="t"/><userTask id="u"/>'
        + flows("s1 f, f fel, f t, t u")
    )
    case = play(sub(body, '<errorEventDefinition errorRef="er"/>', ""), ROOTS)
    assert case.waits() == ["hand"]
    assert "t" not in case.entered()


def test_an_uncaught_error_is_an_incident_and_not_success() -> None:
    case = play(
        '<startEvent id="s"/><endEvent id="fel"><errorEventDefinition errorRef="er"/></endEvent>' + flows("s fel"),
        ROOTS,
    )
    assert not case.ended
    assert (case.at("fel").kind, case.at("fel").event) == (Wait.INCIDENT, "nej")
    assert not case.trigger("fel").ended


def test_a_boundary_that_does_not_interrupt_leaves_the_activity_and_its_own_work_outlives_it() -> None:
    case = play(
        '<startEvent id="s"/><userTask id="a"/><userTask id="p"/><userTask id="b"/>'
        '<boundaryEvent id="bo" attachedToRef="a" cancelActivity="false"><timerEventDefinition><timeCycle>R3/P1D</timeCycle></timerEventDefinition></boundaryEvent>'
        + flows("s a, bo p, a b")
    )
    first = case.at("bo")
    case.later(days=1).trigger("bo")
    assert case.waits() == ["a", "p"]
    assert case.at("bo").token != first.token
    assert first.due is not None
    assert case.at("bo").due == first.due.replace(day=first.due.day + 1)
    case.trigger("bo").trigger("bo")
    assert (case.waits(), case.armed()) == (["a", "p", "p", "p"], [])
    assert case.complete("a").waits() == ["b", "p", "p", "p"]


def test_an_interrupting_boundary_cancels_the_activity_and_records_it() -> None:
    case = play(
        '<startEvent id="s"/><userTask id="a"/><userTask id="b"/><userTask id="c"/>'
        '<boundaryEvent id="bo" attachedToRef="a"><messageEventDefinition messageRef="m"/></boundaryEvent>'
        + flows("s a, bo b, a c"),
        ROOTS,
    ).trigger("bo", skal="ny uppgift")
    assert (case.waits(), case.armed()) == (["b"], [])
    assert ("a", "cancelled") in case.trace
    assert case.values() == {"skal": "ny uppgift"}


def test_an_error_from_outside_takes_the_boundary_with_its_code_and_sets_its_variables() -> None:
    body = (
        '<startEvent id="s"/><serviceTask id="a" camunda:type="external" camunda:topic="bestall"/><userTask id="b"/><userTask id="c"/>'
        '<boundaryEvent id="alla" attachedToRef="a"><errorEventDefinition/></boundaryEvent>'
        '<boundaryEvent id="bo" attachedToRef="a"><errorEventDefinition errorRef="er" camunda:errorCodeVariable="kod"/></boundaryEvent>'
        + flows("s a, bo b, alla c")
    )
    case = play(body, ROOTS).error("a", "nej", orsak="slut")
    assert case.waits() == ["b"]
    assert case.values() == {"kod": "nej", "orsak": "slut"}
    assert play(body, ROOTS).error("a", "annat").waits() == ["c"]


def test_an_error_that_nobody_catches_leaves_the_task_as_an_incident_that_can_be_tried_again() -> None:
    case = play(
        '<startEvent id="s"/><serviceTask id="a" camunda:type="external" camunda:topic="t"/>' + flows("s a"), ROOTS
    )
    case.error("a", "okänt")
    assert case.at("a").kind is Wait.INCIDENT
    case.trigger("a")
    assert case.at("a").kind is Wait.EXTERNAL_TASK
    assert case.complete("a").ended


def event_sub(start: str, interrupting: str) -> str:
    return (
        '<startEvent id="s"/><userTask id="a"/><userTask id="b"/>'
        f'<subProcess id="es" triggeredByEvent="true"><startEvent id="h" isInterrupting="{interrupting}">{start}</startEvent><userTask id="x"/>'
        + flows("h x")
        + "</subProcess>"
        + flows("s a, a b")
    )


def test_an_interrupting_event_sub_process_replaces_what_the_case_did() -> None:
    case = play(event_sub('<messageEventDefinition messageRef="m"/>', "true"), ROOTS)
    assert (case.waits(), case.armed()) == (["a"], ["h"])
    case.trigger("h")
    assert (case.waits(), case.armed()) == (["x"], [])
    assert case.complete("x").ended


def test_an_event_sub_process_that_does_not_interrupt_runs_beside_and_may_happen_again() -> None:
    case = play(event_sub('<messageEventDefinition messageRef="m"/>', "false"), ROOTS)
    case.trigger("h").trigger("h")
    assert (case.waits(), case.armed()) == (["a", "x", "x"], ["h"])
    case.complete("a").complete("b").complete("x")
    assert not case.ended
    assert case.complete("x").ended


def test_an_error_start_of_an_event_sub_process_runs_only_when_the_error_is_thrown() -> None:
    body = (
        '<startEvent id="s"/><userTask id="a"/><exclusiveGateway id="x" default="x-e"/><endEvent id="e"/>'
        '<endEvent id="fel"><errorEventDefinition errorRef="er"/></endEvent>'
        '<subProcess id="es" triggeredByEvent="true"><startEvent id="h"><errorEventDefinition errorRef="er"/></startEvent><userTask id="hand"/>'
        + flows("h hand")
        + "</subProcess>"
        + flows("s a, a x, x fel [fel], x e")
    )
    assert play(body, ROOTS).complete("a", fel=False).ended
    case = play(body, ROOTS).complete("a", fel=True)
    assert case.waits() == ["hand"]
    assert case.complete("hand").ended


def test_an_escalation_reaches_a_boundary_outside_and_the_thrower_goes_on() -> None:
    body = (
        '<intermediateThrowEvent id="t"><escalationEventDefinition escalationRef="es"/></intermediateThrowEvent><userTask id="u"/>'
        + flows("s1 t, t u")
    )
    drawing = sub(body, '<escalationEventDefinition escalationRef="es"/>', "").replace(
        'attachedToRef="sub"', 'attachedToRef="sub" cancelActivity="false"'
    )
    assert play(drawing, ROOTS).waits() == ["hand", "u"]


def test_terminate_ends_its_own_scope_only() -> None:
    body = (
        '<parallelGateway id="f"/><userTask id="u"/><userTask id="v"/><endEvent id="slut"><terminateEventDefinition/></endEvent>'
        + flows("s1 f, f u, f v, v slut")
    )
    case = play(sub(body, '<errorEventDefinition errorRef="er"/>', ""), ROOTS).complete("v")
    assert case.waits() == ["on"]
    assert ("u", "cancelled") in case.trace


def test_a_thrown_message_says_name_keys_and_payload_and_nothing_more() -> None:
    case = play(
        '<startEvent id="s"/><intermediateThrowEvent id="t"><extensionElements>'
        '<camunda:properties><camunda:property name="correlationKeys" value="besluts_id"/></camunda:properties>'
        '<camunda:inputOutput><camunda:inputParameter name="utgang">=upper case(utfall)</camunda:inputParameter></camunda:inputOutput>'
        '</extensionElements><messageEventDefinition messageRef="m"/></intermediateThrowEvent><userTask id="a"/>'
        + flows("s t, t a"),
        ROOTS,
        besluts_id="B1",
        utfall="bifall",
        hemligt="x",
    )
    (thrown,) = case.step.thrown
    assert (thrown.kind, thrown.name, thrown.business_key) == ("message", "beslut_andrat", "SN-1")
    assert (thrown.correlation, thrown.payload) == ({"besluts_id": "B1"}, {"utgang": "BIFALL"})
    assert "utgang" not in case.values()


def test_a_message_thrown_once_for_each_item_carries_its_parameters_and_not_the_loops_own_variables() -> None:
    case = play(
        '<startEvent id="s"/><sendTask id="t" messageRef="m"><extensionElements><camunda:inputOutput>'
        '<camunda:inputParameter name="nummer">=sak</camunda:inputParameter></camunda:inputOutput></extensionElements>'
        '<multiInstanceLoopCharacteristics camunda:collection="=saker" camunda:elementVariable="sak"/></sendTask>'
        + flows("s t"),
        ROOTS,
        saker=["B-1", "B-2"],
    )
    assert [thrown.payload for thrown in case.step.thrown] == [{"nummer": "B-1"}, {"nummer": "B-2"}]


def test_a_signal_end_event_is_thrown() -> None:
    case = play(
        '<startEvent id="s"/><endEvent id="e"><signalEventDefinition signalRef="si"/></endEvent>' + flows("s e"), ROOTS
    )
    assert [(thrown.kind, thrown.name) for thrown in case.step.thrown] == [("signal", "larm")]
    assert case.ended


def test_a_link_jumps_to_its_namesake() -> None:
    case = play(
        '<startEvent id="s"/><intermediateThrowEvent id="till"><linkEventDefinition name="A"/></intermediateThrowEvent>'
        '<intermediateCatchEvent id="fran"><linkEventDefinition name="A"/></intermediateCatchEvent><userTask id="a"/>'
        + flows("s till, fran a")
    )
    assert case.waits() == ["a"]


def test_a_conditional_event_happens_when_its_condition_turns_true() -> None:
    case = play(
        '<startEvent id="s"/><userTask id="a"/><userTask id="b"/><userTask id="c"/><parallelGateway id="f"/>'
        '<intermediateCatchEvent id="v"><conditionalEventDefinition><condition>v > 3</condition></conditionalEventDefinition></intermediateCatchEvent>'
        + flows("s f, f a, f v, v b, a c"),
        v=1,
    )
    assert case.waits() == ["a"]
    assert case.complete("a", v=5).waits() == ["b", "c"]


CONDITION = "<conditionalEventDefinition><condition>{}</condition></conditionalEventDefinition>"


def test_a_condition_that_the_last_task_makes_true_is_seen_before_the_case_ends() -> None:
    body = (
        '<startEvent id="s"/><userTask id="a"/><subProcess id="es" triggeredByEvent="true">'
        f'<startEvent id="h" isInterrupting="false">{CONDITION.format("v &gt; 3")}</startEvent><userTask id="x"/>'
        + flows("h x")
        + "</subProcess>"
        + flows("s a")
    )
    case = play(body).complete("a", v=5)
    assert case.waits() == ["x"]
    assert play(body.replace('"false"', '"true"')).complete("a", v=5).waits() == ["x"]
    assert play(body).complete("a", v=1).ended


def test_a_condition_on_a_variable_that_does_not_exist_yet_waits_for_it() -> None:
    for text in ("v &gt; 3", "${v &gt; 3}"):
        case = play(
            '<startEvent id="s"/><parallelGateway id="f"/><userTask id="a"/>'
            f'<intermediateCatchEvent id="c">{CONDITION.format(text)}</intermediateCatchEvent><userTask id="b"/>'
            + flows("s f, f a, f c, c b")
        )
        assert case.waits() == ["a"]
        assert case.complete("a", v=5).waits() == ["b"]


def test_a_message_start_begins_at_its_own_event() -> None:
    body = (
        '<startEvent id="s"/><startEvent id="ms"><messageEventDefinition messageRef="m"/></startEvent><userTask id="a"/><userTask id="b"/>'
        + flows("s a, ms b")
    )
    assert play(body, ROOTS).waits() == ["a"]
    assert play(body, ROOTS, element="ms").waits() == ["b"]


def test_timers_count_in_stockholm() -> None:
    def due(kind: str, text: str) -> datetime | None:
        return (
            play(
                '<startEvent id="s"/><intermediateCatchEvent id="t"><timerEventDefinition>'
                f"<{kind}>{text}</{kind}></timerEventDefinition></intermediateCatchEvent>" + flows("s t"),
                delfaendedatum="2026-03-20",
            )
            .at("t")
            .due
        )

    assert due("timeDuration", "P1M") == datetime(2026, 4, 2, 8, 0, tzinfo=UTC)  # 10:00 in winter is 10:00 in summer
    assert due("timeDate", "2026-07-01") == datetime(2026, 6, 30, 22, 0, tzinfo=UTC)
    assert due("timeDate", '=date(delfaendedatum) + duration("P21D")') == datetime(2026, 4, 9, 22, 0, tzinfo=UTC)


def test_a_case_that_is_cancelled_records_what_it_cancelled() -> None:
    from app import engine

    case = play('<startEvent id="s"/><userTask id="a"/>' + flows("s a"))
    step = engine.cancel(case.step.state, case.world())
    assert step.ended
    assert [(change.element, change.phase) for change in step.activities] == [("a", Phase.CANCELLED)]
    assert [change.phase for change in step.instances] == [Phase.CANCELLED]
