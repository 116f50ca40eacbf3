"""Webhooks: receivers outside that are told what happens (ours; Camunda has none). See docs/webhooks.md."""

import json
from typing import Any

from flask import Blueprint, Response

from app.errors import InvalidRequestError
from app.rest.auth import context
from app.rest.params import Params, body, query
from app.rest.wire import done, json_answer, listed, moment
from app.usecases import webhooks
from app.usecases.webhooks import NewWebhook, NoticeQuery, NoticeView, WebhookChange, WebhookView

blueprint = Blueprint("webhook", __name__, url_prefix="/webhook")


def _view(each: WebhookView) -> dict[str, Any]:
    return {
        "id": each.id,
        "url": each.url,
        "description": each.description,
        "types": list(each.types),
        "enabled": each.enabled,
        "created": moment(each.created),
        "createdBy": each.created_by,
        "failures": each.failures,
        "lastSuccess": moment(each.last_success),
        "lastFailure": moment(each.last_failure),
        "lastError": each.last_error,
        "waiting": each.waiting,
        "dead": each.dead,
    }


def _notice(each: NoticeView) -> dict[str, Any]:
    return {
        "number": each.number,
        "webhookId": each.webhook_id,
        "rootProcessInstanceId": each.root_id,
        "type": each.type,
        "created": moment(each.created),
        "attempts": each.attempts,
        "error": each.error,
        "dead": moment(each.dead),
        "event": json.loads(each.body),
    }


def _types(params: Params) -> tuple[str, ...]:
    return params.names("types") or ()


@blueprint.get("")
def index() -> Response:
    """All."""
    return listed(_view(each) for each in webhooks.list_webhooks(context()))


@blueprint.post("")
def create() -> Response:
    """Create one. Its secret is in this answer and in no other."""
    params = body()
    new = NewWebhook(params.required("url"), params.text("description") or "", _types(params))
    id, secret = webhooks.create_webhook(context(), new)
    return json_answer(_view(webhooks.get_webhook(context(), id)) | {"secret": secret}, 201)


@blueprint.get("/<webhook_id>")
def get(webhook_id: str) -> Response:
    """One."""
    return json_answer(_view(webhooks.get_webhook(context(), webhook_id)))


@blueprint.put("/<webhook_id>")
def change(webhook_id: str) -> tuple[str, int]:
    """Change what is named: url, description, types, enabled."""
    params = body()
    enabled = None if params.raw("enabled") is None else params.flag("enabled")
    types = None if params.raw("types") is None else _types(params)
    changed = WebhookChange(params.text("url"), params.text("description"), types, enabled)
    webhooks.change_webhook(context(), webhook_id, changed)
    return done()


@blueprint.delete("/<webhook_id>")
def delete(webhook_id: str) -> tuple[str, int]:
    """Delete it, with what it has yet to be told."""
    webhooks.remove_webhook(context(), webhook_id)
    return done()


@blueprint.post("/<webhook_id>/rotate")
def rotate(webhook_id: str) -> Response:
    """A new secret, in this answer and in no other."""
    return json_answer({"secret": webhooks.rotate_secret(context(), webhook_id)})


@blueprint.get("/<webhook_id>/notice")
def notices(webhook_id: str) -> Response:
    """What it has yet to be told (waiting), and what it could not be told (dead); without `state`, both."""
    params = query()
    state = params.text("state")
    if state not in (None, "dead", "waiting"):
        raise InvalidRequestError(reason="state ska vara dead eller waiting")
    wanted = NoticeQuery(
        webhook_id,
        root_id=params.text("rootProcessInstanceId"),
        type=params.text("type"),
        dead=state == "dead",
        waiting=state == "waiting",
        page=params.page(),
    )
    return listed(_notice(each) for each in webhooks.list_notices(context(), wanted))


@blueprint.post("/<webhook_id>/replay")
def replay(webhook_id: str) -> Response:
    """Put all that it could not be told in line again, the oldest thousand; how many."""
    return json_answer({"count": webhooks.replay(context(), webhook_id)})


@blueprint.post("/<webhook_id>/notice/<int:number>/replay")
def replay_one(webhook_id: str, number: int) -> tuple[str, int]:
    """Put one in line again."""
    webhooks.replay(context(), webhook_id, number)
    return done()
