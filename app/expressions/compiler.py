"""From syntax tree to closures: what can be decided once is decided here, so that evaluating only calls."""

import operator
from collections.abc import Callable
from functools import singledispatch
from typing import Any

from app.expressions import operators
from app.expressions.juel_operators import arithmetic, juel_empty, juel_equal, juel_negated, juel_order, juel_truth
from app.expressions.kinds import NUMBERS, NUMERIC, Range, imported, is_context
from app.expressions.lexical import Code, Lexical, Locals
from app.expressions.limits import MAX_INTEGER, Environment, Fault, Run
from app.expressions.nodes import (
    Binary,
    Index,
    ListOf,
    Literal,
    Name,
    Node,
    Path,
    RangeOf,
    RequiredName,
    Template,
    Unary,
)
from app.expressions.properties import element, entry
from app.expressions.texts import text

_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ARITHMETIC: dict[str, operators.Operator] = {
    "+": operators.add,
    "-": operators.subtract,
    "*": operators.multiply,
    "/": operators.divide,
    "**": operators.power,
    "juel +": arithmetic(NUMBERS.add),
    "juel -": arithmetic(NUMBERS.subtract),
    "juel *": arithmetic(NUMBERS.multiply),
    "juel /": arithmetic(NUMBERS.divide),
    "juel %": arithmetic(NUMBERS.remainder),
}
_MISSING = object()


@singledispatch
def compiled(node: Node, lexical: Lexical) -> Code:
    """The closure that evaluates a node; loops and calls register theirs in modules of their own."""
    raise TypeError(f"no compiler for {type(node).__name__}")


def several(nodes: tuple[Node, ...], lexical: Lexical) -> tuple[Code, ...]:
    """The closures of several nodes in the same place."""
    return tuple(compiled(node, lexical) for node in nodes)


def weight(node: Node) -> int:
    """How many nodes hang together below: what one round of a loop costs."""
    count, pending = 0, [node]
    while pending:
        count += 1
        pending += pending.pop().children()
    return count


@compiled.register
def _(node: Literal, lexical: Lexical) -> Code:
    value = node.value
    return lambda run, local: value


@compiled.register
def _(node: Name, lexical: Lexical) -> Code:
    name, keys = node.name, lexical.items(node.name)
    lexical.record(name)
    outer = _bound(name) if lexical.binds(name) else _variable(name)
    if not keys:
        return outer

    def named(run: Run, local: Locals) -> object:
        for key in keys:
            item = local[key]
            if is_context(item) and name in item:
                return imported(item[name])
        return outer(run, local)

    return named


def _bound(name: str) -> Code:
    return lambda run, local: local[name]


def _variable(name: str) -> Code:
    def variable(run: Run, local: Locals) -> object:
        value = run.scope.get(name)
        if type(value) is int and -MAX_INTEGER < value < MAX_INTEGER:
            return value
        return imported(value)

    return variable


@compiled.register
def _(node: RequiredName, lexical: Lexical) -> Code:
    name = node.name
    lexical.record(name)

    def required(run: Run, local: Locals) -> object:
        value = run.scope.get(name, _MISSING)
        if value is _MISSING:
            raise Fault(f"det finns ingen variabel ”{name}”", f"there is no variable {name}")
        return imported(value)

    return required


@compiled.register
def _(node: Path, lexical: Lexical) -> Code:
    words: list[str] = []
    base: Node = node
    while isinstance(base, Path):
        words.insert(0, base.name)
        base = base.base
    if isinstance(base, Name):
        lexical.record(base.name, ".".join([base.name, *words]))
    start, names = compiled(base, lexical), tuple(words)
    if len(names) == 1:
        only = names[0]
        return lambda run, local: entry(run, start(run, local), only)

    def path(run: Run, local: Locals) -> object:
        value = start(run, local)
        for name in names:
            value = entry(run, value, name)
        return value

    return path


