"""Candidate sets of tasks: made sure of once, then known."""

from collections.abc import Collection
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from app.store.audiences import audience_id, keep_audience
from app.usecases.context import Context, Session

_known: "WeakKeyDictionary[Engine, set[str]]" = WeakKeyDictionary()


def audience(context: Context, session: Session, groups: Collection[str], users: Collection[str]) -> str | None:
    """The id of the set, stored if it is new. After the commit it needs no statement any more."""
    id = audience_id(groups, users)
    known = _known.setdefault(context.engine, set())
    if id is not None and id not in known:
        keep_audience(session.connection, groups, users)
        session.after_commit.append(lambda: known.add(id))
    return id
