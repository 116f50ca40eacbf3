"""From the bytes of a .bpmn file to `model.Diagram`: BPMN 2.0 with Camunda 7's extensions."""

from collections.abc import Iterator

from app.definitions.catalogue import error
from app.definitions.document import Document
from app.definitions.extensions import properties_of
from app.definitions.findings import Finding
from app.definitions.model import SUB_PROCESSES, Diagram, Flow, Kind, Lane, MessageFlow, Node, Process
from app.definitions.names import (
    Element,
    attribute,
    bpmn,
    bpmn_name,
    camunda,
    child,
    children,
    flag,
    label,
    line_of,
    reference,
    text_of,
)
from app.definitions.nodes import Surroundings, documentation_of, node_of
from app.definitions.structure import check_structure
from app.definitions.xml import parse

NO_PROCESS = error(
    "no-process",
    "Filen innehåller ingen process.",
    "The file contains no process.",
    "Rita minst en process, eller välj en annan fil.",
)

_KINDS = {kind.value: kind for kind in Kind}
_CONTAINERS = frozenset(kind.value for kind in SUB_PROCESSES)


def read(data: bytes, file: str) -> tuple[Diagram | None, tuple[Finding, ...]]:
    """Read a diagram.

    None when the bytes are no BPMN document. Otherwise a diagram, also when the findings say that it is wrong: it can
    then be shown and checked further, but errors among the findings mean that it must not be deployed. Never raises.
    """
    root, findings = parse(data, file)
    if root is None:
        return None, findings
    document = Document(root, file)
    check_structure(document)
    participants = _participants(root)
    processes = tuple(
        _process(document, element, participants)
        for element in children(root, bpmn("process"))
        if attribute(element, "id")
    )
    if not processes:
        document.report(NO_PROCESS, root)
    return Diagram(file, processes, _message_flows(root)), tuple(document.findings)


def _participants(root: Element) -> dict[str, str]:
    """Process id → the name of its pool."""
    found: dict[str, str] = {}
    for collaboration in children(root, bpmn("collaboration")):
        for each in children(collaboration, bpmn("participant")):
            key = reference(attribute(each, "processRef"))
            if key:
                found.setdefault(key, label(each))
    return found


def _message_flows(root: Element) -> tuple[MessageFlow, ...]:
    return tuple(
        MessageFlow(
            id=each.get("id") or "",
            name=attribute(each, "name") or "",
            source=reference(attribute(each, "sourceRef")),
            target=reference(attribute(each, "targetRef")),
        )
        for collaboration in children(root, bpmn("collaboration"))
        for each in children(collaboration, bpmn("messageFlow"))
    )


def _process(document: Document, element: Element, participants: dict[str, str]) -> Process:
    key = attribute(element, "id") or ""
    flows = {flow.id: flow for flow in _flows(document, element)}
    lanes = _lanes(element)
    return Process(
        key=key,
        name=attribute(element, "name") or participants.get(key, ""),
        executable=flag(element, "isExecutable", missing=False),
        nodes=_nodes(document, element, flows, lanes),
        flows=flows,
        lanes=lanes,
        documentation=documentation_of(element),
        version_tag=attribute(element, camunda("versionTag")),
        properties=properties_of(element),
        data_objects=_data_objects(element),
        participant=participants.get(key, ""),
    )


def _within(process: Element) -> Iterator[tuple[Element, Element]]:
    """(container, child) for every child of the process and of its sub-processes of any depth, in document order."""
    stack = [iter([(process, each) for each in process])]
    while stack:
        pair = next(stack[-1], None)
        if pair is None:
            stack.pop()
            continue
        yield pair
        if bpmn_name(pair[1]) in _CONTAINERS:
            stack.append(iter([(pair[1], each) for each in pair[1]]))


def _flows(document: Document, process: Element) -> Iterator[Flow]:
    for _, element in _within(process):
        if bpmn_name(element) == "sequenceFlow" and attribute(element, "id"):
            yield Flow(
                id=attribute(element, "id") or "",
                source=reference(attribute(element, "sourceRef")),
                target=reference(attribute(element, "targetRef")),
                name=" ".join((element.get("name") or "").split()),
                condition=document.expression(child(element, bpmn("conditionExpression"))),
                line=line_of(element),
            )


def _nodes(document: Document, process: Element, flows: dict[str, Flow], lanes: tuple[Lane, ...]) -> dict[str, Node]:
    around: dict[str, Surroundings] = {}
    found: dict[str, tuple[Element, Kind]] = {}
    lane_of = {node: lane.id for lane in lanes for node in lane.nodes}  # an inner lane comes after its outer one
    for container, element in _within(process):
        kind, id_ = _KINDS.get(bpmn_name(element)), attribute(element, "id")
        if kind is None or id_ is None:
            continue
        parent = attribute(container, "id") or ""
        inherited = around[parent].lane if parent in around else None
        found[id_] = (element, kind)
        around[id_] = Surroundings(parent=parent, lane=lane_of.get(id_, inherited))
    for source, target in _associations(document.root, process):
        if source in around and found[source][1] is Kind.BOUNDARY_EVENT and target in around:
            around[source].handler = target
    for flow in flows.values():
        if flow.source in around:
            around[flow.source].outgoing.append(flow.id)
        if flow.target in around:
            around[flow.target].incoming.append(flow.id)
    return {id_: node_of(document, element, kind, around[id_]) for id_, (element, kind) in found.items()}


def _associations(root: Element, process: Element) -> Iterator[tuple[str, str]]:
    """(source, target) of every association, those drawn in the collaboration too."""
    for holder in (process, *children(root, bpmn("collaboration"))):
        for _, element in _within(holder):
            if bpmn_name(element) == "association":
                yield reference(attribute(element, "sourceRef")), reference(attribute(element, "targetRef"))


def _lanes(process: Element) -> tuple[Lane, ...]:
    """Every lane of the process, outer ones before the inner."""
    holders = [process, *(each for _, each in _within(process) if bpmn_name(each) in _CONTAINERS)]
    return tuple(
        Lane(
            id=each.get("id") or "",
            name=attribute(each, "name") or "",
            nodes=tuple(text_of(node) for node in children(each, bpmn("flowNodeRef")) if text_of(node)),
        )
        for holder in holders
        for lane_set in children(holder, bpmn("laneSet"))
        for each in lane_set.iter(bpmn("lane"))
    )


def _data_objects(process: Element) -> dict[str, str]:
    """What is drawn as data: id of the reference (or of an object without one) → name."""
    objects: dict[str, str] = {}
    referred: set[str] = set()
    for _, element in _within(process):
        if bpmn_name(element) not in ("dataObject", "dataObjectReference", "dataStoreReference"):
            continue
        referred.add(reference(attribute(element, "dataObjectRef")))
        if id_ := attribute(element, "id"):
            objects[id_] = attribute(element, "name") or ""
    return {id_: name for id_, name in objects.items() if name and id_ not in referred}
