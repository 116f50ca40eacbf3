"""Variable values as JSON text and back, losing nothing: dates, files, and lists and contexts that hold them."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from app.values import FileReference, Value, Variables, check_size

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
MATCHED = 200  # characters of a value that SQL compares


def dumps(value: Value) -> str:
    """The value as JSON text; what JSON lacks is an object with one key that begins with "@"."""
    return _encode(value if isinstance(value, str) else _plain(value))


def loads(source: str) -> Value:
    """The value of such a text."""
    return cast("Value", json.loads(source, object_hook=_restored))


def dumps_variables(values: Variables) -> str:
    """Variables as JSON text."""
    return dumps([[name, value] for name, value in values.items()])


def loads_variables(source: str) -> dict[str, Value]:
    """Variables of such a text."""
    return dict(json.loads(source, object_hook=_restored))


def checked(name: str, value: Value) -> str:
    """The value as text. Raises ValueTooLargeError."""
    source = dumps(value)
    check_size(name, len(source) if source.isascii() else len(source.encode()))
    return source


def matched(value: Value) -> str | None:
    """How a value is compared in SQL: 5, 5.0 and "5" are the same; lists and contexts by their JSON text."""
    match value:
        case None:
            return None
        case str():
            found = value
        case bool():
            found = "true" if value else "false"
        case float() if value.is_integer():
            found = str(int(value))
        case int() | float():
            found = str(value)
        case date():
            found = value.isoformat()
        case _:
            found = dumps(value)
    return found[:MATCHED]


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case datetime():
            return {"@time": value.isoformat()}
        case date():
            return {"@date": value.isoformat()}
        case FileReference():
            return {"@file": [value.id, value.name, value.media_type, value.size]}
        case list() | tuple():
            return [_plain(item) for item in value]
        case Mapping():
            plain = {str(key): _plain(item) for key, item in value.items()}
            return {"@map": list(plain.items())} if len(plain) == 1 and next(iter(plain)).startswith("@") else plain
    raise TypeError(f"not a variable value: {type(value).__name__}")


def _restored(found: dict[str, Any]) -> Any:
    if len(found) != 1:
        return found
    match next(iter(found.items())):
        case ("@time", str(moment)):
            return datetime.fromisoformat(moment)
        case ("@date", str(day)):
            return date.fromisoformat(day)
        case ("@file", [str(id), str(name), str(media_type), int(size)]):
            return FileReference(id, name, media_type, size)
        case ("@map", list(items)):
            return dict(items)
    return found
