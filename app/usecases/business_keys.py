"""Business keys that the system gives: by a pattern such as SN-{year}-{number:05d}, or by an expression."""

import re
import string
from datetime import datetime

from sqlalchemy import Connection

from app.errors import ExpressionSyntaxError
from app.expressions import Environment, Expression, parse_attribute
from app.expressions.times import local_date
from app.store.counters import next_number
from app.usecases.context import Session
from app.values import Variables

_SPECIFICATIONS = re.compile(r"|0?\d{1,2}d?|d")


def is_pattern(pattern: str) -> bool:
    """Whether it is an expression (of the variables at the start), or a pattern that can be numbered by.

    A pattern has the fields {number} (required) and {year}, with at most a width ({number:05d}).
    """
    try:
        if isinstance(parse_attribute(pattern), Expression):
            return True
    except ExpressionSyntaxError:
        return False
    try:
        parts = [(name, form or "", conversion) for _, name, form, conversion in string.Formatter().parse(pattern)]
    except ValueError:
        return False
    fields = [part for part in parts if part[0] is not None]
    plain = all(not conversion and _SPECIFICATIONS.fullmatch(form) for _, form, conversion in fields)
    return plain and {name for name, _, _ in fields} in ({"number"}, {"number", "year"}) and len(pattern) <= 100


def business_key_of(session: Session, pattern: str, variables: Variables) -> str | None:
    """The key that a process's property `businessKey` gives a new case: what its expression says of the variables
    that it
    starts with (none when that is null), or the next number of its series.

    Raises ExpressionError.
    """
    parsed = parse_attribute(pattern)
    if isinstance(parsed, Expression):
        value = parsed.evaluate(variables, Environment(now=lambda: session.now))
        return None if value in (None, "") else str(value)
    return next_business_key(session.connection, pattern, session.now)


def next_business_key(connection: Connection, pattern: str, now: datetime) -> str:
    """The next key by a pattern; numbers begin anew each year where the pattern has {year}."""
    year = local_date(now).year
    series = pattern.replace("{year}", str(year)) if "{year" in pattern else pattern
    return pattern.format(year=year, number=next_number(connection, f"business-key {series}"))
