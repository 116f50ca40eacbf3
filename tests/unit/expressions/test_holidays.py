"""Swedish public holidays and the next working day, against calendars that were printed."""

from datetime import date

import pytest

from app.expressions.holidays import easter_sunday, free_days, is_working_day, next_working_day


def test_easter_is_where_the_almanac_has_it() -> None:
    almanac = "1818-03-22 1943-04-25 2000-04-23 2008-03-23 2011-04-24 2019-04-21 2024-03-31 2025-04-20 2038-04-25"
    for easter in almanac.split():
        assert easter_sunday(int(easter[:4])).isoformat() == easter


def test_the_free_days_of_2026_are_those_of_the_almanac() -> None:
    expected = "01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-06 06-19 06-20 10-31 12-24 12-25 12-26 12-31"
    assert sorted(day.strftime("%m-%d") for day in free_days(2026)) == expected.split()


def test_the_free_days_of_2024_are_those_of_the_almanac() -> None:
    expected = "01-01 01-06 03-29 03-31 04-01 05-01 05-09 05-19 06-06 06-21 06-22 11-02 12-24 12-25 12-26 12-31"
    assert sorted(day.strftime("%m-%d") for day in free_days(2024)) == expected.split()


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-06-18", "2026-06-18"),
        ("2026-06-19", "2026-06-22"),  # midsommarafton, a Friday
        ("2026-12-24", "2026-12-28"),  # julafton to annandag jul, then a Sunday
        ("2026-12-31", "2027-01-04"),  # nyårsafton, nyårsdagen, a weekend
        ("2026-05-14", "2026-05-15"),  # Kristi himmelsfärds dag
        ("2026-05-16", "2026-05-18"),  # a Saturday
        ("2025-06-06", "2025-06-09"),  # nationaldagen, a Friday
        ("2026-03-21", "2026-03-23"),
    ],
)
def test_a_term_moves_to_the_next_working_day(day: str, expected: str) -> None:
    found = next_working_day(date.fromisoformat(day))
    assert found == date.fromisoformat(expected)


def test_annandag_pingst_is_a_working_day_since_2005() -> None:
    assert is_working_day(date(2026, 5, 25))


def test_the_calendar_ends() -> None:
    assert next_working_day(date(9999, 12, 31)) is None
