"""Compensation, transactions and their order: what is done last is undone first."""

from tests.unit.engine.drawing import flows, play

UNDO = "<compensateEventDefinition/>"


def undoable(id: str, tag: str = "userTask", inner: str = "", handler: str = "userTask") -> str:
    """An activity with a compensation handler "u-<id>"."""
    return (
        f'<{tag} id="{id}">{inner}</{tag}><{handler} id="u-{id}" isForCompensation="true"/>'
        f'<boundaryEvent id="c-{id}" attachedToRef="{id}">{UNDO}</boundaryEvent>'
        f'<association id="as-{id}" sourceRef="c-{id}" targetRef="u-{id}"/>'
    )


def thrown(id: str = "x", tag: str = "intermediateThrowEvent", of: str = "") -> str:
    ref = f' activityRef="{of}"' if of else ""
    return f'<{tag} id="{id}"><compensateEventDefinition{ref}/></{tag}>'


def test_what_was_done_last_is_undone_first_and_one_handler_ends_before_the_next_begins() -> None:
    case = play(
        f'<startEvent id="s"/>{undoable("a")}{undoable("b")}<userTask id="c"/>{thrown()}<endEvent id="e"/>'
        + flows("s a, a b, b c, c x, x e")
    )
    case.complete("a").complete("b").complete("c")
    assert case.waits() == ["u-b"]
    case.complete("u-b")
    assert case.waits() == ["u-a"]
    case.complete("u-a")
    assert case.ended
    assert case.trace[-6:] == [
        ("u-b", "completed"),
        ("u-a", "started"),
        ("u-a", "completed"),
        ("x", "completed"),
        ("e", "started"),
        ("e", "completed"),
    ]


def test_the_order_is_that_of_completion_and_not_that_of_the_diagram() -> None:
    case = play(
        f'<startEvent id="s"/><parallelGateway id="f"/>{undoable("a")}{undoable("b")}<parallelGateway id="j"/>'
        + thrown(tag="endEvent")
        + flows("s f, f a, f b, a j, b j, j x")
    )
    case.complete("b").complete("a")
    assert case.waits() == ["u-a"]
    assert case.complete("u-a").waits() == ["u-b"]
    assert case.complete("u-b").ended


def test_what_has_not_completed_is_not_undone() -> None:
    case = play(
        f'<startEvent id="s"/><parallelGateway id="f"/>{undoable("a")}<userTask id="b"/>{thrown()}<userTask id="d"/>'
        + flows("s f, f a, f b, b x, x d")
    )
    case.complete("b")
    assert case.waits() == ["a", "d"]


def test_nothing_is_undone_twice() -> None:
    case = play(
        f'<startEvent id="s"/>{undoable("a")}{thrown("x")}<userTask id="b"/>{thrown("y")}<userTask id="d"/>'
        + flows("s a, a x, x b, b y, y d")
    )
    case.complete("a").complete("u-a").complete("b")
    assert case.waits() == ["d"]


def test_only_the_named_activity_is_undone_as_often_as_it_was_done() -> None:
    case = play(
        f'<startEvent id="s"/>{undoable("a")}{undoable("b")}<exclusiveGateway id="g" default="g-x"/>{thrown(of="a")}<userTask id="d"/>'
        + thrown("y", "endEvent")
        + flows("s a, a b, b g, g a [=again], g x, x d, d y")
    )
    case.complete("a").complete("b", again=True).complete("a").complete("b", again=False)
    assert case.waits() == ["u-a"]
    case.complete("u-a").complete("u-a")
    assert case.waits() == ["d"]
    case.complete("d")
    assert case.complete("u-b").complete("u-b").ended


def test_a_completed_sub_process_is_undone_inside_with_the_variables_it_had() -> None:
    inner = (
        "<extensionElements><camunda:inputOutput>"
        '<camunda:inputParameter name="plats">=plats</camunda:inputParameter></camunda:inputOutput></extensionElements>'
        f'<startEvent id="s1"/>{undoable("a")}<endEvent id="e1"/>{flows("s1 a, a e1")}'
    )
    case = play(
        f'<startEvent id="s"/><subProcess id="p1">{inner}</subProcess><userTask id="b"/>{thrown(tag="endEvent")}'
        + flows("s p1, p1 b, b x"),
        plats="Farsta",
    )
    case.complete("a").complete("b", plats="Solna")
    assert case.waits() == ["u-a"]
    handler = case.at("u-a")
    assert handler.scope != case.root
    assert case.local(handler.scope)["plats"] == "Farsta"
    case.complete("u-a")
    assert case.ended
    assert case.entered().count("p1") == 1


def test_a_sub_process_with_a_handler_of_its_own_is_undone_by_it_alone() -> None:
    inner = f'<startEvent id="s1"/>{undoable("a")}{flows("s1 a")}'
    case = play(
        f'<startEvent id="s"/>{undoable("p1", "subProcess", inner)}{thrown(tag="endEvent")}' + flows("s p1, p1 x")
    )
    case.complete("a")
    assert case.waits() == ["u-p1"]
    assert case.complete("u-p1").ended


def test_the_event_sub_process_of_compensation_undoes_its_sub_process_and_may_undo_what_is_in_it() -> None:
    handler = (
        f'<subProcess id="h" triggeredByEvent="true"><startEvent id="hs">{UNDO}</startEvent><userTask id="ha"/>'
        f'{thrown("hx")}<userTask id="hb"/>{flows("hs ha, ha hx, hx hb")}</subProcess>'
    )
    inner = f'<startEvent id="s1"/>{undoable("a")}{handler}{flows("s1 a")}'
    case = play(
        f'<startEvent id="s"/><subProcess id="p1">{inner}</subProcess><userTask id="b"/>{thrown(tag="endEvent")}'
        + flows("s p1, p1 b, b x")
    )
    case.complete("a").complete("b")
    assert case.waits() == ["ha"]
    assert case.complete("ha").waits() == ["u-a"]
    assert case.complete("u-a").waits() == ["hb"]
    assert case.complete("hb").ended


