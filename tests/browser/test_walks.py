"""A whole case of each process through the pages, each step by somebody in the role that the lane names."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.browser.conftest import LogIn
from tests.browser.people import Answers, Person
from tests.browser.town import Town, open_town

TODAY = datetime.now(ZoneInfo("Europe/Stockholm")).date()
START: Answers = {
    "Vilken dag kom ansökan in?": TODAY.isoformat(),
    "Vad gäller ansökan?": "Jag kan inte längre gå i trappor och vill kunna ta mig ut.",
    "Personnummer eller samordningsnummer": "19811218-9876",
    "Har den enskilde skyddade personuppgifter?": "Nej",
}
CHAIR = "Manuell rullstol, sittbredd 45 cm"
BACK: Answers = {
    "Vad har hänt med hjälpmedlet?": "Det har lämnats tillbaka och ska hämtas",
    "Är hjälpmedlet rengjort?": "Ja",
}
ORDER: Answers = {
    "Vilken ISO-kod har hjälpmedlet?": "12 22 03",
    "Vilket hjälpmedel ska beställas?": CHAIR,
    "Vem är mottagare?": "Asta Ek",
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Our own diagrams only."""
    with open_town(tmp_path_factory.mktemp("data")) as opened:
        yield opened


class People:
    """One browser for each role, opened when the role is first needed."""

    def __init__(self, log_in: LogIn) -> None:
        self._log_in = log_in
        self._known: dict[str, Person] = {}

    def __getattr__(self, role: str) -> Person:
        if role not in self._known:
            self._known[role] = self._log_in(role)
        return self._known[role]


@pytest.fixture
def people(log_in: LogIn) -> People:
    """Everyone who may be needed."""
    return People(log_in)


def investigate(people: People, case: str) -> None:
    """Steps 1 and 2: from the registration to the basis for a decision."""
    hanna = people.handlaggare
    hanna.do(case, "Registrera ansökan eller begäran", {"Berörs något barn av ärendet?": "Nej"})
    hanna.do(case, "Inhämta samtycke och planera utredningen", {"Har den enskilde lämnat sitt samtycke?": "Ja"})
    hanna.do(case, "Inhämta uppgifter", {"Behöver du hämta in fler uppgifter?": "Ja"})
    hanna.do(case, "Inhämta uppgifter", {"Behöver du hämta in fler uppgifter?": "Nej"})
    hanna.register(case, "Yttrande inkommet", {"Vad har den enskilde svarat?": "Uppgifterna stämmer."})
    hanna.do(
        case,
        "Bedöm behov och rätt till insats",
        {
            "Behov": [{"Vilket livsområde?": "Förflyttning", "Vilket behov finns?": "Kommer inte ut på egen hand."}],
            "Vilket beslut föreslår du?": "Bifall",
        },
    )


def decide(people: People, case: str, more: Answers) -> None:
    """Step 3: a favourable decision."""
    people.beslutsfattare.do(
        case,
        "Fatta beslut",
        {
            "Vilket beslut fattas?": "Bifall",
            "Vilken insats gäller beslutet?": "Ledsagning",
            "Vem fattar beslutet?": "Nämnden",
        }
        | dict(more),
    )


def hand_over(people: People, case: str) -> None:
    """The assignment goes to the provider; follow-up is due in thirty days."""
    hanna = people.handlaggare
    follow_up = (TODAY + timedelta(days=30)).isoformat()
    hanna.do(case, "Planera verkställigheten", {"Vilken dag ska ni följa upp?": follow_up})
    hanna.do(case, "Utforma uppdraget", {"Vilken insats ska utföras?": "Ledsagning två gånger i veckan"})


def appeal(people: People, case: str) -> None:
    """The decision is appealed in time, not changed, and stands in court."""
    hanna, bengt = people.handlaggare, people.beslutsfattare
    hanna.do(case, "Registrera delfåendedatum", {"Hur fick den enskilde del av beslutet?": "Med brev"})
    hanna.register(case, "Överklagande inkommet", {"Vilken dag kom överklagandet in?": TODAY.isoformat()})
    bengt.do(case, "Ompröva beslutet", {"Ska beslutet ändras?": "Nej, beslutet ändras inte"})
    hanna.do(case, "Pröva om det kom in i rätt tid", {"Kom överklagandet in i rätt tid?": "Ja"})
    hanna.register(case, "Dom inkommen")
    hanna.do(case, "Registrera domen", {"Vad har domstolen kommit fram till?": "Beslutet står fast"})


