"""The values that cross the engine's face: what goes in (World, Start, BpmnThrow) and what comes out (Step)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.definitions.model import Process, Reference
from app.values import Value, Variables


@dataclass(frozen=True, slots=True)
class World:
    """All that the engine asks the outside.

    now: the time, aware. definition: definition id → its process. resolve: (reference, id of the asking definition) →
    definition id; raises NotFoundError. new_id: a new process-instance id.
    """

    now: Callable[[], datetime]
    definition: Callable[[str], Process]
    resolve: Callable[[Reference, str], str]
    new_id: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Start:
    """How an instance begins. `element` names the start event; None means the plain one (see `startable`)."""

    definition_id: str
    instance_id: str
    business_key: str | None = None
    variables: Variables = field(default_factory=dict)
    element: str | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """Variables to write and names to remove, from outside."""

    values: Variables = field(default_factory=dict)
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BpmnThrow:
    """A BPMN error or escalation thrown into an activity from outside."""

    code: str
    message: str = ""
    variables: Variables = field(default_factory=dict)


class Wait(StrEnum):
    """What a waiting token waits for."""

    USER_TASK = "user-task"
    EXTERNAL_TASK = "external-task"
    RECEIVE = "receive"  # manual task and other activities that only somebody's "go on" ends
    MESSAGE = "message"
    SIGNAL = "signal"
    TIMER = "timer"
    CONDITION = "condition"
    CONTINUATION = "continuation"  # asyncBefore and asyncAfter: a job goes on
    INCIDENT = "incident"  # an uncaught BPMN error; trigger tries again


@dataclass(frozen=True, slots=True)
class Assignment:
    """A user task's evaluated attributes. Due dates are aware; `form` has its version evaluated."""

    assignee: str | None = None
    candidate_users: tuple[str, ...] = ()
    candidate_groups: tuple[str, ...] = ()
    due: datetime | None = None
    follow_up: datetime | None = None
    priority: int = 50
    form: Reference | None = None
    form_key: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that a case waits for. `token` is unique over all cases and stable while it waits.

    instance: the process instance (root or called) that the element belongs to. scope: id of the nearest variable scope
    outside the element: the instance id, or the token of a sub-process or multi-instance body. host: the token of the
    activity
    that a boundary event sits on. due: of timers, and the lease start of jobs. name: of the element; event: message,
    signal name, or incident reason. retries: camunda:failedJobRetryTimeCycle. correlation is done by the use case
    against
    variables of `scope` and `instance`.
    """

    token: str
    kind: Wait
    instance: str
    element: str
    name: str
    scope: str
    event: str = ""
    host: str | None = None
    due: datetime | None = None
    topic: str | None = None
    retries: str | None = None
    priority: int = 0
    assignment: Assignment | None = None


class Phase(StrEnum):
    """What happened to an activity instance or process instance."""

    STARTED = "started"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ActivityChange:
    """An element was entered, left or cancelled. `id` is the activity instance id: the token where it waits.

    parent: the activity instance id of the enclosing sub-process, or the process instance id. via: the sequence flow
    that
    led here. called: id of the process instance that a call activity started. `order` counts within the step.
    """

    id: str
    phase: Phase
    instance: str
    element: str
    kind: str
    name: str
    parent: str
    via: str | None = None
    called: str | None = None


@dataclass(frozen=True, slots=True)
class InstanceChange:
    """A process instance (root or called) started or ended."""

    id: str
    phase: Phase
    definition_id: str
    business_key: str | None
    parent: str | None = None
    call_element: str | None = None
    element: str | None = None


@dataclass(frozen=True, slots=True)
class VariableChange:
    """A variable of a scope was written, or removed (`removed`, then value is None).

    instance: process instance; scope: the instance id, or the token of the sub-process, multi-instance body or activity
    that holds it locally.
    """

    instance: str
    scope: str
    name: str
    value: Value
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Thrown:
    """A message or signal that a diagram throws; use cases deliver it by jobs after commit. kind: "message" or
    "signal".
    """

    kind: str
    name: str
    instance: str
    element: str
    business_key: str | None
    correlation: Variables
    payload: Variables


@dataclass(frozen=True, slots=True)
class Step:
    """The case after one command. `waiting` is the whole set (in a stable order), not a difference; the rest is what
    happened now.

    `state` is opaque and versioned; it holds the root instance and all that it called. `ended` is the root's end.
    """

    state: bytes
    waiting: tuple[Waiting, ...]
    ended: bool
    activities: tuple[ActivityChange, ...] = ()
    instances: tuple[InstanceChange, ...] = ()
    variables: tuple[VariableChange, ...] = ()
    thrown: tuple[Thrown, ...] = ()


@dataclass(frozen=True, slots=True)
class Startable:
    """A way to start a process. kind: "none", "message", "timer" or "signal"; name: of the message or signal.

    timer: (kind, text) with kind "date", "duration" or "cycle".
    """

    element: str
    kind: str
    name: str = ""
    timer: tuple[str, str] | None = None
