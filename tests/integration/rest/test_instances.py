"""Process instances, their variables and their history over REST."""

from typing import Any

import pytest

from tests.integration.rest.api import Api, process, served, two_tasks, user_task
from tests.unit.definitions.drawing import END, START, line

HISTORY_KEYS = {
    "id",
    "businessKey",
    "processDefinitionId",
    "processDefinitionKey",
    "processDefinitionName",
    "processDefinitionVersion",
    "startTime",
    "endTime",
    "removalTime",
    "durationInMillis",
    "startUserId",
    "startActivityId",
    "deleteReason",
    "rootProcessInstanceId",
    "superProcessInstanceId",
    "superCaseInstanceId",
    "caseInstanceId",
    "tenantId",
    "state",
}
ACTIVITY_KEYS = {
    "id",
    "parentActivityInstanceId",
    "activityId",
    "activityName",
    "activityType",
    "processDefinitionKey",
    "processDefinitionId",
    "processInstanceId",
    "executionId",
    "taskId",
    "assignee",
    "calledProcessInstanceId",
    "calledCaseInstanceId",
    "startTime",
    "endTime",
    "durationInMillis",
    "canceled",
    "completeScope",
    "tenantId",
    "removalTime",
    "rootProcessInstanceId",
}
VARIABLE_KEYS = {
    "id",
    "name",
    "type",
    "value",
    "valueInfo",
    "processDefinitionKey",
    "processDefinitionId",
    "processInstanceId",
    "executionId",
    "activityInstanceId",
    "caseDefinitionKey",
    "caseDefinitionId",
    "caseInstanceId",
    "caseExecutionId",
    "taskId",
    "tenantId",
    "errorMessage",
    "state",
    "createTime",
    "removalTime",
    "rootProcessInstanceId",
}


@pytest.fixture
def cases(api: Api) -> Api:
    """SN-1 and SN-2 run in `p`, SN-3 has ended, SN-4 was cancelled; `kallar` has called `p`."""
    call = '<bpmn:callActivity id="anropa" calledElement="p"><bpmn:extensionElements>'
    call += '<camunda:in businessKey="=businessKey" /></bpmn:extensionElements></bpmn:callActivity>'
    api.deploy({"p.bpmn": two_tasks(), "k.bpmn": process(line(START, call, END), key="kallar")})
    for number in (1, 2, 3, 4):
        sent = {"businessKey": f"SN-{number}", "variables": {"belopp": {"value": number}}}
        started = api.post("/process-definition/key/p/start", sent)
        if number == 3:
            for _ in range(2):
                api.post(f"/task/{api.task(processInstanceId=started['id'])['id']}/complete")
        if number == 4:
            api.delete(f"/process-instance/{started['id']}", 204, deleteReason="dubblett")
    api.post("/process-definition/key/kallar/start", {"businessKey": "SN-5"})
    return api


def _keys(found: Any) -> list[str]:
    return sorted(each["businessKey"] for each in found)


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ({}, ["SN-1", "SN-2", "SN-5", "SN-5"]),
        ({"businessKey": "SN-2"}, ["SN-2"]),
        ({"businessKeyLike": "%-1"}, ["SN-1"]),
        ({"processDefinitionKey": "p", "active": "true"}, ["SN-1", "SN-2", "SN-5"]),
        ({"processDefinitionKeyIn": "kallar,annan"}, ["SN-5"]),
        ({"rootProcessInstances": "true"}, ["SN-1", "SN-2", "SN-5"]),
        ({"activityIdIn": "anropa"}, ["SN-5"]),
        ({"variables": "belopp_eq_1"}, ["SN-1"]),
        ({"variables": "belopp_neq_1", "processDefinitionKey": "p"}, ["SN-2"]),
        ({"withIncident": "true"}, []),
        ({"maxResults": 0}, []),
    ],
)
def test_filters_of_running_instances(cases: Api, query: dict[str, Any], keys: list[str]) -> None:
    assert _keys(cases.get("/process-instance", **query)) == keys
    if "maxResults" not in query:
        assert cases.get("/process-instance/count", **query) == {"count": len(keys)}


def test_running_instances_are_found_by_post(cases: Api) -> None:
    sent = {
        "variables": [{"name": "belopp", "operator": "gteq", "value": 1}],
        "businessKeyLike": None,
        "sorting": [{"sortBy": "businessKey", "sortOrder": "desc"}],
    }
    assert [each["businessKey"] for each in cases.post("/process-instance", sent)] == ["SN-2", "SN-1"]
    assert _keys(cases.call("POST", "/process-instance", json=sent, query_string={"maxResults": 1})) == ["SN-2"]
    assert cases.post("/process-instance/count", sent) == {"count": 2}
    ids = [each["id"] for each in cases.get("/process-instance", businessKey="SN-1")]
    assert _keys(cases.post("/process-instance", {"processInstanceIds": ids})) == ["SN-1"]


