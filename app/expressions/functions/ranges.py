"""How points and ranges lie to each other (DMN 1.3, 10.3.4.11)."""

from app.expressions.functions.registry import builtin
from app.expressions.kinds import Range
from app.expressions.limits import Run
from app.expressions.operators import compared, within


@builtin("before(range1: any, range2: any)")
def before(run: Run, left: object, right: object) -> object:
    return _before(left, right)


@builtin("after(range1: any, range2: any)")
def after(run: Run, left: object, right: object) -> object:
    return _before(right, left)


@builtin("meets(range1: range, range2: range)")
def meets(run: Run, left: Range, right: Range) -> object:
    return _meets(left, right)


@builtin("met by(range1: range, range2: range)")
def met_by(run: Run, left: Range, right: Range) -> object:
    return _meets(right, left)


@builtin("overlaps(range1: range, range2: range)")
def overlaps(run: Run, left: Range, right: Range) -> object:
    return _neither(_before(left, right), _before(right, left))


@builtin("includes(range: range, point: any)")
def includes(run: Run, whole: Range, part: object) -> object:
    return _includes(whole, part)


@builtin("during(range1: any, range2: range)")
def during(run: Run, part: object, whole: Range) -> object:
    return _includes(whole, part)


@builtin("starts(point: any, range: range)")
def starts(run: Run, part: object, whole: Range) -> object:
    return _starts(part, whole)


@builtin("started by(range: range, point: any)")
def started_by(run: Run, whole: Range, part: object) -> object:
    return _starts(part, whole)


@builtin("finishes(point: any, range: range)")
def finishes(run: Run, part: object, whole: Range) -> object:
    return _finishes(part, whole)


@builtin("finished by(range: range, point: any)")
def finished_by(run: Run, whole: Range, part: object) -> object:
    return _finishes(part, whole)


@builtin("coincides(range1: any, range2: any)")
def coincides(run: Run, left: object, right: object) -> object:
    first, second = _range(left), _range(right)
    starts_order, ends_order = compared(first.start, second.start), compared(first.end, second.end)
    if starts_order is None or ends_order is None:
        return None
    closed = (first.start_included, first.end_included) == (second.start_included, second.end_included)
    return starts_order == 0 and ends_order == 0 and closed


def _range(value: object) -> Range:
    """A point as the range that holds only it."""
    return value if isinstance(value, Range) else Range(value, value, True, True)


def _before(left: object, right: object) -> bool | None:
    first, second = _range(left), _range(right)
    if first.end is None or second.start is None:
        return False
    order = compared(first.end, second.start)
    if order is None:
        return None
    return order < 0 or (order == 0 and not (first.end_included and second.start_included))


def _meets(left: Range, right: Range) -> bool | None:
    order = compared(left.end, right.start)
    return None if order is None else order == 0 and left.end_included and right.start_included


def _includes(whole: Range, part: object) -> bool | None:
    if not isinstance(part, Range):
        return within(part, whole)
    low, high = compared(part.start, whole.start), compared(part.end, whole.end)
    if low is None or high is None:
        return None
    begins = low > 0 or (low == 0 and (whole.start_included or not part.start_included))
    return begins and (high < 0 or (high == 0 and (whole.end_included or not part.end_included)))


def _starts(part: object, whole: Range) -> bool | None:
    if not isinstance(part, Range):
        order = compared(part, whole.start)
        return None if order is None else order == 0 and whole.start_included
    order = compared(part.start, whole.start)
    inside = _includes(whole, part)
    return (
        None
        if order is None or inside is None
        else order == 0 and part.start_included == whole.start_included and inside
    )


def _finishes(part: object, whole: Range) -> bool | None:
    if not isinstance(part, Range):
        order = compared(part, whole.end)
        return None if order is None else order == 0 and whole.end_included
    order = compared(part.end, whole.end)
    inside = _includes(whole, part)
    return (
        None if order is None or inside is None else order == 0 and part.end_included == whole.end_included and inside
    )


def _neither(first: bool | None, second: bool | None) -> bool | None:
    return None if first is None or second is None else not (first or second)
