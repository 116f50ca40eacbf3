"""Closures of what repeats or binds names: for, some, every, filters, contexts."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from app.expressions.compiler import compiled, weight
from app.expressions.kinds import Range, imported, is_list, is_number
from app.expressions.lexical import Code, Lexical, Locals
from app.expressions.limits import Run
from app.expressions.nodes import ContextOf, Filter, For, Literal, Name, Node, Quantified

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


def _reads(node: Node, name: str) -> bool:
    pending = [node]
    while pending:
        found = pending.pop()
        if isinstance(found, Name) and found.name == name:
            return True
        pending += found.children()
    return False
