"""Small diagrams for engine tests, and a case that runs them and stores its state between any two commands."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from app import engine
from app.definitions.model import Diagram, Process, Reference
from app.definitions.reader import read
from app.engine import BpmnThrow, Step, Wait, Waiting, World
from app.values import Value

_HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'targetNamespace="urn:test" expressionLanguage="feel">'
)


def flows(text: str) -> str:
    """Sequence flows: "s a, x b [=v > 1], x c" → elements with ids "s-a", "x-b", "x-c"."""
    made = []
    for part in text.split(", "):
        ends, _, condition = part.partition(" [")
        source, target = ends.split()
        flow = f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}"'
        if condition:
            inner = condition.removesuffix("]").replace("<", "&lt;")
            made.append(
                f'{flow}><conditionExpression xsi:type="tFormalExpression">{inner}</conditionExpression></sequenceFlow>'
            )
        else:
            made.append(f"{flow}/>")
    return "".join(made)


def drawn(body: str, roots: str = "") -> Diagram:
    """A diagram of one process "p"; `roots` are messages, errors … and further processes."""
    xml = f'{_HEAD}{roots}<process id="p" isExecutable="true">{body}</process></definitions>'
    diagram, findings = read(xml.encode(), "test.bpmn")
    assert diagram is not None, findings
    return diagram


@dataclass
class Played:
    """A case of the process "p". Definition ids are process keys."""

    diagram: Diagram
    clock: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    step: Step = field(init=False)
    trace: list[tuple[str, str]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    root: str = ""
    version: str = field(default_factory=lambda: uuid4().hex)

    def world(self) -> World:
        def definition(key: str) -> Process:
            return self.diagram.process(key.partition("@")[0])

        def resolve(reference: Reference, asking: str) -> str:
            return f"{reference.key}@{self.version}"

        return World(lambda: self.clock, definition, resolve, lambda: str(uuid4()))

    def start(self, element: str | None = None, **variables: Value) -> "Played":
        self.root = str(uuid4())
        command = engine.Start(f"p@{self.version}", self.root, "SN-1", variables, element)
        return self._after(engine.start(command, self.world()))

    def _after(self, step: Step) -> "Played":
        self.step = step
        self.steps.append(step)
        self.trace += [(change.element, change.phase.value) for change in step.activities]
        return self

    def waits(self) -> list[str]:
        """Elements that wait, sorted; a boundary or event sub-process is not listed."""
        kinds = {Wait.USER_TASK, Wait.EXTERNAL_TASK, Wait.RECEIVE}
        return sorted(waiting.element for waiting in self.step.waiting if waiting.kind in kinds)

    def armed(self) -> list[str]:
        """Elements that wait for events, sorted."""
        return sorted(waiting.element for waiting in self.step.waiting if waiting.element not in self.waits())

    def at(self, element: str, nth: int = 0) -> Waiting:
        found = [waiting for waiting in self.step.waiting if waiting.element == element]
        assert found, f"{element} does not wait; {sorted(w.element for w in self.step.waiting)} do"
        return found[nth]

    def complete(self, element: str, nth: int = 0, **values: Value) -> "Played":
        return self._after(engine.complete(self.step.state, self.at(element, nth).token, values, self.world()))

    def trigger(self, element: str, **payload: Value) -> "Played":
        return self._after(engine.trigger(self.step.state, self.at(element).token, payload, self.world()))

    def error(self, element: str, code: str, **values: Value) -> "Played":
        thrown = BpmnThrow(code, "", values)
        return self._after(engine.throw_error(self.step.state, self.at(element).token, thrown, self.world()))

    def later(self, **delta: float) -> "Played":
        self.clock += timedelta(**delta)
        return self

    def entered(self) -> list[str]:
        return [element for element, phase in self.trace if phase == "started"]

    def values(self) -> dict[str, Value]:
        return dict(engine.variables(self.step.state, self.root, self.world()))

    def local(self, scope: str) -> dict[str, Value]:
        """What is visible from a scope."""
        return dict(engine.variables(self.step.state, scope, self.world()))

    @property
    def ended(self) -> bool:
        return self.step.ended


def play(body: str, roots: str = "", element: str | None = None, **variables: Value) -> Played:
    """Draw and start."""
    return Played(drawn(body, roots)).start(element, **variables)
