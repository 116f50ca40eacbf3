"""What running cases wait for (messages, signals, conditions, "go on"), and the events that start a process."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select

from app.store.prepared import Prepared
from app.store.tables import instance, process_definition, start_subscription, subscription
from app.store.types import AnyRow
from app.store.upserts import plain_insert

_INSERT = plain_insert(subscription)
_DELETE = Prepared(delete(subscription).where(subscription.c.id == bindparam("token")))
_WAITING = select(subscription, instance.c.definition_id, instance.c.business_key).select_from(
    subscription.join(instance, instance.c.id == subscription.c.instance_id)
)
_STARTS = select(start_subscription, process_definition.c.executable).select_from(
    start_subscription.join(process_definition, process_definition.c.id == start_subscription.c.definition_id)
)


def insert_subscriptions(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """New waits."""
    _INSERT.many(connection, rows)


def delete_subscriptions(connection: Connection, tokens: Iterable[str]) -> None:
    """Waits that are over."""
    _DELETE.many(connection, [{"token": token} for token in tokens])


def waiting_for(
    connection: Connection, kind: str, event: str, where: Sequence[ColumnElement[bool]] = ()
) -> Sequence[AnyRow]:
    """Those that wait for the event, with definition and business key of their instance, oldest first."""
    statement = _WAITING.where(subscription.c.kind == kind, subscription.c.event == event, *where)
    return connection.execute(statement.order_by(subscription.c.created, subscription.c.id)).all()


def subscription_row(connection: Connection, token: str) -> AnyRow | None:
    """One wait."""
    return connection.execute(_WAITING.where(subscription.c.id == token)).first()


def of_case(connection: Connection, root_id: str) -> Sequence[AnyRow]:
    """All waits of a case."""
    return connection.execute(
        _WAITING.where(subscription.c.root_id == root_id).order_by(subscription.c.created, subscription.c.id)
    ).all()


def starts_of_event(connection: Connection, kind: str, event: str) -> Sequence[AnyRow]:
    """Start events of latest definitions with this message or signal; of a message at most one."""
    statement = _STARTS.where(start_subscription.c.kind == kind, start_subscription.c.event == event)
    return connection.execute(statement.order_by(start_subscription.c.key, start_subscription.c.element)).all()


def replace_starts(connection: Connection, key: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """A new latest version of a process takes over its start events."""
    connection.execute(delete(start_subscription).where(start_subscription.c.key == key))
    if rows:
        connection.execute(insert(start_subscription), list(rows))
