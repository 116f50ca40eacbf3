"""Dates and durations: text, calendar arithmetic, and the two nights when clocks change in Stockholm."""

from datetime import UTC, date, datetime, time

import pytest

from app.expressions import Duration, feel
from app.expressions.durations import parse_duration
from app.expressions.moments import STOCKHOLM, add_to_datetime, difference, parse_datetime, parse_time


@pytest.mark.parametrize(
    ("text", "months", "days", "seconds"),
    [
        ("P1Y2M", 14, 0, 0),
        ("P1DT2H3M4S", 0, 1, 7384),
        ("P3W", 0, 21, 0),
        ("PT0.5S", 0, 0, 0.5),
        ("PT1,25S", 0, 0, 1.25),
        ("-P1M", -1, 0, 0),
        ("+PT1H", 0, 0, 3600),
        ("P1Y1M1DT1H", 13, 1, 3600),
        ("PT0S", 0, 0, 0),
    ],
)
def test_durations_are_read(text: str, months: int, days: int, seconds: float) -> None:
    assert parse_duration(text) == Duration(months, days, round(seconds * 1_000_000))


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "1D", "P1S", "PT1D", "P1DT", "P-1D", "P1.5M", "p1d", "P1D ", "P9999999999D"]
)
def test_what_is_no_duration_is_none(text: str) -> None:
    assert parse_duration(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@"2026-01-31" + @"P1M"', "2026-02-28"),
        ('@"2028-01-31" + @"P1M"', "2028-02-29"),
        ('@"2028-02-29" + @"P1Y"', "2029-02-28"),
        ('@"2026-03-31" - @"P1M"', "2026-02-28"),
        ('@"2026-01-31" + @"P13M"', "2027-02-28"),
        ('@"2026-12-31" + @"P1D"', "2027-01-01"),
        ('@"2026-01-01" + @"PT36H"', "2026-01-02"),
        ('@"P1M" + @"2026-01-31"', "2026-02-28"),
        ('@"2026-03-10" - @"2026-03-01"', "P9D"),
        ('@"2026-03-01" - @"2026-03-10"', "-P9D"),
        ('@"10:00:00" - @"09:15:00"', "PT45M"),
        ('@"23:30:00" + @"PT1H"', "00:30:00"),
        ('@"2026-03-28T09:00:00" + @"P1D"', "2026-03-29T09:00:00+02:00"),
        ('@"2026-03-28T09:00:00" + @"PT24H"', "2026-03-29T10:00:00+02:00"),
        ('@"2026-03-29T09:00:00" - @"2026-03-28T09:00:00"', "P1D"),
        ('@"2026-03-28T09:00:00" - @"2026-03-29T09:00:00"', "-P1D"),
        ('@"2026-01-02T00:00:00" - @"2026-01-01"', "P1D"),
        ('@"P1D" * 1.5', "P1DT12H"),
        ('@"P1Y" / 2', "P6M"),
        ('@"P1Y" / 5', "P2M"),
        ('@"P14D" / @"P7D"', "2"),
        ('@"P1D" - @"PT1H"', "PT23H"),
        ('-@"P1D"', "-P1D"),
        ('@"P1M" + @"P1D"', "null"),
        ('@"P1M" * null', "null"),
        ('@"P1D" / 0', "null"),
        ('@"P1D" + 1', "null"),
        ('@"9999-12-31" + @"P1D"', "null"),
        ('@"0001-01-01" - @"P1M"', "null"),
        ('@"2026-01-01" + @"2026-01-01"', "null"),
    ],
)
def test_arithmetic_on_dates_follows_the_calendar(text: str, expected: str) -> None:
    assert feel(f"string([{text}])").evaluate({}) == f"[{expected}]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@"P1D" = @"PT24H"', True),
        ('@"P1D" < @"PT25H"', True),
        ('@"P12M" = @"P1Y"', True),
        ('@"P1M" < @"P31D"', None),
        ('@"P0D" = @"P0M"', True),
        ('@"2026-01-01" < @"2026-01-01T10:00:00"', None),
        ('@"2026-07-01T12:00:00" = @"2026-07-01T10:00:00Z"', True),
        ('@"2026-10-25T02:30:00+02:00" < @"2026-10-25T02:30:00+01:00"', True),
        ('@"10:00:00+02:00" = @"08:00:00Z"', True),
        ('@"10:00:00" = @"10:00:00Z"', False),
        ('@"10:00:00" < @"10:00:00Z"', None),
        ('@"10:00:00" < @"11:00:00"', True),
    ],
)
def test_comparisons_know_what_can_be_compared(text: str, expected: bool | None) -> None:
    assert feel(text).evaluate({}) is expected


def test_a_time_that_spring_skips_moves_forward() -> None:
    assert str(parse_datetime("2026-03-29T02:30")) == "2026-03-29 03:30:00+02:00"
    start = datetime(2026, 3, 28, 2, 30, tzinfo=STOCKHOLM)
    assert str(add_to_datetime(start, Duration(days=1))) == "2026-03-29 03:30:00+02:00"


def test_a_time_that_autumn_repeats_is_the_first_of_the_two() -> None:
    found = parse_datetime("2026-10-25T02:30")
    assert found is not None
    assert found.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    later = add_to_datetime(found, Duration(microseconds=3_600_000_000))
    assert later is not None
    assert str(later) == "2026-10-25 02:30:00+01:00"


def test_an_hour_is_an_hour_over_both_changes() -> None:
    for moment in (datetime(2026, 3, 29, 1, 30, tzinfo=STOCKHOLM), datetime(2026, 10, 25, 1, 30, tzinfo=STOCKHOLM)):
        later = add_to_datetime(moment, Duration(microseconds=2 * 3_600_000_000))
        assert later is not None
        assert (later.astimezone(UTC) - moment.astimezone(UTC)).total_seconds() == 7200


def test_a_difference_over_the_repeated_hour_is_exact() -> None:
    first = parse_datetime("2026-10-25T02:30:00+02:00")
    second = parse_datetime("2026-10-25T02:30:00+01:00")
    assert first is not None
    assert second is not None
    assert difference(second, first) == Duration(microseconds=3_600_000_000)


@pytest.mark.parametrize(
    "text",
    ["24:01", "25:00", "12:60", "9:00", "09:00+25:00", "09:00@Ingen/Stans", "09:00@../../etc/passwd", "09:00@Europe"],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert parse_time(text) is None


def test_a_naive_variable_is_local_time() -> None:
    naive = datetime(2026, 7, 1, 12)  # noqa: DTZ001
    assert feel("x").evaluate({"x": naive}) == datetime(2026, 7, 1, 12, tzinfo=STOCKHOLM)
    assert feel('x = @"2026-07-01T10:00:00Z"').evaluate({"x": naive}) is True
    assert feel("date(x)").evaluate({"x": naive}) == date(2026, 7, 1)
    assert feel("time(x)").evaluate({"x": naive}) == time(12)
