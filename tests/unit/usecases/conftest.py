"""A fresh municipality a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import copied, fresh
from tests.unit.usecases.kommun import Kommun, opened


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with all tables and nothing in them, to copy."""
    url = fresh(tmp_path_factory.mktemp("empty"))
    opened(url).engine.dispose()
    return url


@pytest.fixture
def kommun(empty_database: str, tmp_path: Path) -> Iterator[Kommun]:
    """A database of its own, with all tables."""
    found = opened(copied(empty_database, tmp_path))
    yield found
    found.engine.dispose()
