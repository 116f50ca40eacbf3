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
# The driver asks of each NULL and each blob whether it wants to be adapted; with an answer at hand that is soon done.
_nothing: Any = {}
sqlite3.register_adapter(type(None), _nothing.get)
sqlite3.register_adapter(bytes, bytes)

_LOCKED = {"40001", "40P01", "55P03"}  # PostgreSQL: serialization failure, deadlock, lock not available
# A host that is cut off holds its locks no longer than this, and whoever lost the database soon knows it.
_PATIENCE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "options": "-c idle_in_transaction_session_timeout=10s -c lock_timeout=10s"
    " -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=2",
}


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
        return sqlalchemy.create_engine(
            make_url(url).set(drivername="postgresql+psycopg"),
            pool_size=10,
            max_overflow=10,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args=_PATIENCE,
        )
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


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A writing transaction, committed at the end, rolled back by an exception."""
    pool = engine.pool
    if isinstance(pool, _Files):
        with pool.turn:
            connection = pool.writer(engine)
            with _Transaction(connection, "BEGIN IMMEDIATE"):
                yield connection
    else:
        with _waited_for(), engine.begin() as connection:
            yield connection


@contextmanager
def leasing(engine: Engine) -> Iterator[Connection]:
    """A writing transaction for a lease. On SQLite it waits for no disk: a power cut that undoes it ends its holder.

    A killed process undoes nothing. PostgreSQL may stop without its clients, so there it is as any other.
    """
    pool = engine.pool
    if not isinstance(pool, _Files):
        with writing(engine) as connection:
            yield connection
        return
    with pool.turn:
        connection = pool.writer(engine)
        driver: Any = connection.connection.dbapi_connection
        driver.execute("PRAGMA synchronous=NORMAL")
        try:
            with _Transaction(connection, "BEGIN IMMEDIATE"):
                yield connection
        finally:
            driver.execute("PRAGMA synchronous=FULL")


@contextmanager
def _waited_for() -> Iterator[None]:
    """Another has held a lock for too long, or each of two waited for the other's: ConflictError."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) in _LOCKED:
            raise ConflictError(id="") from error
        raise


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A reading transaction: all of it sees the same moment."""
    with engine.connect() as connection:
        if isinstance(engine.pool, _Files):
            with _Transaction(connection, "BEGIN"):
                yield connection
        else:
            with connection.execution_options(isolation_level="REPEATABLE READ").begin():
                yield connection


class _Transaction:
    """A transaction of SQLite, begun and ended at its driver.

    SQLAlchemy begins by itself at the first statement that it executes, which says nothing to SQLite; then the end is
    told to it too. What is only prepared (see `prepared`) never gets that far.
    """

    def __init__(self, connection: Connection, begin: str) -> None:
        self._connection = connection
        self._driver: Any = connection.connection.dbapi_connection
        self._begin = begin

    def __enter__(self) -> None:
        try:
            self._driver.execute(self._begin)
        except sqlite3.OperationalError as error:
            raise ConflictError(id="") from error  # another process has held the write lock for busy_timeout

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        known = self._connection if self._connection.in_transaction() else self._driver
        try:
            if kind is None:
                known.commit()
            else:
                known.rollback()
        finally:
            self._driver.rollback()  # nothing, unless the commit failed: what comes next finds no transaction open


def is_passing(error: Exception) -> bool:
    """Whether the same may go well a moment later: somebody else wrote just now, or the database was away."""
    return isinstance(error, ConflictError | OperationalError | InterfaceError | sqlite3.OperationalError)
