"""A handler that fails, as all see it: an operator on the pages, a system over REST, and the case that goes on."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app.bootstrap.demo import demo_accounts
from app.bootstrap.house import House, open_house
from app.bootstrap.web import flask_app
from app.handler import Job, JobError, Registration, Registry, Variables
from app.settings import load_settings
from app.usecases.deployments import Deployment, deploy
from app.usecases.history import ActivityQuery, list_activities
from app.usecases.instances import StartInstance, get_instance, start_instance
from app.usecases.variables import VariableQuery, list_variables
from app.worker import run_due
from tests.databases import fresh
from tests.integration.rest.api import Api
from tests.unit.usecases.kommun import END, START, file, flows, process, service

DIAGRAM = process(START + service("ring", "ring-upp", "R1/PT1S") + END + flows("start ring, ring slut"))


class Supplier:
    """A handler whose other side does not answer until it is mended."""

    def __init__(self) -> None:
        self.answers = False
        self.keys: list[str] = []

    def __call__(self, job: Job) -> Variables:
        self.keys.append(job.id)
        if not self.answers:
            raise JobError("leverantören svarar inte")
        return {"svar": "ja"}


@pytest.fixture
def supplier() -> Supplier:
    return Supplier()


@pytest.fixture
def house(tmp_path: Path, supplier: Supplier) -> Iterator[House]:
    """An installation with accounts, the diagram and the handler."""
    opened = open_house(load_settings(data=tmp_path, database_url=fresh(tmp_path)))
    registry = Registry()
    registry.add(Registration("ring-upp", "Ring upp", supplier))
    opened = replace(opened, registry=registry)
    demo_accounts(opened)
    deploy(opened.context(), Deployment("prov", {"prov.bpmn": file(DIAGRAM)}))
    yield opened
    opened.close()


def work(house: House) -> None:
    """Run what is due."""
    for _ in run_due(house.context(), house.bench(), "prov"):
        pass


def retry_on_the_page(flask: Flask) -> str:
    """As the operator: log in, read the page of what has stopped, press the button; what the page said before."""
    browser = flask.test_client()
    form = browser.get("/logga-in").text
    browser.post("/logga-in", data={"username": "demo", "password": "demo", "csrf_token": token(form)})
    page = browser.get("/fel").text
    action = re.search(r'action="(/fel/[^"]+/igen)"', page)
    assert action, page
    answer = browser.post(action[1], data={"csrf_token": token(page)}, follow_redirects=True)
    assert "försöker igen" in answer.text
    return page


def token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page
    return found[1]


def test_what_a_failing_handler_stopped_is_seen_tried_again_and_leaves_nothing_behind(
    house: House, supplier: Supplier
) -> None:
    flask = flask_app(house)
    api = Api(flask, house)
    case = start_instance(house.context(), StartInstance(key="p", business_key="SN-1"))
    work(house)
    (incident,) = api.get("/incident", processInstanceId=case.id)
    assert (incident["activityId"], incident["incidentMessage"]) == ("ring", "leverantören svarar inte")
    assert get_instance(house.context(), case.id).ended is None

    supplier.answers = True
    page = retry_on_the_page(flask)
    assert "SN-1" in page
    assert "leverantören svarar inte" in page
    work(house)

    assert get_instance(house.context(), case.id).outcome == "completed"
    assert api.get("/incident/count") == {"count": 0}
    assert api.get("/job/count") == {"count": 0}
    assert len(supplier.keys) == 2
    assert len(set(supplier.keys)) == 1
    visits = list_activities(house.context(), ActivityQuery(root_id=case.id))
    assert sorted((each.element, each.outcome) for each in visits) == [
        ("ring", "completed"),
        ("slut", "completed"),
        ("start", "completed"),
    ]
    values = list_variables(house.context(), VariableQuery(root_id=case.id))
    assert [(each.name, each.value) for each in values if each.name != "kommun"] == [("svar", "ja")]
