"""Incidents: what has stopped."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from app.store.lists import Listing, equals
from app.store.tables import incident, instance, process_definition
from app.store.types import AnyRow
from app.store.upserts import upsert

_BASE = select(
    incident,
    instance.c.business_key,
    process_definition.c.id.label("of_definition"),
    process_definition.c.key.label("definition_key"),
).select_from(
    incident.outerjoin(instance, instance.c.id == incident.c.instance_id).outerjoin(
        process_definition, process_definition.c.id == func.coalesce(instance.c.definition_id, incident.c.definition_id)
    )
)

INCIDENTS = Listing(
    base=_BASE,
    filters={
        "id": equals(incident.c.id),
        "kind": equals(incident.c.kind),
        "instance_id": equals(incident.c.instance_id),
        "root_id": equals(incident.c.root_id),
        "definition_id": equals(process_definition.c.id),
        "definition_key": equals(process_definition.c.key),
        "element": equals(incident.c.element),
        "job_id": equals(incident.c.job_id),
        "open": lambda _: incident.c.ended.is_(None),
        "ended": lambda _: incident.c.ended.is_not(None),
    },
    sorts={
        "incidentId": incident.c.id,
        "incidentTimestamp": incident.c.created,
        "incidentType": incident.c.kind,
        "activityId": incident.c.element,
        "instanceId": incident.c.instance_id,
    },
    default=(incident.c.created,),
    unique=incident.c.id,
)

# An element may stop at the same token again: then its incident is open again.
_INSERT = upsert(incident, ["id"], {"message": "message", "created": "created", "ended": "ended"})
_END = (
    update(incident)
    .where(incident.c.id == bindparam("incident"), incident.c.ended.is_(None))
    .values(ended=bindparam("at"))
)
_END_OF_JOB = (
    update(incident)
    .where(incident.c.job_id == bindparam("of"), incident.c.ended.is_(None))
    .values(ended=bindparam("at"))
)


def insert_incidents(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Something stopped."""
    _INSERT.many(connection, rows)


def end_incidents(connection: Connection, ids: Iterable[str], at: datetime) -> None:
    """It goes on, or is cancelled."""
    rows = [{"incident": id, "at": at} for id in ids]
    if rows:
        connection.execute(_END, rows)


def end_incidents_of_jobs(connection: Connection, jobs: Iterable[str], at: datetime) -> None:
    """The jobs are gone or have tries again."""
    rows = [{"of": id, "at": at} for id in jobs]
    if rows:
        connection.execute(_END_OF_JOB, rows)


def incident_row(connection: Connection, id: str) -> AnyRow | None:
    """One incident."""
    return connection.execute(_BASE.where(incident.c.id == id)).first()


def annotate(connection: Connection, id: str, text: str | None) -> None:
    """Write a note."""
    connection.execute(update(incident).where(incident.c.id == id).values(annotation=text))


def open_incidents(connection: Connection, root_id: str) -> Sequence[AnyRow]:
    """What stands still in a case."""
    return connection.execute(select(incident).where(incident.c.root_id == root_id, incident.c.ended.is_(None))).all()


def failed_tokens(connection: Connection, root_id: str) -> frozenset[str]:
    """The tokens and jobs that stand still in a case."""
    return frozenset(row.job_id or row.id for row in open_incidents(connection, root_id))
