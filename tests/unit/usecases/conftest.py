"""A fresh municipality a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.usecases.kommun import Kommun, opened


@pytest.fixture
def kommun(tmp_path: Path) -> Iterator[Kommun]:
    """A database in a file of its own, with all tables."""
    found = opened(tmp_path / "stegvis.db")
    yield found
    found.engine.dispose()
