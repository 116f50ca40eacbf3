"""What people see: server-rendered pages over the use cases; `register` puts them on a Flask app.

One module an area; templates/ beside them. A page does everything through use cases, and decides neither who may do
what nor which step comes next. The bundles of app/frontend are served from static/dist.
"""

from collections.abc import Callable

from flask import Flask

from app.pages import (  # noqa: F401  # importing an area hangs its addresses on the blueprint
    administration,
    cases,
    happenings,
    incidents,
    instances,
    layout,
    problems,
    processes,
    session,
    starts,
    tasklists,
    tasks,
    uploads,
    webhooks,
)
from app.pages.site import Site, Wiring, pages, wire
from app.usecases.access import Actor
from app.usecases.context import Context

__all__ = ["Site", "register"]


def register(app: Flask, make_context: Callable[[Actor], Context], site: Site | None = None) -> None:
    """Put the pages on an app that has a secret key. `make_context` gives the context in which an actor works."""
    wire(app, Wiring(make_context, site or Site()))
    session.install(app)
    layout.install(app)
    app.register_blueprint(pages)
    problems.install(app)
