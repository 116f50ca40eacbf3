"""A process owner changes a diagram in a modeler and deploys it: the next case runs it, those before do not."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from app.bootstrap.demo import DIAGRAMS, demo_accounts, diagram_files
from app.bootstrap.house import open_house
from app.bootstrap.web import flask_app
from app.settings import load_settings
from tests.acceptance.svar import DAY, answers
from tests.integration.rest.api import Api

FILE = "hjalpmedel_myndighet.bpmn"
KEY = "hjalpmedel_myndighet"
FLOW = "ta_emot_ansokan_till_utreda"
NEW = "Activity_0k3v1qz"  # as modelers name what they draw
NAMES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "camunda": "http://camunda.org/schema/1.0/bpmn",
}
ROOM = 160


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    """The API with our own diagrams deployed."""
    settings = load_settings(data=tmp_path, database_url=f"sqlite:///{tmp_path / 'prov.db'}")
    house = open_house(settings, lambda: datetime.combine(DAY, time(9), UTC))
    demo_accounts(house)
    found = Api(flask_app(house), house)
    found.deploy(diagram_files())
    yield found
    house.close()


def _add(parent: Any, tag: str, text: str = "", **attributes: str) -> Any:
    prefix, _, name = tag.partition(":")
    named = {
        f"{{{NAMES['camunda']}}}{key[8:]}" if key.startswith("camunda_") else key: attributes[key] for key in attributes
    }
    made = etree.SubElement(parent, f"{{{NAMES[prefix]}}}{name}", named)
    made.text = text or None
    return made


def _one(root: Any, path: str) -> Any:
    (found,) = root.xpath(path, namespaces=NAMES)
    return found


def _make_room(root: Any, x: float) -> None:
    """What the space tool does: all that is right of x moves, what is across it grows."""
    for place in root.iterfind(".//di:waypoint", NAMES):
        if float(place.get("x")) >= x:
            place.set("x", str(float(place.get("x")) + ROOM))
    for bounds in root.iterfind(".//dc:Bounds", NAMES):
        left, width = float(bounds.get("x")), float(bounds.get("width"))
        if left >= x:
            bounds.set("x", str(left + ROOM))
        elif left + width > x:
            bounds.set("width", str(width + ROOM))


def _with_a_new_task(data: bytes) -> bytes:
    """The diagram with a user task between taking the application in and the assessment."""
    root = etree.fromstring(data)
    flow = _one(root, f"//bpmn:sequenceFlow[@id='{FLOW}']")
    before, after, process = flow.get("sourceRef"), flow.get("targetRef"), flow.getparent()
    task = _add(process, "bpmn:userTask", id=NEW, name="Ring upp den enskilde", camunda_candidateGroups="handlaggare")
    _add(task, "bpmn:incoming", FLOW)
    _add(task, "bpmn:outgoing", "Flow_1h2j3k4")
    _add(process, "bpmn:sequenceFlow", id="Flow_1h2j3k4", sourceRef=NEW, targetRef=after)
    flow.set("targetRef", NEW)
    _one(root, f"//*[@id='{after}']/bpmn:incoming[.='{FLOW}']").text = "Flow_1h2j3k4"
    lane = _one(root, f"//bpmn:lane[bpmn:flowNodeRef='{before}']")
    _add(lane, "bpmn:flowNodeRef", NEW)
    _draw(root, (before, after))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _draw(root: Any, between: tuple[str, str]) -> None:
    """The new task's shape in line with its neighbours, and the edges to them."""
    before = _one(root, f"//bpmndi:BPMNShape[@bpmnElement='{between[0]}']/dc:Bounds")
    left, top = float(before.get("x")) + float(before.get("width")), float(before.get("y"))
    _make_room(root, left + 1)
    plane = _one(root, "//bpmndi:BPMNPlane")
    shape = _add(plane, "bpmndi:BPMNShape", id=f"{NEW}_di", bpmnElement=NEW)
    _add(shape, "dc:Bounds", x=str(left + 60), y=str(top), width="100", height="80")
    edge = _one(root, f"//bpmndi:BPMNEdge[@bpmnElement='{FLOW}']")
    end = float(edge.findall("di:waypoint", NAMES)[-1].get("x"))
    for place in edge.findall("di:waypoint", NAMES):
        edge.remove(place)
    onward = _add(plane, "bpmndi:BPMNEdge", id="Flow_1h2j3k4_di", bpmnElement="Flow_1h2j3k4")
    for drawn, ends in ((edge, (left, left + 60)), (onward, (left + 160, end))):
        for x in ends:
            _add(drawn, "di:waypoint", x=str(x), y=str(top + 40))


def _start(api: Api, business_key: str) -> Any:
    return api.post(f"/process-definition/key/{KEY}/start", {"businessKey": business_key})


def _take_in(api: Api, business_key: str) -> None:
    """Complete the first task, in which the application is taken in."""
    task = api.task(processInstanceBusinessKey=business_key)
    form = api.get(f"/task/{task['id']}/deployed-form")["id"]
    sent = {name: {"value": value} for name, value in answers(DAY)[form].items()}
    api.post(f"/task/{task['id']}/complete", {"variables": sent}, 204)


def _walked(api: Api, instance: Any) -> set[str]:
    return {each["activityId"] for each in api.get("/history/activity-instance", processInstanceId=instance["id"])}


def test_a_new_task_is_seen_in_the_next_case_and_not_in_the_one_before(api: Api) -> None:
    old = _start(api, "SN-GAMMAL")
    deployed = api.acting_as("pia").deploy({FILE: _with_a_new_task((DIAGRAMS / FILE).read_bytes())}, 200)
    versions = {each["key"]: each["version"] for each in deployed["deployedProcessDefinitions"].values()}
    assert versions[KEY] == 2
    assert not [each for each in deployed["warnings"] if each["elementId"] == NEW]
    new = _start(api, "SN-NY")
    for business_key in ("SN-GAMMAL", "SN-NY"):
        _take_in(api, business_key)

    hanna = api.acting_as("hanna")
    added = hanna.task(processInstanceBusinessKey="SN-NY")
    assert (added["taskDefinitionKey"], added["name"]) == (NEW, "Ring upp den enskilde")
    assert hanna.get("/task", taskDefinitionKey=NEW) == [added]
    assert "utreda" in _walked(api, old), "the case from before has gone on, past where the task now is"
    assert NEW not in _walked(api, old)
    assert "utreda" not in _walked(api, new)

    hanna.post(f"/task/{added['id']}/claim", {"userId": "hanna"}, 204)
    hanna.post(f"/task/{added['id']}/complete", None, 204)
    assert {NEW, "utreda"} <= _walked(api, new)

    found = {each["id"]: each["processDefinitionVersion"] for each in api.get("/history/process-instance")}
    assert (found[old["id"]], found[new["id"]]) == (1, 2)
    drawings = [api.get(f"/process-definition/{each['definitionId']}/xml")["bpmn20Xml"] for each in (old, new)]
    assert [NEW in drawing for drawing in drawings] == [False, True]
