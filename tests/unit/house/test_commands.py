"""Which test runs need a program of the machine, and what is said when there is none."""

from pathlib import Path

import pytest

from app.house.commands import reaches
from app.house.programs import CHROMIUM, REDIS, Program, ensure
from app.house.stamps import ROOT, SetupError


@pytest.mark.parametrize(
    "arguments",
    [[], ["-q"], ["tests"], ["tests/browser"], ["tests/unit", "tests/browser/"], ["-k", "browser"], ["-n", "2"]],
)
def test_these_may_drive_a_browser(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert reaches(arguments, "tests/browser")


@pytest.mark.parametrize("arguments", [["tests/unit"], ["-q", "tests/unit/test_house.py::test_run"]])
def test_these_drive_none(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert not reaches(arguments, "tests/browser")


@pytest.mark.parametrize("program", [CHROMIUM, REDIS], ids=lambda program: program.title)
def test_a_program_that_is_pointed_out_is_the_one_used(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = tmp_path / "program"
    given.touch(mode=0o755)
    monkeypatch.setenv(program.variable, str(given))
    assert ensure(program) == str(given)


def test_a_program_pointed_out_where_none_is_gives_an_error_that_names_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEGVIS_CHROMIUM", str(tmp_path / "borta"))
    with pytest.raises(SetupError, match="borta"):
        ensure(CHROMIUM)


def test_a_program_that_is_missing_where_nothing_is_installed_by_itself_gives_the_command_that_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("STEGVIS_REDIS", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SetupError, match=r"apt-get install .* redis-server"):
        ensure(REDIS)
