"""The database: connections, and the two kinds of transaction.

SQLite: WAL, synchronous=FULL, foreign keys; a writing transaction takes the write lock at BEGIN (a deferred one that
writes later fails with "database is locked" under load), and threads of one process queue for it here instead of in
SQLite.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.pool import QueuePool

from app.errors import ConflictError

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA wal_autocheckpoint=4000",  # pages (16 MB): most are written again before that, and then copied only once
    "PRAGMA temp_store=MEMORY",
)


class _Files(QueuePool):
    """Connections to a SQLite file. All writing is done on one of them, in turn: it knows the pages that it wrote."""

    def __init__(self, creator: Any, **options: Any) -> None:
        super().__init__(creator, **options)
        self.turn = threading.Lock()
        self._writer: Connection | None = None

    def writer(self, engine: Engine) -> Connection:
        """The connection that writes; never given back."""
        if self._writer is None or self._writer.closed:
            self._writer = engine.connect()
        return self._writer

    def checkedout(self) -> int:
        """How many are lent, the writer not counted."""
        return super().checkedout() - (self._writer is not None)

    def dispose(self) -> None:
        """Close all that are not lent."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        super().dispose()


def open_database(url: str) -> Engine:
    """An engine for a SQLite or PostgreSQL URL. SQLite's file is made when it is missing; its directory must exist."""
    if not url.startswith("sqlite"):
        return sqlalchemy.create_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True, hide_parameters=True)
    made = make_url(url)
    path = made.database or ":memory:"
    return sqlalchemy.create_engine(
        made,
        creator=lambda: _connect(path),
        poolclass=_Files,
        pool_size=8,
        max_overflow=56,
        pool_use_lifo=True,  # the connection that was used last has the pages that are wanted next
        pool_reset_on_return=None,  # every transaction here is ended where it began
        hide_parameters=True,  # an error's text is logged, and values are nobody's business there
    )


def _connect(path: str) -> sqlite3.Connection:
    # BEGIN is ours (isolation_level None): sqlite3's own comes too late and is deferred. And no event listeners of
    # SQLAlchemy, for with one of them every statement is slower.
    connection = sqlite3.connect(path, isolation_level=None, cached_statements=256, check_same_thread=False)
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    return connection


def _begin(connection: Connection, statement: str) -> None:
    """SQLAlchemy begins by itself at the first statement, which says nothing to SQLite; this does."""
    driver: Any = connection.connection.dbapi_connection
    if isinstance(driver, sqlite3.Connection):
        try:
            driver.execute(statement)
        except sqlite3.OperationalError as error:
            raise ConflictError(id="") from error  # another process has held the write lock for busy_timeout


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A writing transaction, committed at the end, rolled back by an exception."""
    pool = engine.pool
    if isinstance(pool, _Files):
        with pool.turn:
            connection = pool.writer(engine)
            with connection.begin():
                _begin(connection, "BEGIN IMMEDIATE")
                yield connection
    else:
        with engine.begin() as connection:
            yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A reading transaction: all of it sees the same moment."""
    with engine.connect() as connection, connection.begin():
        _begin(connection, "BEGIN")
        yield connection


def is_passing(error: Exception) -> bool:
    """Whether the same may go well a moment later: somebody else wrote just now, or the database was away."""
    return isinstance(error, ConflictError | OperationalError | InterfaceError | sqlite3.OperationalError)
