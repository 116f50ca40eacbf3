"""Camunda Modeler presses Deploy: what it sends, in its order, and what it reads in the answers."""

import io
from typing import Any

import pytest

from app.bootstrap.demo import diagram_files
from tests.integration.rest.api import ROOT, Api, process, two_tasks, user_task
from tests.unit.definitions.drawing import END, START, file, flow, line

DEPLOYMENT_KEYS = {
    "links",
    "id",
    "name",
    "source",
    "deploymentTime",
    "tenantId",
    "deployedProcessDefinitions",
    "deployedCaseDefinitions",
    "deployedDecisionDefinitions",
    "deployedDecisionRequirementsDefinitions",
}


def _deploy(api: Api, files: dict[str, bytes], **fields: str) -> Any:
    form: dict[str, Any] = {
        "deployment-name": "Prov",
        "deployment-source": "Camunda Modeler",
        "enable-duplicate-filtering": "true",
        **fields,
    }
    form |= {name: (io.BytesIO(data), name, "application/octet-stream") for name, data in files.items()}
    return api.call("POST", "/deployment/create", 200, data=form)


def test_the_modeler_is_asked_for_a_password_and_then_deploys(api: Api) -> None:
    first = api.flask.test_client().get(f"{ROOT}/deployment?maxResults=0")
    assert first.status_code == 401
    assert first.headers["Content-Type"] == "application/json"
    assert first.headers["WWW-Authenticate"].startswith("Basic ")
    assert first.get_json()["type"] == "AuthenticationException"
    assert api.get("/deployment", 200, maxResults=0) == []
    assert api.get("/version", 200)["version"].startswith("7.")
    deployed = _deploy(api, {"prov.bpmn": two_tasks()})
    assert set(deployed) == DEPLOYMENT_KEYS | {"warnings"}
    assert (deployed["name"], deployed["source"]) == ("Prov", "Camunda Modeler")
    ((id_, definition),) = deployed["deployedProcessDefinitions"].items()
    assert definition["id"] == id_
    assert (definition["key"], definition["version"], definition["resource"]) == ("p", 1, "prov.bpmn")


@pytest.mark.parametrize("credentials", [("demo", "fel"), ("finns-inte", "demo"), ("", "")])
def test_wrong_credentials_are_401_on_every_path(api: Api, credentials: tuple[str, str]) -> None:
    for path in ("/version", "/deployment", "/finns-inte"):
        answer = api.flask.test_client().get(f"{ROOT}{path}", auth=credentials)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.parametrize("header", ["Basic", "Basic !!!", "Bearer abc", "Basic YWJj", "x", ""])
def test_credentials_that_cannot_be_read_are_401(api: Api, header: str) -> None:
    answer = api.flask.test_client().get(f"{ROOT}/version", headers={"Authorization": header})
    assert answer.status_code == 401


def test_the_modeler_finds_the_pages_without_logging_in(api: Api) -> None:
    answer = api.flask.test_client().get("/.well-known/camunda-automation-platform/webapps")
    assert answer.status_code == 200
    assert {"tasklist", "cockpit", "admin"} <= set(answer.get_json())


def test_the_same_file_again_makes_no_new_version(api: Api) -> None:
    first = _deploy(api, {"prov.bpmn": two_tasks()})
    again = _deploy(api, {"prov.bpmn": two_tasks()})
    assert again["id"] == first["id"]
    assert again["deployedProcessDefinitions"] is None
    assert api.get("/process-definition/count") == {"count": 1}
    changed = _deploy(api, {"prov.bpmn": process(line(START, user_task(), END))})
    (definition,) = changed["deployedProcessDefinitions"].values()
    assert definition["version"] == 2


def test_without_duplicate_filtering_the_same_file_is_a_new_version(api: Api) -> None:
    for version in (1, 2):
        deployed = api.deploy({"prov.bpmn": two_tasks()})
        assert [each["version"] for each in deployed["deployedProcessDefinitions"].values()] == [version]


def test_a_part_called_data_has_its_name_from_the_file(api: Api) -> None:
    """Python clients send it so."""
    form = {"deployment-name": "Prov", "data": [(io.BytesIO(two_tasks()), "mapp/prov.bpmn")]}
    deployed = api.call("POST", "/deployment/create", 200, data=form)
    (found,) = api.get(f"/deployment/{deployed['id']}/resources")
    assert found["name"] == "prov.bpmn"


