"""What FEEL expressions give: literals, operators, paths, filters, loops and choices (DMN 1.3, chapter 10.3)."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from app.errors import ExpressionError
from app.expressions import Duration, feel

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def value(text: str, **scope: object) -> object:
    return feel(text).evaluate(scope)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 4 - 3", 3),
        ("12 / 3 / 2", 2),
        ("0.1 + 0.2", 0.3),
        (".5 + 1", 1.5),
        ("2 ** 3", 8),
        ("2 ** 3 ** 2", 64),
        ("-2 ** 2", 4),
        ("2 - -3", 5),
        ("--3", 3),
        ("1 / 0", None),
        ("0 / 0", None),
        ("10 ** 10000", None),
        ("1 + null", None),
        ('1 + "1"', None),
        ("true + 1", None),
        ('"sam" + "hälle"', "samhälle"),
        ('"a" - "a"', None),
        ("1 < 2", True),
        ("2 <= 2", True),
        ("3 != 3", False),
        ('"a" < "b"', True),
        ("1.0 = 1", True),
    ],
)
def test_arithmetic_and_comparison_follow_the_tables_of_dmn(text: str, expected: object) -> None:
    assert value(text) == expected


def test_whole_results_are_int_and_others_float() -> None:
    assert type(value("6 / 3")) is int
    assert type(value("7 / 2")) is float
    assert type(value("x + 1", x=1.5)) is float
    assert type(value("x", x=2.0)) is int


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r'"rad\nrad"', "rad\nrad"),
        (r'"\"citat\" \\ \u00e5 \U01F60E"', '"citat" \\ å 😎'),
        (r'"\ud83d\ude0e"', "😎"),
        ('"med \' i"', "med ' i"),
        ("[1, [2], {a: 3}]", [1, [2], {"a": 3}]),
        ('{"två ord": 1, tre ord här: 2}', {"två ord": 1, "tre ord här": 2}),
        ("{a: 1, b: a + 1, c: a + b}.c", 3),
        ("{}", {}),
        ("[]", []),
        ("1 // kommentar", 1),
        ("1 /* kommentar */ + 1", 2),
    ],
)
def test_literals_give_their_values(text: str, expected: object) -> None:
    assert value(text) == expected


def test_at_literals_are_dates_times_and_durations() -> None:
    assert value('@"2026-03-29"') == date(2026, 3, 29)
    assert value('@"2026-03-29T09:30:00"') == datetime(2026, 3, 29, 9, 30, tzinfo=STOCKHOLM)
    assert value('@"09:30:00"') == time(9, 30)
    assert value('@"P1Y2M"') == Duration(months=14)
    assert value('@"-P1DT2H"') == Duration(days=-1, microseconds=-7_200_000_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kommun.svarstid", 10),
        ("kommun.svarstid.dagar", None),
        ("kommun.finns.inte", None),
        ("saknas", None),
        ("saknas.helt", None),
        ("personer.namn", ["Asta", "Bo"]),
        ("personer[1].namn", "Asta"),
        ("personer[-1].namn", "Bo"),
        ("personer[3]", None),
        ("personer[0]", None),
        ("personer[ålder > 18].namn", ["Asta"]),
        ("personer[item.ålder > gräns].namn", ["Asta"]),
        ("personer[ålder > gräns].namn", ["Asta"]),
        ("personer[saknas]", []),
        ("[1, 2, 3, 4][item > 2]", [3, 4]),
        ("[1, 2, 3][i]", 2),
        ("[[1, 2], [3]][item[1] = 3]", [[3]]),
        ("kommun[1].svarstid", 10),
        ('"ensam"[1]', "ensam"),
        ("null[1]", None),
        ("null[item > 1]", []),
        ("[][1]", None),
        ("[][i]", None),
        ("kommun.`två ord`", 2),
    ],
)
def test_paths_and_filters_find_parts_and_give_null_for_what_is_missing(text: str, expected: object) -> None:
    people = [{"namn": "Asta", "ålder": 80}, {"namn": "Bo", "ålder": 17}]
    assert value(text, personer=people, kommun={"svarstid": 10, "två ord": 2}, gräns=18, i=2) == expected


def test_an_entry_of_the_item_hides_a_variable_of_the_same_name_in_a_filter() -> None:
    assert value("rader[summa > 5]", rader=[{"summa": 9}, {"annat": 1}], summa=100) == [{"summa": 9}, {"annat": 1}]
    assert value("rader[summa > 50]", rader=[{"summa": 9}, {"annat": 1}], summa=100) == [{"annat": 1}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('if 1 < 2 then "ja" else "nej"', "ja"),
        ("if null then 1 else 2", 2),
        ("if 5 then 1 else 2", 2),
        ("if false then 1 else if true then 2 else 3", 2),
        ("1 + if true then 1 else 2", 2),
        ("for x in [1, 2, 3] return x * x", [1, 4, 9]),
        ("for x in 1..3 return x", [1, 2, 3]),
        ("for x in 3..1 return x", [3, 2, 1]),
        ("for x in [1..3) return x", [1, 2]),
        ("for x in [1, 2], y in [10, 20] return x + y", [11, 21, 12, 22]),
        ("for x in [[1, 2], [3]], y in x return y", [1, 2, 3]),
        ("for i in 1..5 return if i < 3 then 1 else partial[-1] + partial[-2]", [1, 1, 2, 3, 5]),
        ("for x in null return x", None),
        ("for x in 7 return x", [7]),
        ('for d in @"2026-02-27"..@"2026-03-01" return d.day', [27, 28, 1]),
        ("some x in [1, 2] satisfies x > 1", True),
        ("some x in [] satisfies x > 1", False),
        ("some x in [1, null] satisfies x > 1", None),
        ("every x in [2, 3] satisfies x > 1", True),
        ("every x in [] satisfies x > 1", True),
        ("every x in [2, null] satisfies x > 1", None),
        ("every x in [0, null] satisfies x > 1", False),
        ("some x in [1, 2], y in [2, 3] satisfies x = y", True),
        ("(function(a, b) a * b)(3, 4)", 12),
        ("{dubbla: function(x) x * 2}.dubbla(4)", 8),
        ("{f: function(x) x + 1, g: f(f(1))}.g", 3),
    ],
)
def test_choices_loops_quantifiers_and_functions(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5 between 1 and 5", True),
        ("5 between 6 and 9", False),
        ("5 between null and 9", None),
        ("5 between 1 and 9 and true", True),
        ("5 in [1..5]", True),
        ("5 in [1..5)", False),
        ("5 in [1..5[", False),
        ("1 in (1..5]", False),
        ("1 in ]1..5]", False),
        ("2 in (1..5)", True),
        ("5 in > 4", True),
        ("5 in (< 3, >= 5)", True),
        ("5 in (1, 2, [4..6])", True),
        ("5 in [1, 2, 5]", True),
        ("5 in [[1..3], [5..9]]", True),
        ("5 in (6, 7)", False),
        ("5 in (null, 7)", False),
        ("5 in [null..7]", None),
        ("5 in <= saknas", None),
        ("null in [1..5]", None),
        ("null in (null)", True),
        ('"b" in ["a".."c"]', True),
        ('@"2026-03-15" in [@"2026-03-01"..@"2026-03-31"]', True),
        ("5 in 5", True),
        ('"5" in (5)', None),
        ("5 in (= 5)", True),
        ("[1..3].start", 1),
        ("[1..3).end included", False),
    ],
)
def test_between_and_in_test_bounds_lists_and_ranges(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 instance of number", True),
        ("true instance of number", False),
        ('"a" instance of string', True),
        ("null instance of string", False),
        ("null instance of Any", False),
        ("1 instance of Any", True),
        ('@"2026-01-01" instance of date', True),
        ('@"2026-01-01T00:00:00" instance of date', False),
        ('@"2026-01-01T00:00:00" instance of date and time', True),
        ('@"10:00:00" instance of time', True),
        ('@"P1D" instance of days and time duration', True),
        ('@"P1M" instance of days and time duration', False),
        ('@"P1M" instance of years and months duration', True),
        ("[1] instance of list", True),
        ("[1] instance of list<number>", True),
        ('[1, "a"] instance of list<number>', False),
        ("{} instance of context", True),
        ("(function(x) x) instance of function", True),
        ("1 instance of number and true", True),
        ("1 + 1 instance of number", None),
    ],
)
def test_instance_of_tells_the_kinds_apart(text: str, expected: object) -> None:
    assert value(text) == expected


def test_names_may_have_swedish_letters() -> None:
    assert value("återstående_år + 1", återstående_år=2) == 3


def test_calling_what_is_no_function_is_an_error_and_not_null() -> None:
    with pytest.raises(ExpressionError, match="inte är en funktion"):
        value("(1 + x)(2)", x=1)


def test_variables_are_never_changed_and_results_are_copies() -> None:
    rows = [{"a": 1}]
    made = value("rader", rader=rows)
    assert made == rows
    assert made is not rows
    assert isinstance(made, list)
    made[0]["a"] = 2
    assert rows == [{"a": 1}]


def test_a_range_or_a_function_is_no_result() -> None:
    for text in ("[1..2]", "function(x) x", "[[1..2]]"):
        with pytest.raises(ExpressionError, match="intervall eller en funktion"):
            value(text)
