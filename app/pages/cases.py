"""The list of cases: find one by its number, see what goes on."""

from dataclasses import replace

from flask import render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.messages import gettext as _
from app.pages import formats, standing
from app.pages.paging import paging, part
from app.pages.rows import number
from app.pages.site import context, pages
from app.pages.tasklists import PLACE
from app.usecases import instances, process_definitions
from app.usecases.instances import InstanceQuery, InstanceView
from app.usecases.process_definitions import DefinitionQuery
from app.usecases.queries import Sort

OPEN, ENDED, ALL = "pagar", "avslutade", "alla"


@pages.get("/arenden")
def instance_list() -> ResponseReturnValue:
    """The list; its filters are its address."""
    asked = request.args
    chosen = {
        "arende": asked.get("arende", "").strip()[:100],
        "process": asked.get("process", ""),
        "lage": asked.get("lage", OPEN),
    }
    query = InstanceQuery(
        text=chosen["arende"] or None,
        definition_key=chosen["process"] or None,
        root=True,
        active=chosen["lage"] == OPEN,
        finished=chosen["lage"] == ENDED,
    )
    total = instances.count_instances(context(), query)
    found = instances.list_instances(context(), replace(query, page=part(Sort("startTime", descending=True))))
    session[PLACE] = request.full_path.rstrip("?")
    return render_template(
        "instances/list.html",
        instances=[_row(each) for each in found],
        chosen=chosen,
        filtered=bool(chosen["arende"] or chosen["process"] or chosen["lage"] != OPEN),
        paging=paging(total),
        count_text=_("1 ärende") if total == 1 else _("{total} ärenden", total=total),
        empty=_empty(chosen),
        **_choices(),
    )


def _row(instance: InstanceView) -> dict[str, str]:
    return {
        "business_key": number(instance.business_key),
        "href": url_for("pages.instance", instance_id=instance.id),
        "process": instance.definition_name,
        "started": formats.day(instance.started),
        "state": standing.state(instance),
    }


def _choices() -> dict[str, list[dict[str, str]]]:
    known = process_definitions.list_definitions(context(), DefinitionQuery(latest=True))
    executable = sorted((each for each in known if each.executable), key=lambda each: formats.in_order(each.name))
    names = [(each.name, each.key) for each in executable]
    return {
        "process_items": [{"value": "", "text": _("Alla")}, *({"value": key, "text": name} for name, key in names)],
        "state_items": [
            {"value": OPEN, "text": _("Pågår")},
            {"value": ENDED, "text": _("Avslutade")},
            {"value": ALL, "text": _("Alla")},
        ],
    }


def _empty(chosen: dict[str, str]) -> dict[str, str]:
    if chosen["arende"] or chosen["process"] or chosen["lage"] != OPEN:
        href = url_for("pages.instance_list", lage=ALL)
        text = _("Pröva en del av numret, eller sök även bland avslutade ärenden.")
        return {"text": text, "href": href, "link": _("Visa alla ärenden")}
    text = _("Ärenden kommer hit när de startas.")
    return {"text": text, "href": url_for("pages.start_list"), "link": _("Starta ett ärende")}
