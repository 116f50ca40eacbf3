"""Messages and signals over REST: the one that waits, all that wait, or a new case."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.handler import Registry
from app.worker import Bench, run_due
from tests.integration.rest.api import Api, message_waits, process, user_task
from tests.unit.definitions.drawing import END, START, event, line


@pytest.fixture
def waits(api: Api) -> Api:
    """SN-1 and SN-2 wait for the message `svar`, with nummer 1 and 2."""
    api.deploy({"prov.bpmn": message_waits()})
    for number in (1, 2):
        sent = {"businessKey": f"SN-{number}", "variables": {"nummer": {"value": number}}}
        api.post("/process-definition/key/p/start", sent)
    return api


def _run_jobs(api: Api) -> None:
    list(run_due(api.house.context(), Bench(Registry(), {}), "prov"))


def _standing(api: Api) -> list[str]:
    instances = {each["id"]: each["businessKey"] for each in api.get("/process-instance")}
    return sorted(instances[each["processInstanceId"]] for each in api.get("/task", taskDefinitionKey="klar"))


@pytest.mark.parametrize(
    "told",
    [
        {"businessKey": "SN-2"},
        {"correlationKeys": {"nummer": {"value": 2, "type": "Integer"}}},
        {"correlationKeys": {"nummer": {"value": "2"}}},
        {"businessKey": "SN-2", "correlationKeys": {"nummer": {"value": 2}}, "localCorrelationKeys": None},
    ],
)
def test_a_message_goes_to_the_one_that_it_fits(waits: Api, told: dict[str, Any]) -> None:
    sent = {"messageName": "svar", "processVariables": {"ja": {"value": True}}, **told}
    assert waits.post("/message", sent, 204) is None
    assert _standing(waits) == ["SN-2"]
    task = waits.task(taskDefinitionKey="klar")
    assert waits.get(f"/task/{task['id']}/variables/ja")["value"] is True


def test_a_message_may_name_the_instance(waits: Api) -> None:
    (instance,) = waits.get("/process-instance", businessKey="SN-1")
    waits.post("/message", {"messageName": "svar", "processInstanceId": instance["id"]}, 204)
    assert _standing(waits) == ["SN-1"]


def test_the_result_of_an_execution(waits: Api) -> None:
    sent = {"messageName": "svar", "businessKey": "SN-1", "resultEnabled": True, "variablesInResultEnabled": True}
    (result,) = waits.post("/message", sent, 200)
    assert set(result) == {"resultType", "execution", "processInstance", "variables"}
    assert (result["resultType"], result["processInstance"]) == ("Execution", None)
    assert set(result["execution"]) == {"id", "processInstanceId", "ended", "tenantId"}
    (instance,) = waits.get("/process-instance", businessKey="SN-1")
    assert result["execution"]["processInstanceId"] == instance["id"]
    assert result["variables"]["nummer"]["value"] == 1


def test_the_result_of_a_start(waits: Api) -> None:
    sent = {"messageName": "nytt", "businessKey": "SN-3", "resultEnabled": "true"}
    (result,) = waits.post("/message", sent, 200)
    assert (result["resultType"], result["execution"], result["variables"]) == ("ProcessDefinition", None, None)
    assert result["processInstance"]["businessKey"] == "SN-3"
    assert waits.get("/process-instance/count", businessKey="SN-3") == {"count": 1}


def test_a_message_start_may_ask_for_a_new_business_key(waits: Api) -> None:
    sent = {"messageName": "nytt", "businessKey": "SN-1"}
    assert "SN-1" in waits.post("/message", sent, 400, businessKeyUnique="true")["message"]
    waits.post("/message", sent, 204)
    assert waits.get("/process-instance/count", businessKey="SN-1") == {"count": 2}


@pytest.mark.parametrize(
    ("sent", "status", "word"),
    [
        ({"messageName": "svar"}, 400, "2"),
        ({"messageName": "svar", "businessKey": "SN-9"}, 400, "svar"),
        ({"messageName": "okant"}, 400, "okant"),
        ({}, 400, "messageName"),
        ({"messageName": "svar", "correlationKeys": [1]}, 400, "correlationKeys"),
        ({"messageName": "svar", "businessKey": "SN-1", "processVariablesLocal": {"a": {"value": 1}}}, 400, "Local"),
    ],
)
def test_what_fits_none_or_several_is_refused(waits: Api, sent: dict[str, Any], status: int, word: str) -> None:
    assert word in waits.post("/message", sent, status)["message"]
    assert _standing(waits) == []


def test_the_problems_of_a_message_have_their_own_statuses(waits: Api) -> None:
    careful = waits.accepting("application/problem+json")
    assert careful.post("/message", {"messageName": "svar"}, 409)["type"] == "urn:stegvis:several-receivers"
    assert careful.post("/message", {"messageName": "okant"}, 404)["type"] == "urn:stegvis:no-matching-receiver"


def test_a_message_to_all_is_delivered_to_each(waits: Api) -> None:
    results = waits.post("/message", {"messageName": "svar", "all": True, "resultEnabled": True}, 200)
    assert [each["resultType"] for each in results] == ["Execution", "Execution"]
    _run_jobs(waits)
    assert _standing(waits) == ["SN-1", "SN-2"]


def test_a_signal_goes_to_all_that_wait(api: Api) -> None:
    caught = event("intermediateCatchEvent", "vanta", '<bpmn:signalEventDefinition signalRef="S" />')
    roots = '<bpmn:signal id="S" name="oppet" />'
    api.deploy({"prov.bpmn": process(line(START, caught, user_task("klar"), END), roots=roots)})
    for number in (1, 2):
        api.post("/process-definition/key/p/start", {"businessKey": f"SN-{number}"})
    assert "name" in api.post("/signal", {}, 400)["message"]
    api.post("/signal", {"name": "annat"}, 204)
    _run_jobs(api)
    assert _standing(api) == []
    api.post("/signal", {"name": "oppet", "variables": {"dag": {"value": "måndag"}}, "executionId": None}, 204)
    _run_jobs(api)
    assert _standing(api) == ["SN-1", "SN-2"]
    api.post("/signal", {"name": "oppet", "executionId": "finns-inte"}, 404)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Idempotency-Key": "brev-1"}, {}),
        ({"Idempotency-Key": '"brev-1"'}, {}),
        ({}, {"messageId": "brev-1"}),
        ({"Idempotency-Key": "brev-1"}, {"messageId": "brev-1"}),
    ],
)
def test_the_same_message_again_has_no_effect(waits: Api, headers: dict[str, str], body: dict[str, str]) -> None:
    sent = {"messageName": "svar", "businessKey": "SN-2", **body}
    for _ in range(3):
        assert waits.call("POST", "/message", 204, json=sent, headers=headers) is None
    assert waits.call("POST", "/message", 204, json=sent, headers={"Idempotency-Key": "brev-1"}) is None
    assert _standing(waits) == ["SN-2"]


def test_the_same_message_again_is_answered_the_same(waits: Api) -> None:
    sent = {"messageName": "nytt", "businessKey": "SN-3", "resultEnabled": True, "messageId": "1"}
    first = waits.post("/message", sent, 200)
    waits.post("/message", {"messageName": "svar", "businessKey": "SN-3"}, 204)
    waits.post(f"/task/{waits.task(processInstanceBusinessKey='SN-3')['id']}/complete", {}, 204)
    assert waits.post("/message", sent, 200) == first
    assert waits.post("/message", sent | {"resultEnabled": False}, 204) is None
    assert waits.get("/history/process-instance/count", processInstanceBusinessKey="SN-3") == {"count": 1}


def test_an_id_that_was_used_for_another_message_is_refused(waits: Api) -> None:
    waits.post("/message", {"messageName": "svar", "businessKey": "SN-1", "messageId": "1"}, 204)
    other = {"messageName": "svar", "businessKey": "SN-2", "messageId": "1"}
    assert "redan använts" in waits.post("/message", other, 422)["message"]
    problem = waits.accepting("application/problem+json").post("/message", other, 422)
    assert problem["type"] == "urn:stegvis:key-reused"
    differing = waits.send("POST", "/message", json=other, headers={"Idempotency-Key": "2"})
    assert (differing.status_code, "messageId" in differing.get_json()["message"]) == (400, True)
    assert "255" in waits.post("/message", other | {"messageId": "x" * 256}, 400)["message"]
    assert _standing(waits) == ["SN-1"]


def test_a_signal_has_an_id_too(waits: Api) -> None:
    for _ in range(2):
        waits.post("/signal", {"name": "oppet", "messageId": "s1"}, 204)
    waits.post("/signal", {"name": "annat", "messageId": "s1"}, 422)


def test_a_message_that_nobody_waits_for_is_kept_where_the_server_is_set_so(waits: Api) -> None:
    sent = {"messageName": "svar", "businessKey": "SN-9", "resultEnabled": True}
    assert waits.post("/message", sent, 400)["type"] == "MismatchingMessageCorrelationException"
    waits.house.options = replace(waits.house.options, message_buffer=timedelta(days=7))
    assert waits.post("/message", sent, 200) == []
    assert waits.post("/message", sent | {"resultEnabled": False}, 204) is None
    waits.post("/process-definition/key/p/start", {"businessKey": "SN-9"})
    _run_jobs(waits)
    assert _standing(waits) == ["SN-9"]
