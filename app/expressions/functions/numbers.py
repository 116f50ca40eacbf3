"""Functions on numbers (DMN 1.3, 10.3.4.5), in decimal128."""

import re
from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

from app.expressions.durations import Duration
from app.expressions.functions.registry import builtin
from app.expressions.kinds import NUMBERS, is_number
from app.expressions.limits import Run
from app.expressions.operators import compared, finite, negated

Number = int | Decimal
_NUMERAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?", re.ASCII)


@builtin("number(from: string, grouping separator: null or string?, decimal separator: null or string?)")
def number(run: Run, value: str, grouping: str | None = None, decimal_sign: str | None = None) -> object:
    if (
        grouping not in (None, " ", ",", ".")
        or decimal_sign not in (None, ".", ",")
        or (grouping and grouping == decimal_sign)
    ):
        return None
    numeral = value.replace(grouping, "") if grouping else value
    numeral = numeral.replace(decimal_sign, ".") if decimal_sign else numeral
    return finite(NUMBERS.create_decimal(numeral)) if len(numeral) <= 400 and _NUMERAL.fullmatch(numeral) else None


def _rounding(declaration: str, mode: str) -> Callable[..., object]:
    def rounded(run: Run, value: Number, scale: Number | None = None) -> object:
        places = int(scale or 0)
        if not -6111 <= places <= 6176:
            return None
        changed = Decimal(value).quantize(Decimal((0, (1,), -places)), rounding=mode, context=NUMBERS)
        if changed.is_nan() and places >= 0 and Decimal(value).is_finite():
            return value  # more places than 34 digits hold: nothing to round
        return finite(changed)

    return builtin(declaration)(rounded)


_rounding("decimal(n: number, scale: number)", ROUND_HALF_EVEN)
_rounding("floor(n: number, scale: number?)", ROUND_FLOOR)
_rounding("ceiling(n: number, scale: number?)", ROUND_CEILING)
_rounding("round up(n: number, scale: number?)", ROUND_UP)
_rounding("round down(n: number, scale: number?)", ROUND_DOWN)
_rounding("round half up(n: number, scale: number?)", ROUND_HALF_UP)
_rounding("round half down(n: number, scale: number?)", ROUND_HALF_DOWN)


@builtin("abs(n: any)")
def absolute(run: Run, value: object) -> object:
    """Of a number or a duration."""
    order = compared(value, 0) if is_number(value) else compared(value, Duration())
    return negated(value) if order is not None and order < 0 else value if order is not None else None


@builtin("modulo(dividend: number, divisor: number)")
def modulo(run: Run, dividend: Number, divisor: Number) -> object:
    """Takes the sign of the divisor, as DMN says: modulo(-12, 5) = 3."""
    if divisor == 0:
        return None
    rest = NUMBERS.remainder(dividend, divisor)
    if rest.is_finite() and rest != 0 and (rest < 0) != (divisor < 0):
        rest = NUMBERS.add(rest, divisor)
    return finite(rest)


@builtin("sqrt(number: number)")
def sqrt(run: Run, value: Number) -> object:
    return finite(NUMBERS.sqrt(value))


@builtin("log(number: number)")
def log(run: Run, value: Number) -> object:
    run.charge(10)
    return finite(NUMBERS.ln(value))


@builtin("exp(number: number)")
def exp(run: Run, value: Number) -> object:
    run.charge(10)
    return finite(NUMBERS.exp(value))


@builtin("odd(number: number)")
def odd(run: Run, value: Number) -> object:
    return _parity(value, 1)


@builtin("even(number: number)")
def even(run: Run, value: Number) -> object:
    return _parity(value, 0)


def _parity(value: Number, wanted: int) -> object:
    whole = int(value) if value == int(value) else None
    return None if whole is None else whole % 2 == wanted
