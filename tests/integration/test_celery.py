"""Celery's workers on a real Redis: hints bring the work, leases say who has it, and the sweep finds what was lost."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from app.bootstrap.house import House, open_house
from app.settings import load_settings
from app.usecases.context import Enqueued
from app.usecases.deployments import Deployment, deploy
from app.usecases.incidents import IncidentQuery, list_incidents
from app.usecases.instances import StartInstance, get_instance, start_instance
from app.usecases.jobs import JobQuery, list_jobs
from app.usecases.variables import VariableQuery, list_variables
from app.worker import registered_handlers
from app.worker.broker import Line, broker_program
from tests.brokers import Broker
from tests.integration.handlers import Call, announce, noted

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="urn:test">"""
TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>PT0.2S</bpmn:timeDuration></bpmn:timerEventDefinition>"


def service(id: str, topic: str) -> str:
    cycle = "<camunda:failedJobRetryTimeCycle>PT0S,PT0S</camunda:failedJobRetryTimeCycle>"
    return (
        f'<bpmn:serviceTask id="{id}" camunda:type="external" camunda:topic="{topic}">'
        f"<bpmn:extensionElements>{cycle}</bpmn:extensionElements></bpmn:serviceTask>"
    )


def process(key: str, *steps: str) -> str:
    """Steps in a row, between a start and an end."""
    row = [f'<bpmn:startEvent id="{key}_start" />', *steps, f'<bpmn:endEvent id="{key}_slut" />']
    ids = [re.findall(r'id="([^"]+)"', step)[0] for step in row]
    flows = [
        f'<bpmn:sequenceFlow id="{key}_f{n}" sourceRef="{one}" targetRef="{other}" />'
        for n, (one, other) in enumerate(pairwise(ids))
    ]
    return f'<bpmn:process id="{key}" isExecutable="true">{"".join(row + flows)}</bpmn:process>'


DIAGRAM = "".join(
    (
        HEAD,
        process("tva", service("forst", "prov-direkt"), service("sedan", "prov-direkt")),
        process("vanta", service("vantar", "prov-vanta")),
        process("hanga", service("hanger", "prov-hanga")),
        process("timer", f'<bpmn:intermediateCatchEvent id="stund">{TIMER}</bpmn:intermediateCatchEvent>'),
        "</bpmn:definitions>",
    )
)


@dataclass
class Celery:
    """A worker program: a main process and its children."""

    program: subprocess.Popen[bytes]
    log: Path

    def told(self) -> str:
        """Its log."""
        return self.log.read_text(encoding="utf-8")


@dataclass
class Yard:
    """An installation whose own process runs no jobs."""

    house: House
    directory: Path
    broker: Broker
    environment: dict[str, str]

    def start(self, key: str) -> str:
        """A case."""
        return start_instance(self.house.context(), StartInstance(key=key)).id

    def ended(self, *cases: str) -> bool:
        """Whether all have come to their end."""
        return all(get_instance(self.house.context(), case).outcome == "completed" for case in cases)

    def calls(self) -> list[Call]:
        """What handlers have noted."""
        return noted(self.directory / "bok")

    def answers(self, case: str) -> dict[str, object]:
        """The variables of a case."""
        found = list_variables(self.house.context(), VariableQuery(instance_id=case))
        return {each.name: each.value for each in found}

    def go(self) -> None:
        """The sign for those that wait."""
        (self.directory / "bok.ga").touch()

    def forget(self) -> None:
        """What the last test left."""
        for left in self.directory.glob("bok*"):
            left.unlink()

    @contextmanager
    def worker(self, name: str) -> Iterator[Celery]:
        """A worker with two children, as ./run worker starts it."""
        log = self.directory / f"{name}.log"
        command = [sys.executable, "-m", "app.cli", "worker", "-c2", f"--hostname={name}@prov"]
        with log.open("wb") as told:
            program = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=told, stderr=told)
        worker = Celery(program, log)
        try:
            until(lambda: "ready." in worker.told())
            yield worker
        finally:
            program.terminate()
            program.wait(30)


def until(happened: Callable[[], bool], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A Redis, killed at the end."""
    broker = Broker(tmp_path_factory.mktemp("redis"))
    broker.start()
    yield broker
    broker.kill()


@pytest.fixture(scope="module")
def installation(broker: Broker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    """A database with the diagram, and what programs on it have to know."""
    directory = tmp_path_factory.mktemp("celery")
    announce(directory)
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(directory),
        "STEGVIS_DATA": str(directory),
        "STEGVIS_BROKER_URL": broker.url,
        "STEGVIS_WORKER_LEASE_SECONDS": "2",
        "STEGVIS_WORKER_POLL_SECONDS": "0.2",
        "STEGVIS_HANDLER_BOK": str(directory / "bok"),
    }
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(directory)
        house = open_house(load_settings(data=directory, broker_url=broker.url))
        deploy(house.context(), Deployment("prov", {"prov.bpmn": DIAGRAM.encode()}))
        house.start_worker()
        yield Yard(house, directory, broker, environment)
        house.close()


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


def test_a_child_that_dies_costs_its_job_a_try_and_the_worker_goes_on(yard: Yard, celery: Celery) -> None:
    case = yard.start("vanta")
    until(lambda: len(yard.calls()) == 1)
    os.kill(yard.calls()[0].process, signal.SIGKILL)
    until(lambda: len(yard.calls()) == 2)
    (job,) = list_jobs(yard.house.context(), JobQuery(root_id=case))
    yard.go()
    until(lambda: yard.ended(case))
    assert job.error is not None
    assert "dog" in job.error
    assert job.retries == 2
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
