"""Ours: the use cases that REST and the pages call, on a SQLite file as a server has it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, event

from app.store.cases import lock_case
from app.store.database import open_database
from app.store.migrations import upgrade
from app.usecases.access import SYSTEM, Actor, ActorKind, person
from app.usecases.context import Context
from app.usecases.deployments import Deployment, deploy
from app.usecases.instances import StartInstance, get_instance, start_instance
from app.usecases.jobs import Claim, claim, complete_job
from app.usecases.tasks import TaskQuery, complete_task, list_tasks
from bench.clock import Stopwatch, Watch
from bench.workloads import GROUP, TOPIC, Dialect, Workload, fifty_nodes, sent

_CLAIM = Claim("matning", frozenset({TOPIC}), limit=1)
CAMUNDA = Dialect(
    automatic=lambda id: f'<serviceTask id="{id}" name="{id}" camunda:type="external" camunda:topic="{TOPIC}"/>',
    below=lambda limit: f"nr &lt; {limit}",
)


@dataclass(frozen=True, slots=True)
class Cost:
    """BEGIN and COMMIT are no statements, an executemany is one."""

    statements: int
    commits: int


class Counter:
    """Counts what is asked of a database in each lap."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.laps: list[Cost] = []

    @contextmanager
    def lap(self) -> Iterator[None]:
        """Count what is inside."""
        statements, commits = [0], [0]

        def statement(*_: object) -> None:
            statements[0] += 1

        def commit(_: object) -> None:
            commits[0] += 1

        event.listen(self._engine, "before_cursor_execute", statement)
        event.listen(self._engine, "commit", commit)
        yield
        event.remove(self._engine, "before_cursor_execute", statement)
        event.remove(self._engine, "commit", commit)
        self.laps.append(Cost(statements[0], commits[0]))


class Stegvis:
    """An installation with a handläggare, and a worker that works when it is told to."""

    name = ""

    def __init__(self, directory: Path) -> None:
        """`directory`: where its database file is made."""
        self._engine = open_database(f"sqlite:///{directory / 'stegvis.db'}")
        upgrade(self._engine)
        self._system = Context(self._engine, SYSTEM)
        self._person = self._system.acting_as(person("hanna", [GROUP]))
        self._worker = self._system.acting_as(Actor(ActorKind.JOB, "matning"))
        self._deployed: set[str] = set()
        self.jobs = Stopwatch()

    def walk(self, workload: Workload) -> list[float]:
        """CPU time of each step of a case. What a service task costs is in `jobs`: it has a transaction of its own."""
        watch = Stopwatch()
        self._walk(workload, watch)
        return watch.laps

    def costs(self, workload: Workload) -> list[Cost]:
        """What each step of a case asks of the database."""
        counter = Counter(self._engine)
        self._walk(workload, counter)
        return counter.laps

    def _walk(self, workload: Workload, watch: Watch) -> None:
        case = self.start(workload)
        for step in range(1, workload.steps + 1):
            self.step(case, step, watch)
        if get_instance(self._system, case).ended is None:
            raise RuntimeError(f"{workload.name} did not end after {workload.steps} steps")

    def start(self, workload: Workload) -> str:
        """A new case, at its first user task."""
        if workload.name not in self._deployed:
            files = {f"{workload.name}.bpmn": workload.diagram(CAMUNDA)}
            deploy(self._system, Deployment(workload.name, files))
            self._deployed.add(workload.name)
        return start_instance(self._system, StartInstance(key=workload.name)).id

    def step(self, case: str, step: int, watch: Watch) -> None:
        """Complete the task that stands first in the person's list, and do the service tasks that follow."""
        task = list_tasks(self._person, TaskQuery(root_id=case))[0].id
        values = sent(step)
        with watch.lap():
            complete_task(self._person, task, values)
        while jobs := claim(self._worker, _CLAIM):
            with self.jobs.lap():
                complete_job(self._worker, jobs[0].lease, {"kvitto": f"kvitto {step}"})

    def state_bytes(self, case: str) -> int:
        """What is kept of a running case to go on with it."""
        with self._system.reading() as session:
            row = lock_case(session.connection, case)
            if row is None:
                raise RuntimeError(f"the case {case} has ended")
            return len(row.state) + sum(len(token) for token in row.waiting)

    def deploy_fifty_nodes(self, number: int) -> float:
        """CPU time of deploying a new process of 50 nodes, checked in every way."""
        key = f"femtio{number}"
        files = {f"{key}.bpmn": fifty_nodes(key, CAMUNDA)}
        watch = Stopwatch()
        with watch.lap():
            deploy(self._system, Deployment(key, files))
        return watch.laps[0]

    def close(self) -> None:
        """Close the database."""
        self._engine.dispose()
