"""The last value of each variable, for filters, correlation and history; the engine's state is what
counts while it runs.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Float, and_, bindparam, cast, delete, exists, select
from sqlalchemy.sql.elements import SQLCoreOperations

from app.store.encoding import dumps, matched
from app.store.lists import Listing, among, equals, like, with_instance
from app.store.prepared import Prepared
from app.store.tables import instance, variable
from app.store.types import AnyRow
from app.store.upserts import upsert
from app.values import Value

_WRITE = upsert(
    variable,
    ["root_id", "scope", "name"],
    {
        "type": "type",
        "text": "text",
        "value": "value",
        "revision": variable.c.revision + 1,
        "changed": "changed",
    },
)
_DELETE = Prepared(
    delete(variable).where(
        variable.c.root_id == bindparam("root"),
        variable.c.scope == bindparam("of"),
        variable.c.name == bindparam("called"),
    )
)

VARIABLES = Listing(
    base=select(variable).join(instance, with_instance(variable)),
    filters={
        "name": equals(variable.c.name),
        "name_like": like(variable.c.name),
        "instance_id": equals(variable.c.instance_id),
        "instance_ids": among(variable.c.instance_id),
        "root_id": equals(variable.c.root_id),
        "scope": equals(variable.c.scope),
    },
    sorts={"variableName": variable.c.name, "instanceId": variable.c.instance_id},
    default=(variable.c.instance_id, variable.c.name),
    unique=variable.c.scope,
)

_COMPARE: Mapping[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    "gt": lambda column, value: column > value,
    "gteq": lambda column, value: column >= value,
    "lt": lambda column, value: column < value,
    "lteq": lambda column, value: column <= value,
}
_NUMBERS = ("Integer", "Long", "Double")

Scope = tuple[SQLCoreOperations[Any], SQLCoreOperations[Any]]  # columns: the case's root, and the scope's id


def write_variables(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write last values, in one statement."""
    _WRITE.many(connection, rows)


def remove_variables(connection: Connection, root_id: str, keys: Sequence[tuple[str, str]]) -> None:
    """Remove (scope, name) of a case."""
    _DELETE.many(connection, [{"root": root_id, "of": scope, "called": name} for scope, name in keys])


def in_scope(connection: Connection, root_id: str, scope: str) -> Sequence[AnyRow]:
    """(name, value) of just this scope of a case."""
    held = variable.c.root_id == root_id, variable.c.scope == scope
    statement = select(variable.c.name, variable.c.value).where(*held)
    return connection.execute(statement.order_by(variable.c.name)).all()


def has_variable(scope: Scope, name: str, operator: str, value: Value) -> ColumnElement[bool]:
    """The scope itself has a variable that compares so. `operator`: Camunda's eq, neq, gt, gteq, lt, lteq, like."""
    root_id, id = scope
    held = and_(variable.c.root_id == root_id, variable.c.scope == id, variable.c.name == name)
    return exists().where(held, _compared(operator, value))


def visible_in_case(root_id: SQLCoreOperations[Any], name: str, value: Value) -> ColumnElement[bool]:
    """Somewhere in the case a variable has this value: what correlation looks at before it looks closely."""
    return exists().where(variable.c.root_id == root_id, variable.c.name == name, _equal(value))


def _compared(operator: str, value: Value) -> ColumnElement[bool]:
    if operator == "eq":
        return _equal(value)
    if operator == "neq":
        return ~_equal(value)
    if operator == "like":
        return variable.c.text.like(str(value), escape="\\")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return and_(variable.c.type.in_(_NUMBERS), _COMPARE[operator](cast(variable.c.text, Float), value))
    return _COMPARE[operator](variable.c.text, matched(value))


def _equal(value: Value) -> ColumnElement[bool]:
    text = matched(value)
    if text is None:
        return variable.c.text.is_(None)
    if isinstance(value, str) and len(value) > len(text):
        return and_(variable.c.text == text, variable.c.value == dumps(value))
    return variable.c.text == text
