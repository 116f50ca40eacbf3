"""Webhooks: receivers outside that are told what happens. Managed by systemförvaltare; the secret is shown once."""

import base64
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.errors import InvalidRequestError, NotFoundError
from app.store.ids import new_id
from app.store.operations import Operation
from app.store.types import AnyRow
from app.store.webhooks import (
    delete_webhook,
    forget_subscribers,
    insert_webhook,
    update_webhook,
    waiting_lanes,
    webhook_rows,
)
from app.usecases.access import require
from app.usecases.addresses import checked_url
from app.usecases.context import Context, Session
from app.usecases.notices import EventType as EventType
from app.usecases.outbox import NoticeQuery as NoticeQuery
from app.usecases.outbox import NoticeView as NoticeView
from app.usecases.outbox import known_webhook, reopen
from app.usecases.outbox import list_notices as list_notices
from app.usecases.outbox import replay as replay

_OVERLAP = timedelta(hours=24)
_MOST = 50  # each step writes a notice for each
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class WebhookView:
    """A webhook. types: of events; empty: all. waiting and dead: notices. failures: in a row."""

    id: str
    url: str
    description: str
    types: tuple[str, ...]
    enabled: bool
    created: datetime
    created_by: str
    failures: int
    last_success: datetime | None
    last_failure: datetime | None
    last_error: str | None
    waiting: int
    dead: int


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """What to create. types: of events; empty: all."""

    url: str
    description: str = ""
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WebhookChange:
    """What to change; None leaves it as it is."""

    url: str | None = None
    description: str | None = None
    types: tuple[str, ...] | None = None
    enabled: bool | None = None


def list_webhooks(context: Context) -> tuple[WebhookView, ...]:
    """All, oldest first. Raises ForbiddenError."""
    require(context.actor, "se webhooks", roles=[])
    with context.reading() as session:
        return tuple(_view(row) for row in webhook_rows(session.connection))


def get_webhook(context: Context, id: str) -> WebhookView:
    """One. Raises: NotFoundError, ForbiddenError."""
    found = next((each for each in list_webhooks(context) if each.id == id), None)
    if found is None:
        raise NotFoundError(kind="Webhooken", id=id)
    return found


def create_webhook(context: Context, new: NewWebhook) -> tuple[str, str]:
    """(id, secret). The secret is told here and never again. Raises: InvalidRequestError, ForbiddenError."""
    require(context.actor, "skapa en webhook", roles=[])
    with context.transaction() as session:
        if len(webhook_rows(session.connection)) >= _MOST:
            raise InvalidRequestError(reason=f"det kan finnas högst {_MOST} webhooks")
        id, secret = new_id(), _new_secret()
        row = {
            "id": id,
            "url": checked_url(new.url, context.options.webhook_networks),
            "description": _checked_text(new.description),
            "types": _checked_types(new.types),
            "enabled": True,
            "secret": secret,
            "created": session.now,
            "created_by": context.actor.id,
            "failures": 0,
        }
        insert_webhook(session.connection, row)
        _changed(context, session, "create", id)
        return id, secret


def change_webhook(context: Context, id: str, change: WebhookChange) -> None:
    """Change or enable or disable one. One that is enabled goes on with what has waited, and is tried at once.

    Raises: NotFoundError, InvalidRequestError, ForbiddenError.
    """
    require(context.actor, "ändra en webhook", roles=[])
    with context.transaction() as session:
        known_webhook(session, id)
        values: dict[str, object] = {"failures": 0, "rests_until": None}
        if change.url is not None:
            values["url"] = checked_url(change.url, context.options.webhook_networks)
        if change.description is not None:
            values["description"] = _checked_text(change.description)
        if change.types is not None:
            values["types"] = _checked_types(change.types)
        if change.enabled is not None:
            values["enabled"] = change.enabled
        if change.enabled:
            reopen(session, id, [row.root_id for row in waiting_lanes(session.connection, id)])
        update_webhook(session.connection, id, values)
        _changed(context, session, "change", id)


def rotate_secret(context: Context, id: str) -> str:
    """A new secret, told here and never again. For a day letters are signed with both.

    Raises: NotFoundError, ForbiddenError.
    """
    require(context.actor, "byta en webhooks hemlighet", roles=[])
    with context.transaction() as session:
        row, secret = known_webhook(session, id), _new_secret()
        values = {"secret": secret, "old_secret": row.secret, "old_until": session.now + _OVERLAP}
        update_webhook(session.connection, id, values)
        _changed(context, session, "rotate", id)
        return secret


def remove_webhook(context: Context, id: str) -> None:
    """Delete one, with what it has yet to be told. Raises: NotFoundError, ForbiddenError."""
    require(context.actor, "ta bort en webhook", roles=[])
    with context.transaction() as session:
        known_webhook(session, id)
        delete_webhook(session.connection, id)
        _changed(context, session, "delete", id)


def _changed(context: Context, session: Session, action: str, id: str) -> None:
    context.log(session, Operation(action, "webhook", id))
    session.after_commit.append(lambda: forget_subscribers(context.engine))


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _checked_text(text: str) -> str:
    if len(text) > _LONGEST or not text.isprintable():
        raise InvalidRequestError(reason=f"beskrivningen ska vara högst {_LONGEST} tecken på en rad")
    return text.strip()


def _checked_types(types: tuple[str, ...]) -> str:
    known = {each.value for each in EventType}
    wrong = [each for each in types if each not in known]
    if wrong:
        raise InvalidRequestError(reason=f"”{wrong[0]}” är ingen händelse; det finns {', '.join(sorted(known))}")
    return json.dumps(sorted(set(types)))


def _view(row: AnyRow) -> WebhookView:
    return WebhookView(
        id=row.id,
        url=row.url,
        description=row.description,
        types=tuple(json.loads(row.types)),
        enabled=row.enabled,
        created=row.created,
        created_by=row.created_by,
        failures=row.failures,
        last_success=row.last_success,
        last_failure=row.last_failure,
        last_error=row.last_error,
        waiting=row.waiting,
        dead=row.dead,
    )
