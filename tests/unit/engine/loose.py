"""Random diagrams without any shape: gateways that split and never join, joins that starve, ways back from everywhere.

Every way back starts at something that waits, so that no command goes round for ever. There is at most one inclusive
join, since BPMN leaves open which of two goes first.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from tests.unit.engine.generated import EVENTS, ROOTS, Drawn, Pen

WAITING = ("userTask", "receiveTask")
KINDS = (
    "userTask",
    "userTask",
    "userTask",
    "receiveTask",
    "task",
    "exclusiveGateway",
    "parallelGateway",
    "parallelGateway",
)
ATTRIBUTES = {"receiveTask": 'messageRef="m"'}


def loose(draw: Callable[[int], int]) -> Drawn:
    """Some nodes, each with flows to one to three others."""
    pen = Pen(draw, count(), [0])
    kinds = [pen.choose(KINDS) for _ in range(pen.choose(range(4, 11)))]
    if pen.one_in(2):
        kinds[pen.draw(len(kinds))] = "inclusiveGateway"
    names = [f"{kind}{number}" for number, kind in enumerate(kinds)] + ["slut"]
    for number, kind in enumerate(kinds):
        _node(pen, kind, names, number)
    pen.parts.append('<startEvent id="s"/><endEvent id="slut"/>')
    pen.connect("s", names[0])
    return Drawn("".join(pen.parts), ROOTS)


def _node(pen: Pen, kind: str, names: list[str], number: int) -> None:
    """A node with its flows: forward from what is done at once, anywhere from what waits."""
    name, onward = names[number], names[number + 1 :]
    targets = names if kind in WAITING else onward
    wanted = pen.choose((1, 1, 2)) if kind in (*WAITING, "task") else pen.choose((1, 2, 2, 3))
    chosen: list[str] = []
    for _ in range(wanted):
        target = pen.choose(targets) if pen.one_in(3) else pen.choose(onward[:3])
        if target not in chosen:
            chosen.append(target)
    choosing = kind in ("exclusiveGateway", "inclusiveGateway") and len(chosen) > 1
    default = f'default="{name}-{chosen[-1]}"' if choosing else ""
    pen.parts.append(f'<{kind} id="{name}" {default} {ATTRIBUTES.get(kind, "")}/>')
    for target in chosen:
        if choosing and target != chosen[-1]:
            pen.connect_when(name, target)
        else:
            pen.connect(name, target)
    if kind in WAITING and pen.one_in(4):
        _border(pen, name, names)


def _border(pen: Pen, host: str, names: list[str]) -> None:
    interrupting = str(pen.one_in(2)).lower()
    kind = pen.choose(("message", "duration", "cycle"))
    event = pen.node("boundaryEvent", EVENTS[kind], f'attachedToRef="{host}" cancelActivity="{interrupting}"')
    pen.connect(event, pen.choose(names))
