"""Every expected error has an answer in both dialects, and a bug tells nothing of what it met."""

import inspect
import logging
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.exceptions import RequestEntityTooLarge

from app import errors
from app.errors import AppError, ConflictError, ElementError, ExpressionError, InvalidFormError
from app.rest.problems import KINDS, answer, unexpected

CODES = {each.code: each for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, AppError)}
FIELDS = dict.fromkeys(("action", "missing", "kind", "id", "reason", "name", "count", "key", "size", "limit"), "x")
FIELDS |= dict.fromkeys(("source", "column", "assignee", "element", "token"), "x")


@pytest.fixture
def flask() -> Flask:
    """An app to answer in."""
    return Flask("prov")


@pytest.fixture
def plainly(flask: Flask) -> Iterator[None]:
    """A request that asks for no form of errors."""
    with flask.test_request_context("/engine-rest/task"):
        yield


@pytest.fixture
def carefully(flask: Flask) -> Iterator[None]:
    """A request that asks for problem+json."""
    with flask.test_request_context("/engine-rest/task", headers={"Accept": "application/problem+json"}):
        yield


def test_every_error_code_is_in_the_table() -> None:
    assert set(CODES) == set(KINDS)


def test_each_error_code_belongs_to_one_error() -> None:
    classes = [each for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, AppError)]
    assert len(CODES) == len(classes)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.usefixtures("plainly")
def test_an_error_in_camundas_dialect(code: str) -> None:
    response = answer(CODES[code](**FIELDS, findings=(), problems=()))
    sent = response.get_json()
    assert response.status_code == KINDS[code].status
    assert {"type", "message", "code"} <= set(sent)
    assert sent["type"].endswith("Exception")
    assert sent["message"]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.usefixtures("carefully")
def test_an_error_as_a_problem(code: str) -> None:
    response = answer(CODES[code](**FIELDS, findings=(), problems=()))
    sent = response.get_json()
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.status_code == sent["status"] == KINDS[code].problem
    assert sent["type"] == f"urn:stegvis:{code}"


@pytest.mark.usefixtures("plainly")
def test_a_conflict_has_the_number_by_which_clients_know_it() -> None:
    response = answer(ConflictError(id="x"))
    assert response.status_code == 500
    assert response.get_json() | {"message": ""} == {"type": "OptimisticLockingException", "message": "", "code": 1}


@pytest.mark.usefixtures("plainly")
@pytest.mark.parametrize(
    "error", [ExpressionError(source="=a", reason="null", element="val"), ElementError(element="val")]
)
def test_an_error_of_the_engine_names_its_element(error: AppError) -> None:
    sent = answer(error).get_json()
    assert sent["elementId"] == "val"
    assert "val" in sent["message"]


@pytest.mark.usefixtures("plainly")
def test_fields_that_are_wrong_are_named() -> None:
    sent = answer(InvalidFormError(problems=(("belopp", "Ange ett belopp."),))).get_json()
    assert sent["problems"] == [{"field": "belopp", "message": "Ange ett belopp."}]


@pytest.mark.usefixtures("plainly")
def test_a_bug_is_told_without_what_it_says(caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise KeyError("Asta Lind")
    except KeyError as error:
        with caplog.at_level(logging.ERROR):
            response = unexpected(error)
    assert response.status_code == 500
    assert "Asta" not in response.get_data(as_text=True)
    assert "KeyError" in caplog.text
    assert "test_problems" in caplog.text
    assert "Asta" not in caplog.text.replace('raise KeyError("Asta Lind")', "")


@pytest.mark.usefixtures("plainly")
def test_an_error_of_http_keeps_its_status() -> None:
    assert unexpected(RequestEntityTooLarge()).status_code == 413
