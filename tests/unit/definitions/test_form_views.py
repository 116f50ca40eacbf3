"""What a page shows of a form: known values, what was typed, answers in words, content with values in it."""

from collections.abc import Mapping
from datetime import UTC, datetime

from app.definitions.forms import FieldView, Form, Kind, view
from app.values import Value
from tests.unit.definitions.test_form_reader import form

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
OPTIONS = [{"label": "Bifall", "value": "bifall"}, {"label": "Avslag", "value": "avslag"}]


def one(component: Mapping[str, object], values: dict[str, object] | None = None, **known: Value) -> FieldView:
    return view(form(component), values, known, NOW)[0]


def field(kind: str, **more: object) -> dict[str, object]:
    return {"type": kind, "key": "svar", "label": "Svar", **more}


def test_known_values_are_shown_as_one_would_type_them() -> None:
    assert one(field("number"), svar=2.5).text == "2,5"
    assert one(field("datetime", subtype="date"), svar="2026-12-24").text == "2026-12-24"
    assert one(field("checkbox"), svar=True).text == "true"
    assert one(field("textfield")).text == ""


def test_default_values_are_shown_until_something_is_known() -> None:
    component = field("textfield", defaultValue="hej")
    assert one(component).text == "hej"
    assert one(component, svar="känt").text == "känt"


def test_what_was_typed_is_shown_word_for_word() -> None:
    assert one(field("datetime", subtype="date"), {"svar": "2026-02-30"}, svar="2026-01-01").text == "2026-02-30"
    assert one(field("number"), {"svar": ["två"]}).text == "två"


def test_what_was_emptied_stays_empty() -> None:
    assert one(field("textfield"), {}, svar="känt").text == ""
    assert one(field("checkbox"), {}, svar=True).text == ""


def test_a_readonly_field_shows_what_is_known_whatever_was_typed() -> None:
    shown = one(field("textfield", readonly=True, validate={"required": True}), {"svar": "annat"}, svar="SN-1")
    assert (shown.text, shown.readonly, shown.required) == ("SN-1", True, False)


def test_options_say_which_are_chosen() -> None:
    chosen = one(field("checklist", values=OPTIONS), {"svar": ["avslag"]})
    assert [(each.value, each.label, each.chosen) for each in chosen.options] == [
        ("bifall", "Bifall", False),
        ("avslag", "Avslag", True),
    ]


def test_answers_are_told_in_words() -> None:
    assert one(field("radio", values=OPTIONS), svar="avslag").shown == "Avslag"
    assert one(field("checklist", values=OPTIONS), svar=["bifall", "avslag"]).shown == "Bifall, Avslag"
    assert one(field("checkbox")).shown == "Nej"
    assert one(field("number"), svar=1234.5).shown == "1234,5"


def test_hidden_fields_are_marked() -> None:
    assert one(field("textfield", conditional={"hide": "=dold"}), dold=True).hidden
    assert not one(field("textfield", conditional={"hide": "=dold"}), dold=False).hidden


def test_texts_are_filled_with_values() -> None:
    assert one(
        {"type": "text", "text": "Ärende {{arendenummer}}, {{antal + 1}} st"}, arendenummer="SN-1", antal=2
    ).content == ("Ärende SN-1, 3 st")
    assert one(field("textfield", label='="Svar till " + namn'), namn="Anna").label == "Svar till Anna"
    assert (
        one(field("textfield", description="Senast {{frist}}"), frist="2026-12-24").description == "Senast 2026-12-24"
    )


def test_values_in_html_are_escaped() -> None:
    shown = one({"type": "html", "content": "<b>{{namn}}</b>"}, namn="<script>")
    assert shown.content == "<b>&lt;script&gt;</b>"


def test_a_table_has_a_header_and_cells() -> None:
    columns = [{"label": "Artikel", "key": "artikel"}, {"label": "Antal", "key": "antal"}]
    rows: Value = [{"artikel": "Rullstol", "antal": 1}, {"artikel": "Gåbord", "antal": 2.5}]
    shown = one({"type": "table", "label": "Order", "dataSource": "=rader", "columns": columns}, rader=rows)
    assert shown.header == ("Artikel", "Antal")
    assert shown.cells == (("Rullstol", "1"), ("Gåbord", "2,5"))


def test_groups_and_rows_hold_their_fields() -> None:
    listed = {
        "type": "dynamiclist",
        "label": "Rader",
        "path": "rader",
        "components": [{**field("textfield"), "key": "kod"}],
    }
    group = {"type": "group", "label": "Adress", "path": "adress", "components": [listed]}
    shown = one(group, None, adress={"rader": [{"kod": "a"}, {"kod": "b"}]})
    inner = shown.children[0]
    assert [[(each.name, each.text) for each in row] for row in inner.rows] == [
        [("adress.rader.0.kod", "a")],
        [("adress.rader.1.kod", "b")],
    ]


def test_a_dynamic_list_begins_with_as_many_rows_as_it_says() -> None:
    listed = {
        "type": "dynamiclist",
        "label": "Rader",
        "path": "rader",
        "components": [{**field("textfield"), "key": "kod"}],
    }
    assert len(one(listed).rows) == 1
    assert len(one({**listed, "defaultRepetitions": 3}).rows) == 3
    assert one(listed, {}).rows == ()


def test_an_image_is_shown_only_from_the_form_itself() -> None:
    assert one({"type": "image", "source": "=adress"}, adress="https://annan.example/x.png").content == ""
    assert one({"type": "image", "source": "data:image/png;base64,AA=="}).content == "data:image/png;base64,AA=="


def test_the_order_is_the_forms() -> None:
    prov: Form = form({"type": "text", "text": "Läs"}, field("textfield"), {"type": "separator"})
    assert [each.kind for each in view(prov, None, {}, NOW)] == [Kind.TEXT, Kind.TEXTFIELD, Kind.SEPARATOR]
