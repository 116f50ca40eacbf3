"""The supplier as one WSGI program: addresses, errors and security headers."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from handlers.leverantor import granssnitt, sidor
from handlers.leverantor.bestallningar import ORDER, PICKUP
from handlers.leverantor.disk import Counter
from handlers.leverantor.handelser import ACTIONS

_MAX_BODY = 64_000
_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with none, browsers send Origin: null, also from our own buttons
    "Cache-Control": "no-store",
}
_ADDRESSES = Map(
    [
        Rule("/", endpoint="front", methods=["GET"]),
        Rule("/stil.css", endpoint="style", methods=["GET"]),
        Rule("/lage", endpoint="settings", methods=["POST"]),
        Rule("/skicka-igen", endpoint="resend", methods=["POST"]),
        Rule("/bestallningar/<number>", endpoint="order", methods=["GET"]),
        Rule("/bestallningar/<number>", endpoint="act", methods=["POST"]),
        Rule("/api/bestallningar", endpoint="create_order", methods=["POST"]),
        Rule("/api/hamtningar", endpoint="create_pickup", methods=["POST"]),
        Rule("/api/bestallningar/<number>", endpoint="read", methods=["GET"]),
        Rule("/api/bestallningar/<number>/annullering", endpoint="cancel", methods=["POST"]),
    ]
)


class Supplier:
    """What `mount` gives: a WSGI program with a thread behind it."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter
        self.start = counter.start
        self.close = counter.close
        self.act = counter.act
        self.messages = frozenset(action.message for action in ACTIONS.values() if action.message)
        self._endpoints: Mapping[str, Callable[..., Response]] = {
            "front": lambda request: sidor.front(counter, request),
            "style": lambda request: sidor.style(),
            "settings": lambda request: sidor.settings(counter, request),
            "resend": lambda request: sidor.resend(counter, request),
            "order": lambda request, number: sidor.order(counter, request, number),
            "act": lambda request, number: sidor.act(counter, request, number),
            "create_order": lambda request: _json(granssnitt.create(counter, request, ORDER), 201),
            "create_pickup": lambda request: _json(granssnitt.create(counter, request, PICKUP), 201),
            "read": lambda request, number: _json(granssnitt.read(counter, number)),
            "cancel": lambda request, number: _json(granssnitt.cancel(counter, number)),
        }

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        request.max_content_length = _MAX_BODY
        response = self._response(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response(environ, start_response)

    def _response(self, request: Request) -> Response:
        try:
            endpoint, values = _ADDRESSES.bind_to_environ(request.environ).match()
            return self._endpoints[endpoint](request, **values)
        except HTTPException as error:
            if error.response is not None or (error.code or 500) < 400:
                return Response.force_type(error.get_response(request.environ), request.environ)
            return _fault(request, error.code or 500, error.description or error.name)


def _fault(request: Request, status: int, text: str) -> Response:
    if request.path.startswith("/api/"):
        return _json({"status": status, "detail": text}, status, "application/problem+json")
    return sidor.fault(request, status, text)


def _json(content: Mapping[str, object], status: int = 200, mimetype: str = "application/json") -> Response:
    return Response(json.dumps(content, ensure_ascii=False), status, mimetype=mimetype)
