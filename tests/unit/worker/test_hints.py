"""What tells Celery's workers, without a broker: it never waits, never raises, and never tells what they cannot run."""

from datetime import UTC, datetime, timedelta

import pytest

from app.handler import Registration, Registry
from app.usecases.context import Enqueued
from app.worker.broker import Line, broker_program, queue_name, queue_names
from app.worker.hints import Announcer

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOBODY = "redis://127.0.0.1:1/0"  # a port where nobody listens


@pytest.fixture
def registry() -> Registry:
    """One topic with a handler."""
    registry = Registry()
    registry.add(Registration("prov", "Prov", lambda job: {}))
    return registry


def job(topic: str = "prov", kind: str = "external-task", due: datetime = NOW) -> Enqueued:
    return Enqueued("1", kind, topic, due)


def test_each_topic_has_its_queue_and_all_that_is_the_engines_own_has_one() -> None:
    assert queue_name(job("bestall")) == "stegvis.bestall"
    assert {queue_name(job(f":{kind}", kind)) for kind in ("timer", "delivery", "start-timer")} == {"stegvis"}
    assert queue_names(["b", "a"]) == ("stegvis", "stegvis.a", "stegvis.b")


@pytest.mark.parametrize("url", [NOBODY, "amqp://127.0.0.1:1//"])
def test_a_broker_that_is_away_is_an_answer_and_no_error(url: str) -> None:
    line = Line(broker_program(url, ["prov"]))
    assert line.tell([job()]) is False
    assert line.crowd("stegvis.prov") is None
    line.close()


def test_only_what_is_due_and_what_a_worker_of_ours_can_run_is_announced(registry: Registry) -> None:
    announcer = Announcer(NOBODY, registry, lambda: NOW)
    later = NOW + timedelta(seconds=1)
    announcer.announce(
        (job(), job("utan-hanterare"), job(due=later), job(":timer", "timer"), job(":timer", "timer", later))
    )
    assert announcer.waiting() == 2


def test_with_the_broker_away_announcing_is_harmless_and_ends(registry: Registry) -> None:
    announcer = Announcer(NOBODY, registry, lambda: NOW)
    announcer.start()
    for _ in range(100):
        announcer.announce((job(),))
    announcer.close(timeout=20)
    announcer.announce((job(),))
    assert announcer.waiting() == 0


def test_what_there_is_no_room_for_is_left_to_the_sweep(registry: Registry) -> None:
    announcer = Announcer(NOBODY, registry, lambda: NOW)
    for _ in range(11):
        announcer.announce((job(),) * 1000)
    assert announcer.waiting() == 10_000
