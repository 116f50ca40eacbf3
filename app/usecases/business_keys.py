"""Business keys that the system gives: a pattern such as SN-{year}-{number:05d}, numbered by pattern and year."""

import re
import string
from datetime import datetime

from sqlalchemy import Connection

from app.expressions.times import local_date
from app.store.counters import next_number

_SPECIFICATIONS = re.compile(r"|0?\d{1,2}d?|d")


def is_pattern(pattern: str) -> bool:
    """Whether a pattern has exactly the fields {number} (required) and {year}, with a width at most ({number:05d})."""
    try:
        parts = [(name, form or "", conversion) for _, name, form, conversion in string.Formatter().parse(pattern)]
    except ValueError:
        return False
    fields = [part for part in parts if part[0] is not None]
    plain = all(not conversion and _SPECIFICATIONS.fullmatch(form) for _, form, conversion in fields)
    return plain and {name for name, _, _ in fields} in ({"number"}, {"number", "year"}) and len(pattern) <= 100


def next_business_key(connection: Connection, pattern: str, now: datetime) -> str:
    """The next key by a pattern; numbers begin anew each year where the pattern has {year}."""
    year = local_date(now).year
    series = pattern.replace("{year}", str(year)) if "{year" in pattern else pattern
    return pattern.format(year=year, number=next_number(connection, f"business-key {series}"))
