"""A person's roles limit the same use cases over REST as on pages."""

import pytest

from app.bootstrap.demo import diagram_files
from tests.integration.rest.api import Api, served, two_tasks


@pytest.fixture
def case(api: Api) -> Api:
    """A case of an application, in its first step, where a handläggare works and the provider does not."""
    api.deploy(diagram_files())
    api.post("/process-definition/key/hjalpmedel_myndighet/start", {"businessKey": "SN-1"})
    return api


def test_the_provider_does_not_see_the_assessment(case: Api) -> None:
    hanna, petra = case.acting_as("hanna"), case.acting_as("petra")
    tasks = hanna.get("/task", processInstanceBusinessKey="SN-1")
    assert tasks
    instances = {each["id"] for each in hanna.get("/process-instance", businessKey="SN-1")}
    assert len(instances) > 1
    assert petra.get("/task") == []
    assert petra.get("/process-instance") == []
    assert petra.get("/process-instance/count") == {"count": 0}
    assert petra.get("/history/process-instance") == []
    assert petra.get("/history/activity-instance") == []
    assert petra.get("/history/variable-instance") == []
    assert petra.get("/external-task") == []
    assert petra.get("/job") == []
    assert petra.get("/incident") == []
    for id_ in instances:
        petra.get(f"/process-instance/{id_}", 404)
        petra.get(f"/process-instance/{id_}/variables", 404)
        petra.get(f"/execution/{id_}/localVariables", 404)
        petra.get(f"/history/process-instance/{id_}", 404)
    task = tasks[0]["id"]
    for path in ("", "/variables", "/localVariables", "/form", "/deployed-form", "/identity-links"):
        petra.get(f"/task/{task}{path}", 404)
    for operation in ("claim", "unclaim", "complete", "assignee", "submit-form"):
        petra.post(f"/task/{task}/{operation}", {"userId": "petra"}, 404)
    petra.post(f"/task/{task}/bpmnError", {"errorCode": "x"}, 404)
    petra.post(f"/task/{task}/variables", {"modifications": {"a": {"value": 1}}}, 404)
    petra.put(f"/task/{task}", {"priority": 1}, 404)
    assert hanna.get(f"/task/{task}")["assignee"] is None


def test_who_may_not_start_a_process_is_told_what_is_missing(case: Api) -> None:
    before = case.get("/process-instance/count")
    refused = case.acting_as("petra").post("/process-definition/key/hjalpmedel_myndighet/start", {}, 403)
    assert refused["type"] == "AuthorizationException"
    assert "Handläggare" in refused["message"]
    assert case.get("/process-instance/count") == before
    case.acting_as("hanna").post("/process-definition/key/hjalpmedel_myndighet/start", {}, 200)


def test_a_message_reaches_only_cases_that_the_sender_sees(case: Api) -> None:
    sent = {"messageName": "ansokan_atertagen", "businessKey": "SN-1"}
    case.acting_as("petra").post("/message", sent, 400)
    case.acting_as("petra").post("/message", {"messageName": "hjalpmedel_myndighet.ansokan"}, 403)


def test_only_process_owners_deploy(api: Api) -> None:
    for account, status in (("hanna", 403), ("petra", 403), ("pia", 200), ("sven", 200)):
        api.acting_as(account).deploy({f"{account}.bpmn": two_tasks()}, status)
    assert api.get("/deployment/count") == {"count": 2}
    refused = api.acting_as("hanna").deploy({"x.bpmn": two_tasks()}, 403)
    assert "Processägare" in refused["message"]


def test_what_changes_a_running_case_from_outside_needs_a_systemforvaltare(api: Api) -> None:
    api.deploy({"prov.bpmn": two_tasks()})
    instance = api.start()["id"]
    hanna = api.acting_as("hanna")
    assert hanna.get(f"/process-instance/{instance}")["id"] == instance
    hanna.delete(f"/process-instance/{instance}", 403)
    hanna.put(f"/process-instance/{instance}/variables/a", {"value": 1}, 403)
    hanna.post(f"/execution/{instance}/localVariables", {"modifications": {"a": {"value": 1}}}, 403)
    hanna.post("/signal", {"name": "x"}, 403)
    api.put(f"/process-instance/{instance}/variables/a", {"value": 1}, 204)


@pytest.mark.parametrize("account", ["hanna", "petra", "pia"])
def test_service_tasks_are_not_for_people(api: Api, account: str) -> None:
    api.deploy({"prov.bpmn": served()})
    api.start()
    (job,) = api.fetch("w1")
    other, path = api.acting_as(account), f"/external-task/{job['id']}"
    topics = [{"topicName": "provning", "lockDuration": 1000}]
    other.post("/external-task/fetchAndLock", {"workerId": "w2", "topics": topics}, 403)
    other.post(f"{path}/lock", {"workerId": "w1", "lockDuration": 1000}, 403)
    other.post(f"{path}/extendLock", {"workerId": "w1", "newDuration": 1000}, 403)
    other.post(f"{path}/failure", {"workerId": "w1", "retries": 0}, 403)
    other.post(f"{path}/bpmnError", {"workerId": "w1", "errorCode": "nekad"}, 403)
    other.post(f"{path}/complete", {"workerId": "w1"}, 403)
    assert api.get(path)["lockExpirationTime"] == job["lockExpirationTime"]
    other.post(f"{path}/unlock", None, 403 if account == "hanna" else 404)
