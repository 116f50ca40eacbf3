"""overklagande: one for each decision, beside the case."""

from datetime import date, timedelta

import pytest

from app.cli.simulation.stage import Stage
from app.values import Value
from tests.acceptance.arende import Arende
from tests.acceptance.test_socialtjanst import to_decision


def refused(stage: Stage, key: str = "socialtjanst") -> tuple[Arende, dict[str, Value]]:
    """A case that waits for the appeal time, and the key of its decision."""
    case = to_decision(Arende(stage, key)).do("fatta_beslut", utfall="avslag")
    return case, {"besluts_id": case.variable("overklagande", "besluts_id")}


def appealed(case: Arende, keys: dict[str, Value]) -> Arende:
    """An appeal comes in."""
    return case.message(
        "overklagande_inkommet", keys, overklagande_inkom=case.today.isoformat(), overklagande_text="Jag behöver hjälp."
    )


@pytest.mark.steg("B3")
def test_the_time_counts_from_when_the_person_got_the_decision_and_ends_on_a_working_day(stage: Stage) -> None:
    case, _ = refused(stage)
    received = date(case.today.year, case.today.month, case.today.day)
    case.do("registrera_delfaendedatum", delfaendedatum=received.isoformat())
    case.later(days=20)
    assert "overklagande" in case.processes()
    last = received + timedelta(days=21)
    assert case.today < last
    case.later(days=14)
    assert "overklagande" not in case.processes()


@pytest.mark.steg("B3")
def test_receipt_is_assumed_when_nobody_has_registered_it(stage: Stage) -> None:
    case, _ = refused(stage)
    case.later(days=80)
    assert "overklagande" not in case.processes()


@pytest.mark.steg("B3")
def test_an_appeal_may_come_before_the_date_of_receipt_is_known(stage: Stage) -> None:
    case, keys = refused(stage)
    appealed(case, keys)
    assert case.open() >= {"omprova_beslutet"}
    assert case.groups("omprova_beslutet") == ("beslutsfattare",)


@pytest.mark.steg("B3")
def test_a_decision_changed_as_asked_ends_the_appeal_and_the_case_goes_on(stage: Stage) -> None:
    case, keys = refused(stage)
    appealed(case, keys).do("omprova_beslutet", atgard="andras_som_begart")
    assert "overklagande" not in case.processes()
    assert "registrera_andrat_beslut" in case.open()


def sent_back(stage: Stage, key: str) -> Arende:
    """The court sends a refused case back."""
    case, keys = refused(stage, key)
    appealed(case, keys).do("omprova_beslutet", atgard="andras_inte").do("prova_ratt_tid", i_ratt_tid="ja")
    return case.message("dom_inkommen", keys).do("registrera_domen", dom_utfall="aterforvisat")


@pytest.mark.steg("B3", "M3", "V3")
@pytest.mark.parametrize("key", ["socialtjanst", "hjalpmedel_myndighet", "hjalpmedel_verkstallighet"])
def test_an_appeal_in_time_goes_to_court_and_the_judgment_decides(stage: Stage, key: str) -> None:
    assert "planera_utredningen" in sent_back(stage, key).open()


@pytest.mark.steg("B3")
def test_a_late_appeal_is_in_time_when_the_notice_was_wrong(stage: Stage) -> None:
    case, keys = refused(stage)
    appealed(case, keys).do("omprova_beslutet", atgard="andras_inte").do(
        "prova_ratt_tid", i_ratt_tid="ja_fel_underrattelse"
    )
    assert case.visits("overlamna_till_forvaltningsratten") == 1


@pytest.mark.steg("B3")
def test_a_late_appeal_is_dismissed_by_a_decision_that_can_be_appealed(stage: Stage) -> None:
    case, keys = refused(stage)
    appealed(case, keys).do("omprova_beslutet", atgard="andras_inte").do("prova_ratt_tid", i_ratt_tid="nej")
    case.do("avvisa_overklagandet")
    assert "overklagande" in case.processes()
    appealed(case, keys)
    assert "prova_ratt_tid" in case.open()


@pytest.mark.steg("B3")
def test_a_judgment_that_is_appealed_waits_for_the_next_one(stage: Stage) -> None:
    case, keys = refused(stage)
    appealed(case, keys).do("omprova_beslutet", atgard="andras_inte").do("prova_ratt_tid", i_ratt_tid="ja")
    case.message("dom_inkommen", keys).do("registrera_domen", dom_utfall="overklagad")
    assert case.message("dom_inkommen", keys).open() >= {"registrera_domen"}
