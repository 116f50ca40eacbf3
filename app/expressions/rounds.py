"""Which round of a cycle comes next when one has fired: those whose time has passed meanwhile are left out."""

from datetime import datetime

from app.expressions.durations import Duration
from app.expressions.moments import instant
from app.expressions.times import Cycle


def following(cycle: Cycle, anchor: datetime, fired: int, now: datetime) -> tuple[int, datetime] | None:
    """Number and time of the first round after round `fired` that is still to come; None when the cycle has ended.

    A timer that was due several times while nothing ran has fired once for all of them, as in Camunda 7: its next round
    is the first one after `now`, reckoned from the anchor, and those left out count among the repetitions. Rounds
    without time between (R3/PT0S) are never late.
    """
    number = fired + 1
    if cycle.every != Duration():
        number = _first_after(cycle, anchor, number, now)
    moment = cycle.firing(anchor, number)
    return None if moment is None else (number, moment)


def _first_after(cycle: Cycle, anchor: datetime, lowest: int, now: datetime) -> int:
    """The first round from `lowest` on that is not over; found in few steps, for R/PT1S may have missed millions."""
    step = 1
    while not _to_come(cycle, anchor, lowest + step - 1, now):
        lowest, step = lowest + step, step * 2
    highest = lowest + step - 1
    while lowest < highest:
        middle = (lowest + highest) // 2
        if _to_come(cycle, anchor, middle, now):
            highest = middle
        else:
            lowest = middle + 1
    return lowest


def _to_come(cycle: Cycle, anchor: datetime, number: int, now: datetime) -> bool:
    moment = cycle.firing(anchor, number)
    return moment is None or instant(moment) > instant(now)
