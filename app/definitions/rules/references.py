"""Rules of references: flows and their ends, defaults, what calls and forms name."""

from collections.abc import Iterator

from app.definitions.catalogue import Rule
from app.definitions.findings import Severity
from app.definitions.model import ACTIVITIES, Binding, EventKind, Kind, Node, Reference
from app.definitions.rules.registry import Broken, Subject, broken, is_computed, label, rule

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING


@rule(
    Rule(
        "flow-without-source",
        _ERROR,
        "Flödet ”{element}” börjar inte vid något steg i processen.",
        "The sequence flow {element} starts at no element of the process.",
        "Dra flödet från det steg som det ska börja vid.",
        "BPMN 8.4.13",
    )
)
def flow_without_source(subject: Subject) -> Iterator[Broken]:
    """SourceRef is required, and names a flow node of the same process."""
    for flow in subject.process.flows.values():
        if flow.source not in subject.process.nodes and not _elsewhere(subject, flow.source):
            yield broken(flow)


@rule(
    Rule(
        "flow-without-target",
        _ERROR,
        "Flödet ”{element}” leder inte till något steg i processen.",
        "The sequence flow {element} leads to no element of the process.",
        "Dra flödet till det steg som det ska leda till.",
        "BPMN 8.4.13",
    )
)
def flow_without_target(subject: Subject) -> Iterator[Broken]:
    """TargetRef is required, and names a flow node of the same process."""
    for flow in subject.process.flows.values():
        if flow.target not in subject.process.nodes and not _elsewhere(subject, flow.target):
            yield broken(flow)


@rule(
    Rule(
        "flow-crosses-pool",
        _ERROR,
        "Flödet mellan ”{source}” och ”{target}” går från en pool till en annan.",
        "The sequence flow from {source} to {target} goes from one pool to another.",
        "Använd ett meddelandeflöde mellan pooler, och meddelandehändelser i dem.",
        "BPMN 7.6.1",
    )
)
def flow_crosses_pool(subject: Subject) -> Iterator[Broken]:
    """A sequence flow stays within its process."""
    nodes = subject.process.nodes
    for flow in subject.process.flows.values():
        ends = [nodes.get(end) or _elsewhere(subject, end) for end in (flow.source, flow.target)]
        if any(end is not None and end.id not in nodes for end in ends):
            names = [label(end) if end is not None else "?" for end in ends]
            yield broken(flow, source=names[0], target=names[1])


@rule(
    Rule(
        "flow-twice",
        _WARNING,
        "Det går flera flöden från ”{source}” till ”{target}”, så det som kommer sedan görs en gång för varje.",
        "Several sequence flows lead from {source} to {target}, so that what follows is done once for each.",
        "Ta bort alla utom ett.",
    )
)
def flow_twice(subject: Subject) -> Iterator[Broken]:
    """Each flow that is taken is a token of its own. Where one flow is chosen, several are harmless."""
    seen: set[tuple[str, str, str | None]] = set()
    for flow in subject.process.flows.values():
        source = subject.process.nodes.get(flow.source)
        if source is None or source.kind is Kind.EXCLUSIVE_GATEWAY or flow.target not in subject.process.nodes:
            continue
        if (flow.source, flow.target, flow.condition) in seen:
            yield broken(flow, source=label(source), target=subject.name(flow.target))
        seen.add((flow.source, flow.target, flow.condition))


@rule(
    Rule(
        "only-flow-with-condition",
        _ERROR,
        "Det enda flödet från ”{source}” har ett villkor, och stämmer det inte finns ingen väg vidare.",
        "The only flow from {source} has a condition.",
        "Ta bort villkoret, eller rita vägen som gäller när det inte stämmer.",
        "BPMN 8.4.13",
    )
)
def only_flow_with_condition(subject: Subject) -> Iterator[Broken]:
    """An activity with a conditional flow has another flow too."""
    for node in subject.process.nodes.values():
        if node.kind in ACTIVITIES and len(node.outgoing) == 1:
            (flow,) = subject.process.outgoing(node)
            if flow.condition is not None:
                yield broken(flow, source=label(node))


@rule(
    Rule(
        "flow-crosses-border",
        _ERROR,
        "Flödet mellan ”{source}” och ”{target}” går över en delprocess gräns.",
        "The sequence flow from {source} to {target} crosses the border of a sub-process.",
        "Låt flödet sluta inom delprocessen, och dra ett nytt från själva delprocessen.",
        "BPMN 7.6.1",
    )
)
def flow_crosses_border(subject: Subject) -> Iterator[Broken]:
    """A sequence flow cannot cross the boundary of a sub-process or of a pool."""
    nodes = subject.process.nodes
    for flow in subject.process.flows.values():
        source, target = nodes.get(flow.source), nodes.get(flow.target)
        if source is not None and target is not None and source.parent != target.parent:
            yield broken(flow, source=label(source), target=label(target))


@rule(
    Rule(
        "default-not-outgoing",
        _ERROR,
        "”{element}” har ett standardflöde (default) som inte går ut från steget.",
        "The default flow of {element} does not leave it.",
        "Välj ett av de flöden som går ut från steget.",
        "BPMN 8.4.13",
    )
)
def default_not_outgoing(subject: Subject) -> Iterator[Broken]:
    """The default flow is one of the outgoing flows."""
    for node in subject.process.nodes.values():
        if node.default is not None and node.default not in node.outgoing:
            yield broken(node)


