"""Variable values survive the database, whatever they hold."""

import string
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import ValueTooLargeError
from app.store.encoding import checked, dumps, dumps_variables, loads, loads_variables, matched
from app.values import MAX_BYTES, FileReference, Value

FILE = FileReference("1", "brev.pdf", "application/pdf", 12)
_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.dates()
    | st.datetimes(timezones=st.just(UTC))
    | st.just(FILE)
)
_NAMES = st.text(string.ascii_letters, max_size=4) | st.sampled_from(
    ["@time", "@date", "@file", "@map", "typename", "å"]
)
VALUES = st.recursive(_SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=4))


@given(VALUES)
def test_a_value_comes_back_as_it_was(value: Value) -> None:
    assert loads(dumps(value)) == value
    assert type(loads(dumps(value))) is type(value)


@given(st.dictionaries(_NAMES, VALUES, max_size=4))
def test_variables_come_back_as_they_were(values: dict[str, Value]) -> None:
    assert loads_variables(dumps_variables(values)) == values


def test_a_time_keeps_its_offset() -> None:
    moment = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    restored = loads(dumps(moment))
    assert isinstance(restored, datetime)
    assert restored.utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5, "5"),
        (5.0, "5"),
        ("5", "5"),
        (5.5, "5.5"),
        (True, "true"),
        (None, None),
        (date(2026, 3, 2), "2026-03-02"),
        ([1, "å"], '[1,"å"]'),
        ("a" * 300, "a" * 200),
    ],
)
def test_what_people_take_for_equal_is_compared_as_equal(value: Value, text: str | None) -> None:
    assert matched(value) == text


def test_a_value_over_the_limit_is_refused_by_its_name() -> None:
    assert checked("kort", "å" * 10)
    with pytest.raises(ValueTooLargeError, match="långt"):
        checked("långt", "å" * (MAX_BYTES // 2))
