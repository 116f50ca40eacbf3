"""Tasks: take, fill in, be told what is wrong, save a draft, go on; nothing typed is lost."""

from playwright.sync_api import expect

from tests.browser.conftest import LogIn

PROCESS = "Prövning av parkeringstillstånd"
START = {"Vem söker?": "Asta Ek", "Vilken dag kom ansökan in?": "3 november 2026"}


def test_a_task_is_started_taken_and_completed_by_two_people(log_in: LogIn) -> None:
    hanna = log_in("handlaggare")
    case = hanna.start(PROCESS, START)
    hanna.do(
        case,
        "Registrera ansökan",
        {
            "Skäl": "Svårt att gå.",
            "Behövs komplettering?": "Nej",
            "Fordon": [{"Registreringsnummer": "ABC123", "Slag": "Personbil"}],
        },
    )
    bengt = log_in("beslutsfattare")
    bengt.do(
        case, "Fatta beslut", {"Utfall": "Bifall", "Gäller till och med": "2027-12-31", "Villkor": ["Endast dagtid"]}
    )
    hanna.open_case(case)
    expect(hanna.page.locator(".stegvis-standing")).to_contain_text("avslutat")
