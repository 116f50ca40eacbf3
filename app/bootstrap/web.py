"""The WSGI program: REST and pages on one Flask app, health, security headers, and programs mounted beside it."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.middleware.dispatcher import DispatcherMiddleware

import app.pages
import app.rest
from app.bootstrap.demo import DemoProgram
from app.bootstrap.house import House
from app.pages import Site
from app.settings import secret_key
from app.usecases.access import SYSTEM
from app.usecases.users import DemoAccount

_MAX_BODY = 20_000_000
_CONTENT = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",  # bpmn-js places shapes and its logo by style attributes
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": _CONTENT,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def web_program(
    house: House, demo_accounts: tuple[DemoAccount, ...] = (), mounted: Mapping[str, DemoProgram] | None = None
) -> Any:
    """The program that a WSGI server runs; `mounted` answers below /<name>/."""
    flask = flask_app(house, demo_accounts)
    if not mounted:
        return flask
    return DispatcherMiddleware(flask, {f"/{name}": program for name, program in mounted.items()})


def flask_app(house: House, demo_accounts: Iterable[DemoAccount] = ()) -> Flask:
    """REST, pages and health."""
    flask = Flask("stegvis", static_folder=None)
    flask.config.update(_config(house))
    site = Site(house.settings.kommun, house.settings.colour, tuple(demo_accounts))
    app.rest.register(flask, house.context)
    app.pages.register(flask, house.context, site)
    _add_health(flask, house)
    flask.after_request(_secure)
    return flask


def _config(house: House) -> dict[str, object]:
    return {
        "SECRET_KEY": secret_key(house.settings),
        "SESSION_COOKIE_NAME": "stegvis",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": house.settings.https,
        "PERMANENT_SESSION_LIFETIME": timedelta(minutes=house.settings.session_minutes),
        "MAX_CONTENT_LENGTH": _MAX_BODY,
        "THREADS": house.settings.threads,
    }


def _add_health(flask: Flask, house: House) -> None:
    @flask.get("/healthz")
    def alive() -> ResponseReturnValue:
        """200 as long as the process answers."""
        return jsonify(status="ok")

    @flask.get("/readyz")
    def ready() -> ResponseReturnValue:
        """200 when the database answers, so that cases can be worked on."""
        with house.context(SYSTEM).reading() as session:
            session.connection.exec_driver_sql("select 1")
        return jsonify(status="ok")


def _secure(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"  # pages and answers hold personal data
    return response
