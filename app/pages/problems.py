"""Errors as pages: what has happened, in Swedish, and a way on."""

import logging
from uuid import uuid4

from flask import Flask, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from app.errors import (
    AppError,
    ConflictError,
    ForbiddenError,
    InstanceEndedError,
    NotFoundError,
    StaleTriggerError,
    TaskClaimedError,
    TaskNotActiveError,
)
from app.messages import gettext as _
from app.pages.site import actor, pages

_log = logging.getLogger(__name__)

_GONE_BY = (ConflictError, InstanceEndedError, StaleTriggerError, TaskClaimedError, TaskNotActiveError)
_HEADINGS = {
    400: "Det gick inte",
    403: "Du får inte göra det här",
    404: "Sidan finns inte",
    405: "Sidan finns inte",
    409: "Någon var före dig",
    413: "Det du skickade är för stort",
    429: "För många försök",
    500: "Något gick fel hos oss",
}
_ADVICE = {
    403: "Din roll räcker inte till. Prata med din systemförvaltare om du behöver mer behörighet.",
    404: "Adressen kan vara felskriven, eller så är det du söker borttaget eller inget som du får se.",
    405: "Adressen kan vara felskriven, eller så är det du söker borttaget eller inget som du får se.",
    413: "Välj en mindre fil eller korta texten.",
    429: "Vänta en minut och försök igen.",
    500: "Ingenting av det du just gjorde är sparat. Felet är antecknat. Försök igen om en stund.",
}


def status_of(error: AppError) -> int:
    """The HTTP status of an expected error on a page."""
    match error:
        case NotFoundError():
            return 404
        case ForbiddenError():
            return 403
    return 409 if isinstance(error, _GONE_BY) else 400


def page(status: int, *paragraphs: str, reference: str = "") -> ResponseReturnValue:
    """An error page with a way on."""
    heading = _(_HEADINGS.get(status, _HEADINGS[400]))
    texts = [text for text in paragraphs if text] or [_(_ADVICE.get(status, _ADVICE[500]))]
    return render_template("error.html", heading=heading, paragraphs=texts, ways=_ways(), reference=reference), status


def _ways() -> list[dict[str, str]]:
    if actor() is None:
        return [{"text": _("Logga in"), "href": url_for("pages.log_in")}]
    return [
        {"text": _("Till Min dag"), "href": url_for("pages.home")},
        {"text": _("Till Uppgifter"), "href": url_for("pages.task_list")},
        {"text": _("Sök ärende"), "href": url_for("pages.instance_list")},
    ]


@pages.errorhandler(AppError)
def expected(error: AppError) -> ResponseReturnValue:
    """What a person can understand and act on."""
    status = status_of(error)
    return page(status, str(error) if status != 404 else "")


@pages.errorhandler(Exception)
def unexpected(error: Exception) -> ResponseReturnValue:
    """A bug, or an HTTP error of Flask's. The page and the log share a number; neither holds what was typed."""
    if isinstance(error, HTTPException):
        return page(error.code or 500) if error.response is None else error
    reference = uuid4().hex[:8]
    _log.error("page failed", extra={"reference": reference, "endpoint": request.endpoint}, exc_info=error)
    return page(500, reference=reference)


def install(app: Flask, api: str = "/engine-rest") -> None:
    """Answer addresses that nobody knows with a page, outside the API."""
    known = app.error_handler_spec[None].get(404, {})
    before = next(iter(known.values()), None)

    def not_found(error: Exception) -> ResponseReturnValue:
        if request.path.startswith(api) and isinstance(error, HTTPException):
            answer: ResponseReturnValue = app.ensure_sync(before)(error) if before else error
            return answer
        if current_user.is_authenticated:
            g.actor = current_user.actor
        return page(404)

    app.register_error_handler(404, not_found)
