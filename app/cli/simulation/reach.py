"""How far it is from each sequence flow to one that has not been walked yet, over all diagrams together."""

from collections import deque
from collections.abc import Collection, Iterator

from app.definitions.model import Event, EventKind, Kind, Node, Process

Flow = tuple[str, str]
"""(process key, flow id)"""

_THROWS = frozenset({Kind.SEND_TASK, Kind.INTERMEDIATE_THROW, Kind.END_EVENT})


class Reach:
    """The flows that may follow each flow, seen backwards; an over-estimate, since conditions are not looked at."""

    def __init__(self, processes: tuple[Process, ...]) -> None:
        self._processes = {process.key: process for process in processes}
        self._catches: dict[str, list[Flow]] = {}
        self._callers: dict[str, list[Flow]] = {}
        for process in processes:
            for node in process.nodes.values():
                if node.event is not None and node.event.kind is EventKind.MESSAGE and node.kind not in _THROWS:
                    self._catches.setdefault(node.event.name, []).extend(_out(process, node))
                if node.called is not None:
                    self._callers.setdefault(node.called.key, []).extend(_out(process, node))
        self._before: dict[Flow, list[Flow]] = {}
        for process in processes:
            for flow in process.flows.values():
                for following in self._after(process, process.nodes[flow.target]):
                    self._before.setdefault(following, []).append((process.key, flow.id))
        self._known: tuple[int, dict[Flow, int]] = (-1, {})

    def distances(self, unwalked: Collection[Flow]) -> dict[Flow, int]:
        """Steps from each flow to the nearest of these; a flow from which none can be reached is not in it."""
        if self._known[0] != len(unwalked):  # flows are only ever walked, never unwalked
            self._known = (len(unwalked), self._search(unwalked))
        return self._known[1]

    def _search(self, unwalked: Collection[Flow]) -> dict[Flow, int]:
        found = dict.fromkeys(unwalked, 0)
        queue = deque(found)
        while queue:
            current = queue.popleft()
            for before in self._before.get(current, ()):
                if before not in found:
                    found[before] = found[current] + 1
                    queue.append(before)
        return found

    def _after(self, process: Process, node: Node) -> Iterator[Flow]:
        """What a token may walk once it has come to a node."""
        yield from _out(process, node)
        for boundary in process.boundaries(node.id):
            yield from _out(process, boundary)
        for inner in process.children(node.id):
            if inner.kind is Kind.START_EVENT or inner.triggered_by_event:
                yield from self._begins(process, inner)
        if node.called is not None and node.called.key in self._processes:
            called = self._processes[node.called.key]
            for inner in called.children(called.key):
                if inner.kind is Kind.START_EVENT or inner.triggered_by_event:
                    yield from self._begins(called, inner)
        if node.kind in _THROWS and isinstance(node.event, Event) and node.event.kind is EventKind.MESSAGE:
            yield from self._catches.get(node.event.name, ())
        if node.kind is Kind.END_EVENT:
            yield from self._goes_on(process, node)

    def _begins(self, process: Process, node: Node) -> Iterator[Flow]:
        """The first flows at a start event; of an event sub-process, those of its start."""
        if node.kind is Kind.START_EVENT:
            yield from _out(process, node)
            return
        for inner in process.children(node.id):
            if inner.kind is Kind.START_EVENT:
                yield from _out(process, inner)

    def _goes_on(self, process: Process, end: Node) -> Iterator[Flow]:
        """What follows an end: the sub-process it ends, or the call."""
        if end.parent == process.key:
            yield from self._callers.get(process.key, ())
        else:
            yield from _out(process, process.nodes[end.parent])


def _out(process: Process, node: Node) -> Iterator[Flow]:
    return ((process.key, flow) for flow in node.outgoing)
