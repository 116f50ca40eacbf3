"""External tasks as outside workers do them, with what the JavaScript and Python clients really send."""

from typing import Any

import pytest

from app.errors import NotFoundError
from app.usecases.jobs import Lease, complete_job
from tests.integration.rest.api import Api, process, served, service_task, user_task
from tests.unit.definitions.drawing import END, START, event, flow, line, timer

KEYS = {
    "activityId",
    "activityInstanceId",
    "errorMessage",
    "errorDetails",
    "executionId",
    "id",
    "lockExpirationTime",
    "createTime",
    "processDefinitionId",
    "processDefinitionKey",
    "processDefinitionVersionTag",
    "processInstanceId",
    "tenantId",
    "retries",
    "suspended",
    "workerId",
    "topicName",
    "priority",
    "businessKey",
    "extensionProperties",
    "variables",
}


@pytest.fixture
def worked(api: Api) -> Api:
    """The API with one case, waiting at its service task."""
    api.deploy({"prov.bpmn": served()})
    variables = {
        "artikel": {"value": "Rollator"},
        "antal": {"value": 2},
        "mal": {"value": '[{"vad": "gå"}]', "type": "Json"},
        "tom": {"value": None},
        "dag": {"value": "2026-03-02T00:00:00.000+0000", "type": "Date"},
    }
    api.post("/process-definition/key/p/start", {"variables": variables, "businessKey": "SN-1"})
    return api


def test_a_worker_gets_every_key_and_variables_with_their_types(worked: Api) -> None:
    (job,) = worked.fetch()
    assert set(job) == KEYS
    assert (job["topicName"], job["workerId"], job["businessKey"]) == ("provning", "w1", "SN-1")
    assert job["variables"]["artikel"] == {"type": "String", "value": "Rollator", "valueInfo": {}}
    assert job["variables"]["antal"]["type"] == "Integer"
    assert job["variables"]["mal"] == {"type": "Json", "value": '[{"vad": "gå"}]', "valueInfo": {}}
    assert job["variables"]["tom"] == {"type": "Null", "value": None, "valueInfo": {}}
    assert job["variables"]["dag"] == {"type": "Date", "value": "2026-03-02T00:00:00.000+0000", "valueInfo": {}}


def test_a_round_of_the_javascript_client(worked: Api) -> None:
    """It sends type names in lower case, a lock a topic and `usePriority`."""
    sent = {
        "workerId": "some-random-id",
        "maxTasks": 10,
        "usePriority": True,
        "asyncResponseTimeout": None,
        "topics": [{"topicName": "provning", "lockDuration": 50000}],
        "sorting": [{"sortBy": "createTime", "sortOrder": "asc"}],
    }
    (job,) = worked.post("/external-task/fetchAndLock", sent, 200)
    variables = {"svar": {"type": "string", "value": "ja", "valueInfo": {}}, "n": {"type": "integer", "value": 3}}
    sent = {"workerId": "some-random-id", "variables": variables, "localVariables": {}}
    assert worked.post(f"/external-task/{job['id']}/complete", sent, 204) is None
    assert worked.get("/process-instance/count") == {"count": 0}
    (value,) = worked.get("/history/variable-instance", variableName="n")
    assert (value["type"], value["value"]) == ("Integer", 3)


def test_a_round_of_the_python_client(worked: Api) -> None:
    """It sends every unset field as null, numbers and booleans as strings, and variables without types."""
    topic: dict[str, Any] = dict.fromkeys(
        ("businessKey", "processDefinitionId", "processDefinitionIdIn", "processDefinitionKey", "variables")
    )
    topic |= dict.fromkeys(("processDefinitionKeyIn", "processVariables", "tenantIdIn", "withoutTenantId"))
    topic |= {"topicName": "provning", "lockDuration": "10000", "localVariables": "false", "deserializeValues": 0}
    sent = {"workerId": 1, "maxTasks": "1", "usePriority": "true", "asyncResponseTimeout": "0", "sorting": None}
    (job,) = worked.post("/external-task/fetchAndLock", {**sent, "topics": [topic]}, 200)
    assert job["workerId"] == "1"
    done = {"workerId": "1", "variables": {"svar": {"value": "ja"}}, "localVariables": None}
    worked.post(f"/external-task/{job['id']}/complete", done, 204)
    (value,) = worked.get("/history/variable-instance", variableName="svar")
    assert value["value"] == "ja"


