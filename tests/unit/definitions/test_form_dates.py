"""Dates and times are read as people write them; what does not exist is refused, never moved."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.definitions.forms.dates import MONTHS, Unreadable, read_date, read_datetime, read_time

CHRISTMAS_EVE = date(2026, 12, 24)


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-24",
        "20261224",
        "24/12 2026",
        "24/12-2026",
        "24/12/2026",
        "24.12.2026",
        "24 12 2026",
        "2026.12.24",
        "2026–12–24",
        "24 december 2026",
        "24 dec 2026",
        "24 dec. 2026",
        "den 24 December 2026",
        "den 24:e december 2026",
        "  2026-12-24 ",
    ],
)
def test_a_date_is_read(text: str) -> None:
    assert read_date(text) == CHRISTMAS_EVE


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-02-30", "februari 2026 har 28 dagar"),
        ("2026-02-29", "februari 2026 har 28 dagar"),
        ("31 april 2026", "april 2026 har 30 dagar"),
        ("2026-13-01", "ingen månad 13"),
        ("20261324", "ingen månad 13"),
        ("12/24 2026", "ingen månad 24"),
        ("1066-10-14", "mellan 1800 och 2999"),
        ("261224", "fyra siffror"),
        ("24/12", "fyra siffror"),
        ("24/12 26", "fyra siffror"),
        ("24 december", "fyra siffror"),
        ("i morgon", "till exempel"),
        ("", "till exempel"),
        ("24 ma 2026", "till exempel"),
        ("2026-12-24-1", "till exempel"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text: str, reason: str) -> None:
    found = read_date(text)
    assert isinstance(found, Unreadable)
    assert reason in found.reason


def test_a_leap_day_exists_in_leap_years() -> None:
    assert read_date("29 februari 2028") == date(2028, 2, 29)


@given(st.dates(min_value=date(1800, 1, 1), max_value=date(2999, 12, 31)))
def test_every_way_to_write_a_date_means_that_date(day: date) -> None:
    ways = (
        f"{day:%Y-%m-%d}",
        f"{day:%Y%m%d}",
        f"{day.day}/{day.month} {day.year}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day} {MONTHS[day.month - 1]} {day.year}",
        f"den {day.day} {MONTHS[day.month - 1][:3]} {day.year}",
    )
    assert {read_date(way) for way in ways} == {day}


@given(st.text())
def test_any_text_is_a_date_or_refused(text: str) -> None:
    assert isinstance(read_date(text), date | Unreadable)
    assert isinstance(read_time(text), time | Unreadable)
    assert isinstance(read_datetime(text), datetime | Unreadable)


@pytest.mark.parametrize("text", ["8.30", "08:30", "0830", "kl. 8.30", "kl 8:30"])
def test_a_time_is_read(text: str) -> None:
    assert read_time(text) == time(8, 30)


@pytest.mark.parametrize("text", ["24:00", "8:60", "snart", ""])
def test_what_is_no_time_is_refused(text: str) -> None:
    assert isinstance(read_time(text), Unreadable)


@pytest.mark.parametrize(
    "text",
    ["2026-12-24 08:30", "2026-12-24T08:30", "24/12 2026 8.30", "24 december 2026 kl. 8.30", "20261224 0830"],
)
def test_a_date_with_a_time_is_read(text: str) -> None:
    assert read_datetime(text) == datetime(2026, 12, 24, 8, 30)  # noqa: DTZ001


def test_a_date_without_its_time_is_refused() -> None:
    assert isinstance(read_datetime("2026-12-24"), Unreadable)
