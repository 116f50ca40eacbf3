"""hjalpmedel_myndighet: assessment and ordering inside the authority, boxes 1–10."""

import pytest

from app.cli.simulation.stage import Stage
from app.values import Value
from tests.acceptance.arende import Arende, Leverantor

KEY = "hjalpmedel_myndighet"
UTFORARE = "hjalpmedel_myndighet_utforare"


def to_decision(case: Arende) -> Arende:
    """Boxes 1–2: registered and investigated."""
    case.do("registrera_ansokan").do("planera_utredningen").do("inhamta_uppgifter")
    return case.message("yttrande_inkommet", yttrande="Jag har inget att tillägga.").do("bedom_behov")


def to_order(stage: Stage) -> Arende:
    """Boxes 1–3: decided."""
    return to_decision(Arende(stage, KEY)).do("fatta_beslut")


def to_assignment(stage: Stage) -> Arende:
    """Boxes 1–5: ordered and handed over."""
    case = to_order(stage).do("fyll_i_bestallningen")
    return case.do("planera_verkstalligheten").do("utforma_uppdraget")


def delivered(case: Arende) -> str:
    """The supplier delivers, and the hjälpmedel is received; its order number."""
    number = str(case.variable("bevaka_leverans", "bestallningsnummer"))
    case.message("leverans", {"bestallningsnummer": number}, leveransdatum=case.today.isoformat())
    case.do("registrera_mottaget")
    return number


def to_follow_up(stage: Stage) -> tuple[Arende, str]:
    """Boxes 1–9: carried out, reported and ready to be followed up."""
    case = to_assignment(stage)
    number = delivered(case)
    case.do("ta_emot_uppdrag").do("planera_insats").do("genomfor_insats").do("planera_uppfoljningen")
    return case, number


def returned(case: Arende, **changes: Value) -> Arende:
    """The hjälpmedel goes back, and the supplier confirms."""
    case.do("registrera_aterlamning", **changes)
    return case.message("avregistrering", {"individnummer": "4711"}, avregistrerat_datum=case.today.isoformat())


