"""How points and ranges lie to each other (DMN 1.3, table 78), by examples and by the table's own formulas."""

from itertools import product

import pytest

from app.expressions import feel

TABLE = """
before(1, 10) | before(10, 1) not | before(1, [1..10]) not | before(1, (1..10]) | before(1, [5..10])
before([1..10], 10) not | before([1..10), 10) | before([1..10], 15) | before([1..10], [15..20])
before([1..10], [10..20]) not | before([1..10), [10..20]) | before([1..10], (10..20])
after(10, 5) | after(5, 10) not | after(12, [1..10]) | after(10, [1..10)) | after(10, [1..10]) not
after([11..20], 12) not | after([11..20], 10) | after((11..20], 11) | after([11..20], 11) not
after([11..20], [1..10]) | after([1..10], [11..20]) not | after([11..20], [1..11)) | after((11..20], [1..11])
meets([1..5], [5..10]) | meets([1..5), [5..10]) not | meets([1..5], (5..10]) not | meets([1..5], [6..10]) not
met by([5..10], [1..5]) | met by([5..10], [1..5)) not | met by((5..10], [1..5]) not | met by([6..10], [1..5]) not
overlaps([1..5], [3..8]) | overlaps([3..8], [1..5]) | overlaps([1..8], [3..5]) | overlaps([3..5], [1..8])
overlaps([1..5], [6..8]) not | overlaps([6..8], [1..5]) not | overlaps([1..5], [5..8]) | overlaps([1..5], (5..8]) not
overlaps([1..5), [5..8]) not | overlaps([1..5), (5..8]) not | overlaps([5..8], [1..5]) | overlaps((5..8], [1..5]) not
overlaps before([1..5], [3..8]) | overlaps before([1..5], [6..8]) not | overlaps before([1..5], [5..8])
overlaps before([1..5], (5..8]) not | overlaps before([1..5), [5..8]) not | overlaps before([1..5), (1..5])
overlaps before([1..5], (1..5]) | overlaps before([1..5), [1..5]) not | overlaps before([1..5], [1..5]) not
overlaps before([6..12], [3..8]) not | overlaps before([1..10], [3..5]) not
overlaps after([3..8], [1..5]) | overlaps after([6..8], [1..5]) not | overlaps after([5..8], [1..5])
overlaps after((5..8], [1..5]) not | overlaps after([5..8], [1..5)) not | overlaps after((1..5], [1..5))
overlaps after((1..5], [1..5]) | overlaps after([1..5], [1..5)) not | overlaps after([1..5], [1..5]) not
finishes(10, [1..10]) | finishes(10, [1..10)) not | finishes([5..10], [1..10]) | finishes([5..10), [1..10]) not
finishes([5..10), [1..10)) | finishes([1..10], [1..10]) | finishes((1..10], [1..10]) | finishes([1..10], (1..10]) not
finished by([1..10], 10) | finished by([1..10), 10) not | finished by([1..10], [5..10]) | finished by([1..10], (1..10])
finished by([1..10), [5..10)) | finished by([1..10], [5..10)) not
includes([1..10], 5) | includes([1..10], 12) not | includes([1..10], 1) | includes([1..10], 10)
includes((1..10], 1) not
includes([1..10), 10) not | includes([1..10], [4..6]) | includes([1..10], [1..5]) | includes((1..10], (1..5])
includes([1..10], (1..10)) | includes([1..10), [5..10)) | includes([1..10], [1..10)) | includes([1..10], [1..10])
includes((1..10], [1..5]) not | includes([1..10), [5..10]) not
during(5, [1..10]) | during(12, [1..10]) not | during(1, [1..10]) | during(10, [1..10]) | during(1, (1..10]) not
during([4..6], [1..10]) | during([1..5], [1..10]) | during((1..5], (1..10]) | during((1..10), [1..10])
during([5..10), [1..10)) | during([1..10], [1..10]) | during([1..10], (1..10)) not
starts(1, [1..10]) | starts(1, (1..10]) not | starts(2, [1..10]) not | starts([1..5], [1..10]) | starts((1..5], (1..10])
starts((1..5], [1..10]) not | starts([1..5], (1..10]) not | starts([1..10], [1..10]) | starts([1..10), [1..10])
starts((1..10), (1..10)) | starts([1..10], [1..10)) not
started by([1..10], 1) | started by((1..10], 1) not | started by([1..10], 2) not | started by([1..10], [1..5])
started by((1..10], (1..5]) | started by([1..10], (1..5]) not | started by((1..10], [1..5]) not
started by([1..10], [1..10]) | started by([1..10], [1..10)) | started by((1..10), (1..10))
coincides(5, 5) | coincides(3, 4) not | coincides([1..5], [1..5]) | coincides((1..5), [1..5]) not
coincides([1..5], [2..6]) not
"""
CASES = [case.strip() for line in TABLE.strip().splitlines() for case in line.split(" | ")]
ENDS = [(low, high, start, end) for low, high in ((1, 3), (2, 4), (3, 5), (2, 3)) for start in "[(" for end in "])"]


