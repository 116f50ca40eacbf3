"""What a client sends, read leniently: query string and JSON body alike, unset and null alike, numbers as strings."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import request

from app.errors import InvalidRequestError
from app.rest.wire import moment_of, parsed, untyped
from app.usecases.queries import Operator, Page, Sort, VariableFilter
from app.values import Value

_OPERATORS = {operator.value: operator for operator in Operator}
_LARGEST = 2**31 - 1  # what both databases take as an integer
_LONGEST = timedelta(days=366)
_PAGING = ("firstResult", "maxResults")
_AS_CAMUNDA: Mapping[str, str] = {}


class Params:
    """The parameters of one request. Unknown ones are ignored, null is as good as unset."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def raw(self, name: str) -> Any:
        """The value as sent, or None."""
        return self.values.get(name)

    def text(self, name: str) -> str | None:
        """A string; empty counts as unset."""
        value = self.raw(name)
        if value is None or value == "":
            return None
        if isinstance(value, list | dict):
            raise InvalidRequestError(reason=f"{name} ska vara en text")
        if "\0" in (text := str(value)):
            raise InvalidRequestError(reason=f"{name} har ett nolltecken")
        return text

    def required(self, name: str) -> str:
        """A string that must be there."""
        value = self.text(name)
        if value is None:
            raise InvalidRequestError(reason=f"{name} saknas")
        return value

    def integer(self, name: str) -> int | None:
        """A whole number, also sent as a string."""
        value = self.text(name)
        if value is None:
            return None
        found = _whole(value, name)
        if abs(found) > _LARGEST:
            raise InvalidRequestError(reason=f"{name} är för stort")
        return found

    def number(self, name: str) -> int:
        """A whole number that must be there."""
        value = self.integer(name)
        if value is None:
            raise InvalidRequestError(reason=f"{name} saknas")
        return value

    def milliseconds(self, name: str) -> timedelta | None:
        """A duration, sent in milliseconds: not negative, at most a year."""
        value = self.text(name)
        if value is None:
            return None
        sent = _whole(value, name)
        if sent < 0 or sent > _LONGEST // timedelta(milliseconds=1):
            raise InvalidRequestError(reason=f"{name} ska vara mellan 0 och {_LONGEST.days} dygn i millisekunder")
        return timedelta(milliseconds=sent)

    def flag(self, name: str) -> bool:
        """True for true, "true" and 1."""
        value = self.raw(name)
        return value is True or str(value).strip().lower() in ("true", "1")

    def moment(self, name: str) -> datetime | None:
        """A time."""
        value = self.text(name)
        return None if value is None else moment_of(value, name)

    def names(self, name: str) -> tuple[str, ...] | None:
        """A list, or a string with commas."""
        value = self.raw(name)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        if isinstance(value, list):
            return tuple(str(part) for part in value)
        raise InvalidRequestError(reason=f"{name} ska vara en lista")

    def nested(self, name: str) -> "list[Params]":
        """A list of objects."""
        value = self.raw(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            raise InvalidRequestError(reason=f"{name} ska vara en lista av objekt")
        return [Params(item) for item in value]

    def page(self, sorts: Mapping[str, str] = _AS_CAMUNDA) -> Page:
        """firstResult, maxResults and sorting, as query (sortBy, sortOrder) or body (sorting).

        sorts: Camunda's name → ours, where they differ.
        """
        size = self.integer("maxResults")
        sorting = [_sort(each, sorts) for each in self.nested("sorting") if each.text("sortBy")]
        if self.text("sortBy"):
            sorting.append(_sort(self, sorts))
        first = max(self.integer("firstResult") or 0, 0)
        return Page(first, _page_size(size), tuple(sorting))

    def variable_filters(self, name: str) -> tuple[VariableFilter, ...]:
        """Filters on variables: a list of {name, operator, value}, or `name_operator_value,…` in a query string."""
        value = self.raw(name)
        if value is None or value == "":
            return ()
        if isinstance(value, str):
            return tuple(_filter(*_split(part, name)) for part in value.split(","))
        return tuple(
            _filter(each.required("name"), each.text("operator") or "eq", untyped(each.raw("value"), name))
            for each in self.nested(name)
        )


def _page_size(size: int | None) -> int:
    """The asked-for size; the use cases cut it to their maximum."""
    return Page().size if size is None else max(size, 0)


def _whole(value: str, name: str) -> int:
    try:
        return int(float(value))
    except (ValueError, OverflowError):
        raise InvalidRequestError(reason=f"{name} ska vara ett heltal, inte ”{value[:40]}”") from None


def _sort(params: Params, sorts: Mapping[str, str]) -> Sort:
    order = (params.text("sortOrder") or "asc").lower()
    if order not in ("asc", "desc"):
        raise InvalidRequestError(reason=f"sortOrder ska vara asc eller desc, inte ”{order}”")
    by = params.required("sortBy")
    return Sort(sorts.get(by, by), order == "desc")


def _split(text: str, name: str) -> tuple[str, str, Value]:
    parts = text.split("_")
    for place in range(len(parts) - 2, 0, -1):
        if parts[place] in _OPERATORS:
            return "_".join(parts[:place]), parts[place], _literal("_".join(parts[place + 1 :]))
    raise InvalidRequestError(reason=f"{name} ska skrivas namn_operator_värde, inte ”{text}”")


def _literal(text: str) -> Value:
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, bool | int | float) else text


def _filter(name: str, operator: str, value: Value) -> VariableFilter:
    found = _OPERATORS.get(operator)
    if found is None:
        raise InvalidRequestError(reason=f"operatorn ”{operator}” finns inte; det finns {', '.join(_OPERATORS)}")
    return VariableFilter(name, value, found)


def query() -> Params:
    """The query string."""
    return Params(request.args)


def body() -> Params:
    """The JSON body; none at all is an empty one, whatever the content type says."""
    data = request.get_data(cache=True)
    if not data.strip():
        return Params({})
    sent = parsed(data, "begäran")
    if sent is None:
        return Params({})
    if not isinstance(sent, dict):
        raise InvalidRequestError(reason="begäran ska vara ett JSON-objekt")
    return Params(sent)


def message_key(params: Params) -> str | None:
    """The sender's own id for what it sends: the header Idempotency-Key, with or without quotes, or `messageId` in the
    body where a client cannot send headers.
    """
    header = request.headers.get("Idempotency-Key", "").strip()
    if len(header) > 1 and header[0] == header[-1] == '"':
        header = header[1:-1]
    inside = params.text("messageId")
    if header and inside and header != inside:
        raise InvalidRequestError(reason="Idempotency-Key och messageId är olika; ange ett av dem")
    return header or inside


def asked() -> Params:
    """A list's filters: the query string of a GET; the body of a POST, whose query string has the paging only."""
    if request.method != "POST":
        return query()
    paging = {name: request.args[name] for name in _PAGING if name in request.args}
    return Params({**body().values, **paging})
