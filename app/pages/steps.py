"""The steps of a process in reading order, with what has become of each: the text twin of its diagram."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.definitions.model import ACTIVITIES, SUB_PROCESSES, Kind, Node, Process
from app.messages import gettext as _
from app.pages import formats
from app.usecases.history import ActivityView

DONE, HERE, FAILED, LATER = "done", "here", "failed", "later"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a step list. `state`: done, here, failed or later."""

    element: str
    name: str
    state: str
    text: str
    current: bool = False
    inner: bool = False


def ordered(process: Process) -> tuple[Node, ...]:
    """All nodes as one reads them: along the flows from the starts, what is inside a step right after it."""
    return tuple(_within(process, process.key))


def _within(process: Process, parent: str) -> Iterator[Node]:
    own = {node.id: node for node in process.children(parent)}
    entered: set[str] = set()
    for roots in _roots(own):
        for id in _along(process, own, roots, entered):
            yield own[id]
            if own[id].kind in SUB_PROCESSES:
                yield from _within(process, id)


def _roots(own: dict[str, Node]) -> Iterator[list[Node]]:
    """Where reading begins: at the starts, then at what no flow reaches, then anywhere."""
    begin = [node for node in own.values() if node.kind is Kind.START_EVENT]
    yield begin
    yield [node for node in own.values() if node not in begin and not node.incoming and node.attached_to is None]
    yield list(own.values())


def _along(process: Process, own: dict[str, Node], roots: list[Node], entered: set[str]) -> Iterator[str]:
    """Reverse post-order: the order of the flows, wherever they do not lead back."""
    left: list[str] = []
    stack = [(node, False) for node in roots]
    while stack:
        node, leaving = stack.pop()
        if leaving:
            left.append(node.id)
        elif node.id not in entered:
            entered.add(node.id)
            stack.append((node, True))
            stack.extend((own[after], False) for after in _after(process, node) if after in own)
    return reversed(left)


def _after(process: Process, node: Node) -> list[str]:
    return [flow.target for flow in process.outgoing(node)] + [each.id for each in process.boundaries(node.id)]


def all_steps(process: Process, visits: Iterable[ActivityView], failed: frozenset[str], now: datetime) -> list[Step]:
    """Every named node with its state; gateways without a name say nothing."""
    seen = _by_element(visits)
    return [
        replace(_step(node, seen.get(node.id, []), failed, now), inner=node.parent != process.key)
        for node in ordered(process)
        if node.name or node.kind in ACTIVITIES
    ]


def main_steps(process: Process, visits: Iterable[ActivityView], failed: frozenset[str], now: datetime) -> list[Step]:
    """Only the activities of the outermost level: enough to see where one is."""
    seen = _by_element(visits)
    nodes = [node for node in ordered(process) if node.kind in ACTIVITIES and node.parent == process.key]
    return [_step(node, seen.get(node.id, []), failed, now) for node in nodes if not node.triggered_by_event]


def _by_element(visits: Iterable[ActivityView]) -> dict[str, list[ActivityView]]:
    seen: dict[str, list[ActivityView]] = {}
    for visit in visits:
        seen.setdefault(visit.element, []).append(visit)
    return seen


def _step(node: Node, visits: list[ActivityView], failed: frozenset[str], now: datetime) -> Step:
    name = node.name or node.id
    running = [visit for visit in visits if visit.ended is None]
    done = [visit for visit in visits if visit.outcome == "completed"]
    if node.id in failed:
        return Step(node.id, name, FAILED, _("Har stannat"), current=True)
    if running:
        since = formats.since(running[0].started, now)
        return Step(node.id, name, HERE, _("Pågår sedan {since}", since=since), current=True)
    if done and done[-1].ended:
        text = _("Klart {day}", day=formats.day(done[-1].ended))
        return Step(node.id, name, DONE, f"{text}, {_('{n} gånger', n=len(done))}" if len(done) > 1 else text)
    if visits:
        return Step(node.id, name, DONE, _("Avbrutet"))
    return Step(node.id, name, LATER, _("Inte ännu"))


def drawn_steps(process: Process, counts: Mapping[str, int]) -> list[Step]:
    """Every named node, with how many cases stand there."""
    return [
        Step(
            node.id,
            node.name or node.id,
            HERE if counts.get(node.id) else LATER,
            _("{n} ärenden här", n=counts[node.id]) if counts.get(node.id) else "",
        )
        for node in ordered(process)
        if node.name or node.kind in ACTIVITIES
    ]