def test_a_handler_beside_the_flow_undoes_what_was_done_in_its_scope() -> None:
    beside = (
        '<subProcess id="h" triggeredByEvent="true"><startEvent id="hs"><errorEventDefinition errorRef="er"/></startEvent>'
        f"{thrown('hx', 'endEvent')}{flows('hs hx')}</subProcess>"
    )
    case = play(
        f'<startEvent id="s"/>{undoable("a")}<serviceTask id="b" camunda:type="external" camunda:topic="t"/>{beside}'
        + flows("s a, a b"),
        '<error id="er" errorCode="fel"/>',
    )
    case.complete("a").error("b", "fel")
    assert case.waits() == ["u-a"]
    assert case.complete("u-a").ended


def test_each_instance_of_a_multi_instance_activity_is_undone_with_its_item() -> None:
    several = '<multiInstanceLoopCharacteristics isSequential="true" camunda:collection="=[1, 2, 3]" camunda:elementVariable="v"/>'
    case = play(f'<startEvent id="s"/>{undoable("a", inner=several)}{thrown(tag="endEvent")}' + flows("s a, a x"))
    for _ in range(3):
        case.complete("a")
    seen = []
    while not case.ended:
        seen.append(case.local(case.at("u-a").scope)["v"])
        case.complete("u-a")
    assert seen == [3, 2, 1]


def test_a_cancelled_transaction_undoes_what_is_done_drops_what_goes_on_and_leaves_by_its_border() -> None:
    inner = (
        f'<startEvent id="s1"/><parallelGateway id="f"/>{undoable("a")}<userTask id="b"/><userTask id="c"/>'
        '<endEvent id="ce"><cancelEventDefinition/></endEvent>' + flows("s1 f, f a, f b, f c, c ce")
    )
    body = (
        f'<startEvent id="s"/><transaction id="t1">{inner}</transaction><userTask id="ok"/><userTask id="nok"/>'
        '<boundaryEvent id="bo" attachedToRef="t1"><cancelEventDefinition/></boundaryEvent>'
        + flows("s t1, t1 ok, bo nok")
    )
    case = play(body)
    case.complete("a").complete("c")
    assert case.waits() == ["u-a"]
    assert ("b", "cancelled") in case.trace
    case.complete("u-a")
    assert case.waits() == ["nok"]
    assert case.trace[-6:-3] == [("u-a", "completed"), ("ce", "completed"), ("t1", "cancelled")]
    done = play(body)
    done.complete("a").complete("b")
    assert done.waits() == ["c"]


def test_a_transaction_that_ends_well_can_be_undone_later() -> None:
    inner = f'<startEvent id="s1"/>{undoable("a")}{flows("s1 a")}'
    case = play(
        f'<startEvent id="s"/><transaction id="t1">{inner}</transaction><userTask id="b"/>{thrown(tag="endEvent")}'
        + flows("s t1, t1 b, b x")
    )
    case.complete("a").complete("b")
    assert case.waits() == ["u-a"]


def test_undoing_that_is_interrupted_leaves_nothing_behind() -> None:
    inner = f'<startEvent id="s1"/>{undoable("a")}{thrown(tag="endEvent")}{flows("s1 a, a x")}'
    case = play(
        f'<startEvent id="s"/><subProcess id="p1">{inner}</subProcess><userTask id="d"/>'
        '<boundaryEvent id="bo" attachedToRef="p1"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>'
        + flows("s p1, bo d")
    )
    case.complete("a")
    assert case.waits() == ["u-a"]
    case.later(days=2).trigger("bo")
    assert case.waits() == ["d"]
    assert ("u-a", "cancelled") in case.trace
    assert ("x", "cancelled") in case.trace


def test_an_ad_hoc_sub_process_goes_on_until_its_condition_holds_and_then_ends_what_is_left() -> None:
    case = play(
        '<startEvent id="s"/><adHocSubProcess id="ah"><userTask id="a"/><userTask id="b"/><userTask id="b2"/>'
        + flows("b b2")
        + '<completionCondition>=klart = true</completionCondition></adHocSubProcess><userTask id="d"/>'
        + flows("s ah, ah d"),
        klart=False,
    )
    assert case.waits() == ["a", "b"]
    assert case.complete("a").complete("a").complete("b").waits() == ["a", "b", "b2"]
    case.complete("b2", klart=True)
    assert case.waits() == ["d"]
    assert case.entered().count("a") == 3
    assert sorted(element for element, phase in case.trace if phase == "cancelled") == ["a", "b"]


def test_an_ad_hoc_sub_process_without_a_condition_does_each_once_in_any_order() -> None:
    case = play(
        '<startEvent id="s"/><adHocSubProcess id="ah"><userTask id="a"/><userTask id="b"/></adHocSubProcess>'
        + flows("s ah")
    )
    assert case.complete("b").waits() == ["a"]
    assert case.complete("a").ended


def test_a_receive_task_may_be_repeated_and_receives_a_message_each_time() -> None:
    case = play(
        '<startEvent id="s"/><receiveTask id="r" messageRef="m"><multiInstanceLoopCharacteristics>'
        '<loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></receiveTask><endEvent id="e"/>'
        + flows("s r, r e"),
        '<message id="m" name="svar"/>',
    )
    assert case.armed() == ["r", "r"]
    case.trigger("r").trigger("r")
    assert case.ended
