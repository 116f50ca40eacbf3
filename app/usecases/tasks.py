"""User tasks: find, take, release, complete; drafts and forms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_

from app import engine
from app.engine import BpmnThrow, Step, Wait
from app.errors import NotFoundError, TaskClaimedError, TaskNotActiveError
from app.expressions.times import deadline, due, local_date
from app.store.audiences import members
from app.store.cases import CaseRow, case_of
from app.store.drafts import delete_draft as forget_draft
from app.store.drafts import tasks_with_draft
from app.store.operations import Operation
from app.store.tables import activity
from app.store.tasks import (
    TASKS,
    ActiveTask,
    active_task,
    candidate_of,
    has_draft_of,
    task_numbers,
    task_row,
    update_task,
)
from app.store.types import AnyRow
from app.store.users import groups_of_users
from app.usecases.access import may_work_on, require, visible_tasks
from app.usecases.audiences import audience
from app.usecases.context import Context, Session
from app.usecases.drafts import delete_draft as delete_draft
from app.usecases.drafts import draft as draft
from app.usecases.drafts import save_draft as save_draft
from app.usecases.forms import checked_by_form, deployment_of, form_reference, typed_into_form
from app.usecases.process_definitions import FormView, form_view
from app.usecases.queries import Page, VariableFilter, conditions, rows, with_variables
from app.usecases.record import record
from app.usecases.waits import LETTERS, Cause
from app.values import Value, Variables


@dataclass(frozen=True, slots=True)
class TaskView:
    """An open user task. form_key: camunda:formKey as it stands; form: key of its .form, None without one."""

    id: str
    name: str
    element: str
    instance_id: str
    root_id: str
    definition_id: str
    definition_key: str
    definition_name: str
    business_key: str | None
    created: datetime
    assignee: str | None
    due: datetime | None
    follow_up: datetime | None
    priority: int
    candidate_groups: tuple[str, ...] = ()
    candidate_users: tuple[str, ...] = ()
    form: str | None = None
    form_binding: str | None = None
    form_version: str | None = None
    form_key: str | None = None
    description: str | None = None
    draft: bool = False


@dataclass(frozen=True, slots=True)
class TaskQuery:
    """Filters; None does not filter.

    Sorts: created, dueDate, followUpDate, priority, name, nameCaseInsensitive, assignee, id, instanceId, businessKey.
    mine: assigned to the actor. group/groups: with such a candidate group. unassigned/assigned. candidate_user: could
    take it
    (by name or by group). drafts: the actor has a draft.
    """

    ids: tuple[str, ...] | None = None
    instance_id: str | None = None
    instance_ids: tuple[str, ...] | None = None
    root_id: str | None = None
    business_key: str | None = None
    business_key_like: str | None = None
    definition_id: str | None = None
    definition_key: str | None = None
    definition_keys: tuple[str, ...] | None = None
    element: str | None = None
    elements: tuple[str, ...] | None = None
    name: str | None = None
    name_like: str | None = None
    assignee: str | None = None
    assignee_like: str | None = None
    assigned: bool = False
    unassigned: bool = False
    mine: bool = False
    drafts: bool = False
    group: str | None = None
    groups: tuple[str, ...] | None = None
    candidate_user: str | None = None
    involved_user: str | None = None
    include_assigned: bool = True
    priority: int | None = None
    min_priority: int | None = None
    max_priority: int | None = None
    due_before: datetime | None = None
    due_after: datetime | None = None
    follow_up_before: datetime | None = None
    follow_up_after: datetime | None = None
    created_before: datetime | None = None
    created_after: datetime | None = None
    without_due: bool = False
    variables: tuple[VariableFilter, ...] = ()
    page: Page = field(default_factory=Page)


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """The numbers of Min dag: the actor's open tasks."""

    overdue: int
    today: int
    mine: int
    unassigned: int
    drafts: int


@dataclass(frozen=True, slots=True)
class TaskChange:
    """New values of a task; None leaves as it is, `clear` names those to empty (due, follow_up)."""

    priority: int | None = None
    due: datetime | None = None
    follow_up: datetime | None = None
    clear: frozenset[str] = frozenset()


def list_tasks(context: Context, query: TaskQuery) -> tuple[TaskView, ...]:
    """Open tasks that the actor may see; by due date (none last), then creation, unless sorted otherwise."""
    with context.reading() as session:
        found = rows(session.connection, TASKS, _where(context, session, query), query.page)
        drafts = tasks_with_draft(session.connection, [row.id for row in found], context.actor.id)
        return tuple(_view(row, row.id in drafts) for row in found)


def count_tasks(context: Context, query: TaskQuery) -> int:
    """How many match."""
    with context.reading() as session:
        return TASKS.count(session.connection, _where(context, session, query))


