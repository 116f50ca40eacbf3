"""FEEL against a second reading of its specification: trees made by chance, written as text and reckoned by hand here.

The reference below knows nothing of the parser or the compiler: it walks the tree that the text was written from, with
Python's Decimal and three-valued logic as the tables of DMN 1.3 (10.3.2) put them.
"""

import operator
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.expressions import feel

Tree = tuple[Any, ...]
REALS = Context(prec=34, Emin=-6143, Emax=6144, traps=[])
POWER = {"or": 1, "and": 2, "=": 3, "!=": 3, "<": 3, "<=": 3, ">": 3, ">=": 3, "+": 4, "-": 4, "*": 5, "/": 5}
ARITHMETIC = {"+": REALS.add, "-": REALS.subtract, "*": REALS.multiply, "/": REALS.divide}
ORDERS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
VARIABLES: dict[str, Any] = {"belopp": 12, "namn": "Asta", "ja": True, "rader": [3, 1, 2], "del": {"a": 5, "b": "x"}}

numbers = st.decimals(min_value=0, max_value=1000, places=2, allow_nan=False).map(lambda number: ("literal", number))
literals = numbers | st.sampled_from(
    [("literal", None), ("literal", True), ("literal", False), ("literal", "a"), ("literal", "Åsa"), ("literal", "")]
)
names = st.sampled_from([*VARIABLES, "saknas"]).map(lambda name: ("name", name))


