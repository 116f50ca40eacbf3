"""What a child of Celery's pool does with a hint, and what its main process does when the child dies."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.handler import Job, Registration, Registry, Variables
from app.usecases.jobs import JobQuery, claim_hinted, list_jobs
from app.worker import Bench
from app.worker.leases import fail_if_held
from app.worker.tasks import Desk, lost_try, owner_of
from tests.databases import fresh
from tests.unit.usecases.kommun import END, START, Kommun, flows, opened, process, service, user

SERVICE = process(START + service("s") + user("efter") + END + flows("start s, s efter, efter slut"))


@pytest.fixture
def kommun(tmp_path: Path) -> Iterator[Kommun]:
    """A database with a process of one service task."""
    kommun = opened(fresh(tmp_path))
    kommun.deploy(SERVICE)
    yield kommun
    kommun.engine.dispose()


def desk(kommun: Kommun, seen: list[Job]) -> Desk:
    """A desk whose handler tells what it sees."""

    def handler(job: Job) -> Variables:
        seen.append(job)
        return {"nummer": "B-1"}

    registry = Registry()
    registry.add(Registration("prov", "Prov", handler))
    return Desk(kommun.context, Bench(registry), "barn")


def only_job(kommun: Kommun) -> str:
    (job,) = list_jobs(kommun.context, JobQuery())
    return job.id


def test_a_hint_is_claimed_and_run_and_a_second_one_of_the_same_job_is_dropped(
    kommun: Kommun, caplog: pytest.LogCaptureFixture
) -> None:
    case = kommun.start()
    job, seen = only_job(kommun), list[Job]()
    opened = desk(kommun, seen)
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            opened.run(job, owner_of("ett@prov", "hint"))
    assert [each.id for each in seen] == [job]
    assert kommun.waits(case) == ["efter"]
    assert caplog.messages == []


def test_a_child_that_died_costs_the_job_that_it_had_a_try(kommun: Kommun) -> None:
    kommun.start()
    job = only_job(kommun)
    assert claim_hinted(kommun.worker, job, owner_of("ett@prov", "hint"), Bench(Registry()).lease) is not None
    fail_if_held(kommun.worker, *lost_try("ett@prov", "hint", job, OSError("signal 9")))
    (failed,) = list_jobs(kommun.context, JobQuery())
    assert (failed.retries, failed.owner) == (2, None)
    assert failed.error == "Processen som körde jobbet dog: signal 9"


def test_a_child_that_died_after_its_job_was_done_or_taken_over_costs_nothing(kommun: Kommun) -> None:
    kommun.start()
    job = only_job(kommun)
    lease = Bench(Registry()).lease
    assert claim_hinted(kommun.worker, job, owner_of("ett@prov", "hint"), lease) is not None
    kommun.wait(minutes=2)
    assert claim_hinted(kommun.worker, job, owner_of("ett@prov", "annan hint"), lease) is not None
    fail_if_held(kommun.worker, *lost_try("ett@prov", "hint", job, OSError("signal 9")))
    (held,) = list_jobs(kommun.context, JobQuery())
    assert (held.retries, held.error) == (3, None)
