"""What is wrong is told in JSON, whatever it is and whichever form the client asks for."""

from typing import Any

import pytest

from tests.integration.rest.api import ROOT, Api, two_tasks


@pytest.mark.parametrize("path", ["/finns-inte", "/task/a/b/c/d", "/", "", "/process-definition/key/p/finns-inte"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_a_path_that_is_not_there_is_404(api: Api, path: str, method: str) -> None:
    answer = api.call(method, path, 404)
    assert set(answer) == {"type", "message", "code"}
    assert answer["type"] == "NotFoundException"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/version", {"GET"}),
        ("GET", "/task/a/complete", {"POST"}),
        ("PATCH", "/task/a", {"GET", "PUT"}),
        ("PUT", "/process-instance", {"GET", "POST"}),
        ("DELETE", "/external-task/fetchAndLock", {"GET", "POST"}),
    ],
)
def test_a_method_that_does_not_go_is_405_and_tells_which_do(
    api: Api, method: str, path: str, allowed: set[str]
) -> None:
    answer = api.send(method, path)
    assert answer.status_code == 405
    assert answer.headers["Content-Type"] == "application/json"
    assert set(answer.headers["Allow"].split(", ")) == allowed
    assert method in answer.get_json()["message"]


def test_problems_are_told_as_problems_to_who_asks(api: Api) -> None:
    careful = api.accepting("application/problem+json, application/json;q=0.5")
    problem = careful.get("/task/finns-inte", 404)
    assert set(problem) == {"type", "title", "status", "detail"}
    assert (problem["type"], problem["status"]) == ("urn:stegvis:not-found", 404)
    answer = careful.send("GET", "/task/finns-inte")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert careful.get("/finns-inte", 404)["type"] == "urn:stegvis:http-404"
    unknown = api.flask.test_client().get(f"{ROOT}/task", headers={"Accept": "application/problem+json"})
    assert (unknown.status_code, unknown.headers["Content-Type"]) == (401, "application/problem+json")


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[1]",
        b'"text"',
        b'{"businessKey": NaN}',
        b'{"businessKey": "\\ud800"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"variables": {"a": {"value": ' + b"[" * 500 + b"]" * 500 + b"}}}",
        b'{"variables": {"a": {"value": 1e999}}}',
        b'{"variables": {"a": {"value": "NaN", "type": "Double"}}}',
        b'{"variables": {"a": {"value": "x", "type": "Bytes"}}}',
        b'{"variables": {"a": {"value": null, "type": "File"}}}',
        b'{"variables": [1]}',
        b'{"variables": {"a": {"value": "{", "type": "Json"}}}',
        b'{"variables": {"a": {"value": 99999999999999999999, "type": "Integer"}}}',
        b'{"businessKey": {"a": 1}}',
    ],
)
def test_a_body_that_cannot_be_read_is_400_and_starts_nothing(api: Api, body: bytes) -> None:
    api.deploy({"prov.bpmn": two_tasks()})
    headers = {"Content-Type": "application/json"}
    answer = api.call("POST", "/process-definition/key/p/start", 400, data=body, headers=headers)
    assert answer["type"] == "InvalidRequestException"
    assert api.get("/process-instance/count") == {"count": 0}


@pytest.mark.parametrize("body", [b"", b"  ", b"null", b"{}"])
def test_no_body_is_an_empty_one_whatever_its_content_type(api: Api, body: bytes) -> None:
    api.deploy({"prov.bpmn": two_tasks()})
    for content_type in ("application/json", "text/plain", ""):
        headers = {"Content-Type": content_type}
        api.call("POST", "/process-definition/key/p/start", 200, data=body, headers=headers)


def test_a_value_that_is_too_large_is_refused(api: Api) -> None:
    api.deploy({"prov.bpmn": two_tasks()})
    refused = api.start("p", 400, brev="x" * 1_100_000)
    assert "brev" in refused["message"]
    assert api.get("/process-instance/count") == {"count": 0}


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/task", {"maxResults": "många"}),
        ("/task", {"firstResult": "1e400"}),
        ("/process-definition", {"version": 10**25}),
        ("/process-instance", {"variables": "utan"}),
        ("/process-instance", {"sortBy": "id; drop table task"}),
        ("/deployment", {"after": "i går"}),
        ("/history/activity-instance", {"startedBefore": "2026-13-01"}),
    ],
)
def test_a_query_that_cannot_be_read_is_400(api: Api, path: str, query: dict[str, Any]) -> None:
    assert next(iter(query.values())) is not None
    answer = api.get(path, 400, **query)
    assert answer["type"] == "InvalidRequestException"
