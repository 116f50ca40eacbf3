"""Process definitions over REST: found, shown, started in each way that they can be."""

import json
from typing import Any

import pytest

from tests.integration.rest.api import Api, message_waits, process, two_tasks, user_task
from tests.unit.definitions.drawing import END, START, line

KEYS = {
    "id",
    "key",
    "category",
    "description",
    "name",
    "version",
    "resource",
    "deploymentId",
    "diagram",
    "suspended",
    "tenantId",
    "versionTag",
    "historyTimeToLive",
    "startableInTasklist",
}


@pytest.fixture
def versions(api: Api) -> Api:
    """Two versions of `p` and one of `q`, which has a start form."""
    api.deploy({"p.bpmn": two_tasks()})
    api.deploy({"p.bpmn": process(line(START, user_task("bara"), END))})
    with_form = '<bpmn:startEvent id="start" camunda:formRef="in" camunda:formRefBinding="deployment" />'
    form = json.dumps({"id": "in", "type": "default", "components": []}).encode()
    api.deploy({"q.bpmn": process(line(with_form, END), key="q"), "in.form": form})
    return api


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["p:1", "p:2", "q:1"]),
        ({"latestVersion": "true"}, ["p:2", "q:1"]),
        ({"latestVersion": True, "key": "p"}, ["p:2"]),
        ({"key": "p", "version": "1"}, ["p:1"]),
        ({"keysIn": "q,r"}, ["q:1"]),
        ({"keyLike": "q%"}, ["q:1"]),
        ({"name": "Prov q"}, ["q:1"]),
        ({"nameLike": "%q"}, ["q:1"]),
        ({"versionTag": "v-q"}, ["q:1"]),
        ({"resourceName": "q.bpmn"}, ["q:1"]),
        ({"maxResults": 1, "sortBy": "version", "sortOrder": "desc"}, ["p:2"]),
    ],
)
def test_filters(versions: Api, query: dict[str, Any], found: list[str]) -> None:
    listed = versions.get("/process-definition", **query)
    assert sorted(f"{each['key']}:{each['version']}" for each in listed) == found
    if "maxResults" not in query:
        assert versions.get("/process-definition/count", **query) == {"count": len(found)}


def test_a_definition_has_every_key_by_id_and_by_key(versions: Api) -> None:
    latest = versions.get("/process-definition/key/p")
    assert set(latest) == KEYS
    assert (latest["version"], latest["versionTag"], latest["name"]) == (2, "v-p", "Prov p")
    assert versions.get(f"/process-definition/{latest['id']}") == latest
    assert versions.get("/process-definition", processDefinitionIdIn=latest["id"]) == [latest]
    for path in ("/process-definition/finns-inte", "/process-definition/key/finns-inte"):
        for rest in ("", "/xml", "/start-form", "/startForm", "/deployed-start-form"):
            versions.get(f"{path}{rest}", 404)
        versions.post(f"{path}/start", {}, 404)


def test_the_diagram_comes_back_as_it_was_deployed(versions: Api) -> None:
    (first,) = versions.get("/process-definition", key="p", version=1)
    answer = versions.get(f"/process-definition/{first['id']}/xml")
    assert answer["id"] == first["id"]
    assert answer["bpmn20Xml"].partition("\n")[2] == two_tasks().decode().partition("\n")[2]
    assert "bara" in versions.get("/process-definition/key/p/xml")["bpmn20Xml"]


def test_by_key_the_latest_starts_and_by_id_any(versions: Api) -> None:
    (first,) = versions.get("/process-definition", key="p", version=1)
    newest = versions.start()
    old = versions.post(f"/process-definition/{first['id']}/start", None, 200)
    assert old["definitionId"] == first["id"] != newest["definitionId"]
    assert versions.task(processInstanceId=old["id"])["taskDefinitionKey"] == "prova"
    assert versions.task(processInstanceId=newest["id"])["taskDefinitionKey"] == "bara"


def test_a_start_answers_with_every_key_and_with_variables_on_demand(versions: Api) -> None:
    sent = {"variables": {"a": {"value": 1}}, "businessKey": "SN-1", "withVariablesInReturn": True}
    started = versions.post("/process-definition/key/p/start", sent, 200)
    assert set(started) == {
        "links",
        "id",
        "definitionId",
        "definitionKey",
        "businessKey",
        "caseInstanceId",
        "ended",
        "suspended",
        "tenantId",
        "variables",
    }
    assert started["variables"]["a"] == {"type": "Integer", "value": 1, "valueInfo": {}}
    ended = versions.post("/process-definition/key/q/start", sent, 200)
    assert (ended["ended"], ended["variables"]["a"]["value"]) == (True, 1)


def test_a_start_with_nulls_is_a_plain_one(versions: Api) -> None:
    sent = dict.fromkeys(("variables", "businessKey", "startInstructions", "skipCustomListeners", "caseInstanceId"))
    assert versions.post("/process-definition/key/p/start", sent, 200)["businessKey"] is None


def test_a_start_form_is_told_and_given(versions: Api) -> None:
    for path in ("startForm", "start-form"):
        told = versions.get(f"/process-definition/key/q/{path}")
        assert told == {"key": None, "camundaFormRef": {"key": "in", "binding": "deployment", "version": None}} | {
            "contextPath": None
        }
    assert versions.get("/process-definition/key/q/deployed-start-form")["id"] == "in"
    assert versions.get("/process-definition/key/p/start-form")["camundaFormRef"] is None
    versions.get("/process-definition/key/p/deployed-start-form", 404)
    assert versions.post("/process-definition/key/q/submit-form", {"variables": {}}, 200)["ended"]


def test_statistics_count_open_cases(versions: Api) -> None:
    versions.start()
    versions.start()
    numbers = {
        each["definition"]["key"]: each for each in versions.get("/process-definition/statistics", latestVersion=True)
    }
    assert (numbers["p"]["instances"], numbers["q"]["instances"], numbers["p"]["failedJobs"]) == (2, 0, 0)


def test_a_case_may_begin_at_a_start_event_that_is_named(api: Api) -> None:
    api.deploy({"p.bpmn": message_waits()})
    instruction = {"type": "startBeforeActivity", "activityId": "nystart"}
    started = api.post("/process-definition/key/p/start", {"startInstructions": [instruction]}, 200)
    (ended,) = api.get("/history/process-instance", processInstanceId=started["id"])
    assert ended["startActivityId"] == "nystart"
    elsewhere = {"type": "startBeforeActivity", "activityId": "klar"}
    assert "klar" in api.post("/process-definition/key/p/start", {"startInstructions": [elsewhere]}, 400)["message"]
    transition = {"type": "startTransition", "transitionId": "start_vanta"}
    api.post("/process-definition/key/p/start", {"startInstructions": [transition]}, 400)
    api.post("/process-definition/key/p/start", {"startInstructions": [instruction, instruction]}, 400)