@pytest.mark.steg("M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "M9", "M10")
def test_a_case_goes_through_the_ten_boxes_to_its_end(stage: Stage) -> None:
    case = Arende(stage, KEY)
    assert case.open() == {"registrera_ansokan"}
    to_decision(case)
    assert case.groups("fatta_beslut") == ("beslutsfattare",)
    case.do("fatta_beslut")
    assert case.groups("fyll_i_bestallningen") == ("bestallningsansvarig_myndighet",)
    case.do("fyll_i_bestallningen").do("planera_verkstalligheten").do("utforma_uppdraget")
    assert case.groups("ta_emot_uppdrag") == ("enhetschef",)
    number = delivered(case)
    case.do("ta_emot_uppdrag").do("planera_insats")
    assert case.groups("genomfor_insats") == ("utforarpersonal",)
    case.do("genomfor_insats", insats_lage="utford").do("planera_uppfoljningen")
    case.do("folj_upp", hjalpmedel_aterlamnas="ja", hjalpmedel_att_aterlamna=[number], fortsattning="avslutas")
    returned(case)
    while case.open() & {"avsluta_insatsen", "dokumentera_avslutet"}:
        case.do(min(case.open() & {"avsluta_insatsen", "dokumentera_avslutet"}))
    case.later(days=60)
    assert case.ended, case.tasks().keys()


@pytest.mark.steg("M5", "M6")
def test_the_provider_sees_the_assignment_and_nothing_of_the_investigation(stage: Stage) -> None:
    case = to_assignment(stage)
    assert case.variable(UTFORARE, "insats") == "Hemtjänst"
    assert case.variable(UTFORARE, "mal")
    for secret in ("bedomning", "behov", "uppgifter", "motivering"):
        assert case.variable(UTFORARE, secret) is None


@pytest.mark.steg("M4")
def test_the_assignment_is_handed_over_without_waiting_for_delivery(stage: Stage) -> None:
    case = to_assignment(stage)
    assert {"bevaka_leverans", UTFORARE} <= case.processes()


@pytest.mark.steg("M4")
def test_ordering_is_passed_over_when_the_decision_names_no_device(stage: Stage) -> None:
    case = to_decision(Arende(stage, KEY)).do("fatta_beslut", hjalpmedel_ska_anvandas="nej")
    assert "planera_verkstalligheten" in case.open()
    assert "bestalla_hjalpmedel" not in case.processes()


@pytest.mark.steg("M4", "M2")
def test_an_order_that_is_given_up_leads_back_to_the_investigation(stage: Stage, leverantor: Leverantor) -> None:
    case = to_order(stage)
    leverantor.refuses = True
    case.do("fyll_i_bestallningen").do("ratta_bestallningen", bestallning_atgard="ge_upp")
    assert "planera_utredningen" in case.open()


@pytest.mark.steg("M10", "M2")
def test_a_changed_need_begins_a_new_round_while_the_provider_goes_on(stage: Stage) -> None:
    case, _ = to_follow_up(stage)
    case.do("folj_upp", hjalpmedel_aterlamnas="nej", fortsattning="forandrat_behov")
    assert {"planera_utredningen", "genomfor_insats"} <= case.open()
    assert case.visits("planera_utredningen") == 2


def changed_while_working(stage: Stage) -> Arende:
    """A new round gives a new assignment while the provider's staff are at work on the old one."""
    case, _ = to_follow_up(stage)
    case.do("folj_upp", hjalpmedel_aterlamnas="nej", fortsattning="forandrat_behov")
    case.do("planera_utredningen").do("inhamta_uppgifter").later(days=15).do("bedom_behov")
    case.do("fatta_beslut", hjalpmedel_ska_anvandas="nej")
    return case.do("planera_verkstalligheten").do("utforma_uppdraget")


@pytest.mark.steg("M6", "M8")
def test_a_changed_assignment_is_received_anew_whatever_the_provider_is_doing(stage: Stage) -> None:
    case = changed_while_working(stage)
    assert "ta_emot_uppdrag" in case.open()
    assert "genomfor_insats" not in case.open()


@pytest.mark.steg("M10")
def test_a_changed_need_and_a_return_may_both_be_true(stage: Stage) -> None:
    case, number = to_follow_up(stage)
    case.do("folj_upp", hjalpmedel_aterlamnas="ja", hjalpmedel_att_aterlamna=[number], fortsattning="forandrat_behov")
    assert {"planera_utredningen", "registrera_aterlamning"} <= case.open()


@pytest.mark.steg("M9", "M10")
def test_an_intervention_that_goes_on_is_followed_up_again_at_the_next_date(stage: Stage) -> None:
    case, _ = to_follow_up(stage)
    case.do("folj_upp", hjalpmedel_aterlamnas="nej", fortsattning="fortsatter")
    assert "planera_uppfoljningen" not in case.open()
    case.later(days=185)
    assert "planera_uppfoljningen" in case.open()


@pytest.mark.steg("M3")
def test_a_refusal_stands_after_three_weeks_and_the_case_ends(stage: Stage) -> None:
    case = to_decision(Arende(stage, KEY)).do("fatta_beslut", utfall="avslag")
    case.do("registrera_delfaendedatum")
    assert "planera_verkstalligheten" not in case.open()
    case.later(days=30)
    if "dokumentera_avslutet" in case.open():
        case.do("dokumentera_avslutet")
    assert case.ended, case.tasks().keys()


@pytest.mark.steg("M3")
def test_a_won_appeal_carries_the_refused_case_on(stage: Stage) -> None:
    case = to_decision(Arende(stage, KEY)).do("fatta_beslut", utfall="avslag").do("registrera_delfaendedatum")
    besluts_id = case.variable("overklagande", "besluts_id")
    keys = {"besluts_id": besluts_id}
    case.message(
        "overklagande_inkommet", keys, overklagande_inkom=case.today.isoformat(), overklagande_text="Jag vill ha stöd."
    )
    case.do("omprova_beslutet", atgard="andras_inte").do("prova_ratt_tid")
    case.message("dom_inkommen", keys).do("registrera_domen", dom_utfall="bifall")
    case.do("registrera_andrat_beslut")
    assert "fyll_i_bestallningen" in case.open()


@pytest.mark.steg("M10")
def test_when_the_person_dies_what_is_lent_must_still_come_back(stage: Stage) -> None:
    case = to_assignment(stage)
    delivered(case)
    case.message("den_enskilde_avliden", handelsedatum=case.today.isoformat())
    assert "registrera_aterlamning" in case.open()
    returned(case, aterlamning_orsak="avliden")
    while case.open():
        case.do(min(case.open()))
    assert case.ended


@pytest.mark.steg("M2")
def test_a_withdrawn_application_is_written_off_by_a_decision(stage: Stage) -> None:
    case = Arende(stage, KEY).do("registrera_ansokan")
    case.message("ansokan_atertagen", atertagen_datum=case.today.isoformat())
    assert case.open() == {"fatta_beslut"}
