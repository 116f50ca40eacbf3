"""The commands of `stegvis`, and how a start fails when it must."""

import socket
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from requests.adapters import HTTPAdapter, Retry

from app.bootstrap.house import open_house
from app.bootstrap.server import Server
from app.bootstrap.web import flask_app
from app.cli import main
from app.errors import SettingError
from app.settings import load_settings

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:test">
  <bpmn:process id="prov" name="Prov" isExecutable="true">
    <bpmn:startEvent id="start" />
    <bpmn:sequenceFlow id="f" sourceRef="start" targetRef="{target}" />
    <bpmn:endEvent id="slut" />
  </bpmn:process>
</bpmn:definitions>"""


@pytest.fixture
def stegvis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs a command on a data directory of its own."""
    monkeypatch.setenv("STEGVIS_DATA", str(tmp_path / "data"))

    def run(*arguments: str, answer: str = "") -> Result:
        return CliRunner().invoke(main, list(arguments), input=answer)

    return run


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """A right diagram and a wrong one."""
    for name, target in (("ratt", "slut"), ("fel", "finns_inte")):
        (tmp_path / f"{name}.bpmn").write_text(DIAGRAM.format(target=target), encoding="utf-8")
    return {name: str(tmp_path / f"{name}.bpmn") for name in ("ratt", "fel")}


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """A browser at the web program."""
    return flask_app(open_house(load_settings(data=tmp_path))).test_client()


def test_help_lists_every_command(stegvis: Callable[..., Result]) -> None:
    result = stegvis("--help")
    assert result.exit_code == 0
    for command in ("demo", "serve", "simulate", "check", "deploy", "users", "upgrade", "backup", "settings"):
        assert f"\n  {command}" in result.output


def test_check_passes_a_right_diagram(stegvis: Callable[..., Result], files: dict[str, str]) -> None:
    result = stegvis("check", files["ratt"])
    assert result.exit_code == 0, result.output


def test_check_names_file_and_element_of_a_fault(stegvis: Callable[..., Result], files: dict[str, str]) -> None:
    result = stegvis("check", files["ratt"], files["fel"])
    assert result.exit_code == 1
    assert (
        "fel.bpmn, rad 5, element f\n"
        "  Fel: Flödet ”start → finns_inte” leder inte till något steg i processen.\n"
        "  Råd: Dra flödet till det steg som det ska leda till.\n"
        "  Regel: flow-without-target\n\n"
    ) in result.output


def test_check_counts_what_it_finds(stegvis: Callable[..., Result], files: dict[str, str]) -> None:
    assert stegvis("check", files["ratt"]).output == "Inga fel.\n"
    assert stegvis("check", files["fel"]).output.endswith("\n2 fel hindrar driftsättning.\n")


def test_files_of_the_same_name_are_not_taken_for_one(
    stegvis: Callable[..., Result], files: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "annan").mkdir()
    other = tmp_path / "annan" / "ratt.bpmn"
    other.write_bytes(Path(files["fel"]).read_bytes())
    result = stegvis("check", files["ratt"], str(other))
    assert result.exit_code == 2
    assert "flera filer heter ratt.bpmn" in result.output


def test_deploy_makes_a_version_once(stegvis: Callable[..., Result], files: dict[str, str]) -> None:
    assert "prov version 1" in stegvis("deploy", files["ratt"]).output
    assert "Inget var ändrat." in stegvis("deploy", files["ratt"]).output


def test_deploy_of_a_wrong_diagram_stores_nothing(stegvis: Callable[..., Result], files: dict[str, str]) -> None:
    result = stegvis("deploy", files["fel"], files["ratt"])
    assert result.exit_code == 1
    assert "Ingenting driftsattes." in result.output
    assert "prov version 1" in stegvis("deploy", files["ratt"]).output


def test_an_account_is_made_given_roles_and_a_new_password(stegvis: Callable[..., Result]) -> None:
    typed = "ett långt lösenord\nett långt lösenord\n"
    made = stegvis("users", "add", "hanna", "--name", "Hanna Ek", "--role", "handlaggare", answer=typed)
    assert made.exit_code == 0, made.output
    assert stegvis("users", "roles", "hanna", "--role", "processagare").exit_code == 0
    assert stegvis("users", "password", "hanna", answer=typed).exit_code == 0
    assert "hanna\tHanna Ek\tprocessagare" in stegvis("users", "list").output


def test_an_account_that_exists_is_not_made_again(stegvis: Callable[..., Result]) -> None:
    typed = "ett långt lösenord\nett långt lösenord\n"
    stegvis("users", "add", "hanna", answer=typed)
    result = stegvis("users", "add", "hanna", answer=typed)
    assert result.exit_code == 1
    assert "stegvis: " in result.output


def test_backup_copies_the_database_and_overwrites_nothing(stegvis: Callable[..., Result], tmp_path: Path) -> None:
    stegvis("upgrade")
    target = tmp_path / "kopia.db"
    assert stegvis("backup", str(target)).exit_code == 0
    with sqlite3.connect(target) as copy:
        assert copy.execute("select count(*) from process_definition").fetchone() == (0,)
    assert stegvis("backup", str(target)).exit_code == 1


def test_a_wrong_setting_stops_the_start_with_a_sentence(
    stegvis: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEGVIS_PORT", "många")
    result = stegvis("serve")
    assert result.exit_code == 1
    assert result.output.startswith("stegvis: Inställningen STEGVIS_PORT har fel värde: ”många” duger inte.")


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingError, match=f"127.0.0.1:{port}"):
            Server(load_settings(host="127.0.0.1", port=port))


@pytest.mark.parametrize(("proxy", "seen"), [("127.0.0.1", "192.0.2.7"), ("", "127.0.0.1"), ("192.0.2.1", "127.0.0.1")])
def test_only_the_proxy_that_is_named_may_say_who_asks(proxy: str, seen: str) -> None:
    def program(environ: dict[str, str], start_response: Callable[[str, list[tuple[str, str]]], object]) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [environ["REMOTE_ADDR"].encode()]

    server = Server(load_settings(port=0, proxy=proxy))
    threading.Thread(target=server.answer, args=(program,), daemon=True).start()
    with requests.Session() as patient:
        patient.mount("http://", HTTPAdapter(max_retries=Retry(connect=20, backoff_factor=0.1)))
        answer = patient.get(server.address, headers={"X-Forwarded-For": "192.0.2.7"}, timeout=10)
    assert answer.text == seen


def test_health_tells_that_the_program_answers_and_can_reach_its_database(client: FlaskClient) -> None:
    for path in ("/healthz", "/readyz"):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/logga-in", "/engine-rest/version", "/finns-inte"])
def test_every_answer_has_the_security_headers(path: str, client: FlaskClient) -> None:
    headers = client.get(path).headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_pages_are_not_kept_by_browsers(client: FlaskClient) -> None:
    assert client.get("/logga-in").headers["Cache-Control"] == "no-store"


def test_the_session_cookie_is_out_of_reach_for_scripts_and_other_sites(client: FlaskClient) -> None:
    cookie = client.get("/logga-in").headers["Set-Cookie"]
    assert cookie.startswith("stegvis=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
