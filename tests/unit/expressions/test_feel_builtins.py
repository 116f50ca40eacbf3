"""The built-in functions at their edges (DMN 1.3, 10.3.4): null, wrong kinds, names of arguments, patterns."""

import re

import pytest

from app.errors import ExpressionError, ExpressionSyntaxError
from app.expressions import feel
from app.expressions.functions import BUILTINS

NEEDS_NO_VALUE = {"now", "today", "is", "is defined", "get or else", "string", "min", "max", "sum", "mean", "median"}
NEEDS_NO_VALUE |= {"product", "stddev", "mode", "all", "any"}


def value(text: str, **scope: object) -> object:
    return feel(text).evaluate(scope)


@pytest.mark.parametrize("name", sorted(name for name in BUILTINS if not name.startswith("juel.")))
def test_null_where_a_value_is_needed_makes_a_function_null(name: str) -> None:
    count = max(BUILTINS[name].least, 1)
    if name not in NEEDS_NO_VALUE:
        assert value(f"{name}({', '.join(['null'] * count)})") is None
    if name in ("min", "max", "sum", "mean", "median", "product", "stddev", "mode", "all", "any"):
        assert value(f"{name}(null)") is None
        assert value(f"{name}([null])") is None


@pytest.mark.parametrize(
    "text",
    [
        'date and time(@"2026-01-01", null)',
        'date and time(@"2026-01-01", time("26:00"))',
        'substring("foobar", 3, null)',
        "floor(1.56, null)",
        "round up(1.56, null)",
        "decimal(1.56, null)",
        "sublist([1, 2], 1, null)",
        "date(2026, null, 1)",
        "time(10, null, 0)",
        'time(10, 0, 0, "P1D")',
        'time(10, 0, 0, @"P1M")',
        'time(10, 0, 0, @"PT15H")',
        "time(24, 0, 0)",
        "time(10, 60, 0)",
        "time(10, 0, 60)",
        "time(10, 0, -1)",
        "time(10, 0, 10 ** 40)",
        "date(2026, 2, 30)",
        "date(0, 1, 1)",
        "date(10000, 1, 1)",
        'date("2026-2-3")',
        'date("10000-01-01")',
        'date and time("2026-13-01T10:00:00")',
        'date and time("2016-12-24T23:59:00+14:01")',
        'date and time("2017-12-31T13:20:00@xyz/abc")',
        'date and time(@"2026-01-01", @"2026-01-01T10:00:00")',
        'duration("P")',
        'duration("P1H")',
        'duration("P1Y1D")',
        "duration(5)",
        'years and months duration("2026-01-01", @"2026-02-01")',
        'number("1,000.5")',
        'number("1.000.5", ".", ".")',
        'number("1$000", "$", ".")',
        'number("")',
        'number(" 1")',
        'number("1e999999")',
        'substring("homeless", 9)',
        'substring("homeless", 0)',
        'substring("homeless", 2, 0)',
        'string join(["a", 1])',
        'split("a", 1)',
        "sublist([1, 2, 3], 0)",
        "sublist([1, 2, 3], 2, 5)",
        "sublist([1, 2, 3], -5)",
        "insert before([1, 2], 3, 0)",
        "remove([1, 2], 3)",
        "list replace([1, 2], 3, 0)",
        "list replace([1, 2], function(a) true, 0)",
        "list replace([1, 2], function(a, b) 17, 0)",
        "list replace(null, 1, 0)",
        "sort([1, 2], function(a) a)",
        "concatenate([1], null)",
        "append(null, 1)",
        "union([1], null)",
        "sum([1, null])",
        'sum([1, "2"])',
        "max([1, null])",
        "min([true, false])",
        "mean([])",
        "median([1, null])",
        "mode([1, null])",
        "stddev([1])",
        "product([])",
        'all(["ja"])',
        "any([1])",
        "modulo(1, 0)",
        "sqrt(-1)",
        "log(0)",
        "log(-1)",
        "exp(10 ** 6)",
        "decimal(1, 7000)",
        "odd(1.5)",
        'abs("a")',
        "context put({}, 1, 1)",
        "context put({}, [], 1)",
        'context put({a: 1}, ["a", "b"], 1)',
        "context merge([{}, 1])",
        'context([{key: "a", value: 1}, {key: "b"}])',
        'context([{key: "a", value: 1}, {key: "a", value: 2}])',
        "context([{key: 1, value: 1}])",
        'get value([], "a")',
        "day of week(5)",
        "before(null, 1)",
        "includes([1..3], null)",
        'overlaps before([1..5], [@"P3D"..@"P8D"])',
    ],
)
def test_what_has_no_answer_is_null(text: str) -> None:
    assert value(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('number("1 000,5", " ", ",")', 1000.5),
        ('number("1.000,21", ".", ",")', 1000.21),
        ('number("12345", null, null)', 12345),
        ('number("12,345", ",", null)', 12345),
        ('number(from: "1,5", grouping separator: null, decimal separator: ",")', 1.5),
        ('number(from: "1,5", decimal separator: ",")', 1.5),
        ('string join(["a", "b"], null)', "ab"),
        ('matches("ABC", "b", null)', False),
        ('replace("aaa", "A", "b", "i")', "bbb"),
        ("string(time(11, 59, 45, null))", "11:59:45"),
        ('string(time(hour: 11, minute: 59, second: 45, offset: @"-PT1H"))', "11:59:45-01:00"),
        ('string(time(12, 59, 1.3, @"-PT1H"))', "12:59:01.300000-01:00"),
        ('string(time("23:59:00z"))', "23:59:00Z"),
        ('string(time("T23:59:00"))', "23:59:00"),
        ('string(time("24:00:00"))', "00:00:00"),
        ('string(time(@"2012-12-25T11:00:00Z"))', "11:00:00Z"),
        ("string(date(year: 2026, month: 2, day: 3))", "2026-02-03"),
        ('string(date(from: "2026-02-03"))', "2026-02-03"),
        ('string(date and time(date: @"2026-02-03", time: @"10:00:00Z"))', "2026-02-03T10:00:00Z"),
        ('string(date and time(date and time("2026-02-03T11:00:00"), @"10:00:00Z"))', "2026-02-03T10:00:00Z"),
        ('string(date and time("2016-01-30T24:00:00Z"))', "2016-01-31T00:00:00Z"),
        ('string(date and time("2018-12-10T10:30:00.0001+05:00:01"))', "2018-12-10T10:30:00.000100+05:00:01"),
        ('string(duration(from: "P26M"))', "P2Y2M"),
        ('string(years and months duration(from: @"2013-08-24", to: @"2017-12-15"))', "P4Y3M"),
        ('string(years and months duration(@"2017-12-15", @"2013-08-24"))', "-P4Y3M"),
        ('string({"two words": "a", `x`: ["\\"q\\""]})', '{"two words": "a", x: ["\\"q\\""]}'),
        ('string([1, "a", null, {a: [true]}])', '[1, "a", null, {a: [true]}]'),
        ('substring(string: "foobar", start position: -4)', "obar"),
        ('substring("\\U01F40Eab", 2)', "ab"),
        ('split("a,b", ",")', ["a", "b"]),
        ('split("", ",")', [""]),
        ('split("a.b", "[.]")', ["a", "b"]),
        ('string join(["a", null, "c"], "X")', "aXc"),
        ("count([1, [2, 3]])", 2),
        ("count([null])", 1),
        ("min(list: [3, 1])", 1),
        ('max("b", "a")', "b"),
        ("sublist(list: [1, 2, 3], start position: 2, length: 1)", [2]),
        ("append(list: [1], item: null)", [1, None]),
        ("insert before([1, 3], -1, 2)", [1, 2, 3]),
        ("remove([1, 2, 3], -1)", [1, 2]),
        ("list replace(list: [1, 7, 3], position: -2, newItem: 4)", [1, 4, 3]),
        ("list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)", [5, 5, 7, 8]),
        ("list replace(list: [2, 4], match: function(a, b) a = 4, newItem: null)", [2, None]),
        ('distinct values([1, null, 1, null, "1"])', [1, None, "1"]),
        ('union([1, "a"], ["a", [1]])', [1, "a", [1]]),
        ("flatten([[1, [2]], [[3]], 4])", [1, 2, 3, 4]),
        ("index of([1, null, 1], null)", [2]),
        ("reverse([])", []),
        ("sort(precedes: function(x, y) x > y, list: [1, 3, 2])", [3, 2, 1]),
        ('sort([{n: "b", o: 1}, {n: "a", o: 2}, {n: "b", o: 0}], function(x, y) x.n < y.n).o', [2, 1, 0]),
        ("mode([6, 1, 9, 6, 1])", [1, 6]),
        ("mode([])", []),
        ("all([])", True),
        ("all([false, null, true])", False),
        ("any([])", False),
        ("any([false, null, true])", True),
        ("modulo(10.1, 4.5)", 1.1),
        ("modulo(-10.1, 4.5)", 3.4),
        ("modulo(10.1, -4.5)", -3.4),
        ("modulo(-10.1, -4.5)", -1.1),
        ("decimal(-2.5, 0)", -2),
        ("decimal(3.5, 0)", 4),
        ("decimal(1234, -2)", 1200),
        ("floor(-1.56, 1)", -1.6),
        ("ceiling(-1.56, 1)", -1.5),
        ("round up(-5.5, 0)", -6),
        ("round up(1.121, 2)", 1.13),
        ("round down(-5.5, 0)", -5),
        ("round half up(-5.5, 0)", -6),
        ("round half up(-1.126, 2)", -1.13),
        ("round half down(5.5, 0)", 5),
        ("round half down(-5.5, 0)", -5),
        ("round half down(1.126, 2)", 1.13),
        ("is(100, 100.0)", True),
        ('is(100, "100")', False),
        ("is(null, null)", True),
        ("is(1, null)", False),
        ('is(@"2012-12-25", @"23:00:50")', False),
        ('is(@"23:00:50Z", @"23:00:50")', False),
        ('is(@"23:00:50Z", @"23:00:50+00:00")', True),
        ('is(@"2026-07-01T10:00:00Z", @"2026-07-01T11:00:00+01:00")', False),
        ('is(@"2026-07-01T12:00:00", @"2026-07-01T12:00:00+02:00")', True),
        ('is(@"P1D", @"PT24H")', True),
        ('is(@"P1Y", @"P1D")', False),
        ('get value(m: {a: 1}, key: "a")', 1),
        ('context put(context: {x: 1}, keys: ["y", "z"], value: 2)', {"x": 1, "y": {"z": 2}}),
        ('context put({}, "", null)', {"": None}),
        ("context([])", {}),
        ("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3}),
        ('week of year(@"2003-12-29")', 1),
        ('week of year(@"2005-01-01")', 53),
        ('day of year(@"2024-12-31")', 366),
        ('month of year(@"2026-07-01T10:00:00")', "July"),
        ('abs(@"-P1Y") = @"P1Y"', True),
        ("count(5)", 1),
        ('upper case(["å"])', "Å"),
    ],
)
def test_functions_at_their_edges(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "column", "reason"),
    [
        ('substring("a", length: 1)', 16, "antingen alla eller inga"),
        ('substring(string: "a", length: 1)', 1, "saknar argumentet ”start position”"),
        ('substring(string: "a", string: "b", start position: 1)', 32, "inget argument ”string” här"),
        ('date(from: "a", year: 1)', 23, "inget argument ”year” här"),
        ("count(lista: [1])", 14, "inget argument ”lista”"),
        ("is(1)", 1, "is() tar 2 argument, inte 1"),
        ("sort([1])", 1, "sort() tar 2 argument"),
        ("now(1)", 1, "now() tar 0 argument"),
        ("append()", 1, "append() tar minst 1 argument"),
    ],
)
def test_wrong_arguments_are_refused_at_their_place(text: str, column: int, reason: str) -> None:
    with pytest.raises(ExpressionSyntaxError, match=re.escape(reason)) as caught:
        feel(text)
    assert caught.value.fields["column"] == column


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('matches("foobar", "^fo*b")', True),
        ('matches("abracadabra", "^a.*a$")', True),
        ('matches("abc\\n", "abc$")', False),
        ('matches("abc\\n", "abc$", "m")', True),
        ('matches("a\\nb", "^b", "m")', True),
        ('matches("a\\nb", "^b")', False),
        ('matches("hej\\nsan", "hej.san")', False),
        ('matches("hej\\rsan", "hej.san")', False),
        ('matches("hej\\nsan", "hej.san", "s")', True),
        ('matches("hej san", "hej\\\\ san", "x")', True),
        ('matches("hejsan", "hej san # x", "x")', False),
        ('matches("hej#san", "hej # san", "x")', True),
        ('matches("hej san", " hej[ ]san", "x")', True),
        ('matches("a.b", "a[.]b")', True),
        ('matches("a$b", "a[$]b")', True),
        ('matches("a]b", "a[]]b")', True),
        ('matches("a-b", "a[^]]b")', True),
        ('matches("åäö", "^\\\\p{L}+$")', True),
        ('matches("Å", "å", "i")', True),
        ('matches("a", "a", "q")', None),
        ('matches("a", "(")', None),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
        ('replace("darted", "^(.*?)d(.*)$", "$1c$2")', "carted"),
        ('replace("0123456789", "(\\\\d{3})(\\\\d{3})(\\\\d{4})", "($1) $2-$3")', "(012) 345-6789"),
        ('replace("AAAA", "A+?", "b")', "bbbb"),
        ('replace("abracadabra", "a.*?a", "*")', "*c*bra"),
        ('replace("pris", "pris", "\\\\$1")', "$1"),
        ('replace("abc", "b", "$9")', "ac"),
    ],
)
def test_patterns_are_those_of_xpath(text: str, expected: object) -> None:
    assert value(text) == expected


def test_brackets_within_brackets_are_refused_since_they_mean_something_else_in_xpath() -> None:
    with pytest.raises(ExpressionError, match="hakparentes inom hakparenteser"):
        value('matches("x", "[A-Z-[OI]]")')