def test_variables_may_be_null_and_named(worked: Api) -> None:
    (job,) = worked.fetch(variables=["artikel", "finns_inte"])
    assert set(job["variables"]) == {"artikel"}
    worked.post(f"/external-task/{job['id']}/complete", {"workerId": "w1", "variables": None}, 204)


def test_only_what_fits_the_topic_is_fetched(worked: Api) -> None:
    assert worked.fetch(topic="annat") == []
    assert worked.fetch(businessKey="SN-2") == []
    assert worked.fetch(processDefinitionKey="q") == []
    assert worked.fetch(processDefinitionKeyIn=["q", "r"]) == []
    assert len(worked.fetch(processDefinitionKeyIn=["p", "q"], businessKey="SN-1")) == 1


def test_properties_of_the_element_come_when_they_are_asked_for(worked: Api) -> None:
    (job,) = worked.fetch("w1", lock_ms=1)
    assert job["extensionProperties"] == {}
    (job,) = worked.fetch("w2", includeExtensionProperties=True)
    assert job["extensionProperties"] == {"ort": "Ekby"}


def test_local_variables_are_those_of_the_task_alone(worked: Api) -> None:
    (job,) = worked.fetch(localVariables=True)
    assert job["variables"] == {}


def test_what_is_locked_is_not_given_to_another(worked: Api) -> None:
    (job,) = worked.fetch("w1")
    assert worked.fetch("w2") == []
    (seen,) = worked.get("/external-task", locked="true")
    assert (seen["id"], seen["workerId"]) == (job["id"], "w1")
    assert worked.get("/external-task/count", notLocked="true") == {"count": 0}


@pytest.mark.parametrize(
    ("operation", "sent"),
    [
        ("complete", {}),
        ("failure", {"retries": 1, "retryTimeout": 0}),
        ("bpmnError", {"errorCode": "nekad"}),
        ("extendLock", {"newDuration": 1000}),
        ("lock", {"lockDuration": 1000}),
    ],
)
def test_another_worker_is_refused_with_400_and_an_unknown_task_with_404(
    worked: Api, operation: str, sent: dict[str, Any]
) -> None:
    (job,) = worked.fetch("w1")
    refused = worked.post(f"/external-task/{job['id']}/{operation}", {"workerId": "w2", **sent}, 400)
    assert "w2" in refused["message"]
    worked.post(f"/external-task/finns-inte/{operation}", {"workerId": "w1", **sent}, 404)
    (still,) = worked.get("/external-task")
    assert (still["workerId"], still["lockExpirationTime"]) == ("w1", job["lockExpirationTime"])


def test_a_worker_must_say_who_it_is(worked: Api) -> None:
    (job,) = worked.fetch("w1")
    assert "workerId" in worked.post(f"/external-task/{job['id']}/complete", {}, 400)["message"]


def test_a_lock_that_has_run_out_is_good_until_another_takes_it(worked: Api) -> None:
    (job,) = worked.fetch("w1", lock_ms=1)
    assert worked.get("/external-task/count", notLocked="true") == {"count": 1}
    worked.post(f"/external-task/{job['id']}/complete", {"workerId": "w1"}, 204)


def test_a_newer_lock_refuses_the_older(worked: Api) -> None:
    (job,) = worked.fetch("w1", lock_ms=1)
    (again,) = worked.fetch("w2")
    assert again["id"] == job["id"]
    worked.post(f"/external-task/{job['id']}/complete", {"workerId": "w1"}, 400)
    worked.post(f"/external-task/{job['id']}/complete", {"workerId": "w2"}, 204)


def test_a_task_that_is_done_is_unknown(worked: Api) -> None:
    (job,) = worked.fetch()
    worked.post(f"/external-task/{job['id']}/complete", {"workerId": "w1"}, 204)
    worked.post(f"/external-task/{job['id']}/complete", {"workerId": "w1"}, 404)
    with pytest.raises(NotFoundError):
        complete_job(worked.house.context(), Lease(job["id"], "w1"), {})


def test_a_failure_is_tried_again_and_tells_why(worked: Api) -> None:
    (job,) = worked.fetch()
    failure = {"workerId": "w1", "errorMessage": "leverantören svarar inte", "errorDetails": "rad 1\nrad 2"}
    worked.post(f"/external-task/{job['id']}/failure", {**failure, "retries": 2, "retryTimeout": 0}, 204)
    (again,) = worked.fetch("w2")
    assert (again["id"], again["retries"], again["errorMessage"]) == (job["id"], 2, "leverantören svarar inte")
    details = worked.send("GET", f"/external-task/{job['id']}/errorDetails")
    assert details.get_data(as_text=True) == "rad 1\nrad 2"
    assert worked.get("/incident") == []


