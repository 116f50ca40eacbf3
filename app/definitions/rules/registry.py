"""How a rule is written: a small function from a process to the places where it is broken, with its sentences."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from app.definitions.catalogue import Place, Rule, define
from app.definitions.findings import Finding
from app.definitions.model import Diagram, EventKind, Flow, Kind, Node, Process


def _any(_: str) -> bool:
    return True


def _nothing(_: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Known:
    """What exists outside the diagram, this deployment included: forms by id, topics with a handler, processes by key.

    callable: whether a process has a plain start, so that it can be called. fields: the variables that a form sets,
    each with the answers that can be chosen (None: anything), or None when the form's content is not known. Without an
    answer everything is taken to exist.
    """

    form: Callable[[str], bool] = field(default=_any)
    topic: Callable[[str], bool] = field(default=_any)
    process: Callable[[str], bool] = field(default=_any)
    callable: Callable[[str], bool] = field(default=_any)
    fields: Callable[[str], Mapping[str, frozenset[object] | None] | None] = field(default=_nothing)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rule looks at: one executable process in its diagram.

    children: the nodes of each scope, by its id. Of the whole diagram: message_starts, the first start event of each
    message; executable, the processes by key; everywhere, the nodes of all processes by id.
    """

    diagram: Diagram
    process: Process
    known: Known
    children: Mapping[str, tuple[Node, ...]]
    message_starts: Mapping[str, Node]
    executable: Mapping[str, Process]
    everywhere: Mapping[str, Node]

    def name(self, node_id: str) -> str:
        """What a person calls a node."""
        node = self.process.nodes.get(node_id)
        return label(node) if node is not None else node_id

    def around(self, node: Node) -> Iterator[Node]:
        """The sub-processes that a node is in, innermost first; each once, also where ids are muddled."""
        seen = {node.id}
        while (found := self.process.nodes.get(node.parent)) is not None and found.id not in seen:
            seen.add(found.id)
            yield found
            node = found


def subjects(diagram: Diagram, known: Known) -> Iterator[Subject]:
    """The executable processes of a diagram, with what several rules need worked out once."""
    executable = {process.key: process for process in diagram.processes if process.executable}
    first: dict[str, Node] = {}
    for process in executable.values():
        for node in process.children(process.key):
            if node.kind is Kind.START_EVENT and node.event is not None and node.event.kind is EventKind.MESSAGE:
                first.setdefault(node.event.name, node)
    everywhere = {id_: node for process in diagram.processes for id_, node in process.nodes.items()}
    for process in executable.values():
        children: dict[str, list[Node]] = {process.key: []}
        for node in process.nodes.values():
            children.setdefault(node.parent, []).append(node)
        found = {scope: tuple(nodes) for scope, nodes in children.items()}
        yield Subject(diagram, process, known, found, first, executable, everywhere)


@dataclass(frozen=True, slots=True)
class Broken:
    """A place where a rule is broken; None is the process itself. `fields` fill the rule's sentences."""

    where: Node | Flow | None
    fields: dict[str, object] = field(default_factory=dict)


def broken(where: Node | Flow | None, **fields: object) -> Broken:
    """A place where a rule is broken, with what its sentences want to say."""
    return Broken(where, fields)


Check = Callable[[Subject], Iterator[Broken]]
_checks: list[tuple[Rule, Check]] = []


def rule(of: Rule) -> Callable[[Check], Check]:
    """Enter a check for a rule; {element} in its sentences is the name of the place."""
    define(of)

    def enter(check: Check) -> Check:
        _checks.append((of, check))
        return check

    return enter


def run(subject: Subject, file: str) -> Iterator[Finding]:
    """The findings of every rule for one process."""
    for of, check in _checks:
        for each in check(subject):
            yield of.at(_place(subject, each.where, file), **{"element": _name(subject, each.where), **each.fields})


def _place(subject: Subject, where: Node | Flow | None, file: str) -> Place:
    if where is None:
        return Place(file, subject.process.key)
    return Place(file, where.id, where.line)


def _name(subject: Subject, where: Node | Flow | None) -> str:
    if where is None:
        return subject.process.name or subject.process.key
    if isinstance(where, Node):
        return label(where)
    if where.name:
        return where.name
    return f"{subject.name(where.source)} → {subject.name(where.target)}" if where.source and where.target else where.id


def label(node: Node) -> str:
    """What a person calls a node: its name, else its id."""
    return node.name or node.id


def is_computed(text: str) -> bool:
    """Whether a name is worked out when the case comes there."""
    return text.startswith("=") or "${" in text or "#{" in text
