"""User tasks over REST: found by the usual filters, taken and handed over, changed, completed by their forms."""

import json
from typing import Any

import pytest

from tests.integration.rest.api import Api, process, two_tasks, user_task
from tests.unit.definitions.drawing import END, START, around, event, flow, line, task

KEYS = {
    "id",
    "name",
    "assignee",
    "created",
    "due",
    "followUp",
    "lastUpdated",
    "delegationState",
    "description",
    "executionId",
    "owner",
    "parentTaskId",
    "priority",
    "processDefinitionId",
    "processInstanceId",
    "taskDefinitionKey",
    "caseExecutionId",
    "caseInstanceId",
    "caseDefinitionId",
    "suspended",
    "formKey",
    "camundaFormRef",
    "tenantId",
    "taskState",
}
FORM: dict[str, Any] = {
    "id": "beslut",
    "type": "default",
    "components": [
        {"type": "number", "key": "belopp", "id": "f1", "label": "Belopp", "validate": {"required": True, "max": 100}},
        {"type": "datetime", "subtype": "date", "key": "dag", "id": "f2", "label": "Dag", "dateLabel": "Dag"},
    ],
}


@pytest.fixture
def cases(api: Api) -> Api:
    """Three cases that wait at `prova`, with belopp 10, 20 and 30."""
    api.deploy({"prov.bpmn": two_tasks()})
    for number in (1, 2, 3):
        sent = {"businessKey": f"SN-{number}", "variables": {"belopp": {"value": number * 10}}}
        api.post("/process-definition/key/p/start", sent)
    return api


@pytest.fixture
def formed(api: Api) -> Api:
    """One case at a task with a form."""
    with_form = around(task(attributes='camunda:formRef="beslut" camunda:formRefBinding="deployment"'))
    api.deploy({"prov.bpmn": with_form, "beslut.form": json.dumps(FORM).encode()})
    api.start()
    return api


def _keys(cases: Api, found: Any) -> list[str]:
    instances = {each["id"]: each["businessKey"] for each in cases.get("/process-instance")}
    return sorted(instances[each["processInstanceId"]] for each in found)


def test_a_task_has_every_key(cases: Api) -> None:
    found = cases.get("/task")
    assert len(found) == 3
    assert set(found[0]) == KEYS
    assert cases.get(f"/task/{found[0]['id']}") == found[0]
    assert found[0]["taskState"] == "Created"


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ({"processInstanceBusinessKey": "SN-2"}, ["SN-2"]),
        ({"processInstanceBusinessKeyLike": "SN-%"}, ["SN-1", "SN-2", "SN-3"]),
        ({"processDefinitionKey": "p", "taskDefinitionKey": "prova"}, ["SN-1", "SN-2", "SN-3"]),
        ({"processDefinitionKeyIn": "q,r"}, []),
        ({"taskDefinitionKeyIn": "besluta"}, []),
        ({"processVariables": "belopp_gteq_20"}, ["SN-2", "SN-3"]),
        ({"processVariables": "belopp_gt_10,belopp_lt_30"}, ["SN-2"]),
        ({"candidateGroup": "handlaggare"}, ["SN-1", "SN-2", "SN-3"]),
        ({"candidateGroups": "beslutsfattare,enhetschef"}, []),
        ({"candidateUser": "hanna"}, ["SN-1", "SN-2", "SN-3"]),
        ({"candidateUser": "bengt"}, []),
        ({"unassigned": "true"}, ["SN-1", "SN-2", "SN-3"]),
        ({"assigned": "true"}, []),
        ({"name": "Handlägg prova"}, ["SN-1", "SN-2", "SN-3"]),
        ({"nameLike": "%besluta"}, []),
        ({"createdAfter": "2020-01-01T00:00:00.000+0000"}, ["SN-1", "SN-2", "SN-3"]),
        ({"createdBefore": "2020-01-01T00:00:00.000+0000"}, []),
        ({"withoutDueDate": "true"}, ["SN-1", "SN-2", "SN-3"]),
        ({"active": "true"}, ["SN-1", "SN-2", "SN-3"]),
        ({"finnsInte": "x"}, ["SN-1", "SN-2", "SN-3"]),
    ],
)
def test_filters_of_get(cases: Api, query: dict[str, str], keys: list[str]) -> None:
    assert _keys(cases, cases.get("/task", **query)) == keys
    assert cases.get("/task/count", **query) == {"count": len(keys)}


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ({"processVariables": [{"name": "belopp", "operator": "eq", "value": 20}]}, ["SN-2"]),
        ({"processVariables": [{"name": "belopp", "operator": "neq", "value": 20}]}, ["SN-1", "SN-3"]),
        ({"candidateGroups": ["handlaggare", "enhetschef"]}, ["SN-1", "SN-2", "SN-3"]),
        ({"assignee": None, "priority": None, "sorting": None, "maxResults": None}, ["SN-1", "SN-2", "SN-3"]),
        ({"orQueries": [], "suspended": False}, ["SN-1", "SN-2", "SN-3"]),
        (None, ["SN-1", "SN-2", "SN-3"]),
    ],
)
def test_filters_of_post(cases: Api, sent: Any, keys: list[str]) -> None:
    assert _keys(cases, cases.post("/task", sent)) == keys
    assert cases.post("/task/count", sent) == {"count": len(keys)}


