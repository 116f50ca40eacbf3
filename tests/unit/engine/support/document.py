"""The page docs/stod.md, written from the tables."""

from pathlib import Path

from tests.unit.engine.support.notation import Cell, Refused, Table
from tests.unit.engine.support.tables import TABLES

PAGE = Path(__file__).parents[4] / "docs" / "stod.md"
_FEW = 3
_INTRODUCTION = """\
# Vad som körs i ett diagram

Den här sidan skrivs av testerna (`python -m tests.unit.engine.support`) och ändras inte för hand. Varje ruta är ett litet diagram:

- **körs**: ett test spelar diagrammet steg för steg och ser att precis det händer som BPMN 2.0.2 och Camunda 7 säger, i rätt ordning.
- **nekas** (*regel*): diagrammet går inte att driftsätta. Den som försöker får veta vilken symbol det gäller, varför, och vad som går att rita i stället.
  Ett test ser att regeln slår till på just den symbolen.

Något tredje finns inte: det som varken körs rätt eller nekas är ett fel i Stegvis. Under en tabell står varför det som nekas nekas.
Vad reglerna säger står i [regler.md](regler.md); `not-supported` är det som BPMN tillåter men som Stegvis inte kör.
Symbolernas engelska namn inom parentes är de som ritverktyget och BPMN använder.
"""


def page() -> str:
    """The whole page."""
    cells = [cell for table in TABLES for cell in table.cells]
    refused = sum(isinstance(cell.expected, Refused) for cell in cells)
    count = f"Tabellerna har {len(cells)} rutor: {len(cells) - refused} körs och {refused} nekas.\n"
    return "\n".join((_INTRODUCTION, count, *map(_table, TABLES)))


def _table(table: Table) -> str:
    found = {(cell.row, cell.column): cell for cell in table.cells}
    lines = [
        f"## {table.title}\n",
        f"{table.text}\n",
        f"| {table.corner} | {' | '.join(table.columns)} |",
        "|---" * (len(table.columns) + 1) + "|",
    ]
    for row in table.rows:
        lines.append(f"| {row} | {' | '.join(_outcome(found[row, column]) for column in table.columns)} |")
    return "\n".join([*lines, "", *_reasons(table)])


def _outcome(cell: Cell) -> str:
    return f"nekas (`{cell.expected.rule}`)" if isinstance(cell.expected, Refused) else "körs"


def _reasons(table: Table) -> list[str]:
    """Each reason once, with the rows that it is about."""
    rows: dict[tuple[str, str], list[str]] = {}
    for cell in table.cells:
        if isinstance(cell.expected, Refused):
            about = rows.setdefault((cell.expected.why, cell.expected.rule), [])
            about += [] if cell.row in about else [cell.row]
    made = [f"- {_which(about, table)} (`{rule}`): {why}" for (why, rule), about in rows.items()]
    return [*made, ""] if made else []


def _which(rows: list[str], table: Table) -> str:
    """The rows by their Swedish names, or those that are left when they are few."""
    others = [row for row in table.rows if row not in rows]
    if not others:
        return "alla"
    if len(others) <= _FEW < len(rows):
        return f"alla utom {_swedish(others)}"
    return _swedish(rows)


def _swedish(rows: list[str]) -> str:
    return "; ".join(dict.fromkeys(row.partition(" (")[0] for row in rows))


def write() -> None:
    """Write the page where it belongs."""
    PAGE.write_text(page(), encoding="utf-8")
