"""The contract of service-task handlers: `handlers/` imports this module and nothing else of the app.

A handler is a function of a `Job` that returns variables. It runs outside any transaction, at least once; `job.id`
never changes over retries and is the idempotency key for whatever it calls. Example::

    @handles("bestall-hjalpmedel", title="Beställ hjälpmedel")
    def bestall_hjalpmedel(job: Job) -> Variables:
        order = supplier().place(Order.of(job.variables), key=job.id)
        return {"bestallningsnummer": order.number}
"""

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from app.values import Variables

__all__ = [
    "BpmnError",
    "Field",
    "Handler",
    "Job",
    "JobError",
    "Registration",
    "Registry",
    "Variables",
    "handles",
    "registry",
]


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work for a handler. `variables` are those visible at the element, inputs first.

    `now` is the time of the try, aware. `deadline` is when the try is given up: it counts as failed then, and what the
    handler answers later changes nothing.
    `settings` are the handler settings of the server (environment variables with prefix STEGVIS_HANDLER_, lower case,
    without the prefix).
    """

    id: str
    topic: str
    variables: Variables
    business_key: str | None
    process_instance_id: str
    process_definition_key: str
    element_id: str
    retries: int
    now: datetime
    deadline: datetime
    settings: Mapping[str, str]
    logger: logging.Logger


class BpmnError(Exception):
    """Raised by a handler to take the boundary event with this error code; `variables` go to the catching scope."""

    def __init__(self, code: str, message: str = "", variables: Variables | None = None) -> None:
        super().__init__(message or code)
        self.code = code
        self.message = message
        self.variables: Variables = variables or {}


class JobError(Exception):
    """Raised by a handler when a try failed for a reason that operators may read: no values of variables in the text.

    Of any other exception they see only its type and where it was raised.
    """


Handler = Callable[[Job], Variables | None]
HandlerT = TypeVar("HandlerT", bound=Handler)


@dataclass(frozen=True, slots=True)
class Field:
    """An input or output of a handler, for element templates and documentation. Types are Camunda's names."""

    name: str
    label: str
    type: str = "String"
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Registration:
    """A handler with what it declares of itself."""

    topic: str
    title: str
    handler: Handler
    inputs: tuple[Field, ...] = ()
    outputs: tuple[Field, ...] = ()
    errors: tuple[str, ...] = ()
    timeout: timedelta | None = None
    """How long a try may take; None: as long as the server's setting says."""


@dataclass(slots=True)
class Registry:
    """Handlers by topic. One topic has one handler."""

    by_topic: dict[str, Registration] = field(default_factory=dict)

    def add(self, registration: Registration) -> None:
        """Add a handler; a second one for the same topic is a mistake."""
        known = self.by_topic.get(registration.topic)
        if known is not None and known.handler is not registration.handler:
            raise ValueError(f"two handlers for the topic {registration.topic!r}")
        self.by_topic[registration.topic] = registration


registry = Registry()


def handles(  # noqa: PLR0913  # what a handler declares, all of it by name
    topic: str,
    *,
    title: str = "",
    inputs: Iterable[Field] = (),
    outputs: Iterable[Field] = (),
    errors: Iterable[str] = (),
    timeout: timedelta | str | None = None,
) -> Callable[[HandlerT], HandlerT]:
    """Register a function as the handler of a topic; the function itself stays as it is.

    timeout: how long one try may take, as timedelta or ISO 8601 duration ("PT15M"); a try that takes longer has failed.
    """
    limit = _duration(timeout) if isinstance(timeout, str) else timeout
    if limit is not None and limit <= timedelta():
        raise ValueError(f"the handler of {topic!r} would have no time: {timeout!r}")

    def register(handler: HandlerT) -> HandlerT:
        declared = (tuple(inputs), tuple(outputs), tuple(errors))
        registry.add(Registration(topic, title or topic, handler, *declared, limit))
        return handler

    return register


_DURATION = re.compile(r"P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")


def _duration(text: str) -> timedelta:
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError(f"not a duration of days, hours, minutes and seconds, such as PT15M: {text!r}")
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
