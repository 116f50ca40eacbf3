"""What can happen next in a case: a task is done, a message comes, a system outside acts, or time passes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from app.bootstrap.demo import DemoProgram
from app.cli.simulation.answers import payload
from app.cli.simulation.clerk import Clerk
from app.cli.simulation.reach import Flow
from app.cli.simulation.stage import Stage
from app.cli.simulation.steering import Steering
from app.cli.simulation.told import Told
from app.definitions.model import Kind, Process
from app.engine import Wait
from app.usecases.instances import InstanceQuery, WaitingView, get_instance, list_instances, waiting
from app.usecases.messages import Message, correlate
from app.usecases.process_definitions import definition_process
from app.usecases.queries import Page
from app.usecases.tasks import TaskQuery, list_tasks

KINDS = ("task", "program", "message", "time")
_SHORTEST_HOURS, _LONGEST_HOURS = 1, 30


@dataclass(frozen=True, slots=True)
class Move:
    """Something that can happen. `flows`: those that it opens. `run` does it; None when there was nothing to do.

    interrupts: it breaks off all that its process is doing. role: whose task it is.
    """

    kind: str
    flows: frozenset[Flow]
    run: Callable[[], Told | None]
    interrupts: bool = False
    role: str = ""


class Moves:
    """All that can happen in one case."""

    def __init__(self, stage: Stage, steering: Steering, business_key: str) -> None:
        self._stage = stage
        self._steering = steering
        self._key = business_key
        self._clerk = Clerk(stage, steering)
        self._processes: dict[str, Process] = {}
        played = (program.messages for program in stage.programs)
        self._not_from_outside = steering.thrown().union(*played)

    def ended(self) -> bool:
        """Whether nothing of the case runs any more."""
        query = InstanceQuery(business_key=self._key, active=True, page=Page(size=1))
        return not list_instances(self._stage.context(), query)

    def possible(self, kind: str) -> list[Move]:
        """The moves of a kind, in a stable order."""
        match kind:
            case "task":
                return list(self._tasks())
            case "message":
                return list(self._messages())
            case "program":
                return list(self._programs())
        return list(self._time())

    def _waits(self) -> Iterator[WaitingView]:
        context = self._stage.context()
        query = InstanceQuery(business_key=self._key, active=True, root=True)
        for root in list_instances(context, query):
            yield from waiting(context, root.id)

    def _tasks(self) -> Iterator[Move]:
        for task in list_tasks(self._stage.context(), TaskQuery(business_key=self._key)):
            flows = self._steering.after(task.definition_key, task.element)

            def run(task_id: str = task.id) -> Told:
                told = self._clerk.complete(task_id)
                hours = self._steering.random.randint(_SHORTEST_HOURS, _LONGEST_HOURS)
                self._stage.clock.turn(timedelta(hours=hours))
                return told

            yield Move("task", flows, run, role=next(iter(task.candidate_groups), ""))

    def _messages(self) -> Iterator[Move]:
        for wait in self._waits():
            if wait.kind == Wait.MESSAGE and wait.event not in self._not_from_outside:
                yield self._message(wait)

    def _message(self, wait: WaitingView) -> Move:
        process = self._process(wait.instance_id)
        node = process.nodes[wait.element]
        declared = node.properties.get("uppgifter", "")
        fields = dict(part.split(":", 1) for part in declared.split() if ":" in part)

        def run() -> Told:
            now = self._stage.clock.now()
            content = payload(fields, now, self._steering)
            message = Message(wait.event, self._key, payload=content, instance_id=wait.instance_id)
            correlate(self._stage.context(), message)
            return Told(now, "message", "Utifrån", wait.name or wait.event, wait.event)

        breaks_off = node.interrupting and node.kind is Kind.START_EVENT
        return Move("message", self._steering.after(process.key, wait.element), run, breaks_off)

    def _process(self, instance_id: str) -> Process:
        if instance_id not in self._processes:
            context = self._stage.context()
            self._processes[instance_id] = definition_process(context, get_instance(context, instance_id).definition_id)
        return self._processes[instance_id]

    def _programs(self) -> Iterator[Move]:
        for program in self._stage.programs:

            def run(program: DemoProgram = program) -> Told | None:
                done = program.act()
                return None if done is None else Told(self._stage.clock.now(), "program", "Leverantör", done)

            yield Move("program", frozenset(), run)

    def _time(self) -> Iterator[Move]:
        timers = [
            (wait.due, wait.name or wait.element.replace("_", " "))
            for wait in self._waits()
            if wait.kind == Wait.TIMER and wait.due
        ]
        if not timers:
            return
        due, name = min(timers)

        def run() -> Told:
            self._stage.clock.turn_to(due)
            return Told(self._stage.clock.now(), "time", "Tiden går", name)

        yield Move("time", frozenset(), run)
