"""How failed jobs are tried again: Camunda's failedJobRetryTimeCycle ("R3/PT5M", "PT5M,PT15M,PT1H", "PT10M")."""

import re
from dataclasses import dataclass
from datetime import datetime

from app.expressions import Duration
from app.expressions.times import add, parse_duration

_CYCLE = re.compile(r"R(\d{1,4})/(P.+)")


@dataclass(frozen=True, slots=True)
class Schedule:
    """tries: how many in all.

    delays: after the first failure, the second …; the last one counts for all that follow.
    """

    tries: int
    delays: tuple[Duration, ...]

    def after_failure(self, left: int, now: datetime) -> datetime:
        """When the next try is due, with so many tries left."""
        failed = max(self.tries - left, 1)
        return add(now, self.delays[min(failed, len(self.delays)) - 1])


def read_schedule(source: str) -> Schedule | None:
    """The schedule of a literal; None when it is none."""
    cycle = _CYCLE.fullmatch(source.strip())
    if cycle:
        every = parse_duration(cycle[2])
        return Schedule(max(int(cycle[1]), 1), (every,)) if every is not None else None
    delays = tuple(parse_duration(part.strip()) for part in source.split(","))
    known = tuple(delay for delay in delays if delay is not None)
    return Schedule(len(known) + 1, known) if known and len(known) == len(delays) else None
