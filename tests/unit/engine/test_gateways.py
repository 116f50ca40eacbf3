"""Gateways: which flows are taken, and when joins fire; the state is stored and restored between any two commands."""

import pytest

from app.errors import ElementError, ExpressionError
from tests.unit.engine.drawing import flows, play

XOR = (
    '<startEvent id="s"/><userTask id="a"/><exclusiveGateway id="x" default="x-d"/>'
    '<userTask id="b"/><userTask id="c"/><userTask id="d"/>'
) + flows("s a, a x, x b [v > 10], x c [v > 5], x d")


@pytest.mark.parametrize(("v", "to"), [(20, "b"), (7, "c"), (1, "d")])
def test_an_exclusive_gateway_takes_the_first_flow_in_document_order_that_holds(v: int, to: str) -> None:
    assert play(XOR).complete("a", v=v).waits() == [to]


def test_a_condition_that_is_neither_yes_nor_no_stops_the_command_and_names_the_element() -> None:
    case = play(XOR)
    with pytest.raises(ExpressionError) as error:
        case.complete("a", v="många")
    assert error.value.fields["element"] == "x"
    assert case.complete("a", v=7).waits() == ["c"]


def test_without_a_default_a_gateway_where_nothing_holds_is_an_error() -> None:
    case = play(
        '<startEvent id="s"/><userTask id="a"/><exclusiveGateway id="x"/><endEvent id="e"/><endEvent id="f"/>'
        + flows("s a, a x, x e [v = 1], x f [v = 2]")
    )
    with pytest.raises(ElementError, match="x"):
        case.complete("a", v=3)


FORK = (
    '<startEvent id="s"/><parallelGateway id="f"/><userTask id="a"/><userTask id="b"/><parallelGateway id="j"/>'
    '<userTask id="c"/><endEvent id="e"/>'
)


def test_a_parallel_join_waits_for_both_branches_in_any_order() -> None:
    for first, second in (("a", "b"), ("b", "a")):
        case = play(FORK + flows("s f, f a, f b, a j, b j, j c, c e"))
        assert case.waits() == ["a", "b"]
        assert case.complete(first).waits() == [second]
        assert case.complete(second).waits() == ["c"]
        assert case.complete("c").ended


def test_a_late_branch_does_not_overwrite_what_it_never_touched() -> None:
    case = play(FORK + flows("s f, f a, f b, a j, b j, j c, c e"), v=0)
    case.complete("a", v=1).complete("b", w=2)
    assert case.values() == {"v": 1, "w": 2}


def test_a_parallel_join_within_a_loop_waits_in_every_round() -> None:
    case = play(
        '<startEvent id="s"/><exclusiveGateway id="m"/><parallelGateway id="f"/><userTask id="a"/><userTask id="b"/>'
        '<parallelGateway id="j"/><exclusiveGateway id="x" default="x-m"/><endEvent id="e"/>'
        + flows("s m, m f, f a, f b, a j, b j, j x, x e [klar], x m")
    )
    for _ in range(5):
        assert case.complete("b", klar=False).waits() == ["a"]
        assert case.complete("a").waits() == ["a", "b"]
    assert case.complete("a", klar=True).waits() == ["b"]
    assert case.complete("b").ended


def test_two_tokens_on_one_branch_do_not_stand_in_for_the_other() -> None:
    case = play(
        '<startEvent id="s"/><parallelGateway id="f"/><task id="t"/><task id="u"/><exclusiveGateway id="m"/><userTask id="b"/>'
        '<parallelGateway id="j"/><userTask id="c"/>' + flows("s f, f t, f u, f b, t m, u m, m j, b j, j c")
    )
    assert case.waits() == ["b"]
    case.complete("b")
    assert case.waits() == ["c"]
    assert not case.complete("c").ended  # one arrival is left over at the join, as the diagram says


