"""Compile a process of the model into SpiffWorkflow specifications, shared by all its instances."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from threading import Lock

from app.definitions.model import SUB_PROCESSES, EventKind, Kind, Node, Process
from app.engine import activities, catches, gateways, scopes, throws
from app.engine.loops import BodySpec
from app.engine.specs import ElementSpec, ProcessSpec, ScopeSpec, entry, is_armed
from app.engine.steps import Startable, World

_CACHED = 500

_TASKS: dict[Kind, type[ElementSpec]] = {
    Kind.TASK: activities.ActivitySpec,
    Kind.USER_TASK: activities.UserTask,
    Kind.MANUAL_TASK: activities.UserTask,
    Kind.SCRIPT_TASK: activities.ScriptTask,
    Kind.RECEIVE_TASK: catches.ReceiveTask,
    Kind.CALL_ACTIVITY: scopes.CallSpec,
    Kind.SUB_PROCESS: scopes.SubProcessSpec,
    Kind.TRANSACTION: scopes.SubProcessSpec,
    Kind.AD_HOC: scopes.AdHocSpec,
    Kind.EXCLUSIVE_GATEWAY: gateways.ExclusiveGateway,
    Kind.PARALLEL_GATEWAY: gateways.ParallelGateway,
    Kind.INCLUSIVE_GATEWAY: gateways.InclusiveGateway,
    Kind.EVENT_BASED_GATEWAY: gateways.EventGateway,
    Kind.BOUNDARY_EVENT: catches.BoundaryEvent,
    Kind.INTERMEDIATE_CATCH: catches.CatchSpec,
}
_THROWS: dict[EventKind, type[ElementSpec]] = {
    EventKind.NONE: throws.EndEvent,
    EventKind.MESSAGE: throws.MessageThrow,
    EventKind.SIGNAL: throws.SignalThrow,
    EventKind.ESCALATION: throws.EscalationThrow,
    EventKind.ERROR: throws.ErrorEnd,
    EventKind.TERMINATE: throws.TerminateEnd,
    EventKind.LINK: throws.LinkThrow,
    EventKind.COMPENSATION: throws.CompensationThrow,
    EventKind.CANCEL: throws.CancelEnd,
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
        if isinstance(made, throws.LinkThrow):
            made.target = _link_target(spec, made.node)
    _link_compensation(spec)
    for parent in (process.key, *(n.id for n in process.nodes.values() if n.kind in SUB_PROCESSES)):
        spec.scopes[parent] = _contents(spec, parent)
    return spec


def _link_compensation(spec: ProcessSpec) -> None:
    """Which handler undoes an activity: the one that an association leads to, or the sub-process in a sub-process."""
    process = spec.process
    for node in process.nodes.values():
        if node.handler is not None and node.attached_to is not None and not is_armed(node):
            spec.task_specs[node.attached_to].undo = entry(spec.task_specs, node.handler)
    for start in _event_starts(process, process.nodes.values()):
        handler = process.nodes[start.parent]
        if not is_armed(start) and handler.parent in spec.task_specs:
            spec.task_specs[handler.parent].undo_start = spec.task_specs[start.id]


def _event_starts(process: Process, nodes: Iterable[Node]) -> Iterator[Node]:
    """The starts of these event sub-processes."""
    for node in nodes:
        if node.triggered_by_event:
            yield from (each for each in process.children(node.id) if each.kind is Kind.START_EVENT)


def _class_of(process: Process, node: Node) -> type[ElementSpec]:
    kind = node.event.kind if node.event is not None else EventKind.NONE
    if node.kind is Kind.SUB_PROCESS and node.triggered_by_event:
        return scopes.EventSubProcessSpec
    if node.kind is Kind.START_EVENT:
        parent = process.nodes.get(node.parent)
        return catches.EventSubProcessStart if parent is not None and parent.triggered_by_event else throws.StartEvent
    if node.kind in (Kind.END_EVENT, Kind.INTERMEDIATE_THROW):
        return throws.ExternalThrow if node.topic else _THROWS[kind]
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
        plain = [node for node in children if node.begins_scope]
    event_starts = [start for start in _event_starts(process, children) if is_armed(start)]
    specs = spec.task_specs
    return ScopeSpec(
        tuple(entry(specs, node.id) for node in plain),
        tuple(specs[start.id] for start in event_starts),
    )


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
    if not found and any(node.begins_scope for node in process.children(process.key)):
        found.append(Startable("", "none"))
    return tuple(found)