def test_a_retry_timeout_keeps_the_task_back(worked: Api) -> None:
    (job,) = worked.fetch()
    failure = {"workerId": "w1", "errorMessage": "senare", "retries": "3", "retryTimeout": "600000"}
    worked.post(f"/external-task/{job['id']}/failure", failure, 204)
    assert worked.fetch("w2") == []
    assert worked.get(f"/external-task/{job['id']}")["retries"] == 3


def test_no_retries_left_makes_an_incident_and_new_ones_resolve_it(worked: Api) -> None:
    (job,) = worked.fetch()
    failure = {"workerId": "w1", "errorMessage": "trasigt", "retries": 0, "retryTimeout": 0}
    worked.post(f"/external-task/{job['id']}/failure", failure, 204)
    (incident,) = worked.get("/incident")
    assert (incident["incidentType"], incident["incidentMessage"]) == ("failedExternalTask", "trasigt")
    assert (incident["activityId"], incident["configuration"]) == ("steget", job["id"])
    assert worked.fetch("w2") == []
    assert worked.get("/external-task/count", noRetriesLeft="true") == {"count": 1}
    worked.put(f"/external-task/{job['id']}/retries", {"retries": 1}, 204)
    assert worked.get("/incident") == []
    (again,) = worked.fetch("w2")
    assert again["retries"] == 1


def test_a_failure_without_retries_leaves_them_to_the_diagram(api: Api) -> None:
    api.deploy({"prov.bpmn": served(retries="PT0S,PT0S")})
    api.start()
    (job,) = api.fetch()
    assert job["retries"] == 3
    api.post(f"/external-task/{job['id']}/failure", {"workerId": "w1", "errorMessage": "nej", "retries": None}, 204)
    (again,) = api.fetch()
    assert again["retries"] == 2


def test_a_bpmn_error_takes_the_boundary_and_brings_its_variables(worked: Api) -> None:
    (job,) = worked.fetch()
    sent = {"workerId": "w1", "errorCode": "nekad", "errorMessage": "slut", "variables": {"skal": {"value": "slut"}}}
    worked.post(f"/external-task/{job['id']}/bpmnError", sent, 204)
    task = worked.task()
    assert task["taskDefinitionKey"] == "ratta"
    assert worked.get(f"/task/{task['id']}/variables/skal")["value"] == "slut"


def test_a_bpmn_error_that_nobody_catches_is_an_incident(worked: Api) -> None:
    (job,) = worked.fetch()
    worked.post(f"/external-task/{job['id']}/bpmnError", {"workerId": "w1", "errorCode": "okant"}, 204)
    (incident,) = worked.get("/incident")
    assert "okant" in incident["incidentMessage"]
    assert worked.get("/process-instance/count") == {"count": 1}


@pytest.mark.parametrize(
    ("operation", "sent"),
    [
        ("complete", {"variables": {"svar": {"value": "för sent"}}}),
        ("failure", {"retries": 0, "errorMessage": "för sent"}),
        ("bpmnError", {"errorCode": "nekad"}),
        ("extendLock", {"newDuration": 1000}),
    ],
)
def test_what_a_worker_answers_after_a_boundary_event_has_interrupted_changes_nothing(
    api: Api, operation: str, sent: dict[str, Any]
) -> None:
    boundary = event("boundaryEvent", "i_tid", timer("timeDuration", "PT0S"), 'attachedToRef="steget"')
    caught = boundary + user_task("for_sent") + flow("i_tid", "for_sent")
    api.deploy({"prov.bpmn": process(line(START, service_task(), END) + caught)})
    api.start()
    (job,) = api.fetch()
    (due,) = api.get("/job", timers="true")
    api.post(f"/job/{due['id']}/execute", None, 204)
    assert api.task()["taskDefinitionKey"] == "for_sent"
    api.post(f"/external-task/{job['id']}/{operation}", {"workerId": "w1", **sent}, 404)
    assert api.task()["taskDefinitionKey"] == "for_sent"
    assert (api.get("/incident"), api.get("/history/variable-instance", variableName="svar")) == ([], [])


