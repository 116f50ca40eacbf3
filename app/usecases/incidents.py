"""Incidents: what has stopped and needs a person; retry it."""

from dataclasses import dataclass, field
from datetime import datetime

from app.usecases.context import Context
from app.usecases.queries import Page


@dataclass(frozen=True, slots=True)
class IncidentView:
    """Something that has stopped. kind: "failedJob", "failedExternalTask" or "bpmnError". message: without personal
    data.
    """

    id: str
    kind: str
    created: datetime
    ended: datetime | None
    message: str
    instance_id: str | None
    root_id: str | None
    definition_id: str | None
    definition_key: str | None
    business_key: str | None
    element: str | None
    job_id: str | None
    annotation: str | None = None


@dataclass(frozen=True, slots=True)
class IncidentQuery:
    """Filters; None does not filter. Sorts: incidentId, incidentTimestamp, incidentType, activityId, instanceId."""

    id: str | None = None
    kind: str | None = None
    instance_id: str | None = None
    root_id: str | None = None
    definition_id: str | None = None
    definition_key: str | None = None
    element: str | None = None
    job_id: str | None = None
    open: bool = True
    ended: bool = False
    page: Page = field(default_factory=Page)


def list_incidents(context: Context, query: IncidentQuery) -> tuple[IncidentView, ...]:
    """Incidents of instances that the actor may see, oldest first unless sorted."""
    raise NotImplementedError


def count_incidents(context: Context, query: IncidentQuery) -> int:
    """How many match."""
    raise NotImplementedError


def get_incident(context: Context, incident_id: str) -> IncidentView:
    """One incident. Raises NotFoundError."""
    raise NotImplementedError


def retry_incident(context: Context, incident_id: str) -> None:
    """Try again what stopped: the job is due now, or the element that threw runs anew.

    Raises: NotFoundError, StaleTriggerError (it is over), ForbiddenError; what the run raises.
    """
    raise NotImplementedError


def annotate_incident(context: Context, incident_id: str, text: str | None) -> None:
    """Write a note on an incident, or take it away. Raises NotFoundError."""
    raise NotImplementedError
