"""What a diagram throws: errors and escalations look for their catcher outward, messages and signals leave the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine.data import Names, storable, write
from app.engine.formulas import Formula
from app.engine.specs import hosted
from app.engine.steps import BpmnThrow, Thrown
from app.errors import ElementError
from app.values import Variables

if TYPE_CHECKING:
    from app.engine.tokens import Token


def throw_outward(token: Token, kind: str, thrown: BpmnThrow) -> bool:
    """Hand an "error" or "escalation" to its innermost catcher: boundary events first, then event sub-processes,
    outward
    through sub-processes and calling processes (BPMN 10.5.6). A handler does not catch what is thrown within itself.
    False when nobody catches it.
    """
    level: Token | None = token
    while level is not None:
        catcher = _catcher(list(hosted(level)), kind, thrown.code)
        if catcher is None and level.outer is not None:
            catcher = _catcher(_handlers_beside(level, level.outer), kind, thrown.code)
        if catcher is not None:
            _deliver(catcher, thrown)
            return True
        level = level.outer
    return False


def _handlers_beside(level: Token, scope: Token) -> list[Token]:
    """The armed event sub-processes of a scope, but for the one that `level` itself is a run of."""
    armed = [each for each in scope.members if each.task_spec.passive]
    return [each for each in armed if each.task_spec.node.parent != level.task_spec.element]


def _catcher(armed: list[Token], kind: str, code: str) -> Token | None:
    """The first that names the code, else the first that catches all."""
    fitting = [token for token in armed if token.task_spec.catches(token, kind, code)]
    named = [token for token in fitting if token.task_spec.node.event is not None and token.task_spec.node.event.code]
    return next(iter(named or fitting), None)


def _deliver(catcher: Token, thrown: BpmnThrow) -> None:
    event = catcher.task_spec.node.event
    scope = catcher.scope
    for name, value in thrown.variables.items():
        write(scope, name, value)
    if event is not None and event.code_variable:
        write(scope, event.code_variable, thrown.code)
    if event is not None and event.message_variable:
        write(scope, event.message_variable, thrown.message)
    catcher.task_spec.resume(catcher)


def throw_message(token: Token) -> None:
    """The message of a send task or message throw event: named variables as correlation keys, input parameters as
    payload.
    """
    spec = token.task_spec
    event = spec.node.event
    if event is None:
        raise ElementError(element=spec.element, reason="meddelandet saknas")
    names = Names(token)
    wanted = [name.strip() for name in spec.node.properties.get("correlationKeys", "").split(",") if name.strip()]
    correlation: dict[str, object] = {}
    for name in wanted:
        if name not in names:
            raise ElementError(
                element=spec.element, reason=f"variabeln ”{name}”, som meddelandet ska känna igen mottagaren på, saknas"
            )
        correlation[name] = names[name]
    _throw(token, "message", event.name, storable_map(correlation, spec.element))


def throw_signal(token: Token) -> None:
    """The signal of a signal throw or end event; input parameters are its payload."""
    event = token.task_spec.node.event
    if event is not None:
        _throw(token, "signal", event.name, {})


def _throw(token: Token, kind: str, name: str, correlation: Variables) -> None:
    spec = token.task_spec
    own = token.variables or {}
    payload = {each.target: own[each.target] for each in spec.node.inputs}
    evaluated = Formula(name, spec.element).value(token)
    token.workflow.log.thrown.append(
        Thrown(kind, str(evaluated), token.instance, spec.element, token.home.note.get("key"), correlation, payload)
    )


def storable_map(values: dict[str, object], element: str) -> Variables:
    """Values as they can be kept."""
    return {name: storable(value, element) for name, value in values.items()}
