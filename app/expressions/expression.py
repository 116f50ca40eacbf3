"""A compiled expression, how it is made from text and kept, and how it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from app.errors import ExpressionError, ExpressionSyntaxError
from app.expressions import calls, conditions, loops
from app.expressions.compiler import compiled
from app.expressions.feel import parse_feel, parse_unary_tests
from app.expressions.juel import parse_juel
from app.expressions.kinds import exported
from app.expressions.lexical import Code, Found, Lexical, Locals
from app.expressions.limits import MAX_DEPTH, MAX_SOURCE, Environment, Fault, Refusal, Run
from app.expressions.nodes import Node

_CACHED = 4096  # expressions; all diagrams of a municipality together have some thousands
_SHOWN = 60  # characters, in an error, of a text that is too long to be an expression
_NO_LOCALS: Locals = {}
NO_CLOCK = Environment()

REGISTERED = (calls, conditions, loops)  # imported for the closures that they register


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression ready to run, from any thread.

    `names` are the variables it reads, `paths` the dotted paths it reads from them (`kommun.svarstid`),
    `possible_names` those names in filters that are either entries of the list's items or variables.
    """

    source: str
    names: frozenset[str] = field(compare=False)
    paths: frozenset[str] = field(compare=False)
    possible_names: frozenset[str] = field(compare=False)
    code: Code = field(compare=False, repr=False)

    def evaluate(self, scope: Mapping[str, object], environment: Environment = NO_CLOCK) -> object:
        """The value: None, bool, int (whole numbers), float, str, date, datetime (aware), time, Duration, list or dict.

        Raises:
            ExpressionError: it failed, or went over a limit. The reason never holds a variable's value.
        """
        try:
            run = Run(scope, environment)
            return exported(run, self.code(run, _NO_LOCALS))
        except Fault as fault:
            raise ExpressionError(source=self.source, reason=fault.swedish, english=fault.english) from None
        except RecursionError:
            reason = "det är för djupt nästlat"
            raise ExpressionError(source=self.source, reason=reason, english="it is nested too deeply") from None

    def holds(self, scope: Mapping[str, object], environment: Environment = NO_CLOCK) -> bool:
        """The answer of a condition.

        Raises:
            ExpressionError: it failed, or gave neither true nor false.
        """
        return truth(self.evaluate(scope, environment), self.source)


def truth(value: object, source: str = "") -> bool:
    """A condition's answer, which must be true or false; `source` is the expression, for the error."""
    if value is True or value is False:
        return value
    found = "inget värde (null)" if value is None else "ett annat slags värde"
    english = "gave null, not true or false" if value is None else "gave neither true nor false"
    raise ExpressionError(source=source, reason=f"det gav inte ja eller nej utan {found}", english=english)


def feel(text: str) -> Expression:
    """The expression of a FEEL text, with or without a leading `=`.

    Raises:
        ExpressionSyntaxError: it is no FEEL, or a part of FEEL that does not run here.
    """
    return _feel(text)


def juel(text: str) -> Expression:
    """The expression of a text with `${…}` or `#{…}` in it; mixed with other text it gives a string.

    Raises:
        ExpressionSyntaxError: it does not parse, or uses what does not run here.
    """
    return _juel(text)


def unary_tests(text: str) -> Expression:
    """The expression of a decision table's input cell: whether the variable `?` fits, as in `< 5, [10..20]` or `-`.

    Raises:
        ExpressionSyntaxError: it does not parse.
    """
    return _unary_tests(text)


def parse_attribute(text: str) -> Expression | str:
    """An attribute as diagrams have it: `=…` is FEEL, text with `${…}` or `#{…}` is JUEL, anything else is that string.

    Raises:
        ExpressionSyntaxError: it is an expression that does not parse.
    """
    if text.lstrip().startswith("="):
        return _feel(text)
    return _juel(text) if "${" in text or "#{" in text else text


@lru_cache(maxsize=_CACHED)
def _feel(text: str) -> Expression:
    return _made(text, lambda: parse_feel(text, _after_sign(text)))


@lru_cache(maxsize=_CACHED)
def _juel(text: str) -> Expression:
    return _made(text, lambda: parse_juel(text))


@lru_cache(maxsize=_CACHED)
def _unary_tests(text: str) -> Expression:
    return _made(text, lambda: parse_unary_tests(text, 0))


def _after_sign(text: str) -> int:
    """The index after a leading `=`."""
    start = len(text) - len(text.lstrip())
    return start + 1 if text[start : start + 1] == "=" else 0


def _made(text: str, parse: Callable[[], Node]) -> Expression:
    try:
        if len(text) > MAX_SOURCE:
            text = text[:_SHOWN] + "…"
            raise Refusal(_SHOWN, f"uttrycket är längre än {MAX_SOURCE} tecken", "the expression is too long")
        node = parse()
        _check_depth(node)
        found = Found()
        code = compiled(node, Lexical(found))
    except Refusal as refusal:
        raise syntax_error(text, refusal) from None
    except RecursionError:
        raise syntax_error(
            text, Refusal(0, "uttrycket är för djupt nästlat", "the expression is nested too deeply")
        ) from None
    return Expression(text, frozenset(found.names), frozenset(found.paths), frozenset(found.possible), code)


def syntax_error(text: str, refusal: Refusal) -> ExpressionSyntaxError:
    """The error for people: line and column from 1, index from 0."""
    index = min(refusal.index, len(text))
    line = text.count("\n", 0, index) + 1
    column = index - (text.rfind("\n", 0, index) + 1) + 1
    return ExpressionSyntaxError(
        source=text, line=line, column=column, index=index, reason=refusal.swedish, english=refusal.english
    )


def _check_depth(node: Node) -> None:
    level = [node]
    for _ in range(MAX_DEPTH):
        level = [child for parent in level for child in parent.children()]
        if not level:
            return
    raise Refusal(level[0].at, "uttrycket är en för lång kedja", "the expression is too deep a chain")
