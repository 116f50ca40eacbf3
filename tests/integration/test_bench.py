"""What `./run bench` tells: every figure by its name. How fast things are is measured there, never asserted here."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bench.figures import Figure, json_line, table
from bench.measuring import Effort, measure
from bench.spiff import InMemory, Naive
from bench.stegvis import CAMUNDA, Stegvis
from bench.workloads import WORKLOADS, fifty_nodes, loop

W1, _, W3 = WORKLOADS
TINY = Effort(
    runs=1, loops=1, deploys=1, warm=0, workloads=(replace(W1, cases=1), loop("W2", 3), replace(W3, cases=1)), late=20
)
NAMES = [
    *(
        f"{who}step_cpu_ms.{workload}"
        for who in ("", "peer.naive.", "peer.spiff_memory.")
        for workload in ("W1", "W2", "W3")
    ),
    "loop_flatness.time",
    "loop_flatness.bytes",
    "step.statements",
    "step.commits",
    "deploy_ms.50_nodes",
    "idle_memory_mb",
]


@pytest.fixture
def stegvis(tmp_path: Path) -> Iterator[Stegvis]:
    """An installation to measure."""
    made = Stegvis(tmp_path)
    yield made
    made.close()


@pytest.mark.slow
def test_a_run_tells_every_figure_by_its_name(stegvis: Stegvis, tmp_path: Path) -> None:
    naive = Naive(tmp_path)
    figures = measure(stegvis, [naive, InMemory()], TINY)
    naive.close()
    assert [figure.name for figure in figures] == NAMES
    assert all(figure.value > 0 for figure in figures)
    told = [json.loads(json_line(figure, figures)) for figure in figures]
    assert [each["name"] for each in told] == NAMES
    assert all(each.keys() == {"name", "value", "unit", "ratio_to"} for each in told)
    assert table(figures).count("\n") == len(NAMES)


def test_a_step_asks_little_of_the_database(stegvis: Stegvis) -> None:
    costs = [cost for workload in TINY.workloads for cost in stegvis.costs(workload)]
    assert len(costs) == 2 + 3 + 10
    assert {cost.commits for cost in costs} == {1}
    assert max(cost.statements for cost in costs) <= 6


def test_a_figure_says_how_many_times_another_it_is() -> None:
    ours, theirs = Figure("step", 0.5, "ms", ("peer.step",)), Figure("peer.step", 2.0, "ms", ("step",))
    assert json.loads(json_line(theirs, [ours, theirs]))["ratio_to"] == {"step": 4.0}
    assert json.loads(json_line(ours, [ours, theirs]))["ratio_to"] == {"peer.step": 0.25}


def test_the_diagram_of_fifty_nodes_has_fifty() -> None:
    text = fifty_nodes("p", CAMUNDA).decode()
    assert (
        sum(text.count(f"<{kind}") for kind in ("userTask", "serviceTask", "boundaryEvent", "endEvent", "start")) == 34
    )
    assert text.count("Gateway id=") == 16
