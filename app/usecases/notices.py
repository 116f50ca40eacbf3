"""What happens, told to webhooks: notices written in the transaction that changes the case (an outbox).

An event is a CloudEvent 1.0 that holds ids and names of elements, never values of variables. Notices of a webhook about
one case are one lane: a single job, so that they arrive in order. See docs/webhooks.md.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from app.definitions.model import Kind
from app.engine import Phase, Step, Wait
from app.store.ids import new_id
from app.store.types import AnyRow
from app.store.webhooks import Subscriber, insert_notices, places_of, subscribers
from app.usecases.context import Enqueued, Options, Session
from app.usecases.models import process_of
from app.usecases.schedules import schedule
from app.usecases.sweeps import ensure_sweep
from app.usecases.waits import Difference, job_row

_TASKS = (Kind.USER_TASK.value, Kind.MANUAL_TASK.value)
TOPIC = ":webhook"
KIND = "webhook"
TRIES = "PT5S,PT5M,PT30M,PT2H,PT5H,PT10H,PT14H,PT20H,PT24H"
"""When a notice is tried again: ten times in a little more than three days, as Standard Webhooks advises."""


class EventType(StrEnum):
    """What webhooks are told of."""

    TASK_CREATED = "se.stegvis.task.created"
    TASK_COMPLETED = "se.stegvis.task.completed"
    TASK_CANCELLED = "se.stegvis.task.cancelled"
    INSTANCE_STARTED = "se.stegvis.instance.started"
    INSTANCE_ENDED = "se.stegvis.instance.ended"
    INCIDENT_CREATED = "se.stegvis.incident.created"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. subject: the id of what it happened to; role: that id's name in the data.

    instance: None where a process could not even start; then `definition` says which.
    """

    type: EventType
    role: str
    subject: str
    instance: str | None
    element: str | None = None
    more: Mapping[str, str | None] = field(default_factory=dict)
    definition: str | None = None


def notify_step(session: Session, options: Options, root_id: str, step: Step, change: Difference) -> None:
    """Tell of a step that has been written. Without webhooks this costs nothing."""
    told = subscribers(session.connection, session.now)
    if told:
        _write(session, options, told, root_id, list(_events(step, change)))


def notify_incident(session: Session, options: Options, row: AnyRow, incident: str) -> None:
    """Tell of a job whose tries are spent."""
    told = subscribers(session.connection, session.now)
    if told:
        more = {"jobId": row.id}
        place = row.instance_id, row.element, more, row.definition_id
        _write(session, options, told, row.root_id, [Event(EventType.INCIDENT_CREATED, "incidentId", incident, *place)])


def _events(step: Step, change: Difference) -> Iterator[Event]:
    """What happened in a step, in its order."""
    yield from _of_instances(step, EventType.INSTANCE_STARTED)
    yield from _of_tasks(step)
    for wait in change.fresh:
        if wait.kind is Wait.INCIDENT:
            yield Event(EventType.INCIDENT_CREATED, "incidentId", wait.token, wait.instance, wait.element)
    yield from _of_instances(step, EventType.INSTANCE_ENDED)


def _of_instances(step: Step, type: EventType) -> Iterator[Event]:
    for each in step.instances:
        if (each.phase is Phase.STARTED) == (type is EventType.INSTANCE_STARTED):
            more = {"superProcessInstanceId": each.parent}
            if type is EventType.INSTANCE_ENDED:
                more["outcome"] = each.phase.value
            yield Event(type, "processInstanceId", each.id, each.id, more=more)


def _of_tasks(step: Step) -> Iterator[Event]:
    open_now = {wait.token for wait in step.waiting if wait.kind is Wait.USER_TASK}
    begun = {each.id for each in step.activities if each.phase is Phase.STARTED}
    for each in step.activities:
        if each.kind not in _TASKS:
            continue
        if each.phase is not Phase.STARTED and each.id not in begun:
            type = EventType.TASK_COMPLETED if each.phase is Phase.COMPLETED else EventType.TASK_CANCELLED
            yield Event(type, "taskId", each.id, each.instance, each.element)
        elif each.phase is Phase.STARTED and each.id in open_now:
            yield Event(EventType.TASK_CREATED, "taskId", each.id, each.instance, each.element)


def _write(
    session: Session, options: Options, told: Sequence[Subscriber], root_id: str | None, events: Sequence[Event]
) -> None:
    rows, lanes = [], {}
    wanted = [event for event in events if any(each.wants(event.type) for each in told)]
    if not wanted:
        return
    for event, (id, body) in zip(wanted, _bodies(session, root_id, wanted), strict=True):
        for each in told:
            if each.wants(event.type):
                lane = lane_row(session.now, each.id, root_id)
                lanes[lane["id"]] = lane
                rows.append(_row(session, options, lane, event.type, (id, body)))
    insert_notices(session.connection, [lanes[id] for id in sorted(lanes)], rows)
    announce_lanes(session, lanes)
    ensure_sweep(session)


def announce_lanes(session: Session, lanes: Iterable[str]) -> None:
    """Tell whoever runs jobs that these are due now."""
    session.enqueued.extend(Enqueued(id, KIND, TOPIC, session.now) for id in lanes)


def lane_row(now: datetime, webhook_id: str, root_id: str | None) -> dict[str, Any]:
    """The job that tells a webhook of a case."""
    id = str(uuid5(NAMESPACE_URL, f"urn:stegvis:{webhook_id}:{root_id or ''}"))
    tries = schedule(TRIES, TRIES).tries
    return job_row(id, KIND, TOPIC, now, root_id=root_id, retries=tries, schedule=TRIES, payload=webhook_id)


def _row(
    session: Session, options: Options, lane: Mapping[str, Any], type: EventType, event: tuple[str, str]
) -> dict[str, Any]:
    id, body = event
    return {
        "event_id": id,
        "webhook_id": lane["payload"],
        "lane": lane["id"],
        "root_id": lane["root_id"],
        "type": type.value,
        "body": body,
        "created": session.now,
        "expires": session.now + options.notices,
        "attempts": 0,
        "error": None,
        "dead": None,
    }


def _bodies(session: Session, root_id: str | None, events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    """Id and text of each event."""
    places = places_of(session.connection, {each.instance for each in events if each.instance is not None})
    for event in events:
        place = places.get(event.instance or "")
        data = _data(session, event, place) | {"rootProcessInstanceId": root_id}
        id = new_id()
        content = {
            "specversion": "1.0",
            "id": id,
            "source": f"/engine-rest/process-definition/key/{quote(data['processDefinitionKey'] or '')}",
            "type": event.type.value,
            "subject": event.subject,
            "time": session.now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "data": {name: value for name, value in data.items() if value is not None},
        }
        yield id, json.dumps(content, separators=(",", ":"))


def _data(session: Session, event: Event, place: AnyRow | None) -> dict[str, str | None]:
    """Ids, and names that diagrams give."""
    definition_id = event.definition if place is None else place.definition_id
    process = process_of(session.connection, definition_id) if definition_id is not None else None
    node = process.nodes.get(event.element) if process is not None and event.element is not None else None
    return {
        event.role: event.subject,
        "elementId": event.element,
        "elementName": node.name if node is not None else None,
        "processInstanceId": event.instance,
        "processDefinitionId": definition_id,
        "processDefinitionKey": process.key if process is not None else None,
        "businessKey": place.business_key if place is not None else None,
        **event.more,
    }
