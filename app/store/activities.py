"""Activity instances: what happens in cases. Open user tasks are among them, see `tasks`."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, case, func, select

from app.store.lists import Listing, after, among, before, equals, with_instance
from app.store.tables import activity, audience, instance, process_definition
from app.store.types import AnyRow
from app.store.upserts import upsert

# What began earlier ends: only what its end can change is written.
_WRITE = upsert(activity, ["root_id", "id"], {"ended": "ended", "outcome": "outcome", "performer": "performer"})

_BASE = select(
    activity,
    instance.c.definition_id,
    instance.c.business_key,
    process_definition.c.key.label("definition_key"),
).select_from(
    activity.join(instance, with_instance(activity)).join(
        process_definition, process_definition.c.id == instance.c.definition_id
    )
)

ACTIVITIES = Listing(
    base=_BASE,
    filters={
        "id": equals(activity.c.id),
        "instance_id": equals(activity.c.instance_id),
        "instance_ids": among(activity.c.instance_id),
        "root_id": equals(activity.c.root_id),
        "definition_id": equals(instance.c.definition_id),
        "definition_key": equals(process_definition.c.key),
        "element": equals(activity.c.element),
        "elements": among(activity.c.element),
        "name": equals(activity.c.name),
        "kind": equals(activity.c.kind),
        "assignee": equals(activity.c.assignee),
        "performer": equals(activity.c.performer),
        "business_key": equals(instance.c.business_key),
        "finished": lambda _: activity.c.ended.is_not(None),
        "unfinished": lambda _: activity.c.ended.is_(None),
        "canceled": lambda _: activity.c.outcome == "cancelled",
        "started_before": before(activity.c.started),
        "started_after": after(activity.c.started),
        "finished_before": before(activity.c.ended),
        "finished_after": after(activity.c.ended),
    },
    sorts={
        "activityInstanceId": activity.c.id,
        "instanceId": activity.c.instance_id,
        "activityId": activity.c.element,
        "activityName": activity.c.name,
        "activityType": activity.c.kind,
        "startTime": activity.c.started,
        "endTime": activity.c.ended,
        "definitionId": instance.c.definition_id,
        "occurrence": activity.c.position,
    },
    default=(activity.c.started, activity.c.position),
    unique=activity.c.id,
)


def write_activities(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write what began and what ended, in one statement."""
    _WRITE.many(connection, rows)


def walked_elements(connection: Connection, root_id: str, instance_id: str) -> Sequence[AnyRow]:
    """(element, via, visits, open) of an instance."""
    statement = (
        select(
            activity.c.element,
            activity.c.via,
            func.count().label("visits"),
            func.sum(case((activity.c.ended.is_(None), 1), else_=0)).label("open"),
        )
        .where(activity.c.root_id == root_id, activity.c.instance_id == instance_id)
        .group_by(activity.c.element, activity.c.via)
    )
    return connection.execute(statement).all()


def activity_row(connection: Connection, id: str) -> AnyRow | None:
    """One activity instance with its candidates."""
    joined = activity.outerjoin(audience, audience.c.id == activity.c.audience_id)
    statement = select(activity, audience.c.groups, audience.c.users).select_from(joined)
    return connection.execute(statement.where(activity.c.id == id)).first()
