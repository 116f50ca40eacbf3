"""A copy of the database while the server runs."""

import sqlite3
from contextlib import closing
from pathlib import Path

from app.errors import SettingError
from app.settings import Settings

_SQLITE = "sqlite:///"


def back_up(settings: Settings, target: Path) -> None:
    """Copy the SQLite database, whole and as of one moment, to a new file.

    Raises:
        SettingError: the database is not SQLite, or does not exist.  FileExistsError: the target exists.
    """
    if not settings.database.startswith(_SQLITE):
        raise SettingError(
            name="STEGVIS_DATABASE_URL", reason="bara SQLite kopieras så; använd pg_dump för PostgreSQL."
        )
    source = Path(settings.database.removeprefix(_SQLITE))
    if not source.is_file():
        raise SettingError(name="STEGVIS_DATA", reason=f"databasen ”{source}” finns inte.")
    target.touch(mode=0o600, exist_ok=False)
    address = f"{source.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)
