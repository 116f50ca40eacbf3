"""A small municipality for tests: a database, a clock, small diagrams, and people to act as."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, event

from app.engine import BpmnThrow
from app.store.database import open_database
from app.store.migrations import upgrade
from app.usecases.access import ROLES, SYSTEM, Actor, ActorKind, person
from app.usecases.context import Context, Enqueued, Options
from app.usecases.deployments import Deployed, Deployment, deploy
from app.usecases.instances import InstanceView, StartInstance, start_instance, waiting
from app.usecases.jobs import (
    Claim,
    ClaimedJob,
    Failure,
    JobKind,
    claim,
    complete_job,
    fail_job,
    run_internal,
    throw_job_error,
)
from app.usecases.tasks import TaskQuery, complete_task, list_tasks
from app.usecases.variables import instance_variables
from app.values import Value

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'targetNamespace="urn:test" expressionLanguage="feel">'
)
START, END = '<startEvent id="start"/>', '<endEvent id="slut"/>'


def flows(text: str) -> str:
    """Sequence flows: "s a, x b [=v > 1]" → elements with ids "s-a", "x-b"."""
    made = []
    for part in text.split(", "):
        ends, _, condition = part.partition(" [")
        source, target = ends.split()
        flow = f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}"'
        inner = condition.removesuffix("]").replace("<", "&lt;")
        body = f'<conditionExpression xsi:type="tFormalExpression">{inner}</conditionExpression>'
        made.append(f"{flow}>{body}</sequenceFlow>" if condition else f"{flow}/>")
    return "".join(made)


def user(id: str, groups: str = "handlaggare", more: str = "") -> str:
    """A user task."""
    return f'<userTask id="{id}" name="{id.capitalize()}" camunda:candidateGroups="{groups}" {more}/>'


def service(id: str, topic: str = "prov", retries: str = "") -> str:
    """A service task for outside work."""
    cycle = f"<camunda:failedJobRetryTimeCycle>{retries}</camunda:failedJobRetryTimeCycle>" if retries else ""
    inner = f"<extensionElements>{cycle}</extensionElements>" if cycle else ""
    return f'<serviceTask id="{id}" camunda:type="external" camunda:topic="{topic}">{inner}</serviceTask>'


def catch(id: str, message: str) -> str:
    """An intermediate event that waits for a message (declare it with `messages`)."""
    ref = f'<messageEventDefinition messageRef="m_{message}"/>'
    return f'<intermediateCatchEvent id="{id}">{ref}</intermediateCatchEvent>'


def throw(id: str, message: str, correlation: str = "", payload: str = "") -> str:
    """An intermediate event that throws a message. payload: "name=source" parts."""
    inputs = "".join(
        f'<camunda:inputParameter name="{name}">={source}</camunda:inputParameter>'
        for name, source in (part.split("=") for part in payload.split())
    )
    keys = f'<camunda:property name="correlationKeys" value="{correlation}"/>' if correlation else ""
    held = f"<camunda:properties>{keys}</camunda:properties>" if keys else ""
    held += f"<camunda:inputOutput>{inputs}</camunda:inputOutput>" if inputs else ""
    extensions = f"<extensionElements>{held}</extensionElements>" if held else ""
    ref = f'<messageEventDefinition messageRef="m_{message}"/>'
    return f'<intermediateThrowEvent id="{id}">{extensions}{ref}</intermediateThrowEvent>'


def timer(duration: str) -> str:
    """A timer's definition."""
    return f"<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition>"


def messages(*names: str) -> str:
    """Declarations of messages."""
    return "".join(f'<message id="m_{name}" name="{name}"/>' for name in names)


def process(body: str, key: str = "p", properties: str = "") -> str:
    """A process; `properties`: "name=value" parts, separated by semicolons."""
    held = "".join(
        f'<camunda:property name="{name}" value="{value}"/>'
        for name, value in (part.split("=", 1) for part in properties.split(";") if part)
    )
    extensions = f"<extensionElements><camunda:properties>{held}</camunda:properties></extensionElements>"
    inner = (extensions if held else "") + body
    return f'<process id="{key}" name="{key.capitalize()}" isExecutable="true">{inner}</process>'


def file(*parts: str) -> bytes:
    """A file of messages and processes."""
    return f"{HEAD}{''.join(parts)}</definitions>".encode()


