"""When a job that failed is tried again: as the diagram says, or the setting."""

from collections.abc import Mapping
from functools import lru_cache

from app.definitions.retries import Schedule as Schedule
from app.definitions.retries import read_schedule
from app.errors import ExpressionError
from app.expressions import Environment, Expression, parse_attribute


@lru_cache(maxsize=500)
def schedule(source: str | None, fallback: str) -> Schedule:
    """The schedule that the diagram gives, or `fallback` where it gives none. Raises ValueError: that is none."""
    found = read_schedule(source or "") or read_schedule(fallback)
    if found is None:
        raise ValueError(f"not a retry schedule: {fallback!r}")
    return found


def is_computed(source: str | None) -> bool:
    """Whether a schedule is an expression, to be worked out when its element is reached."""
    return source is not None and isinstance(parse_attribute(source), Expression)


def computed(source: str, element: str | None, variables: Mapping[str, object], clock: Environment) -> str | None:
    """What such an expression says; None leaves it to the setting.

    Raises:
        ExpressionError: it failed, or is no schedule.
    """
    expression = parse_attribute(source)
    if isinstance(expression, str):
        return expression
    try:
        value = expression.evaluate(variables, clock)
    except ExpressionError as error:
        raise ExpressionError(**{**error.fields, "element": element}) from error
    text = str(value)
    if value is not None and read_schedule(text) is None:
        reason, english = "det gav inga omförsök som går att läsa", "it gave no schedule of retries"
        raise ExpressionError(source=source, element=element, reason=reason, english=english)
    return None if value is None else text
