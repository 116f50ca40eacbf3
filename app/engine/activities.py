"""Activities: tasks of every kind, their inputs and outputs, boundary events and asynchronous continuations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from app.definitions.model import Node, Reference, Transfer
from app.engine.compensation import remember, undone
from app.engine.data import write, write_local
from app.engine.formulas import Formula, formula
from app.engine.specs import ElementSpec, ProcessSpec
from app.engine.steps import Assignment, Phase, Wait, Waiting
from app.engine.throwing import throw_message
from app.engine.tokens import STARTED, Token
from app.engine.waits import waiting_at
from app.errors import ElementError, ExpressionError
from app.expressions.times import deadline, due

_TOO_LARGE = 2**31


class ActivitySpec(ElementSpec):
    """What all activities share. With a loop or multi-instance, `body` holds the instances and the boundary events."""

    body: ActivitySpec | None = None
    gathers = False  # a body that collects a result from each instance

    def __init__(self, process: ProcessSpec, node: Node, name: str | None = None) -> None:
        super().__init__(process, node, name)
        self.arguments = transfers(node.inputs, node.id)
        self.results = transfers(node.outputs, node.id)

    def _run_hook(self, token: Token) -> bool | None:
        if self.body is None and self.node.async_before and token.note.get("phase") != "go":
            token.note["phase"] = "before"
            return None
        token.note.pop("phase", None)
        for name, source in self.arguments:
            write_local(token, name, source.value(token))
        self.record_start(token)
        if self.body is None:
            self.arm_boundaries(token)
        return self.enter(token)

    def record_start(self, token: Token) -> None:
        """Record that the activity begins."""
        token.workflow.log.activity(token, Phase.STARTED)

    def arm_boundaries(self, token: Token) -> None:
        """Boundary events wait as long as their activity lives."""
        for boundary in self.boundaries:
            token.workflow.arm(boundary, token.scope, token)

    def done(self, token: Token) -> None:
        """Write the outputs outward, take away the boundary events, and go on or report to the body."""
        case = token.workflow
        if token.note.get("phase") != "after":
            for name, source in self.results:
                write(token.scope, name, source.value(token))
            case.log.activity(token, Phase.COMPLETED)
            remember(token)
            if self.body is not None:
                self.body.member_done(token.scope, token)
                return
            case.log.scope_ended(token)
            token.variables = None  # what was the activity's own decides nothing after it
            if self.boundaries:
                case.disarm(token)
            if self.node.async_after:
                token.note["phase"] = "after"
                token._state = STARTED
                return
        scope = token.scope
        case.leave(token, () if scope.task_spec.closes(scope, token) else self.outgoing(token))
        if "for" in token.note:
            undone(scope, token.note["for"])

    def resume(self, token: Token) -> None:
        """Go on: a continuation runs what it held back, anything else is complete."""
        if token.note.get("phase") == "before":
            token.note["phase"] = "go"
            token.workflow.again(token)
        elif "error" in token.note:
            del token.note["error"]
            if self.enter(token):
                token.complete()
        else:
            token.complete()

    def receive(self, token: Token, values: Iterable[tuple[str, object]]) -> None:
        """Take the results of the work: into the activity's own scope when outputs map them, else outward.

        What a body gathers is the instance's own, for it has that name (see `BodySpec.item`).
        """
        gathered = self.body is not None and self.body.gathers
        for name, value in values:
            if self.results:
                write_local(token, name, value)
            else:
                write(token if gathered else token.scope, name, value)

    def waiting(self, token: Token) -> Waiting | None:
        """A continuation or an uncaught error; subclasses add what the activity itself waits for."""
        if "phase" in token.note:
            return waiting_at(token, Wait.CONTINUATION, due=token.workflow.now(), retries=self.node.retries)
        if "error" in token.note:
            code, message = token.note["error"]
            return waiting_at(token, Wait.INCIDENT, event=f"{code} {message}".strip())
        return self.waits_for(token)

    def waits_for(self, token: Token) -> Waiting | None:
        """What the activity itself waits for."""
        return None

    def cancelled(self, token: Token) -> None:
        """As any element, but an activity held back before its start was never entered."""
        if token.note.get("phase") is None:
            super().cancelled(token)


class ExternalTask(ActivitySpec):
    """A service, send or business rule task whose work is a job of its topic; also a throw event with a topic."""

    def __init__(self, process: ProcessSpec, node: Node, name: str | None = None) -> None:
        super().__init__(process, node, name)
        self.topic = formula(node.topic, node.id)
        self.priority = formula(node.priority, node.id)

    def enter(self, token: Token) -> bool | None:
        """Wait for the job. A topic or priority that is an expression is worked out now, once."""
        if self.topic is not None and self.topic.expression is not None:
            token.note["topic"] = str(self.topic.value(token))
        if self.priority is not None:
            token.note["prio"] = _integer(self.priority.value(token), 0, self.element)
        return None

    def waits_for(self, token: Token) -> Waiting:
        """The job: topic and retries from the diagram."""
        return waiting_at(
            token,
            Wait.EXTERNAL_TASK,
            topic=token.note.get("topic", self.node.topic),
            retries=self.node.retries,
            priority=token.note.get("prio", 0),
            due=None,
        )


class SendTask(ActivitySpec):
    """Throws its message and goes on."""

    def enter(self, token: Token) -> bool | None:
        """Throw."""
        throw_message(token)
        return True


class ScriptTask(ActivitySpec):
    """Evaluates an expression into a variable."""

    def __init__(self, process: ProcessSpec, node: Node, name: str | None = None) -> None:
        super().__init__(process, node, name)
        self.script = formula(node.script, node.id)

    def enter(self, token: Token) -> bool | None:
        """Evaluate and write outward."""
        if self.script is not None:
            value = self.script.value(token)
            if self.node.result_variable:
                self.receive(token, [(self.node.result_variable, value)])
        return True


class UserTask(ActivitySpec):
    """Waits for a person; its attributes are evaluated once, when it is created. Manual tasks too."""

    def __init__(self, process: ProcessSpec, node: Node, name: str | None = None) -> None:
        super().__init__(process, node, name)
        user = node.user_task
        self.formulas: dict[str, Formula] = {}
        if user is not None:
            for key in (
                "assignee",
                "candidate_users",
                "candidate_groups",
                "due_date",
                "follow_up_date",
                "priority",
                "form_key",
            ):
                text = getattr(user, key)
                if text is not None:
                    self.formulas[key] = Formula(text, node.id)
        self.form = user.form if user is not None else None
        self.form_version = formula(self.form.version if self.form else None, node.id)

    def enter(self, token: Token) -> bool | None:
        """Evaluate who may do it, and until when."""
        token.note["a"] = {key: self._evaluate(key, made.value(token), token) for key, made in self.formulas.items()}
        if self.form_version is not None:
            token.note["a"]["version"] = str(self.form_version.value(token))
        return None

    def _evaluate(self, key: str, value: object, token: Token) -> object:
        if value is None or value == "":
            return None
        if key in ("candidate_users", "candidate_groups"):
            return _names(value)
        if key in ("due_date", "follow_up_date"):
            return self._date(key, value, token).isoformat()
        if key == "priority":
            return _integer(value, 50, self.element)
        return str(value)

    def _date(self, key: str, value: object, token: Token) -> datetime:
        """A date alone means the end of that day when it is due, its beginning when it is to be followed up."""
        try:
            return (deadline if key == "due_date" else due)(value, token.workflow.now())
        except ExpressionError as error:
            raise ExpressionError(**{**error.fields, "element": self.element}) from error

    def waits_for(self, token: Token) -> Waiting:
        """The task for people."""
        note = token.note.get("a", {})
        form = self.form
        if form is not None and "version" in note:
            form = Reference(form.key, form.binding, note["version"])
        assignment = Assignment(
            assignee=note.get("assignee"),
            candidate_users=tuple(note.get("candidate_users") or ()),
            candidate_groups=tuple(note.get("candidate_groups") or ()),
            due=_from_iso(note.get("due_date")),
            follow_up=_from_iso(note.get("follow_up_date")),
            priority=50 if note.get("priority") is None else note["priority"],
            form=form,
            form_key=note.get("form_key"),
        )
        return waiting_at(token, Wait.USER_TASK, assignment=assignment)


def transfers(made: tuple[Transfer, ...], element: str) -> tuple[tuple[str, Formula], ...]:
    """Input or output parameters as (name, formula)."""
    return tuple((each.target, Formula(each.source or "", element)) for each in made)


def _names(value: object) -> list[str]:
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list | tuple):
        value = [value]
    return [text for text in (str(item).strip() for item in value) if text]


def _integer(value: object, default: int, element: str) -> int:
    """A priority. Raises ElementError for what is no whole number, or too large to be kept."""
    if value is None:
        return default
    try:
        number = int(str(value))
    except ValueError:
        number = _TOO_LARGE
    if abs(number) >= _TOO_LARGE:
        raise ElementError(element=element, reason=f"prioriteten är ”{value}”, inte ett heltal av rimlig storlek")
    return number


def _from_iso(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
