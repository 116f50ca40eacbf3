"""Start a case: which processes one may start and how, the start form, check the answers, start."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.engine import Startable
from app.errors import InvalidFormError, NotFoundError
from app.messages import gettext as _
from app.pages import formats, forms, names
from app.pages.site import context, pages
from app.usecases import instances, messages, process_definitions
from app.usecases.instances import StartInstance
from app.usecases.messages import Message
from app.usecases.process_definitions import DefinitionQuery, DefinitionView

MESSAGE = "message"
PLAIN = "none"


@pages.get("/starta")
def start_list() -> ResponseReturnValue:
    """What one may start, and the ways in."""
    found = process_definitions.list_definitions(context(), DefinitionQuery(startable=True, latest=True))
    return render_template(
        "starts/list.html",
        processes=[_choice(each) for each in sorted(found, key=lambda each: formats.in_order(each.name))],
    )


def _choice(definition: DefinitionView) -> dict[str, object]:
    ways = process_definitions.ways_in(context(), definition.id)
    plain = any(way.kind == PLAIN for way in ways)
    return {
        "key": definition.key,
        "name": definition.name,
        "description": definition.documentation,
        "plain_href": url_for("pages.start", key=definition.key) if plain else "",
        "messages": [
            {
                "name": _way_name(definition, way),
                "href": url_for("pages.start", key=definition.key, meddelande=way.name),
            }
            for way in ways
            if way.kind == MESSAGE
        ],
    }


def _way_name(definition: DefinitionView, way: Startable) -> str:
    process = process_definitions.definition_process(context(), definition.id)
    node = process.nodes.get(way.element)
    return (node.name if node else "") or way.name


@pages.get("/starta/<key>")
def start(key: str) -> ResponseReturnValue:
    """The start form; without one, straight to the check."""
    return _form(_definition(key), None, ())


@pages.post("/starta/<key>")
def start_sent(key: str) -> ResponseReturnValue:
    """Check what was typed, show it once more, or start."""
    definition = _definition(key)
    form = process_definitions.start_form(context(), definition.id)
    typed = forms.typed(form, request.form)
    doing = request.form.get("gor", "granska")
    if doing not in ("granska", "starta"):
        return _form(definition, forms.changed(form, typed, doing), ())
    try:
        values = forms.read(form, typed, {})
    except InvalidFormError as error:
        return _form(definition, typed, error.problems)
    if doing == "granska":
        return _check(definition, typed)
    begun = _begin(definition, values)
    flash(_("Ärendet är startat."), "success")
    return redirect(url_for("pages.instance", instance_id=begun))


def _definition(key: str) -> DefinitionView:
    found = process_definitions.list_definitions(context(), DefinitionQuery(key=key, startable=True, latest=True))
    if not found:
        raise NotFoundError(kind=_("Processen"), id=key)
    return found[0]


def _message() -> str:
    return request.args.get("meddelande", "")


def _begin(definition: DefinitionView, values: names.Values) -> str:
    if _message():
        return messages.correlate(context(), Message(_message(), payload=values)).instance_id
    return instances.start_instance(context(), StartInstance(key=definition.key, variables=values)).id


def _address(definition: DefinitionView) -> str:
    return url_for("pages.start", key=definition.key, meddelande=_message() or None)


def _heading(definition: DefinitionView) -> str:
    for way in process_definitions.ways_in(context(), definition.id):
        if way.kind == MESSAGE and way.name == _message():
            return _way_name(definition, way)
    return _("Starta ärende")


def _form(
    definition: DefinitionView, typed: forms.Typed | None, problems: tuple[tuple[str, str], ...]
) -> ResponseReturnValue:
    form = process_definitions.start_form(context(), definition.id)
    if form is None:
        return _check(definition, {})
    shown = forms.shown(form, typed, {}, problems)
    page = render_template(
        "starts/form.html",
        process=definition,
        heading=_heading(definition),
        intro=_("Det här skickas som meddelandet ”{name}”, som en e-tjänst skulle göra.", name=_message())
        if _message()
        else "",
        action=_address(definition),
        form=shown,
        problems=shown.problems,
    )
    return page, 422 if problems else 200


def _check(definition: DefinitionView, typed: forms.Typed) -> ResponseReturnValue:
    form = process_definitions.start_form(context(), definition.id)
    return render_template(
        "starts/check.html",
        process=definition,
        action=_address(definition),
        rows=forms.summary(form, typed) if form else [],
        typed=forms.flat(typed),
    )
