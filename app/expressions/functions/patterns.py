"""Regular expressions as FEEL has them (those of XPath), in the terms of the `regex` module, and stopped in time."""

import time as clock
from collections.abc import Callable, Iterator
from functools import lru_cache
from math import prod

import regex

from app.expressions.limits import Fault, Run

Pattern = regex.Pattern[str]

_MOST_PATTERN = 500  # characters
_MOST_COPIES = 10_000  # x{1000} becomes a thousand x when it is compiled, and (x{1000}){1000} a million
_COUNT = regex.compile(r"\{([0-9]+)")
_FLAGS = {"i": regex.IGNORECASE, "m": regex.MULTILINE, "s": regex.DOTALL, "x": regex.VERSION0}


def within_time(run: Run, pattern: str, flags: str | None, work: Callable[[Pattern, float], object]) -> object:
    """What the work gives, within what is left of the evaluation's time for patterns; null if the pattern is wrong."""
    begun = clock.monotonic()
    run.charge(20)
    try:
        if run.regex_seconds <= 0:
            raise TimeoutError
        compiled = _compiled(pattern, flags or "")
        return None if compiled is None else work(compiled, run.regex_seconds)
    except (TimeoutError, MemoryError):
        raise Fault("mönstret tar för lång tid", "the pattern takes too long") from None
    finally:
        run.regex_seconds -= clock.monotonic() - begun


@lru_cache(maxsize=256)
def _compiled(pattern: str, flags: str) -> Pattern | None:
    """The pattern, or None if it or a flag is wrong."""
    copies = prod(max(int(count), 1) for count in _COUNT.findall(pattern))
    if len(pattern) > _MOST_PATTERN or copies > _MOST_COPIES:
        raise Fault("mönstret är för långt", "the pattern is too long")
    if set(flags) - _FLAGS.keys():
        return None
    combined = regex.VERSION0
    for letter in flags:
        combined |= _FLAGS[letter]
    try:
        return regex.compile("".join(_translated(pattern, flags)), combined)
    except (regex.error, ValueError, OverflowError, LookupError, RecursionError):
        return None


def _translated(pattern: str, flags: str) -> Iterator[str]:
    """The pattern's parts where `.` matches no end of line, `$` only the end, and the flag x skips blanks."""
    place, brackets = 0, False
    while place < len(pattern):
        sign = pattern[place]
        if sign == "\\":
            yield pattern[place : place + 2]
            place += 2
            continue
        place += 1
        if brackets:
            if sign == "[":
                raise Fault(
                    "mönstret har en hakparentes inom hakparenteser; skriv \\[ för tecknet",
                    "the pattern has a bracket within brackets",
                )
            brackets = sign != "]"
            yield sign
        elif sign == "[":
            brackets = True
            opening = regex.compile(r"\^?\]?").match(pattern, place)
            yield sign + (opening.group() if opening else "")
            place = opening.end() if opening else place
        elif sign == "." and "s" not in flags:
            yield r"[^\n\r]"
        elif sign == "$" and "m" not in flags:
            yield r"\Z"
        elif "x" not in flags or not sign.isspace():
            yield sign
