"""What has stopped, in plain words, with a button that tries again."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.errors import AppError, NotFoundError
from app.messages import gettext as _
from app.pages import formats
from app.pages.rows import number
from app.pages.site import context, pages
from app.usecases import incidents, process_definitions
from app.usecases.incidents import IncidentQuery, IncidentView

_WHY = {
    "failedJob": "Systemet försökte flera gånger utan att lyckas.",
    "failedExternalTask": "Ett annat system skulle göra det här, men har meddelat att det inte lyckades.",
    "bpmnError": "Ett fel uppstod som diagrammet inte säger hur det ska tas om hand.",
}


@pages.get("/fel")
def incident_list() -> ResponseReturnValue:
    """All that stands still."""
    found = incidents.list_incidents(context(), IncidentQuery())
    return render_template(
        "incidents/list.html",
        incidents=[_shown(each) for each in found],
        count_text=_("Ett ärende har stannat.") if len(found) == 1 else _("{n} ställen har stannat.", n=len(found)),
    )


@pages.post("/fel/<incident_id>/igen")
def retry_incident(incident_id: str) -> ResponseReturnValue:
    """Try again."""
    try:
        incidents.retry_incident(context(), incident_id)
        flash(_("Systemet försöker igen. Stannar det på nytt kommer det tillbaka hit."), "success")
    except AppError as error:
        flash(str(error), "info")
    return redirect(url_for("pages.incident_list"))


def _shown(incident: IncidentView) -> dict[str, object]:
    step = _step(incident)
    case = url_for("pages.instance", instance_id=incident.root_id) if incident.root_id else ""
    rows: list[dict[str, object]] = [
        {"key": {"text": _("Ärende")}, "value": _link(number(incident.business_key), case)},
        {"key": {"text": _("Sedan")}, "value": {"text": formats.moment(incident.created)}},
        {"key": {"text": _("Systemets meddelande")}, "value": {"text": incident.message or "–"}},
    ]
    return {
        "heading": _("{step} i ärende {key}", step=step, key=number(incident.business_key)),
        "text": _(_WHY.get(incident.kind, _WHY["failedJob"])),
        "rows": rows,
        "retry_href": url_for("pages.retry_incident", incident_id=incident.id),
    }


def _link(text: str, href: str) -> dict[str, object]:
    return {"html": Markup('<a class="govuk-link" href="{}">{}</a>').format(href, text)} if href else {"text": text}


def _step(incident: IncidentView) -> str:
    """The name of the step that stopped."""
    if not incident.definition_id or not incident.element:
        return _("Okänt steg")
    try:
        process = process_definitions.definition_process(context(), incident.definition_id)
    except NotFoundError:
        return incident.element
    node = process.nodes.get(incident.element)
    return (node.name if node else "") or incident.element
