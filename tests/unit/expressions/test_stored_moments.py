"""What is stored keeps a date-time's offset and forgets its zone: nothing may come out otherwise for that."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.expressions import Environment, feel
from app.expressions.moments import STOCKHOLM, instant
from app.expressions.times import cycle, iso

moments = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2036, 12, 31))  # noqa: DTZ001
LITERALS = [
    "2026-03-28T09:00",
    "2026-03-28T09:00:00@Europe/Paris",
    "2026-07-01T12:00:00-04:00",
    "2026-10-25T02:30+01:00",
]


def stored(moment: datetime) -> datetime:
    """As it comes back from text."""
    return datetime.fromisoformat(iso(moment))


def test_a_daily_cycle_keeps_its_hour_over_summer_time_also_when_its_anchor_was_stored() -> None:
    for night, daily in ((27, "R/P1D"), (27, "R/2026-03-27T09:00/P1D")):
        found = cycle(daily)
        anchor = stored(found.anchor(datetime(2026, 3, night, 9, tzinfo=STOCKHOLM)))
        firings = [found.firing(anchor, number) for number in range(4)]
        assert [moment.hour for moment in firings if moment] == [9, 9, 9, 9]
        assert {moment.utcoffset() for moment in firings if moment} == {timedelta(hours=1), timedelta(hours=2)}


@pytest.mark.parametrize("text", LITERALS)
@pytest.mark.parametrize("later", ["P1D", "P1M", "PT36H", "P2DT2H"])
def test_a_variable_means_the_same_before_and_after_it_was_stored(text: str, later: str) -> None:
    made = feel(f'@"{text}"').evaluate({})
    assert isinstance(made, datetime)
    for expression in (f'x + @"{later}"', f'x - @"{later}"', "x.hour", "string(x)", "x.timezone", "x.weekday"):
        assert feel(expression).evaluate({"x": made}) == feel(expression).evaluate({"x": stored(made)})


@settings(deadline=None, derandomize=True, database=None)
@given(moments, st.integers(0, 400), st.integers(0, 14))
def test_days_later_are_the_same_before_and_after_storing(wall: datetime, days: int, months: int) -> None:
    moment = wall.replace(tzinfo=STOCKHOLM)
    run = feel(f'x + @"P{days}D" + @"P{months}M"')
    first, second = run.evaluate({"x": moment}), run.evaluate({"x": stored(moment)})
    assert isinstance(first, datetime)
    assert isinstance(second, datetime)
    assert (instant(first), first.utcoffset()) == (instant(second), second.utcoffset())


def test_the_second_of_the_two_hours_of_autumn_stays_the_second() -> None:
    second = datetime(2026, 10, 25, 2, 30, tzinfo=STOCKHOLM, fold=1)
    found = feel("x").evaluate({"x": stored(second)}, Environment())
    assert isinstance(found, datetime)
    assert (found.fold, iso(found)) == (1, "2026-10-25T02:30:00+01:00")


def test_another_zone_keeps_its_offset_and_no_more() -> None:
    made = feel('@"2026-07-01T12:00:00@America/New_York"').evaluate({})
    assert isinstance(made, datetime)
    assert iso(made) == "2026-07-01T12:00:00-04:00"
    assert feel("x.timezone").evaluate({"x": made}) is None
    assert feel("x.time offset").evaluate({"x": made}) == feel('@"-PT4H"').evaluate({})


def test_a_time_of_day_keeps_its_zone_in_text() -> None:
    assert feel('string(@"10:30:00@Europe/Paris")').evaluate({}) == "10:30:00@Europe/Paris"
    assert feel('string(time(string(@"10:30@Asia/Dhaka")))').evaluate({}) == "10:30:00@Asia/Dhaka"
