"""Events and receive tasks that wait: in the flow, on a border, behind an event gateway, or beside the flow."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.definitions.model import Event, EventKind, Node
from app.engine.activities import ActivitySpec
from app.engine.formulas import formula
from app.engine.specs import ElementSpec, ProcessSpec
from app.engine.steps import Phase, Wait, Waiting
from app.engine.tokens import STARTED, Token
from app.engine.waits import waiting_at
from app.errors import ElementError, ExpressionError
from app.expressions.rounds import following
from app.expressions.times import cycle, due

_WAITS = {
    EventKind.MESSAGE: Wait.MESSAGE,
    EventKind.SIGNAL: Wait.SIGNAL,
    EventKind.TIMER: Wait.TIMER,
    EventKind.CONDITIONAL: Wait.CONDITION,
}


class CatchSpec(ElementSpec):
    """An element that waits for an event: message, signal, timer or condition (errors and escalations come by
    throwing).
    """

    def __init__(self, process: ProcessSpec, node: Node, name: str | None = None) -> None:
        super().__init__(process, node, name)
        self.event = node.event or Event(EventKind.NONE)
        self.condition = formula(self.event.condition, node.id)
        self.event_name = formula(self.event.name or None, node.id)
        timer = self.event.date or self.event.duration or self.event.cycle
        self.timer = formula(timer, node.id)

    def enter(self, token: Token) -> bool | None:
        """Led here by a flow, it waits from now on; fired while armed, it is done."""
        if token.note.pop("fired", None):
            return True
        self.arm(token)
        return None

    def arm(self, token: Token) -> None:
        """Set the timer, name the event, look at the condition."""
        if self.event.kind is EventKind.TIMER:
            self._set_timer(token)
        elif self.event.kind is EventKind.CONDITIONAL:
            token.note["was"] = False
            token.workflow.log.written += 1  # look at it before the case rests
        elif self.event_name is not None and self.event_name.expression is not None:
            token.note["event"] = str(self.event_name.value(token))

    def _set_timer(self, token: Token) -> None:
        if self.timer is None:
            raise ElementError(element=self.element, reason="tidpunkten saknas")
        value, now = self.timer.value(token), token.workflow.now()
        try:
            if self.event.cycle is None:
                token.note["due"] = due(value, now).isoformat()
                return
            anchor = cycle(value).anchor(now)
            first = cycle(value).firing(anchor, 0)
        except ExpressionError as error:
            raise ExpressionError(**{**error.fields, "element": self.element}) from error
        if first is None:
            raise ElementError(element=self.element, reason=f"upprepningen ”{value}” är redan slut")
        token.note.update(_round(str(value), anchor, 0, first))

    def next_due(self, token: Token) -> dict[str, Any] | None:
        """The note of the next round of a cycle that is still to come, None after the last."""
        text = token.note.get("cycle")
        if text is None:
            return None
        anchor = datetime.fromisoformat(token.note["anchor"])
        found = following(cycle(text), anchor, token.note["round"], token.workflow.now())
        return None if found is None else _round(text, anchor, *found)

    def waiting(self, token: Token) -> Waiting | None:
        """What the case waits for here."""
        kind = _WAITS.get(self.event.kind)
        if kind is None:
            return None
        name = token.note.get("event") or self.event.name
        when = datetime.fromisoformat(token.note["due"]) if "due" in token.note else None
        return waiting_at(token, kind, event=name, due=when)

    def check_condition(self, token: Token) -> None:
        """Happens when the condition turns true; on a border it sees what the activity sees. No value yet is no."""
        if self.condition is None:
            return
        holds = self.condition.holds_already(token.workflow.tasks.get(token.note.get("host", ""), token))
        was, token.note["was"] = token.note["was"], holds
        if holds and not was:
            self.resume(token)

    def resume(self, token: Token) -> None:
        """The event has happened: behind an event gateway, the other branches are withdrawn."""
        if withdraw_others(token) is not None:
            token.note["fired"] = 1
            token.workflow.again(token)
        else:
            token.complete()

    def fire(self, scope: Token, via: str | None = None) -> None:
        """Let a fresh token go on from here."""
        case = scope.workflow
        fired = case.spawn(self, scope, via)
        fired.note["fired"] = 1


class ReceiveTask(ActivitySpec):
    """A receive task waits for its message like a catch event, also behind an event gateway."""

    def __init__(self, process: ProcessSpec, node: Node, name: str | None = None) -> None:
        super().__init__(process, node, name)
        self.message = node.event.name if node.event is not None else ""
        self.message_name = formula(self.message or None, node.id)

    def enter(self, token: Token) -> bool | None:
        """Wait; when it has received its message behind an event gateway, it is done."""
        if token.note.pop("fired", None):
            return True
        self.arm(token)
        return None

    def arm(self, token: Token) -> None:
        """Work out the message's name."""
        if self.message_name is not None and self.message_name.expression is not None:
            token.note["event"] = str(self.message_name.value(token))

    def waits_for(self, token: Token) -> Waiting:
        """Without a message, only somebody's "go on" ends it."""
        if not self.message:
            return waiting_at(token, Wait.RECEIVE)
        return waiting_at(token, Wait.MESSAGE, event=token.note.get("event") or self.message)

    def resume(self, token: Token) -> None:
        """The message has come. Behind an event gateway the task only begins now."""
        gateway = withdraw_others(token)
        if gateway is None:
            super().resume(token)
            return
        token.note["fired"] = 1
        token.workflow.again(token)