@dataclass
class Kommun:
    """The database with its clock. `context` acts as the system."""

    engine: Engine
    clock: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    woken: list[Enqueued] = field(default_factory=list)
    options: Options = field(default_factory=Options)

    @property
    def context(self) -> Context:
        return Context(self.engine, SYSTEM, lambda: self.clock, self.woken.extend, self.options)

    def acting(self, id: str, *groups: str) -> Context:
        """A context for a person with these roles."""
        return self.context.acting_as(person(id, groups or tuple(ROLES)))

    @property
    def worker(self) -> Context:
        """A context for the worker."""
        return self.context.acting_as(Actor(ActorKind.JOB, "arbetare"))

    def wait(self, **time: float) -> None:
        """Turn the clock on."""
        self.clock += timedelta(**time)

    def deploy(self, *parts: str, forms: dict[str, bytes] | None = None) -> Deployed:
        """Deploy processes, each in a file of its own with the messages and signals; and forms by file name."""
        shared = "".join(part for part in parts if not part.startswith("<process"))
        processes = [part for part in parts if part.startswith("<process")]
        files = {f"{part.split(chr(34))[1]}.bpmn": file(shared, part) for part in processes}
        return deploy(self.context, Deployment("prov", {**files, **(forms or {})}))

    def start(self, key: str = "p", business_key: str | None = None, **variables: Value) -> InstanceView:
        """Start a process."""
        return start_instance(self.context, StartInstance(key=key, business_key=business_key, variables=variables))

    def waits(self, case: InstanceView) -> list[str]:
        """Elements where it waits, sorted."""
        return sorted(each.element for each in waiting(self.context, case.id))

    def task(self, element: str) -> str:
        """The id of the one open task of this element."""
        found = list_tasks(self.context, TaskQuery(element=element))
        assert len(found) == 1, [each.element for each in found]
        return found[0].id

    def tasks(self, element: str, case: InstanceView) -> list[str]:
        """Ids of the open tasks of this element in a case."""
        return [each.id for each in list_tasks(self.context, TaskQuery(element=element, root_id=case.id))]

    def complete(self, element: str, **variables: Value) -> None:
        """Complete the one open task of this element."""
        complete_task(self.context, self.task(element), variables)

    def complete_id(self, task: str, **variables: Value) -> None:
        """Complete a task."""
        complete_task(self.context, task, variables)

    def variables(self, case: InstanceView) -> dict[str, Value]:
        """Variables of a running instance but the kommun's settings."""
        found = instance_variables(self.context, case.id)
        return {name: value for name, value in found.items() if name != "kommun"}

    def claim(self, *topics: str, owner: str = "arbetare", limit: int = 8) -> tuple[ClaimedJob, ...]:
        """Claim jobs."""
        return claim(self.worker, Claim(owner, frozenset(topics), limit=limit))

    def run_jobs(self) -> int:
        """Run timers, deliveries and continuations until none is due; how many."""
        number = 0
        while jobs := self.claim():
            for job in jobs:
                run_internal(self.worker, job)
                number += 1
        return number

    def work(self, topic: str = "prov", **variables: Value) -> None:
        """Do the one service task that is due."""
        (job,) = self.claim(topic)
        assert job.kind is JobKind.EXTERNAL_TASK
        complete_job(self.worker, job.lease, variables)

    def fail(self, topic: str = "prov", reason: str = "trasigt") -> bool:
        """Fail the one service task that is due; True when that made an incident."""
        (job,) = self.claim(topic)
        return fail_job(self.worker, job.lease, Failure(reason))

    def throw(self, code: str, topic: str = "prov") -> None:
        """A BPMN error at the one service task that is due."""
        (job,) = self.claim(topic)
        throw_job_error(self.worker, job.lease, BpmnThrow(code))


def opened(place: str | Path) -> Kommun:
    """The municipality of a database by its URL, or of a SQLite file that is made when it is missing."""
    engine = open_database(place if isinstance(place, str) else f"sqlite:///{place}")
    upgrade(engine)
    return Kommun(engine)


@dataclass
class Counted:
    """Statements and commits of a database."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0


def counting(engine: Engine) -> Iterator[Counted]:
    """Count from here on; BEGIN and COMMIT are no statements, an executemany is one."""
    counted = Counted()

    def statement(connection: object, cursor: object, text: str, *rest: object) -> None:
        if not text.startswith("BEGIN"):
            counted.statements.append(text)

    def commit(connection: object) -> None:
        counted.commits += 1

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    yield counted
    event.remove(engine, "before_cursor_execute", statement)
    event.remove(engine, "commit", commit)
