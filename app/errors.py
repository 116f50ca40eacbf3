"""The expected errors: each has a stable code, fields, and a Swedish sentence for people.

Anything that is not an `AppError` is a bug: 500, or a failed job with an incident. HTTP statuses live in
`rest/problems`.
"""

from collections.abc import Mapping
from typing import ClassVar

from app.messages import gettext


class AppError(Exception):
    """An error that a person can understand and act on. `fields` fill the sentence's {placeholders}."""

    code: ClassVar[str] = "error"
    sentence: ClassVar[str] = "Något gick fel."

    def __init__(self, **fields: object) -> None:
        self.fields: Mapping[str, object] = fields
        super().__init__(fields)

    def __str__(self) -> str:
        return gettext(self.sentence, **self.fields)


class NotFoundError(AppError):
    """What was named does not exist, or may not be seen by the one who asks. Fields: kind, id."""

    code = "not-found"
    sentence = "{kind} {id} finns inte."


class ForbiddenError(AppError):
    """The actor may not do this. Fields: action, missing (what role or scope was missing)."""

    code = "forbidden"
    sentence = "Du får inte göra detta ({action}). Det som saknas: {missing}."


class InvalidRequestError(AppError):
    """The request cannot be understood. Fields: reason."""

    code = "invalid-request"
    sentence = "Begäran kan inte tolkas: {reason}"


class TaskNotActiveError(AppError):
    """The task exists, but is completed or cancelled. Fields: id."""

    code = "task-not-active"
    sentence = "Uppgiften är redan klar eller borttagen."


class TaskClaimedError(AppError):
    """Somebody else has taken the task. Fields: id, assignee."""

    code = "task-claimed"
    sentence = "Uppgiften är tagen av {assignee}."


class InstanceEndedError(AppError):
    """The process instance has ended. Fields: id."""

    code = "instance-ended"
    sentence = "Ärendet är avslutat."


class ConflictError(AppError):
    """Somebody else changed the same instance first; nothing was saved. Fields: id."""

    code = "conflict"
    sentence = "Någon annan ändrade ärendet samtidigt. Inget sparades; försök igen."


class StaleTriggerError(AppError):
    """What was to be triggered no longer waits (timer cancelled, job done by another). Fields: token."""

    code = "stale-trigger"
    sentence = "Det som skulle hända väntar inte längre."


class InvalidFormError(AppError):
    """Values break the form. Fields: problems, a tuple of (field key, Swedish sentence)."""

    code = "invalid-form"
    sentence = "Formuläret har fel som behöver rättas: {problems}"

    @property
    def problems(self) -> tuple[tuple[str, str], ...]:
        """(field key, sentence) for each field that is wrong, in the form's order."""
        value = self.fields.get("problems", ())
        return value if isinstance(value, tuple) else ()


class ExpressionSyntaxError(AppError):
    """An expression does not parse. Fields: source, line, column (from 1), index (from 0), reason."""

    code = "expression-syntax"
    sentence = "Uttrycket ”{source}” går inte att tolka vid tecken {column}: {reason}"


class ExpressionError(AppError):
    """An expression failed when evaluated. Fields: source, reason; the engine adds element."""

    code = "expression-failed"
    sentence = "Uttrycket ”{source}” gick inte att beräkna: {reason}"


class ElementError(AppError):
    """The engine could not go on at an element; nothing was saved. Fields: element, reason."""

    code = "element-failed"
    sentence = "Processen kom inte vidare vid ”{element}”: {reason}"


class ValueTooLargeError(AppError):
    """A variable is larger than allowed. Fields: name, size, limit (bytes)."""

    code = "value-too-large"
    sentence = "Värdet för ”{name}” är för stort: {size} byte, högst {limit} är tillåtet."


class RejectedDeploymentError(AppError):
    """Diagrams or forms have errors; nothing was stored. Fields: findings (tuple of definitions.findings.Finding)."""

    code = "deployment-rejected"
    sentence = "Driftsättningen stoppades: {findings}"


class NoMatchingReceiverError(AppError):
    """No instance waits for the message. Fields: name."""

    code = "no-matching-receiver"
    sentence = "Inget ärende väntar på meddelandet ”{name}” med dessa uppgifter."


class SeveralReceiversError(AppError):
    """More than one instance waits for the message. Fields: name, count."""

    code = "several-receivers"
    sentence = "{count} ärenden väntar på meddelandet ”{name}”; ange fler uppgifter så att det bara blir ett."


class NotStartableError(AppError):
    """The process cannot be started so. Fields: key, reason."""

    code = "not-startable"
    sentence = "Processen ”{key}” kan inte startas: {reason}"


class KeyReusedError(AppError):
    """The sender's id for a message came before, with another message. Fields: key."""

    code = "key-reused"
    sentence = "Meddelandets id ”{key}” har redan använts för ett annat meddelande. Ge varje meddelande ett eget id."


class SettingError(AppError):
    """A setting has a wrong value; the start stops. Fields: name, reason."""

    code = "wrong-setting"
    sentence = "Inställningen {name} har fel värde: {reason}"
