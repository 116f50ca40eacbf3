"""Handlers that order, cancel and return, against the real supplier over HTTP."""

from collections.abc import Callable

import pytest

from app.handler import BpmnError, Job
from handlers.annullera_bestallning import annullera_bestallning
from handlers.bestall_hjalpmedel import bestall_hjalpmedel
from handlers.bestallning import NotAnOrderError, order_of
from handlers.hamta_hjalpmedel import hamta_hjalpmedel
from handlers.leverantor import Supplier
from handlers.leverantor.bestallningar import ORDER, find, listing
from handlers.leverantor.disk import Mode
from handlers.leverantorer import SupplierError

ORDERED = {
    "artikel": "Rollator",
    "iso_kod": "12 06 06",
    "antal": 1,
    "bestallare": "Ekby kommun, myndighet",
    "betalare": "Ekby kommun",
    "mottagare": "Asta Ek",
    "leveranssatt": "leverans",
    "leveransadress": "Storgatan 1",
    "kontaktperson": "Bo Berg",
}
MakeJob = Callable[..., Job]


def _orders(supplier: Supplier) -> list[str]:
    with supplier.counter.store.reading() as connection:
        return [row.number for row in listing(connection, ORDER, 100)]


def test_an_order_gets_the_suppliers_number(job: MakeJob, supplier: Supplier) -> None:
    result = bestall_hjalpmedel(job("bestall-hjalpmedel", ORDERED))
    assert result == {"bestallningsnummer": _orders(supplier)[0]}


def test_a_job_that_runs_twice_orders_once(job: MakeJob, supplier: Supplier) -> None:
    first = bestall_hjalpmedel(job("bestall-hjalpmedel", ORDERED))
    again = bestall_hjalpmedel(job("bestall-hjalpmedel", ORDERED, retries=2))
    assert first == again
    assert len(_orders(supplier)) == 1


def test_two_jobs_order_twice(job: MakeJob, supplier: Supplier) -> None:
    bestall_hjalpmedel(job("bestall-hjalpmedel", ORDERED))
    bestall_hjalpmedel(job("bestall-hjalpmedel", ORDERED, id="jobb-2"))
    assert len(_orders(supplier)) == 2


def test_a_refused_order_is_the_diagrams_error_with_the_suppliers_reason(job: MakeJob, supplier: Supplier) -> None:
    supplier.counter.set_mode(Mode.CLOSED)
    with pytest.raises(BpmnError, match="tar inte emot beställningar") as caught:
        bestall_hjalpmedel(job("bestall-hjalpmedel", ORDERED))
    assert caught.value.code == "bestallning-avvisad"


def test_a_supplier_that_does_not_answer_is_worth_another_try(job: MakeJob) -> None:
    with pytest.raises(SupplierError, match="does not answer"):
        bestall_hjalpmedel(job("x", ORDERED, settings={"leverantor_url": "http://127.0.0.1:9"}))


def test_a_supplier_that_is_not_set_is_named_by_its_setting(job: MakeJob) -> None:
    with pytest.raises(SupplierError, match="STEGVIS_HANDLER_LEVERANTOR_URL"):
        bestall_hjalpmedel(job("x", ORDERED, settings={}))


def test_an_order_carries_nothing_but_its_own_fields(job: MakeJob) -> None:
    sent = order_of(job("x", ORDERED | {"personnummer": "198112189876", "diagnos": "hemlig", "motivering": "hemlig"}))
    assert sent == ORDERED


@pytest.mark.parametrize("text", ["811218-9876", "19811218-9876", "198112189876", "811278-9873", "811218+9876"])
def test_an_order_with_a_personnummer_in_it_goes_back_to_be_corrected(text: str, job: MakeJob) -> None:
    with pytest.raises(BpmnError, match="Mottagare ser ut att innehålla ett personnummer"):
        bestall_hjalpmedel(job("x", ORDERED | {"mottagare": f"Asta Ek {text}"}))


def test_a_phone_number_is_no_personnummer(job: MakeJob) -> None:
    assert order_of(job("x", ORDERED | {"kontaktperson": "Bo Berg, 070-123 45 67"}))["kontaktperson"]


def test_an_order_that_lacks_something_says_what(job: MakeJob) -> None:
    with pytest.raises(NotAnOrderError, match="Kontaktperson saknas"):
        order_of(job("x", ORDERED | {"kontaktperson": ""}))


def test_the_order_of_one_with_protected_identity_has_a_reference_and_no_address(job: MakeJob) -> None:
    sent = order_of(job("x", ORDERED | {"skyddade_personuppgifter": "ja", "utlamningsstalle": "Centralen"}))
    assert sent["mottagare"] == "Referens SN-2026-00001"
    assert "leveransadress" not in sent
    assert sent["utlamningsstalle"] == "Centralen"


def test_an_order_can_be_cancelled_until_it_is_delivered(job: MakeJob, supplier: Supplier) -> None:
    number = bestall_hjalpmedel(job("x", ORDERED))["bestallningsnummer"]
    annullera_bestallning(job("annullera-bestallning", {"bestallningsnummer": number}))
    annullera_bestallning(job("annullera-bestallning", {"bestallningsnummer": number}))
    with supplier.counter.store.reading() as connection:
        assert find(connection, str(number)).status == "annullerad"


def test_cancelling_too_late_is_the_diagrams_error(job: MakeJob, supplier: Supplier) -> None:
    number = str(bestall_hjalpmedel(job("x", ORDERED))["bestallningsnummer"])
    supplier.counter.do(number, "leverera")
    with pytest.raises(BpmnError) as caught:
        annullera_bestallning(job("x", {"bestallningsnummer": number}))
    assert caught.value.code == "annullering-avvisad"


def test_a_pick_up_is_ordered_once(job: MakeJob) -> None:
    content = {"individnummer": "HJM-000001", "artikel": "Rollator", "rengjort": "ja", "hamtadress": "Storgatan 1"}
    first = hamta_hjalpmedel(job("hamta-hjalpmedel", content))
    assert first["hamtningsnummer"]
    assert hamta_hjalpmedel(job("hamta-hjalpmedel", content)) == first