def count_my_day(context: Context) -> TaskCounts:
    """What the actor has before them, in Swedish local days."""
    today = local_date(context.now())
    day = (due(today, context.now()), deadline(today, context.now()))
    with context.reading() as session:
        row = task_numbers(session.connection, visible_tasks(context.actor), context.actor.id, day)
        return TaskCounts(row.overdue, row.today, row.mine, row.unassigned, row.drafts)


def get_task(context: Context, task_id: str) -> TaskView:
    """One open task. Raises NotFoundError; TaskNotActiveError when it existed and is done."""
    with context.reading() as session:
        row = task_row(session.connection, task_id)
        if row is None or not _may_see(context, row):
            raise NotFoundError(kind="Uppgiften", id=task_id)
        if row.ended is not None:
            raise TaskNotActiveError(id=task_id)
        return _view(row, task_id in tasks_with_draft(session.connection, [task_id], context.actor.id))


def claim_task(context: Context, task_id: str, user_id: str | None = None) -> None:
    """Take a task for oneself (or for another, as systemförvaltare). Taking one's own again changes nothing.

    Raises: NotFoundError, TaskNotActiveError, TaskClaimedError (somebody else has it), ForbiddenError.
    """
    user = user_id or context.actor.id
    if user != context.actor.id:
        require(context.actor, "ta en uppgift åt någon annan", roles=[])
    with context.transaction() as session:
        row, _ = open_task(context, session, task_id)
        if row.assignee not in (None, user):
            raise TaskClaimedError(id=task_id, assignee=row.assignee)
        if row.assignee is None:
            _update(context, session, row, "claim", {"assignee": user})


def unclaim_task(context: Context, task_id: str) -> None:
    """Release a task. Raises: NotFoundError, TaskNotActiveError, ForbiddenError."""
    assign_task(context, task_id, None)


def assign_task(context: Context, task_id: str, user_id: str | None) -> None:
    """Hand a task to somebody, or to nobody: its assignee, and while it has none those who could take it, may do so.

    Raises: NotFoundError, TaskNotActiveError, TaskClaimedError (it is another's).
    """
    with context.transaction() as session:
        row, _ = open_task(context, session, task_id)
        _refuse_others(context, row)
        if row.assignee != user_id:
            _update(context, session, row, "assign" if user_id else "unclaim", {"assignee": user_id})


def change_task(context: Context, task_id: str, change: TaskChange) -> None:
    """Change due date, follow-up date or priority. Raises: NotFoundError, TaskNotActiveError, TaskClaimedError."""
    given: dict[str, Any] = {"priority": change.priority, "due": change.due, "follow_up": change.follow_up}
    values = {name: value for name, value in given.items() if value is not None}
    values |= dict.fromkeys(change.clear & {"due", "follow_up"}, None)
    with context.transaction() as session:
        row, _ = open_task(context, session, task_id)
        _refuse_others(context, row)
        if values:
            _update(context, session, row, "change", values)


def set_candidates(context: Context, task_id: str, groups: tuple[str, ...], users: tuple[str, ...]) -> None:
    """Replace a task's candidate groups and users. Raises: NotFoundError, TaskNotActiveError, ForbiddenError."""
    require(context.actor, "ändra vilka som kan ta uppgiften", roles=[])
    with context.transaction() as session:
        row, _ = open_task(context, session, task_id)
        _update(context, session, row, "candidates", {"audience_id": audience(context, session, groups, users)})


def complete_task(context: Context, task_id: str, variables: Variables) -> None:
    """Complete a user task and run its process until it waits or ends.

    Raises:
        NotFoundError: no such task.  TaskNotActiveError: completed or cancelled before.  TaskClaimedError: another's.
        InvalidFormError: a value breaks the task's form.  ExpressionError, ElementError: a condition failed.
    Nothing is saved when it raises. The actor's draft goes with the task.
    """
    with context.transaction() as session:
        row, case = open_task(context, session, task_id)
        _refuse_others(context, row)
        world = context.world(session)
        values = checked_by_form(session, (row, case), variables, world)
        step = engine.complete(case.state, task_id, values, world)
        _record(context, session, (row, case), step, "complete")


def submit_form(context: Context, task_id: str, raw: Mapping[str, object]) -> None:
    """Complete a task with its form's fields as typed (strings), read by the form. Raises as complete_task."""
    with context.transaction() as session:
        row, case = open_task(context, session, task_id)
        _refuse_others(context, row)
        world = context.world(session)
        values = typed_into_form(session, (row, case), raw, world)
        step = engine.complete(case.state, task_id, values, world)
        _record(context, session, (row, case), step, "complete")


def throw_task_error(context: Context, task_id: str, thrown: BpmnThrow) -> None:
    """A BPMN error at the task. Raises as complete_task."""
    with context.transaction() as session:
        row, case = open_task(context, session, task_id)
        _refuse_others(context, row)
        step = engine.throw_error(case.state, task_id, thrown, context.world(session))
        _record(context, session, (row, case), step, "error")


