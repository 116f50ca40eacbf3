"""FEEL (DMN 1.3, chapter 10.3) from text to syntax tree.

Precedence as in the specification, loosest first: or; and; comparison; + -; * /; **; unary minus; instance of; path,
filter and call.
"""

from app.expressions.durations import parse_duration
from app.expressions.functions import MULTIWORD
from app.expressions.lexer import feel_tokens
from app.expressions.limits import Refusal
from app.expressions.moments import parse_date, parse_datetime, parse_time
from app.expressions.nodes import (
    Between,
    Binary,
    Call,
    Choice,
    ContextOf,
    Filter,
    For,
    FunctionOf,
    In,
    InstanceOf,
    Invoke,
    ListOf,
    Literal,
    Logic,
    Name,
    Node,
    Path,
    Quantified,
    RangeOf,
    Unary,
)
from app.expressions.tokens import Cursor, number

_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_POWER = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(_COMPARISONS, 3),
    "between": 3,
    "in": 3,
    "+": 4,
    "-": 4,
    "*": 5,
    "/": 5,
    "**": 6,
}
_ARITHMETIC = 4
_KEYWORDS = frozenset(
    ["if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "function", "and", "or", "between"]
    + ["instance", "true", "false", "null"]
)
_TYPES = frozenset(
    ["number", "string", "boolean", "date", "time", "date and time", "days and time duration", "any", "null"]
    + ["years and months duration", "list", "context", "function", "range"]
)


def parse_feel(text: str, start: int) -> Node:
    """The tree of the FEEL expression that `text` holds from `start` on.

    Raises:
        Refusal: it is no FEEL, or a part of FEEL that does not run here.
    """
    parser = _Parser(feel_tokens(text, start))
    node = parser.expression()
    parser.finish()
    return node


def parse_unary_tests(text: str, start: int) -> Node:
    """The tree of a decision table's cell: tests of `?`, true where any holds; `-` is always true."""
    parser = _Parser(feel_tokens(text, start))
    node = parser.unary_tests()
    parser.finish()
    return node


class _Parser(Cursor):
    """Recursive descent for what begins with a word or bracket, precedence climbing for operators."""

    closing = False  # reading the end of a range, where [ closes it instead of opening a filter

    def expression(self) -> Node:
        """Any expression."""
        with self.deeper():
            closing, self.closing = self.closing, False
            node = self.special() or self.binary(1)
            self.closing = closing
            return node

    def finish(self) -> None:
        """Nothing may be left."""
        if self.token.kind == "name" and self.place and self.tokens[self.place - 1].kind == "name":
            self.refuse(
                f"{self.shown()} passar inte här; namn skrivs utan mellanslag",
                "two names follow each other; names have no spaces",
            )
        if self.token.kind != "end":
            self.refuse(f"{self.shown()} passar inte här", "the expression should have ended here")

    # what begins with a word

    def special(self) -> Node | None:
        """if, for, some, every or function, if one begins here."""
        token = self.token
        if token.kind != "name":
            return None
        if token.text == "if":
            return self.choice()
        if token.text == "for":
            return self.loop()
        if token.text in ("some", "every") and self.ahead(1).kind == "name":
            return self.quantified()
        return self.function() if token.text == "function" else None

    def choice(self) -> Node:
        at = self.next().at
        condition = self.expression()
        self.expect("then")
        then = self.expression()
        self.expect("else")
        return Choice(at, "if", condition, then, self.expression())

    def loop(self) -> Node:
        at = self.next().at
        names, sources = self.iterators()
        self.expect("return")
        return For(at, names, sources, self.expression())

    def quantified(self) -> Node:
        token = self.next()
        names, sources = self.iterators()
        self.expect("satisfies")
        return Quantified(token.at, token.text, names, sources, self.expression())

    def iterators(self) -> tuple[tuple[str, ...], tuple[Node, ...]]:
        names, sources = [], []
        while True:
            names.append(self.identifier())
            self.expect("in")
            source = self.expression()
            if self.takes(".."):
                source = RangeOf(source.at, source, self.expression(), True, True)
            sources.append(source)
            if not self.takes(","):
                return tuple(names), tuple(sources)

    def function(self) -> Node:
        at = self.next().at
        self.expect("(")
        parameters: list[str] = []
        while not self.takes(")"):
            parameters.append(self.identifier())
            if self.sees(":"):
                self.refuse("typer på parametrar stöds inte", "types of parameters are not supported")
            if not self.sees(")"):
                self.expect(",")
        if self.sees("external"):
            self.refuse("externa funktioner stöds inte", "external functions are not supported")
        return FunctionOf(at, tuple(parameters), self.expression())

    def identifier(self) -> str:
        """A name of one word."""
        if self.token.kind != "name" or self.token.text in _KEYWORDS:
            self.refuse(f"här väntades ett namn, inte {self.shown()}", "expected a name")
        return self.next().text

    # operators

    def binary(self, power: int) -> Node:
        """Operators that bind at least as hard as `power`."""
        left = self.unary()
        compared = False
        while (token := self.token).kind in ("symbol", "name") and _POWER.get(token.text, 0) >= power:
            bound = _POWER[token.text]
            if bound == 3 and compared:
                self.refuse(
                    "jämförelser kan inte följa på varandra; sätt parenteser",
                    "comparisons do not chain; use parentheses",
                )
            compared = bound == 3
            left = self.operation(left, bound)
        return left

    def operation(self, left: Node, bound: int) -> Node:
        token = self.next()
        if token.text == "between":
            low = self.binary(_ARITHMETIC)
            self.expect("and")
            return Between(left.at, left, low, self.binary(_ARITHMETIC))
        if token.text == "in":
            return In(left.at, left, self.tests())
        right = self.special() or self.binary(bound + 1)
        if token.text in ("and", "or"):
            first = left.operands if isinstance(left, Logic) and left.operator == token.text else (left,)
            return Logic(left.at, token.text, (*first, right))
        return Binary(left.at, token.text, left, right)

    def unary(self) -> Node:
        if not self.sees("-"):
            return self.postfix()
        token = self.next()
        with self.deeper():
            operand = self.unary()
        if isinstance(operand, Literal) and isinstance(operand.value, int) and not isinstance(operand.value, bool):
            return Literal(token.at, -operand.value)
        return Unary(token.at, "-", operand)

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
        while self.token.kind == "name" and self.token.text not in _KEYWORDS:
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

    # tests: the right side of `in`, and cells of decision tables

    def tests(self) -> tuple[Node, ...]:
        """What stands after `in`: one test, or several in parentheses."""
        if not self.sees("("):
            return (self.test(),)
        at = self.next().at
        tests = [self.test()]
        if self.takes(".."):
            return (self.range_end(at, tests[0], False),)
        while self.takes(","):
            tests.append(self.test())
        self.expect(")")
        return tuple(tests)

    def test(self) -> Node:
        token = self.token
        if token.kind == "symbol" and token.text in _COMPARISONS:
            self.next()
            with self.deeper():
                operand = self.binary(_ARITHMETIC)
            return _comparison(token.at, token.text, operand)
        with self.deeper():
            return self.binary(_ARITHMETIC)

    def unary_tests(self) -> Node:
        at = self.token.at
        if self.sees("-") and self.ahead(1).kind == "end":
            self.next()
            return Literal(at, True)
        negated = self.sees("not") and self.ahead(1).text == "("
        if negated:
            self.next()
            found = In(at, Name(at, "?"), self.tests())
            return Call(at, "not", (found,), ())
        tests = [self.cell()]
        while self.takes(","):
            tests.append(self.cell())
        return tests[0] if len(tests) == 1 else Logic(at, "or", tuple(tests))

    def cell(self) -> Node:
        """One test of a cell: a comparison, a value to equal or be in, or a condition that itself names `?`."""
        at = self.token.at
        if self.token.kind == "symbol" and self.token.text in _COMPARISONS:
            return In(at, Name(at, "?"), (self.test(),))
        node = self.expression()
        return node if _mentions_input(node) else In(at, Name(at, "?"), (node,))

    # what stands alone

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
            end = self.binary(_ARITHMETIC)
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
        if token.text in _KEYWORDS:
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


def _comparison(at: int, operator: str, operand: Node) -> Node:
    """A test such as `> 5`: a range open at one side, or for = and != a function of the tested value."""
    if operator == "=":
        return RangeOf(at, operand, operand, True, True)
    if operator in ("<", "<="):
        return RangeOf(at, None, operand, False, operator == "<=")
    if operator in (">", ">="):
        return RangeOf(at, operand, None, operator == ">=", False)
    raise Refusal(at, "!= kan inte stå här; skriv not(…)", "!= cannot stand here; write not(…)")


def _mentions_input(node: Node) -> bool:
    pending = [node]
    while pending:
        found = pending.pop()
        if isinstance(found, Name) and found.name == "?":
            return True
        pending += found.children()
    return False
