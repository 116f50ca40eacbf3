"""How a built-in function is declared, found and called with checked arguments."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from app.expressions.durations import Duration
from app.expressions.kinds import Function, Range, imported, is_context, is_list, is_number
from app.expressions.limits import Run


@dataclass(frozen=True, slots=True)
class Parameter:
    """`kind` is a key of the table of kinds below; `least` 0 makes it optional; `repeated` takes all that follow."""

    name: str
    kind: str
    optional: bool
    repeated: bool


@dataclass(frozen=True, slots=True)
class Builtin:
    """A built-in function, as one signature. Arguments of the wrong kind make it null, without calling it."""

    name: str
    parameters: tuple[Parameter, ...]
    body: Callable[..., object]

    @property
    def least(self) -> int:
        """The fewest arguments it takes."""
        return sum(not parameter.optional and not parameter.repeated for parameter in self.parameters)

    @property
    def most(self) -> int | None:
        """The most arguments it takes, None if any number."""
        return None if any(parameter.repeated for parameter in self.parameters) else len(self.parameters)

    def __call__(self, run: Run, arguments: Sequence[object]) -> object:
        """The function's value for imported arguments, in the order of its parameters."""
        run.charge(2)
        fitting: list[object] = []
        for index, argument in enumerate(arguments):
            parameter = self.parameters[min(index, len(self.parameters) - 1)]
            if argument is None and parameter.optional:
                fitting.append(None)
                continue
            fits, value = _fit(parameter.kind, argument)
            if not fits:
                return None
            fitting.append(value)
        return self.body(run, *fitting)


BUILTINS: dict[str, Builtin] = {}


def builtin(declaration: str) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Register a function: `"substring(string: string, start position: number, length: number?)"`.

    `?` after a kind makes the parameter optional (the body's default then holds), `*` makes it take all that follow.
    """
    name, _, rest = declaration.partition("(")
    parameters = tuple(_parameter(part) for part in rest.removesuffix(")").split(", ") if part)

    def register(body: Callable[..., object]) -> Callable[..., object]:
        BUILTINS[name] = Builtin(name, parameters, body)
        return body

    return register


def _parameter(text: str) -> Parameter:
    name, _, kind = text.partition(": ")
    bare = kind.rstrip("?*")
    if bare not in _CHECKS:
        raise ValueError(f"unknown kind in {text}")
    return Parameter(name, bare, kind.endswith("?"), kind.endswith("*"))


_CHECKS: dict[str, Callable[[object], bool]] = {
    "any": lambda value: True,
    "string": lambda value: isinstance(value, str),
    "number": is_number,
    "boolean": lambda value: isinstance(value, bool),
    "list": is_list,
    "context": is_context,
    "day": lambda value: isinstance(value, date),  # a date or a date and time
    "moment": lambda value: isinstance(value, date | time),
    "datetime": lambda value: isinstance(value, datetime),
    "duration": lambda value: isinstance(value, Duration),
    "function": lambda value: isinstance(value, Function),
    "range": lambda value: isinstance(value, Range),
}


def _fit(kind: str, value: object) -> tuple[bool, object]:
    """Whether the value fits, and the value to use: FEEL turns x into [x] and [x] into x where that is asked for."""
    check = _CHECKS[kind]
    if check(value):
        return True, value
    if kind == "list":
        return value is not None, [value]
    if is_list(value) and len(value) == 1:
        only = imported(value[0])
        return check(only), only
    return False, None
