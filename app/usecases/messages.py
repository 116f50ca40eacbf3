"""Messages and signals from outside: correlate to the one that waits, or start a process."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.errors import NoMatchingReceiverError, NotFoundError, SeveralReceiversError
from app.store.operations import Operation
from app.store.process_definitions import groups_of
from app.store.subscriptions import starts_of_event, subscription_row
from app.store.tables import subscription
from app.store.types import AnyRow
from app.usecases.access import require, require_start, visible_instances
from app.usecases.context import Context, Session
from app.usecases.deliveries import trigger
from app.usecases.receivers import locally, matching
from app.usecases.starts import Beginning, begin
from app.usecases.throws import Delivery, delivery_job, receiver, signal_jobs
from app.usecases.waits import enqueue
from app.values import Variables


@dataclass(frozen=True, slots=True)
class Message:
    """A message from outside. What is None does not filter.

    correlation: compared with the variables visible at the waiting element; local_correlation: with those in just its
    scope.
    payload goes to the nearest scope that has the name, else the instance; local_payload likewise.
    unique: where the message starts a process, refuse when an open root instance of it has the business key.
    """

    name: str
    business_key: str | None = None
    correlation: Variables = field(default_factory=dict)
    local_correlation: Variables = field(default_factory=dict)
    payload: Variables = field(default_factory=dict)
    local_payload: Variables = field(default_factory=dict)
    instance_id: str | None = None
    unique: bool = False


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
    with context.transaction() as session:
        found = _waiting(context, session, message)
        if len(found) > 1:
            raise SeveralReceiversError(name=message.name, count=len(found))
        payload = {**message.payload, **message.local_payload}
        if found:
            row = found[0]
            trigger(context, session, (row.root_id, row.id), payload)
            received = _execution(row)
        else:
            received = _start(context, session, message, payload)
        _log(context, session, message.name, received)
        return received


def correlate_all(context: Context, message: Message) -> tuple[Correlated, ...]:
    """Deliver a message to all that wait for it, each by a job of its own, and start the process that it starts.

    Raises: NoMatchingReceiverError, ForbiddenError.
    """
    with context.transaction() as session:
        found = _waiting(context, session, message)
        payload = {**message.payload, **message.local_payload}
        delivery = Delivery("message", message.name, payload=payload)
        now = session.now
        jobs = [delivery_job(context, replace(delivery, target=row.id), now, **receiver(row)) for row in found]
        enqueue(session, jobs)
        received = [_execution(row) for row in found]
        if _starts(session, message):
            received.append(_start(context, session, message, payload))
        if not received:
            raise NoMatchingReceiverError(name=message.name)
        for each in received:
            _log(context, session, message.name, each)
        return tuple(received)


def throw_signal(context: Context, signal: Signal) -> int:
    """Send a signal to all that wait, each by a job of its own; how many. Raises: NotFoundError (the execution)."""
    require(context.actor, "sända en signal", roles=[])
    with context.transaction() as session:
        delivery = Delivery("signal", signal.name, payload=signal.payload)
        if signal.execution_id is None:
            jobs = signal_jobs(context, session, delivery)
        else:
            row = subscription_row(session.connection, signal.execution_id)
            if row is None or row.kind != "signal" or row.event != signal.name:
                raise NotFoundError(kind="Det som väntar på signalen", id=signal.execution_id)
            jobs = [delivery_job(context, replace(delivery, target=row.id), session.now, **receiver(row))]
        enqueue(session, jobs)
        context.log(session, Operation("signal", "signal", signal.name, detail={"receivers": len(jobs)}))
        return len(jobs)


def _waiting(context: Context, session: Session, message: Message) -> list[AnyRow]:
    """Those that wait and that the actor may reach."""
    where = [visible_instances(context.actor), *locally(message.local_correlation)]
    if message.instance_id is not None:
        where.append(subscription.c.instance_id == message.instance_id)
    delivery = Delivery("message", message.name, message.business_key, message.correlation)
    return matching(context, session, delivery, where)


def _starts(session: Session, message: Message) -> Sequence[AnyRow]:
    """The message start that the message could begin: not when it says which instance or which values it is about."""
    if message.instance_id is not None or message.correlation or message.local_correlation:
        return ()
    return starts_of_event(session.connection, "message", message.name)


def _start(context: Context, session: Session, message: Message, payload: Variables) -> Correlated:
    starts = _starts(session, message)
    if not starts:
        raise NoMatchingReceiverError(name=message.name)
    row = starts[0]
    require_start(context.actor, groups_of(session.connection, [row.definition_id]))
    beginning = Beginning(row.definition_id, row.element, message.business_key, payload, message.unique)
    id = begin(context, session, beginning)
    return Correlated("start", id, id, row.definition_id, row.element)


def _execution(row: AnyRow) -> Correlated:
    return Correlated("execution", row.instance_id, row.root_id, row.definition_id, row.element, row.id)


def _log(context: Context, session: Session, name: str, received: Correlated) -> None:
    detail = {"message": name}
    id = received.instance_id
    done = Operation("correlate", "instance", id, received.root_id, id, received.element, detail)
    context.log(session, done)
