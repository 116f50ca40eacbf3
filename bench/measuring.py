"""The measurements. Those who are compared take turns in the same run, so that a slow minute hits them all."""

import gc
import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import mean, median
from typing import Protocol

from bench.clock import Stopwatch
from bench.figures import Figure
from bench.server import idle_megabytes
from bench.stegvis import Stegvis
from bench.workloads import WORKLOADS, Workload, loop

_EARLY, _LATE = 10, 1000  # the steps of a loop that are compared
_AROUND = 5  # steps on either side that count with them, for one step alone says little


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured. runs: of each workload; loops: cases at step 10, beside one at step `late`; deploys.

    seconds: when they have passed, a workload gets no more than the one run that it must have.
    warm: walks of the longest workload before. A database's log has its full size then and grows no more, as anywhere
    that is not new.
    """

    runs: int
    loops: int
    deploys: int
    seconds: float = math.inf
    warm: int = 3
    workloads: tuple[Workload, ...] = WORKLOADS
    late: int = _LATE


FULL = Effort(runs=9, loops=10, deploys=9)
QUICK = Effort(runs=5, loops=3, deploys=3, seconds=12, warm=1)


class Runner(Protocol):
    """One who can walk through a workload. name: what the names of its figures begin with; ours with nothing."""

    @property
    def name(self) -> str:
        """ "" or "peer.<who>."."""

    def walk(self, workload: Workload) -> list[float]:
        """CPU milliseconds of each step of a new case."""


def measure(stegvis: Stegvis, peers: Sequence[Runner], effort: Effort) -> list[Figure]:
    """All figures, in the order in which they are told."""
    timed = [*steps(stegvis, peers, effort), *flatness(stegvis, effort)]
    deployed = deployment(stegvis, effort)
    counted = counts(stegvis, effort)  # after all times: SQLAlchemy stays slower where somebody has listened
    return [*timed, *counted, deployed, Figure("idle_memory_mb", idle_megabytes(), "MiB")]


def steps(stegvis: Stegvis, peers: Sequence[Runner], effort: Effort) -> Iterable[Figure]:
    """CPU time of a step, for each workload and runner: the median of the runs' means."""
    runners: list[Runner] = [stegvis, *peers]
    longest = max(effort.workloads, key=lambda workload: workload.steps)
    for runner in runners:
        for _ in range(effort.warm):
            runner.walk(longest)
    found: list[Figure] = []
    begun = time.monotonic()
    for number, workload in enumerate(effort.workloads, 1):
        until = begun + effort.seconds * number / len(effort.workloads)
        runs = _runs(runners, workload, effort.runs, until)
        name = f"step_cpu_ms.{workload.name}"
        for runner in runners:
            against = (name,) if runner.name else tuple(f"{peer.name}{name}" for peer in peers)
            found.append(Figure(f"{runner.name}{name}", median(runs[runner.name]), "ms", against))
    return sorted(found, key=lambda figure: [runner.name for runner in runners].index(_prefix(figure)))


def _prefix(figure: Figure) -> str:
    return figure.name.partition("step_cpu_ms")[0]


def _runs(runners: Sequence[Runner], workload: Workload, runs: int, until: float) -> dict[str, list[float]]:
    """Runner → the mean of each run; a first one, not counted, warms up."""
    means: dict[str, list[float]] = {runner.name: [] for runner in runners}
    for run in range(runs + 1):
        if run > 1 and time.monotonic() > until:
            break
        for runner in runners:
            gc.collect()  # or one would pay for what another has left behind
            laps = chain.from_iterable(runner.walk(workload) for _ in range(workload.cases if run else 1))
            means[runner.name].append(mean(laps))
    return {name: found[1:] for name, found in means.items()}


def flatness(stegvis: Stegvis, effort: Effort) -> Iterable[Figure]:
    """Step 1,000 of a loop divided by step 10: time (medians around them, in turns) and bytes of state."""
    endless = loop("slinga", 1_000_000)
    old, early, late = stegvis.start(endless), Stopwatch(), Stopwatch()
    bytes_late = 0
    for step in range(1, effort.late - _AROUND + 1):
        stegvis.step(old, step, Stopwatch())
    age = effort.late - _AROUND
    for _ in range(effort.loops):
        young = stegvis.start(endless)
        for step in range(1, _EARLY + _AROUND + 1):
            near = step >= _EARLY - _AROUND
            stegvis.step(young, step, early if near else Stopwatch())
            if near:
                age += 1
                stegvis.step(old, age, late)
            if step == _EARLY:
                bytes_early = stegvis.state_bytes(young)
                bytes_late = bytes_late or stegvis.state_bytes(old)
    yield Figure("loop_flatness.time", median(late.laps) / median(early.laps), "")
    yield Figure("loop_flatness.bytes", bytes_late / bytes_early, "")


def counts(stegvis: Stegvis, effort: Effort) -> list[Figure]:
    """SQL statements and commits of the dearest step among all workloads."""
    found = [cost for workload in effort.workloads for cost in stegvis.costs(workload)]
    return [
        Figure("step.statements", max(each.statements for each in found), ""),
        Figure("step.commits", max(each.commits for each in found), ""),
    ]


def deployment(stegvis: Stegvis, effort: Effort) -> Figure:
    """CPU time of deploying 50 nodes; a first one, not counted, warms up."""
    laps = [stegvis.deploy_fifty_nodes(number) for number in range(effort.deploys + 1)]
    return Figure("deploy_ms.50_nodes", median(laps[1:]), "ms")
