"""socialtjanst: the base process in six steps."""

import pytest

from app.cli.simulation.stage import Stage
from app.values import Value
from tests.acceptance.arende import Arende

KEY = "socialtjanst"


def to_decision(case: Arende) -> Arende:
    """Steps 1–2."""
    case.do("registrera_ansokan").do("planera_utredningen").do("inhamta_uppgifter")
    return case.message("yttrande_inkommet", yttrande="Jag har inget att tillägga.").do("bedom_behov")


def to_assignment(stage: Stage) -> Arende:
    """Steps 1–4."""
    case = to_decision(Arende(stage, KEY)).do("fatta_beslut", utfall="bifall")
    return case.do("planera_verkstalligheten").do("utforma_uppdraget")


def closed(case: Arende) -> Arende:
    """Do what is left when a case closes."""
    for _ in range(10):
        left = case.open() & {"avsluta_insatsen", "dokumentera_avslutet", "registrera_delfaendedatum"}
        if not left:
            break
        case.do(min(left))
    return case.later(days=60)


@pytest.mark.steg("B1", "B2", "B3", "B4", "B5", "B6")
def test_a_case_goes_through_the_six_steps_to_its_end(stage: Stage) -> None:
    case = to_assignment(stage)
    assert case.groups("ta_emot_uppdraget") == ("enhetschef",)
    case.do("ta_emot_uppdraget").do("planera_uppdraget")
    assert case.groups("genomfor_uppdraget") == ("utforarpersonal",)
    case.do("genomfor_uppdraget", insats_lage="pagar", aterkoppla="nej")
    assert "genomfor_uppdraget" in case.open()
    case.do("genomfor_uppdraget", insats_lage="utford")
    case.do("planera_uppfoljningen").do("folj_upp", fortsattning="avslutas")
    assert closed(case).ended, case.tasks().keys()


@pytest.mark.steg("B1")
@pytest.mark.parametrize(
    ("message", "first"),
    [
        ("socialtjanst.ansokan", "registrera_ansokan"),
        ("socialtjanst.begaran", "registrera_ansokan"),
        ("socialtjanst.anmalan", "registrera_anmalan"),
        ("socialtjanst.information", "registrera_anmalan"),
    ],
)
def test_there_are_four_ways_in_for_e_services(stage: Stage, message: str, first: str) -> None:
    assert Arende(stage, KEY, message=message).open() == {first}


@pytest.mark.steg("B1")
@pytest.mark.parametrize(
    ("kind", "first"),
    [
        ("ansokan", "registrera_ansokan"),
        ("begaran", "registrera_ansokan"),
        ("anmalan", "registrera_anmalan"),
        ("information", "registrera_anmalan"),
    ],
)
def test_the_form_has_the_same_four_ways_in(stage: Stage, kind: str, first: str) -> None:
    assert Arende(stage, KEY, arendetyp=kind).open() == {first}


@pytest.mark.steg("B1")
def test_a_report_may_lead_to_no_investigation_and_the_case_ends(stage: Stage) -> None:
    case = Arende(stage, KEY, arendetyp="anmalan")
    case.do("registrera_anmalan", aktualisering="inleds_inte")
    assert case.ended, case.tasks().keys()


@pytest.mark.steg("B1", "B2")
def test_a_report_may_lead_to_an_investigation(stage: Stage) -> None:
    case = Arende(stage, KEY, arendetyp="information").do("registrera_anmalan", aktualisering="aktualiserad")
    assert case.open() == {"planera_utredningen"}


@pytest.mark.steg("B2")
def test_more_may_have_to_be_gathered(stage: Stage) -> None:
    case = Arende(stage, KEY).do("registrera_ansokan").do("planera_utredningen")
    case.do("inhamta_uppgifter", fler_uppgifter="ja").do("inhamta_uppgifter")
    assert case.visits("inhamta_uppgifter") == 2


@pytest.mark.steg("B2")
def test_the_investigation_goes_on_when_nobody_answers_in_time(stage: Stage) -> None:
    case = Arende(stage, KEY).do("registrera_ansokan").do("planera_utredningen").do("inhamta_uppgifter")
    assert "bedom_behov" not in case.open()
    case.later(days=15)
    assert "bedom_behov" in case.open()


@pytest.mark.steg("B3")
def test_a_decision_may_send_the_case_back_in_the_same_round(stage: Stage) -> None:
    case = to_decision(Arende(stage, KEY))
    case.do("fatta_beslut", utfall="aterremitterad", aterremiss_skal="Kontakta arbetsterapeuten igen.")
    assert "planera_utredningen" in case.open()
    assert case.processes() == {KEY, "utreda"}  # nothing was decided, so there is nothing to appeal


