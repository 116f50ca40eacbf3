"""Time travel: over months, holidays and both nights when clocks change, cases end as the law says."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.cli.simulation.stage import Stage
from app.usecases.configurations import configuration, save_configuration
from app.usecases.history import ActivityQuery, list_activities
from app.usecases.instances import waiting
from tests.acceptance import test_hjalpmedel_myndighet as hjalpmedel
from tests.acceptance.arende import Arende, Leverantor, kommun
from tests.acceptance.test_overklagande import appealed, refused
from tests.acceptance.test_socialtjanst import closed

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FEBRUARY = datetime(2026, 2, 2, 8, 0, tzinfo=UTC)  # nine o'clock in Sweden


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A kommun in February that reminds of deliveries each month."""
    with kommun(Leverantor(), FEBRUARY) as opened:
        known = configuration(opened.context()).values
        save_configuration(opened.context(), {**known, "paminnelse_leverans": "P1M"})
        yield opened


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """A time by the clocks in Sweden."""
    return datetime.combine(day, time(hour, minute), STOCKHOLM).astimezone(UTC)


def turn(case: Arende, moment: datetime) -> Arende:
    """Turn the clock, timer by timer."""
    return case.later(seconds=(moment - case.stage.clock.now()).total_seconds())


def timer_of(case: Arende, element: str) -> datetime:
    """When the timer at an element is due."""
    waits = [each for root in case.running() for each in waiting(case.stage.context(), root.id)]
    (due,) = {each.due for each in waits if each.element == element and each.due}
    return due


def reminders(case: Arende) -> list[datetime]:
    """When the reminders of a delivery were sent, by the clocks in Sweden."""
    query = ActivityQuery(business_key=case.key, element="paminn_om_leverans")
    return sorted(each.started.astimezone(STOCKHOLM) for each in list_activities(case.stage.context(), query))


@pytest.mark.steg("B3")
def test_the_time_to_appeal_ends_when_the_last_day_does(stage: Stage) -> None:
    """Three weeks from when the decision was received; a last day that is a holiday moves to the next weekday."""
    for received, last in (
        (date(2026, 3, 9), date(2026, 3, 30)),  # the day after clocks went forward
        (date(2026, 3, 13), date(2026, 4, 7)),  # Good Friday, and Easter until Monday
        (date(2026, 5, 29), date(2026, 6, 22)),  # Midsummer Eve, which is a Friday
        (date(2026, 10, 5), date(2026, 10, 26)),  # the day after clocks went back
        (date(2026, 12, 3), date(2026, 12, 28)),  # Christmas Eve
    ):
        stage.clock.turn_to(at(received, 10))
        (case, _), (other, keys) = refused(stage), refused(stage)
        for each in (case, other):
            each.do("registrera_delfaendedatum", delfaendedatum=received.isoformat())
        assert timer_of(case, "overklagandetiden_slut") == at(last + timedelta(days=1)), received
        turn(case, at(last, 23, 59))
        assert "overklagande" in case.processes()
        assert "omprova_beslutet" in appealed(other, keys).open(), "it came in on the last day"
        turn(case, at(last + timedelta(days=1)))
        assert "overklagande" not in case.processes()
        assert "overklagande" in other.processes()


def ordered(stage: Stage) -> Arende:
    """Decided, received and ordered on 9 March at nine, before clocks go forward."""
    day = date(2026, 3, 9)
    stage.clock.turn_to(at(day, 9))
    return hjalpmedel.to_assignment(stage).do("registrera_delfaendedatum", delfaendedatum=day.isoformat())


@pytest.mark.steg("B3", "M4")
def test_a_case_over_a_year_and_both_changes_of_clocks(stage: Stage) -> None:
    """The delivery fails to come: a reminder at the same hour of the same day each month, whatever the clocks do."""
    case = ordered(stage)
    turn(case, at(date(2026, 3, 30), 23, 59))
    assert "overklagande" in case.processes()
    turn(case, at(date(2026, 3, 31)))
    assert "overklagande" not in case.processes()
    turn(case, at(date(2026, 6, 8), 23, 59))
    assert "rapportera_ej_verkstallt" not in case.open()
    turn(case, at(date(2026, 6, 9), 9))
    assert "rapportera_ej_verkstallt" in case.open(), "three months from the decision"
    turn(case, at(date(2026, 12, 1)))
    assert reminders(case) == [datetime(2026, month, 9, 9, 0, tzinfo=STOCKHOLM) for month in range(4, 12)]
    assert [each.utcoffset() for each in reminders(case)[-2:]] == [timedelta(hours=2), timedelta(hours=1)]
    case.do("planera_uppfoljningen").do("folj_upp", hjalpmedel_aterlamnas="nej", fortsattning="fortsatter")
    number = hjalpmedel.delivered(case)
    case.do("ta_emot_uppdrag").do("planera_insats").do("genomfor_insats", insats_lage="utford")
    turn(case, at(date(2027, 6, 1))).do("planera_uppfoljningen")
    case.do("folj_upp", hjalpmedel_aterlamnas="ja", hjalpmedel_att_aterlamna=[number], fortsattning="avslutas")
    hjalpmedel.returned(case)
    assert closed(case).ended, case.tasks().keys()


@pytest.mark.steg("B3", "M4")
def test_a_server_that_was_away_for_half_a_year_does_what_was_due_once(stage: Stage) -> None:
    case = ordered(stage)
    turn(case, at(date(2026, 4, 10)))
    assert len(reminders(case)) == 1
    stage.clock.turn_to(at(date(2026, 11, 1), 12))  # nothing has run since April
    case.settle()
    assert len(reminders(case)) == 2
    assert timer_of(case, "leveransen_drojer") == at(date(2026, 11, 9), 9)
