"""The built-in functions: DMN 1.3's, JUEL's methods on strings, and `next working day`."""

from app.expressions.functions import contexts, juel, lists, moments, numbers, ranges, strings
from app.expressions.functions.registry import ABSENT, BUILTINS, Builtin

MULTIWORD = frozenset(name for name in BUILTINS if " " in name)

__all__ = [
    "ABSENT",
    "BUILTINS",
    "MULTIWORD",
    "Builtin",
    "contexts",
    "juel",
    "lists",
    "moments",
    "numbers",
    "ranges",
    "strings",
]
