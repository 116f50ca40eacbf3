"""Answers are read, checked and refused field by field, whether typed in a page or sent as JSON."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.definitions.forms import Form, Outcome, read, validate, validate_typed, view
from app.definitions.forms.numbers import read_number, write_number
from app.values import Value
from tests.unit.definitions.test_form_reader import form, schema

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
OPTIONS = [{"label": "Bifall", "value": "bifall"}, {"label": "Avslag", "value": "avslag"}]


def field(kind: str, label: str = "Svar", **more: object) -> dict[str, object]:
    return {"type": kind, "key": "svar", "label": label, **more}


def typed(component: Mapping[str, object], raw: object, **known: Value) -> object:
    """The stored value of one typed field, or the sentence."""
    return _answer(validate_typed(form(component), {"svar": raw}, known, NOW))


def sent(component: Mapping[str, object], value: object, **known: Value) -> object:
    """The stored value of one sent field, or the sentence."""
    return _answer(validate(form(component), {"svar": value}, known, NOW))


def _answer(outcome: Outcome) -> object:
    return outcome.problems[0][1] if outcome.problems else outcome.variables.get("svar", "inget sparas")


@pytest.mark.parametrize(
    ("component", "sentence"),
    [
        (field("textfield", "Motivering"), "Ange motivering"),
        (field("textfield", "ISO-kod"), "Ange ISO-kod"),
        (field("textfield", "Vad hände?"), "Svara på frågan ”Vad hände?”"),
        (field("radio", "Utfall", values=OPTIONS), "Välj utfall"),
        (field("select", "Bifalls den?", values=OPTIONS), "Välj ett svar på frågan ”Bifalls den?”"),
        (field("checklist", "Mål", values=OPTIONS), "Välj minst ett alternativ: mål"),
        (field("checkbox", "Jag har läst"), "Kryssa i ”Jag har läst”"),
        (
            field("datetime", "Inkom", properties={"saknas": "Ange vilket datum ansökan kom in"}),
            "Ange vilket datum ansökan kom in",
        ),
    ],
)
def test_a_missing_answer_is_asked_for(component: dict[str, object], sentence: str) -> None:
    required = {**component, "validate": {"required": True}}
    assert typed(required, "") == sentence
    assert typed(required, None) == sentence
    assert sent(required, None) == sentence


@pytest.mark.parametrize("kind", ["textfield", "textarea", "number", "datetime"])
def test_an_answer_that_may_be_missing_is_stored_as_nothing(kind: str) -> None:
    assert typed(field(kind), "  ") is None


def test_text_is_stored_without_space_around_and_control_characters() -> None:
    assert typed(field("textarea"), " a\r\nb\x00 ") == "a\nb"
    assert typed(field("textfield"), "a\ud800b") == "a?b"


@pytest.mark.parametrize(
    ("validate_by", "text", "sentence"),
    [
        ({"minLength": 5}, "abc", "Svar ska ha minst 5 tecken. Nu är det 3"),
        ({"maxLength": 2}, "abc", "Svar ska ha högst 2 tecken. Nu är det 3"),
        ({"maxLength": "=gräns"}, "abc", "Svar ska ha högst 2 tecken. Nu är det 3"),
        ({"pattern": "^[0-9]+$"}, "abc", "Svar är inte skrivet på rätt sätt"),
        ({"validationType": "email"}, "anna", "Svar ska vara en e-postadress, till exempel namn@exempel.se"),
        ({"validationType": "phone"}, "ring mig", "Svar ska vara ett telefonnummer, till exempel 08-123 456 78"),
    ],
)
def test_text_that_breaks_a_check_is_refused(validate_by: dict[str, object], text: str, sentence: str) -> None:
    assert typed(field("textfield", validate=validate_by), text, gräns=2) == sentence


@pytest.mark.parametrize(
    ("validate_by", "text"),
    [
        ({"validationType": "email"}, "anna.berg@kommun.example"),
        ({"validationType": "phone"}, "+46 (0)8-123 456 78"),
        ({"pattern": "b"}, "abc"),
    ],
)
def test_text_that_fits_is_stored(validate_by: dict[str, object], text: str) -> None:
    assert typed(field("textfield", validate=validate_by), text) == text


def test_a_form_can_say_in_its_own_words_what_is_wrong() -> None:
    component = field("textfield", validate={"pattern": "^[0-9]{6}$"}, properties={"fel": "Skriv sex siffror"})
    assert typed(component, "12") == "Skriv sex siffror"


def test_a_pattern_that_takes_too_long_lets_nothing_through() -> None:
    component = field("textfield", validate={"pattern": "^(a|aa)+$"})
    assert typed(component, "a" * 60 + "b") == "Svar är inte skrivet på rätt sätt"


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", 3), ("2,5", 2.5), ("2.5", 2.5), ("1 234", 1234), ("1\u00a0234,5", 1234.5), ("−3", -3)],
)
def test_numbers_are_read_as_people_write_them(text: str, value: float) -> None:
    assert typed(field("number"), text) == value


@pytest.mark.parametrize("text", ["två", "1,2,3", "1.234,5", "1e5", "NaN", "9" * 20])
def test_what_is_no_number_is_refused(text: str) -> None:
    assert typed(field("number", "Antal"), text) == "Antal ska vara ett tal, till exempel 3 eller 2,5"


@pytest.mark.parametrize(
    ("component", "text", "sentence"),
    [
        (field("number", validate={"min": 1}), "0", "Svar ska vara 1 eller mer"),
        (field("number", validate={"max": "=tak"}), "3,5", "Svar ska vara 2,5 eller mindre"),
        (field("number", decimalDigits=0), "1,5", "Svar ska vara ett heltal"),
        (field("number", decimalDigits=1), "1,25", "Svar ska ha högst 1 decimal"),
    ],
)
def test_numbers_out_of_bounds_are_refused(component: dict[str, object], text: str, sentence: str) -> None:
    assert typed(component, text, tak=2.5) == sentence


def test_a_number_may_be_stored_as_text() -> None:
    assert typed(field("number", serializeToString=True), "2,5") == "2.5"


@given(st.floats(min_value=-1e9, max_value=1e9).map(lambda each: round(each, 4)))
def test_a_number_that_is_written_is_read_again(value: float) -> None:
    assert read_number(write_number(value)) == pytest.approx(value)


@pytest.mark.parametrize("raw", ["on", "true", ["false", "true"]])
def test_a_ticked_box_is_yes(raw: object) -> None:
    assert typed(field("checkbox"), raw) is True


def test_an_unticked_box_is_no() -> None:
    assert validate_typed(form(field("checkbox")), {}, {"svar": True}, NOW).variables == {"svar": False}


def test_a_choice_gives_the_value_of_its_option() -> None:
    numbers = [{"label": "Ett", "value": 1}, {"label": "Två", "value": 2}]
    assert typed(field("radio", values=numbers), "2") == 2
    assert sent(field("radio", values=numbers), 2) == 2


def test_an_answer_that_is_no_option_is_refused() -> None:
    assert typed(field("radio", "Utfall", values=OPTIONS), "kanske") == "Välj ett av alternativen: utfall"
    assert sent(field("checklist", "Utfall", values=OPTIONS), ["bifall", {}]) == "Välj ett av alternativen: utfall"


def test_several_choices_are_stored_once_each_in_the_order_of_the_options() -> None:
    assert typed(field("checklist", values=OPTIONS), ["avslag", "bifall", "avslag"]) == ["bifall", "avslag"]
    assert typed(field("taglist", values=OPTIONS), "avslag") == ["avslag"]


def test_options_may_come_from_a_variable_or_an_expression() -> None:
    listed: Value = [{"label": "Rullstol", "value": "r"}, "gåbord"]
    assert typed(field("select", valuesKey="artiklar"), "gåbord", artiklar=listed) == "gåbord"
    assert typed(field("select", valuesExpression="=for a in artiklar return a"), "r", artiklar=listed) == "r"
    assert typed(field("select", valuesKey="artiklar"), "r", artiklar=None) == "Välj ett av alternativen: svar"


@pytest.mark.parametrize("text", ["2026-12-24", "20261224", "24/12 2026", "24 december 2026"])
def test_a_date_is_stored_as_iso_text(text: str) -> None:
    assert typed(field("datetime", subtype="date"), text) == "2026-12-24"


@pytest.mark.parametrize(
    "value", ["2026-12-24T23:30:00.000+01:00", date(2026, 12, 24), datetime(2026, 12, 23, 23, 30, tzinfo=UTC)]
)
def test_a_date_may_be_sent_as_a_date_time(value: object) -> None:
    assert sent(field("datetime", subtype="date"), value) == "2026-12-24"


def test_a_date_that_does_not_exist_is_refused() -> None:
    found = typed(field("datetime", "Inkom", subtype="date"), "2026-02-30")
    assert found == "Inkom är inte ett datum som finns: februari 2026 har 28 dagar"


def test_times_and_date_times_are_stored_as_the_form_asks() -> None:
    assert typed(field("datetime", subtype="time"), "8.30") == "08:30"
    assert typed(field("datetime", subtype="datetime"), "24/12 2026 8.30") == "2026-12-24T08:30"
    zoned = field("datetime", subtype="datetime", timeSerializingFormat="utc_offset")
    assert typed(zoned, "2026-12-24 08:30") == "2026-12-24T08:30+01:00"
    normalized = field("datetime", subtype="datetime", timeSerializingFormat="utc_normalized")
    assert typed(normalized, "2026-07-24 08:30") == "2026-07-24T06:30Z"


def test_dates_that_have_been_or_not_can_be_refused() -> None:
    future = field("datetime", "Start", subtype="date", disallowPassedDates=True)
    assert typed(future, "2026-05-03") == "Start ska vara i dag eller senare"
    assert typed(future, "2026-05-04") == "2026-05-04"
    past = field("datetime", "Inkom", subtype="date", properties={"kontroll": "inte_framtid"})
    assert typed(past, "2026-05-05") == "Inkom får inte vara efter dagens datum"
    assert typed(past, "2026-05-04") == "2026-05-04"


def test_a_hidden_field_is_not_required_and_not_stored() -> None:
    prov = form(
        {"type": "radio", "key": "utfall", "label": "Utfall", "values": OPTIONS},
        field("textarea", "Motivering", validate={"required": True}, conditional={"hide": '=utfall = "bifall"'}),
    )
    assert validate_typed(prov, {"utfall": "bifall", "svar": "x"}, {}, NOW).variables == {"utfall": "bifall"}
    assert validate_typed(prov, {"utfall": "avslag"}, {}, NOW).problems == (("svar", "Ange motivering"),)


def test_what_is_hidden_hides_what_depends_on_it() -> None:
    prov = form(
        {"type": "checkbox", "key": "a", "label": "A"},
        {"type": "checkbox", "key": "b", "label": "B", "conditional": {"hide": "=a = false"}},
        field("textfield", validate={"required": True}, conditional={"hide": "=b != true"}),
    )
    assert validate_typed(prov, {"b": "true"}, {}, NOW).problems == ()
    assert validate_typed(prov, {"a": "true", "b": "true"}, {}, NOW).problems == (("svar", "Ange svar"),)


def test_a_group_hides_everything_within() -> None:
    inner = field("textfield", validate={"required": True})
    prov = form({"type": "group", "label": "G", "conditional": {"hide": "=true"}, "components": [inner]})
    assert validate_typed(prov, {"svar": "x"}, {}, NOW) == Outcome({}, ())


def test_fields_that_hide_each_other_come_to_an_end() -> None:
    prov = form(
        {"type": "textfield", "key": "a", "label": "A", "conditional": {"hide": "=b != null"}},
        {"type": "textfield", "key": "b", "label": "B", "conditional": {"hide": "=a != null"}},
    )
    assert validate_typed(prov, {"a": "x", "b": "y"}, {}, NOW).problems == ()


@pytest.mark.parametrize("fixed", [{"readonly": True}, {"disabled": True}, {"readonly": "=true"}])
def test_a_field_that_cannot_be_changed_keeps_what_is_known(fixed: dict[str, object]) -> None:
    component = {**field("textfield", validate={"required": True}), **fixed}
    assert sent(component, "annat", svar="SN-1") == "inget sparas"
    assert typed(component, "annat", svar="SN-1") == "inget sparas"
    assert validate(form(component), {"svar": "annat"}, {}, NOW).problems == ()


def test_a_default_value_is_stored_when_nothing_is_sent_or_known() -> None:
    prov = form(field("radio", values=OPTIONS, defaultValue="avslag"))
    assert validate(prov, {}, {}, NOW).variables == {"svar": "avslag"}
    assert validate(prov, {}, {"svar": "bifall"}, NOW).variables == {}
    assert validate_typed(prov, {}, {}, NOW).variables == {"svar": None}


def test_a_known_value_counts_as_an_answer_over_json() -> None:
    prov = form(field("textfield", validate={"required": True}))
    assert validate(prov, {}, {"svar": "känt"}, NOW).problems == ()
    assert validate_typed(prov, {}, {"svar": "känt"}, NOW).problems == (("svar", "Ange svar"),)


def test_names_that_no_field_has_are_told() -> None:
    outcome = validate(form(field("textfield")), {"svar": "x", "annat": 1}, {}, NOW)
    assert (outcome.variables, outcome.unknown) == ({"svar": "x"}, ("annat",))


def test_a_group_with_a_path_is_one_variable_and_keeps_its_other_parts() -> None:
    prov = form(
        {"type": "group", "label": "Adress", "path": "adress", "components": [{**field("textfield"), "key": "gata"}]}
    )
    known: dict[str, Value] = {"adress": {"ort": "Sundsvall", "gata": "Gamla"}}
    assert validate_typed(prov, {"adress.gata": "Nya"}, known, NOW).variables == {
        "adress": {"ort": "Sundsvall", "gata": "Nya"}
    }
    assert validate(prov, {"adress": {"gata": "Nya"}}, {}, NOW).variables == {"adress": {"gata": "Nya"}}
    assert known == {"adress": {"ort": "Sundsvall", "gata": "Gamla"}}


def rows() -> Form:
    columns = [
        {"type": "textfield", "key": "kod", "label": "Kod", "validate": {"required": True}},
        {"type": "number", "key": "antal", "label": "Antal", "conditional": {"hide": '=kod = "x"'}},
    ]
    return form({"type": "dynamiclist", "label": "Artiklar", "path": "artiklar", "components": columns})


def test_rows_are_stored_in_order_and_checked_each() -> None:
    raw = {"artiklar.2.kod": "b", "artiklar.2.antal": "2", "artiklar.0.kod": "x", "artiklar.0.antal": "1"}
    assert validate_typed(rows(), raw, {}, NOW).variables == {"artiklar": [{"kod": "x"}, {"kod": "b", "antal": 2}]}
    assert validate(rows(), {"artiklar": [{"kod": "a", "antal": 1}, {}]}, {}, NOW).problems == (
        ("artiklar.1.kod", "Ange kod"),
    )


def test_too_many_rows_are_refused() -> None:
    problems = validate(rows(), {"artiklar": [{"kod": "a"}] * 101}, {}, NOW).problems
    assert problems == (("artiklar", "Artiklar ska vara en lista med högst 100 rader"),)


def test_an_expression_component_is_computed_from_the_answers() -> None:
    prov = form(field("number"), {"type": "expression", "key": "dubbelt", "expression": "=svar * 2"})
    assert validate_typed(prov, {"svar": "2,5", "dubbelt": "7"}, {}, NOW).variables == {"svar": 2.5, "dubbelt": 5}


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("19121212-1212", "19121212-1212"),
        ("191212121212", "19121212-1212"),
        ("121212+1212", "19121212-1212"),
        ("640823-3234", "19640823-3234"),
        (" 19640823 3234 ", "19640823-3234"),
        ("701063-2391", "19701063-2391"),
    ],
)
def test_personnummer_and_samordningsnummer_are_stored_alike(text: str, stored: str) -> None:
    assert typed(field("textfield", properties={"kontroll": "personnummer"}), text) == stored


@pytest.mark.parametrize("text", ["19121212-1213", "20260230-1234", "1912", "anna", "19121212-121٢", "20991231-0005"])
def test_what_is_no_personnummer_is_refused(text: str) -> None:
    found = typed(field("textfield", "Personnummer", properties={"kontroll": "personnummer"}), text)
    assert isinstance(found, str)
    assert found.startswith("Personnummer ")


def test_a_condition_that_fails_leaves_the_field_to_be_seen() -> None:
    component = field("textfield", validate={"required": True}, conditional={"hide": "=saknas.helt > 3"})
    assert typed(component, "") == "Ange svar"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
EVERY_KIND = [
    {**field(kind), "key": f"f_{kind}"} for kind in ("textfield", "textarea", "number", "datetime", "checkbox")
] + [{**field(kind, values=OPTIONS), "key": f"f_{kind}"} for kind in ("radio", "select", "checklist", "taglist")]
NAMES = st.sampled_from(
    [str(each["key"]) for each in EVERY_KIND] + ["rader", "rader.0.kod", "grupp", "grupp.x", "rader.x"]
)


@given(st.dictionaries(NAMES, JSON), st.dictionaries(NAMES, JSON))
def test_whatever_is_sent_is_accepted_or_refused(values: dict[str, object], known: dict[str, Value]) -> None:
    listed = {
        "type": "dynamiclist",
        "label": "Rader",
        "path": "rader",
        "components": [{**field("number"), "key": "kod"}],
    }
    group = {"type": "group", "label": "G", "path": "grupp", "components": [{**field("textfield"), "key": "x"}]}
    prov, findings = read(schema(*EVERY_KIND, listed, group), "prov.form")
    assert prov is not None
    assert findings == ()
    for way in (validate, validate_typed):
        outcome = way(prov, values, known, NOW)
        assert outcome.problems == () or outcome.variables == {}
    assert len(view(prov, values, known, NOW)) == len(prov.components)


def test_a_readonly_date_stays_a_date_in_conditions() -> None:
    prov = form(
        {"type": "datetime", "key": "frist", "label": "Frist", "subtype": "date", "readonly": True},
        field("textfield", validate={"required": True}, conditional={"hide": '=frist > date("2026-01-01")'}),
    )
    assert validate_typed(prov, {}, {"frist": date(2026, 6, 1)}, NOW) == Outcome({}, ())
