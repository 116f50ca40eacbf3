"""One kommun for all tests of a file; each test has a case of its own."""

from collections.abc import Iterator

import pytest

from app.cli.simulation.stage import Stage
from tests.acceptance.arende import Leverantor, kommun


@pytest.fixture(scope="module")
def leverantor() -> Leverantor:
    """The supplier behind the handlers."""
    return Leverantor()


@pytest.fixture(scope="module")
def stage(leverantor: Leverantor) -> Iterator[Stage]:
    """A kommun with the bundled diagrams."""
    with kommun(leverantor) as opened:
        yield opened
