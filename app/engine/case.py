"""A case: SpiffWorkflow's workflow holding the live tokens of one root instance and of all that it called.

Commands put tokens on a stack and `run` takes them off, one `Task.run` each, until everything waits. Nothing recurses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState
from SpiffWorkflow.workflow import Workflow

from app.engine.log import Log
from app.engine.steps import Phase, World
from app.engine.tokens import FUTURE, READY, STARTED, WAITING, Token
from app.errors import ElementError

if TYPE_CHECKING:
    from app.engine.specs import ElementSpec, FlowSpec, ProcessSpec

MAX_MOVES = 200_000  # tokens moved in one command: beyond that the diagram goes round without ever waiting


class Case(Workflow):  # type: ignore[misc]
    """The live tokens, and what moves them."""

    tasks: dict[str, Token]

    def __init__(self, world: World, process_of: Callable[[str], ProcessSpec]) -> None:
        # SpiffWorkflow's constructor would build and predict a tree for one specification; a case spans several.
        self.world = world
        self.process_of = process_of
        self.tasks = {}
        self.data: dict[str, object] = {}
        self.success = True
        self.completed = False
        self.last_task: Task | None = None
        self.log = Log()
        self.stack: list[Token] = []
        self.left: list[Token] = []  # scopes that a token has left: they may have ended
        self.root: Token | None = None
        self.seen_writes = 0

    # -- moving ---------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Move tokens until every one of them waits."""
        moves = 0
        while True:
            while self.stack or self.left:
                while self.left:
                    scope = self.left.pop()
                    if scope.id in self.tasks and scope.has_state(STARTED):
                        scope.task_spec.member_left(scope)
                if not self.stack:
                    break
                token = self.stack.pop()
                if token.has_state(READY) and token.id in self.tasks:
                    moves += 1
                    if moves > MAX_MOVES:
                        raise ElementError(
                            element=token.task_spec.element, reason="processen går runt utan att vänta på något"
                        )
                    token.run()
            if not (self._fire_inclusive_joins() or self._fire_conditions()):
                return

    def spawn(self, spec: ElementSpec, scope: Token, via: str | None = None) -> Token:
        """A new token at an element: SpiffWorkflow's update makes it ready, or leaves it waiting at a join."""
        token = Token(self, spec, scope, FUTURE, home=scope.home)
        if via is not None:
            token.note["via"] = via
        spec._update(token)
        return token

    def arm(self, spec: ElementSpec, scope: Token, host: Token | None = None) -> Token:
        """A token that waits at an event at once: a boundary event, an event sub-process, a branch of an event
        gateway.
        """
        token = Token(self, spec, scope, STARTED, home=scope.home)
        if host is not None:
            token.note["host"] = host.id
        spec.arm(token)
        return token

    def again(self, token: Token) -> None:
        """Run a token that waited once more."""
        token._state = FUTURE
        token._ready()

    def leave(self, token: Token, flows: Iterable[FlowSpec]) -> None:
        """The token's element is done: go on along these flows, or end here when there is none."""
        scope = token.scope
        for flow in reversed(tuple(flows)):
            self.spawn(flow.target, scope, flow.id)
        self.drop(token)
        self.check(scope)

    def drop(self, token: Token) -> None:
        """Take a token without children out of the tree, and what was local to it."""
        if token.variables:
            self.log.scope_ended(token)
        outer = token.outer
        if outer is not None:
            outer._children.remove(token.id)
        del self.tasks[token.id]

    def check(self, scope: Token) -> None:
        """End a scope when nothing lives in it any more, as soon as what happens now has happened."""
        self.left.append(scope)

    def cancel_token(self, token: Token) -> None:
        """Cancel a token with all below it, innermost first, and drop them."""
        for each in reversed(list(token.subtree())):
            each.task_spec.cancelled(each)
            self.log.scope_ended(each)
            each._state = TaskState.CANCELLED
            self.drop(each)

    def cancel_members(self, scope: Token, keep: Token | None = None) -> None:
        """Cancel all that is directly in a scope, but for one token."""
        for member in scope.members:
            if member is not keep and member.id in self.tasks:
                self.cancel_token(member)

    def disarm(self, host: Token) -> None:
        """Take away the events that were armed for a host (its boundary events, or an event gateway's branches)."""
        for token in host.scope.members:
            if token.note.get("host") == host.id:
                token._state = TaskState.CANCELLED
                self.drop(token)

    # -- joins and conditions, which look at more than one token ------------------------------------------------------

    def _fire_inclusive_joins(self) -> bool:
        for token in [token for token in self.tasks.values() if token._state == WAITING]:
            if token.id in self.tasks and token.task_spec.try_join_at_rest(token):
                return True
        return False

    def _fire_conditions(self) -> bool:
        """Conditional events happen when their condition turns from false to true, wherever the value was written."""
        if self.log.written == self.seen_writes:
            return False
        self.seen_writes = self.log.written
        for token in list(self.tasks.values()):
            if "was" in token.note and token.id in self.tasks and token.has_state(STARTED):
                token.task_spec.check_condition(token)
        return bool(self.stack)

    def _task_completed_notify(self, task: Token) -> None:
        # SpiffWorkflow ends a workflow at a task named "End" and polls all waiting tasks here; neither is wanted.
        self.last_task = task

    # -- process instances --------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """The time, from the world."""
        return self.world.now()

    def open_process(self, definition: str, instance: str, business_key: str | None, caller: Token | None) -> Token:
        """The root token of a new process instance, without anything in it yet."""
        process = self.process_of(definition)
        root = Token(self, process.root, caller, STARTED)
        root.variables = {}
        root.note.update(instance=instance, definition=definition)
        if business_key is not None:
            root.note["key"] = business_key
        if caller is None:
            self.root = root
        self.log.instance(root, Phase.STARTED)
        return root
