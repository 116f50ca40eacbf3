"""Handlers that write letters and other documents."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.handler import Job, Variables
from handlers.brev import Kind, document
from handlers.kommunicera_underlag import kommunicera_underlag
from handlers.overlamna_till_domstol import overlamna_till_domstol
from handlers.overlamna_uppdrag import overlamna_uppdrag
from handlers.paminn import paminn
from handlers.rapportera_ej_verkstallt import rapportera_ej_verkstallt
from handlers.tider import after
from handlers.underratta_om_beslut import underratta_om_beslut
from handlers.underratta_om_forsening import underratta_om_forsening

MakeJob = Callable[..., Job]
TODAY = date(2026, 3, 3)  # the day in Sweden, though it is still the day before in UTC


def _document(result: Variables) -> dict[str, Any]:
    value = result["brev_steget"]
    assert isinstance(value, dict)
    return value


def test_the_letter_with_a_decision_tells_outcome_reasons_and_how_to_appeal(job: MakeJob) -> None:
    variables = {
        "besluts_id": "SN-2026-00001-1",
        "beslutstyp": "sak",
        "utfall": "avslag",
        "insats": "Hemtjänst",
        "motivering": "Behovet tillgodoses på annat sätt.",
        "lagrum": "sol",
        "giltig_fran": date(2026, 4, 1),
    }
    result = underratta_om_beslut(job("underratta-om-beslut", variables))
    text = _document(result)["text"]
    assert result["beslutsdatum"] == TODAY
    assert "Din ansökan har avslagits." in text
    assert "Behovet tillgodoses på annat sätt." in text
    assert "inom tre veckor" in text
    assert "Gäller från: 1 april 2026" in text
    assert "socialtjänstlagen" in text
    assert "Ekby kommun" in text


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("andring", "omprövat beslutet"),
        ("avvisning", "kom in för sent"),
        ("avgorande", "Begäran avslås"),
    ],
)
def test_each_kind_of_decision_has_words_of_its_own(kind: str, sentence: str, job: MakeJob) -> None:
    assert sentence in _document(underratta_om_beslut(job("x", {"beslutstyp": kind, "utfall": None})))["text"]


def test_a_document_says_that_nothing_has_been_sent(job: MakeJob) -> None:
    assert "Inget har skickats" in _document(underratta_om_forsening(job("x", {})))["anmarkning"]


def test_an_empty_line_of_a_letter_is_left_out(job: MakeJob) -> None:
    assert "Omfattning:" not in _document(underratta_om_beslut(job("x", {"omfattning": None})))["text"]


def test_the_material_goes_out_with_the_last_day_to_answer(job: MakeJob) -> None:
    result = kommunicera_underlag(job("x", {"uppgifter": "Läkarintyg", "svarstid": "P14D"}))
    assert result["kommunicerat_datum"] == TODAY
    assert "Läkarintyg" in _document(result)["text"]
    assert "senast 17 mars 2026" in _document(result)["text"]


def test_the_uppdrag_lists_the_hjalpmedel_and_warns_of_protected_identity(job: MakeJob) -> None:
    variables = {
        "utforare": "Hemtjänsten Norr",
        "insats": "Dusch",
        "hjalpmedel": [{"artikel": "Duschstol", "individnummer": "HJM-1", "status": "i_bruk"}],
        "skyddade_personuppgifter": "ja",
        "personnummer": "198112189876",
    }
    made = _document(overlamna_uppdrag(job("x", variables)))
    assert made["till"] == "Hemtjänsten Norr"
    assert "- Duschstol, HJM-1, i bruk" in made["text"]
    assert "skyddade personuppgifter" in made["text"]
    assert "198112189876" not in made["text"]


def test_the_court_is_told_when_the_notice_was_wrong(job: MakeJob) -> None:
    variables = {"besluts_id": "B1", "overklagande_inkom": "2026-02-20", "i_ratt_tid": "ja_fel_underrattelse"}
    text = _document(overlamna_till_domstol(job("x", variables)))["text"]
    assert "20 februari 2026" in text
    assert "underrättelsen om hur man överklagar var felaktig" in text


def test_the_report_of_what_was_not_carried_out_names_the_law_and_no_person(job: MakeJob) -> None:
    variables = {"besluts_id": "B1", "lagrum": "lss", "insats": "Ledsagning", "personnummer": "198112189876"}
    text = _document(rapportera_ej_verkstallt(job("x", variables)))["text"]
    assert "lagen om stöd och service" in text
    assert "198112189876" not in text


def test_a_reminder_names_who_is_reminded(job: MakeJob) -> None:
    made = _document(paminn(job("x", {"grupp": "handlaggare", "arende": "Utredningen drar ut på tiden."})))
    assert (made["typ"], made["till"]) == ("paminnelse", "handlaggare")
    assert "Utredningen drar ut på tiden." in made["text"]


def test_a_document_that_is_too_long_fails_instead_of_being_cut(job: MakeJob) -> None:
    with pytest.raises(ValueError, match="200000"):
        document(job("x", {"uppgifter": "x" * 200_001}), Kind("kommunicering.txt", "T", "t"))


def test_markup_of_a_value_is_no_template(job: MakeJob) -> None:
    assert "{{ 7 * 7 }}" in _document(kommunicera_underlag(job("x", {"uppgifter": "{{ 7 * 7 }}"})))["text"]


@pytest.mark.parametrize(
    ("duration", "day"),
    [("P14D", date(2026, 2, 14)), ("P2W", date(2026, 2, 14)), ("P1M", date(2026, 2, 28)), ("P1Y1D", date(2027, 2, 1))],
)
def test_a_duration_of_a_setting_is_counted_in_days_weeks_months_and_years(duration: str, day: date) -> None:
    assert after(date(2026, 1, 31), duration) == day


def test_no_duration_gives_no_last_day() -> None:
    assert after(TODAY, None) is None


@pytest.mark.parametrize("text", ["P", "14", "PT5M", "P1DX"])
def test_what_is_no_duration_in_days_fails(text: str) -> None:
    with pytest.raises(ValueError, match="not written"):
        after(TODAY, text)
