"""The stored state: small, versioned, and readable for as long as there are cases in it."""

import json
from datetime import UTC, date, datetime

import pytest

from app import engine
from app.errors import ElementError, ValueTooLargeError
from app.values import FileReference
from tests.unit.engine.drawing import Played, drawn, flows, play

BODY = '<startEvent id="s"/><userTask id="a"/><userTask id="b"/>' + flows("s a, a b")

# Written by version 1 of the codec. It must be readable for ever: add a sample for each new version, never change one.
SAMPLE_1 = (
    '{"v":1,"x":1,"t":[["11111111-1111-4111-8111-111111111111",-1,"p#process",32,{"instance":"i","definition":"DEF","key":"SN-1"},'
    '{"dag":{"\\u0000d":"2026-03-02"},"fil":{"\\u0000f":["f1","brev.pdf","application/pdf",12]}}],'
    '["22222222-2222-4222-8222-222222222222",0,"a",32,{"via":"s-a","a":{}},0]]}'
)


def test_version_1_is_readable() -> None:
    case = Played(drawn(BODY))
    state = SAMPLE_1.replace("DEF", f"p@{case.version}").encode()
    assert dict(engine.variables(state, "i", case.world())) == {
        "dag": date(2026, 3, 2),
        "fil": FileReference("f1", "brev.pdf", "application/pdf", 12),
    }
    step = engine.complete(state, "22222222-2222-4222-8222-222222222222", {}, case.world())
    assert [waiting.element for waiting in step.waiting] == ["b"]


def test_a_version_from_the_future_is_refused_with_a_sentence() -> None:
    case = Played(drawn(BODY))
    with pytest.raises(ElementError, match="version 99"):
        engine.variables(b'{"v":99,"x":0,"t":[]}', "i", case.world())


def test_the_diagram_is_not_in_the_state_and_neither_is_what_has_finished() -> None:
    case = play(BODY)
    before = case.step.state
    case.complete("a")
    assert len(case.step.state) <= len(before)
    assert set(json.loads(case.step.state)) == {"v", "x", "t"}


def test_a_value_over_the_limit_is_refused_by_name() -> None:
    case = play(BODY)
    with pytest.raises(ValueTooLargeError) as error:
        case.complete("a", bilaga="x" * 1_100_000)
    assert error.value.fields["name"] == "bilaga"


def test_a_time_without_zone_and_a_key_that_would_be_misread_are_refused() -> None:
    case = play(BODY)
    with pytest.raises(ElementError, match="tidszon"):
        case.complete("a", stund=datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(ElementError, match="otillåtet tecken"):
        case.complete("a", x={"\u0000d": "2026-01-01"})
    assert case.complete("a", stund=datetime(2026, 1, 1, tzinfo=UTC)).waits() == ["b"]
