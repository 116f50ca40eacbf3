"""What was measured, and how it is told: one table for people, one JSON line a figure for programs."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# docs/matning.md says how these were set. The highest value that is good enough:
TARGETS: Mapping[str, float] = {
    "loop_flatness.time": 1.2,
    "loop_flatness.bytes": 1.2,
    "step.statements": 6,
    "step.commits": 1,
    "deploy_ms.50_nodes": 300,
    "idle_memory_mb": 150,
    "idle_cpu_percent": 1,
    "job_latency_ms.embedded": 10,
    "job_latency_ms.celery": 30,
    "timers_poll_ms.1000000": 10,
}
# How many times dearer than ours the beginner's step must be, in the same run:
DEARER: Mapping[str, float] = {
    "peer.naive.step_cpu_ms.W1": 2.5,
    "peer.naive.step_cpu_ms.W2": 9,
    "peer.naive.step_cpu_ms.W3": 3.6,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value. `against`: names of figures that it is divided by in `ratio_to`."""

    name: str
    value: float
    unit: str
    against: tuple[str, ...] = ()


def ratios(figure: Figure, all: Iterable[Figure]) -> dict[str, float]:
    """Name of another figure → this value divided by that one's."""
    return {other.name: figure.value / other.value for other in all if other.name in figure.against}


def json_line(figure: Figure, all: Iterable[Figure]) -> str:
    """{"name", "value", "unit", "ratio_to"}; ratio_to is {} for what is compared with nothing."""
    compared = {name: round(ratio, 3) for name, ratio in ratios(figure, all).items()}
    told = {"name": figure.name, "value": round(figure.value, 4), "unit": figure.unit, "ratio_to": compared}
    return json.dumps(told, ensure_ascii=False)


def table(figures: Sequence[Figure]) -> str:
    """All figures in Swedish: value, unit, target, and how many times what each is compared with."""
    rows = [("mått", "värde", "enhet", "mål", "jämfört med")]
    for figure in figures:
        compared = ", ".join(f"{_number(ratio)} × {name}" for name, ratio in ratios(figure, figures).items())
        rows.append((figure.name, _number(figure.value), figure.unit, _target(figure.name), compared))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]) for row in rows
    ]
    return "\n".join(line.rstrip() for line in lines)


def _target(name: str) -> str:
    if name in DEARER:
        return f"≥ {_number(DEARER[name])} ×"
    return f"≤ {_number(TARGETS[name])}" if name in TARGETS else ""


def _number(value: float) -> str:
    """With the digits that mean something, and a decimal comma."""
    text = f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"
    return text.replace(".", ",")