def throw_task_escalation(context: Context, task_id: str, thrown: BpmnThrow) -> None:
    """A BPMN escalation at the task. Raises as complete_task."""
    with context.transaction() as session:
        row, case = open_task(context, session, task_id)
        _refuse_others(context, row)
        step = engine.throw_escalation(case.state, task_id, thrown, context.world(session))
        _record(context, session, (row, case), step, "escalation")


def task_form(context: Context, task_id: str) -> FormView | None:
    """The form of an open task in the version it refers to, or None. Raises: NotFoundError, TaskNotActiveError."""
    with context.reading() as session:
        row, _ = open_task(context, session, task_id)
        reference = form_reference(row)
        if reference is None:
            return None
        return form_view(session, reference, deployment_of(session.connection, row.instance_id))


def task_variables(context: Context, task_id: str) -> dict[str, Value]:
    """All variables visible at an open task. Raises: NotFoundError, TaskNotActiveError."""
    with context.reading() as session:
        _, case = open_task(context, session, task_id)
        return dict(engine.variables(case.state, task_id, context.world(session)))


def open_task(context: Context, session: Session, task_id: str) -> tuple[ActiveTask, CaseRow]:
    """An open task that the actor may see, and its case, locked in a writing transaction.

    Raises: NotFoundError; TaskNotActiveError when it is completed, cancelled, or stands still after an error.
    """
    row = active_task(session.connection, task_id)
    if row is None or not _may_see(context, row):
        raise NotFoundError(kind="Uppgiften", id=task_id)
    if row.outcome is not None or row.state is None:
        raise TaskNotActiveError(id=task_id)
    case = case_of(row)
    if case.waiting.get(task_id) != LETTERS[Wait.USER_TASK]:
        raise TaskNotActiveError(id=task_id)
    return row, case


def _may_see(context: Context, row: ActiveTask | AnyRow) -> bool:
    return may_work_on(context.actor, row.assignee, members(row.groups), members(row.users))


def _refuse_others(context: Context, row: ActiveTask) -> None:
    """A colleague's task is theirs until they or a systemförvaltare release it."""
    if row.assignee not in (None, context.actor.id) and not context.actor.sees_all:
        raise TaskClaimedError(id=row.id, assignee=row.assignee)


def _update(context: Context, session: Session, row: ActiveTask, action: str, values: dict[str, Any]) -> None:
    if not update_task(session.connection, row.id, values):
        raise TaskNotActiveError(id=row.id)
    detail: dict[str, object] = {"fields": sorted(values)}
    if "assignee" in values:
        detail = {"from": row.assignee, "to": values["assignee"]}
    context.log(session, Operation(action, "task", row.id, row.root_id, row.instance_id, row.element, detail))


def _record(context: Context, session: Session, task: tuple[ActiveTask, CaseRow], step: Step, action: str) -> None:
    row, case = task
    record(context, session, case, step, Cause(row.id, performer=context.actor.id))
    if row.has_drafts:
        forget_draft(session.connection, row.id, context.actor.id)
    context.log(session, Operation(action, "task", row.id, row.root_id, row.instance_id, row.element))


def _where(context: Context, session: Session, query: TaskQuery) -> list[ColumnElement[bool]]:
    actor = context.actor
    held = with_variables((activity.c.root_id, activity.c.instance_id), query.variables)
    where = [*conditions(TASKS, query), visible_tasks(actor), *held]
    if query.mine:
        where.append(activity.c.assignee == actor.id)
    if query.drafts:
        where.append(has_draft_of(actor.id))
    for user in (query.candidate_user, query.involved_user):
        if user is not None:
            groups = groups_of_users(session.connection, [user])[user]
            could = candidate_of(user, groups)
            where.append(or_(could, activity.c.assignee == user) if user == query.involved_user else could)
    asked_for_candidates = query.group or query.groups or query.candidate_user
    if asked_for_candidates and not query.include_assigned:
        where.append(activity.c.assignee.is_(None))
    return where


def _view(row: AnyRow, has_draft: bool) -> TaskView:
    reference = form_reference(row)
    return TaskView(
        id=row.id,
        name=row.name,
        element=row.element,
        instance_id=row.instance_id,
        root_id=row.root_id,
        definition_id=row.definition_id,
        definition_key=row.definition_key,
        definition_name=row.definition_name,
        business_key=row.business_key,
        created=row.started,
        assignee=row.assignee,
        due=row.due,
        follow_up=row.follow_up,
        priority=row.priority,
        candidate_groups=members(row.groups),
        candidate_users=members(row.users),
        form=reference.key if reference else None,
        form_binding=reference.binding.value if reference else None,
        form_version=reference.version if reference else None,
        form_key=row.form_key,
        draft=has_draft,
    )
