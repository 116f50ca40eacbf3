"""Variables in scopes: reads look outward, writes go to the nearest scope that has the name, else to the instance.

Camunda 7's rule (setVariable); joins merge nothing, so a stale branch can overwrite nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from app.errors import ElementError
from app.expressions.times import Duration, iso
from app.values import FileReference, Value

if TYPE_CHECKING:
    from app.engine.tokens import Token

MAX_DEPTH = 60
TAG = "\u0000"  # keys that start so mark typed values in the stored state, see codec


class Names(Mapping[str, object]):
    """What an expression sees from a token: variables innermost first, then the built-in names."""

    __slots__ = ("_token",)

    def __init__(self, token: Token) -> None:
        self._token = token

    def __getitem__(self, name: str) -> object:
        scope: Token | None = self._token
        home = scope.home if scope is not None else None
        while scope is not None:
            if scope.variables is not None and name in scope.variables:
                return scope.variables[name]
            if scope is home:
                break
            scope = scope.outer
        return _built_in(self._token, name)

    def __contains__(self, name: object) -> bool:
        try:
            self[str(name)]
        except KeyError:
            return False
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(visible(self._token))

    def __len__(self) -> int:
        return len(visible(self._token))


def _built_in(token: Token, name: str) -> object:
    if name == "businessKey":
        return token.home.note.get("key")
    if name == "processInstanceId":
        return token.instance
    raise KeyError(name)


def visible(token: Token) -> dict[str, Value]:
    """All variables visible from a token."""
    chain = []
    scope: Token | None = token
    while scope is not None:
        if scope.variables:
            chain.append(scope.variables)
        if scope is token.home:
            break
        scope = scope.outer
    found: dict[str, Value] = {}
    for names in reversed(chain):
        found.update(names)
    return found


def write(token: Token, name: str, value: object) -> None:
    """Write into the nearest scope from `token` outward that has the name, else into the process instance."""
    write_local(_holder(token, name), name, value)


def remove(token: Token, name: str) -> None:
    """Remove the name from the nearest scope outward that has it."""
    remove_local(_holder(token, name), name)


def remove_local(scope: Token, name: str) -> None:
    """Remove the name from this very scope; no matter if it is not there."""
    if scope.variables is not None and name in scope.variables:
        del scope.variables[name]
        scope.workflow.log.variable_removed(scope, name)


def _holder(token: Token, name: str) -> Token:
    scope: Token = token
    while scope is not token.home:
        if scope.variables is not None and name in scope.variables:
            break
        scope = scope.scope
    return scope


def write_local(scope: Token, name: str, value: object) -> None:
    """Write into this very scope."""
    if scope.variables is None:
        scope.variables = {}
    stored = storable(value, _key(name, name))
    scope.variables[name] = stored
    scope.workflow.log.variable(scope, name, stored)


def storable(value: object, name: str, depth: int = 0) -> Value:
    """The value as it can be kept: JSON types, dates and file references. Durations and times become ISO 8601 text.

    Raises ElementError for anything else, so that nothing is stored that could not come back.
    """
    if value is None or isinstance(value, bool | str | int | FileReference):
        return value
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        raise ElementError(element=name, reason="talet är inte ändligt")
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):  # datetime too
        if isinstance(value, datetime) and value.tzinfo is None:
            raise ElementError(element=name, reason="tidpunkten saknar tidszon")
        return value
    if depth > MAX_DEPTH:
        raise ElementError(element=name, reason="värdet är för djupt nästlat")
    if isinstance(value, Mapping):
        return {_key(key, name): storable(item, name, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable(item, name, depth + 1) for item in value]
    if isinstance(value, Duration | time):
        return iso(value)
    raise ElementError(element=name, reason=f"värden av typen {type(value).__name__} kan inte sparas")


def _key(key: object, name: str) -> str:
    text = str(key)
    if text.startswith(TAG):
        raise ElementError(element=name, reason="ett namn i värdet börjar med ett otillåtet tecken")
    return text
