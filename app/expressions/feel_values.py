"""The parts of FEEL that bind harder than any operator: literals, brackets, paths, filters, calls and names."""

from abc import ABC, abstractmethod

from app.expressions.durations import parse_duration
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
from app.expressions.tokens import Cursor, number

KEYWORDS = frozenset(
    ["if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "function", "and", "or", "between"]
) | {"instance", "true", "false", "null"}
_TYPES = frozenset(
    ["number", "string", "boolean", "date", "time", "date and time", "days and time duration", "any", "null"]
) | {"years and months duration", "list", "context", "function", "range"}


class Values(Cursor, ABC):
    """A cursor that reads values; what stands inside brackets is read by the parser that extends it."""

    closing = False  # reading the end of a range, where [ closes it instead of opening a filter

    @abstractmethod
    def expression(self) -> Node:
        """Any expression."""

    @abstractmethod
    def arithmetic(self) -> Node:
        """An expression without comparisons, as the ends of ranges are."""

    def identifier(self) -> str:
        """A name of one word."""
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
                arguments, keywords = self.arguments()
                if any(keywords):
                    self.refuse(
                        "namngivna argument går bara till inbyggda funktioner",
                        "named arguments need a built-in function",
                    )
                node = Invoke(node.at, node, arguments)
            elif self.sees("instance"):
                return self.instance_of(node)
            else:
                return node

    def words(self) -> str:
        """The name of an entry or property: any word, and words that directly follow it (`time offset`)."""
        if self.token.kind != "name":
            self.refuse(f"efter punkten väntades ett namn, inte {self.shown()}", "expected a name after the dot")
        found = [self.next().text]
        while self.token.kind == "name" and self.token.text not in KEYWORDS:
            found.append(self.next().text)
        return " ".join(found)

    def instance_of(self, node: Node) -> Node:
        self.next()
        self.expect("of")
        kind = self.type_name()
        item = ""
        if kind == "list" and self.takes("<"):
            item = self.type_name()
            self.expect(">")
        return InstanceOf(node.at, node, kind, item)

    def type_name(self) -> str:
        start = self.token
        found: list[str] = []
        while self.token.kind == "name" and len(found) < 4:
            found.append(self.next().text)
            joined = " ".join(found)
            if joined.lower() in _TYPES and not (
                joined in ("date", "time") and self.sees("and") and self.ahead(1).text == "time"
            ):
                return joined.lower() if joined in ("Null", "Any") else joined
        raise Refusal(start.at, "okänd typ efter instance of", "unknown type after instance of")

    def primary(self) -> Node:
        token = self.token
        if token.kind == "name":
            return self.name()
        if token.kind == "number":
            return number(self.next())
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
        self.refuse(f"här väntades ett värde, inte {self.shown()}", "expected a value")

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
        node = self.expression()
        if self.takes(".."):
            return self.range_end(at, node, False)
        self.expect(")")
        return node

    def bracket(self) -> Node:
        at = self.next().at
        items: list[Node] = []
        while not self.takes("]"):
            items.append(self.expression())
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
            if self.token.kind == "string":
                keys.append(self.next().text)
            else:
                keys.append(self.key())
            self.expect(":")
            values.append(self.expression())
            if not self.sees("}"):
                self.expect(",")
        if len(keys) > MAX_KEYS:
            raise Refusal(at, f"högst {MAX_KEYS} nycklar får plats här", "too many keys")
        if len(set(keys)) < len(keys):
            raise Refusal(at, "samma nyckel står två gånger", "a key stands twice")
        return ContextOf(at, tuple(keys), tuple(values))

    def key(self) -> str:
        found: list[str] = []
        while self.token.kind == "name":
            found.append(self.next().text)
        if not found:
            self.refuse(f"här väntades en nyckel, inte {self.shown()}", "expected a key")
        return " ".join(found)

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
