"""Jobs for Celery's workers: what the sweep announces, and what a hint is worth."""

from datetime import timedelta

from app.usecases.hints import lease_for_queue, recall, unclaimed
from app.usecases.jobs import QUEUE, ClaimedJob, JobQuery, claim_hinted, complete_job, list_jobs, release_job
from tests.unit.usecases.kommun import END, START, Kommun, flows, process, service, timer, user

SERVICE = process(START + service("s") + user("efter") + END + flows("start s, s efter, efter slut"))
WAIT = '<intermediateCatchEvent id="stund">' + timer("PT10M") + "</intermediateCatchEvent>"
TIMER = process(START + WAIT + user("efter") + END + flows("start stund, stund efter, efter slut"))
TOPICS = ("prov", ":timer")
MINUTE = timedelta(minutes=1)


def hint(kommun: Kommun, owner: str = "barn") -> ClaimedJob | None:
    """What who gets the hint of the one job claims."""
    (job,) = list_jobs(kommun.context, JobQuery())
    return claim_hinted(kommun.worker, job.id, owner, MINUTE)


def test_a_hint_claims_just_its_job_with_its_variables(kommun: Kommun) -> None:
    kommun.deploy(SERVICE)
    case = kommun.start(vad="rollator")
    claimed = hint(kommun)
    assert claimed is not None
    assert (claimed.variables["vad"], claimed.deadline) == ("rollator", kommun.clock + MINUTE)
    complete_job(kommun.worker, claimed.lease, {})
    assert kommun.waits(case) == ["efter"]


def test_a_hint_of_what_is_gone_claimed_or_not_due_yet_is_worth_nothing(kommun: Kommun) -> None:
    kommun.deploy(SERVICE)
    kommun.deploy(TIMER.replace('"p"', '"t"'))
    kommun.start()
    assert claim_hinted(kommun.worker, "finns-inte", "barn", MINUTE) is None
    assert hint(kommun) is not None
    assert hint(kommun, "annat barn") is None
    kommun.wait(minutes=2)
    assert hint(kommun, "annat barn") is not None, "its lease has run out"
    (job,) = list_jobs(kommun.context, JobQuery())
    kommun.start("t")
    (waiting,) = list_jobs(kommun.context, JobQuery(element="stund"))
    assert claim_hinted(kommun.worker, waiting.id, "barn", MINUTE) is None
    assert job.owner == "annat barn"


def test_what_was_just_announced_at_its_commit_is_left_a_second(kommun: Kommun) -> None:
    kommun.deploy(SERVICE)
    kommun.start()
    assert unclaimed(kommun.context, TOPICS, 10) == ()
    kommun.wait(seconds=1)
    (late,) = unclaimed(kommun.context, TOPICS, 10)
    assert (late.topic, late.kind) == ("prov", "external-task")
    assert unclaimed(kommun.context, [":timer"], 10) == ()


def test_a_timer_is_announced_when_it_falls_due_for_no_commit_did(kommun: Kommun) -> None:
    kommun.deploy(TIMER)
    kommun.start()
    kommun.wait(minutes=9, seconds=59)
    assert unclaimed(kommun.context, TOPICS, 10) == ()
    kommun.wait(seconds=1)
    assert [each.topic for each in unclaimed(kommun.context, TOPICS, 10)] == [":timer"]


def test_what_is_leased_for_the_queue_is_announced_once_and_only_a_hint_claims_it(kommun: Kommun) -> None:
    kommun.deploy(SERVICE)
    kommun.start()
    kommun.wait(seconds=1)
    (announced,) = lease_for_queue(kommun.worker, TOPICS, 10)
    (job,) = list_jobs(kommun.context, JobQuery())
    assert (announced.id, job.owner) == (job.id, QUEUE)
    assert lease_for_queue(kommun.worker, TOPICS, 10) == ()
    assert kommun.claim("prov") == ()
    claimed = hint(kommun)
    assert claimed is not None
    assert hint(kommun, "den som fick den andra hinten") is None
    release_job(kommun.worker, claimed.lease)


def test_what_nobody_took_from_the_queue_is_announced_again(kommun: Kommun) -> None:
    kommun.deploy(SERVICE)
    kommun.start()
    kommun.wait(seconds=1)
    lease_for_queue(kommun.worker, TOPICS, 10)
    kommun.wait(seconds=30)
    assert len(lease_for_queue(kommun.worker, TOPICS, 10)) == 1


def test_what_the_broker_lost_is_recalled_and_what_is_claimed_is_not(kommun: Kommun) -> None:
    kommun.deploy(SERVICE)
    kommun.start()
    kommun.start()
    kommun.wait(seconds=1)
    taken, lost = lease_for_queue(kommun.worker, TOPICS, 10)
    assert claim_hinted(kommun.worker, taken.id, "barn", timedelta(seconds=20)) is not None
    assert recall(kommun.worker, TOPICS, 10) == 1
    assert [job.id for job in kommun.claim("prov")] == [lost.id]
