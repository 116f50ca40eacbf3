"""The state of running cases: the row that locks a case and that every step writes once."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, select, update

from app.errors import ConflictError
from app.store.prepared import Prepared, PreparedQuery
from app.store.tables import case_state
from app.store.upserts import plain_insert

COLUMNS = (case_state.c.root_id, case_state.c.revision, case_state.c.waiting, case_state.c.state)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A running case, read under its lock. waiting: token → the letter of its kind."""

    root_id: str
    revision: int
    waiting: dict[str, str]
    state: bytes


class _Columns(NamedTuple):
    """COLUMNS."""

    root_id: str
    revision: int
    waiting: str
    state: bytes


_BY_ROOT = PreparedQuery(select(*COLUMNS).where(case_state.c.root_id == bindparam("root")).with_for_update(), _Columns)
_PEEK = PreparedQuery(select(case_state.c.state).where(case_state.c.root_id == bindparam("root")), bytes)
_INSERT = plain_insert(case_state)
_UPDATE = Prepared(
    update(case_state)
    .where(case_state.c.root_id == bindparam("root"), case_state.c.revision == bindparam("read"))
    .values(revision=bindparam("written"), waiting=bindparam("tokens"), state=bindparam("blob"))
)
_DELETE = Prepared(
    delete(case_state).where(case_state.c.root_id == bindparam("root"), case_state.c.revision == bindparam("read"))
)


def lock_case(connection: Connection, root_id: str) -> CaseRow | None:
    """The running case of a root instance, locked until the transaction ends; None when it has ended or never was."""
    row = _BY_ROOT.first(connection, {"root": root_id})
    return None if row is None else case_of(row)


class CaseOf:
    """Locks the case that a row of a table belongs to, before that row is read: so a step waits for the one before it
    instead of failing, and whoever needs both locks takes them in the same order.

    SQLite has one lock for all who write, and it is held already.
    """

    def __init__(self, table: Table, *where: ColumnElement[bool]) -> None:
        """`table`: its rows have an id and a root_id. where: rows that lock their case at all."""
        root = select(table.c.root_id).where(table.c.id == bindparam("id"), *where).scalar_subquery()
        self._lock = PreparedQuery(
            select(case_state.c.root_id).where(case_state.c.root_id == root).with_for_update(), str
        )

    def lock(self, connection: Connection, id: str) -> None:
        """Wait for the lock; no matter if there is no such row, or its case has ended."""
        if connection.dialect.name != "sqlite":
            self._lock.first(connection, {"id": id})


def case_of(row: Any) -> CaseRow:
    """The case in a row that has COLUMNS, of a case that runs."""
    return CaseRow(row.root_id, row.revision, _parsed(row.waiting), row.state)


def peek_state(connection: Connection, root_id: str) -> bytes | None:
    """The state without a lock, for reading variables."""
    return _PEEK.first(connection, {"root": root_id})


def create_case(connection: Connection, root_id: str, waiting: dict[str, str], state: bytes) -> None:
    """The first state of a case."""
    row = {"root_id": root_id, "revision": 1, "waiting": _written(waiting), "state": state}
    _INSERT.one(connection, row)


def save_case(connection: Connection, case: CaseRow, waiting: dict[str, str], state: bytes) -> None:
    """The next state of a case. Raises ConflictError when another has written since it was read."""
    values = {"root": case.root_id, "read": case.revision, "written": case.revision + 1}
    if _UPDATE.one(connection, values | {"tokens": _written(waiting), "blob": state}) != 1:
        raise ConflictError(id=case.root_id)


def close_case(connection: Connection, case: CaseRow) -> None:
    """The case has ended. Raises ConflictError as `save_case`."""
    if _DELETE.one(connection, {"root": case.root_id, "read": case.revision}) != 1:
        raise ConflictError(id=case.root_id)


def _written(waiting: dict[str, str]) -> str:
    return " ".join(f"{letter}{token}" for token, letter in waiting.items())


def _parsed(source: str) -> dict[str, str]:
    return {part[1:]: part[0] for part in source.split(" ")} if source else {}
