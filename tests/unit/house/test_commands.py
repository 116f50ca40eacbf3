"""Which test runs need a browser, and what is said when there is none."""

from pathlib import Path

import pytest

from app.house.browser import ensure_chromium
from app.house.commands import drives_a_browser
from app.house.stamps import ROOT, SetupError


@pytest.mark.parametrize(
    "arguments",
    [[], ["-q"], ["tests"], ["tests/browser"], ["tests/unit", "tests/browser/"], ["-k", "browser"], ["-n", "2"]],
)
def test_these_may_drive_a_browser(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert drives_a_browser(arguments)


@pytest.mark.parametrize("arguments", [["tests/unit"], ["-q", "tests/unit/test_house.py::test_run"]])
def test_these_drive_none(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert not drives_a_browser(arguments)


def test_a_browser_that_is_pointed_out_is_the_one_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = tmp_path / "chromium"
    browser.touch(mode=0o755)
    monkeypatch.setenv("STEGVIS_CHROMIUM", str(browser))
    assert ensure_chromium() == str(browser)


def test_a_browser_pointed_out_where_none_is_gives_an_error_that_names_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEGVIS_CHROMIUM", str(tmp_path / "borta"))
    with pytest.raises(SetupError, match="borta"):
        ensure_chromium()
