"""Functions on lists (DMN 1.3, 10.3.4.4)."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cmp_to_key

from app.expressions.functions.registry import builtin
from app.expressions.kinds import NUMBERS, Function, imported, is_list, is_number
from app.expressions.limits import MAX_VALUE_DEPTH, Fault, Run
from app.expressions.operators import add, compared, divide, multiply, power, same, subtract


@builtin("list contains(list: list, element: any)")
def list_contains(run: Run, items: Sequence[object], element: object) -> object:
    return any(same(run, item, element) for item in _read(run, items))


@builtin("count(list: list)")
def count(run: Run, items: Sequence[object]) -> object:
    return len(items)


@builtin("min(list: any*)")
def least(run: Run, *values: object) -> object:
    return _extreme(run, values, -1)


@builtin("max(list: any*)")
def greatest(run: Run, *values: object) -> object:
    return _extreme(run, values, 1)


@builtin("sum(list: any*)")
def total(run: Run, *values: object) -> object:
    """Numbers, or durations of one kind."""
    items = _given(run, values)
    if not items:
        return None
    result = items[0] if add(run, items[0], items[0]) is not None and not isinstance(items[0], str) else None
    for item in items[1:]:
        result = add(run, result, item)
    return result


@builtin("product(list: any*)")
def product(run: Run, *values: object) -> object:
    items = _given(run, values)
    result: object = 1 if items else None
    for item in items:
        result = multiply(run, result, item) if is_number(item) else None
    return result


@builtin("mean(list: any*)")
def mean(run: Run, *values: object) -> object:
    items = _given(run, values)
    return divide(run, total(run, items), len(items)) if items else None


@builtin("median(list: any*)")
def median(run: Run, *values: object) -> object:
    items = _given(run, values)
    numbers = sorted(item for item in items if is_number(item))
    if not numbers or len(numbers) < len(items):
        return None
    middle = len(numbers) // 2
    return numbers[middle] if len(numbers) % 2 else divide(run, NUMBERS.add(numbers[middle - 1], numbers[middle]), 2)


@builtin("stddev(list: any*)")
def stddev(run: Run, *values: object) -> object:
    """Of a sample: divided by one less than the count."""
    items = _given(run, values)
    middle = mean(run, items)
    if len(items) < 2 or middle is None:
        return None
    squares: list[object] = [power(run, subtract(run, item, middle), 2) for item in items]
    variance = divide(run, total(run, squares), len(items) - 1)
    return NUMBERS.sqrt(variance) if is_number(variance) else None


@builtin("mode(list: any*)")
def mode(run: Run, *values: object) -> object:
    """The numbers that are most frequent, in order of size."""
    counts: dict[object, int] = {}
    items = _given(run, values)
    if not all(is_number(item) for item in items):
        return None
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values(), default=0)
    return run.items([*sorted(item for item, times in counts.items() if times == most and is_number(item))])


@builtin("all(list: any*)")
def every(run: Run, *values: object) -> object:
    """False if any is false, true if all are true, else null."""
    items = _given(run, values)
    if any(item is False for item in items):
        return False
    return True if all(item is True for item in items) else None


@builtin("any(list: any*)")
def some(run: Run, *values: object) -> object:
    """True if any is true, false if all are false, else null."""
    items = _given(run, values)
    if any(item is True for item in items):
        return True
    return False if all(item is False for item in items) else None


@builtin("sublist(list: list, start position: number, length: number?)")
def sublist(run: Run, items: Sequence[object], start: int, length: int | None = None) -> object:
    begin = _place(items, start)
    if begin is None or (length is not None and not 0 <= length <= len(items) - begin):
        return None
    return run.items(list(items[begin:] if length is None else items[begin : begin + int(length)]))


@builtin("append(list: list, item: any*)")
def append(run: Run, items: Sequence[object], *more: object) -> object:
    return run.items([*items, *more])


@builtin("concatenate(list: list*)")
def concatenate(run: Run, *lists: Sequence[object]) -> object:
    return _joined(run, lists)


@builtin("insert before(list: list, position: number, newItem: any)")
def insert_before(run: Run, items: Sequence[object], position: int, item: object) -> object:
    place = _place(items, position)
    return None if place is None else run.items([*items[:place], item, *items[place:]])


@builtin("remove(list: list, position: number)")
def remove(run: Run, items: Sequence[object], position: int) -> object:
    place = _place(items, position)
    return None if place is None else run.items([*items[:place], *items[place + 1 :]])


@builtin("list replace(list: list, position|match: value, newItem: any)")
def list_replace(run: Run, items: Sequence[object], which: object, item: object) -> object:
    """At a position; or wherever a function of the old item and the new one is true (DMN 1.4)."""
    if is_number(which):
        place = _place(items, which)
        return None if place is None else run.items([*items[:place], item, *items[place + 1 :]])
    if not isinstance(which, Function) or len(which.parameters) != 2:
        return None
    old = _read(run, items)
    answers = [which.call(run, (each, item)) for each in old]
    if not all(isinstance(answer, bool) for answer in answers):
        return None
    return run.items([item if answer else each for each, answer in zip(old, answers, strict=True)])


@builtin("reverse(list: list)")
def reverse(run: Run, items: Sequence[object]) -> object:
    return run.items(list(items[::-1]))


@builtin("index of(list: list, match: any)")
def index_of(run: Run, items: Sequence[object], match: object) -> object:
    return run.items([place for place, item in enumerate(_read(run, items), 1) if same(run, item, match)])


@builtin("distinct values(list: list)")
def distinct_values(run: Run, items: Sequence[object]) -> object:
    found: list[object] = []
    for item in _read(run, items):
        run.charge(len(found))
        if not any(same(run, item, other) for other in found):
            found.append(item)
    return found


@builtin("union(list: list*)")
def union(run: Run, *lists: Sequence[object]) -> object:
    return distinct_values(run, _joined(run, lists))


@builtin("flatten(list: list)")
def flatten(run: Run, items: Sequence[object]) -> object:
    found: list[object] = []
    _flatten(run, items, found, 0)
    return run.items(found)


@builtin("sort(list: list, precedes: function)")
def sort(run: Run, items: Sequence[object], precedes: Function) -> object:
    if len(precedes.parameters) != 2:
        return None

    def order(left: object, right: object) -> int:
        if precedes.call(run, (left, right)) is True:
            return -1
        return 1 if precedes.call(run, (right, left)) is True else 0

    return sorted(_read(run, items), key=cmp_to_key(order))


def _read(run: Run, items: Sequence[object]) -> list[object]:
    """The items as expressions reckon with them."""
    run.charge(1 + len(items))
    return [imported(item) for item in items]


def _joined(run: Run, lists: Sequence[Sequence[object]]) -> list[object]:
    run.room(sum(map(len, lists)))
    return run.items([item for items in lists for item in items])


def _given(run: Run, values: Sequence[object]) -> list[object]:
    """The items of the one list given, or the arguments themselves."""
    if len(values) == 1 and is_list(values[0]):
        return _read(run, values[0])
    return _read(run, values)


def _extreme(run: Run, values: Sequence[object], wanted: int) -> object:
    items = _given(run, values)
    best = items[0] if items and compared(items[0], items[0]) == 0 else None  # null if its kind has no order
    for item in items[1:]:
        order = compared(item, best)
        if order is None:
            return None
        best = item if order == wanted else best
    return best


def _place(items: Sequence[object], position: int | Decimal) -> int | None:
    """The index of a position counted from 1, or from the end if negative; None if there is none."""
    place = int(position)
    if position != place or not 1 <= abs(place) <= len(items):
        return None
    return place - 1 if place > 0 else len(items) + place


def _flatten(run: Run, items: Sequence[object], found: list[object], depth: int) -> None:
    if depth > MAX_VALUE_DEPTH:
        raise Fault("listan är för djupt nästlad", "the list is nested too deeply")
    for item in _read(run, items):
        if is_list(item):
            _flatten(run, item, found, depth + 1)
        else:
            found.append(item)
