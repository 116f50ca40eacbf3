"""Functions on strings (DMN 1.3, 10.3.4.3)."""

import regex

from app.expressions.functions.patterns import Pattern, within_time
from app.expressions.functions.registry import builtin
from app.expressions.kinds import imported
from app.expressions.limits import Run
from app.expressions.texts import text

Match = regex.Match[str]

_PLACES = regex.compile(r"(\\[\\$]|\$[0-9])")


@builtin("string(from: any)")
def string(run: Run, value: object) -> object:
    return None if value is None else text(run, value)


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


@builtin("string join(list: list, delimiter: null or string?)")
def string_join(run: Run, items: list[object], delimiter: str | None = None) -> object:
    run.charge(len(items))
    words = [imported(item) for item in items]
    words = [word for word in words if word is not None]
    strings = [word for word in words if isinstance(word, str)]
    if len(strings) != len(words):
        return None
    run.charge(sum(map(len, strings)) // 50)
    return run.text((delimiter or "").join(strings))


@builtin("matches(input: string, pattern: string, flags: null or string?)")
def matches(run: Run, value: str, pattern: str, flags: str | None = None) -> object:
    def found(compiled: Pattern, seconds: float) -> object:
        return compiled.search(value, timeout=seconds) is not None

    return within_time(run, pattern, flags, found)


@builtin("replace(input: string, pattern: string, replacement: string, flags: null or string?)")
def replace(run: Run, value: str, pattern: str, replacement: str, flags: str | None = None) -> object:
    parts = _PLACES.split(replacement)

    def replaced(compiled: Pattern, seconds: float) -> object:
        def filled(match: Match) -> str:
            return run.text("".join(_part(match, part, compiled.groups) for part in parts))

        return run.text(compiled.sub(filled, value, timeout=seconds))

    return within_time(run, pattern, flags, replaced)


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

    return within_time(run, delimiter, None, parts)


def _part(match: Match, part: str, groups: int) -> str:
    if part in ("\\\\", "\\$"):
        return part[1]
    if len(part) == 2 and part[0] == "$" and part[1].isdigit():
        return match[int(part[1])] or "" if int(part[1]) <= groups else ""
    return part
