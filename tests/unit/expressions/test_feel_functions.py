"""The built-in functions of FEEL (DMN 1.3, 10.3.4), and the next working day."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from app.errors import ExpressionError, ExpressionSyntaxError
from app.expressions import Duration, Environment, feel

STOCKHOLM = ZoneInfo("Europe/Stockholm")
CLOCK = Environment(now=lambda: datetime(2026, 6, 30, 22, 30, tzinfo=UTC))  # already July in Stockholm


def value(text: str, **scope: object) -> object:
    return feel(text).evaluate(scope, CLOCK)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('string length("åäö😎")', 4),
        ('substring("foobar", 3)', "obar"),
        ('substring("foobar", 3, 3)', "oba"),
        ('substring("foobar", -2, 1)', "a"),
        ('substring("foobar", 0)', None),
        ('substring("foobar", 9)', None),
        ('substring(string: "foobar", start position: 3)', "obar"),
        ('substring(length: 1, start position: 3, string: "foobar")', "o"),
        ('upper case("åbC4")', "ÅBC4"),
        ('lower case("ÅbC4")', "åbc4"),
        ('trim("  a ")', "a"),
        ('substring before("foobar", "bar")', "foo"),
        ('substring before("foobar", "xyz")', ""),
        ('substring before("foobar", "")', ""),
        ('substring after("foobar", "ob")', "ar"),
        ('substring after("", "a")', ""),
        ('contains("foobar", "of")', False),
        ('starts with("foobar", "fo")', True),
        ('ends with("foobar", "r")', True),
        ('string join(["a", "b", "c"], "_and_")', "a_and_b_and_c"),
        ('string join(["a", null, "c"])', "ac"),
        ('string join([1, "c"])', None),
        ('matches("foobar", "^fo*b")', True),
        ('matches("FOO", "foo", "i")', True),
        ('matches("foo", "[")', None),
        ('matches("foo", "o", "q")', None),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
        (r'replace("a.b", "\\.", "\\$")', "a$b"),
        (r'split("John Doe", "\\s")', ["John", "Doe"]),
        ('split("a;b;c;;", ";")', ["a", "b", "c", "", ""]),
        ("string(1.50)", "1.5"),
        ("string(10 ** 20)", "100000000000000000000"),
        ("string(null)", None),
        ('string({a: [1, "x"]})', '{a: [1, "x"]}'),
        ("string(true)", "true"),
        ('string(@"P14D")', "P14D"),
        ('contains(1, "a")', None),
    ],
)
def test_functions_on_strings(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('number("1 000,50", " ", ",")', 1000.5),
        ('number("1,000.5", ",", ".")', 1000.5),
        ('number("12")', 12),
        ('number("tolv")', None),
        ('number("1.000", ".", ".")', None),
        ("decimal(1/3, 2)", 0.33),
        ("decimal(1.5, 0)", 2),
        ("decimal(2.5, 0)", 2),
        ("floor(-1.5)", -2),
        ("floor(1.56, 1)", 1.5),
        ("ceiling(-1.5)", -1),
        ("round half up(2.5, 0)", 3),
        ("round half down(2.5, 0)", 2),
        ("round up(-2.1, 0)", -3),
        ("round down(-2.9, 0)", -2),
        ("abs(-10)", 10),
        ('abs(@"-P1D") = @"P1D"', True),
        ("modulo(12, 5)", 2),
        ("modulo(-12, 5)", 3),
        ("modulo(12, -5)", -3),
        ("modulo(1, 0)", None),
        ("sqrt(16)", 4),
        ("sqrt(-1)", None),
        ("log(0)", None),
        ("exp(0)", 1),
        ("exp(100000)", None),
        ("odd(5)", True),
        ("even(5)", False),
        ("odd(1.5)", None),
    ],
)
def test_functions_on_numbers(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("list contains([1, 2, null], null)", True),
        ("count([1, 2, 3])", 3),
        ("count(7)", 1),
        ("min([1, 2, 3])", 1),
        ("max(1, 2, 3)", 3),
        ("min([])", None),
        ('max([1, "a"])', None),
        ('max(@"2026-01-01", @"2026-05-01").month', 5),
        ("sum([1, 2, 3])", 6),
        ("sum(1, 2)", 3),
        ("sum([])", None),
        ('sum([1, "a"])', None),
        ('sum([@"P1D", @"P2D"]) = @"P3D"', True),
        ("product([2, 3, 4])", 24),
        ("mean([1, 2, 6])", 3),
        ("median([8, 2, 5, 3])", 4),
        ("median([])", None),
        ("stddev([2, 4, 7, 5])", 2.0816659994661327),
        ("mode([6, 3, 9, 6, 6])", [6]),
        ("mode([6, 1, 9, 6, 1])", [1, 6]),
        ("all([true, null])", None),
        ("all([false, null])", False),
        ("all([])", True),
        ("any([false, null])", None),
        ("any([true, null])", True),
        ("any([])", False),
        ("sublist([4, 5, 6], 1, 2)", [4, 5]),
        ("sublist([4, 5, 6], -2)", [5, 6]),
        ("append([1], 2, 3)", [1, 2, 3]),
        ("concatenate([1, 2], [3])", [1, 2, 3]),
        ("insert before([1, 3], 1, 2)", [2, 1, 3]),
        ("remove([1, 2, 3], 2)", [1, 3]),
        ("reverse([1, 2, 3])", [3, 2, 1]),
        ("index of([1, 2, 3, 2], 2)", [2, 4]),
        ("union([1, 2], [2, 3])", [1, 2, 3]),
        ("distinct values([1, 2, 3, 2, 1])", [1, 2, 3]),
        ("flatten([[1, 2], [[3]], 4])", [1, 2, 3, 4]),
        ("sort([3, 1, 4, 5, 2], function(x, y) x < y)", [1, 2, 3, 4, 5]),
        ("sort([{a: 2}, {a: 1}], function(x, y) x.a < y.a).a", [1, 2]),
    ],
)
def test_functions_on_lists(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('get value({"två ord": 1}, "två ord")', 1),
        ('get value({a: 1}, "b")', None),
        ("get entries({a: 1})", [{"key": "a", "value": 1}]),
        ('context([{key: "a", value: 1}])', {"a": 1}),
        ('context put({x: 1}, "y", 2)', {"x": 1, "y": 2}),
        ('context put({x: {y: 1}}, ["x", "z"], 2)', {"x": {"y": 1, "z": 2}}),
        ("context merge([{x: 1}, {x: 2, y: 3}])", {"x": 2, "y": 3}),
        ("is defined(finns)", True),
        ("is defined(tom)", True),
        ("is defined(saknas)", False),
        ("is defined(k.a)", True),
        ("is defined(k.b)", False),
        ("get or else(saknas, 5)", 5),
        ("get or else(finns, 5)", 1),
    ],
)
def test_functions_on_contexts_and_what_may_be_absent(text: str, expected: object) -> None:
    assert value(text, finns=1, tom=None, k={"a": None}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('date("2026-02-28")', date(2026, 2, 28)),
        ('date("2026-02-29")', None),
        ("date(2026, 2, 28)", date(2026, 2, 28)),
        ("date(2026, 13, 1)", None),
        ('date(@"2026-02-28T23:30:00")', date(2026, 2, 28)),
        ('time("23:59:00")', time(23, 59)),
        ("time(23, 59, 0)", time(23, 59)),
        ('time("25:00:00")', None),
        ('date and time("2026-02-28T10:00:00")', datetime(2026, 2, 28, 10, tzinfo=STOCKHOLM)),
        ('date and time("2026-07-01T10:00:00Z")', datetime(2026, 7, 1, 12, tzinfo=STOCKHOLM)),
        ('date and time(date("2026-02-28"), time("10:00:00"))', datetime(2026, 2, 28, 10, tzinfo=STOCKHOLM)),
        ('date and time("2026-02-28")', datetime(2026, 2, 28, tzinfo=STOCKHOLM)),
        ('duration("P1Y2M")', Duration(months=14)),
        ('duration("P1M10D")', None),
        ('years and months duration(@"2011-12-22", @"2013-08-24")', Duration(months=20)),
        ('years and months duration(@"2013-08-24", @"2011-12-22")', Duration(months=-20)),
        ("today()", date(2026, 7, 1)),
        ("now()", datetime(2026, 7, 1, 0, 30, tzinfo=STOCKHOLM)),
        ('day of week(@"2019-09-17")', "Tuesday"),
        ('day of year(@"2019-09-17")', 260),
        ('month of year(@"2019-09-17")', "September"),
        ('week of year(@"2005-01-01")', 53),
        ('last day of month(@"2028-02-10")', date(2028, 2, 29)),
        ('next working day(@"2026-04-03")', date(2026, 4, 7)),
        ('next working day(@"2026-04-02")', date(2026, 4, 2)),
        ('@"2026-03-29".weekday', 7),
        ('@"2026-03-29T09:30:15".minute', 30),
        ('@"P1Y2M".months', 2),
        ('@"P1DT2H3M4.5S".seconds', 4.5),
        ('@"PT36H".days', 1),
        ('string(@"2026-07-01T10:00:00".time offset)', "PT2H"),
    ],
)
def test_functions_on_dates_and_times(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("before(1, 10)", True),
        ("before([1..10], 10)", False),
        ("before([1..10), 10)", True),
        ("after([5..10], [1..4])", True),
        ("meets([1..5], [5..10])", True),
        ("meets([1..5), [5..10])", False),
        ("met by([5..10], [1..5])", True),
        ("overlaps([1..5], [3..8])", True),
        ("overlaps([1..5], [6..8])", False),
        ("overlaps([1..5), [5..8])", False),
        ("includes([1..10], 5)", True),
        ("includes([1..10], [4..11])", False),
        ("during(5, [1..10])", True),
        ("starts(1, [1..10])", True),
        ("started by([1..10], [1..5])", True),
        ("finishes(10, [1..10])", True),
        ("finished by([1..10], (5..10))", False),
        ("coincides([1..5], [1..5])", True),
        ("coincides([1..5], [1..5))", False),
    ],
)
def test_functions_on_ranges(text: str, expected: object) -> None:
    assert value(text) == expected


def test_the_clock_is_the_environments_and_nothing_else() -> None:
    with pytest.raises(ExpressionError, match="klockan"):
        feel("now()").evaluate({})


def test_a_function_of_the_expressions_own_hides_a_built_in() -> None:
    assert value("{count: function(x) 42, n: count([])}.n") == 42


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("okänd(1)", "det finns ingen funktion okänd()"),
        ('sting length("a")', "passar inte här"),
        ("substrng(1)", "menades substring()"),
        ('substring("a")', "2–3 argument"),
        ("count()", "1 argument"),
        ('substring(text: "a", start position: 1)', "inget argument ”text”"),
        ('substring("a", start position: 1)', "antingen alla eller inga"),
    ],
)
def test_wrong_calls_are_refused_when_the_diagram_is_read(text: str, reason: str) -> None:
    with pytest.raises(ExpressionSyntaxError, match=re.escape(reason)):
        feel(text)
