"""A token is a SpiffWorkflow task; tokens of a scope are the children of the scope's token.

SpiffWorkflow grows a tree of all that has happened and all that may happen. Here the tree holds only what lives: when a
token moves on, its successors become children of the same scope and it is dropped. So a step costs the same in a case's
tenth year, joins see exactly the tokens that wait at them, and no walk is deeper than the diagram is nested.

Variables live on scope tokens (`variables`), outside SpiffWorkflow's task data, which stays empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.values import Value

if TYPE_CHECKING:
    from app.engine.case import Case
    from app.engine.specs import ElementSpec

FUTURE = TaskState.FUTURE
READY = TaskState.READY
WAITING = TaskState.WAITING  # arrived at a join
STARTED = TaskState.STARTED  # waits for the outside, or for its children


class Token(Task):  # type: ignore[misc]
    """One token. `note` is what must be remembered about it between commands (JSON values only), by short keys.

    via: flow it came by · host: token of the activity that a boundary event sits on · due, cycle, anchor, round:
    timer · a: assignment ·
    error: an uncaught BPMN error · phase: of a continuation · i, n, done, out: multi-instance counts · instance,
    definition,
    key: of a process root.
    """

    workflow: Case
    task_spec: ElementSpec
    triggered, thread_id, last_state_change = (
        False,
        0,
        0.0,
    )  # what SpiffWorkflow has on each task and nothing here reads

    def __init__(  # noqa: PLR0913
        self,
        case: Case,
        spec: ElementSpec,
        parent: Token | None,
        state: int = FUTURE,
        id: str | None = None,
        home: Token | None = None,
        note: dict[str, Any] | None = None,
    ) -> None:
        # SpiffWorkflow's own constructor is not called: it reads the clock and deep-copies what is not used here.
        self.id = id or case.world.new_id()
        self.workflow = case
        self.task_spec = spec
        case.tasks[self.id] = self
        self._parent: str | None = None
        self._children: list[str] = []
        self._state = state
        self.internal_data: dict[str, Any] = {} if note is None else note
        self.variables: dict[str, Value] | None = None
        self.home: Token = home or self
        if parent is not None:
            self._parent = parent.id
            parent._children.append(self.id)

    @property
    def note(self) -> dict[str, Any]:
        """What is remembered about this token."""
        return self.internal_data

    @property
    def scope(self) -> Token:
        """The scope token that this token is in; a root is not in one."""
        parent = self.outer
        if parent is None:
            raise LookupError(f"{self.task_spec.name} is the root")
        return parent

    @property
    def outer(self) -> Token | None:
        """The scope token, or None for the root of the case."""
        return None if self._parent is None else self.workflow.tasks.get(self._parent)

    @property
    def members(self) -> list[Token]:
        """The tokens directly within this scope."""
        tasks = self.workflow.tasks
        return [tasks[child] for child in self._children]

    @property
    def instance(self) -> str:
        """Id of the process instance that the token belongs to."""
        instance: str = self.home.internal_data["instance"]
        return instance

    def subtree(self) -> Iterator[Token]:
        """This token and all below it, parents first."""
        stack = [self]
        while stack:
            token = stack.pop()
            yield token
            if token._children:
                stack.extend(reversed(token.members))

    def _set_state(self, value: int) -> None:
        # SpiffWorkflow formats a log record at each change; nothing reads it here.
        self._state = value
