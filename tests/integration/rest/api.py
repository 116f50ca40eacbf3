"""A client of the API for tests, and the small diagrams that they deploy."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app.bootstrap.house import House
from tests.unit.definitions.drawing import END, START, event, extended, file, flow, line

ROOT = "/engine-rest"
ERROR = '<bpmn:error id="nekad" errorCode="nekad" />'


@dataclass
class Api:
    """Calls the API as one account. Answers are checked to be of the wanted status, or to be none that refuses."""

    flask: Flask
    house: House
    account: str = "demo"
    headers: Mapping[str, str] = field(default_factory=dict)

    def acting_as(self, account: str) -> "Api":
        """The same API for another demo account."""
        return Api(self.flask, self.house, account, self.headers)

    def accepting(self, media_type: str) -> "Api":
        """The same API, asking for another form of errors."""
        return Api(self.flask, self.house, self.account, {"Accept": media_type})

    def send(self, method: str, path: str, **request: Any) -> TestResponse:
        """One request with Basic credentials."""
        headers = {**self.headers, **request.pop("headers", {})}
        password = self.account
        return self.flask.test_client().open(
            f"{ROOT}{path}", method=method, auth=(self.account, password), headers=headers, **request
        )

    def call(self, method: str, path: str, status: int | None = None, **request: Any) -> Any:
        """What is answered: JSON, or None where there is no content."""
        answer = self.send(method, path, **request)
        wanted = answer.status_code < 300 if status is None else answer.status_code == status
        assert wanted, f"{method} {path}: {answer.status_code} {answer.get_data(as_text=True)[:2000]}"
        if not answer.data:
            return None
        assert answer.headers["Content-Type"] in ("application/json", "application/problem+json"), answer.headers
        return answer.get_json(force=True)

    def get(self, path: str, status: int | None = None, /, **query: Any) -> Any:
        """GET with a query string."""
        return self.call("GET", path, status, query_string=query)

    def post(self, path: str, sent: Any = None, status: int | None = None, /, **query: Any) -> Any:
        """POST with a JSON body; without one, none is sent."""
        body = {} if sent is None else {"json": sent}
        return self.call("POST", path, status, query_string=query, **body)

    def put(self, path: str, sent: Any, status: int | None = None) -> Any:
        """PUT with a JSON body."""
        return self.call("PUT", path, status, json=sent)

    def delete(self, path: str, status: int | None = None, /, **query: Any) -> Any:
        """DELETE."""
        return self.call("DELETE", path, status, query_string=query)

    def deploy(self, files: Mapping[str, bytes], status: int | None = None, /, **fields: str) -> Any:
        """Deploy files, each in a part that is named as the file."""
        form: dict[str, Any] = {"deployment-name": "Prov", **fields}
        form |= {name: (io.BytesIO(data), name) for name, data in files.items()}
        return self.call("POST", "/deployment/create", status, data=form)

    def start(self, key: str = "p", status: int | None = None, **variables: Any) -> Any:
        """Start by key with plain values."""
        sent = {name: {"value": value} for name, value in variables.items()}
        return self.post(f"/process-definition/key/{key}/start", {"variables": sent}, status)

    def task(self, **query: Any) -> Any:
        """The one open task that matches."""
        (found,) = self.get("/task", **query)
        return found

    def fetch(self, worker: str = "w1", topic: str = "provning", lock_ms: int = 60_000, **more: Any) -> Any:
        """fetchAndLock of one topic."""
        topics = [{"topicName": topic, "lockDuration": lock_ms, **more}]
        return self.post("/external-task/fetchAndLock", {"workerId": worker, "maxTasks": 10, "topics": topics})


def process(content: str, key: str = "p", roots: str = "") -> bytes:
    """A file with one executable process."""
    name = f'name="Prov {key}" camunda:versionTag="v-{key}" isExecutable="true"'
    return file(f'{roots}<bpmn:process id="{key}" {name}>{content}</bpmn:process>')


def user_task(id_: str = "handlagg", attributes: str = 'camunda:candidateGroups="handlaggare"') -> str:
    """A user task."""
    return f'<bpmn:userTask id="{id_}" name="Handlägg {id_}" {attributes} />'


def service_task(id_: str = "steget", topic: str = "provning", retries: str = "PT5M") -> str:
    """A service task for a worker outside, with the property `ort`."""
    kept = '<camunda:properties><camunda:property name="ort" value="Ekby" /></camunda:properties>'
    inner = extended(f"{kept}<camunda:failedJobRetryTimeCycle>{retries}</camunda:failedJobRetryTimeCycle>")
    return f'<bpmn:serviceTask id="{id_}" camunda:type="external" camunda:topic="{topic}">{inner}</bpmn:serviceTask>'


def two_tasks() -> bytes:
    """Start → prova → besluta → end; the last for beslutsfattare."""
    second = user_task("besluta", 'camunda:candidateGroups="beslutsfattare"')
    return process(line(START, user_task("prova"), second, END))


def served(content: str = "", **more: str) -> bytes:
    """Start → steget → end, with a boundary for the error `nekad` that leads to the user task `ratta`."""
    boundary = event(
        "boundaryEvent", "nekat", '<bpmn:errorEventDefinition errorRef="nekad" />', 'attachedToRef="steget"'
    )
    caught = boundary + user_task("ratta") + flow("nekat", "ratta")
    return process(line(START, service_task(**more), END) + caught + content, roots=ERROR)


def message_waits(name: str = "svar", boundary: str = "") -> bytes:
    """Start → vanta (a message) → klar (a user task) → end; also a message start `nytt`."""
    roots = f'<bpmn:message id="M" name="{name}" /><bpmn:message id="N" name="nytt" />'
    caught = event("intermediateCatchEvent", "vanta", '<bpmn:messageEventDefinition messageRef="M" />')
    begun = event("startEvent", "nystart", '<bpmn:messageEventDefinition messageRef="N" />')
    return process(
        line(START, caught, user_task("klar"), END) + begun + flow("nystart", "vanta") + boundary, roots=roots
    )
