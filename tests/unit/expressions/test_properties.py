"""Laws that hold for all values: agreement with Decimal, round trips, and no surprise for any text."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)
from string import printable

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.errors import ExpressionError, ExpressionSyntaxError
from app.expressions import Duration, Environment, Expression, feel, parse_attribute, unary_tests
from app.expressions.durations import parse_duration
from app.expressions.functions import BUILTINS
from app.expressions.moments import STOCKHOLM, add_to_datetime, difference, instant, parse_date, parse_datetime
from app.expressions.times import cycle, due, iso

DECIMAL128 = Context(prec=34)
LAW = settings(deadline=None, derandomize=True, database=None)
CLOCK = Environment(now=lambda: datetime(2026, 1, 1, tzinfo=UTC))
decimals = st.decimals(min_value=-(10**12), max_value=10**12, places=4, allow_nan=False, allow_infinity=False)
moments = st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2036, 12, 31)).map(  # noqa: DTZ001
    lambda naive: naive.replace(tzinfo=UTC).astimezone(STOCKHOLM)
)
exact = st.builds(Duration, st.just(0), st.integers(0, 4000), st.integers(0, 86_399_999_999))
durations = st.builds(Duration, st.integers(0, 500), st.integers(0, 4000), st.integers(0, 10**14))
ROUNDINGS = {
    "decimal": ROUND_HALF_EVEN,
    "floor": ROUND_FLOOR,
    "ceiling": ROUND_CEILING,
    "round up": ROUND_UP,
    "round down": ROUND_DOWN,
    "round half up": ROUND_HALF_UP,
    "round half down": ROUND_HALF_DOWN,
}
WORDS = r"""
if then else for in return some every satisfies function and or not between instance of null true false item partial x
( ) [ ] { } , . .. : + - * / ** = != < <= > >= " ' @ ? ${ } #{ && || ! == % ; \ // /* */ 1 0.5
"text" @"2026-01-01" @"P1D" list<number> now() sum( count( date and time string length
"""


@LAW
@given(decimals, decimals, st.sampled_from(["+", "-", "*"]))
def test_arithmetic_agrees_with_decimal(left: Decimal, right: Decimal, sign: str) -> None:
    expected = {"+": DECIMAL128.add, "-": DECIMAL128.subtract, "*": DECIMAL128.multiply}[sign](left, right)
    found = feel(f"({left:f}) {sign} ({right:f})").evaluate({})
    assert found == (int(expected) if expected == expected.to_integral_value() else float(expected))


@LAW
@given(decimals, decimals)
def test_order_agrees_with_decimal_for_literals_and_variables(left: Decimal, right: Decimal) -> None:
    scope = {"a": left, "b": right}
    for sign, expected in (("<", left < right), (">=", left >= right), ("=", left == right), ("!=", left != right)):
        assert feel(f"{left:f} {sign} {right:f}").evaluate({}) is expected
        assert feel(f"a {sign} b").evaluate(scope) is expected


@LAW
@given(st.floats(-(2**53), 2**53), st.integers(-(10**18), 10**18))
def test_numbers_pass_through_unchanged(real: float, whole: int) -> None:
    assert feel("[r, w]").evaluate({"r": real, "w": whole}) == [real, whole]


@LAW
@given(st.text(max_size=60))
def test_any_string_can_be_written_as_a_literal(text: str) -> None:
    assume(text.isprintable() or "\r" not in text)
    assume(not any(0xD800 <= ord(letter) <= 0xDFFF for letter in text))
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    assert feel(f'"{escaped}"').evaluate({}) == text


@LAW
@given(st.dates())
def test_dates_round_trip(day: date) -> None:
    assert parse_date(iso(day)) == day
    assert feel("string(date(x))").evaluate({"x": iso(day)}) == iso(day)


@LAW
@given(moments)
def test_moments_round_trip_with_their_offset(moment: datetime) -> None:
    found = parse_datetime(iso(moment))
    assert found is not None
    assert instant(found) == instant(moment)


@LAW
@given(durations)
def test_durations_round_trip(duration: Duration) -> None:
    assert parse_duration(iso(duration)) == duration
    assert parse_duration(iso(-duration)) == -duration


@LAW
@given(moments, moments)
def test_a_difference_added_again_arrives(later: datetime, earlier: datetime) -> None:
    between = difference(later, earlier)
    assert between is not None
    arrived = add_to_datetime(earlier, between)
    assert arrived is not None
    assert instant(arrived) == instant(later)


@LAW
@given(moments, exact)
def test_time_added_is_exact_and_days_keep_the_hour(moment: datetime, duration: Duration) -> None:
    later = add_to_datetime(moment, Duration(0, 0, duration.microseconds))
    assert later is not None
    assert instant(later) - instant(moment) == duration.microseconds
    days_later = add_to_datetime(moment, Duration(0, duration.days, 0))
    assert days_later is not None
    wall = moment.replace(tzinfo=None) + timedelta(days=duration.days)
    gap = wall.replace(tzinfo=STOCKHOLM).astimezone(UTC).astimezone(STOCKHOLM).replace(tzinfo=None)
    assert days_later.replace(tzinfo=None) in (wall, gap)


@LAW
@given(moments, st.integers(1, 36), st.integers(0, 30))
def test_a_monthly_cycle_never_drifts_from_its_day(start: datetime, months: int, count: int) -> None:
    found = cycle(f"R/{iso(start)}/P{months}M").firing(start, count)
    assert found is not None
    local = start.astimezone(STOCKHOLM)
    last = (date(found.year + found.month // 12, found.month % 12 + 1, 1) - timedelta(days=1)).day
    assert found.day == min(local.day, last)


@LAW
@given(st.text(alphabet=printable + "åäöÅÄÖ”§😎\x00", max_size=80))
def test_parsing_random_text_raises_only_syntax_errors(text: str) -> None:
    survive(text)


@settings(LAW, max_examples=400)
@given(st.lists(st.sampled_from([*WORDS.split(), "date and time", " "]), max_size=14), st.sampled_from(["", " "]))
def test_parsing_and_running_random_words_raises_only_our_errors(words: list[str], between: str) -> None:
    survive(between.join(words))


EXTREMES: list[object] = [
    Decimal("1E+6000"),
    Decimal("-1E-6000"),
    Decimal("1E+40"),
    10**299,
    date.min,
    date.max,
    datetime.min.replace(tzinfo=UTC),
    datetime.max.replace(tzinfo=UTC),
    datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    time(23, 59, 59, 999_999),
    time(tzinfo=UTC),
    Duration(10**14),
    Duration(0, -(10**9), 0),
    Duration(1, 1, 1),
    Duration(),
    "2026-01-01T00:00:00@Asia/Dhaka",
    "P1D",
    "(a|a)*",
]
values = st.recursive(
    st.sampled_from(EXTREMES)
    | st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.dates()
    | durations
    | moments,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abx"), inner, max_size=3),
    max_leaves=6,
)
TEXTS = """
x + y; x - y; x * y; x / y; x ** y; x < y; x = y; x in y; x[y]; x.a; x and y; -x; x between y and x; sum(x); max(x, y)
string(x); count(x); sort(x, function(a, b) a < b); for i in x return i + y; x in [x..y]; some i in x satisfies i = y
date(x); date and time(x, y); duration(x); substring(x, y); decimal(x, y); concatenate(x, y); distinct values(x)
context merge([x, y]); flatten(x); mean(x); modulo(x, y); before(x, y); for i in x..y return 1; split(x, y)
matches(x, y); replace(x, y, x); next working day(x); time(x, y, 1); floor(x, y); sublist(x, y); mode(x); stddev(x)
median(x); years and months duration(x, y); abs(x); odd(x); exp(x); log(x); x instance of list<number>; get entries(x)
${x + y}; ${x < y}; ${x == y}; ${x && y}; ${x[y]}; ${empty x}; ${-x}; a ${x} b; ${x ? 1 : y}; ${x % y}; ${x.contains(y)}
x in (< y); x in (= y, > x); [x, y][item = x]; {a: x, b: a + y}.b; x instance of list<number>; (> x).start; x.months
before([x..y], x); overlaps([x..y], [y..x]); list replace(x, function(a, b) a = b, y); (function(a: number) a)(x)
x.days"""


def called(name: str) -> str:
    """A call with as few arguments as the function takes: x, y and x again."""
    arguments = ["x", "y", "x", "y"][: max(BUILTINS[name].least, 1)]
    if not name.startswith("juel."):
        return f"{name}({', '.join(arguments)})" if BUILTINS[name].most != 0 else f"{name}()"
    return f"${{x.{name.removeprefix('juel.')}({', '.join(arguments[1:])})}}"


EVERYTHING = [*re.split(r"[;\n]\s*", TEXTS.strip()), *map(called, BUILTINS)]


@settings(LAW, max_examples=100)
@given(values, values)
def test_operators_and_functions_take_any_values(left: object, right: object) -> None:
    for text in EVERYTHING:
        expression = parse_attribute(text) if "${" in text else feel(text)
        assert isinstance(expression, Expression)
        run(expression, {"x": left, "y": right})


@LAW
@given(st.text(max_size=30))
def test_timers_from_random_text_raise_only_our_errors(text: str) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for read in (lambda: due(text, now), lambda: cycle(text), lambda: cycle("R3/" + text)):
        with suppress(ExpressionError):
            read()


@LAW
@given(st.sampled_from(EXTREMES), st.sampled_from(EXTREMES))
def test_timers_from_extreme_values_raise_only_our_errors(value: object, at: object) -> None:
    now = at if isinstance(at, datetime) else datetime(2026, 1, 1, tzinfo=UTC)
    for text in (f"R/{value}/P1D", f"R3/{value}", f"R/P1D/{value}", f"R3/{value}/{at}", value):
        with suppress(ExpressionError):
            found = cycle(text)
            anchor = found.anchor(now)
            assert [found.firing(anchor, number) for number in (0, 1, 10**9)]
        with suppress(ExpressionError):
            assert due(text, now).tzinfo is STOCKHOLM


answers = st.sampled_from(["true", "false", "null"])


@LAW
@given(answers, answers, answers)
def test_three_valued_logic_obeys_its_laws(a: str, b: str, c: str) -> None:
    for left, right in (
        (f"{a} and {b}", f"{b} and {a}"),
        (f"{a} or {b}", f"{b} or {a}"),
        (f"({a} and {b}) and {c}", f"{a} and ({b} and {c})"),
        (f"({a} or {b}) or {c}", f"{a} or ({b} or {c})"),
        (f"{a} and ({b} or {c})", f"{a} and {b} or {a} and {c}"),
        (f"{a} or {b} and {c}", f"({a} or {b}) and ({a} or {c})"),
        (f"not({a} and {b})", f"not({a}) or not({b})"),
        (f"not({a} or {b})", f"not({a}) and not({b})"),
        (f"not(not({a}))", a),
        (f"{a} or {a} and {b}", a),
        (f"every x in [{a}, {b}, {c}] satisfies x", f"{a} and {b} and {c}"),
        (f"some x in [{a}, {b}, {c}] satisfies x", f"{a} or {b} or {c}"),
        (f"all([{a}, {b}])", f"{a} and {b}"),
        (f"any([{a}, {b}])", f"{a} or {b}"),
    ):
        assert feel(left).evaluate({}) is feel(right).evaluate({})


@LAW
@given(decimals, decimals, st.integers(-3, 3))
def test_functions_on_numbers_agree_with_decimal(left: Decimal, right: Decimal, places: int) -> None:
    scope = {"a": left, "b": right, "p": places}
    for name, mode in ROUNDINGS.items():
        rounded = left.quantize(Decimal((0, (1,), -places)), rounding=mode, context=DECIMAL128)
        assert feel(f"{name}(a, p) = {rounded:f}").evaluate(scope) is True
    assert feel("modulo(a, b) = a - b * floor(a / b) or b = 0").evaluate(scope) is True
    assert feel("(a between b and b) = (a = b)").evaluate(scope) is True
    assert feel("(a - b) + b = a and -(-a) = a and a * b = b * a").evaluate(scope) is True
    assert feel("abs(a) >= 0 and abs(a) = max(a, -a)").evaluate(scope) is True
    assert feel("number(string(a)) = a").evaluate(scope) is True
    assert feel("min(a, b) <= max(a, b) and sum(a, b) = a + b").evaluate(scope) is True


def survive(text: str) -> None:
    """Parse in every way and run what parsed."""
    for read in (feel, parse_attribute, unary_tests, lambda inner: parse_attribute("${" + inner + "}")):
        try:
            parsed = read(text)
        except ExpressionSyntaxError as error:
            index = error.fields["index"]
            assert isinstance(index, int)
            assert 0 <= index <= len(text) + 3
            continue
        if isinstance(parsed, Expression):
            run(parsed, {"x": [1, {"item": 2}], "item": "a", "?": 3})


def run(expression: Expression, scope: dict[str, object]) -> None:
    with suppress(ExpressionError):
        expression.evaluate(scope, CLOCK)
