"""Who calls: HTTP Basic with a person's account. No cookies are read, so no other site can make a browser act here."""

import hmac
import secrets
import time
from collections.abc import Callable
from hashlib import sha256
from threading import Lock

from flask import Response, g, request

from app.rest.problems import plain
from app.usecases.access import SYSTEM, Actor
from app.usecases.context import Context
from app.usecases.users import actor_of, authenticate

MakeContext = Callable[[Actor], Context]
_REMEMBERED_SECONDS = 60.0
_MOST = 1000


class Remembered:
    """Credentials that were right a moment ago, by keyed hash: argon2 takes longer than the request itself."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._known: dict[bytes, tuple[str, float]] = {}
        self._lock = Lock()

    def user(self, credentials: bytes) -> str | None:
        """The user id, if these credentials were checked within the last minute."""
        with self._lock:
            found = self._known.get(self._mark(credentials))
        return found[0] if found is not None and found[1] > time.monotonic() else None

    def remember(self, credentials: bytes, user: str) -> None:
        """Keep for a minute."""
        with self._lock:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[self._mark(credentials)] = (user, time.monotonic() + _REMEMBERED_SECONDS)

    def _mark(self, credentials: bytes) -> bytes:
        return hmac.digest(self._key, credentials, sha256)


def guard(make_context: MakeContext) -> Callable[[], Response | None]:
    """A before_request function that finds the actor, or answers 401: only that makes Camunda Modeler ask for a
    password.
    """
    remembered = Remembered()

    def find() -> Response | None:
        sent = request.authorization
        if sent is None or sent.type != "basic" or sent.username is None or sent.password is None:
            return _refused("Ange användarnamn och lösenord (HTTP Basic).")
        actor = _known(sent.username, sent.password)
        if actor is None:
            return _refused("Fel användarnamn eller lösenord.")
        g.context = make_context(actor)
        return None

    def _known(username: str, password: str) -> Actor | None:
        context = make_context(SYSTEM)
        credentials = f"{username}\0{password}".encode()
        if remembered.user(credentials) is not None:
            return actor_of(context, username)
        actor = authenticate(context, username, password)
        if actor is not None:
            remembered.remember(credentials, username)
        return actor

    return find


def _refused(message: str) -> Response:
    response = plain(401, "AuthenticationException", message)
    response.headers["WWW-Authenticate"] = 'Basic realm="Stegvis", charset="UTF-8"'
    return response


def context() -> Context:
    """The context of the one who calls."""
    found: Context = g.context
    return found
