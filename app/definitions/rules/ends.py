"""Rules of where processes and sub-processes end."""

from collections.abc import Iterator

from app.definitions.catalogue import Rule
from app.definitions.findings import Severity
from app.definitions.model import ACTIVITIES, GATEWAYS, Kind
from app.definitions.rules.registry import Broken, Subject, broken, rule

_WARNING = Severity.WARNING


@rule(
    Rule(
        "no-end",
        _WARNING,
        "”{element}” har ingen sluthändelse: det syns inte var det tar slut.",
        "{element} has a start event but no end event.",
        "Lägg till en sluthändelse och dra ett flöde till den från det sista steget.",
        "BPMN 10.5.3",
    )
)
def no_end(subject: Subject) -> Iterator[Broken]:
    """Where there is a start event there is an end event."""
    for scope, children in subject.children.items():
        kinds = {node.kind for node in children}
        if Kind.START_EVENT in kinds and Kind.END_EVENT not in kinds:
            yield broken(subject.process.nodes.get(scope))


@rule(
    Rule(
        "path-without-end",
        _WARNING,
        "”{element}” har inget flöde ut: vägen tar slut där utan sluthändelse.",
        "{element} has no outgoing flow, although its scope has an end event.",
        "Dra ett flöde till en sluthändelse, eller till det som ska hända sedan.",
        "BPMN 10.5.3",
    )
)
def path_without_end(subject: Subject) -> Iterator[Broken]:
    """Where there is an end event, every path leads to one. (Events have a rule of their own.)"""
    for children in subject.children.values():
        if any(node.kind is Kind.END_EVENT for node in children):
            for node in children:
                if node.kind in ACTIVITIES | GATEWAYS and node.incoming and not node.outgoing:
                    yield broken(node)
