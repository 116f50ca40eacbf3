"""The outbox as people see it: what webhooks have yet to be told, and what they could not be told and may be again."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import ColumnElement

from app.errors import NotFoundError
from app.store.operations import Operation
from app.store.types import AnyRow
from app.store.webhooks import (
    NOTICES,
    dead_notices,
    notice_row,
    open_lanes,
    update_notices,
    update_webhook,
    wake_lanes,
    webhook_row,
)
from app.usecases.access import require
from app.usecases.context import Context, Session
from app.usecases.notices import announce_lanes, lane_row
from app.usecases.queries import Page, conditions, rows
from app.usecases.sweeps import ensure_sweep

_REPLAYED = 1000  # at a time


@dataclass(frozen=True, slots=True)
class NoticeView:
    """What a webhook was or is to be told. dead: when the tries were spent; None: it waits its turn."""

    number: int
    event_id: str
    webhook_id: str
    root_id: str | None
    type: str
    created: datetime
    attempts: int
    error: str | None
    dead: datetime | None
    body: str


@dataclass(frozen=True, slots=True)
class NoticeQuery:
    """Filters; None does not filter. dead and waiting: either, or both. Sorts: number, created."""

    webhook_id: str
    root_id: str | None = None
    type: str | None = None
    dead: bool = False
    waiting: bool = False
    page: Page = field(default_factory=Page)


def list_notices(context: Context, query: NoticeQuery) -> tuple[NoticeView, ...]:
    """What a webhook has yet to be told, and what it could not be told. Raises: NotFoundError, ForbiddenError."""
    require(context.actor, "se vad en webhook ska få veta", roles=[])
    with context.reading() as session:
        known_webhook(session, query.webhook_id)
        found = rows(session.connection, NOTICES, _where(query), query.page)
        return tuple(_notice(row) for row in found)


def replay(context: Context, id: str, number: int | None = None) -> int:
    """Put what could not be told in line again: one notice, or (None) the oldest thousand; how many.

    Raises: NotFoundError (no such webhook or dead notice), ForbiddenError.
    """
    require(context.actor, "skicka igen", roles=[])
    with context.transaction() as session:
        known_webhook(session, id)
        found = list(_dead(session, id, number))
        again = {"dead": None, "attempts": 0, "created": session.now, "expires": session.now + context.options.notices}
        update_notices(session.connection, [row.number for row in found], again)
        reopen(session, id, [row.root_id for row in found])
        update_webhook(session.connection, id, {"rests_until": None})
        context.log(session, Operation("replay", "webhook", id, detail={"notices": len(found)}))
        ensure_sweep(session)
        return len(found)


def _dead(session: Session, id: str, number: int | None) -> list[AnyRow]:
    if number is None:
        return list(dead_notices(session.connection, id, _REPLAYED))
    row = notice_row(session.connection, number)
    if row is None or row.webhook_id != id or row.dead is None:
        raise NotFoundError(kind="Det som ska skickas igen", id=number)
    return [row]


def reopen(session: Session, id: str, roots: list[str | None]) -> None:
    """Jobs for the lanes of these cases, and all that the webhook is to be told is due now. To be called before its row
    is written: whoever settles a letter locks the job first, too.
    """
    lanes = {lane["id"]: lane for lane in (lane_row(session.now, id, root) for root in roots)}
    open_lanes(session.connection, [lanes[lane] for lane in sorted(lanes)])
    announce_lanes(session, lanes)
    announce_lanes(session, wake_lanes(session.connection, id, session.now))


def known_webhook(session: Session, id: str) -> AnyRow:
    """The row of a webhook. Raises NotFoundError."""
    row = webhook_row(session.connection, id)
    if row is None:
        raise NotFoundError(kind="Webhooken", id=id)
    return row


def _where(query: NoticeQuery) -> list[ColumnElement[bool]]:
    wanted = replace(query, dead=False, waiting=False) if query.dead and query.waiting else query
    return conditions(NOTICES, wanted)


def _notice(row: AnyRow) -> NoticeView:
    return NoticeView(
        number=row.number,
        event_id=row.event_id,
        webhook_id=row.webhook_id,
        root_id=row.root_id,
        type=row.type,
        created=row.created,
        attempts=row.attempts,
        error=row.error,
        dead=row.dead,
        body=row.body,
    )
