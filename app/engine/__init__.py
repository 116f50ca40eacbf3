"""The engine's face: SpiffWorkflow moves the tokens, state comes in, a `Step` goes out; nothing else of it is seen.

A command runs to the next waits or the end, or raises and has changed nothing:

    start            a new instance, at its plain start or at a named start event
    complete         a user task, external task or receive that waits, with variables
    throw_error      a BPMN error at a waiting activity; throw_escalation likewise
    trigger          a message, signal, timer, continuation or incident that waits, with payload
    set_variables    from outside, re-checking conditional events; set_local_variables in one scope
    cancel           the whole case
    variables        those visible from a scope or token, without changing anything
    startable        the ways in of a process
    unsupported      findings for what this engine would not run right: refuse it at deploy

Raises everywhere: StaleTriggerError (the token no longer waits), ElementError (no way on at an element),
ExpressionError, ValueTooLargeError.
"""

from app.engine.commands import (
    cancel,
    complete,
    set_local_variables,
    set_variables,
    start,
    throw_error,
    throw_escalation,
    trigger,
    variables,
)
from app.engine.compile import startable
from app.engine.refusals import unsupported
from app.engine.steps import (
    ActivityChange,
    Assignment,
    BpmnThrow,
    Changes,
    InstanceChange,
    Phase,
    Start,
    Startable,
    Step,
    Thrown,
    VariableChange,
    Wait,
    Waiting,
    World,
)

__all__ = [
    "ActivityChange",
    "Assignment",
    "BpmnThrow",
    "Changes",
    "InstanceChange",
    "Phase",
    "Start",
    "Startable",
    "Step",
    "Thrown",
    "VariableChange",
    "Wait",
    "Waiting",
    "World",
    "cancel",
    "complete",
    "set_local_variables",
    "set_variables",
    "start",
    "startable",
    "throw_error",
    "throw_escalation",
    "trigger",
    "unsupported",
    "variables",
]
