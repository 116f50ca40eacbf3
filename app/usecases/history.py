"""What has happened: activities, the timeline of a case, where it has walked, and who did what."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, select

from app.store.activities import ACTIVITIES, walked_elements
from app.store.incidents import open_incidents
from app.store.operations import OPERATIONS
from app.store.tables import activity, instance, operation
from app.store.types import AnyRow
from app.usecases.access import visible_instances
from app.usecases.cases import visible_instance
from app.usecases.context import Context, Session
from app.usecases.queries import Page, Sort, conditions, rows


@dataclass(frozen=True, slots=True)
class ActivityView:
    """An activity instance: one visit to an element. outcome: "completed", "cancelled" or None while it runs.

    performer: who completed a user task. via: the sequence flow that led here. kind: BPMN element name.
    """

    id: str
    parent_id: str
    instance_id: str
    root_id: str
    definition_id: str
    definition_key: str
    element: str
    kind: str
    name: str
    started: datetime
    ended: datetime | None
    outcome: str | None
    via: str | None = None
    called_instance_id: str | None = None
    task_id: str | None = None
    assignee: str | None = None
    performer: str | None = None
    due: datetime | None = None
    follow_up: datetime | None = None
    priority: int | None = None
    business_key: str | None = None

    @property
    def duration_ms(self) -> int | None:
        """Milliseconds from start to end, None while it runs."""
        return None if self.ended is None else round((self.ended - self.started).total_seconds() * 1000)


@dataclass(frozen=True, slots=True)
class ActivityQuery:
    """Filters; None does not filter.

    Sorts: activityInstanceId, instanceId, activityId, activityName, activityType, startTime, endTime, duration,
    definitionId,
    occurrence.
    """

    id: str | None = None
    instance_id: str | None = None
    instance_ids: tuple[str, ...] | None = None
    root_id: str | None = None
    definition_id: str | None = None
    definition_key: str | None = None
    element: str | None = None
    elements: tuple[str, ...] | None = None
    name: str | None = None
    kind: str | None = None
    assignee: str | None = None
    business_key: str | None = None
    finished: bool = False
    unfinished: bool = False
    canceled: bool = False
    started_before: datetime | None = None
    started_after: datetime | None = None
    finished_before: datetime | None = None
    finished_after: datetime | None = None
    page: Page = field(default_factory=Page)


@dataclass(frozen=True, slots=True)
class Walked:
    """Where an instance is and has been, for its diagram: element and flow ids. `counts`: visits of each element."""

    waiting: frozenset[str]
    failed: frozenset[str]
    elements: frozenset[str]
    flows: frozenset[str]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class OperationView:
    """Who did what, when. `detail` holds names, never values of variables."""

    id: str
    time: datetime
    actor_kind: str
    actor_id: str
    action: str
    entity: str
    entity_id: str
    root_id: str | None
    instance_id: str | None
    element: str | None
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class OperationQuery:
    """Filters; None does not filter. Newest first."""

    root_id: str | None = None
    instance_id: str | None = None
    entity: str | None = None
    entity_id: str | None = None
    action: str | None = None
    actor_id: str | None = None
    before: datetime | None = None
    after: datetime | None = None
    page: Page = field(default_factory=Page)


def list_activities(context: Context, query: ActivityQuery) -> tuple[ActivityView, ...]:
    """Activity instances of process instances that the actor may see."""
    with context.reading() as session:
        found = rows(session.connection, ACTIVITIES, _where(context, query), query.page)
        return tuple(_view(row) for row in found)


def count_activities(context: Context, query: ActivityQuery) -> int:
    """How many match."""
    with context.reading() as session:
        return ACTIVITIES.count(session.connection, _where(context, query))


def timeline(context: Context, instance_id: str) -> tuple[ActivityView, ...]:
    """What happened in a case, in order: the root and those called instances that the actor may see.

    Raises NotFoundError.
    """
    with context.reading() as session:
        asked = visible_instance(context, session, instance_id)
        where = [activity.c.root_id == asked.root_id, visible_instances(context.actor)]
        page = Page(sorting=(Sort("occurrence"),))
        return tuple(_view(row) for row in rows(session.connection, ACTIVITIES, where, page))


def walked(context: Context, instance_id: str) -> Walked:
    """Where one instance (root or called) is and has been. Raises NotFoundError."""
    with context.reading() as session:
        connection = session.connection
        asked = visible_instance(context, session, instance_id)
        found = walked_elements(connection, asked.root_id, instance_id)
        stopped = [row for row in open_incidents(connection, asked.root_id) if row.instance_id == instance_id]
        counts: Counter[str] = Counter()
        for row in found:
            counts[row.element] += row.visits
        return Walked(
            waiting=frozenset(row.element for row in found if row.open),
            failed=frozenset(row.element for row in stopped if row.element),
            elements=frozenset(counts),
            flows=frozenset(row.via for row in found if row.via),
            counts=counts,
        )


def list_operations(context: Context, query: OperationQuery) -> tuple[OperationView, ...]:
    """The log of who did what: of a case that the actor may see, or all for systemförvaltare. Raises NotFoundError."""
    with context.reading() as session:
        found = rows(session.connection, OPERATIONS, _operations(context, session, query), query.page)
        return tuple(_operation(row) for row in found)


def count_operations(context: Context, query: OperationQuery) -> int:
    """How many match. Raises as list_operations."""
    with context.reading() as session:
        return OPERATIONS.count(session.connection, _operations(context, session, query))


def _where(context: Context, query: ActivityQuery) -> list[ColumnElement[bool]]:
    return [*conditions(ACTIVITIES, query), visible_instances(context.actor)]


def _operations(context: Context, session: Session, query: OperationQuery) -> list[ColumnElement[bool]]:
    where = conditions(OPERATIONS, query)
    if not context.actor.sees_all:
        visible_instance(context, session, query.instance_id or query.root_id or "")
        seen = select(instance.c.id).where(visible_instances(context.actor))
        where.append(operation.c.instance_id.in_(seen))
    return where


def _view(row: AnyRow) -> ActivityView:
    return ActivityView(
        id=row.id,
        parent_id=row.parent_id,
        instance_id=row.instance_id,
        root_id=row.root_id,
        definition_id=row.definition_id,
        definition_key=row.definition_key,
        element=row.element,
        kind=row.kind,
        name=row.name,
        started=row.started,
        ended=row.ended,
        outcome=row.outcome,
        via=row.via,
        called_instance_id=row.called_id,
        task_id=row.id if row.priority is not None else None,
        assignee=row.assignee,
        performer=row.performer,
        due=row.due,
        follow_up=row.follow_up,
        priority=row.priority,
        business_key=row.business_key,
    )


def _operation(row: AnyRow) -> OperationView:
    return OperationView(
        id=row.id,
        time=row.time,
        actor_kind=row.actor_kind,
        actor_id=row.actor_id,
        action=row.action,
        entity=row.entity,
        entity_id=row.entity_id,
        root_id=row.root_id,
        instance_id=row.instance_id,
        element=row.element,
        detail=json.loads(row.detail) if row.detail else {},
    )
