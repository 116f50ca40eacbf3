"""Every example of docs/uttryck.md gives what the page says, and every function it lists exists."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.expressions import feel
from app.expressions.functions import BUILTINS
from app.expressions.times import cycle, due

NOW = datetime(2026, 3, 28, 9, tzinfo=UTC)
PAGE = (Path(__file__).parents[3] / "docs" / "uttryck.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\| `(.+?)` \| `(.+)` \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("text", "expected"), EXAMPLES)
def test_an_example_gives_what_the_page_says(text: str, expected: str) -> None:
    variables = feel(PAGE.split("```feel\n")[1].split("```")[0]).evaluate({})
    assert isinstance(variables, dict)
    assert feel(text).evaluate(variables) == feel(expected).evaluate({})


def test_the_page_has_examples_and_lists_every_function() -> None:
    assert len(EXAMPLES) > 30
    listed = set(re.findall(r"`([a-z ]+)`", PAGE.split("### Funktioner")[1].split("### ")[0]))
    assert listed == {name for name in BUILTINS if not name.startswith("juel.")}


def test_the_page_lists_every_method_of_juel() -> None:
    part = PAGE.split("## `${…}`")[1].split("## ")[0]
    listed = set(re.findall(r"`([a-zA-Z]+)(?:\(3\)|\(\))?`", part)) | {"plusDays"}
    shifts = {f"{sign}{unit}" for sign in ("plus", "minus") for unit in re.findall(r"[A-Z][a-z]+s\b", part)}
    methods = {name.removeprefix("juel.") for name in BUILTINS if name.startswith("juel.")}
    assert methods <= listed | shifts
    assert {name for name in shifts if name not in methods} == set()


def test_the_timers_of_the_page_are_timers() -> None:
    timers = re.findall(r"^\| `(.+?)` \|", PAGE.split("## Tidsgränser")[1], re.MULTILINE)
    for text in timers:
        found = cycle(text).firing(cycle(text).anchor(NOW), 0) if text.startswith("R") else due(text, NOW)
        assert found is not None
