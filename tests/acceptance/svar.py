"""A realistic answer to each form, for tests that walk cases: one woman's case, told from the day it came in.

`answers(day)` gives form id → answers by variable name, with dates around `day` (no later than `day` where a form asks
for what has been). `background(day)` gives form id → what the case knows when the form is shown, where choices, or what
is shown, depend on it. The answers show as many fields as can be shown at once; a test that wants another way through a
process changes the few values that lead there.
"""

from datetime import date, timedelta

from app.values import Value, Variables

DAY = date(2026, 3, 2)
"""A Monday, for tests whose clock stands still."""

Answers = dict[str, dict[str, Value]]

_PERSON: dict[str, Value] = {"personnummer": "18900101-9802", "skyddade_personuppgifter": "nej"}
_NEED = "Asta Lind behöver hjälp att duscha och klä sig efter ett höftbrott."
_GOALS = "Asta duschar två gånger i veckan och känner sig trygg när hon gör det."
_DEVICES: list[Value] = [
    {"bestallningsnummer": "B-1001", "artikel": "Duschpall", "individnummer": "4711", "status": "i_bruk"},
    {"bestallningsnummer": "B-1002", "artikel": "Griptång", "individnummer": None, "status": "bestallt"},
]
_IN_USE: list[Value] = [{"bestallningsnummer": "B-1001", "artikel": "Duschpall"}]
_TO_ORDER: list[Value] = [{"artikel": "Duschpall", "iso_kod": "09 33 07", "antal": 1}]


def answers(day: date) -> Answers:
    """Answers to every form, by form id."""
    return (
        _start(day)
        | _investigation(day)
        | _decision(day)
        | _appeal(day)
        | _assignment(day)
        | _order(day)
        | _device(day)
        | _provider(day)
        | _case(day)
        | {"kommun": {"svarstid": "P21D", "invanta_leverans": True}}
    )


def background(day: date) -> dict[str, Variables]:
    """What the case knows when a form is shown; forms that need nothing are absent."""
    return {
        "aktualisera": {"arendetyp": "anmalan", "kommun": {"forhandsbedomning_plats": "personakt"}},
        "utredning": {
            "avser": _NEED,
            "lagrum": "sol",
            "barn_berors": "ja",
            "uppgifter": "Läkarintyg.",
        },
        "beslut": {
            "besluts_id": "SN-2026-00001-1",
            "fraga_om_hjalpmedel": True,
            "mal": _GOALS,
            "behov": [{"livsomrade": "personlig_vard", "beskrivning": _NEED}],
        },
        "andrat_beslut": {"besluts_id": "SN-2026-00001-1", "fraga_om_hjalpmedel": True},
        "underrattelse": {"besluts_id": "SN-2026-00001-1", "beslutsdatum": day},
        "uppfoljning": {"fraga_om_hjalpmedel": True, "hjalpmedel": _DEVICES, "mal": _GOALS},
        "hjalpmedelsuppfoljning": {"hjalpmedel_i_bruk": _IN_USE},
    }


def _later(day: date, days: int) -> str:
    return (day + timedelta(days=days)).isoformat()


def _start(day: date) -> Answers:
    came: dict[str, Value] = {"inkom_datum": day.isoformat(), "avser": _NEED, **_PERSON}
    intake: dict[str, Value] = {
        "lagrum": "sol",
        "barn_berors": "nej",
        "foretradare_typ": "god_man",
        "foretradare_namn": "Bo Ek",
        "foretradare_behorighet": "Bevaka rätt. Registerutdrag från överförmyndaren finns.",
        "tolk": "finska",
        "aktualisering": "aktualiserad",
        "forhandsbedomning_motivering": "Asta vill ha hjälp och kan inte duscha själv.",
    }
    return {
        "starta_arende": {"arendetyp": "ansokan", **came},
        "starta_ansokan": dict(came),
        "sent_overklagande": {
            "arendenummer": "SN-2026-00001",
            "besluts_id": "SN-2026-00001-1",
            "overklagande_inkom": day.isoformat(),
            "arende_oppet": "nej",
            "insats": "Hemtjänst",
            "motivering": "Behovet tillgodoses på annat sätt.",
            "lagrum": "sol",
            **_PERSON,
        },
        "aktualisera": came | intake,
    }


