"""hjalpmedel_verkstallighet: assessment and ordering at the provider, boxes 1–11."""

import pytest

from app.cli.simulation.stage import Stage
from app.values import Value
from tests.acceptance.arende import Arende, Leverantor

KEY = "hjalpmedel_verkstallighet"
UTFORARE = "hjalpmedel_verkstallighet_utforare"


def to_plan(stage: Stage) -> Arende:
    """Boxes 1–5, and the plan of box 6."""
    case = Arende(stage, KEY).do("registrera_ansokan").do("planera_utredningen").do("inhamta_uppgifter")
    case.message("yttrande_inkommet", yttrande="Jag har inget att tillägga.").do("bedom_behov").do("fatta_beslut")
    return case.do("planera_verkstalligheten").do("utforma_uppdraget").do("ta_emot_uppdrag").do("planera_insats")


def to_use(stage: Stage) -> tuple[Arende, str]:
    """Boxes 1–7: the hjälpmedel is ordered, delivered and in use; its order number."""
    case = to_plan(stage).do("bedom_hjalpmedel").do("fyll_i_bestallningen")
    number = str(case.variable("bevaka_leverans", "bestallningsnummer"))
    case.message("leverans", {"bestallningsnummer": number}, leveransdatum=case.today.isoformat())
    return case.do("registrera_mottaget").do("genomfor_insats"), number


def again(case: Arende, **changes: Value) -> Arende:
    """Another round through box 6."""
    return case.do("planera_insats").do("bedom_hjalpmedel", **changes)


@pytest.mark.steg("V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9", "V10", "V11")
def test_a_case_goes_through_the_eleven_boxes_to_its_end(stage: Stage) -> None:
    case = to_plan(stage)
    assert case.groups("bedom_hjalpmedel") == ("behovsbedomningsansvarig",)
    case.do("bedom_hjalpmedel")
    assert case.groups("fyll_i_bestallningen") == ("bestallningsansvarig_utforare",)
    case.do("fyll_i_bestallningen")
    number = str(case.variable("bevaka_leverans", "bestallningsnummer"))
    case.message("leverans", {"bestallningsnummer": number}, leveransdatum=case.today.isoformat())
    case.do("registrera_mottaget").do("genomfor_insats").do("folj_upp_hjalpmedel", hjalpmedel_behov="samma")
    again(case, hjalpmedel_att_bestalla=[]).do("genomfor_insats")
    case.do("folj_upp_hjalpmedel", hjalpmedel_behov="upphort", hjalpmedel_att_aterlamna=[number])
    case.do("registrera_aterlamning")
    case.message("avregistrering", {"individnummer": "4711"}, avregistrerat_datum=case.today.isoformat())
    case.do("planera_uppfoljningen").do("folj_upp", hjalpmedel_aterlamnas="nej", fortsattning="avslutas")
    for _ in range(5):
        left = case.open() & {"avsluta_insatsen", "dokumentera_avslutet"}
        if left:
            case.do(min(left))
    case.later(days=60)
    assert case.ended, case.tasks().keys()


@pytest.mark.steg("V6")
def test_that_a_device_is_used_is_a_choice(stage: Stage) -> None:
    case = to_plan(stage).do("bedom_hjalpmedel", kan_utforas_med_hjalpmedel="nej")
    assert "genomfor_insats" in case.open()
    assert "bestalla_hjalpmedel" not in case.processes()


def given_up(stage: Stage, leverantor: Leverantor) -> Arende:
    """The supplier refuses, and the order is given up."""
    case = to_plan(stage).do("bedom_hjalpmedel")
    leverantor.refuses = True
    return case.do("fyll_i_bestallningen").do("ratta_bestallningen", bestallning_atgard="ge_upp")


def changed_while_working(stage: Stage) -> Arende:
    """A new round gives a new assignment while the provider's staff are at work on the old one."""
    case = to_plan(stage).do("bedom_hjalpmedel", kan_utforas_med_hjalpmedel="nej").later(days=95)
    case.do("planera_uppfoljningen").do("folj_upp", hjalpmedel_aterlamnas="nej", fortsattning="forandrat_behov")
    case.do("planera_utredningen").do("inhamta_uppgifter").later(days=15).do("bedom_behov").do("fatta_beslut")
    return case.do("planera_verkstalligheten").do("utforma_uppdraget")


@pytest.mark.steg("V5", "V7")
def test_a_changed_assignment_is_received_anew_whatever_the_provider_is_doing(stage: Stage) -> None:
    case = changed_while_working(stage)
    assert "ta_emot_uppdrag" in case.open()
    assert "genomfor_insats" not in case.open()


@pytest.mark.steg("V6")
def test_an_order_that_is_given_up_leads_back_to_the_assessment(stage: Stage, leverantor: Leverantor) -> None:
    case = given_up(stage, leverantor)
    assert "bedom_hjalpmedel" in case.open()


@pytest.mark.steg("V9", "V6")
@pytest.mark.parametrize("need", ["samma", "annat"])
def test_a_continued_need_begins_again_at_step_six(stage: Stage, need: str) -> None:
    case, _ = to_use(stage)
    case.do("folj_upp_hjalpmedel", hjalpmedel_behov=need)
    assert "planera_insats" in case.open()
    assert not case.open() & {"bedom_hjalpmedel", "genomfor_insats"}


@pytest.mark.steg("V8", "V7")
def test_a_need_that_has_ended_returns_the_device_and_the_intervention_goes_on_without(stage: Stage) -> None:
    case, number = to_use(stage)
    case.do("folj_upp_hjalpmedel", hjalpmedel_behov="upphort", hjalpmedel_att_aterlamna=[number])
    assert {"registrera_aterlamning", "genomfor_insats"} <= case.open()
    assert case.groups("registrera_aterlamning") == ("bestallningsansvarig_utforare",)


@pytest.mark.steg("V10")
def test_the_authority_follows_up_at_its_own_date_whatever_the_provider_does(stage: Stage) -> None:
    case = to_plan(stage)
    case.later(days=95)
    assert {"planera_uppfoljningen", "bedom_hjalpmedel"} <= case.open()


@pytest.mark.steg("V8", "V10")
def test_the_result_of_each_round_reaches_the_authority(stage: Stage) -> None:
    case, _ = to_use(stage)
    case.do("folj_upp_hjalpmedel", hjalpmedel_behov="samma")
    reports = case.variable(KEY, "aterkopplingar")
    assert isinstance(reports, list)
    assert len(reports) == 1
    assert "planera_uppfoljningen" in case.open()


@pytest.mark.steg("V11", "V2")
def test_a_changed_need_begins_a_new_round_at_the_authority(stage: Stage) -> None:
    case, _ = to_use(stage)
    case.do("folj_upp_hjalpmedel", hjalpmedel_behov="samma").do("planera_uppfoljningen")
    case.do("folj_upp", hjalpmedel_aterlamnas="nej", fortsattning="forandrat_behov")
    assert "planera_utredningen" in case.open()


@pytest.mark.steg("V11")
def test_the_authority_too_may_have_the_device_returned(stage: Stage) -> None:
    case, number = to_use(stage)
    case.do("folj_upp_hjalpmedel", hjalpmedel_behov="samma").do("planera_uppfoljningen")
    case.do("folj_upp", hjalpmedel_aterlamnas="ja", hjalpmedel_att_aterlamna=[number], fortsattning="fortsatter")
    assert "registrera_aterlamning" in case.open()
