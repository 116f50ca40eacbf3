"""Messages and signals from outside: correlate to the one that waits, or start a process."""

import json
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import timedelta

from app.errors import (
    ConflictError,
    NoMatchingReceiverError,
    NotFoundError,
    SeveralReceiversError,
    StaleTriggerError,
)
from app.store.inbox import lock_names_to_keep
from app.store.instances import instance_row
from app.store.operations import Operation
from app.store.process_definitions import groups_of
from app.store.subscriptions import starts_of_event, subscription_row
from app.store.tables import subscription
from app.store.types import AnyRow
from app.usecases.access import require, require_start, visible_instances
from app.usecases.context import Context, Session
from app.usecases.deliveries import trigger
from app.usecases.receipts import give_receipt, receipt_for
from app.usecases.receivers import locally, matching
from app.usecases.starts import Beginning, begin
from app.usecases.throws import Delivery, delivery_job, keep, receiver, signal_jobs
from app.usecases.waits import enqueue
from app.values import Value, Variables


@dataclass(frozen=True, slots=True)
class Message:
    """A message from outside. What is None does not filter.

    correlation: compared with the variables visible at the waiting element; local_correlation: with those in just its
    scope.
    payload goes to the nearest scope that has the name, else the instance; local_payload likewise.
    unique: where the message starts a process, refuse when an open root instance of it has the business key.
    key: the sender's id for the message: with the same one, it is the same message (see `receipts`).
    lifetime: how long it is kept when nobody waits for it; none: then it is refused.
    """

    name: str
    business_key: str | None = None
    correlation: Variables = field(default_factory=dict)
    local_correlation: Variables = field(default_factory=dict)
    payload: Variables = field(default_factory=dict)
    local_payload: Variables = field(default_factory=dict)
    instance_id: str | None = None
    unique: bool = False
    key: str | None = None
    lifetime: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Correlated:
    """What came of a message. kind: "execution" (something waited), "start" (a new instance) or "kept" (nobody waited,
    so all but the kind is empty). definition_key, business_key and ended: of a new instance.
    """

    kind: str
    instance_id: str = ""
    root_id: str = ""
    definition_id: str = ""
    element: str = ""
    token: str | None = None
    definition_key: str | None = None
    business_key: str | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal from outside, to all that wait and all processes that it starts; execution_id: to only that one.

    key: the sender's id for it, as that of a message.
    """

    name: str
    payload: Variables = field(default_factory=dict)
    execution_id: str | None = None
    key: str | None = None


class _AgainError(Exception):
    """Somebody else was faster: the transaction has to begin anew, with what they left."""


_MOST_TRIES = 20


def correlate(context: Context, message: Message) -> Correlated:
    """Deliver a message to the one that waits for it, else start the process whose message start has its name; else
    keep it, where it has a lifetime. The same message again changes nothing and is answered the same.

    Raises: NoMatchingReceiverError, SeveralReceiversError, ForbiddenError, ExpressionError, ElementError; with a key
    InvalidRequestError, KeyReusedError.
    """
    for _ in range(_MOST_TRIES):
        try:
            with context.transaction() as session:
                return _once(context, session, ("message", message), _to_one)[0]
        except _AgainError:
            continue
    raise ConflictError(id=message.name)


def correlate_all(context: Context, message: Message) -> tuple[Correlated, ...]:
    """Deliver a message to all that wait for it, each by a job of its own, and start the process that it starts. The
    same message again changes nothing and is answered the same.

    Raises: NoMatchingReceiverError, ForbiddenError; with a key InvalidRequestError, KeyReusedError.
    """
    with context.transaction() as session:
        return _once(context, session, ("message to all", message), _to_all)


def _once(
    context: Context,
    session: Session,
    asked: tuple[str, Message],
    do: Callable[[Context, Session, Message], tuple[Correlated, ...]],
) -> tuple[Correlated, ...]:
    """Do it, or give the answer that it got before. asked: what for, and the message."""
    purpose, message = asked
    if message.key is None:
        return do(context, session, message)
    receipt = receipt_for(context, session, message.key, {"": purpose, **_content(message)})
    if receipt.answer is not None:
        return tuple(Correlated(*each) for each in json.loads(receipt.answer))
    received = do(context, session, message)
    give_receipt(session, receipt, json.dumps([astuple(each) for each in received]))
    return received


def _content(message: Message) -> dict[str, Value]:
    """All of a message but how it is delivered."""
    return {
        "name": message.name,
        "business_key": message.business_key,
        "correlation": dict(message.correlation),
        "local_correlation": dict(message.local_correlation),
        "payload": dict(message.payload),
        "local_payload": dict(message.local_payload),
        "instance": message.instance_id,
        "unique": message.unique,
    }


def _to_one(context: Context, session: Session, message: Message) -> tuple[Correlated, ...]:
    found = _waiting(context, session, message)
    if len(found) > 1:
        raise SeveralReceiversError(name=message.name, count=len(found))
    if found:
        received = _trigger(context, session, found[0], _payload(message))
    elif starts := _starts(session, message):
        received = _start(context, session, message, starts[0])
    elif _may_be_kept(context, message):
        received = _keep(context, session, message)
    else:
        raise NoMatchingReceiverError(name=message.name)
    _log(context, session, message.name, received)
    return (received,)


def _to_all(context: Context, session: Session, message: Message) -> tuple[Correlated, ...]:
    found = _waiting(context, session, message)
    delivery = Delivery("message", message.name, payload=_payload(message))
    jobs = [delivery_job(context, replace(delivery, target=row.id), session.now, **receiver(row)) for row in found]
    enqueue(session, jobs)
    received = [_execution(row) for row in found]
    received += [_start(context, session, message, row) for row in _starts(session, message)]
    if not received:
        raise NoMatchingReceiverError(name=message.name)
    for each in received:
        _log(context, session, message.name, each)
    return tuple(received)


def throw_signal(context: Context, signal: Signal) -> int:
    """Send a signal to all that wait, each by a job of its own; how many. The same signal again changes nothing.

    Raises: NotFoundError (the execution), ForbiddenError; with a key InvalidRequestError, KeyReusedError.
    """
    require(context.actor, "sända en signal", roles=[])
    with context.transaction() as session:
        if signal.key is None:
            return _send(context, session, signal)
        content = {"": "signal", "name": signal.name, "payload": dict(signal.payload), "to": signal.execution_id}
        receipt = receipt_for(context, session, signal.key, content)
        if receipt.answer is not None:
            return int(receipt.answer)
        sent = _send(context, session, signal)
        give_receipt(session, receipt, str(sent))
        return sent


def _send(context: Context, session: Session, signal: Signal) -> int:
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


def _payload(message: Message) -> Variables:
    return {**message.payload, **message.local_payload}


def _trigger(context: Context, session: Session, row: AnyRow, payload: Variables) -> Correlated:
    try:
        trigger(context, session, (row.root_id, row.id), payload)
    except StaleTriggerError:  # it got another message while its case was waited for
        raise _AgainError from None
    return _execution(row)


def _start(context: Context, session: Session, message: Message, row: AnyRow) -> Correlated:
    connection = session.connection
    require_start(context.actor, groups_of(connection, [row.definition_id]))
    beginning = Beginning(row.definition_id, row.element, message.business_key, _payload(message), message.unique)
    id = begin(context, session, beginning)
    begun = instance_row(connection, id)
    told = (begun.definition_key, begun.business_key, begun.ended is not None) if begun is not None else ()
    return Correlated("start", id, id, row.definition_id, row.element, None, *told)


def _may_be_kept(context: Context, message: Message) -> bool:
    """It says itself whom it is for, and its sender may reach whoever that will be."""
    named = message.instance_id is not None or message.local_correlation
    return bool(message.lifetime) and not named and context.actor.sees_all


def _keep(context: Context, session: Session, message: Message) -> Correlated:
    if lock_names_to_keep(session.connection, message.name) and _waiting(context, session, message):
        raise _AgainError
    delivery = Delivery("message", message.name, message.business_key, message.correlation, _payload(message))
    keep(session, delivery, message.lifetime)
    return Correlated("kept")


def _execution(row: AnyRow) -> Correlated:
    return Correlated("execution", row.instance_id, row.root_id, row.definition_id, row.element, row.id)


def _log(context: Context, session: Session, name: str, received: Correlated) -> None:
    if received.kind == "kept":
        context.log(session, Operation("keep", "message", name))
        return
    detail = {"message": name}
    id = received.instance_id
    done = Operation("correlate", "instance", id, received.root_id, id, received.element, detail)
    context.log(session, done)
