"""What the diagram viewer is told: which file to show, where it waits, what has been walked, where it stopped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import url_for

from app.definitions.model import Kind, Process
from app.messages import gettext as _
from app.usecases.history import ActivityView, Walked


@dataclass(frozen=True, slots=True)
class DiagramView:
    """One diagram on a page. `id` is the prefix of its data block's and its text twin's ids."""

    id: str
    href: str
    label: str
    marks: dict[str, object]


def plain(definition_id: str, name: str) -> DiagramView:
    """A diagram without a case."""
    return _view(definition_id, _("Diagram över {name}", name=name), {})


def walked(definition_id: str, name: str, marks: dict[str, object]) -> DiagramView:
    """A diagram with what a case has done."""
    return _view(definition_id, _("Diagram över {name}, med ärendets väg", name=name), marks)


def _view(definition_id: str, label: str, marks: dict[str, object]) -> DiagramView:
    return DiagramView("diagram", url_for("pages.process_xml", definition_id=definition_id), label, marks)


def marks(ways: Iterable[Walked], visits: Iterable[ActivityView], order: Sequence[str]) -> dict[str, object]:
    """The marks of one or several instances that stand in the same drawing."""
    waiting: dict[str, int] = {}
    for visit in visits:
        if visit.ended is None:
            waiting[visit.element] = waiting.get(visit.element, 0) + 1
    walked_ids: set[str] = set()
    failed: set[str] = set()
    for way in ways:
        walked_ids |= way.elements | way.flows
        failed |= way.failed
    return {
        "waiting": waiting,
        "walked": sorted(walked_ids - set(waiting)),
        "failed": sorted(failed),
        "order": list(order),
    }


def background(process: Process, element: str) -> bool:
    """Whether it only stands ready beside the case there: a boundary event, or the start of an event sub-process."""
    node = process.nodes.get(element)
    return node is not None and node.kind in (Kind.BOUNDARY_EVENT, Kind.START_EVENT)
