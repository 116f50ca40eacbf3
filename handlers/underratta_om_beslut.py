"""Letter with a decision, its reasons and how to appeal (FL 32–33 §§)."""

from collections.abc import Mapping

from app.handler import Field, Job, Variables, handles
from handlers.brev import Kind, document, today
from handlers.lagrum import name_of_law

_OUTCOMES: Mapping[str, str] = {
    "bifall": "Din ansökan har beviljats.",
    "delvis_bifall": "Din ansökan har beviljats till en del.",
    "avslag": "Din ansökan har avslagits.",
    "avvisning": "Din ansökan har avvisats. Det betyder att den inte prövas i sak.",
    "avskrivning": "Ärendet har skrivits av.",
    "annat_beslut": "Ett beslut har fattats i ditt ärende.",
}
_TITLES: Mapping[str, str] = {
    "sak": "Beslut i ditt ärende",
    "andring": "Ditt beslut har ändrats",
    "avvisning": "Ditt överklagande har avvisats",
    "avgorande": "Din begäran om avgörande har avslagits",
}
_OPENINGS: Mapping[str, str] = {
    "andring": "Myndigheten har omprövat beslutet efter ditt överklagande och ändrat det.",
    "avvisning": "Överklagandet kom in för sent och prövas därför inte.",
    "avgorande": "Du har begärt att ärendet avgörs. Begäran avslås, och utredningen fortsätter.",
}


@handles(
    "underratta-om-beslut",
    title="Underrätta om beslut",
    inputs=[
        Field("besluts_id", "Beslutets nummer", required=True),
        Field("beslutstyp", "Vad beslutet gäller", choices=tuple(_TITLES)),
        Field("utfall", "Utfall", choices=tuple(_OUTCOMES)),
        Field("insats", "Insats"),
        Field("motivering", "Skäl för beslutet"),
        Field("lagrum", "Lag"),
    ],
    outputs=[Field("beslutsdatum", "Beslutsdatum", "Date")],
)
def underratta_om_beslut(job: Job) -> Variables:
    """Write the letter, in the words of the kind of decision."""
    kind = str(job.variables.get("beslutstyp") or "sak")
    title = _TITLES.get(kind, _TITLES["sak"])
    opening = _OPENINGS.get(kind) or _OUTCOMES.get(str(job.variables.get("utfall")), _OUTCOMES["annat_beslut"])
    law = name_of_law(job.variables.get("lagrum"))
    letter = document(job, Kind("beslut.txt", title, "Den enskilde"), rubrik=title, inledning=opening, lagrum_text=law)
    return {"beslutsdatum": today(job), **letter}
