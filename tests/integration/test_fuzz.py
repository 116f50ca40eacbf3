"""Diagrams gone wrong, by many seeds: each gives findings, or is deployed and runs; nothing else ever happens.

What could take long is bounded by what it is made of: the size and depth of the files, and the numbers below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from app import engine
from app.definitions.findings import Finding, Severity
from app.definitions.inspection import inspect
from app.definitions.model import Diagram, Process, Reference
from app.engine import BpmnThrow, Changes, Start, Step, Wait, Waiting, World, startable
from app.engine.codec import decode, encode
from app.engine.compile import cache
from app.errors import AppError, NotFoundError
from app.usecases.context import Context
from app.usecases.deployments import Deployment, check, deploy
from app.values import Value
from tests.integration.growing import grown
from tests.integration.mutating import damaged, mutated
from tests.unit.definitions.breaking import DOCUMENTS, MODELS
from tests.unit.engine.generated import structured
from tests.unit.engine.support.notation import HEAD
from tests.unit.engine.support.tables import TABLES
from tests.unit.usecases.kommun import opened

BPMN = Path(__file__).parents[2] / "bpmn"
BUNDLED = [path.read_bytes() for path in sorted(BPMN.glob("*.bpmn"))]
FORMS = sorted(BPMN.rglob("*.form"))
BROKEN = [data for data, _ in {**DOCUMENTS, **MODELS}.values()]
RUNNING = [cell.file for table in TABLES for cell in table.cells]
MOVES, INSTANCES, COMMANDS = 300, 30, 10
CROWD = 200  # more waits than this, and a case is let be
KOMMUN: dict[str, Value] = dict.fromkeys(re.findall(r"kommun\.(\w+)", b"".join(BUNDLED).decode()), "P14D")
VALUES: tuple[Value, ...] = (0, 1, 5, "ja", None, True, [1, 2, 3], {"a": 1})
NAMES = ("x", "v", "utfall", "lista", "v0", "v1")
CODES = ("nej", "nekad", "E1", "upp")

Mutate = Callable[[bytes, Random], bytes]


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """A database with the bundled forms, and no diagrams."""
    kommun = opened(tmp_path_factory.mktemp("fuzz") / "prov.db")
    deploy(kommun.context, Deployment("formulär", {path.name: path.read_bytes() for path in FORMS}))
    yield kommun.context
    kommun.engine.dispose()


@pytest.fixture(autouse=True)
def bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine's own limits, lowered."""
    monkeypatch.setattr("app.engine.case.MAX_MOVES", MOVES)
    monkeypatch.setattr("app.engine.loops.MAX_INSTANCES", INSTANCES)


def test_what_mishaps_make_is_refused_or_runs(context: Context) -> None:
    assert tried(context, 120, BROKEN + RUNNING, mutated) > 5


def test_what_people_add_is_refused_or_runs(context: Context) -> None:
    assert tried(context, 120, RUNNING, grown) > 30


def test_what_is_added_to_nested_blocks_is_refused_or_runs(context: Context) -> None:
    assert tried(context, 25, [], grown) > 5


def test_bundled_diagrams_gone_wrong_are_refused_or_run(context: Context) -> None:
    assert tried(context, 16, BUNDLED, mutated) > 2


def test_damaged_bytes_are_refused_or_read(context: Context) -> None:
    assert tried(context, 300, BROKEN + RUNNING[::10], damaged) > 5


def tried(context: Context, seeds: int, files: list[bytes], mutate: Mutate) -> int:
    """Try a file for each seed, from random blocks where there are no files; how many of them could be deployed."""
    deployed = 0
    for seed in range(seeds):
        random = Random(seed)
        data = mutate(random.choice(files) if files else blocks(random), random)
        try:
            deployed += one(context, data, random)
        except Exception as error:  # whatever it is, the file that did it is what one wants to see
            raise AssertionError(f"seed {seed}: {data[:3000].decode('utf-8', 'replace')}") from error
    return deployed


