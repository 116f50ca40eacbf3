"""Gateways: exclusive, parallel, inclusive, event-based. Joins look at tokens of their own scope only and use up what
they join.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.definitions.model import Process
from app.engine.specs import ElementSpec, FlowSpec
from app.engine.tokens import WAITING
from app.errors import ElementError

if TYPE_CHECKING:
    from app.engine.tokens import Token


_BESIDE = {"host", "for"}  # armed events, and handlers of compensation: nothing flows on from them


class ExclusiveGateway(ElementSpec):
    """Takes the first flow in document order whose condition holds, else the default (BPMN 13.4.2)."""

    def outgoing(self, token: Token) -> list[FlowSpec]:
        """One flow, or none at an end."""
        for flow in self.flows:
            if flow.condition is None or flow.condition.holds(token):
                return [flow]
        if self.default is not None:
            return [self.default]
        if self.flows:
            raise ElementError(
                element=self.element, reason="inget av gatewayens villkor stämmer, och inget förvalt flöde finns"
            )
        return []


class Join(ElementSpec):
    """A gateway where tokens wait for one another."""

    def arrived(self, token: Token) -> dict[str, list[Token]]:
        """Tokens waiting at this gateway in the token's scope, by incoming flow, oldest first."""
        found: dict[str, list[Token]] = {}
        for member in token.scope.members:
            if member.task_spec is self and member.has_state(WAITING):
                found.setdefault(member.note.get("via", ""), []).append(member)
        return found

    def consume(self, arrived: Mapping[str, list[Token]], keep: Token) -> None:
        """Use up the oldest token of each flow; `keep` goes on for them all."""
        for tokens in arrived.values():
            for token in tokens[:1]:
                if token is not keep:
                    token.workflow.drop(token)

    def cancelled(self, token: Token) -> None:
        """A token that waits at a join has not entered it."""


class ParallelGateway(Join):
    """Waits for one token on each incoming flow, then takes all outgoing ones (BPMN 13.4.1)."""

    def _update_hook(self, token: Token) -> bool:
        if len(self.node.incoming) < 2:
            return True
        token._state = WAITING
        arrived = self.arrived(token)
        if any(flow not in arrived for flow in self.node.incoming):
            return False
        via = token.note.get("via", "")
        if (
            arrived[via][0] is not token
        ):  # an older token of the same flow goes first; this one stays for the next round
            first = arrived[via][0]
            self.consume(arrived, first)
            first._ready()
            return False
        self.consume(arrived, token)
        return True

    def outgoing(self, token: Token) -> list[FlowSpec]:
        """All of them; conditions have no meaning here and are refused at deploy."""
        return [*self.flows, *([self.default] if self.default is not None else [])]


class InclusiveGateway(Join):
    """Waits for every token that could still come (BPMN 13.4.3), then takes every flow whose condition holds."""

    def _update_hook(self, token: Token) -> bool:
        if len(self.node.incoming) < 2:
            return True
        token._state = WAITING
        return False

    def try_join_at_rest(self, token: Token) -> bool:
        """Fire unless a token elsewhere can reach an empty incoming flow and no filled one."""
        arrived = self.arrived(token)
        reach = self.process.reach
        filled = [flow for flow in self.node.incoming if flow in arrived]
        empty = [flow for flow in self.node.incoming if flow not in arrived]
        for other in token.scope.members:
            if other.task_spec is self or other.task_spec.passive or other.note.keys() & _BESIDE:
                continue
            place = other.task_spec.element
            if any(place in reach[flow] for flow in empty) and not any(place in reach[flow] for flow in filled):
                return False
        oldest = next(iter(arrived.values()))[0]
        self.consume(arrived, oldest)
        oldest._ready()
        return True


class EventGateway(ElementSpec):
    """Waits for the first of the events behind it; the others are withdrawn (BPMN 13.4.4)."""

    def enter(self, token: Token) -> bool | None:
        """Arm every branch."""
        for flow in self.flows:
            branch = token.workflow.arm(flow.target, token.scope, token)
            branch.note["via"] = flow.id
        return None


def reach_of(process: Process, join: str) -> dict[str, frozenset[str]]:
    """For each incoming flow of a join: the nodes from which a token can come to that flow without passing the join.

    A boundary event is reached from its activity, a catching link from its throwing one.
    """
    before: dict[str, set[str]] = {}
    for flow in process.flows.values():
        before.setdefault(flow.target, set()).add(flow.source)
    for node in process.nodes.values():
        if node.attached_to:
            before.setdefault(node.id, set()).add(node.attached_to)
        if node.event is not None and node.event.kind.value == "link" and node.outgoing:
            throws = (
                n for n in process.children(node.parent) if n.event and n.event.kind.value == "link" and not n.outgoing
            )
            before.setdefault(node.id, set()).update(
                n.id for n in throws if n.event and n.event.name == node.event.name
            )
    found: dict[str, frozenset[str]] = {}
    for incoming in process.nodes[join].incoming:
        seen: set[str] = set()
        stack = [process.flows[incoming].source]
        while stack:
            node_id = stack.pop()
            if node_id == join or node_id in seen:
                continue
            seen.add(node_id)
            stack.extend(before.get(node_id, ()))
        found[incoming] = frozenset(seen)
    return found
