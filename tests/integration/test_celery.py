"""Celery's workers on a real Redis: hints bring the work, leases say who has it, and the sweep finds what was lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.usecases.context import Enqueued
from app.usecases.incidents import IncidentQuery, list_incidents
from app.usecases.jobs import JobQuery, list_jobs
from app.worker import registered_handlers
from app.worker.broker import Line, broker_program
from tests.brokers import Broker
from tests.integration.fleet import ROOT, Celery, Yard, diagram, opened, process, service, until

pytestmark = pytest.mark.slow

TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>PT0.2S</bpmn:timeDuration></bpmn:timerEventDefinition>"
DIAGRAM = diagram(
    process("tva", service("forst", "prov-direkt"), service("sedan", "prov-direkt")),
    process("vanta", service("vantar", "prov-vanta")),
    process("hanga", service("hanger", "prov-hanga")),
    process("timer", f'<bpmn:intermediateCatchEvent id="stund">{TIMER}</bpmn:intermediateCatchEvent>'),
)


@pytest.fixture(scope="module")
def installation(broker: Broker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    """A database with the diagram, and what programs on it have to know."""
    with opened(tmp_path_factory.mktemp("celery"), broker, DIAGRAM) as yard:
        yield yard


@pytest.fixture
def yard(installation: Yard) -> Yard:
    """The installation with an empty book."""
    installation.forget()
    return installation


@pytest.fixture(scope="module")
def celery(installation: Yard) -> Iterator[Celery]:
    """A worker that runs all the time."""
    with installation.worker("ett") as worker:
        yield worker


def test_service_tasks_run_in_celerys_children_and_each_commit_announces_the_next(yard: Yard, celery: Celery) -> None:
    case = yard.start("tva")
    until(lambda: yard.ended(case))
    keys = [call.key for call in yard.calls()]
    assert yard.answers(case).items() >= {"svar_forst": keys[0], "svar_sedan": keys[1]}.items()
    assert {call.parent for call in yard.calls()} == {celery.program.pid}


def test_a_timer_that_falls_due_is_found_by_the_sweep(yard: Yard, celery: Celery) -> None:
    case = yard.start("timer")
    until(lambda: yard.ended(case))


def test_hints_of_jobs_that_are_gone_claimed_or_not_due_are_dropped_in_silence(yard: Yard, celery: Celery) -> None:
    before = celery.told()
    case = yard.start("vanta")
    until(lambda: len(yard.calls()) == 1)
    (claimed,) = list_jobs(yard.house.context(), JobQuery(root_id=case))
    line = Line(broker_program(yard.broker.url, registered_handlers().by_topic))
    now = datetime.now(UTC)
    assert line.tell([Enqueued(id, "external-task", "prov-direkt", now) for id in (claimed.id, "finns-inte") * 3])
    until(lambda: line.crowd("stegvis.prov-direkt") == 0)
    line.close()
    yard.go()
    until(lambda: yard.ended(case))
    assert len(yard.calls()) == 1
    assert celery.told() == before


def test_celerys_own_tools_see_the_worker(yard: Yard, celery: Celery) -> None:
    case = yard.start("vanta")
    until(lambda: len(yard.calls()) == 1)
    command = [sys.executable, "-m", "celery", "-A", "app.bootstrap.celery", "inspect", "active", "-d", "ett@prov"]
    seen = subprocess.run(command, cwd=ROOT, env=yard.environment, capture_output=True, text=True, check=True)
    yard.go()
    until(lambda: yard.ended(case))
    assert "ett@prov: OK" in seen.stdout
    assert "stegvis.prov-vanta" in seen.stdout
    assert yard.calls()[0].key in seen.stdout


def test_a_handler_that_hangs_is_killed_with_its_process_and_tried_again(yard: Yard, celery: Celery) -> None:
    case = yard.start("hanga")
    until(lambda: yard.ended(case))
    (first, second) = yard.calls()
    assert first.key == second.key, "the key is the same"
    assert first.process != second.process
    until(lambda: "Hard time limit (3.0s) exceeded" in celery.told())


def test_when_a_child_dies_its_job_is_tried_again_and_the_worker_goes_on(yard: Yard, celery: Celery) -> None:
    case = yard.start("vanta")
    until(lambda: len(yard.calls()) == 1)
    os.kill(yard.calls()[0].process, signal.SIGKILL)
    until(lambda: len(yard.calls()) == 2)
    yard.go()
    until(lambda: yard.ended(case))
    assert len({call.process for call in yard.calls()}) == 2
    assert len({call.key for call in yard.calls()}) == 1


def test_with_the_broker_dead_work_goes_on_and_when_it_is_back_too(yard: Yard, celery: Celery) -> None:
    cases = [yard.start("tva") for _ in range(3)]
    yard.broker.kill()
    cases += [yard.start("tva") for _ in range(3)]
    until(lambda: yard.ended(*cases))
    cases += [yard.start("tva") for _ in range(2)]
    until(lambda: yard.ended(*cases))
    yard.broker.start()
    cases += [yard.start("tva") for _ in range(3)]
    until(lambda: "the broker answers again" in celery.told())
    cases += [yard.start("tva") for _ in range(3)]
    until(lambda: yard.ended(*cases))
    keys = [call.key for call in yard.calls()]
    assert len(keys) == len(set(keys)) == 2 * len(cases)
    assert list_incidents(yard.house.context(), IncidentQuery()) == ()


def test_another_worker_takes_over_from_one_that_was_killed(yard: Yard, celery: Celery) -> None:
    with yard.worker("tva") as other:
        cases = [yard.start("vanta") for _ in range(4)]
        until(lambda: len(yard.calls()) == 4)
        taken = {call.key for call in yard.calls() if call.parent == other.program.pid}
        other.program.kill()
        assert taken
        yard.go()
        until(lambda: yard.ended(*cases))
    keys = [call.key for call in yard.calls()]
    assert len(set(keys)) == 4
    assert sorted(keys) == sorted([*set(keys), *taken]), "what it had was called for again, and nothing else"


def test_a_worker_that_is_told_to_stop_finishes_what_it_has_and_keeps_no_lease(yard: Yard, celery: Celery) -> None:
    with yard.worker("tre") as other:
        cases = [yard.start("vanta") for _ in range(4)]
        until(lambda: len(yard.calls()) == 4)
        kept = {call.key for call in yard.calls() if call.parent == other.program.pid}
        assert kept
        other.program.terminate()
        until(lambda: "Warm shutdown" in other.told())
        yard.go()
        assert other.program.wait(30) == 0
    jobs = list_jobs(yard.house.context(), JobQuery())
    assert kept.isdisjoint(job.id for job in jobs)
    until(lambda: yard.ended(*cases))
    assert len(yard.calls()) == 4


def test_without_a_broker_celery_is_not_even_loaded(tmp_path: Path) -> None:
    code = (
        "import sys, app.cli.serve; from app.bootstrap.house import open_house; from app.settings import load_settings;"
        "house = open_house(load_settings()); house.start_worker(); house.close();"
        "sys.exit(bool({'celery', 'kombu', 'redis'} & set(sys.modules)))"
    )
    environment = {"PATH": os.environ["PATH"], "STEGVIS_DATA": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)
