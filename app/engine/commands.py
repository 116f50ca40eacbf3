"""The commands of the engine's face."""

from app.engine.steps import BpmnThrow, Start, Step, World
from app.values import Variables


def start(command: Start, world: World) -> Step:
    """A new instance, run to its first waits."""
    raise NotImplementedError


def complete(state: bytes, token: str, values: Variables, world: World) -> Step:
    """Complete the activity that waits with this token; values are written as the diagram's outputs say."""
    raise NotImplementedError


def trigger(state: bytes, token: str, payload: Variables, world: World) -> Step:
    """The message, signal, timer, continuation or incident with this token happens."""
    raise NotImplementedError


def throw_error(state: bytes, token: str, thrown: BpmnThrow, world: World) -> Step:
    """A BPMN error at the waiting activity; without a catching boundary it becomes an incident."""
    raise NotImplementedError


def throw_escalation(state: bytes, token: str, thrown: BpmnThrow, world: World) -> Step:
    """An escalation at the waiting activity; without a catcher nothing but the values happens."""
    raise NotImplementedError


def set_variables(state: bytes, scope: str, values: Variables, world: World) -> Step:
    """Write into a scope (instance id or token) from outside. A value is removed by `remove_variables`."""
    raise NotImplementedError


def cancel(state: bytes, world: World) -> Step:
    """End the whole case without running anything more."""
    raise NotImplementedError


def variables(state: bytes, scope: str) -> Variables:
    """Variables visible from an instance id or token, innermost first."""
    raise NotImplementedError