def test_a_tenant_is_kept_and_shown(api: Api) -> None:
    deployed = _deploy(api, {"prov.bpmn": two_tasks()}, **{"tenant-id": "nord"})
    assert api.get(f"/deployment/{deployed['id']}")["tenantId"] == "nord"


def test_a_deployment_without_files_is_refused(api: Api) -> None:
    refused = api.call("POST", "/deployment/create", 400, data={"deployment-name": "Prov"})
    assert "filer" in refused["message"]
    api.post("/deployment/create", {"deployment-name": "Prov"}, 400)


def test_two_files_of_one_name_are_refused(api: Api) -> None:
    form = {
        "deployment-name": "Prov",
        "data": [(io.BytesIO(two_tasks()), "prov.bpmn"), (io.BytesIO(b"x"), "prov.bpmn")],
    }
    assert "prov.bpmn" in api.call("POST", "/deployment/create", 400, data=form)["message"]


def test_warnings_are_told_and_do_not_refuse(api: Api) -> None:
    call = '<bpmn:callActivity id="anropa" calledElement="finns_inte" />'
    deployed = _deploy(api, {"prov.bpmn": process(line(START, call, END))})
    (warning,) = [each for each in deployed["warnings"] if each["elementId"] == "anropa"]
    assert "finns_inte" in warning["message"]


def test_files_are_listed_and_downloaded_as_they_were(api: Api) -> None:
    files = {"prov.bpmn": two_tasks(), "las.txt": "Läs mig".encode()}
    deployed = _deploy(api, files)
    path = f"/deployment/{deployed['id']}/resources"
    found = {each["name"]: each for each in api.get(path)}
    assert set(found) == set(files)
    for name, resource in found.items():
        assert set(resource) == {"id", "name", "deploymentId"}
        assert api.get(f"{path}/{resource['id']}") == resource
        data = api.send("GET", f"{path}/{resource['id']}/data")
        assert data.data == files[name]
        assert data.headers["Content-Type"] == "application/octet-stream"
        assert data.headers["Content-Disposition"].startswith("attachment")
    api.get(f"{path}/finns-inte", 404)
    api.get(f"{path}/finns-inte/data", 404)
    api.get("/deployment/finns-inte/resources", 404)


def test_deployments_are_filtered_sorted_and_counted(api: Api) -> None:
    for name in ("A", "B", "C"):
        api.deploy({f"{name}.bpmn": process(line(START, END), key=name)}, **{"deployment-name": name})
    found = api.get("/deployment", sortBy="name", sortOrder="desc", maxResults=2, firstResult=1)
    assert [each["name"] for each in found] == ["B", "A"]
    assert set(found[0]) == {"links", "id", "name", "source", "deploymentTime", "tenantId"}
    assert [each["name"] for each in api.get("/deployment", nameLike="A%")] == ["A"]
    assert api.get("/deployment/count", name="B") == {"count": 1}
    assert api.get("/deployment/count", after="2020-01-01T00:00:00.000+0000") == {"count": 3}
    assert api.get("/deployment/count", before="2020-01-01T00:00:00.000+0000") == {"count": 0}


def test_a_deployment_with_cases_is_deleted_only_with_cascade(api: Api) -> None:
    deployed = _deploy(api, {"prov.bpmn": two_tasks()})
    instance = api.start()
    api.delete(f"/deployment/{deployed['id']}", 400)
    assert api.get(f"/process-instance/{instance['id']}")["id"] == instance["id"]
    api.delete(f"/deployment/{deployed['id']}", 204, cascade="true")
    api.get(f"/deployment/{deployed['id']}", 404)
    api.get(f"/history/process-instance/{instance['id']}", 404)
    assert api.get("/task") == []
    api.delete(f"/deployment/{deployed['id']}", 404)


def test_a_drawing_is_shown_and_cannot_be_started(api: Api) -> None:
    drawn = file(f'<bpmn:process id="p">{START}{END}{flow("start", "slut")}</bpmn:process>')
    _deploy(api, {"prov.bpmn": drawn})
    assert api.get("/process-definition/key/p")["startableInTasklist"] is False
    assert "isExecutable" in api.start(status=400)["message"]


def test_our_own_diagrams_are_deployed_together(api: Api) -> None:
    deployed = _deploy(api, diagram_files())
    keys = {each["key"] for each in deployed["deployedProcessDefinitions"].values()}
    assert {"socialtjanst", "hjalpmedel_myndighet", "hjalpmedel_verkstallighet"} <= keys