def _investigation(day: date) -> Answers:
    return {
        "samtycke": {
            "samtycke_vad": "Att hämta uppgifter om skadan och rehabiliteringen.",
            "samtycke_vem": "Vårdcentralen Björken och arbetsterapeuten där.",
            "samtycke_svar": "ja",
            "samtycke_datum": day.isoformat(),
            "utredningsplan": "Hembesök, samtal med arbetsterapeuten och uppgifter från vårdcentralen.",
        },
        "uppgifter": {
            "uppgifter": f"{day}: Arbetsterapeuten bedömer att Asta inte kan stå i duschen utan stöd.",
            "uppgifter_fran": "Asta och arbetsterapeuten Siv Lund.",
            "fler_uppgifter": "nej",
        },
        "utredning": {
            "kommunicerat": "ja",
            "behov": [{"livsomrade": "personlig_vard", "beskrivning": "Hjälp att duscha och klä sig."}],
            "mal": _GOALS,
            "bedomning": "Behovet kan inte tillgodoses på annat sätt. Asta har rätt till hemtjänst.",
            "barnets_asikter": "Barnbarnet Liv bor hos Asta. Liv tycker att det är bra att någon hjälper mormor.",
            "barnets_basta": "Insatsen gör att Liv inte behöver hjälpa till. Det är bäst för Liv.",
            "forslag": "bifall",
        },
        "forsening": {
            "vasentligt_forsenad": "ja",
            "forsening_skal": "Vi väntar på uppgifter från vårdcentralen.",
            "ny_tid": _later(day, 30),
        },
        "begaran_om_avgorande": {
            "avgorande": "avslas",
            "avgorande_motivering": "Utlåtandet kommer om två veckor.",
        },
    }


def _decision(day: date) -> Answers:
    decided: dict[str, Value] = {
        "insats": "Hemtjänst",
        "omfattning": "Fyra timmar i veckan",
        "giltig_fran": _later(day, 1),
        "giltig_till": _later(day, 366),
        "hjalpmedel_ska_anvandas": "ja",
        "hjalpmedel_att_bestalla": _TO_ORDER,
    }
    return {
        "beslut": decided
        | {
            "utfall": "delvis_bifall",
            "lagrum": "sol",
            "motivering": "Asta får hjälp att duscha. Städning klarar hon tillsammans med sin dotter.",
            "omprovningsforbehall": "Beslutet omprövas när höften har läkt.",
            "beslutat_av": "delegat",
            "delegationspunkt": "4.2",
        },
        "andrat_beslut": decided,
    }


def _appeal(day: date) -> Answers:
    return {
        "underrattelse": {"underrattelse_satt": "brev", "delfaendedatum": day.isoformat()},
        "omprovning": {
            "atgard": "andras_delvis",
            "omprovning_motivering": "Överklagandet visar att Asta behöver mer hjälp än vi visste.",
            "omprovning_nytt_beslut": "Asta får hemtjänst sex timmar i veckan.",
        },
        "overklagande": {
            "overklagande_inkom": day.isoformat(),
            "delfaendedatum": _later(day, -7),
            "i_ratt_tid": "ja",
            "rattidsprovning_motivering": "Överklagandet kom in en vecka efter att Asta fick beslutet.",
        },
        "avvisning": {
            "avvisning_motivering": "Det kom in en månad för sent.",
            "avvisning_datum": day.isoformat(),
        },
        "dom": {
            "dom_datum": day.isoformat(),
            "malnummer": "1234-26",
            "dom_utfall": "bifall",
            "dom_innebord": "Asta har rätt till hemtjänst sex timmar i veckan.",
        },
        "andring_efter_avslut": {"andring_atgard": "Vi öppnar ett nytt ärende om hemtjänst sex timmar i veckan."},
    }


