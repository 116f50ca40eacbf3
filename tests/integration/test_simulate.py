"""Simulated cases: each process ends, and together they walk every sequence flow of every diagram."""

from collections.abc import Iterator
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from app.cli import main
from app.cli.simulate import processes
from app.cli.simulation.play import Play
from app.cli.simulation.stage import Stage, open_stage
from app.cli.simulation.steering import Steering

START = datetime(2026, 3, 2, 8, tzinfo=ZoneInfo("Europe/Stockholm"))
MAIN = ("socialtjanst", "hjalpmedel_myndighet", "hjalpmedel_verkstallighet")
ALONE = ("overklagande",)  # may also be started by itself: an appeal that comes after the end
CASES = 240


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """One installation for all cases."""
    with open_stage(START, Random(0)) as made:
        yield made


@pytest.mark.slow
@pytest.mark.parametrize("key", MAIN)
def test_a_case_is_played_to_its_end_in_the_terminal(key: str) -> None:
    result = CliRunner().invoke(main, ["simulate", key, "--seed", "3"])
    assert result.exit_code == 0, result.output
    assert "är avslutat" in result.output


@pytest.mark.slow
def test_a_process_that_does_not_exist_is_named() -> None:
    result = CliRunner().invoke(main, ["simulate", "finns_inte"])
    assert result.exit_code == 1
    assert "finns_inte" in result.output


@pytest.mark.slow
def test_together_the_cases_walk_every_sequence_flow_of_every_diagram(stage: Stage) -> None:
    steering = Steering(Random(0), processes(stage))
    for number in range(CASES):
        if not steering.all_flows() - set(steering.walked):
            break
        steering.random.seed(number)
        key = ALONE[0] if number % 10 == 9 else MAIN[number % len(MAIN)]
        for _told in Play(stage, steering, hurry_after=30 + number % 60).run(key):
            pass
    missing = sorted(f"{key}/{flow}" for key, flow in steering.all_flows() - set(steering.walked))
    assert not missing, f"{len(missing)} flows were never walked: {', '.join(missing)}"
