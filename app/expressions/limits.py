"""What bounds an expression: the limits, one evaluation's budget, and the two ways to stop."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

MAX_SOURCE = 20_000  # characters of an expression's text
MAX_NESTING = 64  # parentheses, lists, ifs … inside each other, as the parser meets them
MAX_DEPTH = 150  # height of the parsed tree; a chain a + b + c … grows by one a term
MAX_STEPS = 300_000  # units of work; one is about a visited node of a loop's body
MAX_CALLS = 40  # functions of the expression's own inside each other
MAX_STRING = 1_000_000  # characters of a string that an expression makes
MAX_ITEMS = 50_000  # items of a list that an expression makes
MAX_KEYS = 500  # of a context written out
MAX_VALUE_DEPTH = 60  # lists and contexts inside each other, in a result
MAX_INTEGER = 10**300  # larger ones neither fit a float nor print everywhere
REGEX_SECONDS = 0.25  # for all patterns of one evaluation together


class Refusal(Exception):
    """The text is no expression that runs here; `index` is where, from 0. Becomes an ExpressionSyntaxError."""

    def __init__(self, index: int, swedish: str, english: str) -> None:
        super().__init__(english)
        self.index = index
        self.swedish = swedish
        self.english = english


class Fault(Exception):
    """An evaluation cannot go on. Becomes an ExpressionError. The sentences never hold a variable's value."""

    def __init__(self, swedish: str, english: str) -> None:
        super().__init__(english)
        self.swedish = swedish
        self.english = english


@dataclass(frozen=True, slots=True)
class Environment:
    """What an evaluation may ask of the world: the clock, which gives an aware datetime."""

    now: Callable[[], datetime] | None = None


class Run:
    """One evaluation: the variables, the world, and what is left of the budget."""

    __slots__ = ("calls", "environment", "regex_seconds", "scope", "steps")

    def __init__(self, scope: Mapping[str, object], environment: Environment) -> None:
        self.scope = scope
        self.environment = environment
        self.steps = MAX_STEPS
        self.calls = 0
        self.regex_seconds = REGEX_SECONDS

    def charge(self, steps: int) -> None:
        """Take `steps` from the budget; loops and functions that walk their input call it."""
        self.steps -= steps
        if self.steps < 0:
            raise Fault("det kräver för många steg", "it takes too many steps")

    def now(self) -> datetime:
        """The current time, aware."""
        if self.environment.now is None:
            raise Fault("klockan kan inte användas här", "the clock cannot be used here")
        return self.environment.now()

    def text(self, value: str) -> str:
        """`value`, a new string, if it is not too long."""
        if len(value) > MAX_STRING:
            raise Fault("texten blir för lång", "the string becomes too long")
        self.charge(1 + len(value) // 50)
        return value

    def room(self, count: int) -> None:
        """See that a list of `count` items may be made, before it is made."""
        if count > MAX_ITEMS:
            raise Fault("listan blir för lång", "the list becomes too long")

    def items(self, value: list[object]) -> list[object]:
        """`value`, a new list, if it has not too many items."""
        self.room(len(value))
        self.charge(1 + len(value))
        return value
