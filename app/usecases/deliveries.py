"""Deliver one message or signal to one receiver, from a job."""

from app import engine
from app.errors import SeveralReceiversError, StaleTriggerError
from app.store.cases import lock_case
from app.store.inbox import forget_message, kept_message, lock_names_to_keep
from app.store.subscriptions import starts_of_event
from app.store.types import AnyRow
from app.usecases.context import Context, Session
from app.usecases.receivers import matching
from app.usecases.record import record
from app.usecases.starts import Beginning, begin
from app.usecases.throws import Delivery, delivery_job, keep, parsed
from app.usecases.waits import Cause, enqueue
from app.values import Variables


def deliver(context: Context, session: Session, job: AnyRow) -> None:
    """Do what a delivery job says.

    To a token or start that it names; otherwise to the one that waits, else to the process that the message starts,
    else it is kept until somebody waits.
    Raises: StaleTriggerError, SeveralReceiversError, and what the receiving process raises.
    """
    delivery = parsed(job.payload)
    if delivery.kept is not None and not _is_kept(session, delivery.kept):
        raise StaleTriggerError(token=job.id)
    if delivery.target is not None:
        trigger(context, session, (job.root_id, delivery.target), delivery.payload)
    elif delivery.start is not None:
        definition, element = delivery.start
        begin(context, session, Beginning(definition, element, delivery.business_key, delivery.payload))
    else:
        _find_receiver(context, session, delivery)


def trigger(context: Context, session: Session, receiver: tuple[str, str], payload: Variables) -> None:
    """The event that a (root, token) waits for happens. Raises StaleTriggerError, and what the process raises."""
    root_id, token = receiver
    case = lock_case(session.connection, root_id)
    if case is None:
        raise StaleTriggerError(token=token)
    step = engine.trigger(case.state, token, payload, context.world(session))
    record(context, session, case, step, Cause(token))


def _find_receiver(context: Context, session: Session, delivery: Delivery) -> None:
    connection = session.connection
    found = matching(context, session, delivery)
    if len(found) > 1:
        raise SeveralReceiversError(name=delivery.name, count=len(found))
    starts = starts_of_event(connection, "message", delivery.name) if not found else ()
    if found:
        try:
            trigger(context, session, (found[0].root_id, found[0].id), delivery.payload)
        except StaleTriggerError:  # it got another message while its case was waited for
            _look_again(context, session, delivery)
            return
    elif starts:
        row = starts[0]
        begin(context, session, Beginning(row.definition_id, row.element, delivery.business_key, delivery.payload))
    elif delivery.kept is None:
        _keep(context, session, delivery)
    if delivery.kept is not None and (found or starts):
        forget_message(connection, delivery.kept)


def _look_again(context: Context, session: Session, delivery: Delivery) -> None:
    """Leave it to a new job: this transaction may not lock another case."""
    enqueue(session, [delivery_job(context, delivery, session.now)])


def _is_kept(session: Session, id: str) -> bool:
    """Whether the message is there to be delivered; nobody else delivers it meanwhile."""
    row = kept_message(session.connection, id)
    return row is not None and row.expires > session.now


def _keep(context: Context, session: Session, delivery: Delivery) -> None:
    if lock_names_to_keep(session.connection, delivery.name) and matching(context, session, delivery):
        _look_again(context, session, delivery)  # somebody has begun to wait meanwhile
    else:
        keep(session, delivery, context.options.message_lifetime)
