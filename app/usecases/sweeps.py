"""What has had its time goes: receipts, kept messages, notices. An hourly job, as long as there are any."""

from datetime import timedelta

from app.store.operations import Operation
from app.store.sweeps import expired_messages, forget_expired, insert_sweep, something_expires
from app.usecases.context import Context, Enqueued, Session
from app.usecases.waits import job_row

TOPIC = ":sweep"
KIND = "sweep"
_ID = "sweep"
_PAUSE = timedelta(hours=1)


def ensure_sweep(session: Session) -> None:
    """Something has been written that expires: see to it that somebody looks for it. To be called last of all."""
    _enqueue(session, _PAUSE)


def sweep(context: Context, session: Session) -> None:
    """Delete what has expired; look again in an hour, or at once when that was not all."""
    connection, now = session.connection, session.now
    for row in expired_messages(connection, now):
        context.log(session, Operation("expire", "message", row.name))
    more = forget_expired(connection, now)
    if more or something_expires(connection):
        _enqueue(session, timedelta() if more else _PAUSE)


def _enqueue(session: Session, pause: timedelta) -> None:
    due = session.now + pause
    row = job_row(_ID, KIND, TOPIC, due, created=session.now, retries=3)
    if insert_sweep(session.connection, row) and not pause:
        session.enqueued.append(Enqueued(_ID, KIND, TOPIC, due))