@compiled.register
def _(node: Index, lexical: Lexical) -> Code:
    words: list[str] = []
    inner: Node = node
    while isinstance(inner, Index) and isinstance(inner.key, Literal) and isinstance(inner.key.value, str):
        words.insert(0, inner.key.value)
        inner = inner.base
    if words and isinstance(inner, RequiredName):
        lexical.record(inner.name, ".".join([inner.name, *words]))
    base, key = compiled(node.base, lexical), compiled(node.key, lexical)
    return lambda run, local: element(base(run, local), key(run, local))


@compiled.register
def _(node: ListOf, lexical: Lexical) -> Code:
    codes = several(node.items, lexical)
    return lambda run, local: run.items([code(run, local) for code in codes])


@compiled.register
def _(node: RangeOf, lexical: Lexical) -> Code:
    nothing: Code = compiled(Literal(node.at, None), lexical)
    start = nothing if node.start is None else compiled(node.start, lexical)
    end = nothing if node.end is None else compiled(node.end, lexical)
    open_ends = (node.start is None) + (node.end is None)

    def span(run: Run, local: Locals) -> object:
        low, high = start(run, local), end(run, local)
        if (low is None) + (high is None) > open_ends:
            return None  # an end that was written, but has no value
        return Range(low, high, node.start_included, node.end_included)

    if all(isinstance(part, Literal) and part.value is not None for part in node.children()):
        constant = span(Run({}, Environment()), {})
        return lambda run, local: constant
    return span


@compiled.register
def _(node: Unary, lexical: Lexical) -> Code:
    operand = compiled(node.operand, lexical)
    if node.operator == "juel not":
        return lambda run, local: not juel_truth(operand(run, local))
    work = {"-": operators.negated, "juel -": juel_negated, "juel empty": juel_empty}[node.operator]
    return lambda run, local: work(operand(run, local))


@compiled.register
def _(node: Binary, lexical: Lexical) -> Code:
    left, right, sign = compiled(node.left, lexical), compiled(node.right, lexical), node.operator
    if sign in ("=", "!="):
        return _equality(left, right, sign)
    if sign in _ORDERS:
        return _order(left, right, _ORDERS[sign])
    if sign in ("juel ==", "juel !="):
        wanted = sign == "juel =="
        return lambda run, local: juel_equal(run, left(run, local), right(run, local)) is wanted
    if sign.removeprefix("juel ") in _ORDERS:
        return _juel_order(left, right, _ORDERS[sign.removeprefix("juel ")])
    work = _ARITHMETIC[sign]
    return lambda run, local: work(run, left(run, local), right(run, local))


def _equality(left: Code, right: Code, sign: str) -> Code:
    wanted = sign == "="

    def equality(run: Run, local: Locals) -> object:
        first, second = left(run, local), right(run, local)
        if type(first) is str and type(second) is str:
            run.charge(len(first) // 1000)
            return (first == second) is wanted
        if type(first) is int and type(second) is int:
            return (first == second) is wanted
        answer = operators.equal(run, first, second)
        return None if answer is None else answer is wanted

    return equality


def _order(left: Code, right: Code, test: Callable[[Any, Any], bool]) -> Code:
    def order(run: Run, local: Locals) -> object:
        first, second = left(run, local), right(run, local)
        if type(first) in NUMERIC and type(second) in NUMERIC:
            return test(first, second)
        if type(first) is str:
            run.charge(len(first) // 1000)
        found = operators.compared(first, second)
        return None if found is None else test(found, 0)

    return order


def _juel_order(left: Code, right: Code, test: Callable[[Any, Any], bool]) -> Code:
    def order(run: Run, local: Locals) -> object:
        found = juel_order(left(run, local), right(run, local))
        return found is not None and test(found, 0)

    return order


@compiled.register
def _(node: Template, lexical: Lexical) -> Code:
    codes = several(node.parts, lexical)

    def written(run: Run, local: Locals) -> object:
        made = ""
        for code in codes:
            value = code(run, local)
            made = run.text(made + ("" if value is None else text(run, value)))
        return made

    return written
