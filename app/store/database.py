"""The database: connections, and the two kinds of transaction.

SQLite: WAL, synchronous=FULL, foreign keys; a writing transaction takes the write lock at BEGIN (a deferred one that
writes
later fails with "database is locked" under load), and threads of one process queue for it here instead of in SQLite.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy
from sqlalchemy import Connection, Engine, event

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA temp_store=MEMORY",
)
_WRITING = "stegvis_writing"
_write_locks: "WeakKeyDictionary[Engine, threading.Lock]" = WeakKeyDictionary()


def open_database(url: str) -> Engine:
    """An engine for a SQLite or PostgreSQL URL. SQLite's file is made when it is missing; its directory must exist."""
    if not url.startswith("sqlite"):
        return sqlalchemy.create_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True)
    engine = sqlalchemy.create_engine(
        url, pool_size=8, max_overflow=56, connect_args={"cached_statements": 256, "check_same_thread": False}
    )
    _write_locks[engine] = threading.Lock()
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # BEGIN is ours: sqlite3's own comes too late and is deferred
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A writing transaction, committed at the end, rolled back by an exception."""
    with _write_locks.get(engine) or nullcontext(), engine.connect() as connection:
        connection.execution_options(**{_WRITING: True})
        with connection.begin():
            yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A reading transaction: all of it sees the same moment."""
    with engine.connect() as connection:
        yield connection
