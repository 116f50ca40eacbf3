"""Scopes that hold tokens: the process itself, sub-processes, event sub-processes and call activities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.definitions.model import Kind, Node, Process, Reference
from app.engine.activities import ActivitySpec
from app.engine.compensation import close_again, is_reopened
from app.engine.data import visible, write_local
from app.engine.formulas import Formula, formula
from app.engine.specs import ElementSpec, ProcessSpec, ScopeSpec
from app.engine.steps import Phase
from app.engine.tokens import STARTED
from app.errors import ElementError

if TYPE_CHECKING:
    from app.engine.tokens import Token

MAX_CALLS = 50  # processes within processes: deeper is a process that calls itself for ever


def open_scope(token: Token, contents: ScopeSpec, start: ElementSpec | None = None) -> None:
    """Arm the event sub-processes of a scope and put its first tokens in."""
    case = token.workflow
    if token.variables is None:
        token.variables = {}
    for armed in contents.event_starts:
        case.arm(armed, token)
    if start is not None:
        begun = case.spawn(start, token)
        begun.note["fired"] = 1
        return
    for spec in reversed(contents.starts):
        case.spawn(spec, token)


def is_idle(scope: Token) -> bool:
    """Whether only armed event sub-processes are left in the scope."""
    return all(member.task_spec.passive for member in scope.members)


class RootSpec(ElementSpec):
    """The process itself. Its token holds everything of one process instance."""

    def __init__(self, process: ProcessSpec, model: Process) -> None:
        node = Node(id=model.key, kind=Kind.SUB_PROCESS, parent="", name=model.name)
        super().__init__(process, node, f"{model.key}#process")
        self.history_kind = "process"

    def link(self) -> None:
        """Nothing leads in or out."""

    def member_left(self, scope: Token) -> None:
        """The instance ends with its last token."""
        if not is_idle(scope):
            return
        case, caller = scope.workflow, scope.outer
        case.cancel_members(scope)
        case.log.instance(scope, Phase.COMPLETED, scope.note.get("end"))
        if caller is None:
            case.completed = True
            case.drop(scope)
            return
        spec = caller.task_spec
        if isinstance(spec, CallSpec):
            spec.returned(caller, scope)

    def cancelled(self, token: Token) -> None:
        """The instance is cancelled with its caller."""
        token.workflow.log.instance(token, Phase.CANCELLED)


class SubProcessSpec(ActivitySpec):
    """An embedded sub-process."""

    def enter(self, token: Token) -> bool | None:
        """Open the scope; an empty one is done at once."""
        contents = self.process.scopes[self.node.id]
        if not contents.starts:
            return True
        token._state = STARTED
        open_scope(token, contents)
        return None

    def member_left(self, scope: Token) -> None:
        """Complete with the last token."""
        if not is_idle(scope) or "phase" in scope.note:
            return
        if is_reopened(scope):
            close_again(scope)
        else:
            scope.workflow.cancel_members(scope)
            scope.complete()


class AdHocSpec(SubProcessSpec):
    """An ad-hoc sub-process (BPMN 13.3.5): what nothing leads to can be done at once, in any order.

    With a completion condition it can be done again and again until the condition holds, which ends all; without one,
    each is done once.
    """

    def __init__(self, process: ProcessSpec, node: Node, name: str | None = None) -> None:
        super().__init__(process, node, name)
        self.condition = formula(node.completion, node.id)

    def closes(self, scope: Token, token: Token) -> bool:
        """The condition is looked at each time that something has completed."""
        if self.condition is None or is_reopened(scope):
            return False
        if self.condition.holds(scope):
            scope.workflow.cancel_members(scope, keep=token)
            return True
        if token.task_spec in self.process.scopes[self.node.id].starts:
            scope.workflow.spawn(token.task_spec, scope)
        return False


class EventSubProcessSpec(SubProcessSpec):
    """A handler beside the flow, opened by its start event."""

    def enter(self, token: Token) -> bool | None:
        """Open the scope at the start event that happened."""
        token._state = STARTED
        start = self.process.task_specs[token.note.pop("start")]
        open_scope(token, self.process.scopes[self.node.id], start)
        return None


class CallSpec(ActivitySpec):
    """A call activity: another process runs within the same case, with variables of its own."""

    def __init__(self, process: ProcessSpec, node: Node, name: str | None = None) -> None:
        super().__init__(process, node, name)
        called = node.called or Reference("")
        self.key = Formula(called.key, node.id)
        self.version = formula(called.version, node.id)
        self.binding = called.binding
        self.business_key = formula(node.called_business_key, node.id)
        self.into = tuple((each, formula(each.source, node.id)) for each in node.call_in if not each.business_key)
        self.out = tuple((each, formula(each.source, node.id)) for each in node.call_out)

    def record_start(self, token: Token) -> None:
        """Record which instance it calls."""
        called = token.workflow.world.new_id()
        token.note["called"] = called
        token.workflow.log.activity(token, Phase.STARTED, called)

    def enter(self, token: Token) -> bool | None:
        """Open the called process at its plain start, with the variables that the mappings name."""
        case, world = token.workflow, token.workflow.world
        depth, outer = 0, token.outer
        while outer is not None:
            depth += outer is outer.home
            outer = outer.outer
        if depth > MAX_CALLS:
            raise ElementError(element=self.element, reason="processer anropar varandra utan slut")
        version = str(self.version.value(token)) if self.version is not None else None
        reference = Reference(str(self.key.value(token)), self.binding, version)
        definition = world.resolve(reference, token.home.note["definition"])
        business_key = None if self.business_key is None else self.business_key.value(token)
        token._state = STARTED
        root = case.open_process(
            definition, token.note["called"], None if business_key is None else str(business_key), token
        )
        for each, source in self.into:
            if each.all_variables:
                for name, value in visible(token).items():
                    write_local(root, name, value)
            elif source is not None:
                write_local(root, each.target, source.value(token))
        contents = root.task_spec.process.scopes[root.task_spec.process.process.key]
        if not contents.starts:
            raise ElementError(element=self.element, reason=f"processen ”{reference.key}” har ingen vanlig start")
        open_scope(root, contents)
        return None

    def returned(self, token: Token, root: Token) -> None:
        """The called process has ended: map its results out and go on."""
        for each, source in self.out:
            if each.all_variables:
                self.receive(token, dict(root.variables or {}).items())
            elif source is not None:
                self.receive(token, [(each.target, source.value(root))])
        token.workflow.drop(root)
        token.complete()
