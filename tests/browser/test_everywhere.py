"""What holds for every page: it fits 320 px, breaks no rule of axe, and says plainly what is wrong."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE, LogIn, NewPage
from tests.browser.people import Person
from tests.browser.town import Town

AXE = Path(__file__).parents[2] / "app" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PROCESS = "Prövning av parkeringstillstånd"
START = {"Vem söker?": "Asta Ek", "Vilken dag kom ansökan in?": "2026-11-03"}
TASK = "Registrera ansökan"

AREAS = [
    "/",
    "/uppgifter",
    "/uppgifter?vilka=alla",
    "/uppgifter?arende=finns-inte",
    "/arenden",
    "/starta",
    "/starta/prov",
    "/processer",
    "/processer/lagg-in",
    "/fel",
    "/administration",
    "/administration/webhooks",
    "/finns-inte",
]


def violations(page: Page) -> list[str]:
    """What axe finds, as rule: where."""
    page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"async () => (await axe.run({{runOnly: {RULES}}})).violations")
    return [f"{each['id']}: {[node['html'][:120] for node in each['nodes'][:3]]}" for each in found]


def assert_in_order(page: Page, width: int) -> None:
    page.wait_for_load_state("networkidle")
    needed = page.evaluate("document.documentElement.scrollWidth")
    assert needed <= width, f"{page.url} needs {needed} px"
    assert violations(page) == [], page.url


@pytest.fixture(params=[WIDE, NARROW])
def width(request: pytest.FixtureRequest) -> int:
    """A desk, and a telephone or 400 % zoom."""
    return int(request.param)


@pytest.fixture
def demo(log_in: LogIn, width: int) -> Person:
    """Somebody who sees every area."""
    return log_in("systemforvaltare", viewport={"width": width, "height": 800}, bypass_csp=True)


def test_the_log_in_page_is_in_order(town: Town, new_page: NewPage, width: int) -> None:
    page = new_page(viewport={"width": width, "height": 800}, bypass_csp=True)
    page.goto(f"{town.address}/logga-in")
    assert_in_order(page, width)


def test_every_area_is_in_order(demo: Person, width: int) -> None:
    for path in AREAS:
        demo.go(path)
        assert_in_order(demo.page, width)


def test_a_case_its_task_and_its_process_are_in_order(demo: Person, width: int) -> None:
    case = demo.start(PROCESS, START)
    assert_in_order(demo.page, width)
    for view in ("Diagram och steg", "Formulärsvar", "Logg"):
        demo.page.get_by_role("link", name=view, exact=True).click()
        assert_in_order(demo.page, width)
    demo.open_task(case, TASK)
    assert_in_order(demo.page, width)
    demo.page.get_by_role("button", name="Klar", exact=True).click()
    expect(demo.page.locator(".govuk-error-summary")).to_be_visible()
    assert_in_order(demo.page, width)
    demo.go("/processer")
    demo.page.get_by_role("link", name=PROCESS).click()
    assert_in_order(demo.page, width)


def test_dark_mode_keeps_contrast(log_in: LogIn) -> None:
    person = log_in("systemforvaltare", color_scheme="dark", bypass_csp=True)
    for path in ("/", "/uppgifter?vilka=alla", "/starta", "/processer", "/administration"):
        person.go(path)
        assert_in_order(person.page, WIDE)


def test_who_is_not_logged_in_logs_in_first_and_then_comes_where_they_wanted(town: Town, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{town.address}/uppgifter?vilka=alla")
    expect(page.get_by_role("heading", level=1)).to_have_text("Logga in")
    page.get_by_role("button", name="Logga in som Hanna Handläggare").click()
    expect(page).to_have_url(re.compile(r"/uppgifter\?vilka=alla$"))


def test_a_wrong_password_is_told_without_saying_which_of_the_two_was_wrong(town: Town, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{town.address}/logga-in")
    page.get_by_label("Användarnamn").fill("hanna")
    page.get_by_label("Lösenord").fill("fel lösenord")
    page.get_by_role("button", name="Logga in", exact=True).first.click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Användarnamnet eller lösenordet stämmer inte.")


def test_an_area_that_is_not_for_the_role_is_refused_with_a_way_on(log_in: LogIn) -> None:
    hanna = log_in("handlaggare")
    answer = hanna.page.goto(f"{hanna.town.address}/processer/lagg-in")
    assert answer is not None
    assert answer.status == 403
    expect(hanna.page.get_by_role("heading", level=1)).to_have_text("Du får inte göra det här")
    hanna.page.get_by_role("link", name="Till Min dag").click()
    expect(hanna.page.get_by_role("heading", level=1)).to_have_text("Min dag")


def test_no_page_asks_anything_of_another_host(log_in: LogIn) -> None:
    person = log_in("systemforvaltare")
    asked: list[str] = []
    person.page.on("request", lambda request: asked.append(request.url))
    for path in AREAS:
        person.go(path)
    assert [url for url in asked if not url.startswith((person.town.address, "data:"))] == []
