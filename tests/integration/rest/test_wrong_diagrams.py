"""A wrong diagram is refused with the element's id and a Swedish sentence, and nothing of the deployment is stored."""

from typing import Any

import pytest

from tests.integration.rest.api import Api, process, two_tasks, user_task
from tests.unit.definitions.drawing import END, START, around, flow, line, task

GATEWAY = f'<bpmn:exclusiveGateway id="val" default="val_slut" />{flow("val", "slut")}'
UNPARSABLE = process(
    f"{START}{GATEWAY}{END}{user_task('a')}"
    + flow("start", "val")
    + flow("val", "a", "=belopp &gt; ")
    + flow("a", "slut")
)
DOCTYPE = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + two_tasks().partition(b"\n")[2]
)

WRONG: dict[str, tuple[bytes, str, str]] = {
    "not xml": (b"Hej!", "", "XML"),
    "cut off": (two_tasks()[:400], "", "XML"),
    "empty": (b"", "", "tom"),
    "doctype": (DOCTYPE, "", "DOCTYPE"),
    "no start": (process(line(task(), END)), "p", "start"),
    "unknown element": (process(line(START, END) + '<bpmn:superTask id="s" />'), "s", "superTask"),
    "condition": (UNPARSABLE, "val_a", "belopp"),
    "form": (around(task(attributes='camunda:formRef="finns_inte"')), "a", "finns_inte"),
    "called code": (around(task(attributes='camunda:class="org.Kod"', tag="serviceTask")), "a", "Java"),
    "not run": (process(line(START, '<bpmn:complexGateway id="t" />', END)), "t", "omplexa"),
    "no topic": (around(task(tag="serviceTask")), "a", "topic"),
    "same id twice": (process(line(START, task(), END) + '<bpmn:textAnnotation id="a" />'), "a", "flera ställen"),
    "flow to nowhere": (process(line(START, END) + flow("start", "borta")), "start_borta", "borta"),
}


def _stored(api: Api) -> dict[str, Any]:
    paths = ("/deployment", "/process-definition")
    return {path: (api.get(path), api.get(f"{path}/count")) for path in paths}


@pytest.mark.parametrize(("wrong", "element", "word"), WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("together", ["alone", "with a good one"])
def test_a_wrong_diagram_is_refused_whole(api: Api, wrong: bytes, element: str, word: str, together: str) -> None:
    api.deploy({"fore.bpmn": process(line(START, END), key="fore")})
    before = _stored(api)
    good = {"bra.bpmn": process(line(START, END), key="bra"), "fel.bpmn": wrong}
    refused = api.deploy(good if together == "with a good one" else {"fel.bpmn": wrong}, 400)
    assert refused["message"].startswith("ENGINE-09005 Could not parse BPMN process. ")
    assert refused["type"] == "ParseException"
    errors = refused["details"]["fel.bpmn"]["errors"]
    named = [each for each in errors if (each["mainElementId"] or "") == element]
    assert named, f"no error at {element!r} but {errors}"
    assert any(word in each["message"] for each in named), named
    assert all(set(each) >= {"message", "line", "column", "mainElementId", "elementIds"} for each in errors)
    assert _stored(api) == before
    api.get("/process-definition/key/bra", 404)


def test_a_wrong_form_is_refused_with_its_diagram(api: Api) -> None:
    files = {"p.bpmn": around(task(attributes='camunda:formRef="f"')), "f.form": b'{"id": "f", "components": "nej"}'}
    refused = api.deploy(files, 400)
    assert refused["details"]["f.form"]["errors"]
    assert api.get("/deployment/count") == {"count": 0}


def test_a_new_version_that_is_refused_leaves_the_old_one_in_force(api: Api) -> None:
    api.deploy({"p.bpmn": two_tasks()})
    api.deploy({"p.bpmn": process(line(task(), END))}, 400)
    assert api.get("/process-definition/key/p")["version"] == 1
    api.start(status=200)


def test_who_asks_for_problems_gets_the_findings_as_one(api: Api) -> None:
    refused = api.accepting("application/problem+json").deploy({"fel.bpmn": b"Hej!"}, 422)
    assert refused["type"] == "urn:stegvis:deployment-rejected"
    assert refused["status"] == 422
    assert refused["details"]["fel.bpmn"]["errors"]


def test_a_file_that_is_too_large_is_refused(api: Api) -> None:
    refused = api.deploy({"stor.bpmn": b" " * 21_000_000}, 413)
    assert refused["type"] == "RestException"
