"""What every page has: the templates' globals, the menu, the kommun's colour, and what a form carries."""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, request, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from app.messages import gettext as _
from app.pages.components import Components
from app.pages.site import actor, pages, site

_DIST = Path(__file__).parent / "static" / "dist"


def install(app: Flask) -> None:
    """Give the app our templates and what they use."""
    app.jinja_env.globals.update(_=_, asset=asset, csrf_field=csrf_field, govuk=Components())
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def csrf_field() -> Markup:
    """The hidden field that shows that a form is our own."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def asset(name: str) -> str:
    """The address of a bundle; it changes when the bundle does, so browsers may keep it."""
    return url_for("pages.static", filename=f"dist/{name}", v=_fingerprint(name))


@cache
def _fingerprint(name: str) -> str:
    path = _DIST / name
    return sha256(path.read_bytes()).hexdigest()[:12] if path.exists() else "0"


@pages.app_context_processor
def _frame() -> dict[str, object]:
    """The variables of layout.html."""
    return {"kommun_name": site().kommun, "signed_in": actor(), "navigation": _navigation() if actor() else []}


def _navigation() -> list[dict[str, object]]:
    """The menu of this person. It only leaves out what would be refused anyway."""
    who = actor()
    areas = [
        ("pages.home", _("Min dag"), True),
        ("pages.task_list", _("Uppgifter"), True),
        ("pages.instance_list", _("Ärenden"), True),
        ("pages.start_list", _("Starta ärende"), True),
        ("pages.process_list", _("Processer"), bool(who and who.deploys)),
        ("pages.incident_list", _("Fel och stopp"), bool(who and who.sees_all)),
        ("pages.administration", _("Administration"), bool(who and who.deploys)),
    ]
    return [
        {"text": text, "href": url_for(endpoint), "current": request.endpoint == endpoint, "active": _within(endpoint)}
        for endpoint, text, shown in areas
        if shown
    ]


def _within(endpoint: str) -> bool:
    own = url_for(endpoint)
    return request.path == own or (own != "/" and request.path.startswith(own.rstrip("/") + "/"))


@pages.get("/tema.css")
def theme() -> Response:
    """The kommun's colour, over the theme's own."""
    colour = site().colour if re.fullmatch(r"#[0-9a-fA-F]{6}", site().colour) else "#12466b"
    css = (
        f":root {{ --stegvis-header-background: {colour}; }}\n"
        f"@media (prefers-color-scheme: light) {{ :root {{ --govuk-brand-colour: {colour}; }} }}\n"
    )
    return Response(css, mimetype="text/css", headers={"Cache-Control": "max-age=300"})
