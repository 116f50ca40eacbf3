"""Alembic migrations, run at the start by `upgrade`."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from app.store.database import writing


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest version; on an empty one, make all tables. All or nothing."""
    with writing(engine) as connection:
        command.upgrade(configured(connection), "head")


def configured(connection: Connection) -> Config:
    """Alembic's configuration for a connection of ours; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
