"""What does not parse is refused with the place, in Swedish and in English."""

import pytest

from app.errors import ExpressionSyntaxError
from app.expressions import feel, juel, parse_attribute, unary_tests


def refusal(text: str) -> ExpressionSyntaxError:
    with pytest.raises(ExpressionSyntaxError) as caught:
        parse_attribute(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "column", "reason"),
    [
        ("=", 2, "väntades ett värde, inte uttryckets slut"),
        ("=1 +", 5, "väntades ett värde, inte uttryckets slut"),
        ("=belopp >> 10", 10, "väntades ett värde, inte >"),
        ("=(1 + 2", 8, "väntades ), inte uttryckets slut"),
        ("=1 2", 4, "2 passar inte här"),
        ("=mitt belopp > 1", 7, "namn skrivs utan mellanslag"),
        ("=a = b = c", 8, "sätt parenteser"),
        ("='text'", 2, "dubbla citattecken"),
        ('="text', 2, "aldrig slutar"),
        ("=1 /* x", 4, "aldrig slutar"),
        ("=a & b", 4, "betyder ingenting"),
        ("=if a then b", 13, "väntades else"),
        ("=for x of y return x", 8, "väntades in"),
        ('=@"2026-02-30"', 2, "efter @"),
        ('=@"P1M10D2"', 2, "efter @"),
        (r'="a\qb"', 4, "okänt tecken efter"),
        (r'="\ud83d"', 3, "halvt tecken"),
        ("={a: 1, a: 2}", 2, "samma nyckel"),
        ("=x instance of banan", 16, "okänd typ"),
        ("=function(x: banan) x", 14, "okänd typ"),
        ("=function(x, x) x", 2, "samma namn"),
        ("=function(x) external {}", 14, "externa funktioner"),
        ("=[!= 3]", 3, "!= behöver ett värde till vänster"),
        ("=then", 2, "inte then"),
        ("=a.", 4, "efter punkten"),
        ("${a", 4, "saknas }"),
        ("Hej ${a +}", 10, "väntades ett värde"),
        ("${a b}", 5, "b passar inte här"),
        ("${a = 3}", 5, "betyder ingenting"),
        ("${bean.run(1)}", 8, "metoden run() stöds inte"),
        ("${a.contains()}", 5, "tar 1 argument"),
        ("=a == b", 5, "likhet skrivs med ett enda ="),
        ("=a > ?", 6, "bara i en beslutstabells rutor"),
        ("=not a", 2, "skriv not(…)"),
        ("=a && b", 4, "skriv and"),
        ("=a % b", 4, "skriv modulo"),
        ("=mitt belopp.del", 7, "eller inom `…`"),
        ("=kommun.två ord", 13, "eller inom `…`"),
        ("=`a", 2, "betyder ingenting"),
        ("=``", 2, "betyder ingenting"),
        ("=1e99999", 3, "passar inte"),
        ("=1e9999", 2, "för stort"),
        ("=x instance of Number", 16, "okänd typ"),
        ("=x instance of list<banan>", 21, "okänd typ"),
        ("=x instance of list<number", 27, "väntades >"),
        ("=[1, > ]", 9, "väntades ett värde"),
        ("=x in ()", 8, "väntades ett värde"),
        ("=every x in y", 14, "väntades satisfies"),
        ("=list replac([1], 1, 2)", 7, "passar inte här"),
        ("${a instanceof b}", 5, "instanceof passar inte här"),
        ("${a.matches('x')}", 5, "metoden matches() stöds inte"),
        ("${a.substring()}", 5, "tar 1–2 argument"),
        ("${a[0}", 6, "väntades ]"),
        ("${(a}", 5, "väntades )"),
        ("${a ? b}", 8, "väntades :"),
        ("${a; b}", 4, "betyder ingenting"),
        ("${execution.hasVariable(a)}", 13, "stöds inte"),
        ("${[1]}", 3, "väntades ett värde"),
        ("${{'a': 1}}", 3, "väntades ett värde"),
        ("Hej ${a}, ${", 13, "saknas }"),
        ("${dateTime(1)}", 3, "funktionen dateTime() stöds inte"),
        ("${fn:length(a)}", 5, "prefix"),
        ("${execution.setVariable('a', 1)}", 13, "execution.setVariable stöds inte"),
        ("${execution.getVariable(a)}", 13, "stöds inte"),
        ("${a[0](1)}", 7, "inget anropas"),
        ("#{empty}", 8, "väntades ett värde"),
    ],
)
def test_a_refusal_names_the_place_and_the_reason(text: str, column: int, reason: str) -> None:
    error = refusal(text)
    assert error.fields["column"] == column
    assert error.fields["index"] == column - 1
    assert error.fields["line"] == 1
    assert reason in str(error.fields["reason"])
    assert error.fields["source"] == text
    assert error.fields["english"]


def test_lines_are_counted() -> None:
    error = refusal("=if a\n  then 1\n  otherwise 2")
    assert (error.fields["line"], error.fields["column"], error.fields["index"]) == (3, 3, 17)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + "1" + ")" * 5000,
        "[" * 5000,
        "-" * 5000 + "1",
        "if a then " * 1000 + "1",
        "{a: " * 1000 + "1" + "}" * 1000,
        "function(x) " * 1000 + "x",
        "not(" * 1000 + "true" + ")" * 1000,
        "1" + " + 1" * 3000,
        "a" + "[1]" * 3000,
        "a" + "(1)" * 3000,
        "2" + "**2" * 3000,
        "a in " * 3000 + "a",
        "x in (" * 3000 + "1",
        "1" + "*(1" * 3000 + ")" * 3000,
        "a" * 20_001,
        "[1.." * 2000,
        "]" * 3000,
    ],
)
def test_deep_and_long_text_is_refused_and_never_exhausts_the_stack(text: str) -> None:
    with pytest.raises(ExpressionSyntaxError):
        feel(text)


@pytest.mark.parametrize("inner", ["(" * 3000 + "1" + ")" * 3000, "!" * 3000 + "a", "a" + "[0]" * 3000, "a ? " * 3000])
def test_deep_juel_is_refused_too(inner: str) -> None:
    with pytest.raises(ExpressionSyntaxError):
        juel("${" + inner + "}")


def test_reasonable_depth_and_length_run() -> None:
    assert feel("(" * 50 + "1" + ")" * 50).evaluate({}) == 1
    assert feel(" + ".join(["1"] * 120)).evaluate({}) == 120
    assert feel(" or ".join(["false"] * 1000)).evaluate({}) is False
    assert feel("[" + ", ".join(["1"] * 5000) + "]").evaluate({}) == [1] * 5000


def test_the_same_text_is_compiled_once() -> None:
    assert feel("belopp > 10") is feel("belopp > 10")
    assert juel("${belopp}") is juel("${belopp}")
    assert unary_tests("> 10") is unary_tests("> 10")
