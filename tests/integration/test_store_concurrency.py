"""Many at once, and a process that dies between two steps: each task once, nothing lost."""

import multiprocessing
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path

import pytest

from app.errors import AppError, ConflictError, StaleTriggerError, TaskNotActiveError
from app.store.cases import lock_case, save_case
from app.usecases.history import ActivityQuery, OperationQuery, list_activities, list_operations
from app.usecases.instances import get_instance
from app.usecases.jobs import Claim, claim, complete_job
from app.usecases.messages import Message, correlate
from app.usecases.tasks import TaskQuery, complete_task, list_tasks
from tests.unit.usecases.kommun import END, START, Kommun, catch, flows, messages, opened, process, service, user

_SOON = 60  # seconds: only a process that has died is waited for so long
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


def _complete_all(path: Path, there: Event, start: Barrier, outcomes: "Queue[list[tuple[str, str]]]") -> None:
    """What another process does, when the tasks are there."""
    assert there.wait(_SOON)
    kommun = opened(path)
    tasks = _open_tasks(kommun)
    start.wait(_SOON)
    outcomes.put([(task, _attempt(kommun, task)) for task in tasks])


def _open_tasks(kommun: Kommun) -> list[str]:
    return [task.id for task in list_tasks(kommun.context, TaskQuery(element="a"))]


@pytest.mark.slow
def test_eight_threads_and_four_processes_complete_each_of_200_tasks_once(kommun: Kommun, tmp_path: Path) -> None:
    """All of them try all tasks, beginning at once."""
    spawning = multiprocessing.get_context("spawn")
    there, start = spawning.Event(), spawning.Barrier(4 + 8)
    told: Queue[list[tuple[str, str]]] = spawning.Queue()
    arguments = (tmp_path / "stegvis.db", there, start, told)
    processes = [spawning.Process(target=_complete_all, args=arguments) for _ in range(4)]
    for each in processes:
        each.start()
    kommun.deploy(TWO)
    cases = {kommun.start().id for _ in range(200)}
    tasks = _open_tasks(kommun)
    there.set()

    def thread(number: int) -> list[tuple[str, str]]:
        start.wait(_SOON)
        first = number * 25  # from different places, so that they meet where one has been before and where none has
        return [(task, _attempt(kommun, task)) for task in tasks[first:] + tasks[:first]]

    with ThreadPoolExecutor(8) as pool:
        outcomes = [*pool.map(thread, range(8)), *(told.get(timeout=_SOON) for _ in processes)]
    for each in processes:
        each.join()

    assert Counter(outcome for each in outcomes for _, outcome in each) == {"done": 200, TaskNotActiveError.code: 2200}
    assert sorted(task for each in outcomes for task, outcome in each if outcome == "done") == sorted(tasks)
    visits = list_activities(kommun.context, ActivityQuery(kind="userTask"))
    assert Counter((visit.root_id, visit.element) for visit in visits) == {(case, e): 1 for case in cases for e in "ab"}
    logged = list_operations(kommun.context, OperationQuery(action="complete"))
    assert sorted(each.entity_id for each in logged) == sorted(tasks)


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
