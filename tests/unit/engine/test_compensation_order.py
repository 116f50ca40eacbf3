"""The law of compensation: whatever the nesting and the order of work, all that is done is undone in reverse order."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.engine.drawing import Played, flows, play
from tests.unit.engine.test_compensation import thrown, undoable

Tree = tuple[str, list["Tree"]] | str
"""("seq" | "par" | "sub", parts), or "task" """


@dataclass
class Drawing:
    """Elements and flows of one scope while it is drawn; ids are numbered over the whole diagram."""

    elements: list[str]
    flows: list[str]
    numbers: "Numbers"

    def block(self, tree: Tree, before: str) -> str:
        """Draw a block after an element; the element that it ends with."""
        if isinstance(tree, str):
            return self.put(undoable(id_ := self.numbers.next("a")), id_, before)
        kind, parts = tree
        if kind == "seq":
            for part in parts:
                before = self.block(part, before)
            return before
        if kind == "sub":
            inner = Drawing([], [], self.numbers)
            id_ = self.numbers.next("p")
            start = f"{id_}-s"
            inner.elements.append(f'<startEvent id="{start}"/>')
            inner.block(("seq", parts), start)
            return self.put(f'<subProcess id="{id_}">{inner.text()}</subProcess>', id_, before)
        fork, join = self.numbers.next("f"), self.numbers.next("j")
        self.put(f'<parallelGateway id="{fork}"/>', fork, before)
        self.elements.append(f'<parallelGateway id="{join}"/>')
        for part in parts:
            self.flows.append(f"{self.block(part, fork)} {join}")
        return join

    def put(self, element: str, id_: str, before: str) -> str:
        self.elements.append(element)
        self.flows.append(f"{before} {id_}")
        return id_

    def text(self) -> str:
        return "".join(self.elements) + (flows(", ".join(self.flows)) if self.flows else "")


@dataclass
class Numbers:
    """Ids that no two elements share."""

    last: int = 0

    def next(self, letter: str) -> str:
        self.last += 1
        return f"{letter}{self.last}"


def undoing(case: Played) -> list[str]:
    """From the record of what has completed: the handlers in the order in which BPMN asks for them."""
    parents = {change.id: change.parent for step in case.steps for change in step.activities}
    done = [change for step in case.steps for change in step.activities if change.phase.value == "completed"]

    def within(scope: str) -> list[str]:
        found: list[str] = []
        for change in reversed([each for each in done if parents[each.id] == scope]):
            if change.kind == "userTask":
                found.append(f"u-{change.element}")
            elif change.kind == "subProcess":
                found += within(change.id)
        return found

    return within(case.root)


trees: st.SearchStrategy[Tree] = st.recursive(
    st.just("task"),
    lambda parts: st.tuples(st.sampled_from(["seq", "par", "sub"]), st.lists(parts, min_size=1, max_size=3)),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(trees, st.data())
def test_all_that_is_done_is_undone_in_reverse_order_scope_by_scope(tree: Tree, data: st.DataObject) -> None:
    drawing = Drawing(['<startEvent id="s"/>', thrown(tag="endEvent")], [], Numbers())
    drawing.flows.append(f"{drawing.block(tree, 's')} x")
    case = play(drawing.text())
    while not any(element == "x" for element, _ in case.trace):
        case.complete(data.draw(st.sampled_from(case.waits())))
    expected = undoing(case)
    undone = []
    while not case.ended:
        (handler,) = case.waits()
        undone.append(handler)
        case.complete(handler)
    assert undone == expected
