"""The parts of FEEL that bind harder than any operator: literals, brackets, paths, filters, calls and names."""

from abc import ABC, abstractmethod

from app.expressions.durations import parse_duration
from app.expressions.feel_types import Types
from app.expressions.functions import MULTIWORD
from app.expressions.limits import MAX_KEYS, Refusal
from app.expressions.moments import parse_date, parse_datetime, parse_time
from app.expressions.nodes import (
    Call,
    ContextOf,
    Filter,
    InstanceOf,
    Invoke,
    ListOf,
    Literal,
    Name,
    Node,
    Path,
    RangeOf,
)
from app.expressions.tokens import number

KEYWORDS = frozenset(
    ["if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "function", "and", "or", "between"]
) | {"instance", "true", "false", "null"}
_PROPERTIES = {"time": "offset", "start": "included", "end": "included"}  # those of two words, by the first
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


class Values(Types, ABC):
    """A cursor that reads values; what stands inside brackets is read by the parser that extends it."""

    closing = False  # reading the end of a range, where [ closes it instead of opening a filter

    @abstractmethod
    def expression(self) -> Node:
        """Any expression."""

    @abstractmethod
    def arithmetic(self) -> Node:
        """An expression without comparisons, as the ends of ranges are."""

    @abstractmethod
    def test(self) -> Node:
        """What stands after `in`: a value, a range, or a comparison with its left side left out."""

    def identifier(self) -> str:
        """A name of one word, or one within backticks."""
        if self.token.kind == "quoted":
            return self.next().text
        if self.token.kind != "name" or self.token.text in KEYWORDS:
            self.refuse(f"här väntades ett namn, inte {self.shown()}", "expected a name")
        return self.next().text

    def postfix(self) -> Node:
        node = self.primary()
        while True:
            if self.takes("."):
                node = Path(node.at, node, self.words())
            elif self.sees("[") and not self.closing:
                self.next()
                node = Filter(node.at, node, self.expression())
                self.expect("]")
            elif self.sees("(") and not isinstance(node, Literal):
                self.next()
                node = Invoke(node.at, node, *self.arguments())
            elif self.takes("instance"):
                self.expect("of")
                return InstanceOf(node.at, node, self.type_of())
            else:
                return node

    def words(self) -> str:
        """The name of an entry or property: one word, a name within backticks, or a property such as `time offset`."""
        if self.token.kind == "quoted":
            return self.next().text
        if self.token.kind != "name":
            self.refuse(f"efter punkten väntades ett namn, inte {self.shown()}", "expected a name after the dot")
        first = self.next().text
        second = _PROPERTIES.get(first)
        return f"{first} {self.next().text}" if second is not None and self.sees(second) else first

    def primary(self) -> Node:
        token = self.token
        if token.kind == "name":
            return self.name()
        if token.kind == "quoted":
            return Name(self.next().at, token.text)
        if token.kind == "number":
            return number(self.next())
        if token.text == "-" and self.ahead(1).kind == "number":
            self.next()
            return number(self.next(), "-")
        if token.kind == "string":
            return Literal(self.next().at, token.text)
        if token.kind == "date":
            return self.at_literal()
        if token.text == "(":
            return self.parenthesis()
        if token.text == "[":
            return self.bracket()
        if token.text == "]":
            self.next()
            start = self.expression()
            self.expect("..")
            return self.range_end(token.at, start, False)
        if token.text == "{":
            return self.context()
        hint = "; likhet skrivs med ett enda =" if token.text == "=" else ""
        self.refuse(f"här väntades ett värde, inte {self.shown()}{hint}", "expected a value")

    def at_literal(self) -> Node:
        token = self.next()
        for parse in (parse_date, parse_datetime, parse_time, parse_duration):
            value = parse(token.text)
            if value is not None:
                return Literal(token.at, value)
        raise Refusal(
            token.at,
            "efter @ väntades ett datum, en tid eller en varaktighet enligt ISO 8601",
            "not an ISO 8601 date, time or duration",
        )

    def parenthesis(self) -> Node:
        at = self.next().at
        node = self.item()
        if self.takes(".."):
            return self.range_end(at, node, False)
        self.expect(")")
        return node

    def item(self) -> Node:
        """What stands within brackets: an expression, or a range such as `> 5`."""
        token = self.token
        if token.kind != "symbol" or token.text not in COMPARISONS:
            return self.expression()
        found = self.test()
        if isinstance(found, RangeOf):
            return found
        raise Refusal(
            token.at, f"{token.text} behöver ett värde till vänster här", f"{token.text} needs a left side here"
        )

    def bracket(self) -> Node:
        at = self.next().at
        items: list[Node] = []
        while not self.takes("]"):
            items.append(self.item())
            if len(items) == 1 and self.takes(".."):
                return self.range_end(at, items[0], True)
            if not self.sees("]"):
                self.expect(",")
        return ListOf(at, tuple(items))

    def range_end(self, at: int, start: Node, included: bool) -> Node:
        closing, self.closing = self.closing, True
        with self.deeper():
            end = self.arithmetic()
        self.closing = closing
        return RangeOf(at, start, end, included, self.expect("]", ")", "[").text == "]")

    def context(self) -> Node:
        at = self.next().at
        keys: list[str] = []
        values: list[Node] = []
        while not self.takes("}"):
            keys.append(self.next().text if self.token.kind == "string" else self.entry_name())
            self.expect(":")
            values.append(self.expression())
            if not self.sees("}"):
                self.expect(",")
        if len(keys) > MAX_KEYS:
            raise Refusal(at, f"högst {MAX_KEYS} nycklar får plats här", "too many keys")
        if len(set(keys)) < len(keys):
            raise Refusal(at, "samma nyckel står två gånger", "a key stands twice")
        return ContextOf(at, tuple(keys), tuple(values))

    def name(self) -> Node:
        token = self.token
        if token.text in ("true", "false", "null"):
            return Literal(self.next().at, {"true": True, "false": False}.get(token.text))
        if token.text in KEYWORDS:
            self.refuse(f"här väntades ett värde, inte {token.text}", "expected a value")
        count = self.function_words()
        if not count:
            return Name(self.next().at, token.text)
        words = [self.next().text for _ in range(count)]
        self.expect("(")
        arguments, keywords = self.arguments()
        return Call(token.at, " ".join(words), arguments, keywords)

    def function_words(self) -> int:
        """How many words of a function's name stand here before a parenthesis; 0 if none."""
        if self.ahead(1).text == "(" and self.ahead(1).kind == "symbol":
            return 1
        words = [self.token.text]
        while len(words) < 6 and self.ahead(len(words)).kind == "name":
            words.append(self.ahead(len(words)).text)
            if " ".join(words) in MULTIWORD and self.ahead(len(words)).text == "(":
                return len(words)
        return 0

    def arguments(self) -> tuple[tuple[Node, ...], tuple[str, ...]]:
        """Arguments up to the closing parenthesis, and their names if they have names."""
        found: list[Node] = []
        keywords: list[str] = []
        while not self.takes(")"):
            at = self.token.at
            keyword = self.keyword()
            if bool(keyword) != bool(keywords) and found:
                raise Refusal(at, "antingen alla eller inga argument har namn", "either all or no arguments are named")
            keywords += [keyword] if keyword else []
            found.append(self.expression())
            if not self.sees(")"):
                self.expect(",")
        return tuple(found), tuple(keywords)

    def keyword(self) -> str:
        count = 0
        while self.ahead(count).kind == "name":
            count += 1
        if not count or self.ahead(count).text != ":" or self.ahead(count).kind != "symbol":
            return ""
        words = [self.next().text for _ in range(count)]
        self.next()
        return " ".join(words)
