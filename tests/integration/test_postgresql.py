"""PostgreSQL under many hands: one case is advanced by one at a time, and whoever comes second waits and then sees."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.errors import AppError, TaskNotActiveError
from app.usecases.history import ActivityQuery, list_activities
from app.usecases.instances import get_instance
from app.usecases.jobs import Claim, claim, complete_job
from app.usecases.queries import Page
from app.usecases.tasks import TaskQuery, complete_task, list_tasks
from tests.databases import fresh_postgresql
from tests.unit.usecases.kommun import END, START, Kommun, flows, opened, process, service, user

HANDS = 32
BRANCHES = 24


@pytest.fixture
def kommun() -> Iterator[Kommun]:
    """A municipality on a PostgreSQL database of its own."""
    found = opened(fresh_postgresql())
    yield found
    found.engine.dispose()


def attempt(kommun: Kommun, task: str) -> str:
    try:
        complete_task(kommun.context, task, {})
    except AppError as error:
        return error.code
    return "done"


def wide(*branches: str) -> str:
    """All branches at once, then an end."""
    ids = [branch.partition('id="')[2].partition('"')[0] for branch in branches]
    ways = ", ".join(f"dela {id}, {id} samla" for id in ids)
    gateways = '<parallelGateway id="dela"/><parallelGateway id="samla"/>'
    return process(START + gateways + "".join(branches) + END + flows(f"start dela, {ways}, samla slut"))


def test_each_of_many_tasks_is_completed_once_by_many_hands(kommun: Kommun) -> None:
    kommun.deploy(process(START + user("a") + END + flows("start a, a slut")))
    cases = [kommun.start() for _ in range(6)]
    tasks = [each.id for each in list_tasks(kommun.context, TaskQuery())] * HANDS
    with ThreadPoolExecutor(HANDS) as pool:
        outcomes = Counter(pool.map(lambda task: attempt(kommun, task), sorted(tasks)))
    assert outcomes == {"done": 6, TaskNotActiveError.code: 6 * (HANDS - 1)}
    assert {get_instance(kommun.context, case.id).outcome for case in cases} == {"completed"}


def test_tasks_of_one_case_that_are_completed_at_once_wait_for_one_another(kommun: Kommun) -> None:
    kommun.deploy(wide(*(user(f"a{number}") for number in range(BRANCHES))))
    case = kommun.start()
    tasks = [each.id for each in list_tasks(kommun.context, TaskQuery(page=Page(size=100)))]
    with ThreadPoolExecutor(BRANCHES) as pool:
        outcomes = Counter(pool.map(lambda task: attempt(kommun, task), tasks))
    assert outcomes == {"done": BRANCHES}
    assert get_instance(kommun.context, case.id).outcome == "completed"


def test_jobs_and_tasks_of_one_case_neither_fail_nor_lock_each_other_out(kommun: Kommun) -> None:
    jobs = [service(f"s{number}") for number in range(BRANCHES // 2)]
    people = [user(f"a{number}") for number in range(BRANCHES // 2)]
    kommun.deploy(wide(*jobs, *people))
    case = kommun.start()
    tasks = [each.id for each in list_tasks(kommun.context, TaskQuery(page=Page(size=100)))]
    claimed = claim(kommun.worker, Claim("prov", frozenset({"prov"}), limit=BRANCHES))
    assert len(claimed) == BRANCHES // 2
    with ThreadPoolExecutor(BRANCHES) as pool:
        done = [pool.submit(complete_job, kommun.worker, job.lease, {"v": job.element}) for job in claimed]
        outcomes = Counter(pool.map(lambda task: attempt(kommun, task), tasks))
        for each in done:
            each.result()
    assert outcomes == {"done": BRANCHES // 2}
    assert get_instance(kommun.context, case.id).outcome == "completed"
    ended = Counter(each.element for each in list_activities(kommun.context, ActivityQuery(root_id=case.id)))
    assert set(ended.values()) == {1}


def test_many_workers_share_the_jobs_that_are_due(kommun: Kommun) -> None:
    kommun.deploy(process(START + service("s") + END + flows("start s, s slut")))
    for _ in range(40):
        kommun.start()

    def work(number: int) -> list[str]:
        found = []
        while jobs := claim(kommun.worker, Claim(f"prov{number}", frozenset({"prov"}), limit=3)):
            for job in jobs:
                complete_job(kommun.worker, job.lease, {})
                found.append(job.id)
        return found

    with ThreadPoolExecutor(8) as pool:
        done = [id for part in pool.map(work, range(8)) for id in part]
    assert len(done) == len(set(done)) == 40
