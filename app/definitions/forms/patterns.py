"""JavaScript's regular expressions, as form patterns are written, run with a time limit."""

import functools
import re

import regex

MAX_PATTERN = 1_000
SECONDS = 0.1

_SPACE = r"\s\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_", "s": _SPACE}
_SAME = frozenset("bBnrtvf0123456789^$\\.*+?()[]{}|/-")
_QUANTIFIER = re.compile(r"\{\d+(?:,\d*)?\}")
_GROUP = re.compile(r"\(\?(?::|=|!|<=|<!|<[A-Za-z_$][\w$]*>)")


class BadPatternError(ValueError):
    """The text is no pattern that runs here; the message says why, in Swedish."""


class TooSlowError(Exception):
    """The pattern took too long on a text."""


@functools.lru_cache(maxsize=512)
def compiled(pattern: str) -> regex.Pattern[str]:
    """The pattern, compiled once. Raises BadPatternError."""
    if len(pattern) > MAX_PATTERN:
        raise BadPatternError(f"mönstret är längre än {MAX_PATTERN} tecken")
    try:
        return regex.compile(_translated(pattern), regex.V0)
    except (regex.error, OverflowError, RecursionError, ValueError) as wrong:
        raise BadPatternError(str(wrong)) from wrong


def fits(pattern: str, text: str) -> bool:
    """Whether the pattern is found anywhere in the text. Raises BadPatternError, TooSlowError."""
    try:
        return compiled(pattern).search(text, timeout=SECONDS, concurrent=False) is not None
    except TimeoutError as slow:
        raise TooSlowError(pattern) from slow


def _translated(pattern: str) -> str:
    """JavaScript's meaning in the regex module's words: ASCII classes, `$` only at the end, no Python-only syntax."""
    out: list[str] = []
    index, in_class = 0, False
    while index < len(pattern):
        char = pattern[index]
        if char == "\\":
            piece, index = _escape(pattern, index + 1, in_class=in_class)
        elif in_class:
            in_class = char != "]"
            piece, index = ("\\[" if char == "[" else char), index + 1
        else:
            piece, index = _outside(pattern, index)
            in_class = char == "["
        out.append(piece)
    if in_class:
        raise BadPatternError("hakparentesen avslutas inte")
    return "".join(out)


def _outside(pattern: str, index: int) -> tuple[str, int]:
    char = pattern[index]
    if char == "$":
        return r"\Z", index + 1
    if char == ".":
        return r"[^\n\r\u2028\u2029]", index + 1
    if char == "[":
        for empty, meaning in (("[^]", r"[\s\S]"), ("[]", "(?!)")):
            if pattern.startswith(empty, index):
                raise BadPatternError(f"{empty} stöds inte; skriv {meaning}")
        return ("[^", index + 2) if pattern.startswith("[^", index) else ("[", index + 1)
    if char == "{" and not _QUANTIFIER.match(pattern, index):
        return r"\{", index + 1
    if pattern.startswith("(?", index) and not _GROUP.match(pattern, index):
        raise BadPatternError(f"gruppen {pattern[index : index + 4]} finns inte i JavaScript")
    return char, index + 1


def _escape(pattern: str, index: int, *, in_class: bool) -> tuple[str, int]:
    """What follows a backslash, and the index after it."""
    if index >= len(pattern):
        raise BadPatternError("mönstret slutar med ett ensamt omvänt snedstreck")
    char = pattern[index]
    if char.lower() in _CLASSES:
        return _class(char, in_class=in_class), index + 1
    for letter, width in (("x", 2), ("u", 4)):
        digits = pattern[index + 1 : index + 1 + width]
        if char == letter and len(digits) == width and all(each in "0123456789abcdefABCDEF" for each in digits):
            return regex.escape(chr(int(digits, 16))), index + 1 + width
    if char == "k" and (name := re.match(r"<(\w+)>", pattern[index + 1 :])):
        return f"(?P={name[1]})", index + 1 + name.end()
    if char in _SAME:
        return "\\" + char, index + 1
    return regex.escape(char), index + 1  # JavaScript: any other escaped character is itself


def _class(char: str, *, in_class: bool) -> str:
    inner = _CLASSES[char.lower()]
    if char.islower():
        return inner if in_class else f"[{inner}]"
    if in_class:
        if char == "S":
            return r"\S"
        raise BadPatternError(f"\\{char} inom hakparenteser stöds inte")
    return f"[^{inner}]"
