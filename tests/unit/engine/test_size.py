"""Large cases and long ones: nothing grows with what is done, and nothing needs a deep stack.

Every test runs in a thread whose stack is small, with fewer Python frames than the interpreter allows by default.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from functools import wraps
from itertools import pairwise
from pathlib import Path

import pytest

from app.definitions.inspection import inspect
from app.engine import unsupported
from app.usecases.instances import get_instance
from tests.unit.engine.drawing import Played, flows
from tests.unit.usecases.kommun import END, START, opened, process, user

_DEFAULT_FRAMES = 1000
_FRAMES = 250
_STACK = 256 * 1024
_HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="urn:test" expressionLanguage="feel">'
)


def narrow(test: Callable[..., None]) -> Callable[..., None]:
    """Run a test in a thread with a small stack and few frames."""

    @wraps(test)
    def run(*args: object, **kwargs: object) -> None:
        assert sys.getrecursionlimit() == _DEFAULT_FRAMES, "somebody has raised the limit"
        failures: list[BaseException] = []

        def body() -> None:
            sys.setrecursionlimit(_FRAMES)
            try:
                test(*args, **kwargs)
            except BaseException as failure:
                failures.append(failure)

        size = threading.stack_size(_STACK)
        try:
            thread = threading.Thread(target=body)
            thread.start()
            thread.join()
        finally:
            threading.stack_size(size)
            sys.setrecursionlimit(_DEFAULT_FRAMES)
        if failures:
            raise failures[0]

    return run


def deployed(body: str, roots: str = "") -> Played:
    """A case of the process "p", when the checks at deploy find nothing to refuse."""
    file = f'{_HEAD}{roots}<process id="p" isExecutable="true">{body}</process></definitions>'.encode()
    inspection = inspect({"test.bpmn": file})
    (diagram,) = inspection.diagrams
    assert not inspection.refused, inspection.findings[:3]
    assert not [each for process in diagram.processes for each in unsupported(process, "test.bpmn")]
    return Played(diagram)


def forgetful(case: Played) -> Iterator[int]:
    """The size of the state after each command, without keeping what has happened."""
    while not case.ended:
        case.trace.clear()
        case.steps.clear()
        yield len(case.step.state)


def several(tag: str, attributes: str, inside: str = "") -> str:
    return (
        f'<startEvent id="s"/><{tag} id="a"><multiInstanceLoopCharacteristics {attributes}>{inside}'
        f'</multiInstanceLoopCharacteristics></{tag}><userTask id="z"/>' + flows("s a, a z")
    )


@narrow
def test_a_loop_of_two_tasks_goes_round_five_thousand_times_and_its_state_does_not_grow() -> None:
    case = deployed(
        '<startEvent id="s"/><exclusiveGateway id="m"/><userTask id="a"/><userTask id="b"/>'
        '<exclusiveGateway id="x" default="x-m"/><endEvent id="e"/>' + flows("s m, m a, a b, b x, x e [done], x m")
    ).start(done=False)
    sizes = set()
    for number, size in enumerate(forgetful(case)):
        sizes.add(size)
        case.complete("b" if number % 2 else "a", done=number == 9_999)
    assert number == 9_999
    assert max(sizes) - min(sizes) <= len("false")


@narrow
def test_a_sequence_of_a_thousand_tasks_is_deployed_and_done() -> None:
    tasks = "".join(f'<userTask id="t{n}"/>' for n in range(1000))
    chain = ", ".join(f"t{n} t{n + 1}" for n in range(999))
    case = deployed(f'<startEvent id="s"/>{tasks}<endEvent id="e"/>' + flows(f"s t0, {chain}, t999 e")).start()
    for number, _ in enumerate(forgetful(case)):
        case.complete(f"t{number}")
    assert number == 999


@narrow
def test_ten_thousand_automatic_instances_are_done_in_one_command() -> None:
    gathers = '<loopDataOutputRef>out</loopDataOutputRef><outputDataItem name="r"/>'
    body = several("scriptTask", 'camunda:collection="items" camunda:elementVariable="item"', gathers).replace(
        '<scriptTask id="a">',
        '<scriptTask id="a" scriptFormat="feel" camunda:resultVariable="r"><script>=item * 2</script>',
    )
    for sequential in (False, True):
        made = body.replace(
            "<multiInstanceLoopCharacteristics ", '<multiInstanceLoopCharacteristics isSequential="true" '
        )
        case = deployed(made if sequential else body).start(items=list(range(10_000)))
        assert case.waits() == ["z"]
        assert case.values()["out"] == [item * 2 for item in range(10_000)]
        assert case.trace.count(("a", "completed")) == 10_001


@pytest.mark.slow
@pytest.mark.parametrize("sequential", ["true", "false"])
@narrow
def test_a_thousand_instances_are_done_by_people_one_by_one(sequential: str) -> None:
    case = deployed(
        several("userTask", f'isSequential="{sequential}"', "<loopCardinality>1000</loopCardinality>")
    ).start()
    for number, _ in enumerate(forgetful(case)):
        case.complete("z" if number == 1000 else "a")
    assert number == 1000


def within(depth: int, innermost: str, name: str) -> str:
    """An element with this many sub-processes around it."""
    for number in range(depth):
        innermost = f'<subProcess id="{name}{number}">{innermost}</subProcess>'
    return innermost


@narrow
def test_sub_processes_two_hundred_deep_are_deployed_and_left_again() -> None:
    case = deployed(within(200, '<userTask id="u"/>', "a")).start()
    assert case.waits() == ["u"]
    assert case.complete("u").ended
    assert case.trace[-1] == ("a199", "completed")


@narrow
def test_tokens_two_hundred_deep_are_kept_cancelled_and_left() -> None:
    """Four processes, each calling the next from within fifty sub-processes."""
    calls = [f'<callActivity id="c{number}" calledElement="q{number + 1}"/>' for number in range(3)]
    called = "".join(
        f'<process id="q{number}" isExecutable="true">{within(50, inner, f"a{number}_")}</process>'
        for number, inner in enumerate([*calls, '<userTask id="u"/>'])
    )
    border = '<boundaryEvent id="bo" attachedToRef="c"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>'
    body = f'<callActivity id="c" calledElement="q0"/>{border}<userTask id="z"/>' + flows("bo z")
    case = deployed(body, called).start()
    assert case.complete("u").ended
    assert len(case.trace) == 2 * (1 + 4 * 50 + 3 + 1)
    case = deployed(body, called).start()
    assert case.later(days=1).trigger("bo").waits() == ["z"]
    assert [phase for _, phase in case.trace].count("cancelled") == 1 + 4 * 50 + 3 + 1


def branches(tag: str, count: int) -> str:
    tasks = "".join(f'<{tag} id="t{n}"/>' for n in range(count))
    ways = ", ".join(f"f t{n}, t{n} j" for n in range(count))
    gateways = '<parallelGateway id="f"/><parallelGateway id="j"/>'
    return f'<startEvent id="s"/>{gateways}{tasks}<userTask id="z"/>' + flows(f"s f, {ways}, j z")


@narrow
def test_a_thousand_parallel_branches_meet() -> None:
    case = deployed(branches("task", 1000)).start()
    assert case.waits() == ["z"]
    assert case.entered().count("j") == 1


@narrow
def test_parallel_branches_meet_whatever_order_people_finish_them_in() -> None:
    case = deployed(branches("userTask", 200)).start()
    for number in reversed(range(200)):
        assert len(case.waits()) == number + 1
        case.complete(f"t{number}")
    assert case.waits() == ["z"]


@pytest.mark.slow
def test_a_thousand_tasks_are_done_through_the_use_cases_on_a_file(tmp_path: Path) -> None:
    assert sys.getrecursionlimit() == _DEFAULT_FRAMES
    kommun = opened(tmp_path / "stegvis.db")
    tasks = [f"t{number}" for number in range(1000)]
    ways = ", ".join(f"{one} {two}" for one, two in pairwise(["start", *tasks, "slut"]))
    kommun.deploy(process(START + "".join(map(user, tasks)) + END + flows(ways)))
    case = kommun.start()
    for task in tasks:
        kommun.complete(task)
    assert get_instance(kommun.context, case.id).outcome == "completed"
    kommun.engine.dispose()
