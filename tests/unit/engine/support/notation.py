"""How a cell is written: where it stands in its table, its diagram, and what is expected of it.

A script is lines of three or four parts, "command → trace → rests · notes":

command  start [element] · complete, message, signal, timer, continue, go or retry element · error or escalation element
         code · set; each with name=value. "a#1" is the second wait at a. "timer" turns the clock to when it is due.
trace    +a entered, -a completed, !a cancelled, a both at once; "fails a": the command fails at a, nothing has happened
rests    all that waits afterwards, sorted: "a" a task for people; a/job, a/go (somebody's "go on"), a/message, a/signal,
         a/condition, a/continuation, a/incident:code, a/2026-03-16T10:00 (a timer, in Stockholm); "end" when it is over
notes    v=1 a variable of the instance, a.v=1 as seen from where a waits, v=- none of that name; every message or signal
         thrown must be named: >message:name, with what goes along, >message:name{v=1}; called=key:binding:version

What BPMN leaves open follows the drawing: branches in document order, and cancelled tokens innermost and last first.
The clock starts at 10:00 on 2 March 2026.
"""

from dataclasses import dataclass

from tests.unit.engine.drawing import flows

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'targetNamespace="urn:test" expressionLanguage="feel">'
)
ROOTS = (
    '<message id="msg" name="svar"/><message id="msg2" name="svar2"/><signal id="sig" name="larm"/>'
    '<error id="err" errorCode="nej"/><escalation id="esk" escalationCode="upp"/>'
)
DAY = "2026-03-03T10:00"  # a day after the case began


@dataclass(frozen=True, slots=True)
class Runs:
    """It runs: the script, line by line."""

    script: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Deploying it is refused: the rule, the element it is found at, and why, in Swedish."""

    rule: str
    element: str
    why: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One row and column of a table. `body` is the content of the process "p"; `roots` stand beside it.

    `bare` says what SpiffWorkflow's own BPMN package does wrong with it, where that is known.
    """

    row: str
    column: str
    body: str
    expected: Runs | Refused
    roots: str = ROOTS
    bare: str = ""

    @property
    def file(self) -> bytes:
        """The cell's diagram."""
        return f'{HEAD}{self.roots}<process id="p" isExecutable="true">{self.body}</process></definitions>'.encode()


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the page. Every row has a cell in every column."""

    title: str
    text: str
    cells: tuple[Cell, ...]
    corner: str = "symbol"

    @property
    def rows(self) -> list[str]:
        """The rows, as they first appear."""
        return list(dict.fromkeys(cell.row for cell in self.cells))

    @property
    def columns(self) -> list[str]:
        """The columns, as they first appear."""
        return list(dict.fromkeys(cell.column for cell in self.cells))


def runs(*script: str) -> Runs:
    """It runs as the script says."""
    return Runs(script)


def element(tag: str, id_: str, inner: str = "", attributes: str = "") -> str:
    """An element."""
    return f'<{tag} id="{id_}" {attributes}>{inner}</{tag}>'


def people(*ids: str) -> str:
    """Tasks for people."""
    return "".join(f'<userTask id="{id_}"/>' for id_ in ids)


def begun(content: str, ends: str) -> str:
    """A plain start event "s" with this content and these flows."""
    return f'<startEvent id="s"/>{content}{flows(ends)}'


__all__ = ["DAY", "ROOTS", "Cell", "Refused", "Runs", "Table", "begun", "element", "flows", "people", "runs"]
