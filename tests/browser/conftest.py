"""A real Chromium, a real installation, and people who are logged in."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from app.bootstrap.demo import DIAGRAMS
from tests.browser.people import Person
from tests.browser.town import SAMPLE, Town, open_town

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE, NARROW = 1280, 320

expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Started once; every test has a context of its own."""
    path = os.environ.get("STEGVIS_CHROMIUM") or shutil.which("chromium")
    assert path, "no Chromium: install chromium, or set STEGVIS_CHROMIUM to its path"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The short sample process, and our own forms, of which the administration needs one."""
    with open_town(tmp_path_factory.mktemp("data"), DIAGRAMS / "forms", SAMPLE) as opened:
        yield opened


NewPage = Callable[..., Page]
LogIn = Callable[..., Person]


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[NewPage]:
    """Makes a page in a context of its own; options are Playwright's. An error in a page's script fails the test."""
    opened: list[BrowserContext] = []
    errors: list[str] = []

    def make(**options: Any) -> Page:
        wanted: dict[str, Any] = {"viewport": {"width": WIDE, "height": 900}, "locale": "sv-SE"}
        context = chromium.new_context(**(wanted | options))
        context.set_default_timeout(15_000)
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield make
    for context in opened:
        context.close()
    assert not errors, errors


@pytest.fixture
def log_in(town: Town, new_page: NewPage) -> LogIn:
    """Logs in somebody with a role; options are those of the page."""

    def person(role: str, **options: object) -> Person:
        account = town.account(role)
        page = new_page(**options)
        page.goto(f"{town.address}/logga-in")
        page.get_by_label("Användarnamn").fill(account.id)
        page.get_by_label("Lösenord").fill(account.password)
        page.get_by_role("button", name="Logga in", exact=True).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Min dag")
        return Person(page, town)

    return person
