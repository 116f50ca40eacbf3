"""Many at the same moment, from threads and processes, on both databases: each message and each task has one effect."""

import multiprocessing
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app import engine
from app.errors import AppError, TaskNotActiveError
from app.store.inbox import lock_names_to_await
from app.usecases.history import ActivityQuery, list_activities
from app.usecases.instances import InstanceQuery, get_instance, list_instances
from app.usecases.jobs import ClaimedJob
from app.usecases.messages import Correlated, Message, correlate
from app.usecases.record import record
from app.usecases.runs import held_job, run_held
from app.usecases.tasks import TaskQuery, complete_task, list_tasks, open_task
from app.usecases.variables import VariableChanges, change_variables
from app.usecases.waits import Cause
from tests.databases import fresh
from tests.unit.usecases.kommun import END, START, Kommun, catch, flows, messages, opened, process, throw, user

WAITS = process(
    START + catch("m", "svar") + catch("n", "svar") + user("b") + END + flows("start m, m n, n b, b slut"),
)
EARLY = process(START + user("a") + catch("m", "svar") + user("b") + END + flows("start a, a m, m b, b slut"))
THROWS = process(START + throw("t", "svar") + END + flows("start t, t slut"), key="s")
SENT = Message("svar", business_key="SN-1", payload={"vad": "ja"}, key="brev-1")
ON_BOTH = pytest.mark.parametrize(
    "kommun", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def kommun(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kommun]:
    """A database of its own."""
    found = opened(fresh(tmp_path, request.param))
    yield found
    found.engine.dispose()


def _send(kommun: Kommun, sent: Message) -> Correlated | str:
    try:
        return correlate(kommun.context, sent)
    except AppError as error:
        return error.code


def _send_fifty(url: str, sent: Message, answers: "multiprocessing.Queue[Correlated | str]") -> None:
    kommun = opened(url)
    with ThreadPoolExecutor(8) as pool:
        for _ in pool.map(lambda _: answers.put(_send(kommun, sent)), range(50)):
            pass
    kommun.engine.dispose()


@ON_BOTH
def test_the_same_message_a_hundred_times_at_once_has_one_effect_and_one_answer(kommun: Kommun) -> None:
    kommun.deploy(messages("svar"), WAITS)
    case = kommun.start(business_key="SN-1")
    spawning = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[Correlated | str] = spawning.Queue()
    url = kommun.engine.url.render_as_string(hide_password=False)
    other = spawning.Process(target=_send_fifty, args=(url, SENT, answers))
    other.start()
    found = [answers.get(timeout=60)]  # it is at work
    with ThreadPoolExecutor(8) as pool:
        found += list(pool.map(lambda _: _send(kommun, SENT), range(50)))
    found += [answers.get(timeout=60) for _ in range(49)]
    other.join()
    assert len(set(found)) == 1, Counter(map(str, found))
    assert (len(found), kommun.waits(case)) == (100, ["n"])


@ON_BOTH
def test_different_messages_at_once_are_each_delivered_once(kommun: Kommun) -> None:
    """Two wait one after the other in the case: the third finds nobody, whoever of them that is."""
    kommun.deploy(messages("svar"), WAITS)
    case = kommun.start(business_key="SN-1")
    with ThreadPoolExecutor(6) as pool:
        sent = [replace(SENT, key=str(number % 3)) for number in range(18)]
        found = list(pool.map(lambda each: _send(kommun, each), sent))
    elements = {each.element for each in found if isinstance(each, Correlated)}
    assert (kommun.waits(case), elements) == (["b"], {"m", "n"})
    by_key = [{str(each) for each in found[number::3] if isinstance(each, Correlated)} for number in range(3)]
    assert sorted(map(len, by_key)) == [0, 1, 1]


@ON_BOTH
def test_the_same_start_message_at_once_begins_one_case(kommun: Kommun) -> None:
    begun = '<startEvent id="start"><messageEventDefinition messageRef="m_svar"/></startEvent>'
    kommun.deploy(messages("svar"), process(begun + user("b") + END + flows("start b, b slut")))
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: _send(kommun, SENT), range(40)))
    assert len(found) == len(list_instances(kommun.context, InstanceQuery())) == 1


