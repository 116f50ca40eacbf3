"""A server that is killed in the middle of its work: after the next start all stands, and nothing was done twice."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

ROOT = Path(__file__).parents[2]
DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="urn:test">
  <bpmn:process id="prov" name="Prov" isExecutable="true">
    <bpmn:startEvent id="start" />
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="fyll_i" />
    <bpmn:userTask id="fyll_i" name="Fyll i" camunda:candidateGroups="handlaggare" />
    <bpmn:sequenceFlow id="f2" sourceRef="fyll_i" targetRef="bestall" />
    <bpmn:serviceTask id="bestall" name="Beställ" camunda:type="external" camunda:topic="bestall-hjalpmedel">
      <bpmn:extensionElements>
        <camunda:failedJobRetryTimeCycle>R9/PT1S</camunda:failedJobRetryTimeCycle>
      </bpmn:extensionElements>
    </bpmn:serviceTask>
    <bpmn:sequenceFlow id="f3" sourceRef="bestall" targetRef="ta_emot" />
    <bpmn:userTask id="ta_emot" name="Ta emot" camunda:candidateGroups="handlaggare" />
    <bpmn:sequenceFlow id="f4" sourceRef="ta_emot" targetRef="slut" />
    <bpmn:endEvent id="slut" name="Klart" />
  </bpmn:process>
</bpmn:definitions>"""
ORDER = {
    "artikel": "Rollator",
    "iso_kod": "12 06 06",
    "antal": 1,
    "bestallare": "Myndigheten",
    "betalare": "Kommunen",
    "mottagare": "Referens 1",
    "kontaktperson": "Bo Berg",
}


class Demo:
    """A real server process on a data directory, started, killed and started again."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._process: subprocess.Popen[str] | None = None
        self.address = ""

    def start(self) -> None:
        """Start, on the port of the last time, and wait until it answers."""
        port = self.address.rpartition(":")[2] or "0"
        # A short lease: what the killed server had taken is free again soon.
        environment = {"STEGVIS_WORKER_LEASE_SECONDS": "2", "PATH": "", "PYTHONUNBUFFERED": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "demo", "--port", port, "--data", str(self._data)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=(self._data.parent / "fel.txt").open("a"),
            text=True,
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                self.address = found[0]
                break
        until(self._is_ready)

    def _is_ready(self) -> bool:
        try:
            return requests.get(f"{self.address}/readyz", timeout=5).status_code == 200
        except requests.ConnectionError:
            return False

    def kill(self) -> None:
        """As a power cut would."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def rest(self, method: str, path: str, **arguments: Any) -> Any:
        """A call of the REST API that must succeed."""
        answer = requests.request(
            method, f"{self.address}/engine-rest{path}", auth=("demo", "demo"), timeout=20, **arguments
        )
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def tasks(self, element: str) -> dict[str, str]:
        """Open tasks at an element: instance → task."""
        found = self.rest("GET", "/task", params={"taskDefinitionKey": element, "processDefinitionKey": "prov"})
        return {task["processInstanceId"]: task["id"] for task in found}

    def orders(self) -> set[str]:
        """Numbers of the orders that the supplier has."""
        return set(re.findall(r"B-\d{6}", requests.get(f"{self.address}/leverantor/", timeout=20).text))


def until(happened: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """A demo server with one process of ours, whose supplier answers only by hand."""
    demo = Demo(tmp_path / "data")
    demo.start()
    demo.rest("POST", "/deployment/create", files={"prov.bpmn": DIAGRAM}, data={"deployment-name": "prov"})
    requests.post(f"{demo.address}/leverantor/lage", data={"lage": "manuellt"}, timeout=20).raise_for_status()
    yield demo
    demo.kill()


def start_case(demo: Demo) -> str:
    variables = {name: {"value": value} for name, value in ORDER.items()}
    started = demo.rest("POST", "/process-definition/key/prov/start", json={"variables": variables})
    return str(started["id"])


@pytest.mark.slow
def test_after_a_kill_between_two_steps_each_case_stands_where_it_stood(demo: Demo) -> None:
    cases = {start_case(demo) for _ in range(3)}
    before = demo.tasks("fyll_i")
    demo.kill()
    demo.start()
    assert demo.tasks("fyll_i") == before
    assert set(before) == cases


@pytest.mark.slow
def test_a_kill_in_the_middle_of_the_work_loses_no_case_and_doubles_no_order(demo: Demo) -> None:
    cases = {start_case(demo) for _ in range(6)}
    for pause in (0.0, 0.02, 0.05):
        for _instance, task in list(demo.tasks("fyll_i").items())[:2]:
            demo.rest("POST", f"/task/{task}/complete", json={})
        time.sleep(pause)  # the worker is somewhere between taking the job and saving what came of it
        demo.kill()
        demo.start()
    until(lambda: set(demo.tasks("ta_emot")) == cases)
    numbers = {demo.rest("GET", f"/process-instance/{case}/variables")["bestallningsnummer"]["value"] for case in cases}
    assert len(numbers) == len(cases)
    assert demo.orders() == numbers


@pytest.mark.slow
def test_an_answer_that_the_killed_supplier_had_not_sent_arrives_after_the_start(demo: Demo) -> None:
    start_case(demo)
    (task,) = demo.tasks("fyll_i").values()
    demo.rest("POST", f"/task/{task}/complete", json={})
    until(lambda: len(demo.orders()) == 1)
    (number,) = demo.orders()
    # Nobody waits for the confirmation in this process, so it stays in the outbox.
    answer = requests.post(f"{demo.address}/leverantor/bestallningar/{number}", data={"atgard": "bekrafta"}, timeout=20)
    assert answer.ok
    demo.kill()
    demo.start()
    front = requests.get(f"{demo.address}/leverantor/", timeout=20).text
    assert "Svar som inte har tagits emot" in front
    assert "orderbekraftelse" in front
