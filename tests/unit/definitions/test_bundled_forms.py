"""The forms that come with the product: each is read, asks for what the work needs, and takes realistic answers."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.definitions.forms import FIELDS, Form, Kind, Outcome, read, validate, view
from app.definitions.forms.views import FieldView
from app.values import Value, Variables
from tests.acceptance.svar import DAY, answers, background

FOLDER = Path(__file__).parents[3] / "bpmn" / "forms"
NAMES = sorted(path.stem for path in FOLDER.glob("*.form"))
NOW = datetime(DAY.year, DAY.month, DAY.day, 9, tzinfo=UTC)
PERSON = "personnummer_saknas_skal skyddade_personuppgifter"
ORDER = "iso_kod artikel antal bestallare betalare mottagare leveranssatt kontaktperson"

# What a form asks for when nothing has been answered yet, given what the case knows (svar.background).
REQUIRED = {
    "aktualisera": f"{PERSON} inkom_datum avser lagrum barn_berors aktualisering forhandsbedomning_motivering",
    "andrad_bestallning": "andring_godkand",
    "andrat_beslut": "insats giltig_fran hjalpmedel_ska_anvandas",
    "andring_efter_avslut": "andring_atgard",
    "aterlamning": "aterlamning_orsak individnummer aterlamning_utfall",
    "avslut": "avslut_datum",
    "avslutad_insats": "avslutad_datum",
    "avvisning": "avvisning_motivering avvisning_datum",
    "begaran_om_avgorande": "avgorande",
    "beslut": "utfall insats giltig_fran lagrum motivering beslutat_av",
    "bestallning": ORDER,
    "dom": "dom_datum malnummer dom_utfall",
    "ej_verkstallt": "ej_verkstallt_skal",
    "flytt": "ansvarig_kommun flytt_motivering",
    "forsening": "vasentligt_forsenad",
    "genomforande": "utfort resultat insats_lage aterkoppla",
    "genomforandeplan": "genomforandeplan",
    "hamtning": "aterlamning_utfall",
    "hjalpmedelsbedomning": "kan_utforas_med_hjalpmedel riskanalys samrad",
    "hjalpmedelsuppfoljning": "fungerar hjalpmedel_behov",
    "kommun": "",
    "mottagande": "mottaget",
    "mottaget_hjalpmedel": "individnummer mottaget_datum",
    "omprovning": "atgard omprovning_motivering",
    "overklagande": "overklagande_inkom delfaendedatum i_ratt_tid rattidsprovning_motivering",
    "ratta_bestallning": "bestallning_atgard",
    "samtycke": "samtycke_vad samtycke_vem samtycke_svar samtycke_datum",
    "sent_overklagande": f"arendenummer besluts_id overklagande_inkom arende_oppet {PERSON}",
    "starta_ansokan": f"inkom_datum {PERSON}",
    "starta_arende": f"arendetyp inkom_datum {PERSON}",
    "underrattelse": "underrattelse_satt delfaendedatum",
    "uppdrag": "insats mal omfattning",
    "uppfoljning": "utford_enligt_beslut mal_foljda handelser_hanterade hjalpmedel_aterlamnas fortsattning",
    "uppfoljningsplan": "uppfoljning_datum uppfoljning_satt",
    "uppgifter": "uppgifter uppgifter_fran fler_uppgifter",
    "utebliven_leverans": "utebliven_atgard",
    "utredning": "behov.0.livsomrade behov.0.beskrivning mal bedomning barnets_asikter barnets_basta forslag",
    "verkstallighet": "utforare kontakt startdatum uppfoljningsdatum",
}

# Fields that the examples leave out, since they belong to another way through the form.
OTHER_WAYS = {
    "personnummer_saknas_skal",
    "samtycke_aterkallat",
    "aterremiss_skal",
    "utlamningsstalle",
    "byte_aterlamnas",
}

DEFAULTS = {
    "beslutsfattare": "beslutsfattare",
    "frist_aktualisering": "P3D",
    "frist_utredning": "P3M",
    "frist_utredning_barn": "P4M",
    "svarstid": "P14D",
    "paminnelse_utredning": "P2M",
    "forsening_bedoms_efter": "P4M",
    "frist_avgorande": "P28D",
    "frist_beslut": "P14D",
    "overklagandetid": "P21D",
    "delfaende_antas_efter": "P14D",
    "frist_overklagande": "P7D",
    "frist_uppdrag": "P7D",
    "ej_verkstallt_efter": "P3M",
    "frist_uppfoljning": "P14D",
    "frist_bestallning": "P3D",
    "invanta_leverans": False,
    "paminnelse_leverans": "P14D",
    "frist_aterlamning": "P14D",
    "paminnelse_hamtning": "P14D",
    "frist_mottagande": "P3D",
    "frist_planering": "P14D",
    "frist_genomforande": "P30D",
    "frist_avslut": "P7D",
    "forhandsbedomning_plats": "personakt",
}


def form(name: str) -> Form:
    made, _ = read((FOLDER / f"{name}.form").read_bytes(), f"{name}.form")
    assert made is not None
    return made


def judged(name: str, changes: Mapping[str, object], known: Variables) -> Outcome:
    """The example answers with changes (None: not answered), in a case that knows also these."""
    given = {key: value for key, value in {**answers(DAY)[name], **changes}.items() if value is not None}
    return validate(form(name), given, {**background(DAY).get(name, {}), **known}, NOW)


def wrong(outcome: Outcome) -> set[str]:
    return {name for name, _ in outcome.problems}


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.form")), ids=lambda path: path.stem)
def test_each_form_is_read_without_findings_and_has_the_id_of_its_file(path: Path) -> None:
    made, findings = read(path.read_bytes(), path.name)
    assert [each.swedish for each in findings] == []
    assert made is not None
    assert made.id == path.stem


@pytest.mark.parametrize("name", NAMES)
def test_ids_of_components_are_unique_within_a_form(name: str) -> None:
    ids = [component.id for component in form(name).all()]
    assert "" not in ids
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", NAMES)
def test_a_form_without_answers_asks_for_exactly_what_is_required(name: str) -> None:
    outcome = validate(form(name), {}, background(DAY).get(name, {}), NOW)
    assert wrong(outcome) == set(REQUIRED[name].split())


@pytest.mark.parametrize("name", NAMES)
def test_a_form_takes_the_example_answers_and_keeps_them_as_they_are(name: str) -> None:
    outcome = judged(name, {}, {})
    assert outcome.problems == ()
    assert outcome.unknown == ()
    assert {key: outcome.variables.get(key) for key in answers(DAY)[name]} == answers(DAY)[name]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "kommun"])
def test_every_field_that_a_person_fills_in_has_an_example(name: str) -> None:
    fields = [each for each in form(name).components if each.kind in FIELDS or each.components]
    found: set[str] = set()
    while fields:
        each = fields.pop()
        if each.kind is Kind.GROUP:
            fields.extend(each.components)
        elif each.path and each.readonly is not True:
            found.add(each.path[0])
    assert found - OTHER_WAYS - set(answers(DAY)[name]) == set()


def test_there_is_one_example_for_each_form_and_none_for_others() -> None:
    assert sorted(answers(DAY)) == NAMES
    assert set(background(DAY)) <= set(NAMES)


def test_the_municipality_settings_have_the_defaults_that_the_diagrams_count_on() -> None:
    assert validate(form("kommun"), {}, {}, NOW).variables == DEFAULTS


WAYS: list[tuple[str, dict[str, object], Variables, str]] = [
    ("starta_arende", {"personnummer": None, "personnummer_saknas_skal": "Okänd identitet"}, {}, ""),
    ("starta_arende", {"personnummer": None}, {}, "personnummer_saknas_skal"),
    ("starta_arende", {"personnummer": "18900101-9803"}, {}, "personnummer"),
    ("starta_arende", {"personnummer": "18900161-9808"}, {}, "personnummer"),
    ("starta_arende", {"inkom_datum": (DAY + timedelta(days=1)).isoformat()}, {}, "inkom_datum"),
    ("aktualisera", {"aktualisering": None, "forhandsbedomning_motivering": None}, {"arendetyp": "ansokan"}, ""),
    ("aktualisera", {"aktualisering": None}, {"arendetyp": "information"}, "aktualisering"),
    ("utredning", {"barnets_asikter": None, "barnets_basta": None}, {"barn_berors": "nej"}, ""),
    ("utredning", {"behov": [{"livsomrade": "hemliv"}]}, {}, "behov.0.beskrivning"),
    ("forsening", {"vasentligt_forsenad": "nej", "forsening_skal": None}, {}, ""),
    ("forsening", {"forsening_skal": None}, {}, "forsening_skal"),
    ("begaran_om_avgorande", {"avgorande": "avgors", "avgorande_motivering": None}, {}, ""),
    ("begaran_om_avgorande", {"avgorande_motivering": None}, {}, "avgorande_motivering"),
    ("beslut", {"utfall": "bifall", "motivering": None}, {}, ""),
    ("beslut", {"utfall": "avslag", "motivering": None}, {}, "motivering"),
    ("beslut", {"utfall": "avslag", "hjalpmedel_ska_anvandas": None}, {}, ""),
    ("beslut", {"hjalpmedel_ska_anvandas": None}, {}, "hjalpmedel_ska_anvandas"),
    ("beslut", {"hjalpmedel_ska_anvandas": None}, {"fraga_om_hjalpmedel": False}, ""),
    ("beslut", {"hjalpmedel_att_bestalla": []}, {}, ""),
    ("beslut", {"beslutat_av": "namnd", "delegationspunkt": None}, {}, ""),
    ("beslut", {"delegationspunkt": None}, {}, "delegationspunkt"),
    ("beslut", {"utfall": "aterremitterad"}, {}, "aterremiss_skal"),
    ("andrat_beslut", {"hjalpmedel_ska_anvandas": None}, {"fraga_om_hjalpmedel": False}, ""),
    ("omprovning", {"omprovning_nytt_beslut": None}, {}, "omprovning_nytt_beslut"),
    ("omprovning", {"atgard": "andras_inte", "omprovning_nytt_beslut": None}, {}, ""),
    ("uppfoljning", {"hjalpmedel_aterlamnas": None}, {"fraga_om_hjalpmedel": False}, ""),
    ("uppfoljning", {"hjalpmedel_att_aterlamna": None}, {}, "hjalpmedel_att_aterlamna"),
    ("uppfoljning", {"hjalpmedel_att_aterlamna": ["B-1002"]}, {}, "hjalpmedel_att_aterlamna"),
    ("uppfoljning", {"hjalpmedel_aterlamnas": "nej"}, {"hjalpmedel": []}, ""),
    ("uppfoljning", {"hjalpmedel_att_aterlamna": None}, {"hjalpmedel": None}, "hjalpmedel_aterlamnas"),
    ("uppfoljning", {"fortsattning": "avslutas", "uppfoljningsdatum": None}, {}, ""),
    ("uppfoljning", {"uppfoljningsdatum": None}, {}, "uppfoljningsdatum"),
    ("bestallning", {"leveransadress": None}, {}, "leveransadress"),
    ("bestallning", {"leveranssatt": "utlamning"}, {}, "utlamningsstalle"),
    ("bestallning", {"iso_kod": "duschpall"}, {}, "iso_kod"),
    ("bestallning", {"antal": 0}, {}, "antal"),
    ("bestallning", {}, {"skyddade_personuppgifter": "ja"}, "leveranssatt"),
    (
        "bestallning",
        {"leveranssatt": "utlamning", "utlamningsstalle": "Norra depån"},
        {"skyddade_personuppgifter": "ja"},
        "",
    ),
    ("ratta_bestallning", dict.fromkeys(ORDER.split()) | {"bestallning_atgard": "ge_upp"}, {}, ""),
    ("ratta_bestallning", {"artikel": None}, {}, "artikel"),
    ("aterlamning", {"aterlamning_utfall": "forkommet", "rengjort": None, "hamtadress": None}, {}, ""),
    ("aterlamning", {"rengjort": None, "hamtadress": None}, {}, "rengjort hamtadress"),
    ("genomforande", {"aterkoppla": None}, {"variant": "verkstallighet"}, ""),
    ("genomforande", {"insats_lage": "utford", "aterkoppla": None}, {}, ""),
    ("genomforande", {"aterkoppla": None}, {"variant": "myndighet"}, "aterkoppla"),
    ("hjalpmedelsbedomning", {"kan_utforas_med_hjalpmedel": "nej", "hjalpmedel_att_bestalla": None}, {}, ""),
    ("hjalpmedelsuppfoljning", {"hjalpmedel_att_aterlamna": None}, {}, "hjalpmedel_att_aterlamna"),
    ("hjalpmedelsuppfoljning", {"hjalpmedel_att_aterlamna": None}, {"hjalpmedel_i_bruk": []}, ""),
    ("hjalpmedelsuppfoljning", {"hjalpmedel_behov": "samma", "hjalpmedel_att_aterlamna": None}, {}, ""),
    ("hjalpmedelsuppfoljning", {"hjalpmedel_behov": "annat", "hjalpmedel_att_aterlamna": None}, {}, ""),
    ("hjalpmedelsuppfoljning", {"hjalpmedel_behov": "annat", "byte_aterlamnas": "ja"}, {}, ""),
    ("kommun", {"svarstid": "14 dagar"}, {}, "svarstid"),
    ("kommun", {"svarstid": "P"}, {}, "svarstid"),
    ("kommun", {"svarstid": "P1Y6M"}, {}, ""),
]


@pytest.mark.parametrize(("name", "changes", "known", "problems"), WAYS)
def test_what_is_asked_for_follows_from_the_answers(
    name: str, changes: dict[str, object], known: Variables, problems: str
) -> None:
    assert wrong(judged(name, changes, known)) == set(problems.split())


def test_a_decision_sent_back_for_completion_keeps_nothing_of_the_decision() -> None:
    changes = {"utfall": "aterremitterad", "aterremiss_skal": "Läkarintyg saknas."}
    assert judged("beslut", changes, {}).variables == changes


def test_what_is_only_shown_stays_as_the_case_knows_it() -> None:
    assert set(judged("underrattelse", {"beslutsdatum": "2020-01-01"}, {}).variables) == set(
        answers(DAY)["underrattelse"]
    )


@pytest.mark.parametrize(("came", "law"), [("2025-06-30", "2001:453"), ("2025-07-01", "2025:400")])
def test_the_law_to_choose_is_the_one_in_force_when_the_case_came_in(came: str, law: str) -> None:
    shown = _find(view(form("aktualisera"), None, {"inkom_datum": came}, NOW), "lagrum")
    assert [(option.value, law in option.label) for option in shown.options] == [("sol", True), ("lss", False)]


def test_where_a_preliminary_assessment_is_kept_is_said_as_the_municipality_has_chosen() -> None:
    known: Variables = {"arendetyp": "anmalan", "kommun": {"forhandsbedomning_plats": "kronologisk_parm"}}
    seen = [each.content for each in _all(view(form("aktualisera"), None, known, NOW)) if not each.hidden]
    assert any("kronologiska pärmen" in content for content in seen)
    assert not any("personakten" in content for content in seen)


def test_tables_of_a_case_show_states_in_words() -> None:
    shown = _all(view(form("uppfoljning"), None, background(DAY)["uppfoljning"], NOW))
    (devices,) = [each for each in shown if each.kind is Kind.TABLE and not each.hidden]
    assert [row[1] for row in devices.cells] == ["I bruk", "Beställt"]


def test_what_the_provider_has_seen_of_the_devices_reaches_the_follow_up() -> None:
    seen: dict[str, Value] = {
        "datum": DAY,
        "utfort": "Dusch",
        "lage": "pagar",
        "hjalpmedel": {"behov": "annat", "fungerar": "nej"},
    }
    known: Variables = {"aterkopplingar": [seen, {**seen, "hjalpmedel": None}]}
    (reports,) = [each for each in _all(view(form("uppfoljning"), None, known, NOW)) if each.cells and not each.hidden]
    assert [(row[1], row[-1]) for row in reports.cells] == [
        ("Pågår", "Ett annat hjälpmedel, fungerar inte"),
        ("Pågår", ""),
    ]


def _all(views: tuple[FieldView, ...]) -> list[FieldView]:
    """Every field that a page shows, groups before what is in them."""
    return [found for each in views for found in (each, *_all(each.children))]


def _find(views: tuple[FieldView, ...], name: str) -> FieldView:
    return next(each for each in _all(views) if each.name == name)
