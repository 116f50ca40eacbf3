"""The next round of a cycle: the first that is still to come, by the calendar, however many were missed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.expressions.rounds import following
from app.expressions.times import STOCKHOLM, cycle

SET = datetime(2026, 1, 31, 9, 0, tzinfo=STOCKHOLM)


def local(month: int, day: int, hour: int = 9, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("text", "fired", "now", "number", "moment"),
    [
        ("R/P1M", 0, local(2, 28), 1, local(3, 31)),
        ("R/P1M", 0, local(3, 30, 23), 1, local(3, 31)),
        ("R/P1M", 0, local(3, 31), 2, local(4, 30)),  # round 1 is now: the one that fires is for it too
        ("R/P1M", 0, local(6, 15), 4, local(6, 30)),
        ("R/P1D", 0, local(3, 28, 10), 56, local(3, 29)),  # nine o'clock stays nine over the change of clocks
        ("R/PT24H", 0, local(3, 28, 10), 56, local(3, 29, 10)),
        ("R/2026-01-05T08:00/P7D", 0, local(3, 31), 13, local(4, 6, 8)),
    ],
)
def test_the_next_round_is_the_first_still_to_come(
    text: str, fired: int, now: datetime, number: int, moment: datetime
) -> None:
    found = following(cycle(text), cycle(text).anchor(SET), fired, now)
    assert found is not None
    assert (found[0], found[1].astimezone(UTC)) == (number, moment.astimezone(UTC))


def test_missed_rounds_count_among_the_repetitions() -> None:
    assert following(cycle("R3/P1M"), SET, 0, local(4, 1)) == (2, local(4, 30))
    assert following(cycle("R3/P1M"), SET, 0, local(4, 30)) is None
    assert following(cycle("R/P1M/2026-05-01"), SET, 0, local(4, 30)) is None


def test_rounds_without_time_between_are_never_missed() -> None:
    assert following(cycle("R3/PT0S"), SET, 0, local(12, 1)) == (1, SET)
    assert following(cycle("R3/PT0S"), SET, 2, local(12, 1)) is None


def test_a_round_moved_before_its_time_is_not_fired_again() -> None:
    assert following(cycle("R/P1M"), SET, 3, local(2, 1)) == (4, local(6, 30))


@settings(derandomize=True, database=None, deadline=None, max_examples=80)
@given(
    st.sampled_from(["R/PT1S", "R/P1D", "R/P1M", "R40/PT7M", "R/P1DT3H", "R/P1W/2027-01-01"]),
    st.integers(0, 50),
    st.integers(0, 3 * 10**7),
)
def test_no_round_between_is_still_to_come(text: str, fired: int, seconds: int) -> None:
    every, now = cycle(text), SET + timedelta(seconds=seconds)
    found = following(every, SET, fired, now)
    last = every.firing(SET, found[0] - 1) if found is not None else None
    if found is None:
        later = every.firing(SET, fired + 1)
        assert later is None or later.astimezone(UTC) <= now.astimezone(UTC)
    else:
        assert found[1].astimezone(UTC) > now.astimezone(UTC)
        assert found[0] == fired + 1 or (last is not None and last.astimezone(UTC) <= now.astimezone(UTC))
