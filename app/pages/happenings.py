"""Register that something has happened: send a case the message that it can take, as an e-service would.

People may register what there is a form for: the one deployed with the key `handelse_<message>`. Messages without
such a form are for systems, and for processes among themselves.
"""

from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.engine import Wait
from app.errors import InvalidFormError, NotFoundError
from app.messages import gettext as _
from app.pages import formats, forms
from app.pages.rows import number
from app.pages.site import context, pages
from app.usecases import instances
from app.usecases.forms import latest_form
from app.usecases.instances import InstanceView, WaitingView
from app.usecases.messages import Message, correlate
from app.usecases.process_definitions import FormView

PREFIX = "handelse_"


def possible(instances_of_case: Iterable[InstanceView]) -> list[dict[str, str]]:
    """What may be registered in a case now, by name; each message once for each instance that can take it."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for root in instances_of_case:
        for wait in instances.waiting(context(), root.id):
            if wait.kind == Wait.MESSAGE and (root.id, wait.event) not in found and _form(wait.event):
                href = url_for("pages.happening", instance_id=root.id, token=wait.token)
                found[root.id, wait.event] = {"name": _name(wait), "href": href, "process": root.definition_name}
    return sorted(found.values(), key=lambda each: each["name"])


@pages.get("/arende/<instance_id>/handelse/<token>")
def happening(instance_id: str, token: str) -> ResponseReturnValue:
    """The form of the message."""
    return _page(*_found(instance_id, token), None, ())


@pages.post("/arende/<instance_id>/handelse/<token>")
def happening_sent(instance_id: str, token: str) -> ResponseReturnValue:
    """Send it to what waits."""
    instance, wait = _found(instance_id, token)
    form = _form(wait.event)
    typed = forms.typed(form, request.form)
    doing = request.form.get("gor", "registrera")
    if doing != "registrera":
        return _page(instance, wait, forms.changed(form, typed, doing), ())
    try:
        values = forms.read(form, typed, {})
        message = Message(wait.event, business_key=instance.business_key, payload=values, instance_id=wait.instance_id)
        correlate(context(), message)
    except InvalidFormError as error:
        return _page(instance, wait, typed, error.problems)
    flash(_("Det är registrerat: {name}.", name=_name(wait)), "success")
    return redirect(url_for("pages.instance", instance_id=instance.id))


def _found(instance_id: str, token: str) -> tuple[InstanceView, WaitingView]:
    instance = instances.get_instance(context(), instance_id)
    for wait in instances.waiting(context(), instance_id):
        if wait.token == token and wait.event:
            return instance, wait
    raise NotFoundError(kind=_("Händelsen"), id=token)


def _name(wait: WaitingView) -> str:
    return wait.name or formats.label(wait.event)


def _form(message: str) -> FormView | None:
    try:
        return latest_form(context(), PREFIX + message)
    except NotFoundError:
        return None


def _page(
    instance: InstanceView, wait: WaitingView, typed: forms.Typed | None, problems: forms.Problems
) -> ResponseReturnValue:
    shown = forms.shown(_form(wait.event), typed, {}, problems)
    page = render_template(
        "instances/happening.html",
        business_key=number(instance.business_key),
        name=_name(wait),
        form=shown,
        problems=shown.problems,
        action=url_for("pages.happening", instance_id=instance.id, token=wait.token),
        back={"href": url_for("pages.instance", instance_id=instance.id), "text": _("Tillbaka till ärendet")},
    )
    return page, 422 if problems else 200
