"""Closures of what asks: and, or, if, between, in, instance of."""

from app.expressions import operators
from app.expressions.compiler import compiled, several
from app.expressions.durations import Duration
from app.expressions.juel_operators import juel_truth
from app.expressions.kinds import imported, is_list, kind_of
from app.expressions.lexical import Code, Lexical, Locals
from app.expressions.limits import Run
from app.expressions.nodes import (
    Between,
    Choice,
    In,
    InstanceOf,
    Logic,
    RangeOf,
)


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
    value, low, high = several((node.value, node.low, node.high), lexical)

    def between(run: Run, local: Locals) -> object:
        middle, least, most = value(run, local), low(run, local), high(run, local)
        below, above = operators.compared(middle, least), operators.compared(middle, most)
        if below is None or above is None:
            return None
        return below >= 0 and above <= 0

    return between


@compiled.register
def _(node: In, lexical: Lexical) -> Code:
    value, tests = compiled(node.value, lexical), several(node.tests, lexical)
    spans = [isinstance(test, RangeOf) for test in node.tests]

    def among(run: Run, local: Locals) -> object:
        wanted, unknown = value(run, local), False
        for test, span in zip(tests, spans, strict=True):
            found = test(run, local)
            answer = None if span and found is None else operators.included(run, wanted, found)
            if answer is True:
                return True
            unknown = unknown or answer is None
        return None if unknown else False

    return among


@compiled.register
def _(node: InstanceOf, lexical: Lexical) -> Code:
    value, kind, item = compiled(node.value, lexical), node.type, node.item

    def instance(run: Run, local: Locals) -> object:
        found = value(run, local)
        if not _is(found, kind):
            return False
        if not item or not is_list(found):
            return True
        run.charge(1 + len(found))
        return all(_is(imported(part), item) for part in found)

    return instance


def _is(value: object, kind: str) -> bool:
    if kind == "any":
        return value is not None
    zero = isinstance(value, Duration) and value.exact and value.monthly
    return kind_of(value) == kind or (zero and kind == "years and months duration")