def test_socialtjanst_from_an_application_to_the_end_with_an_appeal(people: People, town: Town) -> None:
    hanna, eva, petra = people.handlaggare, people.enhetschef, people.utforarpersonal
    case = hanna.start(
        "Socialtjänstprocessen",
        {
            "Hur har ärendet kommit in?": "Ansökan om bistånd",
            "Vilken dag kom ärendet in?": TODAY.isoformat(),
            "Vad gäller ärendet?": "Jag behöver hjälp att komma ut.",
            "Personnummer eller samordningsnummer": "19811218-9876",
            "Har den enskilde skyddade personuppgifter?": "Nej",
        },
    )
    investigate(people, case)
    decide(people, case, {})
    hand_over(people, case)
    eva.do(case, "Ta emot uppdraget")
    eva.do(case, "Planera uppdraget")
    appeal(people, case)
    petra.do(case, "Genomför och följ upp uppdraget", {"Hur är läget med insatsen?": "Utförd och klar"})
    hanna.do(case, "Planera uppföljningen")
    hanna.do(case, "Följ upp", {"Hur går ärendet vidare?": "Insatsen avslutas"})
    hanna.do(case, "Dokumentera avslutet")
    hanna.open_case(case, "Socialtjänstprocessen")
    hanna.wait_until_case_says("avslutat")


def test_hjalpmedel_ordered_by_the_authority_and_returned_with_an_appeal(people: People, town: Town) -> None:
    hanna, berit, eva = people.handlaggare, people.bestallningsansvarig_myndighet, people.enhetschef
    case = hanna.start("Hjälpmedel inom myndighet", START)
    investigate(people, case)
    chair = {"Vilket hjälpmedel ska beställas?": CHAIR, "Hur många ska beställas?": "1"}
    decide(
        people,
        case,
        {"Ska ett hjälpmedel användas för att utföra insatsen?": "Ja", "Hjälpmedel att beställa": [chair]},
    )
    berit.do(case, "Fyll i beställningen", ORDER)
    hand_over(people, case)
    berit.do(case, "Registrera mottaget hjälpmedel", {"Vilket individnummer har hjälpmedlet?": "RS-4711"})
    eva.do(case, "6. Ta emot uppdrag")
    eva.do(case, "7. Planera insats")
    appeal(people, case)
    going_on = {"Hur är läget med insatsen?": "Pågår", "Ska ni återkoppla till handläggaren nu?": "Ja"}
    people.utforarpersonal.do(case, "8. Genomföra och följa upp insats", going_on)
    hanna.do(case, "Planera uppföljningen")
    hanna.do(
        case,
        "Följ upp",
        {"Ska något hjälpmedel lämnas tillbaka?": "Ja", "Hur går ärendet vidare?": "Insatsen avslutas"},
    )
    berit.do(case, "Registrera återlämning", BACK)
    eva.do(case, "Avsluta insatsen")
    hanna.do(case, "Dokumentera avslutet")
    hanna.open_case(case, "Hjälpmedel inom myndighet")
    hanna.wait_until_case_says("avslutat")


def test_hjalpmedel_assessed_ordered_and_returned_by_the_provider(people: People, town: Town) -> None:
    hanna, eva, bo = people.handlaggare, people.enhetschef, people.behovsbedomningsansvarig
    ulla, petra = people.bestallningsansvarig_utforare, people.utforarpersonal
    case = hanna.start("Hjälpmedel inom verkställighet", START)
    investigate(people, case)
    decide(people, case, {})
    hand_over(people, case)
    eva.do(case, "5. Ta emot uppdrag")
    eva.do(case, "6. Planera insats")
    chair = {"Vilket hjälpmedel ska beställas?": CHAIR, "Hur många ska beställas?": "1"}
    bo.do(
        case,
        "6. Bedöma om hjälpmedel kan användas",
        {"Kan insatsen utföras med ett hjälpmedel?": "Ja", "Hjälpmedel att beställa": [chair]},
    )
    ulla.do(case, "Fyll i beställningen", ORDER)
    ulla.do(case, "Registrera mottaget hjälpmedel", {"Vilket individnummer har hjälpmedlet?": "RS-4712"})
    petra.do(case, "7. Genomföra insats", {"Hur är läget med insatsen?": "Pågår"})
    petra.do(case, "8. Följa upp hjälpmedel", {"Vilket behov av hjälpmedel finns nu?": "Behovet har upphört"})
    ulla.do(case, "Registrera återlämning", BACK)
    petra.do(case, "7. Genomföra insats", {"Hur är läget med insatsen?": "Utförd och klar"})
    hanna.do(case, "Planera uppföljningen")
    hanna.do(case, "Följ upp", {"Hur går ärendet vidare?": "Insatsen avslutas"})
    hanna.do(case, "Dokumentera avslutet")
    hanna.open_case(case, "Hjälpmedel inom verkställighet")
    hanna.wait_until_case_says("avslutat")