@pytest.mark.parametrize("case", CASES)
def test_an_example_of_the_table_holds(case: str) -> None:
    text = case.removesuffix(" not")
    assert feel(text).evaluate({}) is (text == case)


def test_every_function_of_the_table_has_examples() -> None:
    named = {case.split("(")[0] for case in CASES}
    assert len(named) == 14


def written(span: tuple[int, int, str, str]) -> str:
    low, high, start, end = span
    return f"{start}{low}..{high}{end}"


def points(span: tuple[int, int, str, str]) -> set[float]:
    """The halves and wholes within a range: enough to tell ranges with whole ends apart."""
    low, high, start, end = span
    inside = {half / 2 for half in range(2 * low + 1, 2 * high)}
    return inside | ({low} if start == "[" else set()) | ({high} if end == "]" else set())


def test_functions_agree_with_what_the_ranges_hold() -> None:
    for left, right in product(ENDS, repeat=2):
        one, other = points(left), points(right)
        expected = {
            "before": max(one) < min(other),
            "after": min(one) > max(other),
            "overlaps": bool(one & other),
            "includes": one >= other,
            "during": one <= other,
            "coincides": one == other,
            "starts": one <= other and min(one) == min(other),
            "started by": one >= other and min(one) == min(other),
            "finishes": one <= other and max(one) == max(other),
            "finished by": one >= other and max(one) == max(other),
            "overlaps before": min(one) < min(other) <= max(one) <= max(other),
            "overlaps after": min(other) < min(one) <= max(other) <= max(one),
            "meets": left[1] == right[0] and left[3] == "]" and right[2] == "[",
            "met by": right[1] == left[0] and right[3] == "]" and left[2] == "[",
        }
        found = {name: feel(f"{name}({written(left)}, {written(right)})").evaluate({}) for name in expected}
        assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("includes((> 5), 6)", True),
        ("includes((> 5), 5)", False),
        ("includes((> 5), [6..7])", True),
        ("includes([6..7], (> 5))", False),
        ("during((< 5), (<= 5))", True),
        ("before((< 5), (>= 5))", True),
        ("before((<= 5), (>= 5))", False),
        ("before((> 5), 7)", False),
        ("overlaps((> 5), (< 6))", True),
        ("coincides((> 5), (> 5))", True),
        ("starts(5, (< 5))", False),
        ("finishes([1..5], (<= 5))", True),
        ("meets((<= 5), [5..6])", True),
        ("meets((> 5), [5..6])", False),
        ('before([1..5], ["a".."b"])', None),
        ('starts(@"P1D", [1..20])', None),
        ('before(@"2026-01-01", [@"2026-02-01"..@"2026-03-01"])', True),
        ('overlaps([@"P1M"..@"P1Y"], [@"P6M"..@"P2Y"])', True),
        ("starts(point: 1, range: [1..20])", True),
        ("starts(range: [1..20], point: 1)", True),
        ("starts(range1: [1..20], range2: [5..20])", False),
        ("before(point: 1, range: [2..3])", True),
        ("coincides(point1: 1, point2: 1)", True),
    ],
)
def test_open_ranges_other_kinds_and_names_of_arguments(text: str, expected: bool | None) -> None:
    assert feel(text).evaluate({}) is expected
