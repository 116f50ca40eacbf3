"""A fresh municipality a test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.usecases.kommun import Kommun, opened


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables and nothing in them, to copy."""
    path = tmp_path_factory.mktemp("empty") / "stegvis.db"
    opened(path).engine.dispose()
    return path


@pytest.fixture
def kommun(empty_database: Path, tmp_path: Path) -> Iterator[Kommun]:
    """A database in a file of its own, with all tables."""
    found = opened(Path(shutil.copy(empty_database, tmp_path / "stegvis.db")))
    yield found
    found.engine.dispose()
