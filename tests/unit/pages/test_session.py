"""Logging in: who, where to, how often; and that forms must be our own."""

import json

import pytest
from flask import Flask

from tests.unit.pages.conftest import LogIn, token


def test_every_page_but_the_log_in_page_asks_who_one_is(flask: Flask) -> None:
    open_to_all = {"/logga-in", "/tema.css", "/sidfiler/<path:filename>", "/static/<path:filename>"}
    for rule in flask.url_map.iter_rules():
        if rule.rule in open_to_all or "GET" not in (rule.methods or ()):
            continue
        path = rule.rule
        for argument in rule.arguments:
            path = path.replace(f"<{argument}>", "x")
        answer = flask.test_client().get(path)
        assert answer.status_code == 302, rule
        assert answer.headers["Location"].startswith("/logga-in?next="), rule


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)"])
def test_after_logging_in_one_is_never_led_to_another_site(flask: Flask, target: str) -> None:
    client = flask.test_client()
    data = {"username": "hanna", "password": "hanna", "next": target, "csrf_token": token(client.get("/logga-in").text)}
    assert client.post("/logga-in", data=data).headers["Location"] == "/"


def test_a_form_without_the_token_of_the_session_does_nothing_but_comes_back(log_in: LogIn) -> None:
    answer = log_in("sven").post("/administration", data={"gor": "spara", "svarstid": "P1D"})
    assert answer.status_code == 400
    assert 'name="svarstid" value="P1D"' in answer.text
    assert 'value="spara"' not in answer.text


def test_what_was_typed_without_a_session_is_carried_through_the_log_in(flask: Flask) -> None:
    client = flask.test_client()
    page = client.post("/uppgift/x", data={"skal": "Långt <b>skäl</b>", "gor": "klar"})
    assert page.status_code == 401
    kept = json.dumps([["skal", "Långt <b>skäl</b>"]])
    data = {
        "username": "hanna",
        "password": "hanna",
        "next": "/uppgift/x",
        "kept": kept,
        "csrf_token": token(page.text),
    }
    again = client.post("/logga-in", data=data)
    assert 'name="skal" value="Långt &lt;b&gt;skäl&lt;/b&gt;"' in again.text
    assert 'action="/uppgift/x"' in again.text


def test_a_kept_form_that_is_not_ours_is_nothing(flask: Flask) -> None:
    client = flask.test_client()
    data = {"username": "hanna", "password": "hanna", "kept": "{]", "csrf_token": token(client.get("/logga-in").text)}
    assert client.post("/logga-in", data=data).status_code == 200


def test_guessing_passwords_is_slowed_down(flask: Flask) -> None:
    client = flask.test_client()
    data = {"username": "hanna", "password": "fel", "csrf_token": token(client.get("/logga-in").text)}
    codes = [
        client.post("/logga-in", data=data, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code for _ in range(25)
    ]
    assert codes[0] == 422
    assert codes[-1] == 429


def test_logging_out_ends_the_session(log_in: LogIn) -> None:
    client = log_in("hanna")
    client.post("/logga-ut", data={"csrf_token": token(client.get("/").text)})
    assert client.get("/").status_code == 302


def test_the_log_in_page_lists_the_demo_accounts_with_their_roles(flask: Flask) -> None:
    page = flask.test_client().get("/logga-in").text
    assert "Hanna Handläggare" in page
    assert "Provköping" in page