def _assignment(day: date) -> Answers:
    return {
        "verkstallighet": {
            "utforare": "Hemtjänsten Norr",
            "kontakt": "Handläggare Eva Berg, telefon 0123-456 78",
            "startdatum": _later(day, 3),
            "uppfoljningsdatum": _later(day, 90),
        },
        "uppdrag": {
            "insats": "Hemtjänst",
            "mal": _GOALS,
            "omfattning": "Fyra timmar i veckan",
            "uppdrag_beskrivning": "Asta vill duscha på förmiddagen. Duschpall finns.",
        },
        "uppfoljningsplan": {
            "uppfoljning_datum": _later(day, 7),
            "uppfoljning_satt": "Hembesök",
            "uppfoljning_deltagare": "Asta, god man och kontaktpersonen i hemtjänsten",
        },
        "uppfoljning": {
            "utford_enligt_beslut": "ja",
            "mal_foljda": "delvis",
            "handelser_hanterade": "ja",
            "handelser_atgard": "Asta föll i februari. Hemtjänsten har gått igenom riskerna i badrummet.",
            "hjalpmedel_aterlamnas": "ja",
            "hjalpmedel_att_aterlamna": ["B-1001"],
            "fortsattning": "fortsatter",
            "uppfoljningsdatum": _later(day, 180),
        },
    }


def _order(day: date) -> Answers:
    order: dict[str, Value] = {
        "iso_kod": "09 33 07",
        "iso_utgava": "2022",
        "artikel": "Duschpall, höj- och sänkbar",
        "antal": 1,
        "bestallare": "Myndighetsenheten, beställningsansvarig",
        "betalare": "Kostnadsställe 4321",
        "mottagare": "Asta Lind",
        "leveranssatt": "leverans",
        "leveransadress": "Björkvägen 1, 123 45 Storstad",
        "kontaktperson": "Eva Berg, telefon 0123-456 78",
    }
    return {
        "bestallning": order,
        "ratta_bestallning": order | {"bestallning_atgard": "bestall_igen"},
        "andrad_bestallning": {"andring_godkand": "ja", "andring_kommentar": "Den nya modellen går bra."},
        "mottaget_hjalpmedel": {
            "individnummer": "4711",
            "mottaget_datum": day.isoformat(),
            "mottagningskontroll": "Pallen är hel och inställd efter Astas längd.",
        },
        "utebliven_leverans": {"utebliven_atgard": "Vi beställer av en annan leverantör."},
    }


def _device(day: date) -> Answers:
    return {
        "hjalpmedelsbedomning": {
            "kan_utforas_med_hjalpmedel": "ja",
            "riskanalys": "Halt golv är en risk. Pallen har halkskydd, och personalen står bredvid.",
            "samrad": "Asta har provat pallen och vill använda den.",
            "hjalpmedel_att_bestalla": _TO_ORDER,
        },
        "hjalpmedelsuppfoljning": {
            "fungerar": "ja",
            "hjalpmedel_behov": "upphort",
            "hjalpmedel_att_aterlamna": ["B-1001"],
            "individnummer": "4711",
        },
        "aterlamning": {
            "aterlamning_orsak": "behov_upphort",
            "individnummer": "4711",
            "aterlamning_utfall": "aterlamnat",
            "rengjort": "ja",
            "hamtadress": "Björkvägen 1, 123 45 Storstad",
        },
        "hamtning": {"aterlamning_utfall": "avregistrerat"},
    }


def _provider(day: date) -> Answers:
    return {
        "mottagande": {
            "mottaget": True,
            "planering": "Kontaktpersonen ringer Asta om ett första besök.",
        },
        "genomforandeplan": {
            "genomforandeplan": "Hjälp med dusch måndag och torsdag klockan 10. Asta sitter på duschpallen.",
            "planerad_start": _later(day, 5),
        },
        "genomforande": {
            "utfort": "Asta har fått hjälp att duscha åtta gånger.",
            "avvikelse": "Ett besök ställdes in därför att Asta var hos tandläkaren.",
            "resultat": "Asta känner sig trygg i duschen.",
            "insats_lage": "pagar",
            "aterkoppla": "ja",
        },
        "avslutad_insats": {"avslutad_datum": day.isoformat(), "slutredovisning": "Asta klarar nu att duscha själv."},
    }


def _case(day: date) -> Answers:
    return {
        "avslut": {"avslut_datum": day.isoformat(), "avslut_anteckning": "Asta har fått veta att ärendet är avslutat."},
        "flytt": {"ansvarig_kommun": "var_kommun", "flytt_motivering": "Asta flyttar inom kommunen."},
        "ej_verkstallt": {
            "ej_verkstallt_skal": "Utföraren saknar personal.",
            "erbjudande": "Asta har fått erbjudande om en annan utförare och tackat nej.",
            "beraknad_start": _later(day, 21),
        },
    }