def larger(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    """Trees one level higher."""
    return st.one_of(
        st.tuples(st.just("binary"), st.sampled_from(sorted(POWER)), inner, inner),
        st.tuples(st.just("minus"), inner),
        st.tuples(st.just("not"), inner),
        st.tuples(st.just("if"), inner, inner, inner),
        st.tuples(st.just("between"), inner, inner, inner),
        st.tuples(st.just("in"), inner, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.tuples(st.just("list"), st.lists(inner, max_size=3).map(tuple)),
        st.tuples(st.just("path"), inner, st.sampled_from("ab")),
        st.tuples(st.just("place"), inner, st.integers(-3, 3)),
        st.tuples(st.just("filter"), inner, st.sampled_from(sorted(ORDERS)), numbers),
        st.tuples(st.just("for"), inner, inner),
        st.tuples(st.sampled_from(["some", "every"]), inner, st.sampled_from(sorted(ORDERS)), numbers),
        st.tuples(st.just("context"), inner, inner),
        st.tuples(st.sampled_from(["count", "sum"]), inner),
    )


trees = st.recursive(literals | names, larger, max_leaves=12)


def written(tree: Tree, power: int = 0) -> str:
    """The text of a tree, with parentheses only where the grammar needs them."""
    kind, *parts = tree
    text, own = WRITERS[kind](*parts)
    return f"({text})" if own < power else text


def literal_text(value: object) -> tuple[str, int]:
    if isinstance(value, str):
        return f'"{value}"', 9
    if isinstance(value, Decimal):
        return f"{value:f}", 9
    return "null" if value is None else str(value).lower(), 9


def negated_text(inner: Tree) -> str:
    """What stands after a minus, which belongs to the digits that follow it, however the rest would bind."""
    text = written(inner, 8)
    return f"({text})" if text[0].isdigit() and inner[0] != "literal" else text


WRITERS: dict[str, Callable[..., tuple[str, int]]] = {
    "literal": literal_text,
    "name": lambda name: (name, 9),
    "binary": lambda sign, left, right: (
        f"{written(left, POWER[sign] + (POWER[sign] == 3))} {sign} {written(right, POWER[sign] + 1)}",
        POWER[sign],
    ),
    "minus": lambda inner: (f"-{negated_text(inner)}", 6),
    "not": lambda inner: (f"not({written(inner)})", 9),
    "if": lambda test, yes, no: (f"if {written(test)} then {written(yes)} else {written(no)}", 0),
    "between": lambda value, low, high: (f"{written(value, 4)} between {written(low, 4)} and {written(high, 4)}", 3),
    "in": lambda value, tests: (f"{written(value, 4)} in ({', '.join(written(test, 4) for test in tests)})", 3),
    "list": lambda items: (f"[{', '.join(map(written, items))}]", 9),
    "path": lambda base, name: (f"{written(base, 9)}.{name}", 9),
    "place": lambda base, place: (f"{written(base, 9)}[{place}]", 9),
    "filter": lambda base, sign, number: (f"{written(base, 9)}[item {sign} {written(number)}]", 9),
    "for": lambda source, body: (f"for belopp in {written(source)} return {written(body)}", 0),
    "some": lambda source, sign, number: (f"some i in {written(source)} satisfies i {sign} {written(number)}", 0),
    "every": lambda source, sign, number: (f"every i in {written(source)} satisfies i {sign} {written(number)}", 0),
    "context": lambda first, second: (f"{{a: {written(first)}, b: {written(second)}}}", 9),
    "count": lambda inner: (f"count({written(inner)})", 9),
    "sum": lambda inner: (f"sum({written(inner)})", 9),
}


def reckoned(tree: Tree, scope: Mapping[str, Any]) -> Any:
    """The value of a tree: None, bool, Decimal, str, list or dict."""
    kind, *parts = tree
    match kind, parts:
        case "literal", [value]:
            return value
        case "name", [name]:
            found = scope.get(name)
            return as_decimals(found)
        case "binary", ["and" | "or" as sign, left, right]:
            return logic(sign, reckoned(left, scope), reckoned(right, scope))
        case "binary", [sign, left, right]:
            return operated(sign, reckoned(left, scope), reckoned(right, scope))
        case "minus", [inner]:
            value = reckoned(inner, scope)
            return REALS.minus(value) if is_number(value) else None
        case "not", [inner]:
            value = reckoned(inner, scope)
            value = value[0] if isinstance(value, list) and len(value) == 1 else value  # as an argument, [x] is x
            return not value if isinstance(value, bool) else None
        case "if", [test, yes, no]:
            return reckoned(yes if reckoned(test, scope) is True else no, scope)
        case "between", [value, low, high]:
            middle, least, most = (reckoned(part, scope) for part in (value, low, high))
            return logic("and", operated(">=", middle, least), operated("<=", middle, most))
        case "in", [value, tests]:
            wanted = reckoned(value, scope)
            return folded("or", [member(wanted, reckoned(test, scope)) for test in tests])
    return gathered(tree, scope)


def gathered(tree: Tree, scope: Mapping[str, Any]) -> Any:
    """The value of a tree that makes, walks or looks into lists and contexts."""
    kind, *parts = tree
    match kind, parts:
        case "list", [items]:
            return [reckoned(item, scope) for item in items]
        case "context", [first, second]:
            inner = reckoned(first, scope)
            return {"a": inner, "b": reckoned(second, {**scope, "a": inner})}
        case "path", [base, name]:
            value = reckoned(base, scope)
            return [entry(item, name) for item in value] if isinstance(value, list) else entry(value, name)
        case "place", [base, place]:
            value = reckoned(base, scope)
            items = value if isinstance(value, list) else [value]
            return items[place - 1 if place > 0 else place] if 1 <= abs(place) <= len(items) else None
        case "filter", [base, sign, number]:
            return [item for item in many(reckoned(base, scope)) or [] if operated(sign, item, number[1]) is True]
        case "for", [source, body]:
            items = many(reckoned(source, scope))
            return None if items is None else [reckoned(body, {**scope, "belopp": item}) for item in items]
        case "some" | "every", [source, sign, number]:
            items = many(reckoned(source, scope))
            answers = [operated(sign, item, number[1]) for item in items or []]
            return None if items is None else folded("and" if kind == "every" else "or", answers)
        case "count", [inner]:
            items = many(reckoned(inner, scope))
            return None if items is None else Decimal(len(items))
        case "sum", [inner]:
            items = many(reckoned(inner, scope)) or []
            if not items or not all(map(is_number, items)):
                return None
            total = Decimal(0)
            for item in items:
                total = REALS.add(total, item)
            return total
    raise AssertionError(kind)


def as_decimals(value: Any) -> Any:
    if isinstance(value, list):
        return [as_decimals(item) for item in value]
    if isinstance(value, dict):
        return {key: as_decimals(item) for key, item in value.items()}
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def is_number(value: object) -> bool:
    return isinstance(value, Decimal)


def many(value: Any) -> list[Any] | None:
    return None if value is None else value if isinstance(value, list) else [value]


def entry(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def logic(sign: str, left: Any, right: Any) -> bool | None:
    settles = sign == "or"
    if settles in (item for item in (left, right) if isinstance(item, bool)):
        return settles
    return not settles if isinstance(left, bool) and isinstance(right, bool) else None


def folded(sign: str, answers: list[Any]) -> bool | None:
    """All answers and-ed or or-ed."""
    found: bool | None = sign == "and"
    for answer in answers:
        found = logic(sign, found, answer)
    return found


def operated(sign: str, left: Any, right: Any) -> Any:
    if sign in ("=", "!="):
        answer = equal(left, right)
        return answer if answer is None or sign == "=" else not answer
    both_numbers, both_strings = is_number(left) and is_number(right), isinstance(left, str) and isinstance(right, str)
    if sign in ORDERS:
        return ORDERS[sign](left, right) if both_numbers or both_strings else None
    if both_numbers:
        made = ARITHMETIC[sign](left, right)
        return made if made.is_finite() else None
    return left + right if both_strings and sign == "+" else None


def equal(left: Any, right: Any) -> bool | None:
    if left is None or right is None:
        return left is None and right is None
    if type(left) is not type(right):
        return None
    if isinstance(left, dict):
        if left.keys() != right.keys():
            return False
        left, right = list(left.values()), [right[key] for key in left]
    if not isinstance(left, list):
        return bool(left == right)
    answer: bool | None = len(left) == len(right)
    for one, other in zip(left, right, strict=False):
        answer = logic("and", answer, equal(one, other))
    return answer


def member(value: Any, test: Any) -> bool | None:
    if not isinstance(test, list):
        return equal(value, test)
    if isinstance(value, list) and equal(value, test) is True:
        return True
    return any(member(value, item) is True for item in test)


def plain(value: Any) -> Any:
    """As variables hold it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    return {key: plain(item) for key, item in value.items()} if isinstance(value, dict) else value


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(trees)
def test_a_tree_written_as_text_gives_what_the_specification_says(tree: Tree) -> None:
    text = written(tree)
    found, expected = feel(text).evaluate(VARIABLES), plain(reckoned(tree, VARIABLES))
    assert (text, repr(found)) == (text, repr(expected))
