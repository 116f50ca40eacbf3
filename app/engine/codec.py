"""The stored state: live tokens only, in a compact, versioned form. Specifications are never in it.

A state is UTF-8 JSON: {"v": version, "t": [token, …]} with parents before children, a token being
[id, index of parent or -1, specification name, state, note or 0, variables or 0]. A process root's note names its
definition.
Values that JSON lacks are {"\\u0000d": ISO date}, {"\\u0000t": ISO date-time} and {"\\u0000f": [id, name, type, size]};
"x" is 1 when there are any, so that states without them decode at C speed. Loaders for older versions go into
`_LOADERS`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from app.engine.case import Case
from app.engine.data import TAG
from app.engine.specs import ProcessSpec
from app.engine.steps import World
from app.engine.tokens import Token
from app.errors import ElementError
from app.values import FileReference, check_size

VERSION = 1
_SIZE_CHECK = 4096
_HALF_A_CHARACTER = "en text innehåller ett tecken som inte är helt (ett ensamt surrogat) och inte kan sparas"


def encode(case: Case) -> bytes:
    """The case as bytes. ValueTooLargeError names a variable that is over the limit."""
    if case.root is None or case.completed:
        return json.dumps({"v": VERSION, "t": []}).encode()
    typed: list[bool] = []

    def tagged(value: object) -> object:
        typed.append(True)
        if isinstance(value, datetime):
            return {TAG + "t": value.isoformat()}
        if isinstance(value, date):
            return {TAG + "d": value.isoformat()}
        if isinstance(value, FileReference):
            return {TAG + "f": [value.id, value.name, value.media_type, value.size]}
        raise TypeError(f"cannot be stored: {type(value).__name__}")

    rows: list[list[object]] = []
    places: dict[str, int] = {}
    for token in case.root.subtree():
        places[token.id] = len(rows)
        outer = token.outer
        rows.append(
            [
                token.id,
                -1 if outer is None else places[outer.id],
                token.task_spec.name,
                token._state,
                token.note or 0,
                0 if token.variables is None else token.variables,
            ]
        )
    body = json.dumps(rows, default=tagged, ensure_ascii=False, separators=(",", ":"))
    if len(body) > _SIZE_CHECK:
        _check_sizes(case, tagged)
    try:
        return f'{{"v":{VERSION},"x":{int(bool(typed))},"t":{body}}}'.encode()
    except UnicodeEncodeError as error:
        raise ElementError(element=_with_half_a_character(case), reason=_HALF_A_CHARACTER) from error


def _with_half_a_character(case: Case) -> str:
    """The variable whose text cannot be UTF-8 because of a lone surrogate; "" when the text is somewhere else."""
    for (_scope, name), change in case.log.writes.items():
        try:
            json.dumps([name, change.value], default=str, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            return name.encode(errors="replace").decode()
    return ""


def _check_sizes(case: Case, tagged: Callable[[object], object]) -> None:
    for (_scope, name), change in case.log.writes.items():
        check_size(name, len(json.dumps(change.value, default=tagged, ensure_ascii=False).encode(errors="replace")))


def decode(state: bytes, world: World, process_of: Callable[[str], ProcessSpec]) -> Case:
    """The case of stored bytes, on shared specifications."""
    case = Case(world, process_of)
    text = state.decode()
    plain = '"x":1' not in text[:24]
    stored = json.loads(text) if plain else json.loads(text, object_hook=_untagged)
    loader = _LOADERS.get(stored["v"])
    if loader is None:
        raise ElementError(
            element="", reason=f"ärendets sparade tillstånd har version {stored['v']}, som denna version inte kan läsa"
        )
    loader(stored, case)
    return case


def _untagged(value: dict[str, Any]) -> object:
    if len(value) == 1:
        key, item = next(iter(value.items()))
        if key == TAG + "t":
            return datetime.fromisoformat(item)
        if key == TAG + "d":
            return date.fromisoformat(item)
        if key == TAG + "f":
            return FileReference(*item)
    return value


def _load_1(stored: dict[str, Any], case: Case) -> None:
    made: list[Token] = []
    for token_id, place, name, state, note, variables in stored["t"]:
        parent = made[place] if place >= 0 else None
        if name.endswith("#process"):
            process = case.process_of(note["definition"])
            token = Token(case, process.root, parent, state, token_id, note=note or None)
        else:
            if parent is None:
                raise ElementError(element=name, reason="ärendets sparade tillstånd är skadat")
            spec = parent.home.task_spec.process.task_specs[name]
            token = Token(case, spec, parent, state, token_id, parent.home, note or None)
        token.variables = None if variables == 0 else variables
        made.append(token)
    case.root = made[0] if made else None
    case.completed = not made


_LOADERS: dict[int, Callable[[dict[str, Any], Case], None]] = {1: _load_1}
