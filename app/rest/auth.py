"""Who calls: HTTP Basic with a person's account. No cookies are read, so no other site can make a browser act here."""

from collections.abc import Callable

from flask import Response, g, request

from app.rest.problems import plain
from app.usecases.access import SYSTEM, Actor
from app.usecases.context import Context
from app.usecases.users import authenticate

MakeContext = Callable[[Actor], Context]


def guard(make_context: MakeContext) -> Callable[[], Response | None]:
    """A before_request function that finds the actor, or answers 401: only that makes Camunda Modeler ask for a
    password.
    """

    def find() -> Response | None:
        sent = request.authorization
        if sent is None or sent.type != "basic" or sent.username is None or sent.password is None:
            return _refused("Ange användarnamn och lösenord (HTTP Basic).")
        actor = authenticate(make_context(SYSTEM), sent.username, sent.password)
        if actor is None:
            return _refused("Fel användarnamn eller lösenord.")
        g.context = make_context(actor)
        return None

    return find


def _refused(message: str) -> Response:
    response = plain(401, "AuthenticationException", message)
    response.headers["WWW-Authenticate"] = 'Basic realm="Stegvis", charset="UTF-8"'
    return response


def context() -> Context:
    """The context of the one who calls."""
    found: Context = g.context
    return found
