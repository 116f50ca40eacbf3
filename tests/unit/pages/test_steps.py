"""The steps of a diagram in the order in which one reads them."""

from pathlib import Path

from app.definitions.model import Process
from app.definitions.reader import read
from app.pages.steps import ordered

DIAGRAMS = Path(__file__).parents[3] / "bpmn"


def process(path: Path, key: str) -> Process:
    diagram, _findings = read(path.read_bytes(), path.name)
    assert diagram is not None
    return diagram.process(key)


def test_steps_follow_the_flows_and_a_loop_does_not_turn_them_round() -> None:
    order = [node.id for node in ordered(process(Path(__file__).parent / "prov.bpmn", "prov"))]
    assert order == ["start", "registrera", "behover_mer", "besluta", "slut", "komplettering_inkommen"]


def test_every_step_of_every_diagram_is_there_once() -> None:
    for path in sorted(DIAGRAMS.glob("*.bpmn")):
        diagram, _findings = read(path.read_bytes(), path.name)
        assert diagram is not None
        for each in diagram.processes:
            order = [node.id for node in ordered(each)]
            assert sorted(order) == sorted(each.nodes), path.name


def test_what_is_inside_a_step_follows_right_after_it() -> None:
    for path in sorted(DIAGRAMS.glob("*.bpmn")):
        diagram, _findings = read(path.read_bytes(), path.name)
        assert diagram is not None
        for each in diagram.processes:
            order = [node.id for node in ordered(each)]
            for node in each.nodes.values():
                if node.parent != each.key:
                    between = order[order.index(node.parent) + 1 : order.index(node.id)]
                    assert all(_inside(each, other, node.parent) for other in between), node.id


def _inside(of: Process, node: str, parent: str) -> bool:
    while node in of.nodes:
        if of.nodes[node].parent == parent:
            return True
        node = of.nodes[node].parent
    return False