@ON_BOTH
@pytest.mark.parametrize("thrown", ["from outside", "from a diagram"])
def test_a_message_kept_while_somebody_begins_to_wait_is_delivered(kommun: Kommun, thrown: str) -> None:
    """The one who begins to wait has not committed when the other looks, and has looked before the other keeps."""
    kommun.deploy(messages("svar"), EARLY, THROWS)
    case = kommun.start(business_key="SN-1")
    sender = threading.Thread(target=lambda: _keep(kommun, thrown))
    context, task = kommun.context, kommun.task("a")
    with context.transaction() as session:
        _, standing = open_task(context, session, task)
        step = engine.complete(standing.state, task, {}, context.world(session))
        record(context, session, standing, step, Cause(task))
        sender.start()
        sender.join(1.0)  # it has to wait for us, whichever database it is
    sender.join()
    kommun.run_jobs()
    assert kommun.waits(case) == ["b"]


def _keep(kommun: Kommun, thrown: str) -> None:
    if thrown == "from outside":
        correlate(kommun.context, replace(SENT, lifetime=timedelta(days=7)))
    else:
        kommun.start("s", business_key="SN-1")
        kommun.run_jobs()


@pytest.mark.postgres
@pytest.mark.parametrize("kommun", ["postgresql"], indirect=True)
def test_those_who_begin_to_wait_for_one_name_do_not_wait_for_each_other(kommun: Kommun) -> None:
    with kommun.context.transaction() as first, kommun.context.transaction() as second:
        lock_names_to_await(first.connection, ["svar", "annat"])
        lock_names_to_await(second.connection, ["annat", "svar"])


@ON_BOTH
def test_messages_kept_and_awaited_by_many_at_once_are_each_delivered(kommun: Kommun) -> None:
    kommun.deploy(messages("svar"), EARLY)
    cases = [kommun.start(business_key=f"SN-{number}") for number in range(12)]
    tasks = [kommun.tasks("a", case)[0] for case in cases]

    def act(number: int) -> None:
        if number % 2:
            kommun.complete_id(tasks[number // 2])
        else:
            sent = Message("svar", business_key=f"SN-{number // 2}", key=str(number), lifetime=timedelta(days=7))
            correlate(kommun.context, sent)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(act, range(24)))
    kommun.run_jobs()
    assert [kommun.waits(case) for case in cases] == [["b"]] * 12


@pytest.mark.postgres
@pytest.mark.parametrize("kommun", ["postgresql"], indirect=True)
def test_two_cases_that_write_to_each_other_do_not_wait_for_each_other(kommun: Kommun) -> None:
    kommun.deploy(
        messages("svar"),
        process(
            START + throw("t", "svar", correlation="till") + catch("m", "svar") + END + flows("start t, t m, m slut")
        ),
    )
    cases = [kommun.start(till=1), kommun.start(till=2)]
    for case, other in zip(cases, (2, 1), strict=True):
        change_variables(kommun.context, case.id, VariableChanges({"till": other}))
    jobs, gate = kommun.claim(), threading.Barrier(2)

    def run(job: ClaimedJob) -> None:
        with kommun.worker.transaction() as session:
            held = held_job(session, job.lease)
            gate.wait(10)
            run_held(kommun.worker, session, held)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, jobs))
    assert [get_instance(kommun.context, case.id).outcome for case in cases] == ["completed", "completed"]


@ON_BOTH
def test_of_thirty_two_who_complete_a_task_at_once_one_does(kommun: Kommun) -> None:
    kommun.deploy(process(START + user("a") + user("b") + END + flows("start a, a b, b slut")))
    cases = [kommun.start() for _ in range(20)]
    tasks = [kommun.tasks("a", case)[0] for case in cases]
    gate = threading.Barrier(32)

    def attempt(task: str) -> str:
        try:
            complete_task(kommun.context, task, {})
        except AppError as error:
            return error.code
        return "done"

    def all_of(_: int) -> list[str]:
        found = []
        for task in tasks:
            gate.wait()
            found.append(attempt(task))
        return found

    with ThreadPoolExecutor(32) as pool:
        outcomes = Counter(outcome for part in pool.map(all_of, range(32)) for outcome in part)
    assert outcomes == {"done": 20, TaskNotActiveError.code: 31 * 20}
    assert len(list_tasks(kommun.context, TaskQuery(element="b"))) == 20
    visits = list_activities(kommun.context, ActivityQuery(kind="userTask"))
    assert Counter(each.element for each in visits) == {"a": 20, "b": 20}
