"""What people have typed into forms and not sent yet."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select

from app.store.tables import draft
from app.store.types import AnyRow
from app.store.upserts import upsert

_SAVE = upsert(draft, ["activity_id", "user_id"], {"content": "content", "saved": "saved"})


def save_draft(connection: Connection, task: str, user: str, draft_of: tuple[str, datetime]) -> None:
    """Keep what a user has typed: (content, time)."""
    content, saved = draft_of
    _SAVE.one(connection, {"activity_id": task, "user_id": user, "content": content, "saved": saved})


def draft_row(connection: Connection, task: str, user: str) -> AnyRow | None:
    """The draft of a user for a task."""
    statement = select(draft).where(draft.c.activity_id == task, draft.c.user_id == user)
    return connection.execute(statement).first()


def delete_draft(connection: Connection, task: str, user: str) -> None:
    """Forget it."""
    connection.execute(delete(draft).where(draft.c.activity_id == task, draft.c.user_id == user))


def tasks_with_draft(connection: Connection, tasks: Sequence[str], user: str) -> frozenset[str]:
    """Those of the tasks that the user has a draft of."""
    if not tasks:
        return frozenset()
    statement = select(draft.c.activity_id).where(draft.c.activity_id.in_(tasks), draft.c.user_id == user)
    return frozenset(connection.execute(statement).scalars())
