"""Long polls of outside workers: answered as soon as something is due, holding no transaction and not all threads."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import QueuePool

from app.usecases.instances import StartInstance, start_instance
from tests.integration.rest.api import Api, served

HOUR = 1_800_000


def _poll(api: Api, wait_ms: int = HOUR, worker: str = "w1") -> Any:
    topics = [{"topicName": "provning", "lockDuration": 60_000}]
    sent = {"workerId": worker, "maxTasks": 1, "asyncResponseTimeout": wait_ms, "topics": topics}
    return api.post("/external-task/fetchAndLock", sent, 200)


def _until(happened: Callable[[], bool]) -> None:
    for _ in range(1000):
        if happened():
            return
        time.sleep(0.01)
    pytest.fail("it did not happen within ten seconds")


def _waiting(api: Api) -> int:
    """How many polls wait: places taken of the half of the threads."""
    return 4 - int(api.flask.extensions["stegvis_waiting"]._value)


@pytest.fixture
def waited(api: Api) -> Api:
    """The API with the diagram and no case."""
    api.deploy({"prov.bpmn": served()})
    return api


def test_a_poll_is_answered_when_something_comes_due(waited: Api) -> None:
    with ThreadPoolExecutor() as pool:
        poll: Future[Any] = pool.submit(_poll, waited)
        _until(lambda: _waiting(waited) == 1)
        started = waited.start()
        (job,) = poll.result(timeout=20)
    assert job["processInstanceId"] == started["id"]
    assert _waiting(waited) == 0


def test_a_poll_with_something_due_is_answered_without_waiting(waited: Api) -> None:
    started = waited.start()
    (job,) = _poll(waited)
    assert job["processInstanceId"] == started["id"]


def test_a_poll_that_finds_nothing_ends_with_an_empty_list(waited: Api) -> None:
    assert _poll(waited, 30) == []
    assert _waiting(waited) == 0


def test_a_waiting_poll_holds_no_connection_and_no_lock(waited: Api) -> None:
    with ThreadPoolExecutor() as pool:
        poll: Future[Any] = pool.submit(_poll, waited)
        _until(lambda: _waiting(waited) == 1)
        pool_of_house = waited.house.engine.pool
        assert isinstance(pool_of_house, QueuePool)
        _until(lambda: pool_of_house.checkedout() == 0)
        start_instance(waited.house.context(), StartInstance(key="p"))
        assert len(poll.result(timeout=20)) == 1


def test_half_of_the_threads_may_wait_and_further_polls_are_answered_at_once(waited: Api) -> None:
    with ThreadPoolExecutor(8) as pool:
        polls = [pool.submit(_poll, waited, HOUR, f"w{number}") for number in range(4)]
        _until(lambda: _waiting(waited) == 4)
        assert pool.submit(_poll, waited, HOUR, "en till").result(timeout=20) == []
        for _ in range(4):
            waited.start()
        assert sum(len(poll.result(timeout=20)) for poll in polls) == 4
    assert _waiting(waited) == 0
