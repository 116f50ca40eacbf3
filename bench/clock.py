"""CPU time of this process: what others do on the machine meanwhile then counts as little as possible."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Protocol


class Watch(Protocol):
    """Notes what is done inside a lap."""

    def lap(self) -> AbstractContextManager[None]:
        """Note what is inside."""


@dataclass(slots=True)
class Stopwatch:
    """Milliseconds of CPU time, one for each time that it ran."""

    laps: list[float] = field(default_factory=list)

    @contextmanager
    def lap(self) -> Iterator[None]:
        """Measure what is inside."""
        begun = time.process_time_ns()
        yield
        self.laps.append((time.process_time_ns() - begun) / 1e6)
