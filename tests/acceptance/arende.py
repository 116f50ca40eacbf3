"""A case walked by its people: tasks in the roles of the diagrams, messages from outside, time that passes.

Everything is real: the bundled diagrams and forms, a database, the handlers, and the supplier behind HTTP. Answers are
those of `svar`, with what a test changes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from random import Random

from app.cli.simulation.stage import Stage, open_stage
from app.usecases.access import person
from app.usecases.history import ActivityQuery, list_activities, walked
from app.usecases.incidents import IncidentQuery, list_incidents
from app.usecases.instances import InstanceQuery, InstanceView, StartInstance, list_instances, start_instance, waiting
from app.usecases.messages import Message, correlate
from app.usecases.tasks import TaskQuery, TaskView, complete_task, list_tasks, task_form
from app.usecases.variables import instance_variables
from app.values import Value
from app.worker import run_due
from tests.acceptance.svar import answers
from tests.databases import KIND, POSTGRESQL, fresh_postgresql

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class Leverantor(Random):
    """The supplier's chance, in the hands of the test: it takes every order, unless told to refuse the next."""

    refuses = False

    def random(self) -> float:
        """0 refuses, 1 takes."""
        refuses, self.refuses = self.refuses, False
        return 0.0 if refuses else 0.999


@contextmanager
def kommun(leverantor: Leverantor, start: datetime = MONDAY) -> Iterator[Stage]:
    """A kommun with our diagrams, whose clock the test turns."""
    with open_stage(start, leverantor, database=fresh_postgresql() if KIND == POSTGRESQL else "") as stage:
        yield stage


class Arende:
    """One case. Elements are named `process.element`, or by the element alone where that says enough."""

    def __init__(self, stage: Stage, key: str, *, message: str | None = None, **changes: Value) -> None:
        self.stage = stage
        content = {**answers(self.today)[_START_FORMS.get(key, "starta_ansokan")], **changes}
        clerk = stage.context(person("hanna", ["handlaggare"]))
        if message is None:
            started = start_instance(clerk, StartInstance(key=key, variables=content))
            self.key = started.business_key or ""
        else:
            found = correlate(stage.context(), Message(message, payload=content))
            (root,) = list_instances(stage.context(), InstanceQuery(ids=(found.instance_id,)))
            self.key = root.business_key or ""
        assert self.key
        self.settle()

    @property
    def today(self) -> date:
        """The local day."""
        return self.stage.clock.now().date()

    # -- what people and the outside do
    # ------------------------------------------------------------------------------------

    def do(self, element: str, **changes: Value) -> "Arende":
        """Complete the task at this element, as somebody of the group that the diagram names."""
        task = self.task(element)
        assert task.candidate_groups, f"{element} is nobody's"
        actor = person("någon", task.candidate_groups[:1])
        context = self.stage.context(actor)
        form = task_form(context, task.id)
        content = {} if form is None else {**answers(self.today).get(form.key, {}), **changes}
        complete_task(context, task.id, content)
        return self.settle()

    def message(self, name: str, keys: dict[str, Value] | None = None, **payload: Value) -> "Arende":
        """A message from outside."""
        correlate(self.stage.context(), Message(name, self.key, keys or {}, payload=payload))
        return self.settle()

    def later(self, **time: float) -> "Arende":
        """Let time pass, timer by timer."""
        end = self.stage.clock.now() + timedelta(**time)
        while True:
            due = [
                w.due
                for root in self.running()
                if root.super_id is None
                for w in waiting(self.stage.context(), root.id)
                if w.kind == "timer" and w.due
            ]
            following = min((moment for moment in due if moment <= end), default=None)
            if following is None:
                break
            self.stage.clock.turn_to(following)
            self.settle()
        self.stage.clock.turn_to(end)
        return self.settle()

    def settle(self) -> "Arende":
        """Let the jobs that are due be done."""
        for _ in run_due(self.stage.context(), self.stage.bench(), "test"):
            pass
        stopped = list_incidents(self.stage.context(), IncidentQuery())
        assert not stopped, [f"{each.definition_key}.{each.element}: {each.message}" for each in stopped]
        return self

    # -- how it stands
    # -----------------------------------------------------------------------------------------------------

    def tasks(self) -> dict[str, TaskView]:
        """Open tasks by `process.element`."""
        found = list_tasks(self.stage.context(), TaskQuery(business_key=self.key))
        return {f"{task.definition_key}.{task.element}": task for task in found}

    def open(self) -> set[str]:
        """The elements of the open tasks."""
        return {name.partition(".")[2] for name in self.tasks()}

    def task(self, element: str) -> TaskView:
        """The open task at an element."""
        found = [task for name, task in self.tasks().items() if element in (name, task.element)]
        assert found, f"{element} is not open; {sorted(self.tasks())} are"
        return found[0]

    def groups(self, element: str) -> tuple[str, ...]:
        """Who may do the open task."""
        return self.task(element).candidate_groups

    def running(self) -> tuple[InstanceView, ...]:
        """Instances of the case that have not ended."""
        return list_instances(self.stage.context(), InstanceQuery(business_key=self.key, active=True))

    def processes(self) -> set[str]:
        """Keys of the processes that run."""
        return {each.definition_key for each in self.running()}

    def instance(self, key: str) -> InstanceView:
        """The latest instance of a process."""
        return list_instances(self.stage.context(), InstanceQuery(business_key=self.key, definition_key=key))[-1]

    def variable(self, key: str, name: str) -> Value:
        """A variable of a running process."""
        return instance_variables(self.stage.context(), self.instance(key).id).get(name)

    def visits(self, element: str) -> int:
        """How often an element has been entered, in the whole case."""
        return len(list_activities(self.stage.context(), ActivityQuery(business_key=self.key, element=element)))

    def took(self, key: str, flow: str) -> bool:
        """Whether the latest instance of a process took a flow."""
        return flow in walked(self.stage.context(), self.instance(key).id).flows

    @property
    def ended(self) -> bool:
        """Nothing of the case runs any more."""
        return not self.running()


_START_FORMS = {"socialtjanst": "starta_arende"}
