"""Dates and values as people in Sweden write them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.pages import formats

NOW = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "words"),
    [(-2, "för 2 dagar sedan"), (-1, "i går"), (0, "i dag"), (1, "i morgon"), (5, "om 5 dagar")],
)
def test_distances_are_told_in_words(days: int, words: str) -> None:
    assert formats.relative(NOW + timedelta(days=days), NOW) == words


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (None, "Ingen frist"),
        (NOW - timedelta(days=1), "Försenad 1 dag"),
        (NOW - timedelta(days=3), "Försenad 3 dagar"),
        (NOW - timedelta(hours=1), "Försenad sedan i dag"),
        (NOW + timedelta(hours=1), "Senast i dag"),
        (NOW + timedelta(days=30), "Senast 24 december"),
        (NOW + timedelta(days=60), "Senast 23 januari 2027"),
    ],
)
def test_a_due_time_says_whether_it_is_late(due: datetime | None, words: str) -> None:
    assert formats.due(due, NOW) == words


def test_the_day_is_the_one_in_stockholm() -> None:
    assert formats.day(datetime(2026, 12, 23, 23, 30, tzinfo=UTC)) == "24 december 2026"


def test_values_are_read_as_words() -> None:
    assert formats.value(True) == "Ja"
    assert formats.value(2.5) == "2,5"
    assert formats.value(date(2026, 12, 24)) == "24 december 2026"
    assert formats.value([{"artikel": "Rullstol", "antal": 1}]) == "Artikel: Rullstol; Antal: 1"
    assert formats.value([]) == "–"


def test_swedish_letters_come_last_in_their_own_order() -> None:
    names = ["Överklagande", "Återlämna", "Ärende", "Zon", "avsluta"]
    assert sorted(names, key=formats.in_order) == ["avsluta", "Zon", "Återlämna", "Ärende", "Överklagande"]


def test_line_breaks_are_kept_and_markup_is_not() -> None:
    assert formats.lines("ett\n<två>") == "ett<br>&lt;två&gt;"
