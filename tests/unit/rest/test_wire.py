"""Camunda's wire format, with the quirks of real clients."""

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidRequestError
from app.rest.wire import json_answer, moment, moment_of, typed, untyped, untyped_all
from app.values import FileReference, Value


def test_times_are_written_with_milliseconds_and_offset() -> None:
    swedish = datetime(2026, 7, 1, 9, 5, 6, 789_999, timezone(timedelta(hours=2)))
    assert moment(swedish) == "2026-07-01T07:05:06.789+0000"
    assert moment(None) is None


@pytest.mark.parametrize(
    "text",
    [
        "2026-07-01T07:05:06.789+0000",
        "2026-07-01T07:05:06.789Z",
        "2026-07-01T09:05:06.789+0200",
        "2026-07-01T07:05:06.789 0000",
    ],
)
def test_times_are_read_in_every_form_that_clients_write(text: str) -> None:
    assert moment_of(text, "due") == datetime(2026, 7, 1, 7, 5, 6, 789_000, UTC)


def test_a_wrong_time_names_the_parameter() -> None:
    with pytest.raises(InvalidRequestError, match="due"):
        moment_of("i morgon", "due")


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({"value": "12", "type": "Integer"}, 12),
        ({"value": 12, "type": "long"}, 12),
        ({"value": "1.5", "type": "Double"}, 1.5),
        ({"value": 1.5, "type": "Number"}, 1.5),
        ({"value": 2.0, "type": "Number"}, 2),
        ({"value": str(-(2**31)), "type": "Integer"}, -(2**31)),
        ({"value": 1, "type": "boolean"}, True),
        ({"value": "false", "type": "Boolean"}, False),
        ({"value": '{"a": [1]}', "type": "Json"}, {"a": [1]}),
        (
            {"value": '{"a": 1}', "type": "Object", "valueInfo": {"serializationDataFormat": "application/json"}},
            {"a": 1},
        ),
        ({"value": "x"}, "x"),
        ({"value": [1, {"a": None}]}, [1, {"a": None}]),
        ({"value": None, "type": "String"}, None),
        ({"value": "x", "type": None}, "x"),
        ({"value": "2026-01-02T00:00:00.000+0000", "type": "Date"}, datetime(2026, 1, 2, tzinfo=UTC)),
        ("bare", "bare"),
    ],
)
def test_variables_are_read_by_their_type_in_any_case_or_without_it(sent: object, read: object) -> None:
    assert untyped(sent, "v") == read


@pytest.mark.parametrize(
    "sent",
    [
        {"value": "tolv", "type": "Integer"},
        {"value": 2**31, "type": "Integer"},
        {"value": 1e999},
        {"value": "kanske", "type": "Boolean"},
        {"value": "{", "type": "Json"},
    ],
)
def test_a_value_that_does_not_fit_its_type_is_refused_by_name(sent: object) -> None:
    with pytest.raises(InvalidRequestError, match="belopp"):
        untyped(sent, "belopp")


def test_no_variables_may_be_sent_as_null() -> None:
    assert untyped_all(None) == {}


def test_a_variable_is_written_with_a_type_that_is_never_null() -> None:
    assert typed(None) == {"type": "Null", "value": None, "valueInfo": {}}
    assert typed([1]) == {"type": "Json", "value": "[1]", "valueInfo": {}}
    assert typed([1], deserialize="true")["value"] == [1]
    assert typed(date(2026, 1, 2))["value"] == "2026-01-02T00:00:00.000+0000"
    file = typed(FileReference("1", "brev.pdf", "application/pdf", 9))
    assert (file["value"], file["valueInfo"]["filename"]) == (None, "brev.pdf")


def test_the_content_type_is_exactly_json() -> None:
    assert json_answer({}).headers["Content-Type"] == "application/json"


simple = (
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)


@given(st.recursive(simple, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)))
def test_what_is_written_is_read_back_the_same(value: Value) -> None:
    sent = json.loads(json.dumps(typed(value)))
    assert untyped(sent, "v") == value
