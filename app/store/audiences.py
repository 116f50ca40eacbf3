"""Sets of candidate groups and users, each kept once under the hash of its members."""

import hashlib
import json
from collections.abc import Collection, Iterable
from functools import lru_cache

from sqlalchemy import Connection, Select, and_, or_, select

from app.store.tables import audience, audience_member
from app.store.upserts import upsert

_INSERT = upsert(audience, ["id"], {})
_INSERT_MEMBERS = upsert(audience_member, ["audience_id", "kind", "name"], {})


def audience_id(groups: Iterable[str], users: Iterable[str]) -> str | None:
    """The id of the set, None for the empty one."""
    return _hashed(tuple(groups), tuple(users))


@lru_cache(maxsize=1000)
def _hashed(groups: tuple[str, ...], users: tuple[str, ...]) -> str | None:
    members = (sorted(set(groups)), sorted(set(users)))
    if not any(members):
        return None
    return hashlib.sha256(json.dumps(members).encode()).hexdigest()[:32]


def keep_audience(connection: Connection, groups: Collection[str], users: Collection[str]) -> None:
    """Store the set, unless it is there."""
    id = audience_id(groups, users)
    row = {"id": id, "groups": json.dumps(sorted(set(groups))), "users": json.dumps(sorted(set(users)))}
    _INSERT.one(connection, row)
    members = [("group", name) for name in sorted(set(groups))] + [("user", name) for name in sorted(set(users))]
    _INSERT_MEMBERS.many(connection, [{"audience_id": id, "kind": kind, "name": name} for kind, name in members])


def audiences_of(groups: Collection[str], users: Collection[str]) -> Select[tuple[str]]:
    """Ids of the sets that one of these groups or users is in."""
    member = audience_member.c
    return select(member.audience_id).where(
        or_(
            and_(member.kind == "group", member.name.in_(sorted(groups))),
            and_(member.kind == "user", member.name.in_(sorted(users))),
        )
    )


@lru_cache(maxsize=1000)
def members(source: str | None) -> tuple[str, ...]:
    """The names in an audience's `groups` or `users` column."""
    return tuple(json.loads(source)) if source else ()