def test_a_called_instance_is_found_by_its_caller(cases: Api) -> None:
    (caller,) = cases.get("/process-instance", processDefinitionKey="kallar")
    (called,) = cases.get("/process-instance", superProcessInstance=caller["id"])
    assert called["definitionKey"] == "p"
    (historic,) = cases.get("/history/process-instance", superProcessInstanceId=caller["id"])
    assert (historic["id"], historic["rootProcessInstanceId"]) == (called["id"], caller["id"])
    (activity,) = cases.get("/history/activity-instance", processInstanceId=caller["id"], activityType="callActivity")
    assert activity["calledProcessInstanceId"] == called["id"]


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ({}, ["SN-1", "SN-2", "SN-3", "SN-4", "SN-5", "SN-5"]),
        ({"finished": "true"}, ["SN-3", "SN-4"]),
        ({"unfinished": "true", "rootProcessInstances": "true"}, ["SN-1", "SN-2", "SN-5"]),
        ({"processInstanceBusinessKey": "SN-3"}, ["SN-3"]),
        ({"processInstanceBusinessKeyLike": "%-4"}, ["SN-4"]),
        ({"processDefinitionKey": "kallar"}, ["SN-5"]),
        ({"variables": "belopp_eq_3"}, ["SN-3"]),
        ({"startedBy": "hanna"}, []),
        ({"startedAfter": "2020-01-01T00:00:00.000+0000", "finishedBefore": "2120-01-01T00:00:00"}, ["SN-3", "SN-4"]),
        ({"finishedAfter": "2120-01-01T00:00:00"}, []),
    ],
)
def test_filters_of_history(cases: Api, query: dict[str, str], keys: list[str]) -> None:
    assert _keys(cases.get("/history/process-instance", **query)) == keys
    assert cases.post("/history/process-instance/count", query) == {"count": len(keys)}


def test_history_tells_how_a_case_ended(cases: Api) -> None:
    found = {each["businessKey"]: each for each in cases.get("/history/process-instance", rootProcessInstances="true")}
    assert set(found["SN-1"]) == HISTORY_KEYS
    assert {key: each["state"] for key, each in found.items()} == {
        "SN-1": "ACTIVE",
        "SN-2": "ACTIVE",
        "SN-3": "COMPLETED",
        "SN-4": "EXTERNALLY_TERMINATED",
        "SN-5": "ACTIVE",
    }
    assert found["SN-4"]["deleteReason"] == "dubblett"
    assert found["SN-1"]["endTime"] is None
    assert found["SN-3"]["durationInMillis"] >= 0
    assert cases.get(f"/history/process-instance/{found['SN-3']['id']}") == found["SN-3"]
    cases.get("/history/process-instance/finns-inte", 404)


def test_what_history_cannot_filter_is_refused(cases: Api) -> None:
    for name in ("completed", "externallyTerminated", "executedActivityIdIn"):
        assert name in cases.get("/history/process-instance", 400, **{name: "true"})["message"]


def test_activities_are_told_in_order(cases: Api) -> None:
    (ended,) = cases.get("/history/process-instance", processInstanceBusinessKey="SN-3")
    query = {"processInstanceId": ended["id"], "sortBy": "occurrence", "sortOrder": "asc"}
    found = cases.get("/history/activity-instance", **query)
    assert set(found[0]) == ACTIVITY_KEYS
    assert [(each["activityId"], each["activityType"]) for each in found] == [
        ("start", "startEvent"),
        ("prova", "userTask"),
        ("besluta", "userTask"),
        ("slut", "endEvent"),
    ]
    assert [each["canceled"] for each in found] == [False] * 4
    cut = cases.get("/history/activity-instance", processInstanceId=ended["id"], activityType="userTask", maxResults=1)
    assert len(cut) == 1
    assert cases.get("/history/activity-instance/count", activityId="prova", unfinished="true") == {"count": 3}
    assert cases.get("/history/activity-instance/count", canceled="true") == {"count": 1}
    assert cases.post("/history/activity-instance", {"activityName": "Handlägg besluta", "finished": True}) != []
    for sort in ("activityInstanceId", "instanceId", "activityId", "activityName", "startTime", "endTime"):
        assert len(cases.get("/history/activity-instance", sortBy=sort, sortOrder="asc", maxResults=3)) == 3


