"""FEEL's three-valued logic and what null and mixed kinds give in comparisons (DMN 1.3, tables 49–53)."""

import pytest

from app.errors import ExpressionError
from app.expressions import feel, truth

TRUTH = [("true", True), ("false", False), ("null", None), ('"text"', None)]
Answer = bool | None
AND: dict[tuple[Answer, Answer], Answer] = {
    (True, True): True,
    (True, False): False,
    (True, None): None,
    (False, False): False,
    (False, None): False,
    (None, None): None,
}
OR: dict[tuple[Answer, Answer], Answer] = {
    (True, True): True,
    (True, False): True,
    (True, None): True,
    (False, False): False,
    (False, None): None,
    (None, None): None,
}


@pytest.mark.parametrize("left", TRUTH)
@pytest.mark.parametrize("right", TRUTH)
def test_and_and_or_know_yes_no_and_unknown(left: tuple[str, bool | None], right: tuple[str, bool | None]) -> None:
    pair = (left[1], right[1])
    pair = pair if pair in AND else (right[1], left[1])
    both, either = AND[pair], OR[pair]
    assert feel(f"{left[0]} and {right[0]}").evaluate({}) is both
    assert feel(f"{left[0]} or {right[0]}").evaluate({}) is either


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("not(true)", False),
        ("not(false)", True),
        ("not(null)", None),
        ("not(1)", None),
        ("null = null", True),
        ("null != null", False),
        ("1 = null", False),
        ("1 != null", True),
        ("null < 1", None),
        ("1 < null", None),
        ('1 = "1"', None),
        ('1 != "1"', None),
        ('1 < "1"', None),
        ("true < false", None),
        ("true = true", True),
        ("true = 1", None),
        ("[1, 2] = [1, 2]", True),
        ("[1, 2] = [2, 1]", False),
        ("[1] = [1, null]", False),
        ("{a: 1, b: 2} = {b: 2, a: 1}", True),
        ("{a: 1} = {a: 2}", False),
        ("{a: 1} = {b: 1}", False),
        ("[1..3] = [1..3]", True),
        ("[1..3] = [1..3)", False),
        ("-null", None),
        ('-"a"', None),
        ("true or saknas > 1", True),
        ("saknas > 1 or true", True),
        ("false and saknas > 1", False),
        ("true and false or true", True),
        ("true or true and false", True),
    ],
)
def test_null_and_mixed_kinds_give_null_and_equality_with_null_an_answer(text: str, expected: bool | None) -> None:
    assert feel(text).evaluate({}) is expected


def test_a_condition_must_answer_yes_or_no() -> None:
    assert feel("x > 1").holds({"x": 2}) is True
    assert feel("x > 1").holds({"x": 0}) is False
    for scope in ({}, {"x": "två"}):
        with pytest.raises(ExpressionError, match="gav inte ja eller nej") as caught:
            feel("x > 1").holds(scope)
        assert caught.value.fields["source"] == "x > 1"


@pytest.mark.parametrize("answer", [None, 1, 0, "true", [True], ""])
def test_truth_takes_no_stand_in_for_a_boolean(answer: object) -> None:
    with pytest.raises(ExpressionError):
        truth(answer)