@pytest.mark.steg("B3")
def test_an_appeal_does_not_hold_up_what_was_decided(stage: Stage) -> None:
    case = to_decision(Arende(stage, KEY)).do("fatta_beslut", utfall="delvis_bifall").do("registrera_delfaendedatum")
    keys: dict[str, Value] = {"besluts_id": case.variable("overklagande", "besluts_id")}
    case.message(
        "overklagande_inkommet", keys, overklagande_inkom=case.today.isoformat(), overklagande_text="Det räcker inte."
    )
    assert {"omprova_beslutet", "planera_verkstalligheten"} <= case.open()


@pytest.mark.steg("B6", "B2")
def test_a_changed_need_begins_a_new_round_with_a_new_decision(stage: Stage) -> None:
    case = to_assignment(stage).do("ta_emot_uppdraget").do("planera_uppdraget").do("genomfor_uppdraget")
    case.do("planera_uppfoljningen").do("folj_upp", fortsattning="forandrat_behov")
    case.do("planera_utredningen").do("inhamta_uppgifter").later(days=15).do("bedom_behov").do(
        "fatta_beslut", utfall="bifall"
    )
    assert case.visits("fatta_beslut") == 2
    assert len([each for each in case.running() if each.definition_key == "overklagande"]) == 2
    case.do("planera_verkstalligheten").do("utforma_uppdraget")
    assert case.variable("socialtjanst_utforare", "uppdrag_version") is not None
    assert len([each for each in case.running() if each.definition_key == "socialtjanst_utforare"]) == 1


def changed_while_working(stage: Stage) -> Arende:
    """A new round gives a new assignment while the provider's staff are at work on the old one."""
    case = to_assignment(stage).do("ta_emot_uppdraget").do("planera_uppdraget").do("genomfor_uppdraget")
    case.do("planera_uppfoljningen").do("folj_upp", fortsattning="forandrat_behov")
    case.do("planera_utredningen").do("inhamta_uppgifter").later(days=15).do("bedom_behov")
    return case.do("fatta_beslut", utfall="bifall").do("planera_verkstalligheten").do("utforma_uppdraget")


@pytest.mark.steg("B5")
def test_a_changed_assignment_is_received_anew_whatever_the_provider_is_doing(stage: Stage) -> None:
    case = changed_while_working(stage)
    assert "ta_emot_uppdraget" in case.open()
    assert "genomfor_uppdraget" not in case.open()


@pytest.mark.steg("B6")
def test_a_refused_change_leaves_the_running_intervention_as_it_was(stage: Stage) -> None:
    case = to_assignment(stage).do("ta_emot_uppdraget").do("planera_uppdraget").do("genomfor_uppdraget")
    case.do("planera_uppfoljningen").do("folj_upp", fortsattning="forandrat_behov")
    case.do("planera_utredningen").do("inhamta_uppgifter").later(days=15).do("bedom_behov").do(
        "fatta_beslut", utfall="avslag"
    )
    assert "genomfor_uppdraget" in case.open()
    assert not case.ended


def broken_off(stage: Stage) -> Arende:
    """The provider begins, and breaks off."""
    case = to_assignment(stage).do("ta_emot_uppdraget").do("planera_uppdraget")
    case.do("genomfor_uppdraget", insats_lage="pagar", aterkoppla="ja")
    return case.do("genomfor_uppdraget", insats_lage="avbruten", aterkoppla="ja")


def test_an_intervention_that_is_broken_off_is_watched_again(stage: Stage) -> None:
    case = broken_off(stage)
    assert "rapportera_ej_verkstallt" not in case.open()
    case.later(days=95)
    assert "rapportera_ej_verkstallt" in case.open()


def test_a_case_that_is_called_off_is_closed_at_the_provider_too(stage: Stage) -> None:
    case = to_assignment(stage).do("ta_emot_uppdraget")
    case.message("insatsen_avsagd", handelsedatum=case.today.isoformat())
    assert "avsluta_insatsen" in case.open()
    assert closed(case).ended, case.tasks().keys()


def test_a_move_leaves_the_case_going_while_responsibility_is_judged(stage: Stage) -> None:
    case = to_assignment(stage).do("ta_emot_uppdraget")
    case.message("flytt_anmald", flytt_datum=case.today.isoformat(), flytt_till="Småstad")
    assert {"bedom_ansvarig_kommun", "planera_uppdraget"} <= case.open()
    case.do("bedom_ansvarig_kommun", ansvarig_kommun="annan_kommun")
    assert closed(case).ended, case.tasks().keys()


def test_what_is_not_carried_out_within_three_months_is_reported(stage: Stage) -> None:
    case = to_assignment(stage)
    assert "rapportera_ej_verkstallt" not in case.open()
    case.later(days=95)
    assert "rapportera_ej_verkstallt" in case.open()
