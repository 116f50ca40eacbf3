"""JUEL's operators on imported values, as Camunda 7 has them: null is 0, false or no answer; wrong kinds stop."""

from collections.abc import Callable
from decimal import Decimal

from app.expressions.kinds import NUMBERS, is_context, is_list, is_number
from app.expressions.limits import Fault, Run
from app.expressions.operators import compared, equal

Number = int | Decimal


def juel_equal(run: Run, left: object, right: object) -> bool:
    """Equality; a number and a string compare as numbers, a boolean and a string as booleans."""
    if isinstance(left, str) and not isinstance(right, str):
        left, right = right, left
    if isinstance(right, str) and is_number(left):
        return left == _number(right)
    if isinstance(right, str) and isinstance(left, bool):
        return left == (right.lower() == "true")
    return equal(run, left, right) is True


def juel_order(left: object, right: object) -> int | None:
    """-1, 0 or 1; None if one is null.

    Raises:
        Fault: the two cannot be compared.
    """
    if left is None or right is None:
        return None
    if is_number(left) and isinstance(right, str):
        right = _number(right)
    elif isinstance(left, str) and is_number(right):
        left = _number(left)
    order = compared(left, right)
    if order is None:
        raise Fault("värdena är av olika slag och kan inte jämföras", "the values cannot be compared")
    return order


def arithmetic(work: Callable[[Number, Number], Decimal]) -> Callable[[Run, object, object], object]:
    """An operator on numbers, where null is 0 and a numeral in a string is its number."""

    def operator(run: Run, left: object, right: object) -> object:
        made = work(_number(left), _number(right))
        if not made.is_finite():
            raise Fault(
                "beräkningen har inget resultat (division med noll?)",
                "the arithmetic has no result (division by zero?)",
            )
        return made

    return operator


def juel_negated(value: object) -> object:
    """Unary minus."""
    return NUMBERS.minus(_number(value))


def juel_truth(value: object) -> bool:
    """A condition: a boolean, its name, or null for false."""
    if value is None or value == "":
        return False
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise Fault("ett villkor gav inte ja eller nej", "a condition is no boolean")


def juel_empty(value: object) -> bool:
    """Null, an empty string, list or context."""
    return value is None or value == "" or ((is_list(value) or is_context(value)) and not value)


def _number(value: object) -> Number:
    if value is None or value == "":
        return 0
    if is_number(value):
        return value
    made = NUMBERS.create_decimal(value) if isinstance(value, str) and len(value) < 100 and value.isascii() else None
    if made is None or not made.is_finite():
        raise Fault("här behövs ett tal", "a number is needed")
    return made
