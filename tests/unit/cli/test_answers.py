"""Answers that chance makes up: every form of ours can be filled in so that the form itself accepts it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from personnummer import personnummer

from app.cli.simulation.answers import NoAnswerError, fill_in, personal_number
from app.cli.simulation.steering import Steering
from app.definitions.forms import Form, read, validate

FORMS = Path(__file__).parents[3] / "bpmn" / "forms"
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def _form(*components: dict[str, object]) -> Form:
    schema = {"type": "default", "id": "provning", "schemaVersion": 16, "components": list(components)}
    form, findings = read(json.dumps(schema).encode(), "provning.form")
    assert form is not None, findings
    return form


def _steering(seed: int = 1) -> Steering:
    return Steering(Random(seed), ())


@pytest.mark.parametrize("path", sorted(FORMS.glob("*.form")), ids=lambda path: path.stem)
def test_every_form_of_ours_accepts_what_chance_answers(path: Path) -> None:
    form, findings = read(path.read_bytes(), path.name)
    assert form is not None, findings
    for seed in range(20):
        outcome = validate(form, fill_in(form, {}, NOW, _steering(seed)), {}, NOW)
        assert outcome.problems == ()


def test_what_an_answer_opens_is_answered_too() -> None:
    asked: dict[str, object] = {
        "type": "radio",
        "id": "a",
        "key": "svar",
        "label": "Svar",
        "validate": {"required": True},
        "values": [{"label": "Ja", "value": "ja"}],
    }
    opened: dict[str, object] = {
        "type": "textfield",
        "id": "b",
        "key": "skal",
        "label": "Skäl",
        "validate": {"required": True},
        "conditional": {"hide": '=svar != "ja"'},
    }
    assert set(fill_in(_form(asked, opened), {}, NOW, _steering())) == {"svar", "skal"}


def test_an_answer_that_is_known_is_kept() -> None:
    field: dict[str, object] = {"type": "textfield", "id": "a", "key": "avser", "label": "Avser"}
    assert fill_in(_form(field), {"avser": "Hemtjänst"}, NOW, _steering()) == {}


def test_a_hint_in_the_form_is_the_answer() -> None:
    field: dict[str, object] = {
        "type": "textfield",
        "id": "a",
        "key": "kod",
        "label": "Kod",
        "validate": {"required": True, "pattern": "^q{7}$"},
        "properties": {"simulera": "qqqqqqq"},
    }
    assert fill_in(_form(field), {}, NOW, _steering()) == {"kod": "qqqqqqq"}


def test_a_pattern_that_cannot_be_guessed_is_named() -> None:
    field: dict[str, object] = {
        "type": "textfield",
        "id": "a",
        "key": "kod",
        "label": "Kod",
        "validate": {"required": True, "pattern": "^q{7}$"},
    }
    with pytest.raises(NoAnswerError, match="kod i formuläret provning"):
        fill_in(_form(field), {}, NOW, _steering())


def test_the_same_seed_answers_the_same() -> None:
    form, _ = read((FORMS / "beslut.form").read_bytes(), "beslut.form")
    assert form is not None
    assert fill_in(form, {}, NOW, _steering(5)) == fill_in(form, {}, NOW, _steering(5))


@pytest.mark.parametrize("serial", range(20))
def test_made_up_personnummer_are_valid_and_of_those_set_aside_for_tests(serial: int) -> None:
    number = personal_number(1950 + serial, serial)
    assert personnummer.valid(number)
    assert 980 <= int(number[-4:-1]) <= 999