def blocks(random: Random) -> bytes:
    """A random structured diagram."""
    drawn = structured(random.randrange)
    return f'{HEAD}{drawn.roots}<process id="p" isExecutable="true">{drawn.body}</process></definitions>'.encode()


def one(context: Context, data: bytes, random: Random) -> bool:
    """Check a file, and play it if it may be deployed."""
    findings = check(context, {"prov.bpmn": data})
    assert all(map(is_plain, findings))
    if any(each.severity is Severity.ERROR for each in findings):
        return False
    for diagram in inspect({"prov.bpmn": data}).diagrams:
        for process in diagram.processes:
            if process.executable:
                play(diagram, process, random)
    return True


def is_plain(finding: Finding) -> bool:
    """Whether a finding says all that it should."""
    return bool(finding.rule and finding.swedish and finding.english) and finding.file == "prov.bpmn"


@dataclass
class Case:
    """A case of a diagram that plays by itself."""

    diagram: Diagram
    random: Random
    clock: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)
    ids: Random = field(default_factory=lambda: Random(0))

    def __post_init__(self) -> None:
        self.version = self.new_id()  # what is compiled for one diagram is never taken for another's
        self.processes = {each.key: each for each in self.diagram.processes if each.executable}

    def new_id(self) -> str:
        return str(UUID(int=self.ids.getrandbits(128) ^ self.random.getrandbits(128)))

    def world(self) -> World:
        def definition(id_: str) -> Process:
            return self.processes[id_.rpartition("@")[0]]

        def resolve(reference: Reference, asking: str) -> str:
            if reference.key not in self.processes:
                raise NotFoundError(kind="Processen", id=reference.key)
            return f"{reference.key}@{self.version}"

        return World(lambda: self.clock, definition, resolve, self.new_id)

    def values(self) -> dict[str, Value]:
        return {name: self.random.choice(VALUES) for name in NAMES if self.random.random() < 0.3}

    def start(self, key: str, element: str | None) -> Step:
        values = {**dict.fromkeys(NAMES, self.random.choice(VALUES)), "kommun": KOMMUN}
        return engine.start(Start(f"{key}@{self.version}", "rot", "SN-1", values, element), self.world())

    def happen(self, step: Step, waiting: Waiting) -> Step:
        """Something that can happen to what waits, or to the whole case."""
        state, token, world, chance = step.state, waiting.token, self.world(), self.random.random()
        if chance < 0.03:
            return engine.cancel(state, world)
        if chance < 0.15:
            return engine.set_variables(state, "rot", Changes(self.values()), world)
        if waiting.kind in (Wait.USER_TASK, Wait.EXTERNAL_TASK):
            thrown = BpmnThrow(self.random.choice(CODES), "", self.values())
            if chance < 0.3:
                return engine.throw_error(state, token, thrown, world)
            if chance < 0.4:
                return engine.throw_escalation(state, token, thrown, world)
            return engine.complete(state, token, self.values(), world)
        return engine.trigger(state, token, self.values(), world)


def play(diagram: Diagram, process: Process, random: Random) -> None:
    """Every way in, and some commands after it: each gives a sound step, or an error with a sentence."""
    for way in startable(process):
        case = Case(diagram, random)
        step = explained(partial(case.start, process.key, way.element if way.kind != "none" else None))
        for _ in range(COMMANDS):
            if step is None or step.ended or not 0 < len(step.waiting) <= CROWD:
                break
            assert_sound(step, case)
            case.clock += timedelta(hours=random.choice((0, 1, 24)))
            step = explained(partial(case.happen, step, random.choice(step.waiting))) or step


def explained(command: Callable[[], Step]) -> Step | None:
    """What a command gives; None when it fails with an error that says why."""
    try:
        return command()
    except AppError as error:
        if not str(error):
            raise
        return None


def assert_sound(step: Step, case: Case) -> None:
    """The state comes back as it was, and each thing waits once."""
    again = decode(step.state, case.world(), lambda id_: cache.get(id_, case.world()))
    assert encode(again) == step.state
    assert len({waiting.token for waiting in step.waiting}) == len(step.waiting)
