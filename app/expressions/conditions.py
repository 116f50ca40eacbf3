"""Closures of what asks: and, or, if, between, in, instance of, cells of decision tables."""

from collections.abc import Callable

from app.expressions import operators
from app.expressions.compiler import compiled, several
from app.expressions.juel_operators import juel_truth
from app.expressions.kinds import Range
from app.expressions.lexical import Code, Lexical, Locals
from app.expressions.limits import Run
from app.expressions.nodes import Between, Cell, Choice, Equals, In, InstanceOf, Logic, Node, RangeOf
from app.expressions.types import conforms

Test = Callable[[Run, Locals, object], bool | None]


@compiled.register
def _(node: Logic, lexical: Lexical) -> Code:
    codes = several(node.operands, lexical)
    certain = node.operator.endswith("or")  # true settles an or, false an and
    if node.operator.startswith("juel"):
        settled = any if certain else all
        return lambda run, local: settled(juel_truth(code(run, local)) for code in codes)

    def logic(run: Run, local: Locals) -> object:
        answer: bool | None = not certain
        for code in codes:
            value = code(run, local)
            if value is certain:
                return certain
            if value is not (not certain):
                answer = None
        return answer

    return logic


@compiled.register
def _(node: Choice, lexical: Lexical) -> Code:
    condition, then, otherwise = several((node.condition, node.then, node.otherwise), lexical)
    if node.operator == "?":
        return lambda run, local: (then if juel_truth(condition(run, local)) else otherwise)(run, local)
    return lambda run, local: (then if condition(run, local) is True else otherwise)(run, local)


@compiled.register
def _(node: Between, lexical: Lexical) -> Code:
    """As `value >= low and value <= high`: a no on one side is enough."""
    value, low, high = several((node.value, node.low, node.high), lexical)

    def between(run: Run, local: Locals) -> object:
        middle, least, most = value(run, local), low(run, local), high(run, local)
        below, above = operators.compared(middle, least), operators.compared(middle, most)
        if (below is not None and below < 0) or (above is not None and above > 0):
            return False
        return None if below is None or above is None else True

    return between


@compiled.register
def _(node: In, lexical: Lexical) -> Code:
    value, tests = compiled(node.value, lexical), [_test(test, lexical) for test in node.tests]

    def among(run: Run, local: Locals) -> object:
        wanted, unknown = value(run, local), False
        for test in tests:
            answer = test(run, local, wanted)
            if answer is True:
                return True
            unknown = unknown or answer is None
        return None if unknown else False

    return among


def _test(node: Node, lexical: Lexical) -> Test:
    """What answers whether a value passes one test."""
    if isinstance(node, Equals):
        operand, wanted = compiled(node.operand, lexical), node.wanted

        def equals(run: Run, local: Locals, value: object) -> bool | None:
            answer = operators.equal(run, value, operand(run, local))
            return None if answer is None else answer is wanted

        return equals
    code = compiled(node, lexical)
    if not isinstance(node, RangeOf):
        return lambda run, local, value: operators.included(run, value, code(run, local))

    def within(run: Run, local: Locals, value: object) -> bool | None:
        span = code(run, local)
        return operators.within(value, span) if isinstance(span, Range) else None

    return within


@compiled.register
def _(node: Cell, lexical: Lexical) -> Code:
    """A boolean that is not asked of a boolean input is a condition of its own (DMN 1.3, table 55)."""
    given, value = several((node.input, node.value), lexical)
    span = isinstance(node.value, RangeOf)

    def cell(run: Run, local: Locals) -> object:
        wanted, found = given(run, local), value(run, local)
        if isinstance(found, bool) and not isinstance(wanted, bool):
            return found
        return None if span and found is None else operators.included(run, wanted, found)

    return cell


@compiled.register
def _(node: InstanceOf, lexical: Lexical) -> Code:
    value, wanted = compiled(node.value, lexical), node.type
    return lambda run, local: conforms(run, value(run, local), wanted)
