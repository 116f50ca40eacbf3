"""Rules of the picture: that it shows what the file holds, and nothing else (BPMN's diagram interchange)."""

from collections.abc import Iterator

from app.definitions.catalogue import warning
from app.definitions.document import Document
from app.definitions.model import SUB_PROCESSES, Kind
from app.definitions.names import DIAGRAM, Element, attribute, bpmn, bpmn_name, children, reference

PICTURE_OF_NOTHING = warning(
    "picture-of-nothing",
    "Ritningen har former som inte hör till något i filen: {ids}.",
    "The picture has shapes that belong to nothing in the file: {ids}.",
    "Öppna diagrammet i ett BPMN-verktyg och spara det på nytt.",
    "BPMN 12.2.3",
)
NOT_DRAWN = warning(
    "not-in-picture",
    "”{element}” finns i processen men syns inte i ritningen.",
    "{element} is in the process but not in the picture.",
    "Rita om steget, eller ta bort det ur filen om det inte ska finnas.",
    "BPMN 12.2.3",
)

_NODES = frozenset(kind.value for kind in Kind)
_CONTAINERS = frozenset(kind.value for kind in SUB_PROCESSES)
_SHOWN = 5


def check_picture(document: Document) -> None:
    """Report shapes of nothing, and steps without a shape. A file without a picture is not held to have one."""
    shapes = [each for each in document.root.iter(f"{{{DIAGRAM}}}*") if attribute(each, "bpmnElement")]
    drawn = {reference(attribute(each, "bpmnElement")): each for each in shapes}
    ids = {id_ for each in document.root.iter(bpmn("*")) if (id_ := attribute(each, "id"))}
    astray = sorted(set(drawn) - ids)
    if astray:
        more = f" och {len(astray) - _SHOWN} till" if len(astray) > _SHOWN else ""
        document.report(PICTURE_OF_NOTHING, document.root, ids=", ".join(astray[:_SHOWN]) + more)
    for process in children(document.root, bpmn("process")):
        steps = list(_open_steps(process, drawn)) if process.get("isExecutable") in ("true", "1") else []
        if any(step.get("id") in drawn for step in steps):
            for step in steps:
                if step.get("id") not in drawn:
                    document.report(NOT_DRAWN, step)


def _open_steps(process: Element, drawn: dict[str, Element]) -> Iterator[Element]:
    """The steps that one sees: of the process, and of the sub-processes that are drawn open."""
    stack = [process]
    while stack:
        for step in stack.pop():
            if bpmn_name(step) not in _NODES:
                continue
            yield step
            shape = drawn.get(step.get("id") or "")
            if bpmn_name(step) in _CONTAINERS and shape is not None and shape.get("isExpanded") in ("true", "1"):
                stack.append(step)