OR = (
    '<startEvent id="s"/><userTask id="q"/><inclusiveGateway id="f" default="f-c"/><userTask id="a"/><userTask id="b"/>'
    '<userTask id="c"/><inclusiveGateway id="j"/><userTask id="z"/>'
) + flows("s q, q f, f a [a], f b [b], f c, a j, b j, c j, j z")


@pytest.mark.parametrize(
    ("a", "b", "taken"), [(True, True, ["a", "b"]), (True, False, ["a"]), (False, True, ["b"]), (False, False, ["c"])]
)
def test_an_inclusive_join_waits_for_exactly_the_branches_taken(a: bool, b: bool, taken: list[str]) -> None:
    case = play(OR).complete("q", a=a, b=b)
    assert case.waits() == taken
    while len(taken) > 1:
        case.complete(taken.pop())
        assert case.waits() == taken
    assert case.complete(taken[0]).waits() == ["z"]


def test_an_inclusive_join_within_a_loop_waits_in_every_round() -> None:
    case = play(
        '<startEvent id="s"/><exclusiveGateway id="m"/><inclusiveGateway id="f"/><userTask id="a"/><userTask id="b"/>'
        '<inclusiveGateway id="j"/><exclusiveGateway id="x" default="x-m"/><endEvent id="e"/>'
        + flows("s m, m f, f a, f b, a j, b j, j x, x e [klar], x m"),
        klar=False,
    )
    for _ in range(3):
        assert case.complete("b").waits() == ["a"]
        assert case.complete("a").waits() == ["a", "b"]
    assert case.complete("a", klar=True).complete("b").ended


def test_several_outgoing_flows_of_a_task_are_a_fork_and_conditional_ones_are_taken_when_they_hold() -> None:
    case = play(
        '<startEvent id="s"/><userTask id="a" default="a-d"/><userTask id="b"/><userTask id="c"/><userTask id="d"/>'
        + flows("s a, a b [v > 1], a c [v > 2], a d")
    )
    assert case.complete("a", v=3).waits() == ["b", "c"]
    case = play('<startEvent id="s"/><userTask id="a"/><userTask id="b"/><userTask id="c"/>' + flows("s a, a b, a c"))
    assert case.complete("a").waits() == ["b", "c"]


def test_a_process_without_start_event_begins_at_what_nothing_leads_to() -> None:
    case = play('<userTask id="a"/><userTask id="b"/><userTask id="c"/>' + flows("a c"))
    assert case.waits() == ["a", "b"]
    assert case.complete("a").complete("b").complete("c").ended


def test_an_event_gateway_takes_the_first_event_and_withdraws_the_others() -> None:
    roots = '<message id="m" name="svar"/>'
    body = (
        '<startEvent id="s"/><eventBasedGateway id="g"/>'
        '<intermediateCatchEvent id="svar"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>'
        '<intermediateCatchEvent id="tid"><timerEventDefinition><timeDuration>P14D</timeDuration></timerEventDefinition></intermediateCatchEvent>'
        '<userTask id="a"/><userTask id="b"/>' + flows("s g, g svar, g tid, svar a, tid b")
    )
    case = play(body, roots)
    assert case.armed() == ["svar", "tid"]
    assert case.at("tid").due is not None
    case.trigger("svar", text="hej")
    assert (case.waits(), case.armed(), case.values()) == (["a"], [], {"text": "hej"})
    assert play(body, roots).trigger("tid").waits() == ["b"]


def test_ids_that_collide_with_the_librarys_own_names_are_ordinary_ids() -> None:
    case = play('<startEvent id="Start"/><userTask id="End"/><userTask id="Root"/>' + flows("Start End, End Root"))
    assert case.waits() == ["End"]
    assert case.complete("End").waits() == ["Root"]
    assert case.complete("Root").ended


def test_a_diagram_that_goes_round_without_waiting_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.engine.case.MAX_MOVES", 1000)
    with pytest.raises(ElementError, match="går runt"):
        play('<startEvent id="s"/><exclusiveGateway id="m"/><task id="t"/>' + flows("s m, m t, t m"))
