"""Tasks and cases over HTTP: what a page sends is what happens, and what is refused is said."""

import re

from flask.testing import FlaskClient

from tests.unit.pages.conftest import LogIn, token

START = {"sokande": "Asta <Ek>", "inkom_datum": "3 november 2026"}
ANSWERS = {"skal": "Svårt att gå", "komplettering": "nej", "fordon.0.registreringsnummer": "ABC123"}


def post(client: FlaskClient, path: str, **data: str) -> tuple[int, str]:
    """Send a form of ours, and follow where it leads."""
    found = token(client.get("/").text)
    answer = client.post(path, data={**data, "csrf_token": found}, follow_redirects=True)
    return answer.status_code, answer.text


def start(client: FlaskClient) -> str:
    """Start a case; the id of its first task."""
    status, page = post(client, "/starta/prov", **START, gor="starta")
    assert status == 200
    found = re.search(r"/uppgift/([\w-]+)", page)
    assert found
    return found.group(1)


def test_the_answers_are_shown_for_checking_before_a_case_starts(log_in: LogIn) -> None:
    status, page = post(log_in("hanna"), "/starta/prov", **START, gor="granska")
    assert status == 200
    assert "tisdag 3 november 2026" in page
    assert "Asta &lt;Ek&gt;" in page


def test_a_start_form_with_faults_is_shown_again_with_what_was_typed(log_in: LogIn) -> None:
    status, page = post(log_in("hanna"), "/starta/prov", sokande="Asta", inkom_datum="2026-02-30", gor="granska")
    assert status == 422
    assert 'href="#falt-inkom_datum"' in page
    assert 'value="2026-02-30"' in page


def test_a_date_that_was_written_another_way_is_said_back(log_in: LogIn) -> None:
    _status, page = post(log_in("hanna"), "/starta/prov", inkom_datum="3/11 2026", gor="uppdatera")
    assert "Tolkat som tisdag 3 november 2026" in page


def test_only_the_one_who_has_a_task_gets_its_form(log_in: LogIn) -> None:
    hanna = log_in("hanna")
    task = start(hanna)
    assert "Ta uppgiften" in hanna.get(f"/uppgift/{task}").text
    post(hanna, f"/uppgift/{task}/ta")
    assert 'name="skal"' in hanna.get(f"/uppgift/{task}").text
    assert 'name="skal"' not in log_in("sven").get(f"/uppgift/{task}").text


def test_a_task_of_another_role_is_not_there(log_in: LogIn) -> None:
    task = start(log_in("hanna"))
    assert log_in("petra").get(f"/uppgift/{task}").status_code == 404


def test_a_completed_task_is_told_to_be_done_and_what_was_typed_is_kept(log_in: LogIn) -> None:
    hanna = log_in("hanna")
    task = start(hanna)
    post(hanna, f"/uppgift/{task}/ta")
    assert post(hanna, f"/uppgift/{task}", **ANSWERS, gor="klar")[0] == 200
    status, page = post(hanna, f"/uppgift/{task}", **ANSWERS | {"skal": "Mina andra ord"}, gor="klar")
    assert status == 409
    assert "Mina andra ord" in page
    assert hanna.get(f"/uppgift/{task}").status_code == 410


def test_a_row_is_added_and_removed_without_losing_the_others(log_in: LogIn) -> None:
    hanna = log_in("hanna")
    task = start(hanna)
    post(hanna, f"/uppgift/{task}/ta")
    _status, page = post(hanna, f"/uppgift/{task}", **ANSWERS, gor="lagg-till:fordon")
    assert 'name="fordon.1.registreringsnummer"' in page
    more = ANSWERS | {"fordon.1.registreringsnummer": "DEF456"}
    _status, page = post(hanna, f"/uppgift/{task}", **more, gor="ta-bort:fordon.0")
    assert 'value="DEF456"' in page
    assert "ABC123" not in page
    assert 'name="fordon.1.registreringsnummer"' not in page


def test_a_happening_is_registered_by_the_form_of_its_message(log_in: LogIn) -> None:
    hanna = log_in("hanna")
    task = start(hanna)
    post(hanna, f"/uppgift/{task}/ta")
    post(hanna, f"/uppgift/{task}", **ANSWERS | {"komplettering": "ja", "vad_saknas": "Intyg"}, gor="klar")
    page = hanna.get("/arenden").text
    case = re.findall(r"/arende/([\w-]+)", page)[0]
    page = hanna.get(f"/arende/{case}").text
    found = re.search(rf"/arende/{case}/handelse/[\w-]+", page)
    assert found
    status, page = post(hanna, found.group(), gor="registrera")
    assert status == 422
    status, page = post(hanna, found.group(), kompletteringen="Ett intyg", gor="registrera")
    assert status == 200
    assert "Registrera ansökan" in page


def test_an_address_that_is_not_there_is_told_in_swedish(log_in: LogIn) -> None:
    answer = log_in("hanna").get("/arende/finns-inte")
    assert answer.status_code == 404
    assert "Sidan finns inte" in answer.text
