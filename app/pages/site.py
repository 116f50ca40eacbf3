"""Whose pages these are, and the context that a request's use cases get."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import Blueprint, Flask, current_app, g

from app.usecases.access import Actor
from app.usecases.context import Context
from app.usecases.users import DemoAccount

pages = Blueprint("pages", __name__, template_folder="templates", static_folder="static", static_url_path="/sidfiler")

_EXTENSION = "stegvis-pages"


@dataclass(frozen=True, slots=True)
class Site:
    """What a kommun chooses for its pages. `demo_accounts` are listed where one logs in; none outside demo mode."""

    kommun: str = "Exempelkommunen"
    colour: str = "#12466b"
    demo_accounts: tuple[DemoAccount, ...] = ()


@dataclass(frozen=True, slots=True)
class Wiring:
    """What `register` was given."""

    make_context: Callable[[Actor], Context]
    site: Site


def wire(app: Flask, wiring: Wiring) -> None:
    """Let requests of this app find the wiring."""
    app.extensions[_EXTENSION] = wiring


def wiring() -> Wiring:
    """The wiring of the app that answers."""
    return cast(Wiring, current_app.extensions[_EXTENSION])


def site() -> Site:
    """Whose pages these are."""
    return wiring().site


def actor() -> Actor | None:
    """Who is logged in."""
    return cast("Actor | None", g.get("actor"))


def context() -> Context:
    """The context of the person who is logged in; `session.require_log_in` has seen to it that there is one."""
    return wiring().make_context(cast(Actor, actor()))
