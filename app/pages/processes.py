"""Processes for their owner: versions, diagram, steps, forms, cases that run in each version."""

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from app.errors import NotFoundError
from app.messages import gettext as _
from app.pages import diagrams, formats, forms, names, steps
from app.pages.site import actor, context, pages
from app.usecases import deployments, process_definitions
from app.usecases.process_definitions import DefinitionQuery, DefinitionStatistics, DefinitionView
from app.usecases.queries import Page, Sort


@pages.get("/processer")
def process_list() -> ResponseReturnValue:
    """The latest version of each process, with all cases that run, whatever their version."""
    running: dict[str, int] = {}
    for each in process_definitions.statistics(context(), DefinitionQuery()):
        running[each.definition.key] = running.get(each.definition.key, 0) + each.instances
    latest = process_definitions.list_definitions(context(), DefinitionQuery(latest=True))
    return render_template(
        "processes/list.html",
        processes=[_row(each, running) for each in sorted(latest, key=lambda each: formats.in_order(each.name))],
        may_deploy=_may_deploy(),
    )


def _row(definition: DefinitionView, running: dict[str, int]) -> dict[str, object]:
    return {
        "key": definition.key,
        "name": definition.name,
        "version": definition.version,
        "running": running.get(definition.key, 0),
        "deployed": _deployed(definition),
        "href": url_for("pages.process", definition_id=definition.id),
    }


def _deployed(definition: DefinitionView) -> str:
    return formats.moment(deployments.get_deployment(context(), definition.deployment_id).deployed)


@pages.get("/processer/<definition_id>")
def process(definition_id: str) -> ResponseReturnValue:
    """One version of a process."""
    definition = process_definitions.get_definition(context(), definition_id)
    model = process_definitions.definition_process(context(), definition_id)
    versions = process_definitions.statistics(
        context(), DefinitionQuery(key=definition.key, page=Page(sorting=(Sort("version", descending=True),)))
    )
    newest = process_definitions.latest_definition(context(), definition.key)
    counts = next((each.elements for each in versions if each.definition.id == definition.id), {})
    order = [node.id for node in steps.ordered(model)]
    view = diagrams.walked(definition.id, definition.name, {"waiting": dict(counts), "order": order})
    return render_template(
        "processes/process.html",
        process={
            "key": definition.key,
            "name": definition.name,
            "version": definition.version,
            "tag": definition.version_tag,
            "description": definition.documentation or model.documentation,
            "newest": newest.id == definition.id,
            "newest_href": url_for("pages.process", definition_id=newest.id),
            "xml_href": url_for("pages.process_xml", definition_id=definition.id),
            "file": definition.resource,
        },
        view=view,
        steps=steps.drawn_steps(model, counts),
        versions=[_version(each, definition) for each in versions],
        forms=_forms(definition),
        may_deploy=_may_deploy(),
    )


def _version(each: DefinitionStatistics, shown: DefinitionView) -> dict[str, object]:
    return {
        "version": each.definition.version,
        "deployed": _deployed(each.definition),
        "running": each.instances,
        "href": url_for("pages.process", definition_id=each.definition.id),
        "current": each.definition.id == shown.id,
    }


def _forms(definition: DefinitionView) -> list[dict[str, str]]:
    """The forms of the process, by the step that uses each."""
    return [
        {
            "step": step,
            "name": key,
            "href": url_for("pages.process_form", definition_id=definition.id, key=key),
        }
        for step, key in names.form_steps(definition.id)
    ]


@pages.get("/processer/<definition_id>/xml")
def process_xml(definition_id: str) -> Response:
    """The diagram as it was deployed, for the viewer and to download."""
    xml = process_definitions.definition_xml(context(), definition_id)
    return Response(xml, mimetype="application/xml")


@pages.get("/processer/<definition_id>/formular/<key>")
def process_form(definition_id: str, key: str) -> ResponseReturnValue:
    """A form as those who do the task see it."""
    form = _form(definition_id, key)
    return render_template(
        "processes/form.html",
        name=key,
        form=forms.shown(form, None, {}, ()),
        source_href=url_for("pages.process_form_source", definition_id=definition_id, key=key),
        back={"href": url_for("pages.process", definition_id=definition_id), "text": _("Tillbaka till processen")},
    )


@pages.get("/processer/<definition_id>/formular/<key>/fil")
def process_form_source(definition_id: str, key: str) -> Response:
    """The form's file."""
    return Response(forms.source(_form(definition_id, key)), mimetype="application/json")


def _form(definition_id: str, key: str) -> process_definitions.FormView:
    found = names.forms_of(definition_id).get(key)
    if found is None:
        raise NotFoundError(kind=_("Formuläret"), id=key)
    return found


def _may_deploy() -> bool:
    who = actor()
    return bool(who and who.deploys)
