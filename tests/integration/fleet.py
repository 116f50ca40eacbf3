"""An installation with Celery's workers, for tests: its programs, its cases, and the book its handlers write in."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from app.bootstrap.house import House, open_house
from app.settings import load_settings
from app.usecases.deployments import Deployment, deploy
from app.usecases.instances import StartInstance, get_instance, start_instance
from app.usecases.variables import VariableQuery, list_variables
from tests.brokers import Broker
from tests.databases import fresh
from tests.integration.handlers import Call, announce, noted

ROOT = Path(__file__).parents[2]
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
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
    def worker(self, name: str, program: Sequence[str] = ("app.cli", "worker")) -> Iterator[Celery]:
        """A worker with two children, as ./run worker starts it."""
        log = self.directory / f"{name}.log"
        command = [sys.executable, "-m", *program, "-c2", f"--hostname={name}@prov"]
        with log.open("wb") as told:
            started = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=told, stderr=told)
        worker = Celery(started, log)
        try:
            until(lambda: "ready." in worker.told())
            yield worker
        finally:
            started.terminate()
            started.wait(30)


def until(happened: Callable[[], bool], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def diagram(*processes: str) -> bytes:
    """A file of these."""
    return "".join((_HEAD, *processes, "</bpmn:definitions>")).encode()


@contextmanager
def opened(directory: Path, broker: Broker, drawn: bytes) -> Iterator[Yard]:
    """An installation in this directory, with the diagram deployed."""
    announce(directory)
    url = fresh(directory)
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(directory),
        "STEGVIS_DATA": str(directory),
        "STEGVIS_DATABASE_URL": url,
        "STEGVIS_BROKER_URL": broker.url,
        "STEGVIS_WORKER_LEASE_SECONDS": "2",
        "STEGVIS_WORKER_POLL_SECONDS": "0.2",
        "STEGVIS_HANDLER_BOK": str(directory / "bok"),
    }
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(directory)
        patched.setenv("STEGVIS_HANDLER_BOK", environment["STEGVIS_HANDLER_BOK"])
        house = open_house(load_settings(data=directory, database_url=url, broker_url=broker.url))
        deploy(house.context(), Deployment("prov", {"prov.bpmn": drawn}))
        house.start_worker()
        yield Yard(house, directory, broker, environment)
        house.close()
