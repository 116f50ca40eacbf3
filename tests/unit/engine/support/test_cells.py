"""Every cell of the tables of support: it runs with the trace that it should have, or its deployment is refused."""

import pytest

from tests.unit.engine.support.document import PAGE, page
from tests.unit.engine.support.notation import Cell, Refused, Runs
from tests.unit.engine.support.playing import Player, refusals
from tests.unit.engine.support.tables import TABLES

CELLS = {f"{table.title}/{cell.row}/{cell.column}": cell for table in TABLES for cell in table.cells}
RUNS = {name: cell for name, cell in CELLS.items() if isinstance(cell.expected, Runs)}
REFUSED = {name: cell for name, cell in CELLS.items() if isinstance(cell.expected, Refused)}


@pytest.mark.parametrize("cell", RUNS.values(), ids=RUNS.keys())
def test_it_runs_as_the_script_says(cell: Cell) -> None:
    assert isinstance(cell.expected, Runs)
    assert refusals(cell) == []
    player = Player(cell)
    for line in cell.expected.script:
        assert player.play(line) == line


@pytest.mark.parametrize("cell", REFUSED.values(), ids=REFUSED.keys())
def test_it_is_refused_at_its_element(cell: Cell) -> None:
    assert isinstance(cell.expected, Refused)
    assert (cell.expected.rule, cell.expected.element) in refusals(cell)


def test_every_row_has_one_cell_in_every_column() -> None:
    for table in TABLES:
        places = [(cell.row, cell.column) for cell in table.cells]
        assert sorted(places) == sorted((row, column) for row in table.rows for column in table.columns), table.title


def test_the_page_says_what_the_tables_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python -m tests.unit.engine.support"
