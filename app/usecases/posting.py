"""What a webhook's job does: take the next notice of its lane, and settle what came of it. Sending is the worker's."""

import base64
import hashlib
import hmac
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.errors import NotFoundError
from app.store.jobs import finish_job, update_job
from app.store.operations import Operation
from app.store.types import AnyRow
from app.store.webhooks import (
    delete_notice,
    forget_subscribers,
    next_notice,
    notice_row,
    update_notices,
    update_webhook,
    wake_lanes,
    webhook_row,
)
from app.usecases.context import Context, Session
from app.usecases.notices import TRIES, announce_lanes
from app.usecases.runs import Lease, held_job
from app.usecases.schedules import schedule

_logger = logging.getLogger("stegvis.webhooks")

_TRIES = schedule(TRIES, TRIES).tries
_GONE = 410
_LONGEST_REST = timedelta(minutes=10)
_OLDEST = timedelta(days=4)  # since it was put in line: a long lane is not given up one by one, three days each
_LONGEST_PAUSE = timedelta(days=1)  # that a receiver may ask for
_SUCCESS_WORTH_NOTING = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice ready to be sent: its body is what is signed, byte for byte."""

    number: int
    url: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a letter. status: None when no answer came; then `error` says why, without what was sent.

    pause: how long the receiver asks to be left alone.
    """

    status: int | None
    error: str = ""
    pause: timedelta | None = None

    @property
    def taken(self) -> bool:
        """The receiver has it."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def overloaded(self) -> bool:
        """The fault is not the letter's: others would not arrive either."""
        return self.status is None or self.status == 429 or self.status >= 500


def next_letter(context: Context, lease: Lease) -> Letter | None:
    """The letter that a claimed job is to send; None when there is nothing to send now, and the job has been put right.

    Raises: NotFoundError, StaleTriggerError (somebody else's by now).
    """
    with context.transaction() as session:
        job, _ = held_job(session, lease)
        notice = next_notice(session.connection, job.id)
        webhook = webhook_row(session.connection, job.payload)
        if notice is None or webhook is None or not webhook.enabled:
            finish_job(session.connection, job.id, job.fence)
            return None
        if webhook.rests_until is not None and webhook.rests_until > session.now:
            _spare(session, job, notice, webhook)
            return None
        return _letter(webhook, notice, session.now)


def settle(context: Context, lease: Lease, letter: Letter, answer: Answer) -> None:
    """Write what became of a letter; the next of its lane is due when it was taken or is given up.

    Raises: NotFoundError, StaleTriggerError (somebody else's by now: they send it again).
    """
    with context.transaction() as session:
        job, _ = held_job(session, lease)
        webhook = webhook_row(session.connection, job.payload)
        if webhook is None:
            raise NotFoundError(kind="Webhooken", id=job.payload)
        if answer.taken:
            _note_success(session, webhook)
            delete_notice(session.connection, letter.number)
            _go_on(session, job)
            return
        _note_failure(context, session, webhook, answer)
        left = job.retries - 1
        notice = notice_row(session.connection, letter.number)
        if left > 0 and notice is not None and session.now - notice.created < _OLDEST:
            update_notices(session.connection, [letter.number], {"attempts": _TRIES - left, "error": answer.error})
            _wait(session, job, _again(session.now, left, answer), left)
        else:
            _give_up(session, job, letter.number, answer.error)


def _again(now: datetime, left: int, answer: Answer) -> datetime:
    """When to try again: as the schedule says, or later if the receiver asks for it."""
    planned = schedule(TRIES, TRIES).after_failure(left, now)
    return planned if answer.pause is None else max(planned, now + min(answer.pause, _LONGEST_PAUSE))


def _give_up(session: Session, job: AnyRow, number: int, error: str) -> None:
    values = {"attempts": _TRIES - job.retries + 1, "error": error, "dead": session.now}
    update_notices(session.connection, [number], values)
    _logger.warning("webhook %s: notice %s is given up: %s", job.payload, number, error)
    _go_on(session, job)


def _letter(webhook: AnyRow, notice: AnyRow, now: datetime) -> Letter:
    body = notice.body.encode()
    time = str(int(now.timestamp()))
    secrets = [webhook.secret]
    if webhook.old_secret is not None and webhook.old_until > now:
        secrets.append(webhook.old_secret)
    headers = {
        "content-type": "application/cloudevents+json; charset=utf-8",
        "webhook-id": notice.event_id,
        "webhook-timestamp": time,
        "webhook-signature": " ".join(signature(secret, notice.event_id, time, body) for secret in secrets),
    }
    return Letter(notice.number, webhook.url, headers, body)


def signature(secret: str, id: str, time: str, body: bytes) -> str:
    """As Standard Webhooks says: HMAC-SHA256 of `id.time.body` with what stands after whsec_."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.new(key, b".".join((id.encode(), time.encode(), body)), hashlib.sha256)
    return "v1," + base64.b64encode(signed.digest()).decode()


def _spare(session: Session, job: AnyRow, notice: AnyRow, webhook: AnyRow) -> None:
    """Another lane has just found that the receiver cannot be reached: no try is counted, but time goes on."""
    if session.now - notice.created > _OLDEST:
        _give_up(session, job, notice.number, webhook.last_error or "")
    else:
        _wait(session, job, webhook.rests_until, job.retries)


def _wait(session: Session, job: AnyRow, due: datetime, retries: int) -> None:
    update_job(session.connection, job.id, job.fence, {"due": due, "owner": None, "retries": retries})


def _go_on(session: Session, job: AnyRow) -> None:
    """The next notice of the lane, with tries of its own; the job goes when there is none.

    The job is locked, so whoever writes a new notice has either committed, and it is seen, or finds the job gone.
    """
    if next_notice(session.connection, job.id) is None:
        finish_job(session.connection, job.id, job.fence)
        return
    _wait(session, job, session.now, _TRIES)
    announce_lanes(session, [job.id])


def _note_success(session: Session, webhook: AnyRow) -> None:
    """Rarely, when all goes well: lanes would wait for each other at the webhook's row. A receiver that is back gets
    all that waits for it.
    """
    now = session.now
    if webhook.failures or webhook.last_success is None or now - webhook.last_success > _SUCCESS_WORTH_NOTING:
        update_webhook(session.connection, webhook.id, {"failures": 0, "rests_until": None, "last_success": now})
    if webhook.failures:
        announce_lanes(session, wake_lanes(session.connection, webhook.id, now))


def _note_failure(context: Context, session: Session, webhook: AnyRow, answer: Answer) -> None:
    now, failures = session.now, webhook.failures + 1
    values = {"failures": failures, "last_failure": now, "last_error": answer.error}
    if answer.overloaded:
        values["rests_until"] = now + min(timedelta(seconds=2 ** min(failures, 20)), _LONGEST_REST)
    if answer.status == _GONE:
        values["enabled"] = False
        context.log(session, Operation("gone", "webhook", webhook.id))
        session.after_commit.append(lambda: forget_subscribers(context.engine))
    update_webhook(session.connection, webhook.id, values)
