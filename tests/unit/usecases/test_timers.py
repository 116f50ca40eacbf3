"""Timers in every place and of every kind: once when due, also after a pause; in order; never when cancelled."""

from datetime import UTC, datetime, timedelta

import pytest

from app.errors import InvalidRequestError, StaleTriggerError
from app.usecases.history import OperationQuery, list_operations
from app.usecases.instances import InstanceQuery, InstanceView, cancel_instance, list_instances
from app.usecases.jobs import Claim, JobKind, JobQuery, list_jobs, next_due, recalculate_due, set_due
from app.usecases.variables import VariableChanges, change_variables
from tests.unit.usecases.kommun import END, START, Kommun, flows, process, user

DEFINITIONS = {
    "date": "<timeDate>2026-03-12T09:00:00Z</timeDate>",
    "duration": "<timeDuration>P10D</timeDuration>",
    "cycle": "<timeCycle>R2/P10D</timeCycle>",
}
PLACES = ("start", "intermediate", "boundary", "beside", "event sub-process", "event sub-process beside")


def timed(text: str) -> str:
    """A timer's definition."""
    return f"<timerEventDefinition>{text}</timerEventDefinition>"


def diagram(place: str, text: str) -> str:
    """A process with a timer in this place that leads to the user task `efter`."""
    event = timed(text)
    if place == "start":
        return process(f'<startEvent id="t">{event}</startEvent>' + user("efter") + END + flows("t efter, efter slut"))
    if place == "intermediate":
        caught = f'<intermediateCatchEvent id="t">{event}</intermediateCatchEvent>'
        return process(START + caught + user("efter") + END + flows("start t, t efter, efter slut"))
    interrupting = "false" if place.endswith("beside") else "true"
    if place in ("boundary", "beside"):
        border = f'<boundaryEvent id="t" attachedToRef="a" cancelActivity="{interrupting}">{event}</boundaryEvent>'
        return process(START + user("a") + border + user("efter") + END + flows("start a, a slut, t efter, efter slut"))
    inner = f'<startEvent id="t" isInterrupting="{interrupting}">{event}</startEvent>' + user("efter")
    inner += '<endEvent id="e2"/>' + flows("t efter, efter e2")
    handler = f'<subProcess id="sub" triggeredByEvent="true">{inner}</subProcess>'
    return process(START + user("a") + END + handler + flows("start a, a slut"))


def begun(kommun: Kommun, place: str, kind: str) -> InstanceView | None:
    """Deployed and started; None where the timer itself starts it."""
    kommun.deploy(diagram(place, DEFINITIONS[kind]))
    return None if place == "start" else kommun.start()


def happened(kommun: Kommun) -> int:
    """How often the timer has led on."""
    return sum(len(kommun.tasks("efter", each)) for each in list_instances(kommun.context, InstanceQuery()))


@pytest.mark.parametrize("kind", DEFINITIONS)
@pytest.mark.parametrize("place", PLACES)
def test_a_timer_fires_once_when_it_is_due(kommun: Kommun, place: str, kind: str) -> None:
    begun(kommun, place, kind)
    kommun.wait(days=9, hours=23)
    assert (kommun.run_jobs(), happened(kommun)) == (0, 0)
    kommun.wait(hours=1)
    assert (kommun.run_jobs(), happened(kommun)) == (1, 1)
    assert kommun.run_jobs() == 0


@pytest.mark.parametrize("kind", DEFINITIONS)
@pytest.mark.parametrize("place", PLACES)
def test_a_timer_that_was_due_while_nothing_ran_fires_once_afterwards(kommun: Kommun, place: str, kind: str) -> None:
    begun(kommun, place, kind)
    kommun.wait(days=400)
    assert (kommun.run_jobs(), happened(kommun)) == (1, 1)
    kommun.wait(days=400)
    assert (kommun.run_jobs(), happened(kommun)) == (0, 1)


@pytest.mark.parametrize("place", PLACES[1:])
def test_a_cancelled_timer_never_fires(kommun: Kommun, place: str) -> None:
    case = begun(kommun, place, "cycle")
    assert case is not None
    cancel_instance(kommun.context, case.id)
    kommun.wait(days=400)
    assert kommun.run_jobs() == 0


@pytest.mark.parametrize("place", ["start", "beside", "event sub-process beside"])
def test_a_cycle_goes_on_from_its_anchor_after_a_pause(kommun: Kommun, place: str) -> None:
    """From 2 March every month: those of April, May and June are one, and the next is that of July, at its hour."""
    kommun.deploy(diagram(place, "<timeCycle>R/P1M</timeCycle>"))
    if place != "start":
        kommun.start()
    kommun.wait(days=110)
    assert (kommun.run_jobs(), happened(kommun)) == (1, 1)
    due = next_due(kommun.context, Claim("arbetare"))
    assert due == datetime(2026, 7, 2, 8, 0, tzinfo=UTC)  # 10:00 in Sweden, where it is summer now


