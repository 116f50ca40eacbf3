"""bestalla_hjalpmedel, bevaka_leverans, aterlamna_hjalpmedel: from order to return."""

import pytest

from app.cli.simulation.stage import Stage
from app.values import Value
from tests.acceptance.arende import Arende, Leverantor
from tests.acceptance.test_hjalpmedel_myndighet import to_assignment, to_decision, to_order

TWO: list[Value] = [
    {"artikel": "Duschpall", "iso_kod": "09 33 07", "antal": 1},
    {"artikel": "Griptång", "iso_kod": "24 21 03", "antal": 2},
]


def order(case: Arende) -> dict[str, Value]:
    """The key of the order that is watched."""
    return {"bestallningsnummer": case.variable("bevaka_leverans", "bestallningsnummer")}


@pytest.mark.steg("M4", "V6")
def test_each_item_is_ordered_by_itself(stage: Stage) -> None:
    case = to_decision(Arende(stage, "hjalpmedel_myndighet")).do("fatta_beslut", hjalpmedel_att_bestalla=TWO)
    case.do("fyll_i_bestallningen", artikel="Duschpall")
    assert "planera_verkstalligheten" not in case.open()
    case.do("fyll_i_bestallningen", artikel="Griptång")
    watched = [each for each in case.running() if each.definition_key == "bevaka_leverans"]
    assert len(watched) == 2
    assert "planera_verkstalligheten" in case.open()


@pytest.mark.steg("M4")
def test_an_order_that_the_supplier_refuses_is_corrected_and_sent_again(stage: Stage, leverantor: Leverantor) -> None:
    case = to_order(stage)
    leverantor.refuses = True
    case.do("fyll_i_bestallningen")
    assert case.open() >= {"ratta_bestallningen"}
    case.do("ratta_bestallningen", bestallning_atgard="bestall_igen")
    assert "planera_verkstalligheten" in case.open()
    assert case.visits("bestall_hjalpmedel") == 2


@pytest.mark.steg("M4")
def test_a_changed_order_must_be_approved(stage: Stage) -> None:
    case = to_assignment(stage)
    case.message("orderbekraftelse", order(case), bestallning_status="bekraftad_med_andring", andring="Annan färg.")
    assert "godkann_andringen" in case.open()
    case.do("godkann_andringen", andring_godkand="ja")
    case.message("leverans", order(case), leveransdatum=case.today.isoformat())
    assert "registrera_mottaget" in case.open()


@pytest.mark.steg("M4")
def test_a_changed_order_that_is_not_approved_is_annulled(stage: Stage) -> None:
    case = to_assignment(stage)
    case.message("orderbekraftelse", order(case), bestallning_status="bekraftad_med_andring", andring="Annan färg.")
    case.do("godkann_andringen", andring_godkand="nej")
    assert case.visits("annullera_ej_godkand") == 1
    case.do("ta_hand_om_utebliven_leverans")
    assert "bevaka_leverans" not in case.processes()


@pytest.mark.steg("M4")
def test_delivery_may_come_before_the_confirmation(stage: Stage) -> None:
    case = to_assignment(stage)
    keys = order(case)
    case.message("leverans", keys, leveransdatum=case.today.isoformat())
    case.message("orderbekraftelse", keys, bestallning_status="bekraftad")
    case.do("registrera_mottaget")
    assert "bevaka_leverans" not in case.processes()


@pytest.mark.steg("M4")
def test_a_reminder_of_a_late_delivery_ends_nothing(stage: Stage) -> None:
    case = to_assignment(stage)
    case.later(days=40)
    assert case.visits("paminn_om_leverans") >= 2
    assert "bevaka_leverans" in case.processes()


@pytest.mark.steg("M10", "V8")
def test_what_is_lost_is_recorded_as_lost(stage: Stage) -> None:
    case = to_assignment(stage)
    keys = order(case)
    case.message("leverans", keys, leveransdatum=case.today.isoformat()).do("registrera_mottaget")
    case.message("insatsen_avslutas", handelsedatum=case.today.isoformat())
    case.do("registrera_aterlamning", aterlamning_utfall="forkommet")
    assert "aterlamna_hjalpmedel" not in case.processes()


def test_open_orders_are_annulled_when_a_case_closes(stage: Stage) -> None:
    case = to_assignment(stage)
    case.message("insatsen_avsagd", handelsedatum=case.today.isoformat())
    case.later(days=1)
    assert "bevaka_leverans" not in case.processes()
