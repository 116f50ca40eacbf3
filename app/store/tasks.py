"""Open user tasks: activities of people that have not ended."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, exists, func, or_, select, update

from app.store.cases import COLUMNS as CASE_COLUMNS
from app.store.cases import CaseOf
from app.store.lists import Listing, after, among, before, equals, like, with_instance
from app.store.prepared import PreparedQuery
from app.store.tables import activity, audience, audience_member, case_state, draft, instance, process_definition
from app.store.types import AnyRow

OPEN = and_(activity.c.ended.is_(None), activity.c.priority.is_not(None))


class ActiveTask(NamedTuple):
    """A user task, open or ended, and the state of its case, which has none when it has ended.

    form, groups, users: JSON, see `usecases.forms` and `audiences.members`. has_drafts: somebody's.
    """

    id: str
    root_id: str
    instance_id: str
    element: str
    assignee: str | None
    form: str | None
    outcome: str | None
    groups: str | None
    users: str | None
    revision: int | None
    waiting: str | None
    state: bytes | None
    has_drafts: bool


_HAS_DRAFTS = exists().where(draft.c.activity_id == activity.c.id).label("has_drafts")
_ACTIVE = (
    select(
        activity.c.id,
        activity.c.root_id,
        activity.c.instance_id,
        activity.c.element,
        activity.c.assignee,
        activity.c.form,
        activity.c.outcome,
        audience.c.groups,
        audience.c.users,
        *CASE_COLUMNS[1:],
        _HAS_DRAFTS,
    )
    .select_from(
        activity.outerjoin(case_state, case_state.c.root_id == activity.c.root_id).outerjoin(
            audience, audience.c.id == activity.c.audience_id
        )
    )
    .where(activity.c.id == bindparam("task"), activity.c.priority.is_not(None))
)
_ONE = PreparedQuery(_ACTIVE, ActiveTask)
_CASE = CaseOf(activity)
_UPDATE = update(activity).where(activity.c.id == bindparam("task"), OPEN)

_BASE = select(
    activity,
    audience.c.groups,
    audience.c.users,
    instance.c.definition_id,
    instance.c.business_key,
    process_definition.c.key.label("definition_key"),
    process_definition.c.name.label("definition_name"),
).select_from(
    activity.join(instance, with_instance(activity))
    .join(process_definition, process_definition.c.id == instance.c.definition_id)
    .outerjoin(audience, audience.c.id == activity.c.audience_id)
)


def _candidate(kind: str, names: Any) -> ColumnElement[bool]:
    """The task's audience has one of the names."""
    member = audience_member.c
    found = select(member.audience_id).where(member.kind == kind, member.name.in_(names))
    return activity.c.audience_id.in_(found)


TASKS = Listing(
    base=_BASE.where(OPEN),
    filters={
        "ids": among(activity.c.id),
        "instance_id": equals(activity.c.instance_id),
        "instance_ids": among(activity.c.instance_id),
        "root_id": equals(activity.c.root_id),
        "business_key": equals(instance.c.business_key),
        "business_key_like": like(instance.c.business_key),
        "definition_id": equals(instance.c.definition_id),
        "definition_key": equals(process_definition.c.key),
        "definition_keys": among(process_definition.c.key),
        "element": equals(activity.c.element),
        "elements": among(activity.c.element),
        "name": equals(activity.c.name),
        "name_like": like(activity.c.name),
        "assignee": equals(activity.c.assignee),
        "assignee_like": like(activity.c.assignee),
        "assigned": lambda _: activity.c.assignee.is_not(None),
        "unassigned": lambda _: activity.c.assignee.is_(None),
        "group": lambda group: _candidate("group", [group]),
        "groups": lambda groups: _candidate("group", list(groups)),
        "priority": equals(activity.c.priority),
        "min_priority": lambda priority: activity.c.priority >= priority,
        "max_priority": lambda priority: activity.c.priority <= priority,
        "due_before": before(activity.c.due),
        "due_after": after(activity.c.due),
        "without_due": lambda _: activity.c.due.is_(None),
        "follow_up_before": before(activity.c.follow_up),
        "follow_up_after": after(activity.c.follow_up),
        "created_before": before(activity.c.started),
        "created_after": after(activity.c.started),
    },
    sorts={
        "id": activity.c.id,
        "created": activity.c.started,
        "dueDate": activity.c.due,
        "followUpDate": activity.c.follow_up,
        "priority": activity.c.priority,
        "name": activity.c.name,
        "nameCaseInsensitive": func.lower(activity.c.name),
        "assignee": activity.c.assignee,
        "instanceId": activity.c.instance_id,
        "businessKey": instance.c.business_key,
    },
    default=(activity.c.due.is_(None), activity.c.due, activity.c.started),
    unique=activity.c.id,
)


def candidate_of(user: str, groups: tuple[str, ...]) -> ColumnElement[bool]:
    """The task could be taken by the user, by name or as a member of one of the groups."""
    return or_(_candidate("user", [user]), _candidate("group", list(groups)))


def has_draft_of(user: str) -> ColumnElement[bool]:
    """The user has typed something into the task's form and not sent it."""
    return exists().where(draft.c.activity_id == activity.c.id, draft.c.user_id == user)


def active_task(connection: Connection, task_id: str) -> ActiveTask | None:
    """A user task, open or ended, with its candidates and, where its case runs, the case's state; locked."""
    _CASE.lock(connection, task_id)
    return _ONE.first(connection, {"task": task_id})


def task_row(connection: Connection, task_id: str) -> AnyRow | None:
    """A user task, open or ended, as lists show it."""
    statement = _BASE.where(activity.c.id == task_id, activity.c.priority.is_not(None))
    return connection.execute(statement).first()


def update_task(connection: Connection, task_id: str, values: dict[str, Any]) -> bool:
    """Change columns of an open task; False when it is not open."""
    return connection.execute(_UPDATE.values(**values), {"task": task_id}).rowcount == 1


def task_numbers(
    connection: Connection, where: ColumnElement[bool], user: str, day: tuple[datetime, datetime]
) -> AnyRow:
    """(overdue, today, mine, unassigned, drafts) among the open tasks that match. `day`: its start and end."""
    start, end = day
    mine_or_free = or_(activity.c.assignee == user, activity.c.assignee.is_(None))

    def number(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    statement = select(
        number(and_(mine_or_free, activity.c.due < start)).label("overdue"),
        number(and_(mine_or_free, activity.c.due >= start, activity.c.due <= end)).label("today"),
        number(activity.c.assignee == user).label("mine"),
        number(activity.c.assignee.is_(None)).label("unassigned"),
        number(has_draft_of(user)).label("drafts"),
    ).where(OPEN, where)
    return connection.execute(statement).one()
