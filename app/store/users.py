"""Accounts and their groups."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, exists, insert, select, update

from app.store.lists import Listing, equals, like
from app.store.tables import user, user_group
from app.store.types import AnyRow

USERS = Listing(
    base=select(user),
    filters={
        "id": equals(user.c.id),
        "name_like": like(user.c.name),
        "group": lambda name: exists().where(user_group.c.user_id == user.c.id, user_group.c.name == name),
    },
    sorts={"userId": user.c.id, "firstName": user.c.name, "lastName": user.c.name, "email": user.c.email},
    default=(user.c.name,),
    unique=user.c.id,
)


def user_row(connection: Connection, id: str) -> AnyRow | None:
    """One account."""
    return connection.execute(select(user).where(user.c.id == id)).first()


def groups_of_users(connection: Connection, ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """User id → groups."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(ids, ())
    rows = connection.execute(select(user_group).where(user_group.c.user_id.in_(ids)).order_by(user_group.c.name))
    for row in rows:
        found[row.user_id] += (row.name,)
    return found


def insert_user(connection: Connection, row: Mapping[str, Any], groups: Sequence[str]) -> None:
    """A new account."""
    connection.execute(insert(user), dict(row))
    replace_groups(connection, row["id"], groups)


def replace_groups(connection: Connection, id: str, groups: Sequence[str]) -> None:
    """The groups of an account."""
    connection.execute(delete(user_group).where(user_group.c.user_id == id))
    if groups:
        connection.execute(insert(user_group), [{"user_id": id, "name": name} for name in dict.fromkeys(groups)])


def update_user(connection: Connection, id: str, values: Mapping[str, Any]) -> bool:
    """Change columns of an account; False when there is none."""
    return connection.execute(update(user).where(user.c.id == id).values(**values)).rowcount == 1
