"""Plays a cell: what the checks at deploy say of its diagram, and what its script leads to, in the same notation."""

import json
from collections.abc import Callable
from dataclasses import replace

from app import engine
from app.definitions.findings import Severity
from app.definitions.inspection import inspect
from app.definitions.model import Reference
from app.engine import BpmnThrow, Changes, Step, Wait, Waiting, World, startable
from app.errors import AppError
from app.expressions.times import STOCKHOLM
from app.values import Value
from tests.unit.engine.drawing import Played
from tests.unit.engine.support.notation import Cell

_MARKS = {"started": "+", "completed": "-", "cancelled": "!"}
_WAITS = {
    "message": Wait.MESSAGE,
    "signal": Wait.SIGNAL,
    "timer": Wait.TIMER,
    "continue": Wait.CONTINUATION,
    "go": Wait.RECEIVE,
    "retry": Wait.INCIDENT,
}


def refusals(cell: Cell) -> list[tuple[str, str]]:
    """(rule, element) of every error that deploying the diagram gives; what is wrong in itself is not tried further."""
    inspection = inspect({"test.bpmn": cell.file})
    found = list(inspection.findings)
    for diagram in inspection.diagrams if not inspection.refused else ():
        for process in diagram.processes:
            found += engine.unsupported(process, diagram.file) if process.executable else ()
    return [(each.rule, each.element) for each in found if each.severity is Severity.ERROR]


class _Recorded(Played):
    """Remembers which process a call activity last asked for."""

    asked = ""

    def world(self) -> World:
        world = super().world()

        def resolve(reference: Reference, asking: str) -> str:
            self.asked = f"{reference.key}:{reference.binding}:{reference.version or ''}"
            return world.resolve(reference, asking)

        return replace(world, resolve=resolve)


class Player:
    """A case of a cell, told in the notation."""

    def __init__(self, cell: Cell) -> None:
        (diagram,) = inspect({"test.bpmn": cell.file}).diagrams
        self.case = _Recorded(diagram)

    def play(self, line: str) -> str:
        """Do the line's command, and give the line as it should have been written."""
        command, _, expected = line.partition(" → ")
        notes = expected.partition(" · ")[2].split()
        done = len(self.case.trace)
        try:
            self._do(command)
        except AppError as error:
            return self._told(command, f"fails {error.fields.get('element') or error.fields['key']}", ())
        names = [note.partition("=")[0] for note in notes if not note.startswith(">")]
        told = [self._variable(name) for name in names] + [_thrown(each) for each in self.case.step.thrown]
        return self._told(command, _trace(self.case.trace[done:]), sorted(told, key=_place_in(notes)))

    def _told(self, command: str, trace: str, notes: tuple[str, ...] | list[str]) -> str:
        rests = "nothing"
        if self.case.steps:
            step = self.case.step
            rests = "end" if step.ended else " ".join(sorted(map(_wait, step.waiting)))
        told = f"{command} → {trace} → {rests}"
        return f"{told} · {' '.join(notes)}" if notes else told

    def _do(self, command: str) -> None:
        verb, *words = command.split()
        values = {name: _value(text) for name, _, text in (w.partition("=") for w in words if "=" in w)}
        plain = [word for word in words if "=" not in word]
        if verb == "start":
            self._start(plain[0] if plain else None, values)
        elif verb == "set":
            self._advance(engine.set_variables, self.case.root, Changes(values))
        elif verb == "complete":
            self._advance(engine.complete, self._at(plain[0]).token, values)
        elif verb in ("error", "escalation"):
            throw = engine.throw_error if verb == "error" else engine.throw_escalation
            self._advance(throw, self._at(plain[0]).token, BpmnThrow(plain[1], "", values))
        else:
            waiting = self._at(plain[0])
            assert waiting.kind is _WAITS[verb], f"{command}: it waits for {waiting.kind}"
            if waiting.due is not None:
                self.case.clock = max(self.case.clock, waiting.due)
            self._advance(engine.trigger, waiting.token, values)

    def _start(self, element: str | None, values: dict[str, Value]) -> None:
        ways = {way.element: way.kind for way in startable(self.case.diagram.process("p"))}
        assert (ways[element] != "none") if element else ("none" in ways.values()), ways
        self.case.start(element, **values)

    def _advance(self, command: Callable[..., Step], token: str, *rest: object) -> None:
        self.case._after(command(self.case.step.state, token, *rest, self.case.world()))

    def _at(self, place: str) -> Waiting:
        element, _, nth = place.partition("#")
        return self.case.at(element, int(nth or 0))

    def _variable(self, note: str) -> str:
        if note == "called":
            return f"called={self.case.asked}"
        place, _, name = note.rpartition(".")
        scope = self._at(place).token if place else self.case.root
        seen = {} if self.case.ended else engine.variables(self.case.step.state, scope, self.case.world())
        if self.case.ended:
            written = [each for step in self.case.steps for each in step.variables if each.scope == self.case.root]
            seen = {each.name: each.value for each in written}
        return f"{note}={_json(seen[name])}" if name in seen else f"{note}=-"


def _trace(changes: list[tuple[str, str]]) -> str:
    told: list[str] = []
    for element, phase in changes:
        mark = _MARKS[phase]
        if mark == "-" and told and told[-1] == f"+{element}":
            told[-1] = element
        else:
            told.append(mark + element)
    return " ".join(told) or "nothing"


def _wait(waiting: Waiting) -> str:
    match waiting.kind:
        case Wait.USER_TASK:
            return waiting.element
        case Wait.TIMER:
            assert waiting.due is not None
            return f"{waiting.element}/{waiting.due.astimezone(STOCKHOLM):%Y-%m-%dT%H:%M}"
        case Wait.INCIDENT:
            return f"{waiting.element}/incident:{waiting.event}"
    short = {Wait.EXTERNAL_TASK: "job", Wait.RECEIVE: "go"}.get(waiting.kind, waiting.kind.value)
    return f"{waiting.element}/{short}"


def _thrown(thrown: engine.Thrown) -> str:
    along = ",".join(f"{name}={_json(value)}" for name, value in {**thrown.correlation, **thrown.payload}.items())
    return f">{thrown.kind}:{thrown.name}" + (f"{{{along}}}" if along else "")


def _value(text: str) -> Value:
    try:
        value: Value = json.loads(text)
    except ValueError:
        return text
    return value


def _json(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _place_in(notes: list[str]) -> Callable[[str], int]:
    """Notes in the order of the line that asks for them; those that it does not name come last."""
    return lambda told: notes.index(told) if told in notes else len(notes)
