"""Jobs, incidents and users over REST."""

import pytest

from tests.integration.rest.api import Api, process, served, user_task
from tests.unit.definitions.drawing import END, START, event, line, timer

JOB_KEYS = {
    "id",
    "jobDefinitionId",
    "dueDate",
    "processInstanceId",
    "executionId",
    "processDefinitionId",
    "processDefinitionKey",
    "retries",
    "exceptionMessage",
    "failedActivityId",
    "suspended",
    "priority",
    "tenantId",
    "createTime",
}
INCIDENT_KEYS = {
    "id",
    "processDefinitionId",
    "processInstanceId",
    "executionId",
    "incidentTimestamp",
    "incidentType",
    "activityId",
    "failedActivityId",
    "causeIncidentId",
    "rootCauseIncidentId",
    "configuration",
    "incidentMessage",
    "tenantId",
    "jobDefinitionId",
    "annotation",
}


@pytest.fixture
def timed(api: Api) -> Api:
    """A case that waits for a timer, and one that waits for a worker."""
    waits = event("intermediateCatchEvent", "vanta", timer("timeDuration", "P10D"))
    api.deploy({"t.bpmn": process(line(START, waits, user_task(), END), key="t"), "s.bpmn": served()})
    api.start("t")
    api.start("p")
    return api


def test_a_timer_is_a_job_and_a_service_task_is_not(timed: Api) -> None:
    (job,) = timed.get("/job")
    assert set(job) == JOB_KEYS
    assert (job["processDefinitionKey"], job["suspended"]) == ("t", False)
    assert timed.get("/job", timers="true") == [job]
    assert timed.post("/job", {"processDefinitionKey": "p"}) == []
    assert timed.get("/job/count", activityId="vanta") == {"count": 1}
    assert timed.get(f"/job/{job['id']}") == job
    (task,) = timed.get("/external-task")
    timed.get(f"/job/{task['id']}", 404)
    timed.get(f"/external-task/{job['id']}", 404)
    for sort in ("jobId", "jobDueDate", "jobRetries", "jobPriority", "processInstanceId", "processDefinitionKey"):
        assert timed.get("/job", sortBy=sort, sortOrder="asc") == [job]


def test_a_timer_is_moved_and_run(timed: Api) -> None:
    (job,) = timed.get("/job")
    timed.put(f"/job/{job['id']}/duedate", {"duedate": "2031-01-01T00:00:00.000+0000"}, 204)
    assert timed.get(f"/job/{job['id']}")["dueDate"] == "2031-01-01T00:00:00.000+0000"
    assert "duedate" in timed.put(f"/job/{job['id']}/duedate", {"duedate": None}, 400)["message"]
    timed.put(f"/job/{job['id']}/retries", {"retries": 5}, 204)
    assert timed.get(f"/job/{job['id']}")["retries"] == 5
    assert timed.send("GET", f"/job/{job['id']}/stacktrace").get_data(as_text=True) == ""
    timed.post(f"/job/{job['id']}/execute", None, 204)
    assert timed.task()["taskDefinitionKey"] == "handlagg"
    timed.post(f"/job/{job['id']}/execute", None, 404)


def test_an_incident_is_found_and_annotated(timed: Api) -> None:
    (job,) = timed.fetch()
    timed.post(f"/external-task/{job['id']}/failure", {"workerId": "w1", "errorMessage": "nej", "retries": 0})
    (incident,) = timed.get("/incident", incidentType="failedExternalTask", activityId="steget")
    assert set(incident) == INCIDENT_KEYS
    assert timed.get("/incident/count", processInstanceId=job["processInstanceId"]) == {"count": 1}
    assert timed.get("/incident", processDefinitionKeyIn="t") == []
    path = f"/incident/{incident['id']}"
    assert timed.get(path) == incident
    timed.put(f"{path}/annotation", {"annotation": "Ringt leverantören."}, 204)
    assert timed.get(path)["annotation"] == "Ringt leverantören."
    timed.delete(f"{path}/annotation", 204)
    assert timed.get(path)["annotation"] is None
    timed.get("/incident/finns-inte", 404)
    for sort in ("incidentId", "incidentTimestamp", "incidentType", "activityId", "processInstanceId"):
        assert timed.get("/incident", sortBy=sort, sortOrder="desc") == [incident]


def test_accounts_and_roles_are_read(api: Api) -> None:
    (hanna,) = api.get("/user", memberOfGroup="handlaggare", id="hanna")
    assert hanna == {"id": "hanna", "firstName": "Hanna", "lastName": "Handläggare", "email": None}
    assert api.get("/user/hanna/profile") == hanna
    assert api.get("/user/count", memberOfGroup="beslutsfattare") == {"count": 2}
    api.get("/user/finns-inte/profile", 404)
    assert {"id": "handlaggare", "name": "Handläggare", "type": "role"} in api.get("/group")


def test_a_timer_is_reckoned_anew(timed: Api) -> None:
    (job,) = timed.get("/job")
    timed.put(f"/job/{job['id']}/duedate", {"duedate": "2031-01-01T00:00:00.000+0000"}, 204)
    timed.post(f"/job/{job['id']}/duedate/recalculate", None, 204)
    assert timed.get(f"/job/{job['id']}")["dueDate"] == job["dueDate"]
    timed.post(f"/job/{job['id']}/duedate/recalculate", None, 204, creationDateBased="false")
    assert timed.get(f"/job/{job['id']}")["dueDate"] > job["dueDate"]
    timed.post("/job/finns-inte/duedate/recalculate", None, 404)
