"""Loops and multi-instance: a body that holds the instances of an activity (BPMN 13.3.6–13.3.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.definitions.model import Loop, Node
from app.engine.activities import ActivitySpec
from app.engine.data import storable, write, write_local
from app.engine.formulas import formula
from app.engine.specs import ElementSpec, ProcessSpec
from app.engine.steps import Phase
from app.engine.tokens import STARTED
from app.errors import ElementError

if TYPE_CHECKING:
    from app.engine.tokens import Token

MAX_INSTANCES = 100_000


class BodySpec(ActivitySpec):
    """Runs an activity several times, one after another or all at once. The activity's boundary events sit on it."""

    holds_instances = True

    def __init__(self, process: ProcessSpec, node: Node, inner: ElementSpec) -> None:
        super().__init__(process, node, f"{node.id}#multiInstanceBody")
        self.arguments = self.results = ()  # they belong to each instance
        self.inner = inner
        self.loop = node.loop or Loop(sequential=True)
        self.history_kind = "multiInstanceBody" if self.loop.sequential is not None else "loopBody"
        self.condition = formula(self.loop.condition, node.id)
        self.cardinality = formula(self.loop.cardinality, node.id)
        self.collection = formula(_as_expression(self.loop.collection), node.id)
        self.output = formula(self.loop.output_element, node.id)
        self.gathers = self.output is not None
        item = (self.loop.output_element or "").removeprefix("=").strip()
        self.item = item if item.isidentifier() and self.loop.sequential is not None else None

    def link(self) -> None:
        """Flows and boundary events are the activity's."""
        super().link()
        self.inner.flows, self.inner.default, self.inner.boundaries = (), None, ()

    def enter(self, token: Token) -> bool | None:
        """Create the instances, or the first of them."""
        if self.loop.sequential is None:
            return self._enter_loop(token)
        items = self._items(token)
        count = len(items)
        token.variables = token.variables or {}
        token.note.update(n=count, i=0, done=0)
        self._count(token, count, 0)
        if self.gathers:
            token.note["out"] = [None] * count
        if not count:
            return True
        token._state = STARTED
        if self.loop.sequential:
            if self.loop.collection:
                token.note["items"] = [storable(item, self.element) for item in items]
            self._create(token, items[0])
        else:
            for item in items:
                self._create(token, item)
            token.workflow.stack[-count:] = reversed(token.workflow.stack[-count:])
        return None

    def _items(self, token: Token) -> list[object]:
        if self.collection is not None:
            value = self.collection.value(token)
            if not isinstance(value, list | tuple):
                raise ElementError(element=self.element, reason=f"”{self.loop.collection}” är ingen lista")
            items = list(value)
        else:
            value = self.cardinality.value(token) if self.cardinality is not None else None
            number = _whole(value)
            if number is None or number < 0:
                raise ElementError(
                    element=self.element, reason=f"antalet gånger är ”{value}”, inte ett heltal från noll"
                )
            if number > MAX_INSTANCES:
                raise ElementError(element=self.element, reason=f"{number} gånger är fler än {MAX_INSTANCES}")
            items = [None] * number
        if len(items) > MAX_INSTANCES:
            raise ElementError(element=self.element, reason=f"{len(items)} gånger är fler än {MAX_INSTANCES}")
        return items

    def _enter_loop(self, token: Token) -> bool | None:
        token.variables = token.variables or {}
        token.note.update(i=0, done=0)
        if self.loop.test_before and not self._goes_on(token):
            return True
        token._state = STARTED
        self._create(token, None)
        return None

    def _goes_on(self, token: Token) -> bool:
        write_local(token, "loopCounter", token.note["done"])
        if self.loop.maximum is not None and token.note["done"] >= self.loop.maximum:
            return False
        return self.condition is None or self.condition.holds(token)

    def _create(self, token: Token, item: object) -> None:
        inner = token.workflow.spawn(self.inner, token)
        inner.variables = {}
        inner.note["i"] = token.note["i"]
        write_local(inner, "loopCounter", token.note["i"])
        if self.item is not None:
            write_local(inner, self.item, None)  # each instance has its own, whatever the others write
        if self.loop.element is not None:
            write_local(inner, self.loop.element, item)
        token.note["i"] += 1

    def member_done(self, scope: Token, member: Token) -> None:
        """Gather the result, then create the next instance or complete when this was the last."""
        case = scope.workflow
        if self.output is not None and self.loop.sequential is not None:
            scope.note["out"][member.note["i"]] = storable(self.output.value(member), self.element)
        scope.note["done"] += 1
        enough = False
        if self.loop.sequential is not None:
            self._count(scope, scope.note["n"], scope.note["done"])
            enough = self.condition is not None and self.condition.holds(member)  # it sees what the instance sees
        case.log.scope_ended(member)
        case.drop(member)
        if self.loop.sequential is None:
            if self._goes_on(scope):
                self._create(scope, None)
            else:
                scope.complete()
            return
        if enough or scope.note["done"] >= scope.note["n"]:
            case.cancel_members(scope)
            scope.complete()
        elif self.loop.sequential:
            items = scope.note.get("items")
            self._create(scope, items[scope.note["i"]] if items is not None else None)

    def done(self, token: Token) -> None:
        """Hand the gathered results outward, then as any activity."""
        if self.loop.output_collection and "out" in token.note:
            write(token.scope, self.loop.output_collection, token.note.pop("out"))
        super().done(token)

    def _count(self, token: Token, total: int, done: int) -> None:
        active = min(1, total - done) if self.loop.sequential else total - done
        write_local(token, "nrOfInstances", total)
        write_local(token, "nrOfCompletedInstances", done)
        write_local(token, "nrOfActiveInstances", active)

    def record_start(self, token: Token) -> None:
        """Record the body as such."""
        token.workflow.log.activity(token, Phase.STARTED)


def _as_expression(text: str | None) -> str | None:
    """A collection is an expression, or the bare name of a variable as camunda:collection allows."""
    if text is None or text.startswith("=") or "{" in text:
        return text
    return f"={text}"


def _whole(value: object) -> int | None:
    try:
        number = float(str(value))
        return int(number) if number == int(number) else None
    except (ValueError, OverflowError):  # no number, or one that is not finite
        return None
