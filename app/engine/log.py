"""What happened during one command, gathered for the `Step`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine.steps import ActivityChange, InstanceChange, Phase, Thrown, VariableChange
from app.values import Value

if TYPE_CHECKING:
    from app.engine.tokens import Token


class Log:
    """Changes in the order in which they happened; of several writes to a variable the last counts."""

    def __init__(self) -> None:
        self.activities: list[ActivityChange] = []
        self.instances: list[InstanceChange] = []
        self.thrown: list[Thrown] = []
        self.writes: dict[tuple[str, str], VariableChange] = {}
        self.written = 0

    def activity(self, token: Token, phase: Phase, called: str | None = None) -> None:
        """The token's element was entered, left or cancelled."""
        spec = token.task_spec
        outer = token.outer
        parent = token.instance if outer is None or outer is token.home else outer.id
        self.activities.append(
            ActivityChange(
                id=token.id,
                phase=phase,
                instance=token.instance,
                element=spec.element,
                kind=spec.history_kind,
                name=spec.node_name,
                parent=parent,
                via=token.note.get("via"),
                called=called,
            )
        )

    def instance(self, root: Token, phase: Phase, element: str | None = None) -> None:
        """A process instance started or ended; `root` is its root token."""
        caller = root.outer
        self.instances.append(
            InstanceChange(
                id=root.instance,
                phase=phase,
                definition_id=root.note["definition"],
                business_key=root.note.get("key"),
                parent=caller.instance if caller is not None else None,
                call_element=caller.task_spec.element if caller is not None else None,
                element=element,
            )
        )

    def variable(self, scope: Token, name: str, value: Value) -> None:
        """A variable of a scope was written."""
        self.written += 1
        key = scope_id(scope)
        self.writes[key, name] = VariableChange(scope.instance, key, name, value)

    def variable_removed(self, scope: Token, name: str) -> None:
        """A variable was taken away."""
        self.written += 1
        key = scope_id(scope)
        self.writes[key, name] = VariableChange(scope.instance, key, name, None, removed=True)

    def scope_ended(self, scope: Token) -> None:
        """The local variables of a scope inside an instance are gone."""
        if scope.variables and scope is not scope.home:
            for name in scope.variables:
                self.writes[scope.id, name] = VariableChange(scope.instance, scope.id, name, None, removed=True)


def scope_id(scope: Token) -> str:
    """The id by which the outside knows a scope: the instance id for a process, else the token."""
    return scope.instance if scope is scope.home else scope.id
