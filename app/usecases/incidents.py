"""Incidents: what has stopped and needs a person; retry it."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import ColumnElement, true

from app.errors import NotFoundError, StaleTriggerError
from app.store.incidents import INCIDENTS, annotate
from app.store.jobs import job_with_case
from app.store.operations import Operation
from app.store.tables import incident, instance
from app.store.types import AnyRow
from app.usecases.access import require, visible_instances
from app.usecases.context import Context, Session
from app.usecases.deliveries import trigger
from app.usecases.queries import Page, conditions, rows
from app.usecases.runs import try_again
from app.usecases.schedules import schedule


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
    """Filters; None does not filter.

    open and ended: either, or both. Sorts: incidentId, incidentTimestamp, incidentType, activityId, instanceId.
    """

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
    with context.reading() as session:
        found = rows(session.connection, INCIDENTS, _where(context, query), query.page)
        return tuple(_view(row) for row in found)


def count_incidents(context: Context, query: IncidentQuery) -> int:
    """How many match."""
    with context.reading() as session:
        return INCIDENTS.count(session.connection, _where(context, query))


def get_incident(context: Context, incident_id: str) -> IncidentView:
    """One incident. Raises NotFoundError."""
    with context.reading() as session:
        return _view(_existing(context, session, incident_id))


def retry_incident(context: Context, incident_id: str) -> None:
    """Try again what stopped: the job is due now, or the element that threw runs anew.

    Raises: NotFoundError, StaleTriggerError (it is over), ForbiddenError; what the run raises.
    """
    require(context.actor, "försöka igen", roles=[])
    with context.transaction() as session:
        row = _existing(context, session, incident_id)
        if row.ended is not None:
            raise StaleTriggerError(token=incident_id)
        if row.job_id is None:
            trigger(context, session, (row.root_id, incident_id), {})
        else:
            job = job_with_case(session.connection, row.job_id)
            if job is None:
                raise StaleTriggerError(token=incident_id)
            try_again(context, session, job, schedule(job.schedule, context.options.retries).tries)
        done = Operation("retry", "incident", incident_id, row.root_id, row.instance_id, row.element)
        context.log(session, done)


def annotate_incident(context: Context, incident_id: str, text: str | None) -> None:
    """Write a note on an incident, or take it away. Raises NotFoundError."""
    require(context.actor, "anteckna", roles=[])
    with context.transaction() as session:
        row = _existing(context, session, incident_id)
        annotate(session.connection, incident_id, text)
        done = Operation("annotate", "incident", incident_id, row.root_id, row.instance_id, row.element)
        context.log(session, done)


def _visible(context: Context) -> ColumnElement[bool]:
    if context.actor.sees_all:
        return true()
    return instance.c.id.is_not(None) & visible_instances(context.actor)


def _where(context: Context, query: IncidentQuery) -> list[ColumnElement[bool]]:
    wanted = replace(query, open=False, ended=False) if query.open and query.ended else query
    return [*conditions(INCIDENTS, wanted), _visible(context)]


def _existing(context: Context, session: Session, id: str) -> AnyRow:
    found = rows(session.connection, INCIDENTS, [incident.c.id == id, _visible(context)], Page(size=1))
    if not found:
        raise NotFoundError(kind="Felet", id=id)
    return found[0]


def _view(row: AnyRow) -> IncidentView:
    return IncidentView(
        id=row.id,
        kind=row.kind,
        created=row.created,
        ended=row.ended,
        message=row.message,
        instance_id=row.instance_id,
        root_id=row.root_id,
        definition_id=row.of_definition,
        definition_key=row.definition_key,
        business_key=row.business_key,
        element=row.element,
        job_id=row.job_id,
        annotation=row.annotation,
    )
