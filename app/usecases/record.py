"""Write a `Step`: state, instances, activities, variables, waits and what was thrown. At most one statement a table."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.engine import ActivityChange, Assignment, InstanceChange, Phase, Step, VariableChange, Wait
from app.store.activities import write_activities
from app.store.cases import CaseRow, close_case, create_case, save_case
from app.store.encoding import checked, matched
from app.store.instances import end_instances, insert_instances
from app.store.tables import activity
from app.store.variables import remove_variables, write_variables
from app.usecases.access import ActorKind
from app.usecases.audiences import audience
from app.usecases.context import Context, Session
from app.usecases.notices import notify_step
from app.usecases.throws import enqueue_kept, enqueue_thrown
from app.usecases.waits import Cause, Difference, difference, record_waits
from app.values import type_of

_EMPTY: dict[str, Any] = {column.name: None for column in activity.c}
_NOTHING = Cause()


def record_start(context: Context, session: Session, step: Step) -> None:
    """Write the first step of a new case."""
    root_id = step.instances[0].id
    change = difference({}, step, _NOTHING)
    recording = _Recording(context, session, root_id, 0, step, _NOTHING, session.now)
    recording.write_instances()
    if not step.ended:
        create_case(session.connection, root_id, change.waiting, step.state)
    recording.write_rest(change)


def record(context: Context, session: Session, case: CaseRow, step: Step, cause: Cause = _NOTHING) -> None:
    """Write a step of a running case. Raises ConflictError when somebody else has written since `case` was read."""
    change = difference(case.waiting, step, cause)
    recording = _Recording(context, session, case.root_id, case.revision, step, cause, session.now)
    if step.ended:
        close_case(session.connection, case)
    else:
        save_case(session.connection, case, change.waiting, step.state)
    recording.write_instances()
    recording.write_rest(change)


@dataclass(frozen=True, slots=True)
class _Recording:
    """One step on its way into the tables."""

    context: Context
    session: Session
    root_id: str
    revision: int
    step: Step
    cause: Cause
    now: datetime

    def write_rest(self, change: Difference) -> None:
        """What happened, what is waited for, and what was thrown."""
        self._write_activities()
        if self.step.variables:
            self._write_variables(self.step.variables)
        record_waits(self.context, self.session, self.root_id, change, self.cause)
        if self.step.thrown:
            enqueue_thrown(self.context, self.session, self.root_id, self.step.thrown)
        awaited = frozenset(wait.event for wait in change.fresh if wait.kind is Wait.MESSAGE)
        if awaited:
            enqueue_kept(self.context, self.session, self.root_id, awaited)
        notify_step(self.session, self.context.options, self.root_id, self.step, change)

    def write_instances(self) -> None:
        """Instances that began and ended."""
        if not self.step.instances:
            return
        begun = [self._instance_row(each) for each in self.step.instances if each.phase is Phase.STARTED]
        insert_instances(self.session.connection, begun)
        ended = [
            {"instance": each.id, "at": self.now, "how": each.phase.value}
            for each in self.step.instances
            if each.phase is not Phase.STARTED
        ]
        end_instances(self.session.connection, ended)

    def _instance_row(self, change: InstanceChange) -> dict[str, Any]:
        return {
            "id": change.id,
            "root_id": self.root_id,
            "super_id": change.parent,
            "definition_id": change.definition_id,
            "business_key": change.business_key,
            "started": self.now,
            "started_by": self._starter() if change.parent is None else None,
            "start_element": change.element or self._start_event(change.id),
            "call_element": change.call_element,
        }

    def _starter(self) -> str | None:
        """Who started the case; nobody, when a job of our own did."""
        actor = self.context.actor
        return None if actor.kind is ActorKind.JOB else actor.id

    def _start_event(self, instance_id: str) -> str | None:
        """The start event that an instance began at."""
        here = (each for each in self.step.activities if each.instance == instance_id and each.parent == instance_id)
        return next((each.element for each in here if each.kind == "startEvent"), None)

    def _write_activities(self) -> None:
        tasks = {wait.token: wait.assignment for wait in self.step.waiting if wait.assignment is not None}
        rows: dict[str, dict[str, Any]] = {}
        for number, change in enumerate(self.step.activities):
            row = rows.get(change.id)
            if row is None:
                row = rows[change.id] = self._activity_row(change, number)
                task = tasks.get(change.id)
                if task is not None:
                    row.update(self._task_columns(task))
            if change.phase is not Phase.STARTED:
                row["ended"] = self.now
                row["outcome"] = change.phase.value
                row["performer"] = self.cause.performer if change.id == self.cause.token else None
        write_activities(self.session.connection, list(rows.values()))

    def _activity_row(self, change: ActivityChange, number: int) -> dict[str, Any]:
        return _EMPTY | {
            "id": change.id,
            "root_id": self.root_id,
            "instance_id": change.instance,
            "parent_id": change.parent,
            "element": change.element,
            "kind": change.kind,
            "name": change.name,
            "via": change.via,
            "called_id": change.called,
            "position": (self.revision << 20) + number,
            "started": self.now,
        }

    def _task_columns(self, task: Assignment) -> dict[str, Any]:
        form = task.form
        return {
            "assignee": task.assignee,
            "audience_id": audience(self.context, self.session, task.candidate_groups, task.candidate_users),
            "due": task.due,
            "follow_up": task.follow_up,
            "priority": task.priority,
            "form": json.dumps([form.key, form.binding.value, form.version]) if form else None,
            "form_key": task.form_key,
        }

    def _write_variables(self, changes: tuple[VariableChange, ...]) -> None:
        connection = self.session.connection
        write_variables(connection, [self._variable_row(change) for change in changes if not change.removed])
        remove_variables(
            connection, self.root_id, [(change.scope, change.name) for change in changes if change.removed]
        )

    def _variable_row(self, change: VariableChange) -> dict[str, Any]:
        return {
            "scope": change.scope,
            "name": change.name,
            "root_id": self.root_id,
            "instance_id": change.instance,
            "type": type_of(change.value),
            "text": matched(change.value),
            "value": checked(change.name, change.value),
            "revision": 1,
            "created": self.now,
            "changed": self.now,
        }
