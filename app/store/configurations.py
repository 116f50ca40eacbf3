"""Versioned settings."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from app.store.tables import configuration
from app.store.types import AnyRow


def latest_configuration(connection: Connection, key: str) -> AnyRow | None:
    """The version in force."""
    return connection.execute(_versions(key).limit(1)).first()


def configuration_rows(connection: Connection, key: str) -> Sequence[AnyRow]:
    """All versions, newest first."""
    return connection.execute(_versions(key)).all()


def insert_configuration(connection: Connection, row: Mapping[str, Any]) -> None:
    """A new version."""
    connection.execute(insert(configuration), dict(row))


def _versions(key: str) -> Any:
    return select(configuration).where(configuration.c.key == key).order_by(configuration.c.version.desc())
