"""FEEL's types, parts, filters, loops, contexts and functions (DMN 1.3, 10.3.2): what each finds and binds."""

import pytest

from app.expressions import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-1 instance of number", True),
        ("-2.5 instance of number", True),
        ("null instance of Null", True),
        ("null instance of Any", False),
        ("null instance of list", False),
        ("[] instance of list<number>", True),
        ("[1, null] instance of list<number>", True),
        ("[[1], [2]] instance of list<list<number>>", True),
        ('[[1], ["a"]] instance of list<list<number>>', False),
        ("5 instance of list<number>", False),
        ("[1..10] instance of range", True),
        ("[1..10] instance of range<number>", True),
        ("[1..10] instance of range<date>", False),
        ('[@"2026-01-01"..@"2026-02-01"] instance of range<date>', True),
        ('{namn: "Asta", ålder: 80} instance of context<namn: string>', True),
        ('{namn: "Asta", ålder: 80} instance of context<namn: string, ålder: number>', True),
        ('{namn: "Asta"} instance of context<namn: string, ålder: number>', False),
        ('{namn: "Asta"} instance of context<namn: number>', False),
        ("(function(a, b) a) instance of function<number, number>->Any", True),
        ("(function(a, b) a) instance of function<number>->Any", False),
        ('@"P1D" instance of days and time duration', True),
        ('@"P1Y" instance of years and months duration', True),
        ('@"P1Y" instance of days and time duration', False),
        ('@"2026-01-01T10:00:00" instance of date and time', True),
        ('@"2026-01-01T10:00:00" instance of date', False),
        ("1 = 1 instance of number", None),
        ("(1 = 1) instance of boolean", True),
    ],
)
def test_instance_of_asks_for_the_type_and_for_what_is_within(text: str, expected: bool | None) -> None:
    assert feel(text).evaluate({}) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@"2021-02-10".year', 2021),
        ('@"2021-02-10".weekday', 3),
        ('@"2021-02-10".hour', None),
        ('@"2018-12-10T10:30:01".second', 1),
        ('@"2018-12-10T10:30:01.25".second', 1.25),
        ('date and time("2021-02-10").minute', 0),
        ('string(@"2018-12-10T10:30:00-05:00".time offset)', "-PT5H"),
        ('@"2018-12-10T10:30:00-05:00".timezone', None),
        ('@"2018-12-10T10:30:00@Etc/UTC".timezone', "Etc/UTC"),
        ('@"08:45:27".hour', 8),
        ('@"08:45:27".time offset', None),
        ('string(@"08:45:27-05:00".time offset)', "-PT5H"),
        ('@"08:45:27@Europe/Paris".timezone', "Europe/Paris"),
        ('@"08:45:27".day', None),
        ('@"P1Y2M".years', 1),
        ('@"P14M".months', 2),
        ('@"-P14M".months', -2),
        ('@"P1Y".days', None),
        ('@"P3DT15H47M13S".hours', 15),
        ('@"PT2H".days', 0),
        ('@"-PT90M".minutes', -30),
        ('@"P1D".years', None),
        ("[1..10].start", 1),
        ("(1..10].start included", False),
        ("[1..10).end included", False),
        ("(> 1).start", 1),
        ("(> 1).end", None),
        ("(<= 1).end included", True),
        ("false.year", None),
        ('"text".length', None),
        ('[{a: @"P1DT5H"}, {a: @"P2D"}].a.days', [1, 2]),
        ("[{a: 1}, 2].a", [1, None]),
        ("null.a", None),
        ("{a: {b: 10}}.a.b", 10),
        ("{`två ord`: 1}.`två ord`", 1),
        ('{"två ord": 1}.`två ord`', 1),
    ],
)
def test_parts_and_properties_are_found_after_a_dot(text: str, expected: object) -> None:
    assert feel(text).evaluate({}) == expected


def test_the_parts_of_nothing_between_two_days_are_zero_and_not_null() -> None:
    for part in ("years", "months", "days", "hours"):
        text = f'years and months duration(@"2026-01-01", @"2026-01-15").{part}'
        assert feel(text).evaluate({}) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1, 3, 5][-3]", 1),
        ("[1, 3, 5][4]", None),
        ("[1, 3, 5][0]", None),
        ("[1, 3, 5][2.5]", None),
        ("[][1]", None),
        ('["a", "b", "c"][[3, 1][1]]', "c"),
        ("[{x: 1, y: 2}, {x: null, y: 3}][x < 2]", [{"x": 1, "y": 2}]),
        ("[{a: 1}, {a: 2}, {a: 3}][item.a >= 2].a", [2, 3]),
        ("[{item: 1}, {item: 2}, {item: 3}][item >= 2]", [{"item": 2}, {"item": 3}]),
        ("[1, 2, 3][true]", [1, 2, 3]),
        ("[1, 2, 3][null]", []),
        ("true[false]", []),
        ("5[1]", 5),
        ("5[2]", None),
        ("5[item > 1]", [5]),
        ("null[true]", []),
        ("[[1, 2], [3, 4]][item[1] > 2]", [[3, 4]]),
        ("[[1, 2], [3, 4]][1][2]", 2),
        ("[1, 2, 3, 4][item > [1, 2][2]]", [3, 4]),
        ("[{a: 1, b: [{a: 9}]}][b[a = 9][1].a = 9].a", [1]),
        ("{gräns: 2, rader: [1, 2, 3][item > gräns]}.rader", [3]),
        ("for n in 4..2 return n", [4, 3, 2]),
        ("for x in [[1, 2], [3, 4]], y in x return y", [1, 2, 3, 4]),
        ("for x in [[1, 2], [3]] return for y in x return y", [[1, 2], [3]]),
        ("for x in [1, 2], y in [] return x", []),
        ("for i in 0..5 return if i < 2 then 1 else partial[-1] + partial[-2]", [1, 1, 2, 3, 5, 8]),
        ("for i in 1..3, j in [4, 5] return {a: i, b: j}.b - i", [3, 4, 2, 3, 1, 2]),
        ("for x in 5 return x + 1", [6]),
        ("for x in null return x", None),
        ("for `min variabel` in [1, 2] return `min variabel` * 2", [2, 4]),
        ("some `x y` in [1, 2] satisfies `x y` = 2", True),
        ("some x in [1, 2], y in [3, 4] satisfies x + y = 6", True),
        ("every x in [1, 2], y in [3, 4] satisfies x < y", True),
        ("some x in [null, false] satisfies x", None),
        ("every x in [null, true] satisfies x", None),
        ("every x in null satisfies x", None),
        ('if "text" then 1 else 2', 2),
        ("if null then 1 else 2", 2),
        ("{a: 1, b: a + 1, c: {a: 5, d: a + b}.d}.c", 7),
        ("{a: 1, f: function(x) x + a, b: f(2)}.b", 3),
        ("{f: function(x: number) x, b: f([7])}.b", 7),
        ('{f: function(x: number) x, b: f("7")}.b', None),
        ("{f: function(x: list<number>) count(x), b: f(7)}.b", 1),
        ("{f: function(x, y) x - y, b: f(y: 1, x: 10)}.b", 9),
        ("{f: function(x, y) x - y, b: f(y: 1, z: 10)}.b", None),
        ("{f: function(x) x, b: f(1, 2)}.b", None),
        ("(function(x, y) x - y)(y: 1, x: 10)", 9),
    ],
)
def test_filters_loops_contexts_and_functions_bind_names_as_the_tables_say(text: str, expected: object) -> None:
    assert feel(text).evaluate({}) == expected