def test_last_values_are_in_history(cases: Api) -> None:
    (ended,) = cases.get("/history/process-instance", processInstanceBusinessKey="SN-3")
    (value,) = cases.get("/history/variable-instance", processInstanceId=ended["id"], variableName="belopp")
    assert set(value) == VARIABLE_KEYS
    assert (value["type"], value["value"], value["executionId"]) == ("Integer", 3, ended["id"])
    assert cases.get("/history/variable-instance/count", variableName="belopp") == {"count": 4}
    assert cases.post("/history/variable-instance/count", {"variableNameLike": "bel%"}) == {"count": 4}


def test_a_cancelled_case_is_gone_and_its_task_too(cases: Api) -> None:
    (running,) = cases.get("/process-instance", businessKey="SN-1")
    path = f"/process-instance/{running['id']}"
    cases.delete(path, 204)
    cases.get(path, 404)
    cases.delete(path, 404)
    cases.get(f"{path}/variables", 404)
    assert cases.get("/task", processInstanceId=running["id"]) == []


def test_variables_are_read_written_and_removed(cases: Api) -> None:
    path = f"/process-instance/{cases.get('/process-instance', businessKey='SN-1')[0]['id']}/variables"
    cases.put(f"{path}/mal", {"value": '{"vad": ["gå"]}', "type": "Json", "valueInfo": {}}, 204)
    assert cases.get(path)["mal"] == {"type": "Json", "value": {"vad": ["gå"]}, "valueInfo": {}}
    assert cases.get(path, deserializeValues="false")["mal"]["value"] == '{"vad": ["gå"]}'
    assert cases.get(f"{path}/mal", deserializeValue="false")["value"] == '{"vad": ["gå"]}'
    changes = {"modifications": {"a": {"value": "1", "type": "long"}, "b": {"value": None}}, "deletions": ["mal"]}
    cases.post(path, changes, 204)
    held = cases.get(path)
    assert (held["a"]["value"], held["b"]["type"], "mal" in held) == (1, "Null", False)
    cases.delete(f"{path}/a", 204)
    cases.get(f"{path}/a", 404)
    assert "kalas" in cases.put(f"{path}/kalas", {"value": "många", "type": "Integer"}, 400)["message"]
    refused = cases.post(path, {"modifications": {"c": {"value": 1}, "d": {"value": "x", "type": "Double"}}}, 400)
    assert "d" in refused["message"]
    assert "c" not in cases.get(path)


def test_an_instance_is_an_execution(cases: Api) -> None:
    id_ = cases.get("/process-instance", businessKey="SN-1")[0]["id"]
    path = f"/execution/{id_}/localVariables"
    assert cases.get(path)["belopp"]["value"] == 1
    cases.post(path, {"modifications": {"a": {"value": [1]}}, "deletions": ["belopp"]}, 204)
    cases.put(f"{path}/b", {"value": True}, 204)
    held = cases.get(path, deserializeValues=False)
    assert (held["a"]["value"], held["b"]["value"], "belopp" in held) == ("[1]", True, False)
    assert cases.get(f"{path}/b")["type"] == "Boolean"
    cases.get("/execution/finns-inte/localVariables", 404)


def test_a_waiting_receive_task_is_signalled(api: Api) -> None:
    receive = '<bpmn:receiveTask id="vanta" messageRef="M" />'
    roots = '<bpmn:message id="M" name="svar" />'
    api.deploy({"prov.bpmn": process(line(START, receive, user_task(), END), roots=roots)})
    id_ = api.start()["id"]
    api.post(f"/execution/{id_}/signal", {"variables": {"svar": {"value": "ja"}}}, 204)
    assert api.task()["taskDefinitionKey"] == "handlagg"
    api.post(f"/execution/{id_}/signal", None, 400)
    api.post("/execution/finns-inte/signal", None, 404)


def test_instances_with_incidents_are_found(api: Api) -> None:
    api.deploy({"prov.bpmn": served()})
    ids = [api.start()["id"] for _ in range(2)]
    job = next(each for each in api.fetch() if each["processInstanceId"] == ids[0])
    api.post(f"/external-task/{job['id']}/failure", {"workerId": "w1", "errorMessage": "nej", "retries": 0})
    assert [each["id"] for each in api.get("/process-instance", withIncident="true")] == [ids[0]]
    assert api.get("/history/process-instance/count", withIncidents="true") == {"count": 1}
