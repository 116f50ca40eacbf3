"""Camunda's wire format: dates, typed variables, JSON answers."""

import json
import math
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from flask import Response

from app.errors import InvalidRequestError
from app.values import FileReference, Value, Variables, type_of

_DATE = "%Y-%m-%dT%H:%M:%S"
_NUMBERS = {"Integer", "Long", "Short", "Double", "Float", "Number"}
_LARGEST = {"Short": 2**15 - 1, "Integer": 2**31 - 1}
_DEEPEST = 100  # lists and objects within each other in one value


def json_answer(content: object, status: int = 200) -> Response:
    """An answer whose content type is exactly `application/json`: the JavaScript worker parses nothing else."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    response = Response(body, status=status)
    response.headers["Content-Type"] = "application/json"
    return response


def done() -> tuple[str, int]:
    """204 No Content."""
    return "", 204


def moment(value: datetime | date | None) -> str | None:
    """A time as Camunda writes it: `2026-03-02T09:00:00.000+0000`."""
    if value is None:
        return None
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(), UTC)
    value = value.astimezone(UTC)
    return f"{value.strftime(_DATE)}.{value.microsecond // 1000:03d}+0000"


def moment_of(text: str, name: str) -> datetime:
    """The time that a client wrote, in Camunda's form or any ISO 8601 form; without offset it is UTC."""
    try:
        found = datetime.fromisoformat(text.strip().replace(" ", "+"))
    except ValueError:
        reason = f"{name} ska vara en tid som 2026-03-02T09:00:00.000+0000, inte ”{text[:40]}”"
        raise InvalidRequestError(reason=reason) from None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def typed(value: Value, *, deserialize: str = "false") -> dict[str, Any]:
    """A variable with Camunda's type. JSON values travel as strings unless they are to be deserialised; a file stays
    where it is, and its value is null.
    """
    kind = type_of(value)
    info: dict[str, Any] = {}
    sent: Any = value
    if isinstance(value, FileReference):
        sent, info = None, {"filename": value.name, "mimeType": value.media_type}
    elif isinstance(value, list | dict):
        sent = json.dumps(_plain(value), ensure_ascii=False) if deserialize == "false" else _plain(value)
    elif isinstance(value, date):
        sent = moment(value)
    return {"type": kind, "value": sent, "valueInfo": info}


def typed_all(variables: Variables, *, deserialize: str = "false") -> dict[str, Any]:
    """Variables by name."""
    return {name: typed(value, deserialize=deserialize) for name, value in variables.items()}


def _plain(value: Value) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, FileReference):
        return {"filename": value.name, "mimeType": value.media_type}
    return value


def untyped_all(sent: object, where: str = "variables") -> Variables:
    """Variables as a client sends them: {"name": {"value", "type"}}; null means none.

    Raises InvalidRequestError, naming the variable.
    """
    if sent is None:
        return {}
    if not isinstance(sent, Mapping):
        raise InvalidRequestError(reason=f"{where} ska vara ett objekt med namn och värden")
    return {str(name): untyped(value, str(name)) for name, value in sent.items()}


def untyped(sent: object, name: str) -> Value:
    """One variable's value, read by its type: names of types in any case, numbers and booleans as strings too."""
    if not isinstance(sent, Mapping):
        return _checked(sent, name)  # some clients send bare values
    value, kind = sent.get("value"), str(sent.get("type") or "").capitalize()
    if kind in ("File", "Bytes"):
        raise InvalidRequestError(reason=f"{name}: filer tas inte emot som variabelvärde")
    if value is None or kind == "Null":
        return None
    if kind in _NUMBERS:
        return _number(value, kind, name)
    if kind == "Boolean":
        return _boolean(value, name)
    if kind == "Date":
        return moment_of(str(value), name)
    if kind == "Json" or (kind == "Object" and isinstance(value, str)):
        return _json(value, name)
    if kind == "String":
        return value if isinstance(value, str) else json.dumps(value)
    return _checked(value, name)


def _number(value: object, kind: str, name: str) -> int | float:
    try:
        number = float(str(value))
        if not math.isfinite(number):
            raise ValueError(value)
        if kind in ("Double", "Float") or (kind == "Number" and not number.is_integer()):
            return number
        whole = int(number) if kind == "Number" else int(str(value))
        largest = _LARGEST.get(kind, 2**63 - 1)
        if not -largest - 1 <= whole <= largest:
            raise ValueError(value)
        return whole
    except (ValueError, OverflowError):
        raise InvalidRequestError(reason=f"{name}: ”{value}” är inget tal av typen {kind}") from None


def _boolean(value: object, name: str) -> bool:
    text = str(value).strip().lower()
    if text in ("true", "1"):
        return True
    if text in ("false", "0"):
        return False
    raise InvalidRequestError(reason=f"{name}: ”{value}” är inte true eller false")


def _json(value: object, name: str) -> Value:
    if not isinstance(value, str):
        return _checked(value, name)
    return _checked(parsed(value, name), name)


def parsed(text: str | bytes, what: str) -> Any:
    """What a JSON text says. Raises InvalidRequestError also for NaN and half characters, which are no JSON."""
    try:
        found = json.loads(text, parse_constant=_no_number)
        if "\\u" in text if isinstance(text, str) else b"\\u" in text:
            json.dumps(found, ensure_ascii=False).encode()
    except RecursionError:
        raise InvalidRequestError(reason=f"{what} är för djupt nästlat") from None
    except UnicodeError:
        raise InvalidRequestError(reason=f"{what} har ett tecken som inte finns i UTF-8") from None
    except ValueError as error:
        raise InvalidRequestError(reason=f"{what} är inte JSON: {error}") from None
    return found


def _no_number(name: str) -> float:
    raise ValueError(f"{name} är inget tal")


def _checked(value: object, name: str, depth: int = 0) -> Value:
    if isinstance(value, float) and not math.isfinite(value):
        raise InvalidRequestError(reason=f"{name}: talet är för stort")
    if isinstance(value, int) and abs(value) > 2**63 - 1:
        raise InvalidRequestError(reason=f"{name}: talet är för stort")
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if depth > _DEEPEST:
        raise InvalidRequestError(reason=f"{name} är för djupt nästlat")
    if isinstance(value, list):
        return [_checked(item, name, depth + 1) for item in value]
    if isinstance(value, dict):
        return {str(key): _checked(item, name, depth + 1) for key, item in value.items()}
    raise InvalidRequestError(reason=f"{name}: värdet kan inte läsas")


def listed(rows: Iterable[Mapping[str, Any]]) -> Response:
    """A JSON list."""
    return json_answer(list(rows))


def counted(count: int) -> Response:
    """{"count": n}."""
    return json_answer({"count": count})