class BoundaryEvent(CatchSpec):
    """An event on the border of an activity."""

    def resume(self, token: Token) -> None:
        """Interrupting: the activity is cancelled. Otherwise the event goes on waiting where it can happen again."""
        case, scope = token.workflow, token.scope
        host = case.tasks[token.note["host"]]
        if self.node.interrupting:
            case.disarm(host)
            case.cancel_token(host)
        elif self.event.kind is EventKind.TIMER:
            following = self.next_due(token)
            case.drop(token)
            if following is not None:
                again_armed(self, scope, host, following)
        self.fire(scope)

    def catches(self, token: Token, kind: str, code: str) -> bool:
        """An error or escalation with its code, or any."""
        return self.event.kind.value == kind and self.event.code in (None, "", code)


class EventSubProcessStart(CatchSpec):
    """The start of an event sub-process, armed as long as the enclosing scope lives."""

    passive = True

    def arm(self, token: Token) -> None:
        """As any catch."""
        if not token.note.get("fired"):
            super().arm(token)

    def resume(self, token: Token) -> None:
        """Open the event sub-process; an interrupting one first cancels all else in the scope."""
        case, scope = token.workflow, token.scope
        following = None
        if self.node.interrupting:
            case.cancel_members(scope)
        elif self.event.kind is EventKind.TIMER:
            following = self.next_due(token)
            case.drop(token)
        if following is not None:
            again_armed(self, scope, None, following)
        handler = case.spawn(self.process.task_specs[self.node.parent], scope)
        handler.note["start"] = self.element

    def catches(self, token: Token, kind: str, code: str) -> bool:
        """An error or escalation with its code, or any."""
        return self.event.kind.value == kind and self.event.code in (None, "", code)

    def cancelled(self, token: Token) -> None:
        """It was armed, not entered."""


def withdraw_others(token: Token) -> Token | None:
    """Complete the event gateway that the token is a branch of and withdraw its other branches; None without one."""
    case = token.workflow
    gateway = case.tasks.get(token.note.pop("host", ""))
    if gateway is not None:
        case.log.activity(gateway, Phase.COMPLETED)
        case.disarm(gateway)
        case.drop(gateway)
    return gateway


def again_armed(spec: CatchSpec, scope: Token, host: Token | None, note: dict[str, Any]) -> None:
    """Arm the next round of a cycle, as a token of its own so that the outside sees a new wait."""
    token = Token(scope.workflow, spec, scope, STARTED, home=scope.home)
    token.note.update(note)
    if host is not None:
        token.note["host"] = host.id


def _round(text: str, anchor: datetime, number: int, due_at: datetime) -> dict[str, Any]:
    """The note of a cycle's round, reckoned from the anchor so that months do not drift."""
    return {"due": due_at.isoformat(), "cycle": text, "anchor": anchor.isoformat(), "round": number}
