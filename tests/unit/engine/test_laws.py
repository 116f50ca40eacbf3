"""Laws of the engine, on random diagrams and random events, against a slow interpreter of BPMN's own clauses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from app import engine
from app.definitions.findings import Severity
from app.definitions.model import Diagram
from app.definitions.rules import check
from app.engine import BpmnThrow, Step, World, commands
from app.engine.case import Case
from app.engine.codec import decode, encode
from app.engine.compile import cache
from app.engine.log import Log
from app.errors import StaleTriggerError
from tests.unit.engine.drawing import Played, flows, play
from tests.unit.engine.forest import Followed, Line, of_engine, of_reference
from tests.unit.engine.generated import CODES, ROOTS, VALUES, VARIABLES, structured
from tests.unit.engine.loose import loose
from tests.unit.engine.reference import Reference
from tests.unit.engine.standing import Open

T = TypeVar("T")
FEW = settings(max_examples=90, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
COMMANDS = 16
CROWD = 25  # more waits than this, and the diagram breeds tokens
FAILING = ("user-task", "external-task")


@dataclass
class Both:
    """One case, played by the engine and by the reference at once, and compared after each command."""

    diagram: Diagram
    draw: Callable[[int], int]
    tell: Callable[[str], None]
    followed: Followed = field(default_factory=Followed)
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        values = dict.fromkeys(VARIABLES, 0)
        self.played = Played(self.diagram).start(None, **values)
        self.reference = Reference({each.key: each for each in self.diagram.processes}, "p", values)
        self.compare()

    @property
    def goes_on(self) -> bool:
        return not self.played.ended and 0 < len(self.played.step.waiting) <= CROWD

    def engines(self) -> dict[Line, list[str]]:
        return of_engine(self.played.step, self.followed, self.diagram, self.played.clock)

    def compare(self) -> None:
        """The same waits, nested alike; the same elements entered; ended or not alike; and a state that is sound."""
        assert self.followed.note(self.played.step) == sorted(self.reference.entered)
        assert self.played.ended == self.reference.ended
        references = of_reference(self.reference)
        assert {line: len(found) for line, found in self.engines().items()} == {
            line: len(found) for line, found in references.items()
        }
        check_state(self.played, self.followed)
        self.refuse_what_is_over()

    def refuse_what_is_over(self) -> None:
        """What has been completed or cancelled cannot be completed again, and that changes nothing."""
        waiting = [each.token for each in self.played.step.waiting]
        over = [token for token in self.seen if token not in waiting]
        self.seen = [*over[-3:], *waiting]
        for token in over[-3:]:
            for command in (engine.complete, engine.trigger):
                with pytest.raises(StaleTriggerError):
                    command(self.played.step.state, token, {}, self.played.world())

    def choose(self, options: list[T]) -> T:
        return options[self.draw(len(options))]

    def command(self) -> None:
        """Something random happens to something that waits."""
        engines = self.engines()
        line = self.choose(sorted(engines))
        token, waiting = engines[line][0], of_reference(self.reference)[line][0]
        if waiting.waits not in FAILING:
            self.tell(f"trigger {line[-1][0]}")
            self.reference.trigger(waiting)
            self.played._after(engine.trigger(self.played.step.state, token, {}, self.played.world()))
        elif self.draw(4) == 3:
            self.fail(token, waiting)
        else:
            self.complete(token, waiting)

    def fail(self, token: str, waiting: Open) -> None:
        code = self.choose([*CODES, "other"])
        self.tell(f"error {code} at {waiting.node and waiting.node.id}")
        self.reference.fail(waiting, code)
        self.played._after(engine.throw_error(self.played.step.state, token, BpmnThrow(code), self.played.world()))

    def complete(self, token: str, waiting: Open) -> None:
        values = {name: self.choose(list(VALUES)) for name in VARIABLES if self.draw(2)}
        self.tell(f"complete {waiting.node and waiting.node.id} {values}")
        self.reference.complete(waiting, values)
        self.played._after(engine.complete(self.played.step.state, token, values, self.played.world()))


def play_both(diagram: Diagram, draw: Callable[[int], int], tell: Callable[[str], None]) -> Both:
    """Some random commands, compared after each, until the case has ended or stands still at joins; then cancelled."""
    both = Both(diagram, draw, tell)
    while both.goes_on and len(both.played.steps) <= COMMANDS:
        both.command()
        both.compare()
    if not both.played.ended:
        both.played._after(engine.cancel(both.played.step.state, both.played.world()))
        both.followed.note(both.played.step)
        check_state(both.played, both.followed)
    return both


def check_state(played: Played, followed: Followed) -> None:
    """The state comes back as it was; no token is in what has ended; ended or cancelled leaves nothing open."""
    step = played.step
    case = decode(step.state, played.world(), lambda definition: cache.get(definition, played.world()))
    assert encode(case) == step.state
    assert len({waiting.token for waiting in step.waiting}) == len(step.waiting)
    assert followed.open <= set(case.tasks)
    assert {scope for scope, _ in followed.local} <= followed.open
    for token in case.tasks.values():
        if token is not token.home and token.outer is not token.home:
            assert token.scope.id in followed.open
        assert token.instance in followed.instances
    assert len(step.state) <= 500 * (1 + len(case.tasks))
    if step.ended:
        assert not case.tasks
        assert not step.waiting
        assert not followed.instances


def drawing_with(data: st.DataObject) -> Callable[[int], int]:
    return lambda options: data.draw(st.integers(0, options - 1))


@FEW
@given(st.data())
def test_nested_blocks_run_as_the_clauses_say(data: st.DataObject) -> None:
    drawn = structured(drawing_with(data))
    note(f"{drawn.body}\n{drawn.roots}")
    play_both(drawn.diagram(), drawing_with(data), note)


@FEW
@given(st.data())
def test_loose_diagrams_run_as_the_clauses_say(data: st.DataObject) -> None:
    drawn = loose(drawing_with(data))
    note(drawn.body)
    diagram = drawn.diagram()
    broken = {each.rule for each in check(diagram) if each.severity is Severity.ERROR}
    assert broken <= {"without-incoming"}  # a box that nothing leads to is refused, and never runs
    play_both(diagram, drawing_with(data), note)


@settings(FEW, max_examples=30)
@given(st.data())
def test_a_case_that_is_never_stored_does_the_same(data: st.DataObject) -> None:
    drawn = structured(drawing_with(data))
    note(f"{drawn.body}\n{drawn.roots}")
    with pytest.MonkeyPatch.context() as patch:
        keep_cases(patch)
        play_both(drawn.diagram(), drawing_with(data), note)


def keep_cases(patch: pytest.MonkeyPatch) -> None:
    """Commands go on with the very tokens that the command before left, instead of stored ones."""
    kept: dict[bytes, Case] = {}
    finish = commands._finish

    def finish_and_keep(case: Case) -> Step:
        step = finish(case)
        case.log, case.seen_writes = Log(), 0
        kept[step.state] = case
        return step

    def keeping(state: bytes, world: World) -> Case:
        return kept[state]

    patch.setattr(commands, "_finish", finish_and_keep)
    patch.setattr(commands, "_decode", keeping)


ROUND = (
    '<startEvent id="s"/><exclusiveGateway id="m"/><parallelGateway id="f"/><inclusiveGateway id="j"/>'
    '<subProcess id="sub"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>'
    '<startEvent id="s1"/><userTask id="a"/><subProcess id="h" triggeredByEvent="true"><startEvent id="hs" isInterrupting="false">'
    '<messageEventDefinition messageRef="m"/></startEvent><userTask id="b"/>'
    + flows("hs b, s1 a")
    + '</subProcess></subProcess><userTask id="c"/><boundaryEvent id="bo" attachedToRef="c" cancelActivity="false">'
    '<timerEventDefinition><timeCycle>R/P1D</timeCycle></timerEventDefinition></boundaryEvent><userTask id="d"/>'
    '<eventBasedGateway id="g"/><intermediateCatchEvent id="e1"><signalEventDefinition signalRef="si"/></intermediateCatchEvent>'
    '<intermediateCatchEvent id="e2"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>'
    + flows("s m, m f, f sub, f c, f g, g e1, g e2, e1 j, e2 j, sub j, c j, bo d, j m")
)


def test_many_rounds_through_everything_leave_the_state_as_small_as_the_first() -> None:
    case = play(ROUND, ROOTS)
    size = len(case.step.state)
    for _ in range(150):
        case.trigger("hs").trigger("bo").complete("b").complete("d").complete("a").complete("a")
        case.trigger("e1").complete("c")
        assert case.waits() == ["a", "a", "c"]
        assert len(case.step.state) == size