def test_a_post_has_its_paging_in_the_query_string_and_its_filters_in_the_body(cases: Api) -> None:
    sent = {"sorting": [{"sortBy": "businessKey", "sortOrder": "desc"}], "maxResults": None}
    found = cases.call("POST", "/task", json=sent, query_string={"maxResults": "1", "firstResult": "1", "name": "x"})
    assert _keys(cases, found) == ["SN-2"]


@pytest.mark.parametrize(
    "sent",
    [
        {"orQueries": [{"assignee": "hanna"}]},
        {"taskVariables": [{"name": "a", "operator": "eq", "value": 1}]},
        {"assigneeExpression": "${currentUser()}"},
        {"suspended": True},
        {"assigneeIn": ["hanna"]},
    ],
)
def test_a_filter_that_camunda_has_and_we_do_not_is_refused_by_name(cases: Api, sent: dict[str, Any]) -> None:
    refused = cases.post("/task", sent, 400)
    assert next(iter(sent)) in refused["message"]


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        ({"sorting": [{"sortBy": "farg", "sortOrder": "asc"}]}, "farg"),
        ({"sorting": [{"sortBy": "name", "sortOrder": "uppåt"}]}, "sortOrder"),
        ({"processVariables": [{"name": "a", "operator": "liknar", "value": 1}]}, "liknar"),
        ({"processVariables": [{"operator": "eq", "value": 1}]}, "name"),
        ({"dueBefore": "i morgon"}, "dueBefore"),
        ({"priority": "hög"}, "priority"),
        ({"priority": 10**40}, "priority"),
        ({"name": ["a"]}, "name"),
        ({"name": "a\0b"}, "name"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(cases: Api, sent: dict[str, Any], word: str) -> None:
    assert word in cases.post("/task", sent, 400)["message"]


def test_tasks_are_sorted_and_cut_into_pages(cases: Api) -> None:
    by_key = cases.get("/task", sortBy="businessKey", sortOrder="desc")
    assert [each["id"] for each in cases.get("/task", sortBy="businessKey", sortOrder="asc")] == [
        each["id"] for each in reversed(by_key)
    ]
    page = cases.get("/task", sortBy="businessKey", sortOrder="desc", firstResult=1, maxResults=1)
    assert page == [by_key[1]]
    assert cases.get("/task", maxResults=0) == []
    assert cases.get("/task", maxResults=10**9) == cases.get("/task", firstResult=-5)
    for sort in ("created", "dueDate", "followUpDate", "priority", "name", "nameCaseInsensitive", "assignee", "id"):
        assert len(cases.get("/task", sortBy=sort, sortOrder="asc")) == 3


def test_a_task_is_taken_by_one_and_given_back(cases: Api) -> None:
    hanna, first = cases.acting_as("hanna"), cases.get("/task")[0]["id"]
    assert hanna.post(f"/task/{first}/claim", {"userId": "hanna"}, 204) is None
    taken = cases.get(f"/task/{first}")
    assert (taken["assignee"], taken["taskState"]) == ("hanna", "Assigned")
    assert cases.get("/task/count", candidateGroup="handlaggare") == {"count": 2}
    assert cases.get("/task/count", candidateGroup="handlaggare", includeAssignedTasks="true") == {"count": 3}
    assert cases.get("/task/count", assignee="hanna") == {"count": 1}
    refused = cases.post(f"/task/{first}/claim", {"userId": "demo"}, 500)
    assert refused["type"] == "TaskAlreadyClaimedException"
    hanna.post(f"/task/{first}/claim", {"userId": "hanna"}, 204)
    hanna.post(f"/task/{first}/unclaim", None, 204)
    assert cases.get(f"/task/{first}")["assignee"] is None
    cases.post(f"/task/{first}/assignee", {"userId": "hanna"}, 204)
    assert cases.get("/task/count", assignee="hanna") == {"count": 1}
    cases.post(f"/task/{first}/assignee", {"userId": None}, 204)
    assert cases.get("/task/count", assigned="true") == {"count": 0}


def test_a_colleagues_task_is_not_completed_by_another(cases: Api) -> None:
    first = cases.get("/task")[0]["id"]
    cases.post(f"/task/{first}/assignee", {"userId": "demo"}, 204)
    cases.acting_as("hanna").post(f"/task/{first}/complete", None, 500)
    assert cases.get(f"/task/{first}")["assignee"] == "demo"


def test_dates_and_priority_are_changed_and_emptied(cases: Api) -> None:
    first = cases.get("/task")[0]["id"]
    changed = {"priority": 70, "due": "2030-01-02T03:04:05.678+0100", "followUp": "2030-01-01T00:00:00.000+0000"}
    cases.put(f"/task/{first}", changed, 204)
    seen = cases.get(f"/task/{first}")
    assert (seen["priority"], seen["due"]) == (70, "2030-01-02T02:04:05.678+0000")
    assert seen["followUp"] == "2030-01-01T00:00:00.000+0000"
    assert cases.get("/task/count", dueAfter="2030-01-02T02:00:00.000+0000", minPriority=60) == {"count": 1}
    cases.put(f"/task/{first}", {"due": None, "followUp": ""}, 204)
    seen = cases.get(f"/task/{first}")
    assert (seen["priority"], seen["due"], seen["followUp"]) == (70, None, None)


def test_who_may_take_a_task_is_told(cases: Api) -> None:
    first = cases.get("/task")[0]["id"]
    cases.post(f"/task/{first}/assignee", {"userId": "hanna"}, 204)
    links = cases.get(f"/task/{first}/identity-links")
    assert {"userId": None, "groupId": "handlaggare", "type": "candidate"} in links
    assert {"userId": "hanna", "groupId": None, "type": "assignee"} in links


def test_variables_are_read_and_written_from_the_task(cases: Api) -> None:
    first = cases.task(processInstanceBusinessKey="SN-1")["id"]
    assert cases.get(f"/task/{first}/variables/belopp") == {"type": "Integer", "value": 10, "valueInfo": {}}
    changes = {"modifications": {"lista": {"value": "[1]", "type": "json"}, "namn": {"value": "Asta"}}}
    cases.post(f"/task/{first}/variables", changes, 204)
    assert cases.get(f"/task/{first}/variables")["lista"]["value"] == [1]
    assert cases.get(f"/task/{first}/variables", deserializeValues="false")["lista"]["value"] == "[1]"
    assert set(cases.get(f"/task/{first}/form-variables", variableNames="namn,lista")) == {"namn", "lista"}
    cases.put(f"/task/{first}/variables/namn", {"value": "Bo", "type": "String"}, 204)
    assert cases.get(f"/task/{first}/variables/namn")["value"] == "Bo"
    cases.post(f"/task/{first}/variables", {"deletions": ["namn"], "modifications": None}, 204)
    cases.get(f"/task/{first}/variables/namn", 404)
    cases.post(f"/task/{first}/localVariables", {"modifications": {"eget": {"value": 1}}}, 204)
    assert set(cases.get(f"/task/{first}/localVariables")) == {"eget"}
    instance = cases.get(f"/task/{first}")["processInstanceId"]
    cases.get(f"/process-instance/{instance}/variables/eget", 404)


def test_a_form_is_told_and_its_rules_hold(formed: Api) -> None:
    found = formed.task()
    assert found["camundaFormRef"] == {"key": "beslut", "binding": "deployment", "version": None}
    assert formed.get(f"/task/{found['id']}/form") == {
        "key": None,
        "camundaFormRef": found["camundaFormRef"],
        "contextPath": None,
    }
    assert formed.get(f"/task/{found['id']}/deployed-form")["id"] == "beslut"
    path = f"/task/{found['id']}/complete"
    refused = formed.post(path, {"variables": {"belopp": {"value": 1000}}}, 400)
    assert refused["type"] == "FormFieldValidationException"
    assert [each["field"] for each in refused["problems"]] == ["belopp"]
    missing = formed.accepting("application/problem+json").post(path, None, 422)
    assert missing["type"] == "urn:stegvis:invalid-form"
    assert [each["field"] for each in missing["problems"]] == ["belopp"]
    assert formed.task()["id"] == found["id"]


@pytest.mark.parametrize("day", ["2026-03-02", "2026-03-02T00:00:00.000+0000"])
@pytest.mark.parametrize("operation", ["complete", "submit-form"])
def test_a_day_may_be_sent_as_text_or_as_a_date(formed: Api, day: str, operation: str) -> None:
    kind = "Date" if "T" in day else "String"
    sent = {"belopp": {"value": "12", "type": "Integer"}, "dag": {"value": day, "type": kind}}
    formed.post(f"/task/{formed.task()['id']}/{operation}", {"variables": sent}, 204)
    (value,) = formed.get("/history/variable-instance", variableName="dag")
    assert (value["type"], value["value"]) == ("String", "2026-03-02"), "as form-js writes it"


def test_a_task_without_a_form_has_none(cases: Api) -> None:
    first = cases.get("/task")[0]["id"]
    assert cases.get(f"/task/{first}/form")["camundaFormRef"] is None
    cases.get(f"/task/{first}/deployed-form", 404)


@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_an_error_and_an_escalation_take_their_boundary(api: Api, kind: str) -> None:
    roots = '<bpmn:error id="E" errorCode="fel" /><bpmn:escalation id="K" escalationCode="fel" />'
    reference = f'<bpmn:{kind}EventDefinition {kind}Ref="{"E" if kind == "error" else "K"}" />'
    boundary = (
        event("boundaryEvent", "kant", reference, 'attachedToRef="a"') + user_task("efter") + flow("kant", "efter")
    )
    api.deploy({"prov.bpmn": process(line(START, user_task("a"), END) + boundary, roots=roots)})
    api.start()
    path = f"/task/{api.task()['id']}/bpmn{kind.capitalize()}"
    assert f"{kind}Code" in api.post(path, {}, 400)["message"]
    api.post(path, {f"{kind}Code": "fel", "variables": {"skal": {"value": "för sent"}}}, 204)
    assert api.task()["taskDefinitionKey"] == "efter"
    assert api.get(f"/task/{api.task()['id']}/variables/skal")["value"] == "för sent"


def test_a_task_that_is_done_or_was_never_there_is_404(cases: Api) -> None:
    first = cases.get("/task")[0]["id"]
    cases.post(f"/task/{first}/complete", None, 204)
    for id_ in (first, "finns-inte"):
        cases.get(f"/task/{id_}", 404)
        cases.get(f"/task/{id_}/variables", 404)
        assert cases.post(f"/task/{id_}/complete", None, 404)["message"]
        cases.post(f"/task/{id_}/claim", {"userId": "demo"}, 404)
    problem = cases.accepting("application/problem+json").post(f"/task/{first}/complete", None, 409)
    assert problem["type"] == "urn:stegvis:task-not-active"


def test_a_condition_that_fails_is_500_and_changes_nothing(api: Api) -> None:
    gateway = f'<bpmn:exclusiveGateway id="val" />{user_task("a")}{flow("val", "a", "=belopp + ja")}{user_task("b")}'
    gateway += flow("val", "b", "=belopp &gt; 1000")
    api.deploy(
        {"prov.bpmn": process(line(START, user_task("forst"), '<bpmn:task id="m" />') + gateway + flow("m", "val"))}
    )
    api.start(belopp=1)
    task_id = api.task()["id"]
    failed = api.post(f"/task/{task_id}/complete", None, 500)
    assert failed["type"] == "ProcessEngineException"
    assert "(val_a)" in failed["message"] or "(val)" in failed["message"]
    assert failed["elementId"] in ("val", "val_a")
    assert api.task()["id"] == task_id
