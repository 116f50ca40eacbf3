"""Random diagrams for law tests: nested blocks that are sound by their shape, and loose ones that need not be.

What happens must not hang on the order in which automatic tokens move, for BPMN leaves that open: so all that throws or
terminates comes straight after a user task of its own, and only completed tasks write variables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, pairwise
from typing import TypeVar

from app.definitions.model import Diagram
from tests.unit.engine.drawing import drawn, flows

T = TypeVar("T")
Span = tuple[str, str]  # the first and the last element of a block
VARIABLES = ("v0", "v1", "v2", "v3")
VALUES = (0, 1, 2)
CODES = ("E1", "E2")
ROOTS = '<message id="m" name="m"/><signal id="si" name="si"/>' + "".join(
    f'<error id="{code}" errorCode="{code}"/><escalation id="X{code}" escalationCode="{code}"/>' for code in CODES
)
EVENTS = {
    "message": '<messageEventDefinition messageRef="m"/>',
    "signal": '<signalEventDefinition signalRef="si"/>',
    "duration": "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>",
    "cycle": "<timerEventDefinition><timeCycle>R3/P1D</timeCycle></timerEventDefinition>",
    "error": '<errorEventDefinition errorRef="E1"/>',
    "any error": "<errorEventDefinition/>",
    "escalation": '<escalationEventDefinition escalationRef="XE1"/>',
    "any escalation": "<escalationEventDefinition/>",
}
ENDS = {
    "error": '<errorEventDefinition errorRef="{code}"/>',
    "escalation": '<escalationEventDefinition escalationRef="X{code}"/>',
    "terminate": "<terminateEventDefinition/>",
}


LOCAL = (
    '<extensionElements><camunda:inputOutput><camunda:inputParameter name="{name}">={value}</camunda:inputParameter>'
    "</camunda:inputOutput></extensionElements>"
)


@dataclass(frozen=True)
class Drawn:
    """A diagram as text, which is what one wants to see when a law does not hold."""

    body: str
    roots: str

    def diagram(self) -> Diagram:
        return drawn(self.body, self.roots)


@dataclass
class Pen:
    """Draws into one container. `numbers` and `left` (how many blocks may still come) are shared by all of a diagram."""

    draw: Callable[[int], int]
    numbers: Iterator[int]
    left: list[int]
    depth: int = 3
    calls: tuple[str, ...] = ()
    parts: list[str] = field(default_factory=list)

    def choose(self, options: Sequence[T]) -> T:
        return options[self.draw(len(options))]

    def one_in(self, number: int) -> bool:
        return self.choose(range(number)) == number - 1

    def node(self, kind: str, inside: str = "", attributes: str = "") -> str:
        made = f"{kind}{next(self.numbers)}"
        self.parts.append(f'<{kind} id="{made}" {attributes}>{inside}</{kind}>')
        return made

    def connect(self, *ids: str) -> None:
        for source, target in pairwise(ids):
            self.parts.append(flows(f"{source} {target}"))

    def connect_when(self, source: str, target: str) -> None:
        self.parts.append(flows(f"{source} {target} [{self.choose(VARIABLES)} = {self.choose(VALUES)}]"))

    def inner(self) -> Pen:
        """For what is within a sub-process."""
        return replace(self, depth=self.depth - 1, parts=[])


def sequence(pen: Pen) -> Span:
    """One to three blocks in a row."""
    spans = [block(pen) for _ in range(pen.choose((1, 2, 3)))]
    for before, after in pairwise(spans):
        pen.connect(before[1], after[0])
    return spans[0][0], spans[-1][1]


def block(pen: Pen) -> Span:
    """Any block; a small one when the diagram is large or deep already."""
    pen.left[0] -= 1
    small = pen.depth <= 0 or pen.left[0] <= 0
    return pen.choose(SMALL if small else LARGE)(replace(pen, depth=pen.depth - 1))


def _asynchronous(pen: Pen) -> str:
    return pen.choose(("", "", "", 'camunda:asyncBefore="true"', 'camunda:asyncAfter="true"'))


def user_task(pen: Pen) -> Span:
    """A user task, often with events on its border."""
    task = pen.node("userTask", attributes=_asynchronous(pen))
    return _bordered(pen, task)


def automatic_task(pen: Pen) -> Span:
    """Done at once."""
    task = pen.node("task")
    return task, task


def waiting_task(pen: Pen) -> Span:
    """A receive task or a service task, often with events on its border."""
    attributes = {"receiveTask": 'messageRef="m"', "serviceTask": 'camunda:type="external" camunda:topic="t"'}
    kind = pen.choose(tuple(attributes))
    return _bordered(pen, pen.node(kind, attributes=attributes[kind]))


def several_tasks(pen: Pen) -> Span:
    """A user task as multi-instance or loop."""
    return _bordered(pen, pen.node("userTask", _repeated(pen, ("nrOfCompletedInstances = 1",)), _asynchronous(pen)))


def _repeated(pen: Pen, completions: tuple[str, ...]) -> str:
    kind = pen.choose(("false", "true", "loop"))
    if kind == "loop":
        condition = f"<loopCondition>{pen.choose(VARIABLES)} = {pen.choose(VALUES)}</loopCondition>"
        return f'<standardLoopCharacteristics loopMaximum="3">{condition}</standardLoopCharacteristics>'
    completion = pen.choose(("", *(f"<completionCondition>{each}</completionCondition>" for each in completions)))
    return (
        f'<multiInstanceLoopCharacteristics isSequential="{kind}"><loopCardinality>{pen.choose((2, 3, 1, 0))}</loopCardinality>'
        f"{completion}</multiInstanceLoopCharacteristics>"
    )


def catching(pen: Pen) -> Span:
    """An event in the flow."""
    event = pen.node("intermediateCatchEvent", EVENTS[pen.choose(("message", "signal", "duration"))])
    return event, event


def throwing(pen: Pen) -> Span:
    """A user task and, by choice, something thrown; the rest goes on."""
    task, choice = pen.node("userTask"), None
    kind = pen.choose(("error", "terminate", "escalation", "going on"))
    definition = ENDS.get(kind, ENDS["escalation"]).format(code=pen.choose(CODES))
    if kind == "going on":
        thrower = pen.node("intermediateThrowEvent", definition)
        pen.connect(task, thrower)
        return task, thrower
    choice, end, on = f"x{next(pen.numbers)}", pen.node("endEvent", definition), pen.node("exclusiveGateway")
    pen.parts.append(f'<exclusiveGateway id="{choice}" default="{choice}-{on}"/>')
    pen.connect(task, choice, on)
    pen.connect_when(choice, end)
    return task, on


def linked(pen: Pen) -> Span:
    """A pair of links."""
    definition = f'<linkEventDefinition name="l{next(pen.numbers)}"/>'
    return pen.node("intermediateThrowEvent", definition), pen.node("intermediateCatchEvent", definition)


def exclusive(pen: Pen) -> Span:
    """A choice."""
    return _split(pen, "exclusiveGateway")


def inclusive(pen: Pen) -> Span:
    """Some of the ways, at least the default."""
    return _split(pen, "inclusiveGateway")


def _split(pen: Pen, kind: str) -> Span:
    spans = [sequence(pen) for _ in range(pen.choose((2, 3)))]
    join, split = pen.node(kind), f"x{next(pen.numbers)}"
    pen.parts.append(f'<{kind} id="{split}" default="{split}-{spans[-1][0]}"/>')
    for first, _ in spans[:-1]:
        pen.connect_when(split, first)
    pen.connect(split, spans[-1][0])
    for _, last in spans:
        pen.connect(last, join)
    return split, join


def parallel(pen: Pen) -> Span:
    """All of the ways."""
    split, join = pen.node("parallelGateway"), pen.node("parallelGateway")
    for _ in range(pen.choose((2, 3))):
        first, last = sequence(pen)
        pen.connect(split, first)
        pen.connect(last, join)
    return split, join


def forked(pen: Pen) -> Span:
    """Several flows out of a user task, one of them when its condition holds; an inclusive gateway joins."""
    task, join = pen.node("userTask"), pen.node("inclusiveGateway")
    for connect in (pen.connect, pen.connect_when):
        first, last = block(pen)
        connect(task, first)
        pen.connect(last, join)
    return task, join


def round_about(pen: Pen) -> Span:
    """A loop drawn with gateways, with a user task in it."""
    (first, last), task, merge = sequence(pen), pen.node("userTask"), pen.node("exclusiveGateway")
    leave, out = f"x{next(pen.numbers)}", pen.node("exclusiveGateway")
    pen.parts.append(f'<exclusiveGateway id="{leave}" default="{leave}-{merge}"/>')
    pen.connect(merge, first)
    pen.connect(last, task, leave, merge)
    pen.connect_when(leave, out)
    return merge, out


def event_choice(pen: Pen) -> Span:
    """An event-based gateway."""
    gateway, join = pen.node("eventBasedGateway"), pen.node("exclusiveGateway")
    for kind in ("message", "duration"):
        event = pen.node("intermediateCatchEvent", EVENTS[kind])
        first, last = block(pen)
        pen.connect(gateway, event, first)
        pen.connect(last, join)
    return gateway, join


def sub_process(pen: Pen) -> Span:
    """A sub-process, perhaps several times, often with events on its border."""
    local = LOCAL.format(name=pen.choose(VARIABLES), value=pen.choose(VALUES)) if pen.one_in(3) else ""
    repeated = _repeated(pen, ()) if pen.one_in(4) else ""
    return _bordered(pen, pen.node("subProcess", local + contents(pen.inner()) + repeated, _asynchronous(pen)))


def call(pen: Pen) -> Span:
    """A call activity, if there is something to call."""
    if not pen.calls:
        return user_task(pen)
    mapping = '<extensionElements><camunda:in variables="all"/></extensionElements>'
    return _bordered(pen, pen.node("callActivity", mapping, f'calledElement="{pen.choose(pen.calls)}"'))


SMALL = (user_task, automatic_task, waiting_task, several_tasks, catching, throwing, linked, call)
LARGE = (exclusive, parallel, inclusive, forked, round_about, event_choice, sub_process, sub_process, *SMALL)


def _bordered(pen: Pen, host: str) -> Span:
    """Up to two boundary events: what they lead to ends by itself, or joins the flow when they interrupt."""
    last = host
    for _ in range(pen.choose((0, 0, 0, 1, 1, 2)) if pen.left[0] > 0 else 0):
        kind = pen.choose(tuple(EVENTS))
        interrupting = "error" in kind or pen.one_in(2)
        attributes = f'attachedToRef="{host}" cancelActivity="{str(interrupting).lower()}"'
        event = pen.node("boundaryEvent", EVENTS[kind], attributes)
        first, end = block(pen)
        pen.connect(event, first)
        if interrupting and pen.one_in(2):
            merge = pen.node("exclusiveGateway")
            pen.connect(last, merge)
            pen.connect(end, merge)
            last = merge
        else:
            pen.connect(end, pen.node("endEvent"))
    return host, last


def contents(pen: Pen) -> str:
    """A plain start, blocks, an end, and perhaps event sub-processes."""
    first, last = sequence(pen)
    pen.connect(pen.node("startEvent"), first)
    pen.connect(last, pen.node("endEvent"))
    for _ in range(pen.choose((0, 0, 1, 2)) if pen.depth > 0 else 0):
        pen.parts.append(_handler(pen.inner()))
    return "".join(pen.parts)


def _handler(pen: Pen) -> str:
    kind = pen.choose(tuple(EVENTS))
    interrupting = "error" in kind or pen.one_in(2)
    start = pen.node("startEvent", EVENTS[kind], f'isInterrupting="{str(interrupting).lower()}"')
    first, last = sequence(pen)
    pen.connect(start, first)
    pen.connect(last, pen.node("endEvent"))
    return f'<subProcess id="handler{next(pen.numbers)}" triggeredByEvent="true">{"".join(pen.parts)}</subProcess>'


def structured(draw: Callable[[int], int]) -> Drawn:
    """A process "p", and a process "q" that it may call. `draw` gives a number below another."""
    numbers = count()
    called = contents(Pen(draw, numbers, [3], depth=2))
    body = contents(Pen(draw, numbers, [14], calls=("q",)))
    return Drawn(body, f'{ROOTS}<process id="q" isExecutable="true">{called}</process>')
