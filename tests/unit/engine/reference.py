"""A slow token interpreter, written from the clauses of BPMN 2.0.2: what the engine is measured against.

It shares nothing with the engine but the model of the diagram. All that is open stands in one tree of `Open`s; tokens
that move are (flow, scope) pairs in a queue. One rule is applied at a time until none applies, and after each move
everything is looked at again. The clause numbers are BPMN 2.0.2's. Conditions are `name = number` and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.definitions.model import ACTIVITIES, EventKind, Flow, Kind, Loop, Node, Process
from tests.unit.engine.standing import (
    THROWN,
    Open,
    around,
    catching,
    event_of,
    filled_flows,
    held_tokens,
    holds,
    id_of,
    may_join,
    most,
    node_of,
    put,
)

WAITING_KINDS = {
    Kind.USER_TASK: "user-task",
    Kind.MANUAL_TASK: "user-task",
    Kind.SERVICE_TASK: "external-task",
    Kind.RECEIVE_TASK: "message",
}
NAMES = {EventKind.MESSAGE: "message", EventKind.SIGNAL: "signal", EventKind.TIMER: "timer"}


class Reference:
    """One case. `entered` has the ids of the elements that were entered since the last command."""

    def __init__(self, processes: Mapping[str, Process], key: str, variables: Mapping[str, int]) -> None:
        self.processes = processes
        self.entered: list[str] = []
        self.moving: list[tuple[Flow, Open]] = []
        self.root = Open(processes[key], role="process", variables=dict(variables))
        self.ended = False
        self._contents(self.root, key)
        self._rest()

    # -- commands -----------------------------------------------------------------------------------------------------

    def waiting(self) -> list[Open]:
        """All that the outside can make happen."""
        return [] if self.ended else [each for each in self.root.down() if each.waits]

    def complete(self, waiting: Open, values: Mapping[str, int]) -> None:
        """Somebody completes a task: values go to the nearest scope that has the name, else to the process instance."""
        self.entered = []
        for name, value in values.items():
            holder = next(each for each in waiting.up() if name in each.variables or each.role == "process")
            holder.variables[name] = value
        self._finish(waiting)
        self._rest()

    def fail(self, waiting: Open, code: str) -> None:
        """Somebody reports a BPMN error at a task."""
        self.entered = []
        if not self._throw("error", code, waiting):
            waiting.waits = "incident"
        self._rest()

    def trigger(self, waiting: Open) -> None:
        """The event or continuation happens, or the incident is tried again."""
        self.entered = []
        node = node_of(waiting)
        if waiting.waits == "incident" and node.kind is Kind.END_EVENT:
            self._throw("error", event_of(node).code or "", waiting)
        elif waiting.waits == "incident":
            waiting.waits = WAITING_KINDS[node.kind]
        else:
            self._happen(waiting)
        self._rest()

    # -- 13.2.2, 13.3: tokens move, one at a time ------------------------------------------------------------------------

    def _rest(self) -> None:
        """Apply rules until none applies: moves first, then scopes that have emptied, then inclusive joins."""
        while not self.ended:
            if self.moving:
                self._arrive(*self.moving.pop(0))
            elif not (self._close_one() or self._join_one()):
                return

    def _arrive(self, flow: Flow, scope: Open) -> None:
        node = scope.process.nodes[flow.target]
        joins = node.kind in (Kind.PARALLEL_GATEWAY, Kind.INCLUSIVE_GATEWAY) and len(node.incoming) > 1
        if not joins:
            self._enter(node, scope)
            return
        scope.inside.append(Open(scope.process, node, scope, role="token", flow=flow.id))
        if node.kind is Kind.PARALLEL_GATEWAY and filled_flows(node, scope) == set(node.incoming):  # 13.4.1
            self._join(node, scope)

    def _join(self, node: Node, scope: Open) -> None:
        for flow in filled_flows(node, scope):
            scope.inside.remove(next(each for each in held_tokens(node, scope) if each.flow == flow))
        self._enter(node, scope)

    def _join_one(self) -> bool:
        """13.4.3: an inclusive join that is enabled fires."""
        for scope in self.root.down():
            for token in scope.inside:
                node = token.node
                if token.role == "token" and node and node.kind is Kind.INCLUSIVE_GATEWAY and may_join(node, scope):
                    self._join(node, scope)
                    return True
        return False

    def _close_one(self) -> bool:
        """13.3.4, 13.5.6: a scope in which nothing is left but armed event sub-processes is complete."""
        for scope in self.root.down():
            scoped = scope.role == "process" or (scope.node and scope.node.kind is Kind.SUB_PROCESS and not scope.waits)
            if not scoped or scope.role == "body" or any(each.role != "start" for each in scope.inside):
                continue
            if scope.parent is None:
                self.ended = True
            else:
                self._finish(scope if scope.role != "process" else scope.parent)
            return True
        return False

    def _leave(self, node: Node, scope: Open) -> None:
        """8.3.13, 13.4.2: the flows that are taken after an element."""
        flows = [flow for flow in scope.process.outgoing(node) if flow.id != node.default]
        if node.kind is not Kind.PARALLEL_GATEWAY:
            flows = [flow for flow in flows if flow.condition is None or holds(flow.condition, scope)]
        if not flows and node.default:
            flows = [scope.process.flows[node.default]]
        if node.kind is Kind.EXCLUSIVE_GATEWAY:
            flows = flows[:1]
        self.moving += [(flow, scope) for flow in flows]

    # -- elements --------------------------------------------------------------------------------------------------------

    def _enter(self, node: Node, scope: Open) -> None:
        if node.async_before:
            scope.inside.append(Open(scope.process, node, scope, role="before", waits="continuation"))
        elif node.kind in ACTIVITIES:
            self._begin(node, scope)
        else:
            self.entered.append(node.id)
            self._pass(node, scope)

    def _pass(self, node: Node, scope: Open) -> None:
        kind = event_of(node).kind
        if node.kind is Kind.EVENT_BASED_GATEWAY:  # 13.4.4
            gateway = put(Open(scope.process, node, scope))
            for flow in scope.process.outgoing(node):
                self._arm(scope.process.nodes[flow.target], scope, gateway)
        elif node.kind is Kind.INTERMEDIATE_CATCH:
            put(Open(scope.process, node, scope, waits=NAMES[kind]))
        elif kind is EventKind.TERMINATE:  # 13.5.6
            self._clear(scope)
        elif kind is EventKind.LINK:  # 10.5.4
            others = (each for each in scope.process.children(node.parent) if each is not node and each.event)
            target = next(each for each in others if each.event and each.event.name == event_of(node).name)
            self.entered.append(target.id)
            self._leave(target, scope)
        elif kind in THROWN and node.kind in (Kind.END_EVENT, Kind.INTERMEDIATE_THROW):
            self._throwing(node, put(Open(scope.process, node, scope)))
        else:
            self._leave(node, scope)

    def _throwing(self, node: Node, thrower: Open) -> None:
        """10.5.6: an error stops its path; an escalation goes on unless its catcher interrupts."""
        event, scope = event_of(node), around(thrower)
        caught = self._throw(THROWN[event.kind], event.code or "", thrower)
        if event.kind is EventKind.ERROR:
            thrower.waits = "" if caught else "incident"
        elif thrower in self.root.down():
            scope.inside.remove(thrower)
            self._leave(node, scope)

    def _begin(self, node: Node, scope: Open) -> None:
        if node.loop is None:
            self._perform(node, scope, -1)
            return
        body = put(Open(scope.process, node, scope, role="body"))
        self._arm_boundaries(body)
        count = most(node.loop)
        if count == 0:
            self._finish(body)
        for number in range(count if node.loop.sequential is False else min(count, 1)):
            if body in scope.inside:
                self._perform(node, body, number)

    def _perform(self, node: Node, scope: Open, counter: int) -> None:
        self.entered.append(node.id)
        local = {each.target: int((each.source or "").lstrip("=")) for each in node.inputs}
        opened = put(Open(scope.process, node, scope, counter=counter, variables=local))
        if scope.role != "body":
            self._arm_boundaries(opened)
        if node.kind in WAITING_KINDS:
            opened.waits = WAITING_KINDS[node.kind]
        elif node.kind is Kind.SUB_PROCESS:
            self._contents(opened, node.id)
        elif node.kind is Kind.CALL_ACTIVITY and node.called:
            visible = {name: value for each in reversed(list(opened.up())) for name, value in each.variables.items()}
            called = Open(self.processes[node.called.key], parent=opened, role="process", variables=visible)
            self._contents(put(called), node.called.key)
        else:
            self._finish(opened)

    def _contents(self, scope: Open, container: str) -> None:
        """13.3.4, 13.5.4: event sub-processes are armed, and a token is at the plain start."""
        children = list(scope.process.children(container))
        for handler in children:
            if handler.triggered_by_event:
                start = next(iter(scope.process.children(handler.id)))
                put(Open(scope.process, start, scope, role="start", waits=NAMES.get(event_of(start).kind, "")))
        for node in children:
            if node.kind is Kind.START_EVENT:
                self._enter(node, scope)

    def _finish(self, opened: Open) -> None:
        """An activity has completed: its boundary events go, and it goes on, or its body does (13.3.6, 13.3.7)."""
        node, scope = node_of(opened), around(opened)
        self._kill(opened)
        if scope.role == "body":
            self._next(scope)
        elif node.async_after and opened.role != "after":
            put(Open(scope.process, node, scope, role="after", waits="continuation"))
        elif not node.triggered_by_event:
            self._leave(node, scope)

    def _next(self, body: Open) -> None:
        node, loop = node_of(body), node_of(body).loop or Loop(sequential=None)
        body.done += 1
        body.variables["nrOfCompletedInstances"] = body.done
        stops_when = loop.sequential is not None  # a completion condition stops, a loop condition goes on
        stops = loop.condition is not None and holds(loop.condition, body) is stops_when
        if stops or body.done == most(loop):
            self._finish(body)
        elif loop.sequential is not False:
            self._perform(node, body, body.done)

    # -- events ----------------------------------------------------------------------------------------------------------

    def _arm_boundaries(self, host: Open) -> None:
        for node in host.process.boundaries(node_of(host).id):
            self._arm(node, around(host), host)

    def _arm(self, node: Node, scope: Open, host: Open) -> None:
        kind = NAMES.get(event_of(node).kind, "") if node.kind is not Kind.RECEIVE_TASK else "message"
        put(Open(scope.process, node, scope, host=host, role="armed", waits=kind))

    def _happen(self, armed: Open) -> None:
        """13.5.2–13.5.4: what was waited for happens."""
        node, scope = node_of(armed), around(armed)
        if armed.role == "before":
            scope.inside.remove(armed)
            self._begin(node, scope)
        elif node.kind is Kind.BOUNDARY_EVENT or armed.role == "start":
            self._caught(armed)
        elif armed.host is not None:
            self._kill(armed.host)
            self.entered.append(node.id)
            self._leave(node, scope)
        elif node.kind in ACTIVITIES:
            self._finish(armed)
        else:
            self._kill(armed)
            self._leave(node, scope)

    def _caught(self, armed: Open) -> None:
        """An event on a border or of an event sub-process: the interrupting ones first cancel what they interrupt."""
        node, scope = node_of(armed), around(armed)
        if not node.interrupting:
            self._spend(armed)
        elif armed.host is not None:
            self._kill(armed.host)
        else:
            self._clear(scope)
        if armed.host is not None:
            self.entered.append(node.id)
            self._leave(node, scope)
            return
        handler = put(Open(scope.process, scope.process.nodes[node.parent], scope))
        self.entered += [node.parent, node.id]
        self._leave(node, handler)

    def _spend(self, armed: Open) -> None:
        """A timer that does not interrupt is spent when it has no more rounds; other events can happen again."""
        event = event_of(node_of(armed))
        if event.kind is EventKind.TIMER:
            armed.rounds += 1
            if armed.rounds >= int(re.sub(r"R(\d+)/.*", r"\1", event.cycle or "R1/")):
                around(armed).inside.remove(armed)

    def _throw(self, kind: str, code: str, thrower: Open) -> bool:
        """10.5.6: outward to the innermost catcher; a handler does not catch what is thrown within itself."""
        for level in thrower.up():
            beside = level.parent.inside if level.parent is not None else []
            borders = [each for each in beside if each.role == "armed" and each.host is level]
            starts = [each for each in beside if each.role == "start" and node_of(each).parent != id_of(level)]
            for armed in (borders, starts):
                caught = catching(armed, kind, code)
                if caught is not None:
                    self._caught(caught)
                    return True
        return False

    # -- the end of things ------------------------------------------------------------------------------------------------

    def _clear(self, scope: Open) -> None:
        for each in list(scope.inside):
            self._kill(each)
        self.moving = [each for each in self.moving if each[1] is not scope]

    def _kill(self, opened: Open) -> None:
        """Nothing is left of it: not within it, not on its border, not on the way within it."""
        gone = set(opened.down())
        self.moving = [each for each in self.moving if each[1] not in gone]
        scope = around(opened)
        scope.inside = [each for each in scope.inside if each is not opened and each.host is not opened]
