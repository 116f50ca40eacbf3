"""Variables as they travel between layers: plain Python values, with Camunda's type names at the edges."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.errors import ValueTooLargeError

MAX_BYTES = 1_000_000  # one variable, as stored JSON; larger files are rows of their own


@dataclass(frozen=True, slots=True)
class FileReference:
    """A file kept in a row of its own; the variable holds only where it is."""

    id: str
    name: str
    media_type: str
    size: int


type_names = ("Null", "Boolean", "Integer", "Long", "Double", "Date", "String", "Json", "File")
Value = None | bool | int | float | str | date | datetime | FileReference | list["Value"] | dict[str, "Value"]
Variables = Mapping[str, Value]

_INTEGER = 2**31


def type_of(value: object) -> str:
    """Camunda's type name of a value: String, Integer, Long, Double, Boolean, Date, Json, File or Null.

    >>> type_of(2**40), type_of([1]), type_of(None)
    ('Long', 'Json', 'Null')
    """
    match value:
        case None:
            return "Null"
        case bool():
            return "Boolean"
        case int():
            return "Integer" if -_INTEGER <= value < _INTEGER else "Long"
        case float():
            return "Double"
        case str():
            return "String"
        case date():  # datetime is a date
            return "Date"
        case FileReference():
            return "File"
        case list() | dict():
            return "Json"
    raise TypeError(f"not a variable value: {type(value).__name__}")


def check_size(name: str, size: int) -> None:
    """Raise ValueTooLargeError when a stored value of `size` bytes is over the limit."""
    if size > MAX_BYTES:
        raise ValueTooLargeError(name=name, size=size, limit=MAX_BYTES)
