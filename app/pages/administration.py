"""Administration: the kommun's choices, with the form that was deployed for them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.errors import InvalidFormError
from app.messages import gettext as _
from app.pages import formats, forms, people
from app.pages.site import actor, context, pages
from app.usecases import configurations
from app.usecases.forms import latest_form
from app.usecases.process_definitions import FormView


@pages.get("/administration")
def administration() -> ResponseReturnValue:
    """The choices in force."""
    return _page(None, ())


@pages.post("/administration")
def administration_sent() -> ResponseReturnValue:
    """Save a new version of the choices."""
    form = _form()
    typed = forms.typed(form, request.form)
    doing = request.form.get("gor", "spara")
    if doing != "spara":
        return _page(forms.changed(form, typed, doing), ())
    try:
        known = configurations.configuration(context()).values
        configurations.save_configuration(context(), forms.read(form, typed, known))
    except InvalidFormError as error:
        return _page(typed, error.problems)
    flash(_("Valen är sparade. De gäller ärenden som startas från och med nu."), "success")
    return redirect(url_for("pages.administration"))


def _form() -> FormView:
    """The form of the choices, as it was last deployed."""
    return latest_form(context(), configurations.KOMMUN)


def _page(typed: forms.Typed | None, problems: tuple[tuple[str, str], ...]) -> ResponseReturnValue:
    now = configurations.configuration(context())
    shown = forms.shown(_form(), typed, now.values, problems)
    who = actor()
    page = render_template(
        "administration.html",
        form=shown,
        problems=shown.problems,
        may_change=bool(who and who.deploys),
        sees_all=bool(who and who.sees_all),
        version_text=_version(now),
    )
    return page, 422 if problems else 200


def _version(now: configurations.ConfigurationView) -> str:
    if not now.saved:
        return _("Ingen har ändrat valen ännu: formulärets förval gäller.")
    return _(
        "Version {version}, sparad {when} av {name}.",
        version=now.version,
        when=formats.moment(now.saved),
        name=people.name(now.saved_by),
    )
