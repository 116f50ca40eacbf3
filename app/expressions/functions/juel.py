"""What `${…}` may call: a few methods of strings and lists, and the time. FEEL cannot reach names with a dot."""

from collections.abc import Callable

from app.expressions.functions.registry import builtin
from app.expressions.kinds import imported, is_context, is_list
from app.expressions.limits import Fault, Run
from app.expressions.operators import same


@builtin("juel.contains(base: any, item: any)")
def contains(run: Run, base: object, item: object) -> object:
    if is_list(base):
        run.charge(1 + len(base))
        return any(same(run, imported(other), item) for other in base)
    return _string(item) in _string(base)


@builtin("juel.size(base: any)")
def size(run: Run, base: object) -> object:
    if is_list(base) or is_context(base):
        return len(base)
    raise _wrong("size()", "en lista", "a list")


@builtin("juel.isEmpty(base: any)")
def is_empty(run: Run, base: object) -> object:
    return not base if is_list(base) or is_context(base) else not _string(base)


@builtin("juel.startsWith(base: any, prefix: any)")
def starts_with(run: Run, base: object, prefix: object) -> object:
    return _string(base).startswith(_string(prefix))


@builtin("juel.endsWith(base: any, suffix: any)")
def ends_with(run: Run, base: object, suffix: object) -> object:
    return _string(base).endswith(_string(suffix))


def _method(name: str, work: Callable[[str], object]) -> None:
    def method(run: Run, base: object) -> object:
        made = work(_string(base))
        return run.text(made) if isinstance(made, str) else made

    builtin(f"juel.{name}(base: any)")(method)


_method("length", len)
_method("toLowerCase", str.lower)
_method("toUpperCase", str.upper)
_method("trim", str.strip)


def _string(value: object) -> str:
    if isinstance(value, str):
        return value
    raise _wrong("metoden", "en text", "a string")


def _wrong(what: str, wanted: str, english: str) -> Fault:
    return Fault(f"{what} behöver {wanted}, men fick något annat", f"expected {english}")
