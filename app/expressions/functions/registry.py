"""How a built-in function is declared, found and called with checked arguments."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import date, time

from app.expressions.durations import Duration
from app.expressions.kinds import Function, Range, imported, is_context, is_list, is_number
from app.expressions.limits import Run

ABSENT = object()  # an argument that is left out, before one that is given by name


@dataclass(frozen=True, slots=True)
class Parameter:
    """`names` are what an argument may be called; `kind` is a key of the table of kinds below.

    One that is `nullable` takes null as if it were left out; any other makes the function null.
    """

    names: tuple[str, ...]
    kind: str
    nullable: bool
    optional: bool
    repeated: bool

    @property
    def name(self) -> str:
        """The name that errors tell."""
        return "/".join(self.names)


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

    def place(self, name: str, given: Container[int]) -> int | None:
        """Which parameter has the name and is not yet given, None if none."""
        named = (place for place, parameter in enumerate(self.parameters) if name in parameter.names)
        return next((place for place in named if place not in given), None)

    def __call__(self, run: Run, arguments: Sequence[object]) -> object:
        """The function's value for imported arguments, in the order of its parameters."""
        run.charge(2)
        fitting: list[object] = []
        for index, argument in enumerate(arguments):
            parameter = self.parameters[min(index, len(self.parameters) - 1)]
            if argument is ABSENT or (argument is None and parameter.nullable):
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

    `a|b` gives a parameter two names. `?` after a kind makes it optional (the body's default, None, then holds), `*`
    makes it take all that follow, `null or` before it lets null stand for a left out one.
    """
    name, _, rest = declaration.partition("(")
    parameters = tuple(_parameter(part) for part in rest.removesuffix(")").split(", ") if part)

    def register(body: Callable[..., object]) -> Callable[..., object]:
        BUILTINS[name] = Builtin(name, parameters, body)
        return body

    return register


def _parameter(text: str) -> Parameter:
    name, _, kind = text.partition(": ")
    nullable, bare = kind.startswith("null or "), kind.removeprefix("null or ").rstrip("?*")
    if bare not in _CHECKS:
        raise ValueError(f"unknown kind in {text}")
    return Parameter(tuple(name.split("|")), bare, nullable, kind.endswith("?"), kind.endswith("*"))


_CHECKS: dict[str, Callable[[object], bool]] = {
    "any": lambda value: True,
    "value": lambda value: value is not None,
    "string": lambda value: isinstance(value, str),
    "number": is_number,
    "boolean": lambda value: isinstance(value, bool),
    "list": is_list,
    "context": is_context,
    "day": lambda value: isinstance(value, date),  # a date or a date and time
    "time": lambda value: isinstance(value, time),
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
