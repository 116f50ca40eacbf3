"""Process owners: look at a process, upload a changed diagram, read the findings, deploy, go on in the old version."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LogIn
from tests.browser.people import Person
from tests.browser.town import SAMPLE

NAME = "Prövning av parkeringstillstånd"
START = {"Vem söker?": "Asta Ek", "Vilken dag kom ansökan in?": "2026-11-03"}


@pytest.fixture
def pia(log_in: LogIn) -> Person:
    """A process owner."""
    return log_in("processagare")


def upload(person: Person, file: Path) -> None:
    person.go("/processer/lagg-in")
    person.page.get_by_label("Diagram (.bpmn) och formulär (.form)").set_input_files(file)
    person.page.get_by_role("button", name="Granska").click()


def changed(folder: Path, old: str, new: str) -> Path:
    """The sample diagram with one thing changed."""
    text = (SAMPLE / "prov.bpmn").read_text(encoding="utf-8")
    assert old in text
    file = folder / "prov.bpmn"
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


def test_a_process_shows_its_diagram_its_steps_and_its_forms(pia: Person) -> None:
    pia.go("/processer")
    pia.page.get_by_role("link", name=NAME).click()
    expect(pia.page.locator("[data-bpmn=ready]")).to_be_visible()
    expect(pia.page.locator("[data-bpmn]")).to_have_attribute("data-warnings", "0")
    expect(pia.page.get_by_role("img", name="Fatta beslut, uppgift")).to_be_attached()
    pia.page.get_by_role("link", name="prov_beslut").click()
    expect(pia.page.get_by_text("Jag har läst hela ansökan")).to_be_visible()


def test_the_diagram_of_a_case_shows_where_it_stands_and_says_the_same_in_text(log_in: LogIn) -> None:
    hanna = log_in("handlaggare")
    hanna.start(NAME, START)
    hanna.page.get_by_role("link", name="Diagram och steg").click()
    expect(hanna.page.locator("[data-bpmn=ready]")).to_be_visible()
    expect(hanna.page.get_by_role("img", name="Registrera ansökan, uppgift, väntar här")).to_be_attached()
    expect(hanna.page.locator("[aria-current=step]")).to_contain_text("Registrera ansökan")


def test_a_changed_diagram_is_checked_confirmed_and_deployed_and_old_cases_go_on(
    pia: Person, log_in: LogIn, tmp_path: Path
) -> None:
    hanna = log_in("handlaggare")
    old = hanna.start(NAME, START)
    upload(pia, changed(tmp_path, 'name="Registrera ansökan"', 'name="Skriv in ansökan"'))
    expect(pia.page.get_by_text("inga fel")).to_be_visible()
    expect(pia.page.locator("[data-bpmn=ready]")).to_be_visible()
    pia.page.get_by_role("button", name="Driftsätt").click()
    expect(pia.page.get_by_role("alert")).to_contain_text("I drift nu")
    expect(pia.page.get_by_role("rowheader", name="Version 2")).to_be_visible()
    new = hanna.start(NAME, START)
    hanna.open_task(new, "Skriv in ansökan")
    hanna.open_task(old, "Registrera ansökan")


def test_a_wrong_diagram_is_refused_with_the_place_and_nothing_can_be_deployed(pia: Person, tmp_path: Path) -> None:
    upload(pia, changed(tmp_path, '=komplettering = "ja"', "=komplettering = "))
    expect(pia.page.get_by_text("måste rättas")).to_be_visible()
    expect(pia.page.locator("li[data-element=f4]")).to_contain_text("Fel")
    expect(pia.page.get_by_role("button", name="Driftsätt")).to_have_count(0)


def test_what_is_no_diagram_at_all_is_refused_in_words(pia: Person, tmp_path: Path) -> None:
    file = tmp_path / "prov.bpmn"
    file.write_text("det här är ingen XML", encoding="utf-8")
    upload(pia, file)
    expect(pia.page.get_by_text("måste rättas")).to_be_visible()


def test_the_kommuns_choices_are_changed_with_their_form(log_in: LogIn) -> None:
    sven = log_in("systemforvaltare")
    sven.go("/administration")
    expect(sven.page.get_by_text("Ingen har ändrat valen ännu")).to_be_visible()
    sven.page.get_by_role("button", name="Spara").click()
    expect(sven.page.get_by_role("alert")).to_contain_text("Valen är sparade")
    expect(sven.page.get_by_text("Version 1, sparad")).to_be_visible()
