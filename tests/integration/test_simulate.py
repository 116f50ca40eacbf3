"""Simulated cases: each process ends, and together they walk every sequence flow of every diagram."""

import inspect
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
from app.usecases.history import ActivityQuery, list_activities
from app.usecases.queries import Page
from tests.acceptance import test_bestalla_hjalpmedel as orders
from tests.acceptance import test_hjalpmedel_myndighet as authority
from tests.acceptance import test_hjalpmedel_verkstallighet as provider
from tests.acceptance import test_overklagande as appeals
from tests.acceptance import test_socialtjanst as base
from tests.acceptance.arende import Leverantor, kommun

START = datetime(2026, 3, 2, 8, tzinfo=ZoneInfo("Europe/Stockholm"))
MAIN = ("socialtjanst", "hjalpmedel_myndighet", "hjalpmedel_verkstallighet")
ALONE = ("overklagande",)  # may also be started by itself: an appeal that comes after the end
CASES = 240
ACCEPTANCE = (base, authority, provider, appeals, orders)


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
    by_chance = set(steering.walked)
    assert len(by_chance) > 0.95 * len(steering.all_flows())
    missing = steering.all_flows() - by_chance - walked_on_purpose()
    named = ", ".join(sorted(f"{key}/{flow}" for key, flow in missing))
    assert not missing, f"{len(missing)} flows were never walked: {named}"


def walked_on_purpose() -> set[tuple[str, str]]:
    """The flows that the people of the acceptance tests walk: chance takes some ways once in hundreds of cases."""
    leverantor = Leverantor()
    with kommun(leverantor) as stage:
        given = {"stage": stage, "leverantor": leverantor}
        for module in ACCEPTANCE:
            for name, test in vars(module).items():
                wanted = inspect.signature(test).parameters if name.startswith("test_") else {"": None}
                if given.keys() >= wanted.keys():
                    test(**{each: given[each] for each in wanted})
        for key in MAIN:
            appeals.sent_back(stage, key)
        return walked_flows(stage)


def walked_flows(stage: Stage) -> set[tuple[str, str]]:
    """All sequence flows taken on a stage."""
    found: set[tuple[str, str]] = set()
    first = 0
    while visits := list_activities(stage.context(), ActivityQuery(page=Page(first=first, size=1000))):
        found |= {(each.definition_key, each.via) for each in visits if each.via}
        first += len(visits)
    return found
