"""Jobs: leases, fences, tries, incidents; timers, continuations and timer starts."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.engine import BpmnThrow
from app.errors import (
    ElementError,
    ExpressionError,
    InvalidRequestError,
    NotFoundError,
    RejectedDeploymentError,
    StaleTriggerError,
)
from app.store.tables import case_state
from app.usecases.external_tasks import Fetch, TopicRequest, fetch_and_lock, lock
from app.usecases.incidents import (
    IncidentQuery,
    annotate_incident,
    count_incidents,
    get_incident,
    list_incidents,
    retry_incident,
)
from app.usecases.instances import InstanceQuery, cancel_instance, count_instances, get_instance, waiting
from app.usecases.jobs import (
    Claim,
    Failure,
    JobKind,
    JobQuery,
    Lease,
    claim,
    complete_job,
    count_jobs,
    execute_job,
    extend_job,
    fail_job,
    get_job,
    job_error_details,
    job_variables,
    list_jobs,
    next_due,
    release_job,
    run_internal,
    set_due,
    set_priority,
    set_retries,
    throw_job_error,
)
from app.usecases.queries import Page, Sort
from app.usecases.tasks import throw_task_error
from app.usecases.variables import VariableChanges, change_variables
from tests.unit.usecases.kommun import END, START, Kommun, flows, process, service, timer, user

SERVICE = process(START + service("s") + user("efter") + END + flows("start s, s efter, efter slut"))


def test_a_service_task_is_claimed_done_and_gone(kommun: Kommun) -> None:
    kommun.deploy(SERVICE)
    case = kommun.start(business_key="SN-1", vad="rollator")
    (job,) = kommun.claim("prov")
    assert (job.kind, job.topic, job.business_key, job.definition_key) == (JobKind.EXTERNAL_TASK, "prov", "SN-1", "p")
    assert (job.variables["vad"], job.element, job.instance_id) == ("rollator", "s", case.id)
    complete_job(kommun.worker, job.lease, {"nummer": "17"})
    assert (kommun.waits(case), kommun.variables(case)["nummer"]) == (["efter"], "17")
    with pytest.raises(NotFoundError):
        complete_job(kommun.worker, job.lease, {})


def test_only_topics_that_were_asked_for_are_claimed(kommun: Kommun) -> None:
    kommun.deploy(SERVICE)
    kommun.start()
    assert kommun.claim("annat") == ()
    assert len(kommun.claim("annat", "prov")) == 1


def test_a_leased_job_is_its_workers_until_the_lease_ends_and_its_id_stays(kommun: Kommun) -> None:
    kommun.deploy(SERVICE)
    kommun.start()
    (first,) = kommun.claim("prov", owner="ett")
    assert kommun.claim("prov", owner="två") == ()
    kommun.wait(seconds=61)
    (second,) = kommun.claim("prov", owner="två")
    assert second.id == first.id
    with pytest.raises(StaleTriggerError):
        complete_job(kommun.worker, first.lease, {})
    complete_job(kommun.worker, second.lease, {})


def test_the_same_worker_is_fenced_off_by_its_own_newer_claim(kommun: Kommun) -> None:
    kommun.deploy(SERVICE)
    kommun.start()
    (first,) = kommun.claim("prov")
    kommun.wait(seconds=61)
    (second,) = kommun.claim("prov")
    with pytest.raises(StaleTriggerError):
        fail_job(kommun.worker, first.lease, Failure("sent"))
    assert second.lease.fence == (first.lease.fence or 0) + 1


def test_a_lease_that_has_run_out_is_good_until_somebody_else_claims(kommun: Kommun) -> None:
    kommun.deploy(SERVICE)
    case = kommun.start()
    (job,) = kommun.claim("prov")
    kommun.wait(days=1)
    complete_job(kommun.worker, Lease(job.id, "arbetare"), {})
    assert kommun.waits(case) == ["efter"]


def test_a_lease_can_be_extended_and_given_back(kommun: Kommun) -> None:
    kommun.deploy(SERVICE)
    kommun.start()
    (job,) = kommun.claim("prov")
    extend_job(kommun.worker, job.lease, kommun.clock + timedelta(minutes=10))
    kommun.wait(minutes=5)
    assert kommun.claim("prov", owner="annan") == ()
    release_job(kommun.worker, job.lease)
    assert len(kommun.claim("prov", owner="annan")) == 1


def test_failures_are_tried_again_as_the_diagram_says_and_end_in_an_incident(kommun: Kommun) -> None:
    kommun.deploy(SERVICE.replace(service("s"), service("s", retries="R3/PT5M")))
    case = kommun.start()
    for _ in range(2):
        assert kommun.fail() is False
        assert kommun.claim("prov") == ()
        kommun.wait(minutes=5)
    assert kommun.fail(reason="svarar inte") is True
    kommun.wait(days=9)
    assert kommun.claim("prov") == ()
    (incident,) = list_incidents(kommun.context, IncidentQuery())
    assert (incident.kind, incident.message, incident.instance_id) == ("failedExternalTask", "svarar inte", case.id)
    assert (incident.element, incident.definition_key) == ("s", "p")
    (shown,) = waiting(kommun.context, case.id)
    assert (shown.kind, shown.failed) == ("external-task", True)
    assert count_instances(kommun.context, InstanceQuery(with_incident=True)) == 1


def test_delays_grow_where_the_diagram_lists_them(kommun: Kommun) -> None:
    kommun.deploy(SERVICE.replace(service("s"), service("s", retries="PT1M,PT1H")))
    kommun.start()
    kommun.fail()
    (job,) = list_jobs(kommun.context, JobQuery())
    assert (job.due, job.retries) == (kommun.clock + timedelta(minutes=1), 2)
    kommun.wait(minutes=1)
    kommun.fail()
    (job,) = list_jobs(kommun.context, JobQuery())
    assert (job.due, job.retries) == (kommun.clock + timedelta(hours=1), 1)


@pytest.mark.parametrize(
    ("source", "tries", "wait"),
    [
        ("${omforsok}", 5, timedelta(minutes=2)),
        ("R2/${paus}", 2, timedelta(hours=1)),
        ('=if snabbt then "PT1S,PT2S" else "PT1H"', 3, timedelta(seconds=1)),
        ("=finns_inte", 3, timedelta(minutes=5)),
    ],
)
def test_retries_may_be_an_expression_over_the_variables_at_the_element(
    kommun: Kommun, source: str, tries: int, wait: timedelta
) -> None:
    kommun.deploy(SERVICE.replace(service("s"), service("s", retries=source)))
    kommun.start(omforsok="R5/PT2M", paus="PT1H", snabbt=True)
    (job,) = list_jobs(kommun.context, JobQuery())
    assert job.retries == tries
    kommun.fail()
    (job,) = list_jobs(kommun.context, JobQuery())
    assert (job.due, job.retries) == (kommun.clock + wait, tries - 1)


def test_retries_that_come_out_as_no_schedule_stop_the_step_by_the_elements_name(kommun: Kommun) -> None:
    kommun.deploy(SERVICE.replace(service("s"), service("s", retries="${omforsok}")))
    with pytest.raises(ExpressionError) as caught:
        kommun.start(omforsok="ibland")
    assert caught.value.fields["element"] == "s"
    assert count_instances(kommun.context, InstanceQuery()) == 0


@pytest.mark.parametrize("source", ["R/PT5M", "R3/PT5M,PT1M", "ofta", "${omforsok"])
def test_retries_that_cannot_be_read_are_refused_at_deploy(kommun: Kommun, source: str) -> None:
    with pytest.raises(RejectedDeploymentError):
        kommun.deploy(SERVICE.replace(service("s"), service("s", retries=source)))


def test_an_outside_worker_decides_tries_and_delay_itself(kommun: Kommun) -> None:
    kommun.deploy(SERVICE)
    kommun.start()
    (job,) = kommun.claim("prov")
    fail_job(kommun.worker, job.lease, Failure("fel", "spår", retries=7, retry_after=timedelta(seconds=3)))
    seen = get_job(kommun.context, job.id)
    assert (seen.retries, seen.due, seen.owner) == (7, kommun.clock + timedelta(seconds=3), None)
    assert (seen.error, job_error_details(kommun.context, job.id)) == ("fel", "spår")


def test_an_incident_is_retried_and_over_when_the_job_is_done(kommun: Kommun) -> None:
    kommun.deploy(SERVICE.replace(service("s"), service("s", retries="R1/PT5M")))
    case = kommun.start()
    kommun.fail()
    (incident,) = list_incidents(kommun.context, IncidentQuery())
    annotate_incident(kommun.context, incident.id, "ringt leverantören")
    retry_incident(kommun.context, incident.id)
    assert count_incidents(kommun.context, IncidentQuery()) == 0
    kommun.work(nummer="17")
    assert kommun.waits(case) == ["efter"]
    ended = get_incident(kommun.context, incident.id)
    assert (ended.ended, ended.annotation) == (kommun.clock, "ringt leverantören")
    assert count_incidents(kommun.context, IncidentQuery(ended=True)) == 1
    with pytest.raises(StaleTriggerError):
        retry_incident(kommun.context, incident.id)


def test_retries_set_by_hand_end_the_incident_and_none_make_one(kommun: Kommun) -> None:
    kommun.deploy(SERVICE)
    kommun.start()
    (job,) = list_jobs(kommun.context, JobQuery())
    set_retries(kommun.context, job.id, 0)
    assert (count_incidents(kommun.context, IncidentQuery()), kommun.claim("prov")) == (1, ())
    set_retries(kommun.context, job.id, 2)
    assert count_incidents(kommun.context, IncidentQuery()) == 0
    assert len(kommun.claim("prov")) == 1
    with pytest.raises(InvalidRequestError):
        set_retries(kommun.context, job.id, -1)


def test_an_incident_ends_with_its_cancelled_case(kommun: Kommun) -> None:
    kommun.deploy(SERVICE.replace(service("s"), service("s", retries="R1/PT5M")))
    case = kommun.start()
    kommun.fail()
    cancel_instance(kommun.context, case.id)
    assert count_incidents(kommun.context, IncidentQuery()) == 0
    assert count_jobs(kommun.context, JobQuery()) == 0


def test_a_bpmn_error_takes_the_boundary_and_the_job(kommun: Kommun) -> None:
    boundary = '<boundaryEvent id="fel" attachedToRef="s"><errorEventDefinition errorRef="e_nekad"/></boundaryEvent>'
    body = START + service("s") + boundary + user("ratta") + END + flows("start s, s slut, fel ratta, ratta slut")
    kommun.deploy('<error id="e_nekad" errorCode="nekad"/>', process(body))
    case = kommun.start()
    kommun.throw("nekad")
    assert kommun.waits(case) == ["ratta"]
    assert count_jobs(kommun.context, JobQuery()) == 0


def test_an_uncaught_bpmn_error_is_an_incident_that_can_be_retried(kommun: Kommun) -> None:
    kommun.deploy(SERVICE)
    case = kommun.start()
    kommun.throw("nekad")
    (incident,) = list_incidents(kommun.context, IncidentQuery())
    assert (incident.kind, incident.message, incident.job_id) == ("bpmnError", "nekad", None)
    assert count_jobs(kommun.context, JobQuery()) == 0
    retry_incident(kommun.context, incident.id)
    assert count_incidents(kommun.context, IncidentQuery()) == 0
    kommun.work()
    assert kommun.waits(case) == ["efter"]


def test_a_task_that_stopped_on_an_error_is_open_again_after_the_retry(kommun: Kommun) -> None:
    kommun.deploy(SERVICE)
    kommun.start()
    kommun.work()
    throw_task_error(kommun.context, kommun.task("efter"), BpmnThrow("x"))
    (incident,) = list_incidents(kommun.context, IncidentQuery())
    retry_incident(kommun.context, incident.id)
    kommun.complete("efter")
    assert count_instances(kommun.context, InstanceQuery(active=True)) == 0


def test_nothing_of_a_failed_completion_is_left(kommun: Kommun) -> None:
    gateway = '<exclusiveGateway id="val"/>'
    condition = "<conditionExpression>=false</conditionExpression>"
    dead = flows("start s, s val, val slut").replace(
        'targetRef="slut"/>', f'targetRef="slut">{condition}</sequenceFlow>'
    )
    kommun.deploy(process(START + service("s") + gateway + END + dead))
    case = kommun.start()
    (job,) = kommun.claim("prov")
    with pytest.raises(ElementError):
        complete_job(kommun.worker, job.lease, {"nummer": "17"})
    assert kommun.variables(case) == {}
    assert fail_job(kommun.worker, job.lease, Failure("fel")) is False


def test_a_timer_runs_when_it_is_due_and_not_before(kommun: Kommun) -> None:
    body = START + f'<intermediateCatchEvent id="t">{timer("P3W")}</intermediateCatchEvent>' + user("efter") + END
    kommun.deploy(process(body + flows("start t, t efter, efter slut")))
    case = kommun.start()
    request = Claim("arbetare")
    due = next_due(kommun.context, request)
    assert due is not None
    assert (due - kommun.clock).days == 21
    kommun.wait(days=20)
    assert kommun.run_jobs() == 0
    kommun.wait(days=1)
    assert kommun.run_jobs() == 1
    assert kommun.waits(case) == ["efter"]
    assert next_due(kommun.context, request) is None


def test_timers_run_in_the_order_of_their_due_dates(kommun: Kommun) -> None:
    body = START + f'<intermediateCatchEvent id="t">{timer("=d")}</intermediateCatchEvent>' + user("efter") + END
    kommun.deploy(process(body + flows("start t, t efter, efter slut")))
    cases = [kommun.start(d=f"P{days}D") for days in (3, 1, 2)]
    kommun.wait(days=10)
    jobs = kommun.claim(limit=2)
    assert [job.instance_id for job in jobs] == [cases[1].id, cases[2].id]


def test_a_cancelled_timer_never_runs(kommun: Kommun) -> None:
    boundary = f'<boundaryEvent id="frist" attachedToRef="a">{timer("P1D")}</boundaryEvent>'
    body = START + user("a") + boundary + user("forsenad") + user("b") + END
    kommun.deploy(process(body + flows("start a, a b, b slut, frist forsenad, forsenad slut")))
    case = kommun.start()
    kommun.complete("a")
    kommun.wait(days=2)
    assert kommun.run_jobs() == 0
    assert kommun.waits(case) == ["b"]


def test_a_repeated_timer_runs_as_often_as_it_says(kommun: Kommun) -> None:
    cycle = "<timerEventDefinition><timeCycle>R3/P1M</timeCycle></timerEventDefinition>"
    boundary = f'<boundaryEvent id="varje" attachedToRef="a" cancelActivity="false">{cycle}</boundaryEvent>'
    body = START + user("a") + boundary + user("paminn") + END
    kommun.deploy(process(body + flows("start a, a slut, varje paminn, paminn slut")))
    case = kommun.start()
    for expected in (1, 2, 3, 3):
        kommun.wait(days=31)
        kommun.run_jobs()
        assert len(kommun.tasks("paminn", case)) == expected
    assert count_jobs(kommun.context, JobQuery()) == 0


def test_a_timer_can_be_moved_or_run_at_once(kommun: Kommun) -> None:
    body = START + f'<intermediateCatchEvent id="t">{timer("P3W")}</intermediateCatchEvent>' + END
    kommun.deploy(process(body + flows("start t, t slut")))
    case, other = kommun.start(), kommun.start()
    jobs = {each.instance_id: each.id for each in list_jobs(kommun.context, JobQuery())}
    set_due(kommun.context, jobs[case.id], kommun.clock)
    kommun.run_jobs()
    assert [get_instance(kommun.context, each.id).outcome for each in (case, other)] == ["completed", None]
    execute_job(kommun.context, jobs[other.id])
    assert get_instance(kommun.context, other.id).outcome == "completed"


def test_a_continuation_commits_before_the_work_goes_on(kommun: Kommun) -> None:
    body = START + user("a") + user("b", more='camunda:asyncBefore="true"') + END
    kommun.deploy(process(body + flows("start a, a b, b slut")))
    case = kommun.start()
    kommun.complete("a")
    assert [each.kind for each in waiting(kommun.context, case.id)] == ["continuation"]
    kommun.run_jobs()
    kommun.complete("b")
    assert get_instance(kommun.context, case.id).outcome == "completed"


def test_an_internal_job_that_fails_is_tried_again_and_becomes_an_incident(kommun: Kommun) -> None:
    gateway = '<exclusiveGateway id="val"/>'
    condition = "<conditionExpression>=klart</conditionExpression>"
    body = START + f'<intermediateCatchEvent id="t">{timer("P1D")}</intermediateCatchEvent>' + gateway + END
    links = flows("start t, t val, val slut").replace(
        'targetRef="slut"/>', f'targetRef="slut">{condition}</sequenceFlow>'
    )
    kommun.deploy(process(body + links))
    case = kommun.start(klart=False)
    for _ in range(4):
        kommun.wait(days=1)
        kommun.run_jobs()
    (incident,) = list_incidents(kommun.context, IncidentQuery())
    assert (incident.kind, incident.element) == ("failedJob", "t")
    change_variables(kommun.context, case.id, VariableChanges({"klart": True}))
    retry_incident(kommun.context, incident.id)
    kommun.run_jobs()
    assert get_instance(kommun.context, case.id).outcome == "completed"
    assert count_incidents(kommun.context, IncidentQuery()) == 0


def test_a_timer_start_begins_cases_of_the_latest_version_only(kommun: Kommun) -> None:
    cycle = "<timerEventDefinition><timeCycle>R/2026-03-03T08:00/P1D</timeCycle></timerEventDefinition>"
    start = f'<startEvent id="start">{cycle}</startEvent>'
    body = start + user("a") + END + flows("start a, a slut")
    kommun.deploy(process(body))
    kommun.deploy(process(body.replace('name="A"', 'name="B"')))
    for expected in (1, 2):
        kommun.wait(days=1)
        kommun.run_jobs()
        assert count_instances(kommun.context, InstanceQuery()) == expected
    kommun.deploy(process(START + user("a") + END + flows("start a, a slut")))
    kommun.wait(days=5)
    assert kommun.run_jobs() == 0


def test_fetching_takes_only_what_the_topic_request_asks_for(kommun: Kommun) -> None:
    kommun.deploy(SERVICE)
    kommun.start(business_key="SN-1", a=1, b=2)
    kommun.start(business_key="SN-2")
    wanted = TopicRequest("prov", 1000, variables=("a",), business_key="SN-1", definition_keys=("p",))
    (job,) = fetch_and_lock(kommun.context, Fetch("w", 10, (wanted,)))
    assert (job.business_key, dict(job.variables)) == ("SN-1", {"a": 1})
    assert fetch_and_lock(kommun.context, Fetch("w", 10, (TopicRequest("prov", 1000, definition_key="q"),))) == ()
    (rest,) = fetch_and_lock(kommun.context, Fetch("w", 10, (TopicRequest("prov", 1000),)))
    assert rest.business_key == "SN-2"


def test_fetching_takes_the_highest_priority_first(kommun: Kommun) -> None:
    kommun.deploy(SERVICE)
    first, second = kommun.start(), kommun.start()
    jobs = {each.instance_id: each.id for each in list_jobs(kommun.context, JobQuery())}
    set_priority(kommun.context, jobs[second.id], 9)
    (job,) = fetch_and_lock(kommun.context, Fetch("w", 1, (TopicRequest("prov", 1000),)))
    assert (job.instance_id, job.priority) == (second.id, 9)
    assert first.id != second.id


def test_a_worker_cannot_lock_what_another_holds(kommun: Kommun) -> None:
    kommun.deploy(SERVICE)
    kommun.start()
    (job,) = list_jobs(kommun.context, JobQuery())
    lock(kommun.context, job.id, "ett", 1000)
    lock(kommun.context, job.id, "ett", 1000)
    with pytest.raises(StaleTriggerError):
        lock(kommun.context, job.id, "två", 1000)
    with pytest.raises(StaleTriggerError):
        throw_job_error(kommun.context, Lease(job.id, "två"), BpmnThrow("x"))
    held = JobQuery(locked=True)
    assert count_jobs(kommun.context, held) == 1
    kommun.wait(seconds=2)
    assert count_jobs(kommun.context, held) == 0


def test_inputs_are_what_a_service_task_sees_first(kommun: Kommun) -> None:
    parameter = '<camunda:inputParameter name="vad">="en " + vad</camunda:inputParameter>'
    inputs = f"<camunda:inputOutput>{parameter}</camunda:inputOutput>"
    task = service("s").replace("></serviceTask>", f"><extensionElements>{inputs}</extensionElements></serviceTask>")
    kommun.deploy(SERVICE.replace(service("s"), task))
    kommun.start(vad="rollator", annat=1)
    (job,) = kommun.claim("prov")
    assert (job.variables["vad"], job.variables["annat"]) == ("en rollator", 1)
    assert job_variables(kommun.context, job.id)["vad"] == "en rollator"


def test_a_commit_tells_which_jobs_to_wake_for(kommun: Kommun) -> None:
    kommun.deploy(SERVICE)
    kommun.start()
    assert [(each.topic, each.kind) for each in kommun.woken] == [("prov", "external-task")]
    kommun.woken.clear()
    with pytest.raises(NotFoundError):
        kommun.start("borta")
    assert kommun.woken == []


def test_running_a_job_whose_lease_another_took_changes_nothing(kommun: Kommun) -> None:
    body = START + f'<intermediateCatchEvent id="t">{timer("P1D")}</intermediateCatchEvent>' + user("efter") + END
    kommun.deploy(process(body + flows("start t, t efter, efter slut")))
    case = kommun.start()
    kommun.wait(days=1)
    (first,) = claim(kommun.worker, Claim("ett"))
    kommun.wait(minutes=2)
    (second,) = claim(kommun.worker, Claim("två"))
    run_internal(kommun.worker, first)
    assert kommun.waits(case) == ["t"]
    run_internal(kommun.worker, second)
    run_internal(kommun.worker, second)
    assert kommun.waits(case) == ["efter"]


def test_jobs_sort_and_page(kommun: Kommun) -> None:
    kommun.deploy(SERVICE)
    for _ in range(3):
        kommun.start()
        kommun.wait(minutes=1)
    newest = JobQuery(page=Page(size=1, sorting=(Sort("created", descending=True),)))
    (job,) = list_jobs(kommun.context, newest)
    assert job.created == kommun.clock - timedelta(minutes=1)


def test_a_job_whose_case_cannot_be_read_does_not_keep_others_from_running(kommun: Kommun) -> None:
    kommun.deploy(SERVICE)
    broken, whole = kommun.start(), kommun.start()
    with kommun.engine.begin() as connection:
        connection.execute(update(case_state).where(case_state.c.root_id == broken.id).values(state=b"\0"))
    (job,) = kommun.claim("prov")
    assert job.instance_id == whole.id
    failed = {each.instance_id: each.error for each in list_jobs(kommun.context, JobQuery(with_exception=True))}
    assert set(failed) == {broken.id}


def test_a_terminate_end_closes_what_was_open(kommun: Kommun) -> None:
    end = '<endEvent id="stopp"><terminateEventDefinition/></endEvent>'
    body = START + '<parallelGateway id="g"/>' + user("a") + user("b") + service("s") + end + END
    kommun.deploy(process(body + flows("start g, g a, g b, g s, a stopp, b slut, s slut")))
    case = kommun.start()
    kommun.complete("a")
    assert get_instance(kommun.context, case.id).outcome == "completed"
    assert (kommun.tasks("b", case), kommun.claim("prov")) == ([], ())