@pytest.mark.parametrize("place", ["start", "beside"])
def test_rounds_that_were_missed_count_among_the_repetitions(kommun: Kommun, place: str) -> None:
    kommun.deploy(diagram(place, "<timeCycle>R4/P1M</timeCycle>"))
    if place != "start":
        kommun.start()
    for days, expected in ((70, 1), (20, 1), (10, 2), (40, 3), (400, 3)):
        kommun.wait(days=days)
        kommun.run_jobs()
        assert happened(kommun) == expected, kommun.clock


def test_all_that_was_missed_fires_in_the_order_in_which_it_was_due(kommun: Kommun) -> None:
    kommun.deploy(diagram("intermediate", "<timeDuration>=d</timeDuration>"))
    days = (7, 3, 9, 1, 8, 2, 6, 4, 5)
    cases = {kommun.start(d=f"P{number}D").id: number for number in days}
    kommun.wait(days=100)
    fired: list[int] = []
    while jobs := kommun.claim(limit=4):
        fired += [cases[job.instance_id or ""] for job in jobs]
        for job in jobs:
            assert job.kind is JobKind.TIMER
    assert fired == sorted(days)


def test_moving_a_timer_is_written_to_the_log_and_wakes_who_runs_it(kommun: Kommun) -> None:
    kommun.deploy(diagram("intermediate", "<timeDuration>P3W</timeDuration>"))
    case = kommun.start()
    (job,) = list_jobs(kommun.context, JobQuery())
    kommun.woken.clear()
    set_due(kommun.acting("sara"), job.id, kommun.clock)
    assert [each.id for each in kommun.woken] == [job.id]
    (entry,) = list_operations(kommun.context, OperationQuery(action="due"))
    assert (entry.actor_id, entry.entity_id, entry.root_id, entry.element) == ("sara", job.id, case.id, "t")
    assert entry.detail == {"before": "2026-03-23T09:00:00+00:00", "after": "2026-03-02T09:00:00+00:00"}
    assert kommun.run_jobs() == 1


def test_a_timer_that_is_being_run_cannot_be_moved(kommun: Kommun) -> None:
    kommun.deploy(diagram("intermediate", "<timeDuration>P3W</timeDuration>"))
    kommun.start()
    (job,) = list_jobs(kommun.context, JobQuery())
    kommun.wait(days=30)
    kommun.claim()
    for change in (set_due, recalculate_due):
        with pytest.raises(StaleTriggerError):
            change(kommun.context, job.id, kommun.clock)


@pytest.mark.parametrize("place", PLACES[1:])
def test_a_timer_is_reckoned_anew_from_what_the_case_knows_now(kommun: Kommun, place: str) -> None:
    kommun.deploy(diagram(place, "<timeDuration>=frist</timeDuration>"))
    case = kommun.start(frist="P10D")
    (job,) = list_jobs(kommun.context, JobQuery())
    kommun.wait(days=4)
    change_variables(kommun.context, case.id, VariableChanges({"frist": "P21D"}))
    recalculate_due(kommun.context, job.id, job.created)
    assert list_jobs(kommun.context, JobQuery())[0].due == job.created + timedelta(days=21)
    recalculate_due(kommun.context, job.id, kommun.clock)
    assert list_jobs(kommun.context, JobQuery())[0].due == kommun.clock + timedelta(days=21)
    assert len(list_operations(kommun.context, OperationQuery(action="recalculate"))) == 2


def test_a_timer_start_is_reckoned_anew_too(kommun: Kommun) -> None:
    kommun.deploy(diagram("start", "<timeCycle>R/P1M</timeCycle>"))
    (job,) = list_jobs(kommun.context, JobQuery())
    set_due(kommun.context, job.id, kommun.clock + timedelta(days=1))
    recalculate_due(kommun.context, job.id, job.created)
    assert list_jobs(kommun.context, JobQuery())[0].due == job.due


def test_only_timers_are_reckoned_anew(kommun: Kommun) -> None:
    kommun.deploy(process(START + user("a", more='camunda:asyncBefore="true"') + END + flows("start a, a slut")))
    kommun.start()
    (job,) = list_jobs(kommun.context, JobQuery())
    with pytest.raises(InvalidRequestError):
        recalculate_due(kommun.context, job.id, kommun.clock)
