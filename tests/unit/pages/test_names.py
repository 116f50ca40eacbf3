"""What variables are called, and which of them are letters."""

from app.pages.names import Name, is_letter, letters
from app.values import Value


def test_answers_are_read_with_the_forms_words() -> None:
    name = Name("Utfall", {"bifall": "Bifall", "ja": "Ja"})
    assert name.read("bifall") == "Bifall"
    assert name.read(["bifall", "ja"]) == "Bifall, Ja"
    assert name.read("okänt") == "okänt"


def test_rows_of_a_list_are_read_line_by_line() -> None:
    name = Name("Hjälpmedel", parts={"artikel": Name("Artikel"), "antal": Name("Antal")})
    assert name.read([{"artikel": "Rullstol", "antal": 1}, {"artikel": "Ramp", "antal": 2}]) == "Rullstol, 1\nRamp, 2"


def test_letters_are_contexts_with_a_title_and_a_text_newest_first() -> None:
    old: dict[str, Value] = {"titel": "Underlag", "text": "Hej", "datum": "2026-11-01", "till": "Den enskilde"}
    new: dict[str, Value] = {"titel": "Beslut", "text": "Hej igen", "datum": "2026-11-20"}
    assert not is_letter({"titel": "Tomt", "text": ""})
    assert [each["name"] for each in letters(["x", old, 3, new])] == ["Beslut, 2026-11-20", "Underlag, 2026-11-01"]
