"""Messages and signals from outside: correlate to the one that waits, or start a process."""

from dataclasses import dataclass, field

from app.usecases.context import Context
from app.values import Variables


@dataclass(frozen=True, slots=True)
class Message:
    """A message from outside. What is None does not filter.

    correlation: compared with the variables visible at the waiting element; local_correlation: with those in just its
    scope.
    payload goes to the nearest scope that has the name, else the instance; local_payload likewise.
    """

    name: str
    business_key: str | None = None
    correlation: Variables = field(default_factory=dict)
    local_correlation: Variables = field(default_factory=dict)
    payload: Variables = field(default_factory=dict)
    instance_id: str | None = None


@dataclass(frozen=True, slots=True)
class Correlated:
    """One receiver. kind: "execution" (something waited) or "start" (a new instance)."""

    kind: str
    instance_id: str
    root_id: str
    definition_id: str
    element: str
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal from outside, to all that wait and all processes that it starts; execution_id: to only that one."""

    name: str
    payload: Variables = field(default_factory=dict)
    execution_id: str | None = None


def correlate(context: Context, message: Message) -> Correlated:
    """Deliver a message to the one that waits for it, else start the process whose message start has its name.

    Raises: NoMatchingReceiverError, SeveralReceiversError, ForbiddenError, ExpressionError, ElementError.
    """
    raise NotImplementedError


def correlate_all(context: Context, message: Message) -> tuple[Correlated, ...]:
    """Deliver a message to all that wait for it, each by a job of its own, and start the process that it starts.

    Raises: NoMatchingReceiverError, ForbiddenError.
    """
    raise NotImplementedError


def throw_signal(context: Context, signal: Signal) -> int:
    """Send a signal to all that wait, each by a job of its own; how many. Raises: NotFoundError (the execution)."""
    raise NotImplementedError
