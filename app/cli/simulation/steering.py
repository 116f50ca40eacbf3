"""Which answer leads where, read from the diagrams' conditions: to prefer what is new, or what leads to an end."""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from random import Random
from typing import TypeVar

from app.cli.simulation.reach import Flow, Reach
from app.definitions.model import EventKind, Kind, Process

Choice = TypeVar("Choice")

_EQUALS = re.compile(r'\b([a-z_][a-z0-9_]*)\s*=\s*"([^"]*)"')
_CURIOUS = 0.75
_FAR = 1_000
_TIRING = 4
_AT_THE_END = 1


class Mood(Enum):
    """How choices are made: so that the case lives on, as they come, or so that it ends."""

    LINGER = "linger"
    WANDER = "wander"
    HURRY = "hurry"


@dataclass(frozen=True, slots=True)
class _Fork:
    """The flows out of a node whose conditions compare a variable with texts."""

    by_value: dict[str, Flow]
    default: Flow | None

    def flow(self, value: str) -> Flow | None:
        return self.by_value.get(value, self.default)


@dataclass(slots=True)
class Steering:
    """Chance with a leaning. `walked` counts visits of each flow."""

    random: Random
    processes: tuple[Process, ...]
    walked: Counter[Flow] = field(default_factory=Counter)
    mood: Mood = Mood.WANDER
    _forks: dict[str, list[_Fork]] = field(default_factory=dict)
    _distance: dict[Flow, int] = field(default_factory=dict)
    _called: frozenset[str] = frozenset()
    _tried: Counter[frozenset[Flow]] = field(default_factory=Counter)
    _reach: Reach = field(init=False)
    _all: frozenset[Flow] = field(init=False)

    def __post_init__(self) -> None:
        """Read the diagrams."""
        self._reach = Reach(self.processes)
        self._all = self.all_flows()
        for process in self.processes:
            distance = distances(process)
            for flow in process.flows.values():
                self._distance[process.key, flow.id] = distance.get(flow.target, _FAR)
            for variable, fork in _forks(process):
                self._forks.setdefault(variable, []).append(fork)
        nodes = (node for process in self.processes for node in process.nodes.values())
        self._called = frozenset(node.called.key for node in nodes if node.called is not None)

    def flows(self, variable: str, value: object) -> frozenset[Flow]:
        """The flows that an answer opens, as far as conditions say so by `variable = "value"` or are the other way."""
        opened = (fork.flow(str(value)) for fork in self._forks.get(variable, ()))
        return frozenset(flow for flow in opened if flow is not None)

    def after(self, process: str, element: str) -> frozenset[Flow]:
        """The flows out of an element."""
        for each in self.processes:
            if each.key == process and element in each.nodes:
                return frozenset((process, flow) for flow in each.nodes[element].outgoing)
        return frozenset()

    def answer(self, variable: str, values: Sequence[Choice]) -> Choice:
        """One of the values of a choice."""
        return self.pick([(value, self.flows(variable, value)) for value in values])

    def pick(self, choices: Sequence[tuple[Choice, Iterable[Flow]]]) -> Choice:
        """One of the choices, each with the flows that it opens: as the mood is, and rather one that leads to new."""
        if self.mood is Mood.HURRY:
            return self._least(choices, self._far)
        if self.mood is Mood.LINGER:
            choices = [each for each in choices if not any(map(self._ends, each[1]))] or choices
        if self.random.random() >= _CURIOUS:
            return self.random.choice(choices)[0]
        chosen, opened = self._least([(each, each[1]) for each in choices], self._known)
        self._tried[frozenset(opened)] += 1
        return chosen

    def _least(self, choices: Sequence[tuple[Choice, Iterable[Flow]]], of: Callable[[Iterable[Flow]], int]) -> Choice:
        measured = [(of(flows), choice) for choice, flows in choices]
        best = min(number for number, _choice in measured)
        return self.random.choice([choice for number, choice in measured if number == best])

    def _far(self, flows: Iterable[Flow]) -> int:
        return max((self._distance.get(flow, _FAR) for flow in flows), default=0)

    def _known(self, flows: Iterable[Flow]) -> int:
        """How far it is to something new, and further each time that it has been tried in this case."""
        distances = self._reach.distances(self._all - self.walked.keys())
        nearest = min((distances.get(flow, _FAR) for flow in flows), default=_FAR)
        return nearest + _TIRING * self._tried[frozenset(flows)]

    def begin(self) -> None:
        """A new case: everything may be tried again."""
        self.mood = Mood.WANDER
        self._tried.clear()

    def _ends(self, flow: Flow) -> bool:
        """Whether a flow of a process that nobody calls leads straight to its end."""
        return flow[0] not in self._called and self._distance.get(flow, _FAR) <= _AT_THE_END

    def thrown(self) -> frozenset[str]:
        """Names of the messages that the diagrams throw themselves."""
        throwing = {Kind.SEND_TASK, Kind.INTERMEDIATE_THROW, Kind.END_EVENT}
        return frozenset(name for name, kind in _messages(self.processes) if kind in throwing)

    def all_flows(self) -> frozenset[Flow]:
        """Every sequence flow of every diagram."""
        return frozenset((process.key, flow) for process in self.processes for flow in process.flows)


def _forks(process: Process) -> Iterator[tuple[str, _Fork]]:
    for node in process.nodes.values():
        named: dict[str, dict[str, Flow]] = {}
        for flow in process.outgoing(node):
            for variable, value in _EQUALS.findall(flow.condition or ""):
                named.setdefault(variable, {})[value] = (process.key, flow.id)
        default = (process.key, node.default) if node.default is not None else None
        for variable, by_value in named.items():
            yield variable, _Fork(by_value, default)


def _messages(processes: Iterable[Process]) -> Iterator[tuple[str, Kind]]:
    for process in processes:
        for node in process.nodes.values():
            if node.event is not None and node.event.kind is EventKind.MESSAGE:
                yield node.event.name, node.kind


def distances(process: Process) -> dict[str, int]:
    """Steps from each node to the nearest end event of its own level; a node without a way there is not in it."""
    before: dict[str, list[str]] = {}
    for flow in process.flows.values():
        before.setdefault(flow.target, []).append(flow.source)
    for node in process.nodes.values():
        if node.attached_to is not None:  # leaving by a boundary event starts at its activity
            before.setdefault(node.id, []).append(node.attached_to)
    found = {node.id: 0 for node in process.nodes.values() if node.kind is Kind.END_EVENT}
    queue = deque(found)
    while queue:
        current = queue.popleft()
        for source in before.get(current, ()):
            if source not in found:
                found[source] = found[current] + 1
                queue.append(source)
    return found
