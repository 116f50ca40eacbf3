"""The commands of the engine's face: decode the state, move tokens, encode what is left."""

from __future__ import annotations

from collections.abc import Iterable

from app.definitions.model import Kind
from app.engine.activities import ActivitySpec
from app.engine.case import Case
from app.engine.codec import decode, encode
from app.engine.compile import cache
from app.engine.data import remove, remove_local, visible, write, write_local
from app.engine.scopes import open_scope
from app.engine.specs import ElementSpec, ProcessSpec
from app.engine.steps import BpmnThrow, Changes, Start, Step, Wait, Waiting, World
from app.engine.throwing import throw_outward
from app.engine.tokens import STARTED, Token
from app.errors import NotStartableError, StaleTriggerError
from app.values import Variables

_COMPLETABLE = {Wait.USER_TASK, Wait.EXTERNAL_TASK, Wait.RECEIVE}
_TRIGGERABLE = {Wait.MESSAGE, Wait.SIGNAL, Wait.TIMER, Wait.CONDITION, Wait.CONTINUATION, Wait.INCIDENT, Wait.RECEIVE}


def start(command: Start, world: World) -> Step:
    """A new instance, run to its first waits. Raises NotStartableError when there is no such start."""
    case = Case(world, lambda definition: cache.get(definition, world))
    process = case.process_of(command.definition_id)
    first = _start_element(process, command.element)
    root = case.open_process(command.definition_id, command.instance_id, command.business_key, None)
    for name, value in command.variables.items():
        write_local(root, name, value)
    open_scope(root, process.scopes[process.process.key], first)
    return _finish(case)


def _start_element(process: ProcessSpec, element: str | None) -> ElementSpec | None:
    key = process.process.key
    if not process.process.executable:
        raise NotStartableError(key=key, reason="diagrammet är bara en ritning (isExecutable är inte satt)")
    if element is None:
        if not process.scopes[key].starts:
            raise NotStartableError(
                key=key, reason="den har ingen vanlig start; den startas av ett meddelande eller en tidpunkt"
            )
        return None
    spec = process.task_specs.get(element)
    if spec is None or spec.node.parent != key or spec.node.kind is not Kind.START_EVENT:
        raise NotStartableError(key=key, reason=f"den har ingen start med id ”{element}”")
    return spec


def complete(state: bytes, token: str, values: Variables, world: World) -> Step:
    """Complete the activity that waits with this token; values are written as the diagram's outputs say."""
    return _happen(*_waiting(state, token, world, _COMPLETABLE), values)


def trigger(state: bytes, token: str, payload: Variables, world: World) -> Step:
    """The message, signal, timer, condition, continuation or incident with this token happens."""
    return _happen(*_waiting(state, token, world, _TRIGGERABLE), payload)


def throw_error(state: bytes, token: str, thrown: BpmnThrow, world: World) -> Step:
    """A BPMN error at the waiting activity; without a catcher the activity stands still as an incident."""
    case, found = _waiting(state, token, world, {Wait.USER_TASK, Wait.EXTERNAL_TASK})
    if not throw_outward(found, "error", thrown):
        found.note["error"] = [thrown.code, thrown.message]
    return _finish(case)


def throw_escalation(state: bytes, token: str, thrown: BpmnThrow, world: World) -> Step:
    """An escalation at the waiting activity; without a catcher only the values are written."""
    case, found = _waiting(state, token, world, {Wait.USER_TASK, Wait.EXTERNAL_TASK})
    if not throw_outward(found, "escalation", thrown):
        _receive(found, thrown.variables)
    return _finish(case)


def set_variables(state: bytes, scope: str, changes: Changes, world: World) -> Step:
    """Write from outside as Camunda's setVariables: each name outward to where it is, else into the process instance.

    `scope` is an instance id or token. Raises StaleTriggerError when there is no such scope.
    """
    case = _decode(state, world)
    found = _scope(case, scope)
    for name, value in changes.values.items():
        write(found, name, value)
    for name in changes.removed:
        remove(found, name)
    return _finish(case)


def set_local_variables(state: bytes, scope: str, changes: Changes, world: World) -> Step:
    """Write into this very scope, which may be that of a waiting activity."""
    case = _decode(state, world)
    found = _scope(case, scope)
    for name, value in changes.values.items():
        write_local(found, name, value)
    for name in changes.removed:
        remove_local(found, name)
    return _finish(case)


def cancel(state: bytes, world: World) -> Step:
    """End the whole case without running anything more."""
    case = _decode(state, world)
    if case.root is not None:
        case.cancel_token(case.root)
        case.completed = True
    return _finish(case)


def variables(state: bytes, scope: str, world: World) -> Variables:
    """Variables visible from an instance id or token, inner ones first. StaleTriggerError when there is no such
    scope.
    """
    return visible(_scope(_decode(state, world), scope))


def _decode(state: bytes, world: World) -> Case:
    return decode(state, world, lambda definition: cache.get(definition, world))


def _scope(case: Case, scope: str) -> Token:
    found = case.tasks.get(scope)
    if found is not None:
        return found
    for token in case.tasks.values():
        if token is token.home and token.instance == scope:
            return token
    raise StaleTriggerError(token=scope)


def _waiting(state: bytes, token: str, world: World, kinds: Iterable[Wait]) -> tuple[Case, Token]:
    """The token, if it waits for one of these."""
    case = _decode(state, world)
    found = case.tasks.get(token)
    if found is None or not found.has_state(STARTED):
        raise StaleTriggerError(token=token)
    waiting = found.task_spec.waiting(found)
    if waiting is None or waiting.kind not in kinds:
        raise StaleTriggerError(token=token)
    return case, found


def _happen(case: Case, token: Token, values: Variables) -> Step:
    """Write, then go on, unless a conditional event that the values made true has interrupted the token (as in
    Camunda).
    """
    _receive(token, values)
    case.run()
    if token.id in case.tasks:
        token.task_spec.resume(token)
    return _finish(case)


def _receive(token: Token, values: Variables) -> None:
    spec = token.task_spec
    if isinstance(spec, ActivitySpec):
        spec.receive(token, values.items())
    else:
        for name, value in values.items():
            write(token.scope, name, value)


def _finish(case: Case) -> Step:
    """Run to the next waits and tell what happened."""
    case.run()
    waits: list[Waiting] = []
    if case.root is not None and not case.completed:
        for token in case.root.subtree():
            if token.has_state(STARTED):
                waiting = token.task_spec.waiting(token)
                if waiting is not None:
                    waits.append(waiting)
    log = case.log
    return Step(
        state=encode(case),
        waiting=tuple(waits),
        ended=case.completed,
        activities=tuple(log.activities),
        instances=tuple(log.instances),
        variables=tuple(log.writes.values()),
        thrown=tuple(log.thrown),
    )
