"""Attributes of diagrams: literal, FEEL or JUEL; the names an expression reads; cells of decision tables."""

import pytest

from app.expressions import Expression, feel, juel, parse_attribute, unary_tests


@pytest.mark.parametrize("text", ["handlaggare", "", "PT10M", "pris $5", "{a}", "a = b", "{{x}}"])
def test_text_without_a_mark_is_itself(text: str) -> None:
    assert parse_attribute(text) == text


@pytest.mark.parametrize(("text", "expected"), [("=a + 1", 2), (" = a + 1", 2), ("${a + 1}", 2), ("x#{a}", "x1")])
def test_marks_make_an_expression(text: str, expected: object) -> None:
    parsed = parse_attribute(text)
    assert isinstance(parsed, Expression)
    assert parsed.source == text
    assert parsed.evaluate({"a": 1}) == expected


def test_feel_may_begin_with_an_equals_sign_or_not() -> None:
    assert feel("=1 + 1").evaluate({}) == feel("1 + 1").evaluate({}) == 2


@pytest.mark.parametrize(
    ("text", "names", "paths"),
    [
        ("a + b.c.d > 1", {"a", "b"}, {"b.c.d"}),
        ("for x in lista return x.y + z", {"lista", "z"}, set()),
        ("for x in x return x", {"x"}, set()),
        ("some x in a satisfies x > b", {"a", "b"}, set()),
        ("{a: 1, b: a + c}", {"c"}, set()),
        ("function(p) p + q", {"q"}, set()),
        ("count(lista)", {"lista"}, set()),
        ("lista[item > 1]", {"lista"}, set()),
        ("for i in 1..3 return partial", set(), set()),
        ("kommun.svarstid[1]", {"kommun"}, {"kommun.svarstid"}),
        ("is defined(a.b)", {"a"}, {"a.b"}),
    ],
)
def test_free_names_and_paths_are_known(text: str, names: set[str], paths: set[str]) -> None:
    expression = feel(text)
    assert expression.names == names
    assert paths <= expression.paths
    assert all(path.split(".")[0] in names for path in expression.paths)


def test_names_in_a_filter_are_possible_names() -> None:
    expression = feel("lista[summa > gräns]")
    assert expression.names == {"lista"}
    assert expression.possible_names == {"summa", "gräns"}


def test_juel_knows_its_names_too() -> None:
    expression = juel("Hej ${kommun.namn['x']} ${execution.getVariable('v')} ${a[0]}")
    assert expression.names == {"kommun", "v", "a"}
    assert "kommun.namn.x" in expression.paths


@pytest.mark.parametrize(
    ("cell", "given", "expected"),
    [
        ("-", 5, True),
        ("5", 5, True),
        ("> 5", 6, True),
        ("<= 5", 6, False),
        ("[1..5]", 5, True),
        ("]1..5[", 5, False),
        ("1, 2, [5..9]", 7, True),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "b", False),
        ("not(> 5)", 3, True),
        ("null", None, True),
        ("? > 3 and ? < 9", 5, True),
        ('contains(?, "x")', "axb", True),
        ("> gräns", 11, True),
        ('@"2026-01-01"', None, False),
        ("", "vad som helst", True),
        (" - ", None, True),
        ("-5", -5, True),
        ("!= 5", 4, True),
        ("!= null", None, False),
        ("= null", None, True),
        ("= 5, > 9", 10, True),
        ("not(= 5, > 9)", 7, True),
        ("not(? > 3)", 2, True),
        ("not(? > 3) and ? > 0", 2, True),
        ("? in [1..3], 7", 7, True),
        ("[1, 2, 5]", 5, True),
        ("[1..3], (5..9)", 5, False),
        ("true", True, True),
        ("true", False, False),
        ("gräns > 3", "text", True),
        ("gräns > 30", "text", False),
        ('starts with(?, "a"), "b"', "b", True),
        ("not(2, null)", None, False),
        ('not("a")', None, True),
        ("< gräns * 2", 19, True),
        ("if ? > 3 then true else false", 5, True),
        ("[[1, 2], [3]]", [3], True),
        ("some x in ? satisfies x > 2", [1, 3], True),
    ],
)
def test_a_cell_tests_the_input(cell: str, given: object, expected: bool) -> None:
    expression = unary_tests(cell)
    assert expression.evaluate({"?": given, "gräns": 10}) is expected
    assert "?" not in expression.names


@pytest.mark.parametrize(("cell", "given"), [("> 5", None), ("[1..5]", "text"), ("? > 5", None)])
def test_a_cell_that_cannot_be_answered_is_null_which_is_no_match(cell: str, given: object) -> None:
    assert unary_tests(cell).evaluate({"?": given, "gräns": 10}) is None
