"""The API as it is served: over HTTP by waitress, with clients that know nothing of Flask."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from waitress.server import create_server

from app.bootstrap.house import House
from app.bootstrap.web import web_program
from tests.integration.rest.api import served, two_tasks

HOUR = 1_800_000
THREADS = 4
DEMO = ("demo", "demo")


@pytest.fixture
def address(house: House) -> Iterator[str]:
    """Where the API answers, with as many threads as the settings say."""
    house.settings = house.settings.model_copy(update={"threads": THREADS})
    listening = socket.create_server(("127.0.0.1", 0))
    server = create_server(web_program(house), sockets=[listening], threads=THREADS)
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/engine-rest"
    server.close()
    running.join(10)


def _ok(answer: requests.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


def _deploy(address: str, data: bytes) -> Any:
    fields = {"deployment-name": "Prov", "deployment-source": "Camunda Modeler", "enable-duplicate-filtering": "true"}
    files = {"prov.bpmn": ("prov.bpmn", data, "application/octet-stream")}
    return _ok(requests.post(f"{address}/deployment/create", data=fields, files=files, auth=DEMO, timeout=30))


def _poll(address: str, worker: str) -> Any:
    sent = {
        "workerId": worker,
        "maxTasks": 1,
        "asyncResponseTimeout": HOUR,
        "topics": [{"topicName": "provning", "lockDuration": 60_000}],
    }
    return _ok(requests.post(f"{address}/external-task/fetchAndLock", json=sent, auth=DEMO, timeout=60))


def test_a_case_from_the_modeler_to_its_end(address: str, tmp_path: Path) -> None:
    refused = requests.get(f"{address}/deployment?maxResults=0", timeout=30)
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Basic ")
    assert refused.json()["type"] == "AuthenticationException"
    with requests.Session() as client:
        client.auth = DEMO
        assert _ok(client.get(f"{address}/deployment?maxResults=0")) == []
        version = client.get(f"{address}/version")
        assert version.headers["Content-Type"] == "application/json"
        assert "Set-Cookie" not in version.headers
        deployed = _deploy(address, two_tasks())
        assert [each["key"] for each in deployed["deployedProcessDefinitions"].values()] == ["p"]
        started = _ok(client.post(f"{address}/process-definition/key/p/start", json={"businessKey": "SN-1"}))
        assert _ok(client.get(started["links"][0]["href"]))["id"] == started["id"]
        for element in ("prova", "besluta"):
            (task,) = _ok(client.get(f"{address}/task", params={"processInstanceId": started["id"]}))
            assert task["taskDefinitionKey"] == element
            headers = {"Content-Type": "application/json"}
            assert _ok(client.post(f"{address}/task/{task['id']}/complete", headers=headers), 204) is None
        (ended,) = _ok(client.get(f"{address}/history/process-instance?finished=true"))
        assert (ended["id"], ended["state"]) == (started["id"], "COMPLETED")


def test_waiting_workers_leave_threads_for_others(address: str, house: House) -> None:
    _deploy(address, served())
    with ThreadPoolExecutor(8) as pool:
        polls = [pool.submit(_poll, address, f"w{number}") for number in range(THREADS + 2)]
        for _ in range(1000):
            if sum(poll.done() for poll in polls) == THREADS // 2 + 2:
                break
            time.sleep(0.01)
        waiting = [poll for poll in polls if not poll.done()]
        assert len(waiting) == THREADS // 2, "half wait, the others were answered at once"
        assert all(poll.result() == [] for poll in polls if poll not in waiting)
        for _ in waiting:
            _ok(requests.post(f"{address}/process-definition/key/p/start", json={}, auth=DEMO, timeout=30))
        found = [poll.result(timeout=30) for poll in waiting]
    assert [len(each) for each in found] == [1, 1]
    assert found[0][0]["id"] != found[1][0]["id"]