def test_a_lock_is_extended_taken_by_id_and_given_back(worked: Api) -> None:
    (job,) = worked.fetch("w1")
    worked.post(f"/external-task/{job['id']}/extendLock", {"workerId": "w1", "newDuration": 600_000}, 204)
    assert worked.get(f"/external-task/{job['id']}")["lockExpirationTime"] > job["lockExpirationTime"]
    assert worked.post(f"/external-task/{job['id']}/unlock", None, 204) is None
    worked.post(f"/external-task/{job['id']}/unlock", None, 204)
    worked.post(f"/external-task/{job['id']}/lock", {"workerId": "w3", "lockDuration": 60_000}, 204)
    worked.post(f"/external-task/{job['id']}/lock", {"workerId": "w3", "lockDuration": 90_000}, 204)
    assert worked.fetch("w2") == []
    worked.post(f"/external-task/{job['id']}/complete", {"workerId": "w3"}, 204)


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("asyncResponseTimeout", {"asyncResponseTimeout": 1_800_001}),
        ("asyncResponseTimeout", {"asyncResponseTimeout": -1}),
        ("maxTasks", {"maxTasks": -1}),
        ("maxTasks", {"maxTasks": "många"}),
        ("maxTasks", {"maxTasks": 10**30}),
        ("workerId", {"workerId": None}),
        ("topicName", {"topics": [{"lockDuration": 1000}]}),
        ("topics", {"topics": "provning"}),
        ("lockDuration", {"topics": [{"topicName": "provning"}]}),
        ("lockDuration", {"topics": [{"topicName": "provning", "lockDuration": 0}]}),
        ("lockDuration", {"topics": [{"topicName": "provning", "lockDuration": 10**18}]}),
    ],
)
def test_a_fetch_that_cannot_be_meant_is_refused_by_name(worked: Api, name: str, sent: dict[str, Any]) -> None:
    whole = {"workerId": "w1", "maxTasks": 1, "topics": [{"topicName": "provning", "lockDuration": 1000}]}
    refused = worked.post("/external-task/fetchAndLock", {**whole, **sent}, 400)
    assert name in refused["message"]
    assert worked.get("/external-task/count", notLocked="true") == {"count": 1}


def test_no_tasks_are_fetched_when_none_are_asked_for(worked: Api) -> None:
    topics = [{"topicName": "provning", "lockDuration": 1000}]
    assert worked.post("/external-task/fetchAndLock", {"workerId": "w1", "maxTasks": 0, "topics": topics}) == []


def test_the_highest_priority_comes_first(api: Api) -> None:
    api.deploy({"prov.bpmn": process(line(START, service_task(), END))})
    started = [api.start()["id"] for _ in range(3)]
    jobs = {job["processInstanceId"]: job["id"] for job in api.get("/external-task")}
    api.put(f"/external-task/{jobs[started[1]]}/priority", {"priority": 50}, 204)
    topics = [{"topicName": "provning", "lockDuration": 1000}]
    sent = {"workerId": "w1", "maxTasks": 1, "usePriority": True, "topics": topics}
    (first,) = api.post("/external-task/fetchAndLock", sent)
    assert (first["processInstanceId"], first["priority"]) == (started[1], 50)


def test_what_is_missing_is_not_taken_for_nothing(worked: Api) -> None:
    (job,) = worked.fetch()
    assert "retries" in worked.put(f"/external-task/{job['id']}/retries", {"retries": None}, 400)["message"]
    assert "priority" in worked.put(f"/external-task/{job['id']}/priority", {}, 400)["message"]


def test_lists_filter_sort_and_count_alike_by_get_and_post(api: Api) -> None:
    api.deploy({"prov.bpmn": served()})
    ids = [api.start()["id"] for _ in range(3)]
    assert set(api.get("/external-task")[0]) == KEYS - {"errorDetails", "extensionProperties", "variables"}
    found = api.get("/external-task", sortBy="createTime", sortOrder="desc", maxResults=2)
    assert [each["processInstanceId"] for each in found] == [ids[2], ids[1]]
    asked = {"processInstanceIdIn": ids[:2], "sorting": [{"sortBy": "processInstanceId", "sortOrder": "asc"}]}
    listed = api.post("/external-task", asked)
    assert [each["processInstanceId"] for each in listed] == sorted(ids[:2])
    assert len(api.post("/external-task", asked, firstResult=1)) == 1
    assert api.post("/external-task/count", asked) == {"count": 2}
    for sort in ("id", "lockExpirationTime", "processDefinitionId", "processDefinitionKey", "taskPriority"):
        assert len(api.get("/external-task", sortBy=sort, sortOrder="asc")) == 3
