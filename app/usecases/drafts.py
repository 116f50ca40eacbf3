"""What a person has typed into a task's form and not sent: kept for them, whatever happens to the task."""

import json
from collections.abc import Mapping
from datetime import datetime

from app.errors import InvalidRequestError, NotFoundError
from app.store import drafts
from app.store.audiences import members
from app.store.tasks import task_row
from app.usecases.access import may_work_on
from app.usecases.context import Context

_LARGEST = 500_000  # characters


def save_draft(context: Context, task_id: str, values: Mapping[str, object]) -> datetime:
    """Keep what the actor has typed (JSON-like values by field); when it was saved.

    Also of a task that another has taken or that is done: what was typed is never lost. Raises: NotFoundError;
    InvalidRequestError (too long).
    """
    content = json.dumps(dict(values), ensure_ascii=False)
    if len(content) > _LARGEST:
        raise InvalidRequestError(reason="utkastet är för långt")
    with context.transaction() as session:
        row = task_row(session.connection, task_id)
        if row is None or not may_work_on(context.actor, row.assignee, members(row.groups), members(row.users)):
            raise NotFoundError(kind="Uppgiften", id=task_id)
        now = session.now
        drafts.save_draft(session.connection, task_id, context.actor.id, (content, now))
        return now


def draft(context: Context, task_id: str) -> tuple[Mapping[str, object], datetime] | None:
    """The actor's draft of a task with its time, or None."""
    with context.reading() as session:
        row = drafts.draft_row(session.connection, task_id, context.actor.id)
        return None if row is None else (json.loads(row.content), row.saved)


def delete_draft(context: Context, task_id: str) -> None:
    """Forget the actor's draft."""
    with context.transaction() as session:
        drafts.delete_draft(session.connection, task_id, context.actor.id)
