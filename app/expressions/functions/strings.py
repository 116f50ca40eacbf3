"""Functions on strings (DMN 1.3, 10.3.4.3), with patterns that stop in time."""

import time as clock
from collections.abc import Callable

import regex

from app.expressions.functions.registry import builtin
from app.expressions.kinds import imported
from app.expressions.limits import Fault, Run
from app.expressions.operators import text

_MOST_PATTERN = 500  # characters
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
    return value[begin:] if length is None else value[begin : begin + int(length)]


@builtin("upper case(string: string)")
def upper_case(run: Run, value: str) -> object:
    return run.text(value.upper())


@builtin("lower case(string: string)")
def lower_case(run: Run, value: str) -> object:
    return run.text(value.lower())


@builtin("trim(string: string)")
def trim(run: Run, value: str) -> object:
    return value.strip()


@builtin("substring before(string: string, match: string)")
def substring_before(run: Run, value: str, match: str) -> object:
    head, found, _ = value.partition(match) if match else ("", "", "")
    return head if found else ""


@builtin("substring after(string: string, match: string)")
def substring_after(run: Run, value: str, match: str) -> object:
    return value.partition(match)[2] if match else value


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
    compiled = _compiled(pattern, flags)
    return (
        None if compiled is None else _timed(run, lambda seconds: compiled.search(value, timeout=seconds) is not None)
    )


@builtin("replace(input: string, pattern: string, replacement: string, flags: string?)")
def replace(run: Run, value: str, pattern: str, replacement: str, flags: str | None = None) -> object:
    compiled = _compiled(pattern, flags)
    if compiled is None:
        return None
    parts = regex.split(r"(\\[\\$]|\$[0-9])", replacement)
    groups = compiled.groups

    def filled(match: "regex.Match[str]") -> str:
        made = "".join(_part(match, part, groups) for part in parts)
        return run.text(made)

    made = _timed(run, lambda seconds: compiled.sub(filled, value, timeout=seconds))
    return run.text(made) if isinstance(made, str) else None


@builtin("split(string: string, delimiter: string)")
def split(run: Run, value: str, delimiter: str) -> object:
    compiled = _compiled(delimiter, None)
    if compiled is None:
        return None

    def parts(seconds: float) -> list[object]:
        found: list[object] = []
        start = 0
        for match in compiled.finditer(value, timeout=seconds):
            if match.end() > match.start():
                found.append(value[start : match.start()])
                start = match.end()
        return [*found, value[start:]]

    found = _timed(run, parts)
    return run.items(found) if isinstance(found, list) else None


def _compiled(pattern: str, flags: str | None) -> "regex.Pattern[str] | None":
    """The pattern, or None (FEEL's null) if it or a flag is wrong."""
    if len(pattern) > _MOST_PATTERN:
        raise Fault("mönstret är för långt", "the pattern is too long")
    if set(flags or "") - _FLAGS.keys():
        return None
    combined = regex.VERSION0
    for letter in flags or "":
        combined |= _FLAGS[letter]
    try:
        return regex.compile(pattern, combined)
    except (regex.error, ValueError, OverflowError, IndexError, KeyError):
        return None


def _timed(run: Run, work: Callable[[float], object]) -> object:
    """What the work gives, within what is left of the evaluation's time for patterns."""
    begun = clock.monotonic()
    run.charge(20)
    try:
        if run.regex_seconds <= 0:
            raise TimeoutError
        return work(run.regex_seconds)
    except (TimeoutError, MemoryError):
        raise Fault("mönstret tar för lång tid", "the pattern takes too long") from None
    finally:
        run.regex_seconds -= clock.monotonic() - begun


def _part(match: "regex.Match[str]", part: str, groups: int) -> str:
    if part in ("\\\\", "\\$"):
        return part[1]
    if len(part) == 2 and part[0] == "$" and part[1].isdigit():
        return match[int(part[1])] or "" if int(part[1]) <= groups else ""
    return part
