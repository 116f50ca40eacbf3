"""Webhooks: receivers outside that are told what happens, how it goes with each, and what did not arrive."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.errors import AppError, InvalidRequestError
from app.messages import gettext as _
from app.pages import formats
from app.pages.site import context, pages
from app.usecases import webhooks
from app.usecases.queries import Page
from app.usecases.webhooks import EventType, NewWebhook, NoticeQuery, NoticeView, WebhookChange, WebhookView

_TYPES = {
    EventType.TASK_CREATED: "En uppgift har kommit",
    EventType.TASK_COMPLETED: "En uppgift är klar",
    EventType.TASK_CANCELLED: "En uppgift är borttagen",
    EventType.INSTANCE_STARTED: "Ett ärende har startat",
    EventType.INSTANCE_ENDED: "Ett ärende är avslutat",
    EventType.INCIDENT_CREATED: "Något har stannat",
}
_SHOWN = 20


@pages.get("/administration/webhooks")
def webhook_list() -> ResponseReturnValue:
    """All, and the form for a new one."""
    return _page()


@pages.post("/administration/webhooks")
def webhook_sent() -> ResponseReturnValue:
    """Create one, and show its secret this once."""
    types = tuple(request.form.getlist("types"))
    try:
        new = NewWebhook(request.form.get("url", ""), request.form.get("beskrivning", ""), types)
        _id, secret = webhooks.create_webhook(context(), new)
    except InvalidRequestError as error:
        return _page(typed=request.form, problems=(("url", str(error.fields["reason"])),))
    return _page(secret=secret)


@pages.post("/administration/webhooks/<webhook_id>")
def webhook_changed(webhook_id: str) -> ResponseReturnValue:
    """Do what the pressed button says."""
    try:
        match request.form.get("gor", ""):
            case "pa" | "av" as wanted:
                webhooks.change_webhook(context(), webhook_id, WebhookChange(enabled=wanted == "pa"))
            case "igen":
                webhooks.replay(context(), webhook_id)
                flash(_("Det som inte gick fram skickas igen."), "success")
            case "byt":
                return _page(secret=webhooks.rotate_secret(context(), webhook_id))
            case "ta-bort":
                webhooks.remove_webhook(context(), webhook_id)
                flash(_("Webhooken är borttagen."), "success")
    except AppError as error:
        flash(str(error), "info")
    return redirect(url_for("pages.webhook_list"))


def _page(secret: str = "", typed: object = None, problems: tuple[tuple[str, str], ...] = ()) -> ResponseReturnValue:
    found = webhooks.list_webhooks(context())
    page = render_template(
        "webhooks.html",
        webhooks=[_shown(each) for each in found],
        types=[{"value": each.value, "text": _(text)} for each, text in _TYPES.items()],
        secret=secret,
        typed=typed or {},
        problems=problems,
    )
    return page, 422 if problems else 200


def _shown(webhook: WebhookView) -> dict[str, object]:
    types = [_(_TYPES[EventType(each)]) for each in webhook.types] or [_("Allt")]
    rows = [
        (_("Får veta"), ", ".join(types)),
        (_("Senast mottaget"), formats.moment(webhook.last_success) or _("Inget ännu")),
        (_("Väntar"), str(webhook.waiting)),
        (_("Gick inte fram"), str(webhook.dead)),
    ]
    if webhook.failures and webhook.last_error:
        rows.append((_("Senaste felet"), f"{webhook.last_error} {formats.moment(webhook.last_failure)}"))
    return {
        "id": webhook.id,
        "heading": webhook.description or webhook.url,
        "url": webhook.url,
        "enabled": webhook.enabled,
        "dead": webhook.dead,
        "rows": [{"key": {"text": key}, "value": {"text": text}} for key, text in rows],
        "lost": [_lost(each) for each in _dead(webhook)],
    }


def _dead(webhook: WebhookView) -> tuple[NoticeView, ...]:
    query = NoticeQuery(webhook.id, dead=True, page=Page(size=_SHOWN))
    return webhooks.list_notices(context(), query) if webhook.dead else ()


def _lost(notice: NoticeView) -> dict[str, str]:
    what = _(_TYPES[EventType(notice.type)])
    case = url_for("pages.instance", instance_id=notice.root_id) if notice.root_id else ""
    return {"what": what, "when": formats.moment(notice.created), "error": notice.error or "", "case": case}
