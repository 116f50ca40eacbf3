"""Forms are read from form-js schemas; what is not supported is refused, naming the field."""

import json

import pytest

from app.definitions.catalogue import catalogue
from app.definitions.forms import Form, Kind, keys, read
from app.definitions.forms import reader as forms_reader

FIELD = {"type": "textfield", "key": "namn", "label": "Namn"}
YES = {"label": "Ja", "value": "ja"}
CHOICE = {"type": "radio", "key": "svar", "label": "Svar", "values": [YES]}


def schema(*components: object, **top: object) -> bytes:
    return json.dumps({"type": "default", "id": "prov", "components": list(components), **top}).encode()


def form(*components: object) -> Form:
    found, findings = read(schema(*components), "prov.form")
    assert found is not None
    assert findings == ()
    return found


BREAKING: dict[str, tuple[bytes, str]] = {
    "form-not-json": (b"{", ""),
    "form-not-a-form": (b'{"id": "x"}', ""),
    "form-missing-id": (b'{"components": []}', ""),
    "form-unknown-type": (schema({"type": "filepicker", "key": "bilaga", "label": "Bilaga"}), "bilaga"),
    "form-unknown-property": (schema({**FIELD, "autosave": True}), "namn"),
    "form-bad-value": (schema({**FIELD, "validate": {"required": "ja"}}), "namn"),
    "form-missing-key": (schema({"type": "textfield", "id": "f1", "label": "Namn"}), "f1"),
    "form-bad-key": (schema({**FIELD, "key": "för-namn"}), "för-namn"),
    "form-duplicate-key": (schema(FIELD, FIELD), "namn"),
    "form-bad-pattern": (schema({**FIELD, "validate": {"pattern": "(a"}}), "namn"),
    "form-bad-expression": (schema({**FIELD, "conditional": {"hide": "=1 +"}}), "namn"),
    "form-no-options": (schema({**CHOICE, "values": []}), "svar"),
    "form-duplicate-option": (schema({**CHOICE, "values": [YES, YES]}), "svar"),
    "form-bad-bounds": (schema({**FIELD, "validate": {"minLength": 5, "maxLength": 2}}), "namn"),
    "form-bad-default": (schema({**CHOICE, "defaultValue": "nej"}), "svar"),
    "form-unknown-control": (schema({**FIELD, "properties": {"kontroll": "isbn"}}), "namn"),
    "form-bad-template": (schema({"type": "text", "id": "t", "text": "{{#loop lista}}x{{/loop}}"}), "t"),
    "form-remote-image": (schema({"type": "image", "id": "b", "source": "https://annan.example/x.png"}), "b"),
    "form-no-label": (schema({"type": "textfield", "key": "namn"}), "namn"),
}


def test_every_rule_of_forms_has_a_form_that_breaks_it() -> None:
    elsewhere = {"form-too-large", "form-too-many-fields", "form-in-two-files"}
    assert {each.id for each in catalogue() if each.id.startswith("form-")} - elsewhere == set(BREAKING)


@pytest.mark.parametrize("rule", BREAKING)
def test_a_broken_rule_is_found_at_its_field(rule: str) -> None:
    data, element = BREAKING[rule]
    _, findings = read(data, "prov.form")
    assert [(each.rule, each.file, each.element) for each in findings] == [(rule, "prov.form", element)]


def test_broken_json_is_refused_with_its_place() -> None:
    _, findings = read(b'{"id": "x",\n  oj}', "prov.form")
    assert (findings[0].line, findings[0].column) == (2, 3)


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"[" * 100_000, b"null", b"[]", b'{"components": NaN}', b"1" * 5000]
)
def test_what_is_no_form_is_refused(data: bytes) -> None:
    found, findings = read(data, "prov.form")
    assert found is None
    assert findings[0].rule in ("form-not-json", "form-not-a-form")


def test_a_form_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms_reader, "MAX_BYTES", 5)
    assert read(schema(), "prov.form")[1][0].rule == "form-too-large"


def test_too_many_fields_are_refused() -> None:
    many = [{"type": "separator"}] * (forms_reader.MAX_FIELDS + 1)
    assert [each.rule for each in read(schema(*many), "prov.form")[1]] == ["form-too-many-fields"]


def test_too_many_levels_are_refused() -> None:
    component: dict[str, object] = {"type": "separator"}
    for _ in range(forms_reader.MAX_DEPTH + 1):
        component = {"type": "group", "label": "Grupp", "components": [component]}
    assert [each.rule for each in read(schema(component), "prov.form")[1]] == ["form-too-many-fields"]


def test_the_id_is_what_tasks_refer_to() -> None:
    assert form(FIELD).id == "prov"


def test_groups_put_their_path_before_the_keys_within() -> None:
    group = {"type": "group", "label": "Adress", "path": "adress", "components": [{**FIELD, "key": "gata"}]}
    found = form(group, {**FIELD, "key": "gata"})
    assert [each.key for each in found.all()] == ["adress", "adress.gata", "gata"]
    assert keys(found) == ("adress", "gata")


def test_a_group_without_path_puts_nothing_before() -> None:
    found = form({"type": "group", "label": "Adress", "components": [FIELD]})
    assert keys(found) == ("namn",)


def test_rows_of_a_dynamic_list_have_keys_of_their_own() -> None:
    rows = {"type": "dynamiclist", "label": "Artiklar", "path": "artiklar", "components": [FIELD]}
    found = form(rows, FIELD)
    assert keys(found) == ("artiklar", "namn")


def test_a_key_may_not_be_both_a_value_and_a_group() -> None:
    group = {"type": "group", "label": "Namn", "path": "namn", "components": [{**FIELD, "key": "forsta"}]}
    assert [each.rule for each in read(schema(FIELD, group), "prov.form")[1]] == ["form-duplicate-key"]


def test_an_expression_component_sets_a_variable() -> None:
    found = form({"type": "expression", "key": "summa", "expression": "=a + b", "computeOn": "change"})
    assert keys(found) == ("summa",)


def test_a_date_takes_its_label_from_where_form_js_puts_it() -> None:
    found = form({"type": "datetime", "key": "dag", "subtype": "date", "dateLabel": "Dag"})
    assert found.components[0].label == "Dag"


def test_disabled_fields_are_readonly() -> None:
    assert form({**FIELD, "disabled": True}).components[0].readonly is True


def test_what_only_looks_different_is_kept_for_those_who_render() -> None:
    found = form({**FIELD, "appearance": {"prefixAdorner": "kr"}, "layout": {"row": "r1"}})
    assert found.components[0].kind is Kind.TEXTFIELD
    assert found.components[0].settings == {"appearance": {"prefixAdorner": "kr"}, "layout": {"row": "r1"}}
