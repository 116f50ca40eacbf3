"""The steps of the three processes, in our own words, with what goes in and comes out.

B: the base process. M: assessment and ordering inside the authority. V: at the provider. The words are ours; the
steps are
those of Socialstyrelsen's process model and its two processes for hjälpmedel.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Steg:
    """A step: what is done, by whom, and the names of what goes in and comes out (empty where the text names none)."""

    vem: str
    vad: str
    varde_in: tuple[str, ...] = ()
    varde_ut: tuple[str, ...] = ()


STEG: dict[str, Steg] = {
    "B1": Steg(
        "nämnden",
        "Något sätter igång ärendet: en ansökan eller begäran registreras, eller en anmälan eller annan "
        "information leder till ett "
        "beslut om att inleda utredning eller inte.",
        ("Ansökan om bistånd", "Begäran om LSS-insats", "Anmälan", "Information på annat sätt"),
        ("Aktualiserad ansökan eller begäran", "Beslut om att inleda utredning", "Beslut om att inte inleda utredning"),
    ),
    "B2": Steg(
        "nämnden",
        "Behovet av och rätten till insats utreds mot ett måltillstånd, med samtycke, uppgifter, "
        "kommunicering och samverkan.",
        ("Aktualiserad ansökan eller begäran", "Beslut om att inleda utredning"),
        ("Beslutsunderlag",),
    ),
    "B3": Steg(
        "nämnden",
        "Beslut fattas och den enskilde underrättas. Ett överklagande tas om hand utan att hålla upp verkställigheten.",
        ("Beslutsunderlag",),
        ("Beslut",),
    ),
    "B4": Steg(
        "nämnden",
        "Verkställigheten planeras, uppdraget utformas och lämnas över till utföraren.",
        ("Beslut",),
        ("Beskrivning av uppdrag",),
    ),
    "B5": Steg(
        "utföraren",
        "Uppdraget tas emot, planeras, genomförs och följs upp löpande.",
        ("Beskrivning av uppdrag",),
        ("Resultat av genomfört uppdrag",),
    ),
    "B6": Steg(
        "nämnden",
        "Det följs upp att insatsen utförts enligt beslutet, att planering och mål följts, och att det som "
        "hänt har hanterats.",
        ("Resultat av genomfört uppdrag",),
        ("Resultat av genomförd uppföljning",),
    ),
    "M1": Steg("handläggare", "En ansökan kommer in."),
    "M2": Steg("handläggare", "Behov av och rätt till insatser utreds och bedöms."),
    "M3": Steg(
        "handläggare", "Rätten till insats beslutas, och att ett hjälpmedel ska användas. Beslutet kan överklagas."
    ),
    "M4": Steg("ansvarig funktion på myndigheten", "Hjälpmedlet beställs."),
    "M5": Steg("handläggare", "Uppdraget utformas och lämnas över."),
    "M6": Steg("verkställande verksamhet", "Uppdraget tas emot."),
    "M7": Steg("verkställande verksamhet", "Insatsen planeras."),
    "M8": Steg("verkställande verksamhet", "Insatsen genomförs och följs upp, och myndigheten får återkoppling."),
    "M9": Steg("handläggare", "Insatsen följs upp mot beslut, planering och mål, och ändrade omständigheter hanteras."),
    "M10": Steg(
        "handläggare",
        "Ändrat behov leder tillbaka till steg 2. Har behovet av hjälpmedlet upphört lämnas det tillbaka.",
    ),
    "V1": Steg("handläggare", "En ansökan kommer in."),
    "V2": Steg("handläggare", "Behov av och rätt till insatser utreds och bedöms."),
    "V3": Steg("handläggare", "Rätten till insats beslutas."),
    "V4": Steg("handläggare", "Uppdraget utformas och lämnas över."),
    "V5": Steg("verkställande verksamhet", "Uppdraget tas emot."),
    "V6": Steg(
        "verkställande verksamhet",
        "Insatsen planeras. Den som ansvarar för behovsbedömningen prövar om insatsen kan utföras med ett "
        "hjälpmedel, som i så fall beställs.",
    ),
    "V7": Steg("verkställande verksamhet", "Insatsen genomförs."),
    "V8": Steg("verkställande verksamhet", "Hjälpmedlet följs upp. Har behovet upphört lämnas det tillbaka."),
    "V9": Steg(
        "verkställande verksamhet", "Fortsatt behov av samma eller annat hjälpmedel leder tillbaka till steg 6."
    ),
    "V10": Steg(
        "handläggare", "Insatsen följs upp mot beslut, planering och mål, och ändrade omständigheter hanteras."
    ),
    "V11": Steg(
        "handläggare",
        "Ändrat behov leder tillbaka till steg 2. Har behovet av hjälpmedlet upphört lämnas det tillbaka.",
    ),
}
