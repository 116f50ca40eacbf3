"""Tasks as rows of a list: what the templates show of each."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from app.messages import gettext as _
from app.pages import formats, labels, people
from app.usecases.tasks import TaskView


@dataclass(frozen=True, slots=True)
class Action:
    """A button on a row."""

    text: str
    href: str
    back: str


@dataclass(frozen=True, slots=True)
class Row:
    """A task in a list. `states`: tags beside its name, as parts/macros.html names them."""

    id: str
    name: str
    href: str
    business_key: str
    instance_href: str
    process: str
    due_text: str
    due_day: str
    late: bool
    holder: str
    states: tuple[str, ...]
    description: str
    action: Action | None = None


def row(task: TaskView, now: datetime, back: str = "") -> Row:
    """The row of a task; `back` is where its button leads to, none without."""
    late = task.due is not None and task.due < now
    return Row(
        id=task.id,
        name=task.name,
        href=url_for("pages.task", task_id=task.id),
        business_key=number(task.business_key),
        instance_href=url_for("pages.instance", instance_id=task.root_id),
        process=task.definition_name,
        due_text=formats.due(task.due, now),
        due_day=_distance(task.due, now),
        late=late,
        holder=holder(task.assignee, task.candidate_groups, task.candidate_users),
        states=("draft",) if task.draft else (),
        description=task.description or "",
        action=_action(task, back) if back else None,
    )


def _distance(due: datetime | None, now: datetime) -> str:
    """The second line of a due date: the day of one that has passed, the distance of one to come."""
    if due is None or formats.local_day(due) == formats.local_day(now):
        return ""
    return formats.short_day(due) if due < now else formats.relative(due, now)


def number(business_key: str | None) -> str:
    """The case number, or words for that there is none."""
    return business_key or _("utan nummer")


def holder(assignee: str | None, groups: tuple[str, ...], users: tuple[str, ...] = ()) -> str:
    """Whom something waits for: the one who has taken it, else the roles and people who may."""
    if assignee:
        return _("Dig") if people.is_me(assignee) else people.name(assignee)
    return ", ".join([*(labels.role(group) for group in groups), *(people.name(user) for user in users)]) or _("Ingen")


def _action(task: TaskView, back: str) -> Action | None:
    if task.assignee is None:
        return Action(_("Ta"), url_for("pages.take_task", task_id=task.id), back)
    if people.is_me(task.assignee):
        return Action(_("Släpp"), url_for("pages.release_task", task_id=task.id), back)
    return None
