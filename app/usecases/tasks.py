"""User tasks: find, take, release, complete; drafts and forms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.engine import BpmnThrow
from app.usecases.context import Context
from app.usecases.process_definitions import FormView
from app.usecases.queries import Page, VariableFilter
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
    raise NotImplementedError


def count_tasks(context: Context, query: TaskQuery) -> int:
    """How many match."""
    raise NotImplementedError


def count_my_day(context: Context) -> TaskCounts:
    """What the actor has before them, in Swedish local days."""
    raise NotImplementedError


def get_task(context: Context, task_id: str) -> TaskView:
    """One open task. Raises NotFoundError; TaskNotActiveError when it existed and is done."""
    raise NotImplementedError


def claim_task(context: Context, task_id: str, user_id: str | None = None) -> None:
    """Take a task for oneself (or for another, as systemförvaltare). Taking one's own again changes nothing.

    Raises: NotFoundError, TaskNotActiveError, TaskClaimedError (somebody else has it), ForbiddenError.
    """
    raise NotImplementedError


def unclaim_task(context: Context, task_id: str) -> None:
    """Release a task. Raises: NotFoundError, TaskNotActiveError, ForbiddenError."""
    raise NotImplementedError


def assign_task(context: Context, task_id: str, user_id: str | None) -> None:
    """Hand a task to somebody, or to nobody. Raises: NotFoundError, TaskNotActiveError, ForbiddenError."""
    raise NotImplementedError


def change_task(context: Context, task_id: str, change: TaskChange) -> None:
    """Change due date, follow-up date or priority. Raises: NotFoundError, TaskNotActiveError, ForbiddenError."""
    raise NotImplementedError


def set_candidates(context: Context, task_id: str, groups: tuple[str, ...], users: tuple[str, ...]) -> None:
    """Replace a task's candidate groups and users. Raises: NotFoundError, TaskNotActiveError, ForbiddenError."""
    raise NotImplementedError


def complete_task(context: Context, task_id: str, variables: Variables) -> None:
    """Complete a user task and run its process until it waits or ends.

    Raises:
        NotFoundError: no such task.  TaskNotActiveError: completed or cancelled before.  TaskClaimedError: another's.
        InvalidFormError: a value breaks the task's form.  ExpressionError, ElementError: a condition failed.
    Nothing is saved when it raises. The actor's draft goes with the task.
    """
    raise NotImplementedError


def submit_form(context: Context, task_id: str, raw: Mapping[str, object]) -> None:
    """Complete a task with its form's fields as typed (strings), validated and read by the form. Raises as
    complete_task.
    """
    raise NotImplementedError


def throw_task_error(context: Context, task_id: str, thrown: BpmnThrow) -> None:
    """A BPMN error at the task. Raises as complete_task."""
    raise NotImplementedError


def throw_task_escalation(context: Context, task_id: str, thrown: BpmnThrow) -> None:
    """A BPMN escalation at the task. Raises as complete_task."""
    raise NotImplementedError


def task_form(context: Context, task_id: str) -> FormView | None:
    """The form of an open task in the version it refers to, or None. Raises: NotFoundError, TaskNotActiveError."""
    raise NotImplementedError


def task_variables(context: Context, task_id: str) -> dict[str, Value]:
    """All variables visible at an open task. Raises: NotFoundError, TaskNotActiveError."""
    raise NotImplementedError


def save_draft(context: Context, task_id: str, values: Mapping[str, object]) -> datetime:
    """Keep what the actor has typed (JSON-like values by field); when it was saved. Also of a task that has been taken
    by
    another or is done: what was typed is never lost. Raises NotFoundError.
    """
    raise NotImplementedError


def draft(context: Context, task_id: str) -> tuple[Mapping[str, object], datetime] | None:
    """The actor's draft of a task with its time, or None."""
    raise NotImplementedError


def delete_draft(context: Context, task_id: str) -> None:
    """Forget the actor's draft."""
    raise NotImplementedError
