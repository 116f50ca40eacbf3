"""Functions on contexts, and on what may be absent (DMN 1.3, 10.3.4.10, and FEEL as people know it from Camunda)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time

from app.expressions.functions.registry import builtin
from app.expressions.kinds import imported, is_context, is_list, kind_of
from app.expressions.limits import MAX_VALUE_DEPTH, Fault, Run
from app.expressions.operators import same


@builtin("not(negand: boolean)")
def negation(run: Run, value: bool) -> object:
    return not value


@builtin("get value(m|context: context, key: string)")
def get_value(run: Run, context: Mapping[str, object], key: str) -> object:
    return imported(context.get(key))


@builtin("get entries(m|context: context)")
def get_entries(run: Run, context: Mapping[str, object]) -> object:
    return run.items([{"key": key, "value": value} for key, value in context.items()])


@builtin("context(entries: list)")
def context(run: Run, entries: Sequence[object]) -> object:
    run.charge(1 + len(entries))
    made: dict[str, object] = {}
    for entry in entries:
        key = entry.get("key") if is_context(entry) else None
        if not is_context(entry) or not isinstance(key, str) or key in made or "value" not in entry:
            return None
        made[key] = imported(entry["value"])
    return made


@builtin("context put(context: context, key|keys: any, value: any)")
def context_put(run: Run, base: Mapping[str, object], key: object, value: object) -> object:
    """`key` is a string, or a list of strings: a path."""
    path = list(key) if is_list(key) else [key]
    words = [word for word in path if isinstance(word, str)]
    return _put(run, base, words, value) if words and len(words) == len(path) else None


@builtin("context merge(contexts: list)")
def context_merge(run: Run, contexts: Sequence[object]) -> object:
    made: dict[str, object] = {}
    for item in contexts:
        if not is_context(item):
            return None
        run.charge(1 + len(item))
        made.update(item)
    return made


@builtin("is defined(value: any)")
def is_defined(run: Run, value: object) -> object:
    """Of a name or a path the compiler asks instead whether it exists, so that a variable that is null is defined."""
    return value is not None


@builtin("is(value1: any, value2: any)")
def is_same(run: Run, left: object, right: object) -> object:
    """Of one kind and the same in every part: 10:00Z is not 11:00+01:00, which = says it is."""
    if kind_of(left) != kind_of(right):
        return False
    if isinstance(left, datetime | time) and isinstance(right, datetime | time):
        clocks = left.replace(tzinfo=None) == right.replace(tzinfo=None)
        return clocks and left.utcoffset() == right.utcoffset()
    return same(run, left, right)


@builtin("get or else(value: any, default: any)")
def get_or_else(run: Run, value: object, default: object) -> object:
    return default if value is None else value


def _put(run: Run, base: Mapping[str, object], path: list[str], value: object) -> object:
    run.charge(1 + len(base))
    if len(path) > MAX_VALUE_DEPTH:
        raise Fault("sökvägen är för lång", "the path is too long")
    if len(path) > 1:
        inner = base.get(path[0])
        if inner is not None and not is_context(inner):
            return None
        value = _put(run, inner if is_context(inner) else {}, path[1:], value)
    return {**base, path[0]: value}
