"""Timers as sentences: what each way of writing a time means on the calendar and the clocks of Stockholm."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.errors import ExpressionError
from app.expressions import Duration, Environment, feel, juel
from app.expressions.times import STOCKHOLM, Cycle, cycle, deadline, due, iso

BEFORE_SPRING = datetime(2026, 3, 28, 2, 30, tzinfo=STOCKHOLM)  # the night before clocks go from 02 to 03
BEFORE_AUTUMN = datetime(2026, 10, 24, 2, 30, tzinfo=STOCKHOLM)  # the night before clocks go from 03 to 02
NOON = datetime(2026, 6, 1, 12, tzinfo=STOCKHOLM)


def firings(text: str, set_at: datetime, count: int) -> list[str]:
    """ISO texts of the first firings; empty once the cycle is over."""
    found = cycle(text)
    moments = [found.firing(found.anchor(set_at), number) for number in range(count)]
    return ["" if moment is None else iso(moment) for moment in moments]


def reason(value: object) -> str:
    with pytest.raises(ExpressionError) as caught:
        cycle(value)
    return str(caught.value.fields["reason"])


def test_a_time_that_spring_skips_is_an_hour_later() -> None:
    assert iso(due("2026-03-29T02:30", NOON)) == "2026-03-29T03:30:00+02:00"
    assert iso(due("P1D", BEFORE_SPRING)) == "2026-03-29T03:30:00+02:00"


def test_a_time_that_autumn_repeats_is_the_first_of_the_two() -> None:
    assert iso(due("2026-10-25T02:30", NOON)) == "2026-10-25T02:30:00+02:00"
    assert iso(due("P1D", BEFORE_AUTUMN)) == "2026-10-25T02:30:00+02:00"


def test_the_second_of_the_two_is_reached_by_its_offset() -> None:
    assert iso(due("2026-10-25T02:30+01:00", NOON)) == "2026-10-25T02:30:00+01:00"
    assert iso(due("PT25H", BEFORE_AUTUMN)) == "2026-10-25T02:30:00+01:00"


def test_a_day_is_a_calendar_day_and_24_hours_are_24_hours() -> None:
    for night, calendar, elapsed in (
        (datetime(2026, 3, 28, 9, tzinfo=STOCKHOLM), "2026-03-29T09:00:00+02:00", "2026-03-29T10:00:00+02:00"),
        (datetime(2026, 10, 24, 9, tzinfo=STOCKHOLM), "2026-10-25T09:00:00+01:00", "2026-10-25T08:00:00+01:00"),
    ):
        assert iso(due("P1D", night)) == calendar
        assert iso(due("PT24H", night)) == elapsed
        assert due("PT24H", night).astimezone(UTC) - night.astimezone(UTC) == timedelta(hours=24)


def test_a_daily_cycle_keeps_its_hour_and_finds_it_again_after_the_night_that_skips_it() -> None:
    assert firings("R3/P1D", datetime(2026, 3, 27, 9, tzinfo=STOCKHOLM), 4) == [
        "2026-03-28T09:00:00+01:00",
        "2026-03-29T09:00:00+02:00",
        "2026-03-30T09:00:00+02:00",
        "",
    ]
    assert firings("R/2026-03-28T02:30/P1D", NOON, 3) == [
        "2026-03-28T02:30:00+01:00",
        "2026-03-29T03:30:00+02:00",
        "2026-03-30T02:30:00+02:00",
    ]


def test_an_hourly_cycle_fires_in_both_of_autumns_hours() -> None:
    assert firings("R/2026-10-25T01:30/PT1H", NOON, 4) == [
        "2026-10-25T01:30:00+02:00",
        "2026-10-25T02:30:00+02:00",
        "2026-10-25T02:30:00+01:00",
        "2026-10-25T03:30:00+01:00",
    ]


def test_months_do_not_drift_and_years_know_leap_days() -> None:
    assert [text[:10] for text in firings("R/2028-01-31T09:00/P1M", NOON, 5)] == [
        "2028-01-31",
        "2028-02-29",
        "2028-03-31",
        "2028-04-30",
        "2028-05-31",
    ]
    assert [text[:10] for text in firings("R/2028-02-29/P1Y", NOON, 5)] == [
        "2028-02-29",
        "2029-02-28",
        "2030-02-28",
        "2031-02-28",
        "2032-02-29",
    ]
    assert iso(due("P1M", datetime(2026, 1, 31, 12, tzinfo=STOCKHOLM))) == "2026-02-28T12:00:00+01:00"
    assert iso(due("P1Y", datetime(2028, 2, 29, 12, tzinfo=STOCKHOLM))) == "2029-02-28T12:00:00+01:00"


def test_a_cycle_set_without_a_start_begins_one_interval_later() -> None:
    assert firings("R2/PT10M", NOON, 3) == ["2026-06-01T12:10:00+02:00", "2026-06-01T12:20:00+02:00", ""]
    assert firings("R2/P1M", datetime(2026, 1, 31, 12, tzinfo=STOCKHOLM), 2) == [
        "2026-02-28T12:00:00+01:00",
        "2026-03-31T12:00:00+02:00",
    ]


def test_a_cycle_with_a_start_begins_at_it_even_if_it_has_passed() -> None:
    assert firings("R2/2026-01-01T09:00/P1D", NOON, 3) == [
        "2026-01-01T09:00:00+01:00",
        "2026-01-02T09:00:00+01:00",
        "",
    ]


def test_a_cycle_ends_with_its_end_which_it_may_hit() -> None:
    assert firings("R/PT1H/2026-06-01T14:00", NOON, 3) == ["2026-06-01T13:00:00+02:00", "2026-06-01T14:00:00+02:00", ""]
    assert firings("R9/2026-06-01T12:00/P1D/2026-06-03", NOON, 3) == [
        "2026-06-01T12:00:00+02:00",
        "2026-06-02T12:00:00+02:00",
        "",
    ]
    assert firings("R/PT1H/2026-06-01T12:30", NOON, 1) == [""]


def test_two_moments_repeat_with_the_time_between_them() -> None:
    assert firings("R/2026-03-28T09:00/2026-03-29T09:00", NOON, 3)[1:] == [
        "2026-03-29T09:00:00+02:00",
        "2026-03-30T09:00:00+02:00",
    ]


def test_three_times_at_once_is_three_times_and_then_over() -> None:
    assert firings("R3/PT0S", NOON, 4) == ["2026-06-01T12:00:00+02:00"] * 3 + [""]
    assert "högst 100 gånger" in reason("R/PT0S")
    assert "högst 100 gånger" in reason("R101/PT0S")
    assert "högst 100 gånger" in reason("P0D")


@pytest.mark.parametrize(
    "text",
    [
        "0 0 9 * * ?",
        "*/5 * * * *",
        "0 0 12 ? * MON-FRI",
        "0 15 10 L * ?",
        "@daily",
        "0 0/5 14,18 * * ? 2026",
        "0 0 8 1 JAN *",
    ],
)
def test_cron_is_refused_with_a_sentence_that_says_what_to_write(text: str) -> None:
    assert (
        reason(text) == "cron-uttryck stöds inte; skriv till exempel R/2026-01-01T09:00/P1D för varje dag klockan nio"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("R3/-PT1M", "bakåt i tiden"),
        ("R/2026-01-02/2026-01-01", "bakåt i tiden"),
        ("R0/PT1M", "R0 upprepar ingenting"),
        ("R3", "en upprepning skrivs"),
        ("R3/PT1M/PT1M", "en upprepning skrivs"),
        ("R3/imorgon/PT1M", "ingen tidpunkt"),
        ("3/PT1M", "börjar med R"),
        ("varje dag", "börjar med R"),
        ("R/0001-01-01/P1M", "utanför kalendern"),
        ("", "börjar med R"),
    ],
)
def test_what_is_no_cycle_is_refused_with_the_reason(text: str, words: str) -> None:
    assert words in reason(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P2W", "2026-06-15T12:00:00+02:00"),
        ("P0.5D", "2026-06-02T00:00:00+02:00"),
        ("P1.5W", "2026-06-12T00:00:00+02:00"),
        ("PT1.5H", "2026-06-01T13:30:00+02:00"),
        ("PT0,5M", "2026-06-01T12:00:30+02:00"),
        ("P1Y2M3DT4H5M6S", "2027-08-04T16:05:06+02:00"),
        ("PT0S", "2026-06-01T12:00:00+02:00"),
        ("2026-06-30T24:00", "2026-07-01T00:00:00+02:00"),
        ("2026-06-30T09:00z", "2026-06-30T11:00:00+02:00"),
        (" 2026-06-30 ", "2026-06-30T00:00:00+02:00"),
    ],
)
def test_durations_and_moments_are_iso_8601(text: str, expected: str) -> None:
    assert iso(due(text, NOON)) == expected


@pytest.mark.parametrize(
    "text", ["P1.5M", "P0.5Y", "P1.5DT1H", "PT1.5H30M", "P1M2W3", "p1d", "1D", "P1S", "2026-06-30T24:30"]
)
def test_fractions_only_last_and_only_of_what_has_a_length(text: str) -> None:
    with pytest.raises(ExpressionError, match="varaktighet"):
        due(text, NOON)


def test_a_negative_duration_has_no_meaning_written_but_one_reckoned_has_passed() -> None:
    for text in ("-P1D", " -PT5M"):
        for reads in (due, deadline):
            with pytest.raises(ExpressionError, match="kan inte vara negativ"):
                reads(text, NOON)
    clock = Environment(now=lambda: NOON)
    reckoned = feel("frist - now()").evaluate({"frist": NOON - timedelta(hours=5)}, clock)
    assert iso(due(reckoned, NOON)) == "2026-06-01T07:00:00+02:00"


def test_values_of_expressions_are_times_too() -> None:
    clock = Environment(now=lambda: NOON)
    scope = {"inkom": "2026-05-28", "kommun": {"svarstid": 10}}
    for text, expected in (
        ('date(inkom) + duration("P" + string(kommun.svarstid) + "D")', "2026-06-07T00:00:00+02:00"),
        ('next working day(date(inkom) + @"P10D")', "2026-06-08T00:00:00+02:00"),
        ('now() + @"PT36H"', "2026-06-03T00:00:00+02:00"),
        ('date and time(today(), time("16:30"))', "2026-06-01T16:30:00+02:00"),
        ('duration("P14D")', "2026-06-15T12:00:00+02:00"),
    ):
        assert iso(due(feel(text).evaluate(scope, clock), NOON)) == expected
    assert iso(due(juel("${dateTime().plusDays(3)}").evaluate({}, clock), NOON)) == "2026-06-04T12:00:00+02:00"
    assert iso(due(juel("P${kommun.svarstid}D").evaluate(scope, clock), NOON)) == "2026-06-11T12:00:00+02:00"


def test_a_date_as_deadline_ends_with_the_last_second_of_the_day_also_when_clocks_change() -> None:
    assert iso(deadline("2026-03-29", NOON)) == "2026-03-29T23:59:59+02:00"
    assert iso(deadline(date(2026, 10, 25), NOON)) == "2026-10-25T23:59:59+01:00"


def test_the_calendar_ends_with_a_sentence() -> None:
    last = datetime(9999, 12, 31, 23, 30, tzinfo=STOCKHOLM)
    for value, now in (("P1D", last), (Duration(months=12 * 8000), NOON), ("9999-12-31T24:00", NOON), (date.min, NOON)):
        with pytest.raises(ExpressionError):
            due(value, now)
    assert iso(due("9999-12-31", NOON)) == "9999-12-31T00:00:00+01:00"
    assert iso(deadline("9999-12-31", NOON)) == "9999-12-31T23:59:59+01:00"
    assert Cycle(None, None, Duration(days=1), None).firing(last, 0) is None
    assert cycle("R/9999-12-31T12:00/P1D").firing(NOON, 10**9) is None
