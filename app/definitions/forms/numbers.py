"""Numbers as people write them in Swedish: 1 234,5."""

import re

_NUMBER = re.compile(r"[-+]?(\d{1,18})(?:[.,](\d{1,15}))?", re.ASCII)
_SPACES = re.compile(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}(?!\d))")
LARGEST = 2**53 - 1
"""Above this a number is not exact everywhere it may travel (JSON, JavaScript)."""


def read_number(text: str) -> int | float | None:
    """The number that a text means, None when it means none. Both comma and point separate decimals.

    >>> read_number("1 234,5"), read_number("−3"), read_number("1,2,3")
    (1234.5, -3, None)
    """
    plain = text.strip().replace("−", "-").replace("–", "-")
    while (shorter := _SPACES.sub("", plain)) != plain:
        plain = shorter
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return None
    value = float(plain.replace(",", ".")) if found[2] is not None else int(plain)
    return value if abs(value) <= LARGEST else None


def write_number(value: float) -> str:
    """A number as people read it: a comma before decimals, no exponent.

    >>> write_number(2.5), write_number(3.0)
    ('2,5', '3')
    """
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return f"{value:.15f}".rstrip("0").replace(".", ",") if abs(value) < 1e6 else repr(value).replace(".", ",")


def decimals_of(value: float) -> int:
    """How many decimals a number has."""
    return len(write_number(value).partition(",")[2])