@rule(
    Rule(
        "call-without-process",
        _ERROR,
        "”{element}” säger inte vilken process som ska köras.",
        "The call activity {element} names no process.",
        "Ange processens id i Called element.",
        "Camunda: Call Activity",
    )
)
def call_without_process(subject: Subject) -> Iterator[Broken]:
    """CalledElement is what a call activity runs."""
    for node in _of(subject, Kind.CALL_ACTIVITY):
        if node.called is None:
            yield broken(node)


@rule(
    Rule(
        "unknown-process",
        _WARNING,
        "”{element}” anropar processen ”{process}”, som inte finns än.",
        "{element} calls the process {process}, which does not exist yet.",
        "Driftsätt den anropade processen också, innan något ärende kommer till steget.",
    )
)
def unknown_process(subject: Subject) -> Iterator[Broken]:
    """A called process that is found nowhere stops the case when it comes there."""
    for node in _of(subject, Kind.CALL_ACTIVITY):
        called = node.called
        if called is None or is_computed(called.key) or called.key in subject.executable:
            continue
        if not subject.known.process(called.key):
            yield broken(node, process=called.key)


@rule(
    Rule(
        "unknown-form",
        _ERROR,
        "”{element}” använder formuläret ”{form}”, som inte finns.",
        "{element} uses the form {form}, which does not exist.",
        "Driftsätt formuläret tillsammans med diagrammet, eller rätta namnet.",
    )
)
def unknown_form(subject: Subject) -> Iterator[Broken]:
    """A form is deployed with the diagram or before it."""
    for node in subject.process.nodes.values():
        form = node.user_task.form if node.user_task is not None else None
        if form is not None and not is_computed(form.key) and not subject.known.form(form.key):
            yield broken(node, form=form.key)


@rule(
    Rule(
        "reference-without-version",
        _ERROR,
        "”{element}” är bunden till en viss version, men säger inte vilken.",
        "{element} is bound to a version but does not say which.",
        "Ange versionen, eller välj latest eller deployment.",
        "Camunda: Call Activity",
    )
)
def reference_without_version(subject: Subject) -> Iterator[Broken]:
    """The bindings version and versionTag need a value."""
    for node in subject.process.nodes.values():
        form = node.user_task.form if node.user_task is not None else None
        if any(_lacks_version(each) for each in (node.called, form)):
            yield broken(node)


@rule(
    Rule(
        "unknown-topic",
        _WARNING,
        "Ingen hanterare finns för ämnet ”{topic}” i ”{element}”: arbetet väntar tills ett annat system hämtar det.",
        "No handler takes the topic {topic} of {element}: the work waits until another system fetches it.",
        "Kontrollera att ämnet är rätt stavat.",
    )
)
def unknown_topic(subject: Subject) -> Iterator[Broken]:
    """A topic without a handler waits for an outside worker, which may be meant."""
    for node in subject.process.nodes.values():
        if node.topic and not is_computed(node.topic) and not subject.known.topic(node.topic):
            yield broken(node, topic=node.topic)


@rule(
    Rule(
        "local-mapping",
        _ERROR,
        "”{element}” för över variabler med local, som inte stöds.",
        "{element} has a mapping with local, which is not supported.",
        "Ta bort local, och namnge de variabler som ska föras över.",
    )
)
def local_mapping(subject: Subject) -> Iterator[Broken]:
    """Camunda's local leaves out the variables of outer scopes; ignoring it would pass more than was meant."""
    for node in _of(subject, Kind.CALL_ACTIVITY):
        if any(each.local for each in (*node.call_in, *node.call_out)):
            yield broken(node)


@rule(
    Rule(
        "parameters-in-wrong-place",
        _ERROR,
        "”{element}” har Inputs eller Outputs, som inte används på denna sorts steg.",
        "{element} has input or output parameters, which are not used here.",
        "Flytta dem till steget före eller efter.",
    )
)
def parameters_in_wrong_place(subject: Subject) -> Iterator[Broken]:
    """Parameters belong to activities that do something, and to messages and signals that are thrown."""
    for node in subject.process.nodes.values():
        if (node.inputs or node.outputs) and not _takes_parameters(node):
            yield broken(node)


def _takes_parameters(node: Node) -> bool:
    if node.kind in ACTIVITIES:
        return node.kind is not Kind.RECEIVE_TASK and not node.triggered_by_event
    throws = node.kind in (Kind.INTERMEDIATE_THROW, Kind.END_EVENT) and node.event is not None
    return throws and node.event is not None and node.event.kind in (EventKind.MESSAGE, EventKind.SIGNAL)


@rule(
    Rule(
        "task-form-key",
        _WARNING,
        "”{element}” använder Form key, och ett sådant formulär visas inte i Stegvis.",
        "{element} uses camunda:formKey; such a form is not shown.",
        "Välj Form reference och ett formulär (.form) i stället.",
    )
)
def task_form_key(subject: Subject) -> Iterator[Broken]:
    """A form key is text for other task lists, which can read it over REST."""
    for node in subject.process.nodes.values():
        if node.user_task is not None and node.user_task.form_key is not None and node.user_task.form is None:
            yield broken(node)


def _of(subject: Subject, kind: Kind) -> Iterator[Node]:
    return (node for node in subject.process.nodes.values() if node.kind is kind)


def _lacks_version(reference: Reference | None) -> bool:
    bound = reference is not None and reference.binding in (Binding.VERSION, Binding.VERSION_TAG)
    return bound and reference is not None and reference.version is None


def _elsewhere(subject: Subject, node_id: str) -> Node | None:
    """The node of this id in another process of the file."""
    return subject.everywhere.get(node_id) if node_id not in subject.process.nodes else None
