"""What jobs cost: how soon a handler starts after the commit, what a job takes, and what waiting timers cost."""

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from app.bootstrap.house import House, open_house
from app.handler import Registration
from app.settings import load_settings
from app.store.database import writing
from app.store.ids import new_id
from app.store.jobs import insert_jobs
from app.usecases.deployments import Deployment, deploy
from app.usecases.instances import StartInstance, get_instance, start_instance
from app.usecases.jobs import claim
from app.usecases.variables import VariableQuery, list_variables
from app.usecases.waits import job_row
from app.worker import run_due
from app.worker.running import as_job
from bench.chaos.installation import redis
from bench.chaos.programs import Program
from bench.figures import Figure
from bench.handlers import announce
from bench.handlers.note import note
from bench.server import idle_percent
from bench.stegvis import CAMUNDA
from bench.workloads import TOPIC, process

_TIMER = "timrar"
_KEY = "jobb"
_BATCH = 50_000
_FLOWS = '<sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/>'


@dataclass(frozen=True, slots=True)
class Amount:
    """How much is measured. jobs: in a row; timers: that wait, and `due` others that fall due at once.

    rest: seconds that an idle server is watched. broker: whether to measure through Celery too.
    """

    jobs: int = 300
    timers: int = 1_000_000
    due: int = 10_000
    rest: float = 20.0
    broker: bool = True


FULL = Amount()
QUICK = Amount(jobs=30, timers=20_000, due=200, rest=4.0, broker=False)


def job_figures(amount: Amount) -> Iterator[Figure]:
    """All of them. What needs a broker is left out where there is no redis-server."""
    with TemporaryDirectory(prefix="stegvis-") as made:
        directory = Path(made)
        yield from _plain(directory / "a", amount)
        yield _embedded(directory / "b", amount.jobs)
        yield from _timers(directory / "c", amount)
        if amount.broker and shutil.which("redis-server"):
            yield _celery(directory / "d", amount.jobs)
        elif amount.broker:
            print("job_latency_ms.celery är inte med: redis-server finns inte på maskinen.\n")
    yield Figure("idle_cpu_percent", idle_percent(amount.rest), "%")


def _house(directory: Path, **settings: object) -> House:
    """An installation of its own, with the two processes."""
    directory.mkdir()
    house = open_house(load_settings(data=directory, **settings))
    house.registry.add(Registration(TOPIC, TOPIC, note))
    catch = '<intermediateCatchEvent id="a"><timerEventDefinition id="t"><timeDuration>PT1H</timeDuration>'
    bodies = {_KEY: CAMUNDA.automatic("a"), _TIMER: f"{catch}</timerEventDefinition></intermediateCatchEvent>"}
    files = {
        f"{key}.bpmn": process(key, f'<startEvent id="s"/>{middle}<endEvent id="e"/>{_FLOWS}')
        for key, middle in bodies.items()
    }
    deploy(house.context(), Deployment("matning", files))
    return house


def _plain(directory: Path, amount: Amount) -> Iterator[Figure]:
    """Claimed, done and saved in one thread: CPU time a job, and how many a second."""
    house = _house(directory)
    for _ in range(amount.jobs):
        start_instance(house.context(), StartInstance(key=_KEY))
    cpu, wall = time.process_time(), time.perf_counter()
    done = sum(1 for _ in run_due(house.context(), house.bench(), "matning"))
    spent, passed = time.process_time() - cpu, time.perf_counter() - wall
    house.close()
    yield Figure("job_cpu_ms", spent / done * 1000, "ms")
    yield Figure("jobs_per_s", done / passed, "1/s")


def _embedded(directory: Path, jobs: int) -> Figure:
    """From the commit to the handler, in threads of the same process: the median."""
    house = _house(directory)
    house.start_worker()
    waits = _waits(house, jobs)
    house.close()
    return Figure("job_latency_ms.embedded", waits, "ms")


def _celery(directory: Path, jobs: int) -> Figure:
    """The same through Redis and a Celery worker of two processes."""
    with ExitStack() as stack:
        directory.mkdir()
        url, _ = redis(directory, stack)
        data = directory / "data"
        announce(directory)
        environment = {"PYTHONPATH": str(directory), "STEGVIS_BROKER_URL": url, "STEGVIS_DATA": str(data)}
        house = _house(data, broker_url=url)
        stack.callback(house.close)
        worker = Program("worker", [sys.executable, "-m", "app.cli", "worker", "--concurrency=2"], environment)
        worker.start()
        stack.callback(worker.kill)
        house.start_hints()
        _waits(house, 5)  # the first wait for the worker's start
        return Figure("job_latency_ms.celery", _waits(house, jobs), "ms")


def _waits(house: House, jobs: int) -> float:
    """Milliseconds from each commit until its handler began, one case after another: the median."""
    found = []
    for _ in range(jobs):
        case = start_instance(house.context(), StartInstance(key=_KEY)).id
        committed = time.time()
        while get_instance(house.context(), case).ended is None:
            time.sleep(0.001)
        (begun,) = list_variables(house.context(), VariableQuery(instance_ids=(case,), name="borjade"))
        found.append((float(str(begun.value)) - committed) * 1000)
    return median(found)


def _timers(directory: Path, amount: Amount) -> Iterator[Figure]:
    """What an idle look costs beside so many waiting timers, and how fast many that fall due at once are fired."""
    now = [datetime.now(UTC)]
    house = _house(directory)
    house.now = lambda: now[0]
    for _ in range(amount.due):
        start_instance(house.context(), StartInstance(key=_TIMER))
    later = now[0] + timedelta(days=365)
    for first in range(0, amount.timers, _BATCH):
        rows = [job_row(new_id(), "timer", ":timer", later) for _ in range(min(_BATCH, amount.timers - first))]
        with writing(house.engine) as connection:
            insert_jobs(connection, rows)
    laps = []
    for _ in range(200):
        begun = time.process_time()
        claim(as_job(house.context(), "matning"), house.bench().request("matning"))
        laps.append((time.process_time() - begun) * 1000)
    yield Figure(f"timers_poll_ms.{amount.timers}", median(laps), "ms")
    now[0] += timedelta(hours=2)
    begun = time.perf_counter()
    fired = sum(1 for _ in run_due(house.context(), house.bench(), "matning"))
    yield Figure(f"timers_fired_per_s.{fired}", fired / (time.perf_counter() - begun), "1/s")
    house.close()
