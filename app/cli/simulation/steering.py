"""Which answer leads where, read from the diagrams' conditions: to prefer what is new, or what leads to an end."""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from app.definitions.model import EventKind, Flow, Kind, Process

Choice = TypeVar("Choice")
Measure = Callable[[tuple[str, str]], int]

_EQUALS = re.compile(r'\b([a-z_][a-z0-9_]*)\s*=\s*"([^"]*)"')
_CURIOUS = 0.75
_FAR = 1_000


@dataclass(slots=True)
class Steering:
    """Chance with a leaning. `walked` counts visits by (process key, flow id); `hurry` is set when a case must end."""

    random: Random
    processes: tuple[Process, ...]
    walked: Counter[tuple[str, str]] = field(default_factory=Counter)
    hurry: bool = False
    _by_answer: dict[tuple[str, str], set[tuple[str, str]]] = field(default_factory=dict)
    _defaults: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    _distance: dict[tuple[str, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the diagrams."""
        for process in self.processes:
            distance = distances(process)
            for flow in process.flows.values():
                self._distance[process.key, flow.id] = distance.get(flow.target, _FAR)
            for node in process.nodes.values():
                self._read(process, process.outgoing(node), node.default)

    def _read(self, process: Process, flows: Sequence[Flow], default: str | None) -> None:
        named: set[str] = set()
        for flow in flows:
            for variable, value in _EQUALS.findall(flow.condition or ""):
                named.add(variable)
                self._by_answer.setdefault((variable, value), set()).add((process.key, flow.id))
        if default is not None:
            for variable in named:
                self._defaults.setdefault(variable, set()).add((process.key, default))

    def flows(self, variable: str, value: object) -> set[tuple[str, str]]:
        """The flows that an answer opens, as far as conditions say so by `variable = "value"`."""
        return self._by_answer.get((variable, str(value))) or self._defaults.get(variable, set())

    def answer(self, variable: str, values: Sequence[Choice]) -> Choice:
        """One of the values of a choice."""
        return self.pick([(value, self.flows(variable, value)) for value in values])

    def pick(self, choices: Sequence[tuple[Choice, Iterable[tuple[str, str]]]]) -> Choice:
        """One of the choices, each with the flows it opens: in a hurry the nearest to an end, else rather a new."""
        if self.hurry:
            return self._least(choices, lambda flow: self._distance.get(flow, _FAR))
        if self.random.random() < _CURIOUS:
            return self._least(choices, lambda flow: self.walked[flow])
        return self.random.choice(choices)[0]

    def _least(self, choices: Sequence[tuple[Choice, Iterable[tuple[str, str]]]], measure: Measure) -> Choice:
        measured = [(min((measure(flow) for flow in flows), default=0), choice) for choice, flows in choices]
        best = min(number for number, _choice in measured)
        return self.random.choice([choice for number, choice in measured if number == best])

    def distance(self, process: str, element: str) -> int:
        """How far from an end of its process what follows an element is."""
        flows = self.after(process, element)
        return min((self._distance.get(flow, _FAR) for flow in flows), default=0)

    def after(self, process: str, element: str) -> set[tuple[str, str]]:
        """The flows out of an element; of an event sub-process's start these are within it."""
        for each in self.processes:
            if each.key == process and element in each.nodes:
                return {(process, flow) for flow in each.nodes[element].outgoing}
        return set()

    def thrown(self) -> frozenset[str]:
        """Names of the messages that the diagrams throw themselves."""
        throwing = {Kind.SEND_TASK, Kind.INTERMEDIATE_THROW, Kind.END_EVENT}
        return frozenset(name for name, kind in _messages(self.processes) if kind in throwing)

    def all_flows(self) -> frozenset[tuple[str, str]]:
        """Every sequence flow of every diagram."""
        return frozenset((process.key, flow) for process in self.processes for flow in process.flows)


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
