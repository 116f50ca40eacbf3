"""Errors as answers: the table of codes, in Camunda's dialect and as problem+json (RFC 9457) when the client asks."""

import logging
import traceback
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from werkzeug.exceptions import HTTPException

from app.definitions.findings import Finding, Severity
from app.errors import AppError, ElementError, ExpressionError, InvalidFormError, RejectedDeploymentError
from app.rest.wire import json_answer

PREFIX = "/engine-rest"
PROBLEM = "application/problem+json"
_OPTIMISTIC = 1
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """How an error code is answered: status and exception name in Camunda's dialect, status as a problem."""

    status: int
    name: str
    problem: int
    number: int | None = None


_REQUEST = Kind(400, "InvalidRequestException", 400)
_ENGINE = Kind(500, "ProcessEngineException", 422)
KINDS: dict[str, Kind] = {
    "error": Kind(500, "RestException", 500),
    "not-found": Kind(404, "InvalidRequestException", 404),
    "forbidden": Kind(403, "AuthorizationException", 403),
    "invalid-request": _REQUEST,
    "task-not-active": Kind(404, "InvalidRequestException", 409),
    "task-claimed": Kind(500, "TaskAlreadyClaimedException", 409),
    "instance-ended": Kind(404, "InvalidRequestException", 409),
    "conflict": Kind(500, "OptimisticLockingException", 409, _OPTIMISTIC),
    "stale-trigger": Kind(400, "RestException", 409),
    "invalid-form": Kind(400, "FormFieldValidationException", 422),
    "expression-syntax": Kind(400, "ProcessEngineException", 400),
    "expression-failed": _ENGINE,
    "element-failed": _ENGINE,
    "value-too-large": Kind(400, "InvalidRequestException", 413),
    "deployment-rejected": Kind(400, "ParseException", 422),
    "no-matching-receiver": Kind(400, "MismatchingMessageCorrelationException", 404),
    "several-receivers": Kind(400, "MismatchingMessageCorrelationException", 409),
    "key-reused": Kind(422, "InvalidRequestException", 422),
    "not-startable": Kind(400, "InvalidRequestException", 409),
    "wrong-setting": Kind(500, "RestException", 500),
}


def answer(error: AppError) -> Response:
    """The answer for an expected error."""
    kind = KINDS[error.code]
    if isinstance(error, RejectedDeploymentError):
        return _rejected(error, kind)
    extra: dict[str, Any] = {}
    message = str(error)
    if isinstance(error, InvalidFormError):
        extra["problems"] = [{"field": field, "message": said} for field, said in error.problems]
    if isinstance(error, ExpressionError | ElementError) and error.fields.get("element"):
        extra["elementId"] = error.fields["element"]
        message = message if extra["elementId"] in message else f"{message} ({extra['elementId']})"
    return _sent(kind, error.code, message, extra)


def _sent(kind: Kind, code: str, message: str, extra: dict[str, Any]) -> Response:
    if wants_problem():
        content = {"type": f"urn:stegvis:{code}", "title": message, "status": kind.problem, "detail": message, **extra}
        response = json_answer(content, kind.problem)
        response.headers["Content-Type"] = PROBLEM
        return response
    return json_answer({"type": kind.name, "message": message, "code": kind.number, **extra}, kind.status)


def wants_problem() -> bool:
    """Whether the client asks for problem+json."""
    return PROBLEM in request.headers.get("Accept", "")


def _rejected(error: RejectedDeploymentError, kind: Kind) -> Response:
    """Camunda Modeler knows a parse error by how its message begins, and reads `details`."""
    findings = [finding for finding in _findings(error) if finding.severity is Severity.ERROR]
    said = "; ".join(f"{finding} [{finding.rule}]" for finding in findings)
    details: dict[str, Any] = {}
    for finding in _findings(error):
        report = details.setdefault(finding.file, {"errors": [], "warnings": []})
        report["errors" if finding.severity is Severity.ERROR else "warnings"].append(_problem(finding))
    return _sent(kind, error.code, f"ENGINE-09005 Could not parse BPMN process. {said}", {"details": details})


def _findings(error: RejectedDeploymentError) -> tuple[Finding, ...]:
    found = error.fields.get("findings", ())
    return tuple(each for each in found if isinstance(each, Finding)) if isinstance(found, tuple) else ()


def _problem(finding: Finding) -> dict[str, Any]:
    return {
        "message": finding.swedish,
        "line": finding.line or 0,
        "column": finding.column or 0,
        "mainElementId": finding.element or None,
        "elementIds": [finding.element] if finding.element else [],
        "rule": finding.rule,
        "english": finding.english,
        "hint": finding.hint or None,
    }


def plain(status: int, name: str, message: str) -> Response:
    """An answer for what is no AppError: unknown path, wrong method, no credentials."""
    return _sent(Kind(status, name, status), f"http-{status}", message, {})


def unexpected(error: Exception) -> Response:
    """A bug, or an error of HTTP itself. The log gets where it happened and not what the exception says, for that may
    hold values of variables.
    """
    if isinstance(error, HTTPException):
        return plain(error.code or 500, "RestException", error.description or "")
    frames = "".join(traceback.format_tb(error.__traceback__))
    _logger.error("%s in %s %s\n%s", type(error).__name__, request.method, request.path, frames)
    return plain(500, "RestException", "Något gick fel i Stegvis. Felet är antecknat.")
