"""Functions on strings (DMN 1.3, 10.3.4.3), with patterns that stop in time."""

import time as clock
from collections.abc import Callable
from math import prod

import regex

from app.expressions.functions.registry import builtin
from app.expressions.kinds import imported
from app.expressions.limits import Fault, Run
from app.expressions.operators import text

Pattern = regex.Pattern[str]
Match = regex.Match[str]

_MOST_PATTERN = 500  # characters
_MOST_COPIES = 10_000  # x{1000} becomes a thousand x when it is compiled, and (x{1000}){1000} a million
_COUNT = regex.compile(r"\{([0-9]+)")
_PLACES = regex.compile(r"(\\[\\$]|\$[0-9])")
_FLAGS = {"i": regex.IGNORECASE, "m": regex.MULTILINE, "s": regex.DOTALL, "x": regex.VERBOSE}


@builtin("string(from: any)")
def string(run: Run, value: object) -> object:
    return text(run, value)


@builtin("string length(string: string)")
def string_length(run: Run, value: str) -> object:
    return len(value)


@builtin("substring(string: string, start position: number, length: number?)")
def substring(run: Run, value: str, start: int, length: int | None = None) -> object:
    first = int(start)
    if first == 0 or (length is not None and length < 1):
        return None
    begin = first - 1 if first > 0 else len(value) + first
    if not 0 <= begin < len(value):
        return None
    return run.text(value[begin:] if length is None else value[begin : begin + int(length)])


@builtin("upper case(string: string)")
def upper_case(run: Run, value: str) -> object:
    return run.text(value.upper())


@builtin("lower case(string: string)")
def lower_case(run: Run, value: str) -> object:
    return run.text(value.lower())


@builtin("trim(string: string)")
def trim(run: Run, value: str) -> object:
    return run.text(value.strip())


@builtin("substring before(string: string, match: string)")
def substring_before(run: Run, value: str, match: str) -> object:
    head, found, _ = value.partition(match) if match else ("", "", "")
    return run.text(head if found else "")


@builtin("substring after(string: string, match: string)")
def substring_after(run: Run, value: str, match: str) -> object:
    return run.text(value.partition(match)[2]) if match else value


@builtin("contains(string: string, match: string)")
def contains(run: Run, value: str, match: str) -> object:
    run.charge(len(value) // 50)
    return match in value


@builtin("starts with(string: string, match: string)")
def starts_with(run: Run, value: str, match: str) -> object:
    return value.startswith(match)


@builtin("ends with(string: string, match: string)")
def ends_with(run: Run, value: str, match: str) -> object:
    return value.endswith(match)


@builtin("string join(list: list, delimiter: string?)")
def string_join(run: Run, items: list[object], delimiter: str | None = None) -> object:
    run.charge(len(items))
    words = [imported(item) for item in items]
    words = [word for word in words if word is not None]
    strings = [word for word in words if isinstance(word, str)]
    if len(strings) != len(words):
        return None
    run.charge(sum(map(len, strings)) // 50)
    return run.text((delimiter or "").join(strings))


@builtin("matches(input: string, pattern: string, flags: string?)")
def matches(run: Run, value: str, pattern: str, flags: str | None = None) -> object:
    def found(compiled: Pattern, seconds: float) -> object:
        return compiled.search(value, timeout=seconds) is not None

    return _timed(run, pattern, flags, found)


@builtin("replace(input: string, pattern: string, replacement: string, flags: string?)")
def replace(run: Run, value: str, pattern: str, replacement: str, flags: str | None = None) -> object:
    parts = _PLACES.split(replacement)

    def replaced(compiled: Pattern, seconds: float) -> object:
        def filled(match: Match) -> str:
            return run.text("".join(_part(match, part, compiled.groups) for part in parts))

        return run.text(compiled.sub(filled, value, timeout=seconds))

    return _timed(run, pattern, flags, replaced)


@builtin("split(string: string, delimiter: string)")
def split(run: Run, value: str, delimiter: str) -> object:
    def parts(compiled: Pattern, seconds: float) -> object:
        found: list[object] = []
        start = 0
        for match in compiled.finditer(value, timeout=seconds):
            if match.end() > match.start():
                found.append(value[start : match.start()])
                start = match.end()
        run.charge(len(value) // 50)
        return run.items([*found, value[start:]])

    return _timed(run, delimiter, None, parts)


def _timed(run: Run, pattern: str, flags: str | None, work: Callable[[Pattern, float], object]) -> object:
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
        return regex.compile(pattern, combined)
    except (regex.error, ValueError, OverflowError, LookupError, RecursionError):
        return None


def _part(match: Match, part: str, groups: int) -> str:
    if part in ("\\\\", "\\$"):
        return part[1]
    if len(part) == 2 and part[0] == "$" and part[1].isdigit():
        return match[int(part[1])] or "" if int(part[1]) <= groups else ""
    return part
