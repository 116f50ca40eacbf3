"""Rules of gateways and of conditions on flows."""

from collections.abc import Iterator

from app.definitions.catalogue import Rule
from app.definitions.findings import Severity
from app.definitions.model import ACTIVITIES, GATEWAYS, EventKind, Flow, Kind, Node
from app.definitions.rules.registry import Broken, Subject, broken, label, rule

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_CHOOSING = frozenset({Kind.EXCLUSIVE_GATEWAY, Kind.INCLUSIVE_GATEWAY, Kind.COMPLEX_GATEWAY})
_CONDITIONAL = _CHOOSING | ACTIVITIES
_DIRECTIONS = {"Diverging": "delar", "Converging": "samlar", "Mixed": "både samlar och delar"}
_AWAITED = frozenset({EventKind.MESSAGE, EventKind.SIGNAL, EventKind.TIMER, EventKind.CONDITIONAL})


def _of(subject: Subject, *kinds: Kind) -> Iterator[Node]:
    return (node for node in subject.process.nodes.values() if node.kind in kinds)


def _unconditional(subject: Subject, node: Node) -> list[Flow]:
    return [flow for flow in subject.process.outgoing(node) if flow.condition is None and flow.id != node.default]


@rule(
    Rule(
        "choice-without-conditions",
        _ERROR,
        "Vägvalet ”{element}” har flera flöden utan villkor ({flows}): det går inte att veta vilket som gäller.",
        "The exclusive gateway {element} has several flows without condition ({flows}).",
        "Ge varje flöde ett villkor, och gör ett av dem till standardflöde (default).",
        "BPMN 10.6.2",
    )
)
def choice_without_conditions(subject: Subject) -> Iterator[Broken]:
    """An exclusive gateway's flows have conditions, all but the default."""
    for node in _of(subject, Kind.EXCLUSIVE_GATEWAY):
        found = _unconditional(subject, node)
        if len(found) > 1:
            yield broken(node, flows=", ".join(_to(subject, flow) for flow in found))


@rule(
    Rule(
        "choice-without-condition",
        _WARNING,
        "Flödet ”{flow}” från vägvalet ”{element}” har inget villkor och är inte standardflöde (default).",
        "The flow {flow} of the exclusive gateway {element} has no condition and is not the default.",
        "Ge flödet ett villkor, eller gör det till standardflöde.",
        "BPMN 10.6.2",
    )
)
def choice_without_condition(subject: Subject) -> Iterator[Broken]:
    """As above, with one such flow: it is taken whenever the case comes to it, so that later flows never are."""
    for node in _of(subject, Kind.EXCLUSIVE_GATEWAY):
        found = _unconditional(subject, node)
        if len(found) == 1 and len(node.outgoing) > 1:
            yield broken(node, flow=_to(subject, found[0]))


@rule(
    Rule(
        "default-with-condition",
        _WARNING,
        "Standardflödet ”{flow}” från ”{element}” har ett villkor, som inte används.",
        "The default flow {flow} of {element} has a condition, which is not used.",
        "Ta bort villkoret, eller välj ett annat standardflöde.",
        "BPMN 8.4.13",
    )
)
def default_with_condition(subject: Subject) -> Iterator[Broken]:
    """A default flow is taken when no other is; its condition is not evaluated."""
    for node in subject.process.nodes.values():
        flow = subject.process.flows.get(node.default or "")
        if flow is not None and flow.id in node.outgoing and flow.condition is not None:
            yield broken(node, flow=_to(subject, flow))


@rule(
    Rule(
        "condition-in-wrong-place",
        _ERROR,
        "Flödet från ”{source}” till ”{target}” har ett villkor, men ”{source}” kan inte välja mellan flöden.",
        "The flow from {source} to {target} has a condition, but {source} does not choose between flows.",
        "Ta bort villkoret, eller sätt ett vägval (exclusive gateway) före.",
        "BPMN 8.4.13",
    )
)
def condition_in_wrong_place(subject: Subject) -> Iterator[Broken]:
    """Only activities and choosing gateways have conditional flows."""
    nodes = subject.process.nodes
    for flow in subject.process.flows.values():
        source = nodes.get(flow.source)
        if flow.condition is not None and source is not None and source.kind not in _CONDITIONAL:
            yield broken(flow, source=label(source), target=subject.name(flow.target))


@rule(
    Rule(
        "default-in-wrong-place",
        _ERROR,
        "”{element}” har ett standardflöde (default), men kan inte välja mellan flöden.",
        "{element} has a default flow but does not choose between flows.",
        "Ta bort markeringen av standardflödet.",
        "BPMN 8.4.13",
    )
)
def default_in_wrong_place(subject: Subject) -> Iterator[Broken]:
    """Only activities and choosing gateways have a default flow."""
    for node in subject.process.nodes.values():
        if node.default is not None and node.kind not in _CONDITIONAL:
            yield broken(node)


