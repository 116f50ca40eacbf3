"""A whole case over REST: deployed, started by key, its tasks found and completed, finished in history."""

import re

from tests.integration.rest.api import Api, two_tasks

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000")


def test_a_case_goes_from_deployment_to_history(api: Api) -> None:
    assert api.get("/version") == {"version": "7.23.0"}
    assert api.get("/engine") == [{"name": "default"}]
    deployed = api.deploy({"prov.bpmn": two_tasks()})
    assert UUID.fullmatch(deployed["id"])
    started = api.start(belopp=12)
    assert UUID.fullmatch(started["id"])
    assert not started["ended"]
    assert [link["rel"] for link in started["links"]] == ["self"]
    assert started["links"][0]["href"].endswith(f"/engine-rest/process-instance/{started['id']}")
    first = api.task(processInstanceId=started["id"])
    assert first["taskDefinitionKey"] == "prova"
    assert api.post(f"/task/{first['id']}/complete", {"variables": {"bifall": {"value": True}}}, 204) is None
    second = api.task(processInstanceId=started["id"])
    answer = api.post(f"/task/{second['id']}/complete", {"withVariablesInReturn": True}, 200)
    assert answer["bifall"] == {"type": "Boolean", "value": True, "valueInfo": {}}
    assert answer["belopp"]["value"] == 12
    (ended,) = api.get("/history/process-instance", processInstanceId=started["id"])
    assert ended["state"] == "COMPLETED"
    assert MOMENT.fullmatch(ended["startTime"])
    assert MOMENT.fullmatch(ended["endTime"])
    assert ended["startUserId"] == "demo"
    activities = api.get("/history/activity-instance", processInstanceId=started["id"], sortBy="occurrence")
    assert [each["activityId"] for each in activities] == ["start", "prova", "besluta", "slut"]
    api.get(f"/process-instance/{started['id']}", 404)
    assert api.get("/process-instance/count") == {"count": 0}


def test_the_links_lead_to_what_they_name(api: Api) -> None:
    deployed = api.deploy({"prov.bpmn": two_tasks()})
    assert api.get(deployed["links"][0]["href"].partition("/engine-rest")[2])["id"] == deployed["id"]
    started = api.start()
    assert api.get(started["links"][0]["href"].partition("/engine-rest")[2])["id"] == started["id"]


def test_a_business_key_need_not_be_unique_unless_that_is_asked_for(api: Api) -> None:
    api.deploy({"prov.bpmn": two_tasks()})
    path, sent = "/process-definition/key/p/start", {"businessKey": "SN-1"}
    assert api.post(path, sent)["businessKey"] == "SN-1"
    api.post(path, sent)
    refused = api.post(path, sent, 400, businessKeyUnique="true")
    assert "SN-1" in refused["message"]
    assert api.get("/process-instance/count", businessKey="SN-1") == {"count": 2}
