"""How points and ranges lie to each other (DMN 1.3, table 78). A point is the range that holds only it."""

from app.expressions.functions.registry import builtin
from app.expressions.kinds import Range
from app.expressions.limits import Run
from app.expressions.operators import compared, within


@builtin("before(range1|point1|point|range: value, range2|point2|point|range: value)")
def before(run: Run, left: object, right: object) -> object:
    return _before(_range(left), _range(right))


@builtin("after(range1|point1|point|range: value, range2|point2|point|range: value)")
def after(run: Run, left: object, right: object) -> object:
    return _before(_range(right), _range(left))


@builtin("meets(range1: range, range2: range)")
def meets(run: Run, left: Range, right: Range) -> object:
    return _meets(left, right)


@builtin("met by(range1: range, range2: range)")
def met_by(run: Run, left: Range, right: Range) -> object:
    return _meets(right, left)


@builtin("overlaps(range1: range, range2: range)")
def overlaps(run: Run, left: Range, right: Range) -> object:
    return _both(_not(_before(left, right)), _not(_before(right, left)))


@builtin("overlaps before(range1: range, range2: range)")
def overlaps_before(run: Run, left: Range, right: Range) -> object:
    return _overlaps_before(left, right)


@builtin("overlaps after(range1: range, range2: range)")
def overlaps_after(run: Run, left: Range, right: Range) -> object:
    return _overlaps_before(right, left)


@builtin("includes(range|range1: range, point|range2: value)")
def includes(run: Run, whole: Range, part: object) -> object:
    return _includes(whole, part)


@builtin("during(point|range1: value, range|range2: range)")
def during(run: Run, part: object, whole: Range) -> object:
    return _includes(whole, part)


@builtin("starts(point|range1: value, range|range2: range)")
def starts(run: Run, part: object, whole: Range) -> object:
    return _starts(part, whole)


@builtin("started by(range|range1: range, point|range2: value)")
def started_by(run: Run, whole: Range, part: object) -> object:
    return _starts(part, whole)


@builtin("finishes(point|range1: value, range|range2: range)")
def finishes(run: Run, part: object, whole: Range) -> object:
    return _finishes(part, whole)


@builtin("finished by(range|range1: range, point|range2: value)")
def finished_by(run: Run, whole: Range, part: object) -> object:
    return _finishes(part, whole)


@builtin("coincides(range1|point1: value, range2|point2: value)")
def coincides(run: Run, left: object, right: object) -> object:
    first, second = _range(left), _range(right)
    closed = (first.start_included, first.end_included) == (second.start_included, second.end_included)
    starts_order, ends_order = _order(first.start, second.start, -1), _order(first.end, second.end, 1)
    if starts_order is None or ends_order is None:
        return None
    return starts_order == 0 and ends_order == 0 and closed


def _range(value: object) -> Range:
    return value if isinstance(value, Range) else Range(value, value, True, True)


def _order(left: object, right: object, open_end: int) -> int | None:
    """-1, 0 or 1 of two starts or two ends; an open one is at the beginning (-1) or end (1) of all. Null if unknown."""
    if left is None or right is None:
        return open_end * (int(left is None) - int(right is None))
    return compared(left, right)


def _before(first: Range, second: Range) -> bool | None:
    if first.end is None or second.start is None:
        return False
    order = compared(first.end, second.start)
    if order is None:
        return None
    return order < 0 or (order == 0 and not (first.end_included and second.start_included))


def _meets(first: Range, second: Range) -> bool | None:
    if first.end is None or second.start is None:
        return False
    order = compared(first.end, second.start)
    return None if order is None else order == 0 and first.end_included and second.start_included


def _begins(first: Range, second: Range) -> bool | None:
    """Whether the first begins where the second does, or before."""
    order = _order(first.start, second.start, -1)
    if order is None:
        return None
    return order < 0 or (order == 0 and (first.start_included or not second.start_included))


def _ends(first: Range, second: Range) -> bool | None:
    """Whether the first ends where the second does, or after."""
    order = _order(first.end, second.end, 1)
    if order is None:
        return None
    return order > 0 or (order == 0 and (first.end_included or not second.end_included))


def _overlaps_before(first: Range, second: Range) -> bool | None:
    """The first begins before the second, ends within it, and they have something in common."""
    earlier = _not(_begins(second, first))
    return _both(_both(earlier, _not(_before(first, second))), _ends(second, first))


def _includes(whole: Range, part: object) -> bool | None:
    if not isinstance(part, Range):
        return within(part, whole)
    return _both(_begins(whole, part), _ends(whole, part))


def _starts(part: object, whole: Range) -> bool | None:
    if not isinstance(part, Range):
        return _at(part, whole.start, whole.start_included)
    same_start = _both(_begins(whole, part), _begins(part, whole))
    return _both(same_start, _ends(whole, part))


def _finishes(part: object, whole: Range) -> bool | None:
    if not isinstance(part, Range):
        return _at(part, whole.end, whole.end_included)
    same_end = _both(_ends(whole, part), _ends(part, whole))
    return _both(same_end, _begins(whole, part))


def _at(point: object, end: object, included: bool) -> bool | None:
    if end is None:
        return False
    order = compared(point, end)
    return None if order is None else order == 0 and included


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _both(first: bool | None, second: bool | None) -> bool | None:
    return None if first is None or second is None else first and second
