"""Rules of processes and sub-processes: where they begin, and whether everything in them can be reached."""

from collections.abc import Iterator, Sequence

from app.definitions.catalogue import Rule
from app.definitions.findings import Severity
from app.definitions.model import SUB_PROCESSES, EventKind, Kind, Node, Process
from app.definitions.rules.registry import Broken, Subject, broken, rule

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING


MAX_STEPS = 5_000  # flow nodes of a process


def begins(children: Sequence[Node]) -> list[Node]:
    """Where a scope can begin: its start events; without any, every node that nothing leads to (BPMN 10.5.2, 13.2)."""
    starts = [node for node in children if node.kind is Kind.START_EVENT]
    return starts or [node for node in children if node.begins_scope]


def begins_plainly(process: Process) -> bool:
    """Whether a process can be called, or started by hand."""
    children = list(process.children(process.key))
    starts = [node for node in children if node.kind is Kind.START_EVENT]
    return any(_plain(node) for node in starts) if starts else bool(begins(children))


def _catches_link(node: Node) -> bool:
    return node.kind is Kind.INTERMEDIATE_CATCH and node.event is not None and node.event.kind is EventKind.LINK


@rule(
    Rule(
        "nothing-to-run",
        _ERROR,
        "Processen ”{element}” är tom.",
        "The process {element} is empty.",
        "Rita minst en starthändelse och en uppgift.",
    )
)
def nothing_to_run(subject: Subject) -> Iterator[Broken]:
    """An executable process without flow nodes does nothing."""
    if not subject.process.nodes:
        yield broken(None)


