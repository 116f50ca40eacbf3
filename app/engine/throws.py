"""Events that do something as soon as a token comes: starts, ends and throws."""

from __future__ import annotations

from app.definitions.model import Event
from app.engine.activities import ActivitySpec, ExternalTask
from app.engine.compensation import take, undo_next
from app.engine.specs import ElementSpec
from app.engine.steps import BpmnThrow, Phase, Wait, Waiting
from app.engine.throwing import throw_message, throw_outward, throw_signal
from app.engine.tokens import STARTED, Token
from app.engine.waits import waiting_at


class StartEvent(ElementSpec):
    """A start: nothing to do, whatever started it."""


class EndEvent(ElementSpec):
    """A plain end."""

    def enter(self, token: Token) -> bool | None:
        """Remember where the instance ended."""
        token.home.note["end"] = self.element
        return True


class TerminateEnd(EndEvent):
    """Ends everything else in its scope at once (BPMN 13.5.6)."""

    def done(self, token: Token) -> None:
        """Record, then cancel the others of the scope."""
        case, scope = token.workflow, token.scope
        case.log.activity(token, Phase.COMPLETED)
        case.cancel_members(scope, keep=token)
        case.leave(token, ())


class ErrorEnd(EndEvent):
    """Throws a BPMN error; uncaught, the case stands still here as an incident."""

    def enter(self, token: Token) -> bool | None:
        """Throw outward."""
        super().enter(token)
        code = _code(self.node.event)
        token.note["error"] = [code, self.node_name]
        token.workflow.log.activity(token, Phase.COMPLETED)
        if throw_outward(token, "error", BpmnThrow(code, self.node_name)):
            token.note.pop("error", None)
        return None

    def waiting(self, token: Token) -> Waiting | None:
        """The incident."""
        return waiting_at(token, Wait.INCIDENT, event=token.note["error"][0]) if "error" in token.note else None

    def resume(self, token: Token) -> None:
        """Try once more."""
        if throw_outward(token, "error", BpmnThrow(_code(self.node.event), self.node_name)):
            token.note.pop("error", None)

    def cancelled(self, token: Token) -> None:
        """It is recorded as completed when it throws."""


class EscalationThrow(EndEvent):
    """Throws an escalation, in the flow or at an end, and goes on unless the catcher interrupts."""

    def enter(self, token: Token) -> bool | None:
        """Throw outward. It is recorded first, for the catcher may take the token away."""
        if not self.flows:
            super().enter(token)
        token.workflow.log.activity(token, Phase.COMPLETED)
        throw_outward(token, "escalation", BpmnThrow(_code(self.node.event), self.node_name))
        return True if token.id in token.workflow.tasks else None

    def done(self, token: Token) -> None:
        """Go on."""
        token.workflow.leave(token, self.outgoing(token))


class CompensationThrow(EndEvent):
    """Undoes what has been done in its scope, or one activity, and goes on when all of it is undone."""

    def enter(self, token: Token) -> bool | None:
        """Begin with what was done last."""
        if not self.flows:
            super().enter(token)
        token._state = STARTED
        take(token, self.node.event.ref if self.node.event is not None else "")
        return None if undo_next(token) else True


class CancelEnd(CompensationThrow):
    """Ends a transaction: what goes on in it is cancelled, what is done in it is undone, then it is left."""

    def enter(self, token: Token) -> bool | None:
        """Cancel, then undo."""
        token.workflow.cancel_members(token.scope, keep=token)
        return super().enter(token)

    def done(self, token: Token) -> None:
        """Leave by the cancel event on the transaction's border."""
        token.workflow.log.activity(token, Phase.COMPLETED)
        throw_outward(token, "cancel", BpmnThrow(""))


class MessageThrow(ActivitySpec):
    """Throws its message."""

    def enter(self, token: Token) -> bool | None:
        """Throw."""
        throw_message(token)
        if not self.flows:
            token.home.note["end"] = self.element
        return True


class SignalThrow(ActivitySpec):
    """Throws its signal."""

    def enter(self, token: Token) -> bool | None:
        """Throw."""
        throw_signal(token)
        return True


class ExternalThrow(ExternalTask):
    """A message throw whose sending is the job of a topic."""


class LinkThrow(ElementSpec):
    """Jumps to the catching link of the same name in the same scope."""

    target: ElementSpec | None = None

    def done(self, token: Token) -> None:
        """Go on at the other end."""
        case = token.workflow
        case.log.activity(token, Phase.COMPLETED)
        if self.target is not None:
            case.spawn(self.target, token.scope).note["fired"] = 1
        case.leave(token, ())


def _code(event: Event | None) -> str:
    return (event.code if event is not None else None) or ""
