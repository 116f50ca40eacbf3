"""Patterns mean what they mean in JavaScript, and stop in time."""

import pytest

from app.definitions.forms.patterns import BadPatternError, TooSlowError, compiled, fits


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("b", "abc", True),
        ("^b", "abc", False),
        (r"^\d{4}$", "1234", True),
        (r"^\d{4}$", "1234\n", False),
        (r"^\d$", "٣", False),
        (r"^\w+$", "å", False),
        (r"^\s$", "\u00a0", True),
        (r"^[\s]$", "\u00a0", True),
        (r"^[^\d]$", "a", True),
        (r"^\D$", "a", True),
        (".", "\n", False),
        ("^a{,2}$", "a{,2}", True),
        ("^[[a]$", "[", True),
        (r"^\u00e5$", "å", True),
        (r"^\x41$", "A", True),
        (r"^(?<s>\d)\k<s>$", "11", True),
        (r"^(?<s>\d)\k<s>$", "12", False),
        (r"^\/$", "/", True),
        (r"^\A$", "A", True),
        (r"^(?:a|b)(?=c)", "bc", True),
        (r"(?<!x)y", "xy", False),
    ],
)
def test_a_pattern_is_javascript(pattern: str, text: str, expected: bool) -> None:
    assert fits(pattern, text) is expected


@pytest.mark.parametrize("pattern", ["(a", "[a", "*a", "a\\", "(?P<a>b)", "(?>a)", "(?R)", "[]", "[^]", "a" * 1001])
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(BadPatternError):
        compiled(pattern)


def test_a_pattern_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(TooSlowError):
        fits("^(a|aa)+$", "a" * 60 + "b")
