"""Values as one would write them: FEEL's string(), and what stands within a text with `${…}` in it."""

from datetime import date, time
from decimal import Decimal

from app.expressions.durations import Duration
from app.expressions.kinds import Function, Range, imported, is_context, is_list
from app.expressions.limits import MAX_VALUE_DEPTH, Fault, Run
from app.expressions.moments import written


def text(run: Run, value: object, depth: int = 0) -> str:
    """FEEL's string(): a string as it is, anything else as one would write it."""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple | dict) or is_context(value):
        return run.text(_nested_text(run, value, depth))
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, date | time):
        return written(value).replace("+00:00", "Z")
    if isinstance(value, Duration):
        return str(value)
    if isinstance(value, Range):
        start, end = (("" if part is None else text(run, part, depth + 1)) for part in (value.start, value.end))
        return f"{'[' if value.start_included else '('}{start}..{end}{']' if value.end_included else ')'}"
    name = "en funktion" if isinstance(value, Function) else "ett värde av detta slag"
    raise Fault(f"{name} kan inte skrivas som text", "this value has no text")


def number_text(value: Decimal) -> str:
    """A number without exponent and without needless zeros."""
    if value == 0:
        return "0"  # also where a sign is left
    if value == value.to_integral_value():
        return format(value.to_integral_value(), "f")
    return format(value, "f").rstrip("0")


def _nested_text(run: Run, value: object, depth: int) -> str:
    if depth > MAX_VALUE_DEPTH:
        raise Fault("ett värde är för djupt nästlat", "a value is nested too deeply")
    if is_list(value):
        run.charge(1 + len(value))
        return "[" + ", ".join(_quoted(run, imported(item), depth + 1) for item in value) + "]"
    if not is_context(value):
        return ""
    run.charge(1 + len(value))
    entries = (f"{_key(run, key)}: {_quoted(run, imported(item), depth + 1)}" for key, item in value.items())
    return "{" + ", ".join(entries) + "}"


def _key(run: Run, key: str) -> str:
    """A key as it is written in a context: in quotes where it is no name."""
    return key if key.isidentifier() else _quoted(run, key, 0)


def _quoted(run: Run, value: object, depth: int) -> str:
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return run.text(f'"{escaped}"')
    return text(run, value, depth)
