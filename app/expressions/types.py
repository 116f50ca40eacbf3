"""Whether a value is of a type, as `instance of` and typed parameters ask (DMN 1.3, 10.3.2.9)."""

from app.expressions.durations import Duration
from app.expressions.kinds import Function, Range, imported, is_context, is_list, kind_of
from app.expressions.limits import Run
from app.expressions.nodes import Type


def conforms(run: Run, value: object, wanted: Type) -> bool:
    """Whether a value is of the type. Null is of no type but Null."""
    name, parts = wanted.name, wanted.parts
    if name == "Any":
        return value is not None
    if name == "Null":
        return value is None
    if isinstance(value, Duration) and value.exact and value.monthly:
        return name in ("days and time duration", "years and months duration")  # a zero is either
    if kind_of(value) != name:
        return False
    return not parts or _parts_conform(run, value, wanted)


def fitted(run: Run, value: object, wanted: Type) -> object:
    """The value as an argument of that type: x for [x] and [x] for x where that is asked for, null if it fits not."""
    if conforms(run, value, wanted):
        return value
    if is_list(value) and len(value) == 1:
        only = imported(value[0])
        return only if conforms(run, only, wanted) else None
    if wanted.name == "list" and value is not None and conforms(run, [value], wanted):
        return [value]
    return None


def _parts_conform(run: Run, value: object, wanted: Type) -> bool:
    """The parts of a list, a range, a context or a function; a null part is of any type."""
    if isinstance(value, Function):
        return len(value.parameters) == len(wanted.parts) - 1
    if isinstance(value, Range):
        return all(part is None or conforms(run, part, wanted.parts[0]) for part in (value.start, value.end))
    if is_list(value):
        run.charge(1 + len(value))
        return all(_fits(run, item, wanted.parts[0]) for item in value)
    if not is_context(value):
        return False
    run.charge(1 + len(wanted.names))
    pairs = zip(wanted.names, wanted.parts, strict=True)
    return all(name in value and _fits(run, value[name], part) for name, part in pairs)


def _fits(run: Run, item: object, wanted: Type) -> bool:
    return item is None or conforms(run, imported(item), wanted)
