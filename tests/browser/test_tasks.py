"""Tasks: take, fill in, be told what is wrong, save a draft, go on; nothing typed is lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LogIn
from tests.browser.people import Answers, Person, fill

PROCESS = "Prövning av parkeringstillstånd"
START: Answers = {"Vem söker?": "Asta Ek", "Vilken dag kom ansökan in?": "3 november 2026"}
REGISTER = "Registrera ansökan"
ANSWERS: Answers = {
    "Skäl": "Svårt att gå.",
    "Behövs komplettering?": "Nej",
    "Fordon": [{"Registreringsnummer": "ABC123", "Slag": "Personbil"}],
}


@pytest.fixture
def hanna(log_in: LogIn) -> Person:
    """A handläggare."""
    return log_in("handlaggare")


def test_a_task_is_started_taken_and_completed_by_two_people(hanna: Person, log_in: LogIn) -> None:
    case = hanna.start(PROCESS, START)
    hanna.do(case, REGISTER, ANSWERS)
    decision: Answers = {
        "Utfall": "Bifall",
        "Gäller till och med": "24/12 2027",
        "Villkor": ["Endast dagtid"],
        "Jag har läst hela ansökan": "ja",
    }
    log_in("beslutsfattare").do(case, "Fatta beslut", decision)
    hanna.open_case(case)
    expect(hanna.page.locator(".stegvis-standing")).to_contain_text("avslutat")


def test_wrong_answers_are_listed_first_with_the_focus_there_and_links_to_the_fields(hanna: Person) -> None:
    case = hanna.start(PROCESS, START)
    hanna.open_task(case, REGISTER)
    page = hanna.page
    fill(page, {"Skäl": "Kort skäl", "Antal tillstånd": "tolv"})
    page.get_by_role("button", name="Klar", exact=True).click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Fel: "))
    expect(page.get_by_label("Skäl")).to_have_value("Kort skäl")
    expect(page.get_by_label("Antal tillstånd (frivilligt)")).to_have_value("tolv")
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("Antal tillstånd (frivilligt)")).to_be_focused()


def test_a_question_that_depends_on_an_answer_comes_and_goes_with_it(hanna: Person) -> None:
    case = hanna.start(PROCESS, START)
    hanna.open_task(case, REGISTER)
    page = hanna.page
    expect(page.get_by_label("Vad saknas?")).to_have_count(0)
    fill(page, {"Behövs komplettering?": "Ja"})
    fill(page, {"Vad saknas?": "Intyg från läkare"})
    fill(page, {"Behövs komplettering?": "Nej"})
    expect(page.get_by_label("Vad saknas?")).to_have_count(0)
    fill(page, {"Behövs komplettering?": "Ja"})
    expect(page.get_by_label("Vad saknas?")).to_have_value("Intyg från läkare")


def test_without_javascript_a_whole_task_can_be_done(hanna: Person, log_in: LogIn) -> None:
    case = hanna.start(PROCESS, START)
    plain = log_in("handlaggare", java_script_enabled=False)
    plain.open_task(case, REGISTER)
    page = plain.page
    fill(page, {"Skäl": "Svårt att gå.", "Behövs komplettering?": "Ja"})
    page.get_by_role("button", name="Visa frågor som hör till svaret").click()
    expect(page.get_by_label("Skäl")).to_have_value("Svårt att gå.")
    fill(
        page, {"Vad saknas?": "Intyg", "Fordon": [{"Registreringsnummer": "ABC123"}, {"Registreringsnummer": "DEF456"}]}
    )
    expect(page.get_by_role("group", name="Fordon 1").get_by_label("Registreringsnummer")).to_have_value("ABC123")
    page.get_by_role("button", name="Klar", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("är klar")


def test_by_keyboard_alone_a_task_is_taken_filled_in_and_completed(hanna: Person) -> None:
    case = hanna.start(PROCESS, START)
    hanna.go(f"/uppgifter?vilka=alla&arende={case}")
    page = hanna.page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    _tab_to(hanna, REGISTER)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    _tab_to(hanna, "Ta uppgiften")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    _tab_to(hanna, "Skäl")
    page.keyboard.type("Svårt att gå.")
    _tab_to(hanna, "Ja")
    page.keyboard.press("ArrowDown")  # the second answer: Nej
    _tab_to(hanna, "Registreringsnummer")
    page.keyboard.type("ABC123")
    _tab_to(hanna, "Klar")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("är klar")


def _tab_to(person: Person, name: str) -> None:
    """Press Tab until what is focused has this name."""
    said = """() => { const node = document.activeElement;
        return (node.labels && node.labels.length ? node.labels[0] : node).innerText.trim(); }"""
    seen = []
    for _press in range(80):
        person.page.keyboard.press("Tab")
        seen.append(str(person.page.evaluate(said)).split("\n")[0].strip())
        if seen[-1] == name:
            return
    raise AssertionError(f"{name} cannot be reached; there was {seen}")


def test_a_draft_is_saved_by_itself_and_is_there_the_next_time(hanna: Person) -> None:
    case = hanna.start(PROCESS, START)
    hanna.open_task(case, REGISTER)
    page = hanna.page
    page.get_by_label("Skäl").press_sequentially("Ett halvt sk")
    expect(page.locator("[data-stegvis-draft-status]")).to_contain_text("Utkastet sparades")
    hanna.go("/")
    expect(
        page.get_by_role("heading", name="Påbörjade").or_(page.get_by_role("heading", name="Senast"))
    ).not_to_have_count(0)
    hanna.open_task(case, REGISTER)
    expect(page.get_by_label("Skäl")).to_have_value("Ett halvt sk")


def test_what_was_typed_when_the_session_ended_is_there_after_logging_in_again(hanna: Person) -> None:
    case = hanna.start(PROCESS, START)
    hanna.open_task(case, REGISTER)
    page = hanna.page
    fill(page, {"Skäl": "Det här får inte försvinna."})
    page.context.clear_cookies()
    page.get_by_role("button", name="Klar", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Logga in")
    account = hanna.town.account("handlaggare")
    page.get_by_label("Användarnamn").fill(account.id)
    page.get_by_label("Lösenord").fill(account.password)
    page.get_by_role("button", name="Logga in", exact=True).first.click()
    page.get_by_role("button", name="Till formuläret med det du skrev").click()
    expect(page.get_by_label("Skäl")).to_have_value("Det här får inte försvinna.")


def test_what_was_typed_is_shown_when_somebody_else_was_faster(hanna: Person, log_in: LogIn) -> None:
    case = hanna.start(PROCESS, START)
    hanna.open_task(case, REGISTER)
    address = hanna.page.url
    fill(hanna.page, dict(ANSWERS) | {"Skäl": "Mina egna ord."})
    second = log_in("handlaggare")
    second.do(case, REGISTER, ANSWERS)
    hanna.page.get_by_role("button", name="Klar", exact=True).click()
    expect(hanna.page.get_by_text("Mina egna ord.")).to_be_visible()
    expect(hanna.page.get_by_role("heading", level=1)).to_contain_text("kunde inte slutföras")
    assert hanna.page.url.split("#")[0] == address.split("#")[0]


def test_a_colleagues_task_is_not_taken_with_one_click(hanna: Person, log_in: LogIn) -> None:
    case = hanna.start(PROCESS, START)
    hanna.open_task(case, REGISTER)
    other = log_in("systemforvaltare")
    other.page.goto(hanna.page.url)
    expect(other.page.get_by_text("Hanna Handläggare har tagit uppgiften.")).to_be_visible()
    other.page.get_by_text("Ta över uppgiften").click()
    other.page.get_by_role("button", name="Ta över", exact=True).click()
    expect(other.page.locator(".govuk-error-message")).to_be_visible()
    other.page.get_by_label("Jag tar över uppgiften från Hanna Handläggare").check()
    other.page.get_by_role("button", name="Ta över", exact=True).click()
    expect(other.page.get_by_role("button", name="Klar", exact=True)).to_be_visible()


def test_klar_och_ta_nasta_opens_the_next_task(log_in: LogIn) -> None:
    everyone = log_in("handlaggare")
    first, second = everyone.start(PROCESS, START), everyone.start(PROCESS, START)
    everyone.open_task(second, REGISTER)
    everyone.open_task(first, REGISTER)
    fill(everyone.page, ANSWERS)
    everyone.page.get_by_role("button", name="Klar och ta nästa").click()
    expect(everyone.page.get_by_role("alert")).to_contain_text("är klar")
    expect(everyone.page.get_by_role("button", name="Klar", exact=True)).to_be_visible()


def test_coming_back_from_a_task_leads_to_the_list_as_it_was(hanna: Person) -> None:
    case = hanna.start(PROCESS, START)
    hanna.go(f"/uppgifter?vilka=alla&arende={case}&ordning=namn")
    hanna.page.get_by_role("rowheader").get_by_role("link", name=REGISTER).click()
    hanna.page.get_by_role("link", name="Tillbaka till uppgifterna").click()
    expect(hanna.page).to_have_url(re.compile(rf"arende={case}&ordning=namn"))
    expect(hanna.page.get_by_label("Ärendenummer")).to_have_value(case)
