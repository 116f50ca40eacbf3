"""The supplier's own database: orders, pick-ups, what happened to them, and the messages that have yet to go out."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

SCHEMA = """
create table if not exists bestallning (
    nummer text primary key,
    nyckel text not null unique,         -- Idempotency-Key of the caller
    avtryck text not null,               -- of what was sent, so that a key used for something else is seen
    slag text not null,                  -- bestallning | hamtning
    status text not null,
    bekraftad integer not null default 0,
    innehall text not null,              -- JSON as sent
    individnummer text,
    leveransdatum text,
    anmarkning text not null default '',
    skapad real not null,
    nasta real                           -- when the supplier goes on by itself; null: never
);
create index if not exists bestallning_nasta on bestallning (nasta) where nasta is not null;
create index if not exists bestallning_individ on bestallning (individnummer);
create table if not exists handelse (
    id integer primary key,
    nummer text not null references bestallning,
    tid real not null,
    text text not null
);
create index if not exists handelse_nummer on handelse (nummer);
create table if not exists utkorg (
    id text primary key,                 -- the message's Idempotency-Key
    nummer text not null references bestallning,
    meddelande text not null,            -- JSON, as the message API wants it
    skapad real not null,
    forsok integer not null default 0,
    nasta real,                          -- null: given up, until a person says try again
    fel text not null default ''
);
create index if not exists utkorg_nasta on utkorg (nasta) where nasta is not null;
create table if not exists lopnummer (namn text primary key, senaste integer not null);
create table if not exists val (namn text primary key, varde text not null);
"""


class Store:
    """The SQLite file. Every transaction has its own connection, so threads share nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with closing(self._connect()) as connection:
            connection.execute("pragma journal_mode = wal")
            connection.executescript(SCHEMA)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=10, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("pragma synchronous = full")  # an answered order survives a power cut
        connection.execute("pragma foreign_keys = on")
        return connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One writer at a time; everything is kept, or nothing when it raises."""
        with closing(self._connect()) as connection:
            connection.execute("begin immediate")
            try:
                yield connection
            except BaseException:
                connection.execute("rollback")
                raise
            connection.execute("commit")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read with."""
        with closing(self._connect()) as connection:
            yield connection


def next_number(connection: sqlite3.Connection, name: str) -> int:
    """1, 2, 3 … for each name, without gaps."""
    row = connection.execute(
        "insert into lopnummer (namn, senaste) values (?, 1)"
        " on conflict (namn) do update set senaste = senaste + 1 returning senaste",
        (name,),
    ).fetchone()
    return int(row[0])


def choice(connection: sqlite3.Connection, name: str, default: str) -> str:
    """What a person has chosen on the page, else `default`."""
    row = connection.execute("select varde from val where namn = ?", (name,)).fetchone()
    return default if row is None else str(row[0])


def choose(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Remember what a person has chosen."""
    connection.execute(
        "insert into val (namn, varde) values (?, ?) on conflict (namn) do update set varde = excluded.varde",
        (name, value),
    )
