"""All that waits in a case as nested, sorted shapes, from the engine's side and from the reference's.

A shape is (element, what it waits for, loop counter, round, shapes within). Two waits with the same line of shapes from
the root are interchangeable, which is how a wait of the engine and one of the reference are paired.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any, TypeVar

from app.definitions.model import Diagram
from app.engine import Phase, Step
from tests.unit.engine.reference import Reference
from tests.unit.engine.standing import Open

Shape = tuple[Any, ...]  # nested: (element, waits, counter, rounds, shapes)
Line = tuple[Shape, ...]
K = TypeVar("K", bound=Hashable)
BODIES = ("multiInstanceBody", "loopBody")


@dataclass
class Followed:
    """The activity instances of a case so far, as the steps told of them; `note` checks that they balance."""

    elements: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    calls: dict[str, str] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    instances: set[str] = field(default_factory=set)
    local: set[tuple[str, str]] = field(default_factory=set)
    bodies: set[str] = field(default_factory=set)

    def note(self, step: Step) -> list[str]:
        """The elements that were entered, sorted. Nothing starts twice or ends without having started."""
        for change in step.activities:
            if change.phase is Phase.STARTED:
                assert change.id not in self.elements, f"{change.element} started twice"
                self.open.add(change.id)
                if change.kind in BODIES:
                    self.bodies.add(change.id)
                self.elements[change.id], self.parents[change.id] = change.element, change.parent
                if change.called is not None:
                    self.calls[change.called] = change.id
            else:
                assert change.id in self.open, f"{change.element} was {change.phase} and not open"
                self.open.discard(change.id)
        for instance in step.instances:
            if instance.phase is Phase.STARTED:
                assert instance.id not in self.instances
                self.instances.add(instance.id)
            else:
                self.instances.remove(instance.id)
        self._variables(step)
        started = (change for change in step.activities if change.phase is Phase.STARTED)
        return sorted(change.element for change in started if change.kind not in BODIES)

    def _variables(self, step: Step) -> None:
        for change in step.variables:
            counts = change.name == "loopCounter" and change.scope not in self.bodies  # a body counts what is done
            if counts and isinstance(change.value, int):
                self.counters[change.scope] = change.value
            if change.scope != change.instance:
                (self.local.discard if change.removed else self.local.add)((change.scope, change.name))


def of_engine(step: Step, followed: Followed, diagram: Diagram, clock: datetime) -> dict[Line, list[str]]:
    """The waits of a step: line → the tokens at it."""
    parents, elements = dict(followed.parents), dict(followed.elements)
    labels: dict[str, tuple[str, int]] = {}
    nodes = {node.id: node for process in diagram.processes for node in process.nodes.values()}
    for waiting in step.waiting:
        event = nodes[waiting.element].event
        rounds = (waiting.due - clock).days - 1 if waiting.due and event and event.cycle else 0
        labels[waiting.token] = (waiting.kind.value, rounds)
        elements[waiting.token] = waiting.element
        parents.setdefault(waiting.token, waiting.host or waiting.scope)

    def up(token: str) -> str | None:
        around = parents[token]
        around = followed.calls.get(around, around)  # a called process stands within its call
        return around if around in parents else None

    def label(token: str) -> tuple[str, str, int, int]:
        kind, rounds = labels.get(token, ("", 0))
        return elements[token], kind, followed.counters.get(token, -1), rounds

    return _lines(list(labels), up, label)


def of_reference(reference: Reference) -> dict[Line, list[Open]]:
    """The waits of the reference: line → what is open at it."""

    def up(each: Open) -> Open | None:
        around = each.host or each.parent
        while around is not None and around.role == "process":
            around = around.parent
        return around

    def label(each: Open) -> tuple[str, str, int, int]:
        assert each.node is not None
        return each.node.id, each.waits, each.counter, each.rounds

    return _lines(reference.waiting(), up, label)


def _lines(
    waits: list[K], up: Callable[[K], K | None], label: Callable[[K], tuple[str, str, int, int]]
) -> dict[Line, list[K]]:
    within: dict[K, list[K]] = {}
    ways: list[list[K]] = []
    for wait in waits:
        here: K | None = wait
        way: list[K] = []
        while here is not None:
            way.insert(0, here)
            within.setdefault(here, [])
            here = up(here)
        ways.append(way)
        for outer, inner in pairwise(way):
            if inner not in within[outer]:
                within[outer].append(inner)

    def shape(key: K) -> Shape:
        return (*label(key), tuple(sorted(shape(each) for each in within[key])))

    found: dict[Line, list[K]] = {}
    for way in ways:
        found.setdefault(tuple(shape(key) for key in way), []).append(way[-1])
    return found
