"""The embedded supplier: its API, its pages, its answers, and that nothing is lost or doubled."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from handlers.leverantor import Supplier, mount
from handlers.leverantor.disk import Mode
from tests.unit.handlers.conftest import Customer

ORDER = {"artikel": "Rollator <b>", "antal": 1, "mottagare": "Asta Ek"}


@pytest.fixture
def place(address: str) -> Callable[..., requests.Response]:
    """Sends an order."""

    def send(key: str = "nyckel-1", **changes: object) -> requests.Response:
        return requests.post(
            f"{address}/api/bestallningar", json=ORDER | changes, headers={"Idempotency-Key": key}, timeout=10
        )

    return send


@pytest.fixture
def ordered(place: Callable[..., requests.Response]) -> str:
    """The number of an order."""
    number = place().json()["nummer"]
    assert isinstance(number, str)
    return number


@pytest.fixture
def manual(supplier: Supplier) -> Supplier:
    """The supplier when a person answers."""
    supplier.counter.set_mode(Mode.MANUAL)
    return supplier


def _press(address: str, number: str, **fields: str) -> requests.Response:
    return requests.post(f"{address}/bestallningar/{number}", data=fields, timeout=10)


def test_the_same_key_and_order_give_the_same_number(place: Callable[..., requests.Response]) -> None:
    first, again = place(), place()
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()


def test_a_key_that_was_used_for_another_order_is_a_conflict(place: Callable[..., requests.Response]) -> None:
    place()
    assert place(artikel="Duschstol").status_code == 409


def test_orders_that_come_at_the_same_moment_with_the_same_key_are_one(place: Callable[..., requests.Response]) -> None:
    numbers: list[str] = []
    threads = [threading.Thread(target=lambda: numbers.append(place().json()["nummer"])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 8
    assert len(set(numbers)) == 1


@pytest.mark.parametrize(
    ("changes", "headers", "status"),
    [
        ({}, {}, 400),
        ({"antal": 0}, {"Idempotency-Key": "a"}, 422),
        ({"antal": True}, {"Idempotency-Key": "a"}, 422),
        ({"artikel": ""}, {"Idempotency-Key": "a"}, 422),
    ],
)
def test_a_wrong_order_is_refused_as_problem_json(
    changes: dict[str, object], headers: dict[str, str], status: int, address: str
) -> None:
    answer = requests.post(f"{address}/api/bestallningar", json=ORDER | changes, headers=headers, timeout=10)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_an_order_that_is_no_json_is_refused(address: str) -> None:
    answer = requests.post(f"{address}/api/bestallningar", data={"a": 1}, headers={"Idempotency-Key": "a"}, timeout=10)
    assert answer.status_code == 415


def test_an_order_can_be_read_back(address: str, ordered: str) -> None:
    assert requests.get(f"{address}/api/bestallningar/{ordered}", timeout=10).json()["status"] == "mottagen"
    assert requests.get(f"{address}/api/bestallningar/finns-inte", timeout=10).status_code == 404


def test_a_button_confirms_and_the_customer_is_told(
    manual: Supplier, address: str, ordered: str, customer: Customer
) -> None:
    assert _press(address, ordered, atgard="bekrafta", datum="2026-04-01").status_code == 200
    manual.counter.send_due()
    assert customer.messages == [
        {
            "messageName": "orderbekraftelse",
            "correlationKeys": {"bestallningsnummer": {"value": ordered, "type": "String"}},
            "processVariables": {
                "bestallning_status": {"value": "bekraftad", "type": "String"},
                "leveransdatum": {"value": "2026-04-01", "type": "String"},
            },
        }
    ]
    assert customer.credentials == ["Basic ZGVtbzpkZW1v"]


@pytest.mark.parametrize(
    ("action", "told"),
    [("andra", "bekraftad_med_andring"), ("avvisa", "avvisad"), ("restnotera", "restnoterad")],
)
def test_each_answer_is_told_by_its_status(
    action: str, told: str, manual: Supplier, ordered: str, customer: Customer
) -> None:
    manual.counter.do(ordered, action, note="Annan färg")
    manual.counter.send_due()
    assert customer.messages[0]["processVariables"]["bestallning_status"]["value"] == told


def test_a_delivery_tells_which_item_it_was(manual: Supplier, ordered: str, customer: Customer) -> None:
    row = manual.counter.do(ordered, "leverera")
    manual.counter.send_due()
    (message,) = customer.messages
    assert message["messageName"] == "leverans"
    assert message["processVariables"]["individnummer"]["value"] == row.item
    assert message["processVariables"]["leveransdatum"]["value"]


def test_a_confirmation_may_come_after_the_delivery(manual: Supplier, ordered: str, customer: Customer) -> None:
    manual.counter.do(ordered, "leverera")
    row = manual.counter.do(ordered, "bekrafta")
    assert row.status == "levererad"
    assert row.actions() == []
    manual.counter.send_due()
    assert [message["messageName"] for message in customer.messages] == ["leverans", "orderbekraftelse"]


def test_a_returned_item_is_deregistered_by_its_number(manual: Supplier, address: str, customer: Customer) -> None:
    content = {"individnummer": "HJM-7", "hamtadress": "Storgatan 1"}
    answer = requests.post(f"{address}/api/hamtningar", json=content, headers={"Idempotency-Key": "h"}, timeout=10)
    manual.counter.do(answer.json()["nummer"], "hamta")
    manual.counter.do(answer.json()["nummer"], "avregistrera")
    manual.counter.send_due()
    (message,) = customer.messages
    assert message["messageName"] == "avregistrering"
    assert message["correlationKeys"] == {"individnummer": {"value": "HJM-7", "type": "String"}}


def test_what_the_status_does_not_allow_changes_nothing_and_says_why(
    manual: Supplier, address: str, ordered: str
) -> None:
    manual.counter.do(ordered, "leverera")
    answer = _press(address, ordered, atgard="avvisa", text="Slut")
    assert answer.status_code == 422
    assert "levererad och kan inte ändras så" in answer.text
    assert requests.get(f"{address}/api/bestallningar/{ordered}", timeout=10).json()["status"] == "levererad"


def test_a_date_that_does_not_exist_is_refused(manual: Supplier, address: str, ordered: str) -> None:
    assert _press(address, ordered, atgard="bekrafta", datum="2026-02-30").status_code == 422


def test_a_button_on_somebody_elses_site_does_nothing(manual: Supplier, address: str, ordered: str) -> None:
    for headers in ({"Origin": "http://ond.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = requests.post(
            f"{address}/bestallningar/{ordered}", data={"atgard": "leverera"}, headers=headers, timeout=10
        )
        assert answer.status_code == 403
    assert requests.get(f"{address}/api/bestallningar/{ordered}", timeout=10).json()["status"] == "mottagen"


def test_browsers_are_asked_to_tell_the_supplier_where_a_button_was(address: str) -> None:
    # With "no-referrer" they would say "Origin: null", also of our own buttons, which are then refused.
    assert requests.get(f"{address}/", timeout=10).headers["Referrer-Policy"] == "same-origin"


def test_the_pages_show_orders_with_markup_as_text(address: str, ordered: str) -> None:
    front = requests.get(f"{address}/", timeout=10)
    assert ordered in front.text
    assert "Rollator &lt;b&gt;" in front.text
    assert "default-src 'none'" in front.headers["Content-Security-Policy"]
    assert "Asta Ek" in requests.get(f"{address}/bestallningar/{ordered}", timeout=10).text


def test_a_page_that_does_not_exist_says_so(address: str) -> None:
    answer = requests.get(f"{address}/bestallningar/B-999999", timeout=10)
    assert answer.status_code == 404
    assert "finns inte" in answer.text


def test_the_way_of_answering_is_chosen_on_the_page(address: str, place: Callable[..., requests.Response]) -> None:
    assert requests.post(f"{address}/lage", data={"lage": "stangt"}, timeout=10).status_code == 200
    assert place().status_code == 422
    assert requests.post(f"{address}/lage", data={"lage": "fel"}, timeout=10).status_code == 400


def test_a_closed_supplier_keeps_the_promise_it_gave(
    supplier: Supplier, place: Callable[..., requests.Response]
) -> None:
    first = place()
    supplier.counter.set_mode(Mode.CLOSED)
    assert place().json() == first.json()


def test_a_message_that_is_not_taken_is_kept_shown_and_sent_later_with_the_same_key(
    manual: Supplier, address: str, ordered: str, customer: Customer
) -> None:
    customer.status = "503 Service Unavailable"
    manual.counter.do(ordered, "bekrafta")
    assert manual.counter.send_due() == 0
    assert "Mottagaren svarade 503." in requests.get(f"{address}/", timeout=10).text
    customer.status = "200 OK"
    assert requests.post(f"{address}/skicka-igen", timeout=10).status_code == 200
    assert manual.counter.send_due() == 1
    assert len(set(customer.keys)) == 1
    assert "har tagits emot" not in requests.get(f"{address}/", timeout=10).text


def test_a_message_waits_longer_after_each_try(manual: Supplier, ordered: str, customer: Customer) -> None:
    customer.status = "503 Service Unavailable"
    manual.counter.do(ordered, "bekrafta")
    manual.counter.send_due()
    assert manual.counter.send_due() == 0
    assert len(customer.credentials) == 1, "the second try waits"


def test_messages_survive_a_stop(
    tmp_path: Path, manual: Supplier, ordered: str, customer: Customer, serve: Callable[[Any], str]
) -> None:
    manual.counter.do(ordered, "bekrafta")
    manual.close()
    again = mount(tmp_path, f"{serve(customer)}/engine-rest", ("demo", "demo"))
    assert again.counter.send_due() == 1
    assert customer.messages[0]["messageName"] == "orderbekraftelse"


@pytest.fixture
def quick(supplier: Supplier) -> Iterator[Supplier]:
    """The supplier answering by itself at once."""
    with supplier.counter.store.transaction() as connection:
        connection.execute("insert into val (namn, varde) values ('svarstid', '0')")
    supplier.start()
    yield supplier
    supplier.close()


def test_by_itself_it_confirms_and_delivers(quick: Supplier, ordered: str, customer: Customer) -> None:
    _wait(lambda: len(customer.messages) == 2)
    assert [message["messageName"] for message in customer.messages] == ["orderbekraftelse", "leverans"]


def test_choosing_to_answer_by_itself_also_means_what_lies_there(
    quick: Supplier, place: Callable[..., requests.Response], customer: Customer
) -> None:
    quick.counter.set_mode(Mode.MANUAL)
    place()
    assert customer.messages == []
    quick.counter.set_mode(Mode.AUTOMATIC)
    _wait(lambda: len(customer.messages) == 2)


def test_played_by_chance_the_same_seed_does_the_same(
    tmp_path: Path, customer: Customer, serve: Callable[[Any], str]
) -> None:
    told = []
    api = f"{serve(customer)}/engine-rest"
    for turn in ("a", "b"):
        (tmp_path / turn).mkdir()
        program = mount(tmp_path / turn, api, ("demo", "demo"), random.Random(7))
        address = serve(program)
        for number in range(12):
            headers = {"Idempotency-Key": str(number)}
            requests.post(f"{address}/api/bestallningar", json=ORDER, headers=headers, timeout=10)
        lines = []
        while (line := program.act()) is not None:
            lines.append(line)
        told.append(lines)
    assert told[0] == told[1]
    assert {line.split(" B-")[0] for line in told[0]} >= {"Bekräfta", "Leverera"}


def test_nothing_is_played_unless_it_was_mounted_so(supplier: Supplier) -> None:
    with pytest.raises(RuntimeError):
        supplier.act()


def _wait(happened: Callable[[], bool]) -> None:
    for _ in range(500):
        if happened():
            return
        time.sleep(0.02)
    pytest.fail("it did not happen within ten seconds")
