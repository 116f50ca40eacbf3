"""The people of a case: start it and do its tasks, each in the role that the diagram names, with answers made up."""

import json
from collections.abc import Mapping

from app.cli.simulation.answers import fill_in
from app.cli.simulation.stage import Stage
from app.cli.simulation.steering import Steering
from app.cli.simulation.told import Told
from app.definitions import forms
from app.definitions.forms import Form
from app.errors import NotFoundError
from app.usecases.access import ROLES, SYSTEM, Actor, person
from app.usecases.configurations import KOMMUN, configuration, save_configuration
from app.usecases.forms import latest_form
from app.usecases.instances import InstanceView, StartInstance, get_instance, start_instance
from app.usecases.messages import Message, correlate
from app.usecases.process_definitions import FormView, definition_process, latest_definition, start_form, ways_in
from app.usecases.tasks import complete_task, get_task, task_form, task_variables
from app.values import Value

_SHOWN = 60
_KEEPS_SETTINGS = 0.6


class Clerk:
    """Whoever the diagram asks for."""

    def __init__(self, stage: Stage, steering: Steering) -> None:
        self._stage = stage
        self._steering = steering
        self._forms: dict[tuple[str, str], Form] = {}

    def choose_for_the_kommun(self) -> None:
        """Save other settings of the kommun now and then, as its form lets one choose them."""
        context = self._stage.context()
        if self._steering.random.random() < _KEEPS_SETTINGS:
            return
        try:
            view = latest_form(context, KOMMUN)
        except NotFoundError:
            return  # diagrams that have no settings
        known = configuration(context).values
        save_configuration(context, {**known, **self._answers(view, known)})

    def start(self, key: str) -> tuple[InstanceView, Told]:
        """Start a case of this process by one of its ways in: its form, or a message as an e-service would send it."""
        definition = latest_definition(self._stage.context(), key)
        context = self._stage.context(_in_role(definition.starters))
        ways = [way for way in ways_in(context, definition.id) if way.kind == "none" or self._from_outside(way.name)]
        way = self._steering.pick([(way, self._steering.after(key, way.element)) for way in ways])
        content = self._answers(start_form(context, definition.id), {})
        if way.kind == "none":
            start = StartInstance(
                definition_id=definition.id, variables=content, business_key=self._number(definition.id)
            )
            instance = start_instance(context, start)
        else:
            received = correlate(self._stage.context(), Message(way.name, payload=content))
            instance = get_instance(self._stage.context(), received.instance_id)
        what = f"{definition.name} ({way.name or 'formulär'})"
        return instance, Told(self._stage.clock.now(), "start", "Start", what, _told(content))

    def _number(self, definition_id: str) -> str | None:
        """A case number as a person would give it, where the process does not number its cases itself."""
        numbered = "businessKey" in definition_process(self._stage.context(), definition_id).properties
        return None if numbered else f"SIM-{self._steering.random.randrange(10**9):09d}"

    def _from_outside(self, message: str) -> bool:
        return bool(message) and message not in self._steering.thrown()

    def complete(self, task_id: str) -> Told:
        """Do a task."""
        task = get_task(self._stage.context(), task_id)
        context = self._stage.context(_in_role(task.candidate_groups))
        known = {**task_variables(context, task_id), "businessKey": task.business_key}
        content = self._answers(task_form(context, task_id), known)
        complete_task(context, task_id, content)
        who = ", ".join(ROLES.get(group, group) for group in task.candidate_groups) or "Någon"
        return Told(self._stage.clock.now(), "task", who, task.name, _told(content))

    def _answers(self, view: FormView | None, known: Mapping[str, Value]) -> dict[str, Value]:
        if view is None:
            return {}
        return fill_in(self._form(view), known, self._stage.clock.now(), self._steering)

    def _form(self, view: FormView) -> Form:
        place = (view.deployment_id, view.key)
        if place not in self._forms:
            form, _findings = forms.read(json.dumps(view.schema).encode(), view.resource)
            if form is None:
                raise ValueError(f"the form {view.key} was deployed but cannot be read")
            self._forms[place] = form
        return self._forms[place]


def _in_role(groups: tuple[str, ...]) -> Actor:
    return person(groups[0], groups[:1], ROLES.get(groups[0], groups[0])) if groups else SYSTEM


def _told(content: Mapping[str, Value]) -> str:
    """The short answers: choices and dates tell the story, long texts do not."""
    short = [f"{name}: {value}" for name, value in content.items() if isinstance(value, str) and " " not in value]
    text = ", ".join(short)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
