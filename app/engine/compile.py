"""Compile a process of the model into SpiffWorkflow specifications, shared by all its instances."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from app.definitions.model import SUB_PROCESSES, EventKind, Kind, Node, Process
from app.engine import activities, events, gateways, scopes
from app.engine.loops import BodySpec
from app.engine.specs import ElementSpec, ProcessSpec, ScopeSpec
from app.engine.steps import Startable, World

_CACHED = 500

_TASKS: dict[Kind, type[ElementSpec]] = {
    Kind.TASK: activities.ActivitySpec,
    Kind.USER_TASK: activities.UserTask,
    Kind.MANUAL_TASK: activities.UserTask,
    Kind.SCRIPT_TASK: activities.ScriptTask,
    Kind.RECEIVE_TASK: events.ReceiveTask,
    Kind.CALL_ACTIVITY: scopes.CallSpec,
    Kind.SUB_PROCESS: scopes.SubProcessSpec,
    Kind.EXCLUSIVE_GATEWAY: gateways.ExclusiveGateway,
    Kind.PARALLEL_GATEWAY: gateways.ParallelGateway,
    Kind.INCLUSIVE_GATEWAY: gateways.InclusiveGateway,
    Kind.EVENT_BASED_GATEWAY: gateways.EventGateway,
    Kind.BOUNDARY_EVENT: events.BoundaryEvent,
    Kind.INTERMEDIATE_CATCH: events.CatchSpec,
}
_THROWS: dict[EventKind, type[ElementSpec]] = {
    EventKind.NONE: events.EndEvent,
    EventKind.MESSAGE: events.MessageThrow,
    EventKind.SIGNAL: events.SignalThrow,
    EventKind.ESCALATION: events.EscalationThrow,
    EventKind.ERROR: events.ErrorEnd,
    EventKind.TERMINATE: events.TerminateEnd,
    EventKind.LINK: events.LinkThrow,
}


class Cache:
    """Compiled processes by definition id: the least recently used are forgotten, none is ever changed."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = Lock()
        self._made: OrderedDict[str, ProcessSpec] = OrderedDict()

    def get(self, definition: str, world: World) -> ProcessSpec:
        """The compiled process; the world is asked only the first time, for an id always means the same process."""
        with self._lock:
            found = self._made.get(definition)
            if found is not None:
                self._made.move_to_end(definition)
                return found
        made = compile_process(world.definition(definition))
        with self._lock:
            self._made[definition] = made
            while len(self._made) > self._size:
                self._made.popitem(last=False)
        return made


cache = Cache(_CACHED)


def compile_process(process: Process) -> ProcessSpec:
    """The specifications of a process. It must have passed `unsupported` and the rules at deploy."""
    spec = ProcessSpec(process)
    spec.root = scopes.RootSpec(spec, process)
    for node in process.nodes.values():
        made = _class_of(process, node)(spec, node)
        if node.loop is not None and isinstance(made, activities.ActivitySpec):
            made.body = BodySpec(spec, node, made)
    for made in list(spec.task_specs.values()):
        if not (isinstance(made, activities.ActivitySpec) and made.body is not None):
            made.link()
        if isinstance(made, gateways.InclusiveGateway) and len(made.node.incoming) > 1:
            spec.reach.update(gateways.reach_of(process, made.node.id))
        if isinstance(made, events.LinkThrow):
            made.target = _link_target(spec, made.node)
    for parent in (process.key, *(n.id for n in process.nodes.values() if n.kind in SUB_PROCESSES)):
        spec.scopes[parent] = _contents(spec, parent)
    return spec


def _class_of(process: Process, node: Node) -> type[ElementSpec]:
    kind = node.event.kind if node.event is not None else EventKind.NONE
    if node.kind is Kind.SUB_PROCESS and node.triggered_by_event:
        return scopes.EventSubProcessSpec
    if node.kind is Kind.START_EVENT:
        parent = process.nodes.get(node.parent)
        return events.EventSubProcessStart if parent is not None and parent.triggered_by_event else events.StartEvent
    if node.kind in (Kind.END_EVENT, Kind.INTERMEDIATE_THROW):
        return events.ExternalThrow if node.topic else _THROWS[kind]
    if node.kind in (Kind.SERVICE_TASK, Kind.BUSINESS_RULE_TASK):
        return activities.ExternalTask
    if node.kind is Kind.SEND_TASK:
        return activities.ExternalTask if node.topic else activities.SendTask
    return _TASKS[node.kind]


def _contents(spec: ProcessSpec, parent: str) -> ScopeSpec:
    """BPMN 13.3: a scope begins at its plain start; without any start event, at every node that nothing leads to."""
    process = spec.process
    children = list(process.children(parent))
    starts = [node for node in children if node.kind is Kind.START_EVENT]
    plain = [node for node in starts if node.event is None or node.event.kind is EventKind.NONE]
    if not starts:
        plain = [node for node in children if _begins(node)]
    event_starts = [
        start
        for node in children
        if node.triggered_by_event
        for start in process.children(node.id)
        if start.kind is Kind.START_EVENT
    ]
    specs = spec.task_specs
    return ScopeSpec(
        tuple(specs.get(f"{node.id}#multiInstanceBody") or specs[node.id] for node in plain),
        tuple(specs[start.id] for start in event_starts),
    )


def _begins(node: Node) -> bool:
    if node.incoming or node.triggered_by_event or node.kind is Kind.BOUNDARY_EVENT:
        return False
    return not (node.event is not None and node.event.kind is EventKind.LINK and node.kind is Kind.INTERMEDIATE_CATCH)


def _link_target(spec: ProcessSpec, node: Node) -> ElementSpec | None:
    for other in spec.process.children(node.parent):
        catches = other.kind is Kind.INTERMEDIATE_CATCH and other.event and other.event.kind is EventKind.LINK
        if catches and other.event and node.event and other.event.name == node.event.name:
            return spec.task_specs[other.id]
    return None


def startable(process: Process) -> tuple[Startable, ...]:
    """The ways in, in document order; a process without start events has one plain way in, with element ""."""
    found = []
    for node in process.children(process.key):
        if node.kind is not Kind.START_EVENT:
            continue
        event = node.event
        if event is None or event.kind is EventKind.NONE:
            found.append(Startable(node.id, "none"))
        elif event.kind is EventKind.TIMER:
            pairs = (("date", event.date), ("duration", event.duration), ("cycle", event.cycle))
            found.append(Startable(node.id, "timer", timer=next((k, t) for k, t in pairs if t)))
        else:
            found.append(Startable(node.id, event.kind.value, event.name))
    if not found and any(_begins(node) for node in process.children(process.key)):
        found.append(Startable("", "none"))
    return tuple(found)