@rule(
    Rule(
        "event-gateway-with-one-way",
        _ERROR,
        "Händelsegatewayen ”{element}” ska ha minst två flöden ut.",
        "The event-based gateway {element} must have at least two outgoing flows.",
        "Lägg till den händelse som den annars ska vänta på, eller ta bort gatewayen.",
        "BPMN 10.6.6",
    )
)
def event_gateway_with_one_way(subject: Subject) -> Iterator[Broken]:
    """Two or more outgoing flows."""
    for node in _of(subject, Kind.EVENT_BASED_GATEWAY):
        if len(node.outgoing) < 2:
            yield broken(node)


@rule(
    Rule(
        "event-gateway-target",
        _ERROR,
        "Efter händelsegatewayen ”{gateway}” kommer ”{element}”, som inte är något att vänta på.",
        "The event-based gateway {gateway} is followed by {element}, which is nothing to wait for.",
        "Låt varje flöde gå till ett meddelande, en tid, en signal, ett villkor eller en mottagande uppgift.",
        "BPMN 10.6.6",
    )
)
def event_gateway_target(subject: Subject) -> Iterator[Broken]:
    """Only catching message, signal, timer and conditional events, and receive tasks, may follow."""
    for gateway, node in _awaited(subject):
        if not _is_awaited(node):
            yield broken(node, gateway=label(gateway))


@rule(
    Rule(
        "event-gateway-shared-target",
        _ERROR,
        "”{element}” följer på händelsegatewayen ”{gateway}” och får därför inte ha andra flöden in.",
        "{element} follows the event-based gateway {gateway} and may have no other incoming flow.",
        "Rita händelsen en gång till för det andra flödet.",
        "BPMN 10.6.6",
    )
)
def event_gateway_shared_target(subject: Subject) -> Iterator[Broken]:
    """What follows the gateway has no other incoming flows."""
    for gateway, node in _awaited(subject):
        if _is_awaited(node) and len(node.incoming) > 1:
            yield broken(node, gateway=label(gateway))


@rule(
    Rule(
        "event-gateway-mixed",
        _ERROR,
        "Efter händelsegatewayen ”{element}” finns både meddelandehändelser och mottagande uppgifter.",
        "The event-based gateway {element} is followed by both message events and receive tasks.",
        "Använd bara det ena slaget.",
        "BPMN 10.6.6",
    )
)
def event_gateway_mixed(subject: Subject) -> Iterator[Broken]:
    """Message events and receive tasks are not mixed."""
    following: dict[str, list[Node]] = {}
    for gateway, node in _awaited(subject):
        following.setdefault(gateway.id, []).append(node)
    for gateway in _of(subject, Kind.EVENT_BASED_GATEWAY):
        after = following.get(gateway.id, [])
        tasks = any(node.kind is Kind.RECEIVE_TASK for node in after)
        if tasks and any(
            node.event is not None and node.kind is Kind.INTERMEDIATE_CATCH and _is_message(node) for node in after
        ):
            yield broken(gateway)


@rule(
    Rule(
        "gateway-direction",
        _WARNING,
        "”{element}” är sparad som en gateway som {says}, men flödena är ritade på ett annat sätt.",
        "The gatewayDirection of {element} is {direction}, which its flows are not.",
        "Det är flödena som gäller. Rita om gatewayen om den inte är som den ska.",
        "BPMN 8.4.9",
    )
)
def gateway_direction(subject: Subject) -> Iterator[Broken]:
    """What gatewayDirection says, the flows are."""
    for node in _of(subject, *GATEWAYS):
        direction = node.attributes.get("gatewayDirection", "")
        several = (len(node.incoming) > 1, len(node.outgoing) > 1)
        wrong = (direction == "Diverging" and several[0]) or (direction == "Converging" and several[1])
        if wrong or (direction == "Mixed" and several != (True, True)):
            yield broken(node, says=_DIRECTIONS[direction], direction=direction)


@rule(
    Rule(
        "pointless-gateway",
        _WARNING,
        "Gatewayen ”{element}” varken delar eller samlar flöden.",
        "The gateway {element} neither splits nor joins.",
        "Rita vägarna som fattas, eller ta bort gatewayen.",
        "BPMN 10.6.1",
    )
)
def pointless_gateway(subject: Subject) -> Iterator[Broken]:
    """A gateway has several flows in or several out."""
    for node in _of(subject, *(GATEWAYS - {Kind.EVENT_BASED_GATEWAY})):
        if len(node.incoming) <= 1 and len(node.outgoing) <= 1:
            yield broken(node)


def _awaited(subject: Subject) -> Iterator[tuple[Node, Node]]:
    for gateway in _of(subject, Kind.EVENT_BASED_GATEWAY):
        for flow in subject.process.outgoing(gateway):
            node = subject.process.nodes.get(flow.target)
            if node is not None:
                yield gateway, node


def _is_awaited(node: Node) -> bool:
    if node.kind is Kind.RECEIVE_TASK:
        return True
    return node.kind is Kind.INTERMEDIATE_CATCH and node.event is not None and node.event.kind in _AWAITED


def _is_message(node: Node) -> bool:
    return node.event is not None and node.event.kind is EventKind.MESSAGE


def _to(subject: Subject, flow: Flow) -> str:
    return flow.name or f"till {subject.name(flow.target)}"
