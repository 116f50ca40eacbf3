"""The bundles that the pages load hold nothing that is only for GOV.UK, and the notices of whose code they hold."""

import re

import pytest

from app.house.bundles import OUT


@pytest.mark.parametrize("name", ["stegvis.css", "diagram.css", "stegvis.js", "diagram.js", "licenser.txt"])
def test_every_bundle_is_built(name: str) -> None:
    assert (OUT / name).stat().st_size > 1000, "./run setup builds them"


def test_the_style_sheets_load_no_font_and_no_file() -> None:
    for name in ("stegvis.css", "diagram.css"):
        style = (OUT / name).read_text(encoding="utf-8")
        assert not re.search(r"@font-face|GDS Transport|crest", style)
        assert re.findall(r"url\((?!['\"]?data:)[^)]*", style) == []


@pytest.mark.parametrize("package", ["bpmn-js", "diagram-js", "govuk-frontend"])
def test_the_notices_of_what_is_bundled_are_beside_it(package: str) -> None:
    notices = (OUT / "licenser.txt").read_text(encoding="utf-8")
    assert re.search(rf"^{package} \d+\.", notices, re.MULTILINE)


def test_the_logo_that_the_diagrams_licence_asks_for_is_in_the_bundle() -> None:
    assert "bjs-powered-by" in (OUT / "diagram.js").read_text(encoding="utf-8")
