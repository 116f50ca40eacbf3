"""The specifications that SpiffWorkflow runs: one a flow node, shared by all instances, never changed after
compiling.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from app.definitions.model import EventKind, Node, Process
from app.engine.compensation import is_reopened
from app.engine.formulas import Formula, formula
from app.engine.steps import Phase, Waiting
from app.engine.tokens import STARTED, Token
from app.errors import ElementError


class ProcessSpec(WorkflowSpec):  # type: ignore[misc]
    """All specifications of one process. `scopes` has the contents of the process and of each sub-process by its id."""

    def __init__(self, process: Process) -> None:
        super().__init__(process.key)
        self.process = process
        self.task_specs: dict[str, ElementSpec] = {}
        self.scopes: dict[str, ScopeSpec] = {}
        self.root: ElementSpec
        self.reach: dict[str, frozenset[str]] = {}


@dataclass(frozen=True, slots=True)
class ScopeSpec:
    """What a scope contains: where it begins when nothing else is said, and its event sub-processes."""

    starts: tuple[ElementSpec, ...]
    event_starts: tuple[ElementSpec, ...]


@dataclass(frozen=True, slots=True)
class FlowSpec:
    """A sequence flow to follow."""

    id: str
    target: ElementSpec
    condition: Formula | None


class ElementSpec(TaskSpec):  # type: ignore[misc]
    """What a token does at one flow node. Subclasses say how it runs; this class leads it away again."""

    holds_instances = False  # a loop or multi-instance body
    passive = False  # an armed event sub-process start: does not keep its scope alive

    def __init__(self, process: ProcessSpec, node: Node, name: str | None = None) -> None:
        super().__init__(process, name or node.id)
        self.process = process
        self.node = node
        self.element = node.id
        self.node_name = node.name
        self.history_kind: str = node.kind.value
        self.flows: tuple[FlowSpec, ...] = ()
        self.default: FlowSpec | None = None
        self.boundaries: tuple[ElementSpec, ...] = ()
        self.undo: ElementSpec | None = None  # the compensation handler
        self.undo_start: ElementSpec | None = None  # of a sub-process: the start of the one beside its flow

    def link(self) -> None:
        """Resolve flows and boundary events, when all specifications of the process exist."""
        flows = self.process.process.outgoing(self.node)
        specs = self.process.task_specs
        made = [FlowSpec(f.id, entry(specs, f.target), formula(f.condition, self.element)) for f in flows]
        for flow in made:
            self.connect(flow.target)
        self.flows = tuple(flow for flow in made if flow.id != self.node.default)
        self.default = next((flow for flow in made if flow.id == self.node.default), None)
        self.boundaries = tuple(
            specs[node.id] for node in self.process.process.boundaries(self.node.id) if is_armed(node)
        )

    def test(self) -> None:
        """SpiffWorkflow wants an input at every task; BPMN does not."""

    # -- what happens to a token here
    # -----------------------------------------------------------------------------------

    def _update_hook(self, token: Token) -> bool:
        """Whether a token that arrives is ready at once; joins say no until the others are there."""
        return True

    def _on_ready_hook(self, token: Token) -> None:
        token.workflow.stack.append(token)

    def _run_hook(self, token: Token) -> bool | None:
        """True: done at once. None: the token waits."""
        token.workflow.log.activity(token, Phase.STARTED)
        return self.enter(token)

    def _on_complete_hook(self, token: Token) -> None:
        self.done(token)

    def enter(self, token: Token) -> bool | None:
        """Do what the element does."""
        return True

    def done(self, token: Token) -> None:
        """The element is complete: record it and go on."""
        token.workflow.log.activity(token, Phase.COMPLETED)
        token.workflow.leave(token, self.outgoing(token))

    def outgoing(self, token: Token) -> list[FlowSpec]:
        """BPMN 13.3.1: all flows without condition and those whose condition holds; the default when no condition
        does.
        """
        taken = [flow for flow in self.flows if flow.condition is None or flow.condition.holds(token)]
        conditional = any(flow.condition is not None for flow in taken)
        if self.default is not None and not conditional:
            taken.append(self.default)
        if not taken and self.flows:
            raise ElementError(
                element=self.element,
                reason="inget villkor på de utgående flödena stämmer, och inget förvalt flöde finns",
            )
        return taken

    def arm(self, token: Token) -> None:
        """Prepare a token that waits here without having been led here by a flow (an armed event)."""

    def waiting(self, token: Token) -> Waiting | None:
        """What the outside must know of a token that waits here; None when it waits for other tokens only."""
        return None

    def resume(self, token: Token) -> None:
        """What was waited for has happened; the payload is written already."""
        token.complete()

    def member_left(self, scope: Token) -> None:
        """A token directly within this scope has ended."""

    def member_done(self, scope: Token, member: Token) -> None:
        """An activity of this multi-instance or loop body has completed."""

    def try_join_at_rest(self, token: Token) -> bool:
        """For joins that look at all other tokens: fire if now is the time."""
        return False

    def check_condition(self, token: Token) -> None:
        """For conditional events: happen if the condition has become true."""

    def cancelled(self, token: Token) -> None:
        """The token is being cancelled here."""
        if token.has_state(STARTED) and "host" not in token.note and not is_reopened(token):
            # armed events were never entered, and what is only being undone had completed
            token.workflow.log.activity(token, Phase.CANCELLED)

    # -- catching what is thrown
    # -----------------------------------------------------------------------------------------

    def catches(self, token: Token, kind: str, code: str) -> bool:
        """Whether an event armed with this token catches an error or escalation with this code."""
        return False

    def closes(self, scope: Token, token: Token) -> bool:
        """Whether the activity that has just completed here was the last that its scope needs."""
        return False


def is_armed(node: Node) -> bool:
    """Whether a boundary event waits while its activity lives; compensation looks at what has completed."""
    return node.event is None or node.event.kind is not EventKind.COMPENSATION


def entry(specs: dict[str, ElementSpec], node: str) -> ElementSpec:
    """The specification where a token enters a node: its loop or multi-instance body when it has one."""
    return specs.get(f"{node}#multiInstanceBody") or specs[node]


def hosted(token: Token) -> Iterator[Token]:
    """The events armed for this token, in document order."""
    outer = token.outer
    if outer is not None:
        for member in outer.members:
            if member.note.get("host") == token.id:
                yield member
