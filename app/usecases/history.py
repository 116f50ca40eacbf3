"""What has happened: activities, the timeline of a case, where it has walked, and who did what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.usecases.context import Context
from app.usecases.queries import Page


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
    raise NotImplementedError


def count_activities(context: Context, query: ActivityQuery) -> int:
    """How many match."""
    raise NotImplementedError


def timeline(context: Context, instance_id: str) -> tuple[ActivityView, ...]:
    """What happened in a case, in order: the root and those called instances that the actor may see. Raises
    NotFoundError.
    """
    raise NotImplementedError


def walked(context: Context, instance_id: str) -> Walked:
    """Where one instance (root or called) is and has been. Raises NotFoundError."""
    raise NotImplementedError


def list_operations(context: Context, query: OperationQuery) -> tuple[OperationView, ...]:
    """The log of who did what: of a case that the actor may see, or all for systemförvaltare. Raises NotFoundError."""
    raise NotImplementedError


def count_operations(context: Context, query: OperationQuery) -> int:
    """How many match. Raises as list_operations."""
    raise NotImplementedError
