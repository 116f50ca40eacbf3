"""What stands open in the reference interpreter, and what the clauses of BPMN 2.0.2 say of it without changing it.

Conditions are `name = number` and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.definitions.model import Event, EventKind, Kind, Loop, Node, Process

THROWN = {EventKind.ERROR: "error", EventKind.ESCALATION: "escalation"}


@dataclass(eq=False)
class Open:
    """Something that is going on: a process, an activity, a wait, an armed event or a token held at a join."""

    process: Process
    node: Node | None = None
    parent: Open | None = None
    host: Open | None = None  # of an armed boundary event, or of a branch behind an event-based gateway
    role: str = "open"  # process, body, open, start (an armed event sub-process), before, after, token
    waits: str = ""  # what happens next comes from outside: what kind of it; "" when from within
    flow: str = ""  # where a token at a join came from
    counter: int = -1
    rounds: int = 0
    done: int = 0
    variables: dict[str, int] = field(default_factory=dict)
    inside: list[Open] = field(default_factory=list)

    def up(self) -> Iterator[Open]:
        """This and all around it, outward."""
        here: Open | None = self
        while here is not None:
            yield here
            here = here.parent

    def down(self) -> Iterator[Open]:
        """This and all within it."""
        yield self
        for each in self.inside:
            yield from each.down()


def put(opened: Open) -> Open:
    around(opened).inside.append(opened)
    return opened


def around(opened: Open) -> Open:
    assert opened.parent is not None
    return opened.parent


def node_of(opened: Open) -> Node:
    assert opened.node is not None
    return opened.node


def id_of(opened: Open) -> str:
    return opened.node.id if opened.node is not None else ""


def event_of(node: Node) -> Event:
    return node.event or Event(EventKind.NONE)


def catching(armed: list[Open], kind: str, code: str) -> Open | None:
    """The one that names the code, else one that catches all."""
    for wanted in (code, None):
        for each in armed:
            event = event_of(node_of(each))
            if THROWN.get(event.kind) == kind and event.code == wanted:
                return each
    return None


def most(loop: Loop) -> int:
    """How many instances at most."""
    if loop.sequential is None:
        return loop.maximum or 10**6
    return int((loop.cardinality or "0").lstrip("="))


def holds(condition: str, scope: Open) -> bool:
    name, number = re.sub(r"[={}$ ]+", " ", condition).split()
    for each in scope.up():
        if name in each.variables:
            return each.variables[name] == int(number)
        if each.role == "process":
            break
    raise KeyError(name)


def held_tokens(node: Node, scope: Open) -> list[Open]:
    return [each for each in scope.inside if each.role == "token" and each.node is node]


def filled_flows(node: Node, scope: Open) -> set[str]:
    return {each.flow for each in held_tokens(node, scope)}


def may_join(join: Node, scope: Open) -> bool:
    """13.4.3: for every path from a token to an empty incoming flow there is one from it to a filled incoming flow.

    No path visits the join. A boundary event can happen as long as its activity is there, so it continues a path.
    """
    filled = filled_flows(join, scope)
    for each in scope.inside:
        if each.role in ("start", "armed") or each.node is None or each.node is join:
            continue
        reached = _reachable(each.node, join, scope.process) & set(join.incoming)
        if reached - filled and not reached & filled:
            return False
    return True


def _reachable(origin: Node, join: Node, process: Process) -> set[str]:
    """The flows on some path from a node that does not go through the join."""
    seen: set[str] = set()
    flows: set[str] = set()
    todo = [origin.id]
    while todo:
        node = process.nodes[todo.pop()]
        if node.id in seen or node is join:
            continue
        seen.add(node.id)
        for flow in process.outgoing(node):
            flows.add(flow.id)
            todo.append(flow.target)
        todo += [each.id for each in process.nodes.values() if _follows(each, node)]
    return flows


def _follows(other: Node, node: Node) -> bool:
    if other.attached_to == node.id:
        return True
    linked = event_of(other).kind is EventKind.LINK and event_of(node).kind is EventKind.LINK
    return linked and event_of(other).name == event_of(node).name and other.kind is Kind.INTERMEDIATE_CATCH
