"""Timers: due moments, deadlines and cycles, by the calendar of Europe/Stockholm."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.errors import ExpressionError
from app.expressions import Duration
from app.expressions.times import STOCKHOLM, Cycle, add, cycle, deadline, due, iso

NOW = datetime(2026, 3, 28, 9, 0, tzinfo=STOCKHOLM)  # the day before clocks go forward


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=STOCKHOLM)


def same(found: datetime | None, expected: datetime) -> bool:
    """Same instant and same offset: == of one zone would compare wall clocks only."""
    return found is not None and found.astimezone(UTC) == expected.astimezone(UTC) and found.utcoffset() is not None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("PT10M", local(2026, 3, 28, 9, 10)),
        ("P1D", local(2026, 3, 29, 9)),
        ("PT24H", local(2026, 3, 29, 10)),
        ("P1M", local(2026, 4, 28, 9)),
        ("P1M10D", local(2026, 5, 8, 9)),
        ("P2W", local(2026, 4, 11, 9)),
        (" P1D ", local(2026, 3, 29, 9)),
        ("2026-04-01", local(2026, 4, 1)),
        ("2026-04-01T08:30", local(2026, 4, 1, 8, 30)),
        ("2026-04-01T08:30:00+00:00", local(2026, 4, 1, 10, 30)),
        ("2026-04-01T08:30:00Z", local(2026, 4, 1, 10, 30)),
        ("2026-04-01T08:30:00@America/New_York", local(2026, 4, 1, 14, 30)),
        (date(2026, 4, 1), local(2026, 4, 1)),
        (datetime(2026, 4, 1, 8, tzinfo=UTC), local(2026, 4, 1, 10)),
        (Duration(days=1), local(2026, 3, 29, 9)),
        (timedelta(hours=1), local(2026, 3, 28, 10)),
    ],
)
def test_due_understands_dates_moments_and_durations(value: object, expected: datetime) -> None:
    assert same(due(value, NOW), expected)


@pytest.mark.parametrize("value", ["", "hej", "P", "PT", "P1", "2026-13-01", "R3/PT10M", "9999-12-31T23:59:59-05:00"])
def test_due_refuses_other_text_with_a_sentence(value: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        due(value, NOW)
    assert caught.value.fields["reason"]


def test_a_refused_value_is_not_in_the_error_since_it_may_be_personal() -> None:
    for refuses in (due, deadline):
        with pytest.raises(ExpressionError) as caught:
            refuses("19121212-1212", NOW)
        assert "1912" not in repr(caught.value.fields)
    with pytest.raises(ExpressionError) as caught:
        cycle("R3/19121212-1212/PT1M")
    assert "1912" not in repr(caught.value.fields)


@pytest.mark.parametrize("value", [None, 5, True, [], {}, "P9000Y"])
def test_due_refuses_other_values(value: object) -> None:
    with pytest.raises(ExpressionError):
        due(value, NOW)


def test_a_date_as_deadline_lasts_the_whole_day() -> None:
    assert deadline("2026-03-29", NOW) == datetime(2026, 3, 29, 23, 59, 59, tzinfo=STOCKHOLM)
    assert due("2026-03-29", NOW) == local(2026, 3, 29)
    assert deadline("P1D", NOW) == due("P1D", NOW)


def firings(found: Cycle, count: int) -> list[str]:
    anchor = found.anchor(NOW)
    moments = [found.firing(anchor, number) for number in range(count)]
    return ["" if moment is None else moment.strftime("%Y-%m-%d %H:%M") for moment in moments]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("R3/PT10M", ["2026-03-28 09:10", "2026-03-28 09:20", "2026-03-28 09:30", ""]),
        ("R2/2026-01-01T09:00/P1M", ["2026-01-01 09:00", "2026-02-01 09:00", ""]),
        ("R/2026-01-31T09:00/P1M", ["2026-01-31 09:00", "2026-02-28 09:00", "2026-03-31 09:00", "2026-04-30 09:00"]),
        ("R/2026-01-31T09:00/P1M/", ["2026-01-31 09:00", "2026-02-28 09:00"]),
        ("R9/2026-01-01T09:00/P1M/2026-02-15", ["2026-01-01 09:00", "2026-02-01 09:00", ""]),
        ("R/PT10M/2026-03-28T09:25", ["2026-03-28 09:10", "2026-03-28 09:20", ""]),
        ("R/2026-03-01T08:00/2026-03-08T08:00", ["2026-03-01 08:00", "2026-03-08 08:00"]),
        ("R/P1D", ["2026-03-29 09:00", "2026-03-30 09:00"]),
        ("P1D", ["2026-03-29 09:00", "2026-03-30 09:00"]),
    ],
)
def test_a_cycle_fires_by_the_calendar_and_ends(text: str, expected: list[str]) -> None:
    assert firings(cycle(text), len(expected)) == expected


@pytest.mark.parametrize(
    "text",
    ["R", "R/", "R3", "R0/PT1M", "R/PT0S", "R3/-PT1M", "R3/hej/PT1M", "R-1/PT1M", "0 0 9 * * ?", "R3/PT1M/PT1M", "x"],
)
def test_a_cycle_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        cycle(text)


def test_a_cycle_from_a_feel_value_is_text_or_a_duration() -> None:
    assert cycle(Duration(days=1)) == cycle("P1D")
    with pytest.raises(ExpressionError):
        cycle(10)


def test_add_and_iso_are_for_the_engine() -> None:
    assert iso(add(NOW, Duration(days=1))) == "2026-03-29T09:00:00+02:00"
    assert iso(Duration(days=14)) == "P14D"
    with pytest.raises(ExpressionError):
        add(NOW, Duration(months=12 * 9000))
