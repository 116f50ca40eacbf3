"""Uploaded bytes are parsed safely, or refused with a sentence that says why and where."""

import pytest

from app.definitions import xml
from app.definitions.xml import parse
from tests.unit.definitions.drawing import file


def refusal(data: bytes) -> tuple[str, int | None, int | None]:
    root, findings = parse(data, "prov.bpmn")
    assert root is None
    assert [each.file for each in findings] == ["prov.bpmn"]
    return findings[0].rule, findings[0].line, findings[0].column


def test_a_diagram_is_parsed() -> None:
    root, findings = parse(file('<bpmn:process id="p" />'), "prov.bpmn")
    assert findings == ()
    assert root is not None
    assert root[0].get("id") == "p"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encodings_that_tools_write_are_read(encoding: str) -> None:
    text = file('<bpmn:process id="p" name="Överklagande" />').decode().split("\n", 1)[1]
    root, _ = parse(text.encode(encoding), "prov.bpmn")
    assert root is not None
    assert root[0].get("name") == "Överklagande"


@pytest.mark.parametrize("data", [b"", b"  \n\t"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert refusal(data) == ("xml-empty", 1, 1)


@pytest.mark.parametrize("data", [b"hej", b"\x00\x01\x02", b'{"a": 1}', b"PK\x03\x04"])
def test_what_is_not_xml_is_refused(data: bytes) -> None:
    assert refusal(data)[0] == "xml-not-well-formed"


def test_broken_xml_is_refused_with_its_place() -> None:
    assert refusal(b"<a>\n  <b></a>") == ("xml-not-well-formed", 2, 10)


def test_a_prefix_that_is_not_declared_is_refused() -> None:
    assert refusal(b"<a><bpmn:b/></a>")[0] == "xml-not-well-formed"


def test_a_doctype_is_refused_with_its_line() -> None:
    assert refusal(b'<?xml version="1.0"?>\n<!DOCTYPE a><a/>') == ("xml-doctype", 2, 1)


def test_entities_are_never_expanded() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a c="&c;">&c;</a>'
    assert refusal(bomb)[0] == "xml-doctype"
    assert refusal(b"<a>&okand;</a>")[0] == "xml-not-well-formed"


def test_an_external_entity_is_not_fetched(tmp_path: object) -> None:
    data = f'<!DOCTYPE a [<!ENTITY b SYSTEM "file://{tmp_path}/hemlig">]><a>&b;</a>'.encode()
    assert refusal(data)[0] == "xml-doctype"


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "MAX_BYTES", 10)
    assert refusal(file(""))[0] == "xml-too-large"


def test_a_file_that_is_too_deep_is_refused() -> None:
    assert refusal(b"<a>" * 251 + b"</a>" * 251)[0] == "xml-too-deep"


def test_a_file_of_too_many_elements_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "MAX_ELEMENTS", 3)
    assert refusal(file("<bpmn:process/><bpmn:process/><bpmn:process/>"))[0] == "xml-too-many-elements"


def test_other_xml_is_refused_by_its_root() -> None:
    _, findings = parse(b"<html><body/></html>", "prov.bpmn")
    assert findings[0].rule == "xml-not-bpmn"
    assert "html" in findings[0].swedish


def test_definitions_of_another_namespace_is_refused() -> None:
    _, findings = parse(b'<definitions xmlns="urn:dmn"/>', "prov.bpmn")
    assert "urn:dmn" in findings[0].swedish


def test_an_element_of_too_many_attributes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "MAX_ATTRIBUTES", 1)
    assert refusal(b'<a b="" c=""/>')[0] == "xml-too-many-attributes"
