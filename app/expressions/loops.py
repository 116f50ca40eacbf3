"""Closures of what repeats or calls: for, some, every, filters, contexts, functions."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from difflib import get_close_matches

from app.expressions.compiler import compiled, several, weight
from app.expressions.functions import BUILTINS, Builtin
from app.expressions.kinds import Function, Range, imported, is_context, is_list, is_number
from app.expressions.lexical import Code, Lexical, Locals
from app.expressions.limits import MAX_CALLS, Fault, Refusal, Run
from app.expressions.nodes import (
    Call,
    ContextOf,
    Filter,
    For,
    FunctionOf,
    Invoke,
    Literal,
    Name,
    Node,
    Path,
    Quantified,
)

Bindings = Callable[[Run, Locals], Iterator[Locals]]


class _NotIterable(Exception):
    """What a loop was to go through is null."""


@compiled.register
def _(node: For, lexical: Lexical) -> Code:
    bindings = _bindings(node.names, node.sources, lexical)
    body = compiled(node.body, lexical.binding(*node.names, "partial"))
    cost = weight(node.body)
    remembers = _reads(node.body, "partial")

    def loop(run: Run, local: Locals) -> object:
        results: list[object] = []
        try:
            for inner in bindings(run, local):
                run.charge(cost + (len(results) if remembers else 0))
                results.append(body(run, {**inner, "partial": list(results)} if remembers else inner))
        except _NotIterable:
            return None
        return run.items(results)

    return loop


@compiled.register
def _(node: Quantified, lexical: Lexical) -> Code:
    bindings = _bindings(node.names, node.sources, lexical)
    body = compiled(node.body, lexical.binding(*node.names))
    cost = weight(node.body)
    certain = node.operator == "some"

    def quantified(run: Run, local: Locals) -> object:
        answer: bool | None = not certain
        try:
            for inner in bindings(run, local):
                run.charge(cost)
                value = body(run, inner)
                if value is certain:
                    return certain
                if value is not (not certain):
                    answer = None
        except _NotIterable:
            return None
        return answer

    return quantified


def _bindings(names: tuple[str, ...], sources: tuple[Node, ...], lexical: Lexical) -> Bindings:
    """What gives the locals of each round: every combination, the last name changing fastest."""
    codes = tuple(compiled(source, lexical.binding(*names[:index])) for index, source in enumerate(sources))

    def rounds(run: Run, local: Locals, index: int) -> Iterator[Locals]:
        name, last = names[index], index == len(names) - 1
        for item in _each(codes[index](run, local)):
            run.charge(1 + len(local) // 10)
            inner = {**local, name: item}
            if last:
                yield inner
            else:
                yield from rounds(run, inner, index + 1)

    return lambda run, local: rounds(run, local, 0)


def _each(value: object) -> Iterator[object]:
    """The items of a list, the whole numbers or days of a range (also backwards), or the one value."""
    if value is None:
        raise _NotIterable
    if is_list(value):
        return map(imported, value)
    if isinstance(value, Range):
        return _steps(value)
    return iter((value,))


def _steps(span: Range) -> Iterator[object]:
    start, end = span.start, span.end
    if is_number(start) and is_number(end) and start == int(start) and end == int(end):
        step = 1 if start <= end else -1
        first = int(start) + (0 if span.start_included else step)
        return iter(range(first, int(end) + (step if span.end_included else 0), step))
    if (
        isinstance(start, date)
        and isinstance(end, date)
        and not isinstance(start, datetime)
        and not isinstance(end, datetime)
    ):
        step = 1 if start <= end else -1
        days = range(0 if span.start_included else step, (end - start).days + (step if span.end_included else 0), step)
        return (start + timedelta(days=day) for day in days)
    raise _NotIterable


@compiled.register
def _(node: Filter, lexical: Lexical) -> Code:
    base = compiled(node.base, lexical)
    place = node.condition.value if isinstance(node.condition, Literal) else None
    if is_number(place):
        only = place
        return lambda run, local: _item(base(run, local), only)
    inside, key = lexical.filtering()
    condition, cost = compiled(node.condition, inside), weight(node.condition)

    def filtered(run: Run, local: Locals) -> object:
        value = base(run, local)
        items = [imported(item) for item in value] if is_list(value) else [] if value is None else [value]
        found: list[object] = []
        for item in items or [None]:
            run.charge(cost + len(local) // 10)
            answer = condition(run, {**local, key: item, "item": item})
            if is_number(answer):
                return _item(value, answer)
            if answer is True and items:
                found.append(item)
        return run.items(found)

    return filtered


def _item(value: object, place: int | Decimal) -> object:
    """The item at a place from 1, or from the end if negative; null if there is none."""
    items: Sequence[object] = value if is_list(value) else [value]
    number = int(place)
    if place != number or not 1 <= abs(number) <= len(items):
        return None
    return imported(items[number - 1 if number > 0 else number])


@compiled.register
def _(node: ContextOf, lexical: Lexical) -> Code:
    codes = tuple(compiled(value, lexical.binding(*node.keys[:index])) for index, value in enumerate(node.values))
    keys = node.keys

    def context(run: Run, local: Locals) -> object:
        run.charge(len(keys))
        made: dict[str, object] = {}
        inner = dict(local)
        for key, code in zip(keys, codes, strict=True):
            made[key] = inner[key] = code(run, inner)
        return made

    return context


@compiled.register
def _(node: FunctionOf, lexical: Lexical) -> Code:
    body = compiled(node.body, lexical.binding(*node.parameters))
    parameters, cost = node.parameters, weight(node.body)

    def function(run: Run, local: Locals) -> object:
        seen = dict(local)  # what it saw where it was made; a context goes on adding to its locals
        run.charge(cost + len(seen))

        def call(run: Run, arguments: Sequence[object]) -> object:
            if len(arguments) != len(parameters):
                return None
            run.charge(cost + len(seen) // 10)
            if run.calls >= MAX_CALLS:
                raise Fault("funktioner anropar varandra i för många led", "functions call each other too deeply")
            run.calls += 1
            try:
                return body(run, {**seen, **dict(zip(parameters, arguments, strict=True))})
            finally:
                run.calls -= 1

        return Function(parameters, call)

    return function


@compiled.register
def _(node: Invoke, lexical: Lexical) -> Code:
    return _invoked(compiled(node.callee, lexical), several(node.arguments, lexical))


def _invoked(callee: Code, codes: tuple[Code, ...]) -> Code:
    def invoked(run: Run, local: Locals) -> object:
        function = callee(run, local)
        if not isinstance(function, Function):
            raise Fault("något som inte är en funktion anropas", "what is called is no function")
        return function.call(run, [code(run, local) for code in codes])

    return invoked


@compiled.register
def _(node: Call, lexical: Lexical) -> Code:
    if lexical.binds(node.function) and not node.keywords:
        return _invoked(compiled(Name(node.at, node.function), lexical), several(node.arguments, lexical))
    function = BUILTINS.get(node.function)
    if function is None:
        raise _unknown(node)
    if node.function == "is defined" and len(node.arguments) == 1 and isinstance(node.arguments[0], Name | Path):
        return _defined(node.arguments[0], lexical)
    codes = several(_in_order(node, function), lexical)
    if len(codes) == 1:
        only = codes[0]
        return lambda run, local: function(run, (only(run, local),))
    return lambda run, local: function(run, [code(run, local) for code in codes])


def _defined(node: Name | Path, lexical: Lexical) -> Code:
    """Whether a variable or entry exists, even as null."""
    value = compiled(node, lexical)
    if isinstance(node, Path):
        base, entry = compiled(node.base, lexical), node.name
        return lambda run, local: _has(base(run, local), entry) or value(run, local) is not None
    name = node.name
    return lambda run, local: name in local or name in run.scope or value(run, local) is not None


def _has(value: object, name: str) -> bool:
    return is_context(value) and name in value


def _in_order(node: Call, function: Builtin) -> tuple[Node, ...]:
    """The arguments in the order of the parameters; refuses a wrong number and unknown names."""
    arguments = node.arguments
    if node.keywords:
        names = [parameter.name for parameter in function.parameters]
        given = dict(zip(node.keywords, arguments, strict=True))
        for keyword in node.keywords:
            if keyword not in names:
                raise Refusal(
                    node.at,
                    f"{function.name}() har inget argument ”{keyword}”, utan {', '.join(names)}",
                    f"{function.name}() has no argument {keyword}, but {', '.join(names)}",
                )
        last = max(names.index(keyword) for keyword in node.keywords)
        arguments = tuple(given.get(name, Literal(node.at, None)) for name in names[: last + 1])
    most = function.most
    if len(arguments) < function.least or (most is not None and len(arguments) > most):
        wanted = (
            str(most) if function.least == most else f"{function.least}–{most}" if most else f"minst {function.least}"
        )
        raise Refusal(
            node.at,
            f"{function.name}() tar {wanted} argument, inte {len(arguments)}",
            f"{function.name}() takes {wanted.replace('minst', 'at least')} arguments, not {len(arguments)}",
        )
    return arguments


def _unknown(node: Call) -> Refusal:
    close = get_close_matches(node.function, [name for name in BUILTINS if not name.startswith("juel.")], 1)
    hint, english = (f"; menades {close[0]}()?", f"; did you mean {close[0]}()?") if close else ("", "")
    return Refusal(
        node.at, f"det finns ingen funktion {node.function}(){hint}", f"there is no function {node.function}(){english}"
    )


def _reads(node: Node, name: str) -> bool:
    pending = [node]
    while pending:
        found = pending.pop()
        if isinstance(found, Name) and found.name == name:
            return True
        pending += found.children()
    return False
