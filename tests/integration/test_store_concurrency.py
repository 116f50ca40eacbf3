"""Many at once, and a process that dies between two steps: each task once, nothing lost."""

import multiprocessing
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.errors import AppError, ConflictError, StaleTriggerError, TaskNotActiveError
from app.store.cases import lock_case, save_case
from app.usecases.history import ActivityQuery, list_activities
from app.usecases.instances import get_instance
from app.usecases.jobs import Claim, claim, complete_job
from app.usecases.messages import Message, correlate
from app.usecases.tasks import TaskQuery, complete_task, list_tasks
from tests.unit.usecases.kommun import END, START, Kommun, catch, flows, messages, opened, process, service, user

TWO = process(START + user("a") + user("b") + END + flows("start a, a b, b slut"))


@pytest.fixture
def kommun(tmp_path: Path) -> Kommun:
    """A database of its own."""
    return opened(tmp_path / "stegvis.db")


def _attempt(kommun: Kommun, task: str) -> str:
    try:
        complete_task(kommun.context, task, {})
    except AppError as error:
        return error.code
    return "done"


def test_eight_threads_complete_one_task_exactly_once(kommun: Kommun) -> None:
    kommun.deploy(TWO)
    case = kommun.start()
    task = kommun.task("a")
    with ThreadPoolExecutor(8) as pool:
        outcomes = Counter(pool.map(lambda _: _attempt(kommun, task), range(32)))
    assert outcomes == {"done": 1, TaskNotActiveError.code: 31}
    visits = list_activities(kommun.context, ActivityQuery(root_id=case.id, kind="userTask"))
    assert [each.element for each in visits] == ["a", "b"]


def test_threads_complete_many_tasks_each_once(kommun: Kommun) -> None:
    kommun.deploy(TWO)
    for _ in range(20):
        kommun.start()
    tasks = [each.id for each in list_tasks(kommun.context, TaskQuery())] * 4
    with ThreadPoolExecutor(8) as pool:
        outcomes = Counter(pool.map(lambda task: _attempt(kommun, task), tasks))
    assert outcomes == {"done": 20, TaskNotActiveError.code: 60}
    assert {each.element for each in list_tasks(kommun.context, TaskQuery())} == {"b"}


def _complete_all(path: Path, results: "multiprocessing.Queue[str]") -> None:
    kommun = opened(path)
    for task in list_tasks(kommun.context, TaskQuery(element="a")):
        results.put(_attempt(kommun, task.id))


def test_processes_on_one_file_complete_each_task_once(kommun: Kommun, tmp_path: Path) -> None:
    kommun.deploy(TWO)
    for _ in range(10):
        kommun.start()
    spawning = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[str] = spawning.Queue()
    workers = [spawning.Process(target=_complete_all, args=(tmp_path / "stegvis.db", results)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    outcomes: Counter[str] = Counter()
    while not results.empty():
        outcomes[results.get()] += 1
    assert outcomes["done"] == 10
    assert set(outcomes) <= {"done", TaskNotActiveError.code}


def test_workers_share_the_jobs_and_do_each_once(kommun: Kommun) -> None:
    kommun.deploy(process(START + service("s") + user("b") + END + flows("start s, s b, b slut")))
    for _ in range(20):
        kommun.start()

    def work(owner: str) -> list[str]:
        done = []
        while jobs := claim(kommun.worker, Claim(owner, frozenset({"prov"}), limit=3)):
            for job in jobs:
                complete_job(kommun.worker, job.lease, {"av": owner})
                done.append(job.id)
        return done

    with ThreadPoolExecutor(4) as pool:
        done = [id for part in pool.map(work, ["ett", "två", "tre", "fyra"]) for id in part]
    assert len(done) == len(set(done)) == 20
    assert len(list_tasks(kommun.context, TaskQuery(element="b"))) == 20


def test_the_same_message_many_times_at_once_has_one_effect(kommun: Kommun) -> None:
    kommun.deploy(
        messages("svar"), process(START + catch("m", "svar") + user("b") + END + flows("start m, m b, b slut"))
    )
    case = kommun.start(business_key="SN-1")

    def send(_: int) -> str:
        try:
            return correlate(kommun.context, Message("svar", business_key="SN-1")).kind
        except AppError as error:
            return error.code

    with ThreadPoolExecutor(8) as pool:
        outcomes = Counter(pool.map(send, range(24)))
    assert outcomes == {"execution": 1, "no-matching-receiver": 23}
    assert kommun.waits(case) == ["b"]


def test_a_state_written_by_another_meanwhile_is_a_conflict(kommun: Kommun) -> None:
    kommun.deploy(TWO)
    case = kommun.start()
    with kommun.context.transaction() as session:
        first = lock_case(session.connection, case.id)
        assert first is not None
        save_case(session.connection, first, first.waiting, first.state)
        with pytest.raises(ConflictError):
            save_case(session.connection, first, first.waiting, b"annat")


def test_after_a_crash_between_two_steps_every_case_stands_where_it_stood(kommun: Kommun, tmp_path: Path) -> None:
    kommun.deploy(process(START + user("a") + service("s") + user("b") + END + flows("start a, a s, s b, b slut")))
    case = kommun.start(vad="säng")
    kommun.complete("a")
    (job,) = kommun.claim("prov")
    # What a killed process leaves: the files as they are, the log not yet in the database file.
    for file in tmp_path.glob("stegvis.db*"):
        shutil.copy(file, tmp_path / file.name.replace("stegvis", "efter"))
    again = opened(tmp_path / "efter.db")
    assert again.waits(case) == ["s"]
    assert again.variables(case)["vad"] == "säng"
    again.clock = kommun.clock
    again.wait(minutes=2)
    (taken_over,) = again.claim("prov", owner="annan")
    assert taken_over.id == job.id
    with pytest.raises(StaleTriggerError):
        complete_job(again.worker, job.lease, {})
    complete_job(again.worker, taken_over.lease, {})
    again.complete("b")
    assert get_instance(again.context, case.id).outcome == "completed"
