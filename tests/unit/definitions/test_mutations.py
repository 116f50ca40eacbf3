"""Whatever happens to a file on its way, it gives findings or a diagram, never an exception."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from app.definitions import forms
from app.definitions.findings import Finding
from app.definitions.inspection import inspect
from app.definitions.reader import read
from tests.unit.definitions.breaking import ACROSS, DOCUMENTS, MODELS
from tests.unit.definitions.test_form_reader import BREAKING

FILES = [data for data, _ in (*DOCUMENTS.values(), *MODELS.values())]
FILES += [data for files, _ in ACROSS.values() for data in files.values()]
DIAGRAMS = [data for data in FILES if data.startswith(b"<?xml")]
FORMS = [data for data, _ in BREAKING.values()]
WORDS = st.sampled_from(
    [
        "",
        "a",
        "p",
        "start",
        "true",
        "=1",
        "=",
        "${x}",
        "PT1H",
        "-1",
        "a.b",
        "{x}",
        "å",
        " ",
        "deployment",
        "x" * 300,
        "]]>",
    ]
)


@settings(max_examples=150)
@given(st.sampled_from(DIAGRAMS), st.data())
def test_a_diagram_with_bytes_changed_is_read_or_refused(data: bytes, draw: st.DataObject) -> None:
    at = draw.draw(st.integers(0, len(data)))
    until = draw.draw(st.integers(at, min(len(data), at + 20)))
    changed = data[:at] + draw.draw(st.binary(max_size=8)) + data[until:]
    assert _all_findings(inspect({"prov.bpmn": changed}).findings)


@settings(max_examples=150)
@given(st.sampled_from(DIAGRAMS), st.data())
def test_a_diagram_with_its_parts_crossed_is_read_or_refused(data: bytes, draw: st.DataObject) -> None:
    root = etree.fromstring(data)
    for _ in range(draw.draw(st.integers(1, 4))):
        _mutate(root, draw)
    assert _all_findings(inspect({"prov.bpmn": etree.tostring(root)}).findings)


def _mutate(root: etree._Element, draw: st.DataObject) -> None:
    elements = list(root.iter("{*}*"))
    element = draw.draw(st.sampled_from(elements))
    match draw.draw(st.sampled_from(["attribute", "drop attribute", "move", "remove", "text", "copy"])):
        case "attribute":
            names = sorted({str(name) for each in elements for name in each.attrib})
            element.set(draw.draw(st.sampled_from(names)), draw.draw(WORDS))
        case "drop attribute" if len(element.attrib):
            del element.attrib[draw.draw(st.sampled_from(sorted(map(str, element.attrib))))]
        case "text":
            element.text = draw.draw(WORDS)
        case "remove":
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
        case "move" | "copy" as how:
            target = draw.draw(st.sampled_from(elements))
            if element is not root and target not in list(element.iter()):
                target.append(etree.fromstring(etree.tostring(element)) if how == "copy" else element)


@settings(max_examples=150)
@given(st.sampled_from(FORMS), st.data())
def test_a_form_with_bytes_changed_is_read_or_refused(data: bytes, draw: st.DataObject) -> None:
    at = draw.draw(st.integers(0, len(data)))
    changed = data[:at] + draw.draw(st.binary(max_size=8)) + data[at + draw.draw(st.integers(0, 8)) :]
    assert _all_findings(forms.read(changed, "prov.form")[1])


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2),
    max_leaves=4,
)
_NAMES = (
    "type key path label validate conditional values properties components text source defaultValue readonly subtype"
    " dataSource columns expression valuesKey valuesExpression"
)
_KEYS = st.sampled_from(_NAMES.split())
_TYPES = st.sampled_from([kind.value for kind in forms.Kind])


@given(st.lists(st.tuples(_TYPES, st.dictionaries(_KEYS, _ANY)), max_size=4))
def test_any_schema_is_read_or_refused(components: list[tuple[str, dict[str, object]]]) -> None:
    listed = [{"type": kind, **raw} for kind, raw in components]
    form, findings = forms.read(json.dumps({"id": "prov", "components": listed}).encode(), "prov.form")
    assert form is not None
    assert _all_findings(findings)


@given(st.binary())
def test_any_bytes_are_refused(data: bytes) -> None:
    assert read(data, "prov.bpmn")[0] is None
    assert forms.read(data, "prov.form")[0] is None


def _all_findings(found: tuple[Finding, ...]) -> bool:
    return all(each.rule and each.swedish and each.english and each.file for each in found)