@rule(
    Rule(
        "process-too-large",
        _ERROR,
        "Processen ”{element}” har {count} steg, och högst {limit} är tillåtet.",
        "The process {element} has {count} flow nodes, and at most {limit} are allowed.",
        "Dela upp den i flera processer som anropar varandra.",
    )
)
def process_too_large(subject: Subject) -> Iterator[Broken]:
    """A drawing that nobody can read is not run either."""
    count = max(len(subject.process.nodes), len(subject.process.flows) // 2)
    if count > MAX_STEPS:
        yield broken(None, count=count, limit=MAX_STEPS)


@rule(
    Rule(
        "no-start",
        _ERROR,
        "”{element}” har ingen starthändelse, så ingenting kan börja.",
        "{element} has no start event.",
        "Lägg till en starthändelse och dra ett flöde från den till det första steget.",
        "BPMN 10.5.2",
    )
)
def no_start(subject: Subject) -> Iterator[Broken]:
    """Where there is an end event there is a start event; and something must be first."""
    for scope, children in _scopes(subject):
        if _is_ad_hoc(subject, scope):
            continue
        ends = any(node.kind is Kind.END_EVENT for node in children)
        starts = any(node.kind is Kind.START_EVENT for node in children)
        if children and not starts and (ends or not begins(children)):
            yield broken(subject.process.nodes.get(scope))


@rule(
    Rule(
        "empty-sub-process",
        _ERROR,
        "Delprocessen ”{element}” är tom.",
        "The sub-process {element} is empty.",
        "Rita vad som ska hända i delprocessen, eller gör den till en uppgift.",
    )
)
def empty_sub_process(subject: Subject) -> Iterator[Broken]:
    """A sub-process without flow nodes does nothing."""
    parents = {node.parent for node in subject.process.nodes.values()}
    for node in subject.process.nodes.values():
        if node.kind in SUB_PROCESSES and node.id not in parents:
            yield broken(node)


@rule(
    Rule(
        "several-plain-starts",
        _ERROR,
        "”{element}” är en av flera starthändelser utan meddelande eller tid: det går inte att veta var det ska börja.",
        "{element} is one of several plain start events.",
        "Behåll en av dem, eller gör de andra till meddelanden.",
        "Camunda: None Start Event",
    )
)
def several_plain_starts(subject: Subject) -> Iterator[Broken]:
    """One none start event in a scope."""
    for _, children in _scopes(subject):
        plain = [node for node in children if node.kind is Kind.START_EVENT and _plain(node)]
        yield from (broken(node) for node in plain[1:])


@rule(
    Rule(
        "event-sub-process-start",
        _ERROR,
        "Händelsedelprocessen ”{element}” ska ha precis en starthändelse, och den ska vänta på något.",
        "The event sub-process {element} must have exactly one start event, with a trigger.",
        "Ge den en starthändelse med till exempel ett meddelande eller en tid.",
        "BPMN 10.3.5",
    )
)
def event_sub_process_start(subject: Subject) -> Iterator[Broken]:
    """An event sub-process has one start event, which is triggered."""
    for node in subject.process.nodes.values():
        if node.triggered_by_event:
            starts = [each for each in subject.children.get(node.id, ()) if each.kind is Kind.START_EVENT]
            if len(starts) != 1 or _plain(starts[0]):
                yield broken(node)


@rule(
    Rule(
        "event-sub-process-with-flow",
        _ERROR,
        "Händelsedelprocessen ”{element}” har ett flöde in eller ut.",
        "The event sub-process {element} has an incoming or outgoing flow.",
        "Ta bort flödet: delprocessen börjar när dess händelse inträffar.",
        "BPMN 10.3.5",
    )
)
def event_sub_process_with_flow(subject: Subject) -> Iterator[Broken]:
    """An event sub-process has neither incoming nor outgoing flows."""
    for node in subject.process.nodes.values():
        if node.triggered_by_event and (node.incoming or node.outgoing):
            yield broken(node)


@rule(
    Rule(
        "error-start-must-interrupt",
        _ERROR,
        "Felhändelsen ”{element}” måste avbryta.",
        "The error start event {element} must interrupt.",
        "Gör starthändelsen avbrytande.",
        "BPMN 10.5.2",
    )
)
def error_start_must_interrupt(subject: Subject) -> Iterator[Broken]:
    """An error always interrupts: isInterrupting must be true."""
    for node in subject.process.nodes.values():
        is_error = node.event is not None and node.event.kind is EventKind.ERROR
        if node.kind is Kind.START_EVENT and is_error and not node.interrupting:
            yield broken(node)


@rule(
    Rule(
        "without-incoming",
        _ERROR,
        "Inget flöde går till ”{element}”, så det blir aldrig av.",
        "No flow leads to {element}, although its scope has a start event.",
        "Dra ett flöde dit, eller ta bort det.",
        "BPMN 10.5.2",
    )
)
def without_incoming(subject: Subject) -> Iterator[Broken]:
    """Where there is a start event, all else has something that leads to it."""
    return (broken(node) for node in _astray(subject))


@rule(
    Rule(
        "unreachable",
        _WARNING,
        "Ingen väg från en start leder till ”{element}”.",
        "No way from a start leads to {element}.",
        "Dra ett flöde dit, eller ta bort steget.",
    )
)
def unreachable(subject: Subject) -> Iterator[Broken]:
    """What no start leads to never happens. (What follows on a step that has no flow in is named with that step.)"""
    reached = reachable(subject)
    for node in subject.process.nodes.values():
        inside_unreached = node.parent != subject.process.key and node.parent not in reached
        if node.id not in reached and not inside_unreached:
            yield broken(node)


def _astray(subject: Subject) -> Iterator[Node]:
    """Nodes without a flow in, beside a start event; but for those that a compensation leads to."""
    handlers = {node.handler for node in subject.process.nodes.values()}
    for scope, children in subject.children.items():
        if not _is_ad_hoc(subject, scope) and any(node.kind is Kind.START_EVENT for node in children):
            for node in children:
                if node.kind is not Kind.START_EVENT and node.begins_scope and node.id not in handlers:
                    yield node


def reachable(subject: Subject) -> set[str]:
    """The ids of the nodes that some start leads to, by flows, borders, links and into sub-processes.

    What has no flow in counts as reached: that has a rule of its own.
    """
    process, children = subject.process, subject.children
    borders: dict[str, list[Node]] = {}
    links: dict[tuple[str, str], list[Node]] = {}
    for node in process.nodes.values():
        borders.setdefault(node.attached_to or "", []).append(node)
        if _catches_link(node):
            links.setdefault((node.parent, _name(node)), []).append(node)
    reached: set[str] = set()
    todo = [*_entered(children[process.key]), *_astray(subject)]
    while todo:
        node = todo.pop()
        if node.id in reached:
            continue
        reached.add(node.id)
        todo += [process.nodes[flow.target] for flow in process.outgoing(node) if flow.target in process.nodes]
        todo += borders.get(node.id, [])
        if node.handler is not None and node.handler in process.nodes:
            todo.append(process.nodes[node.handler])
        if node.kind in SUB_PROCESSES:
            todo += _entered(children.get(node.id, ()))
        if node.kind is Kind.INTERMEDIATE_THROW and node.event is not None and node.event.kind is EventKind.LINK:
            todo += links.pop((node.parent, node.event.name), [])
    return reached


def _entered(children: Sequence[Node]) -> list[Node]:
    return begins(children) + [node for node in children if node.triggered_by_event]


def _is_ad_hoc(subject: Subject, scope: str) -> bool:
    node = subject.process.nodes.get(scope)
    return node is not None and node.kind is Kind.AD_HOC


def _name(node: Node) -> str:
    return node.event.name if node.event is not None else ""


def _plain(node: Node) -> bool:
    return node.event is None or node.event.kind is EventKind.NONE


def _scopes(subject: Subject) -> Iterator[tuple[str, tuple[Node, ...]]]:
    """Processes and sub-processes that begin by themselves; event sub-processes have a rule of their own."""
    for scope, children in subject.children.items():
        node = subject.process.nodes.get(scope)
        if node is None or not node.triggered_by_event:
            yield scope, children
