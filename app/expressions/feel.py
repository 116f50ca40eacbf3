"""FEEL (DMN 1.3, chapter 10.3) from text to syntax tree.

Precedence as in the specification, loosest first: or; and; comparison; + -; * /; **; unary minus; instance of; path,
filter and call.
"""

from app.expressions.feel_values import COMPARISONS, Values
from app.expressions.lexer import feel_tokens
from app.expressions.limits import Refusal
from app.expressions.nodes import (
    Between,
    Binary,
    Call,
    Cell,
    Choice,
    Equals,
    For,
    FunctionOf,
    In,
    Literal,
    Logic,
    Name,
    Node,
    Quantified,
    RangeOf,
    Type,
    Unary,
)

_POWER = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(COMPARISONS, 3),
    "between": 3,
    "in": 3,
    "+": 4,
    "-": 4,
    "*": 5,
    "/": 5,
    "**": 6,
}
_ARITHMETIC = 4


def parse_feel(text: str, start: int) -> Node:
    """The tree of the FEEL expression that `text` holds from `start` on.

    Raises:
        Refusal: it is no FEEL, or a part of FEEL that does not run here.
    """
    parser = _Parser(feel_tokens(text, start))
    node = parser.expression()
    parser.finish()
    if (asked := _input_in(node)) is not None:
        raise Refusal(asked.at, "? har en mening bara i en beslutstabells rutor", "? has a meaning only in cells")
    return node


def parse_unary_tests(text: str, start: int) -> Node:
    """The tree of a decision table's cell: tests of `?`, true where any holds; `-` is always true."""
    parser = _Parser(feel_tokens(text, start))
    node = parser.unary_tests()
    parser.finish()
    return node


class _Parser(Values):
    """Precedence climbing for operators, descent for what begins with a word."""

    def expression(self) -> Node:
        """Any expression."""
        with self.deeper():
            closing, self.closing = self.closing, False
            node = self.special() or self.binary(1)
            self.closing = closing
            return node

    def finish(self) -> None:
        """Nothing may be left."""
        before = self.tokens[self.place - 1] if self.place else self.token
        if before.kind == "name" and before.text == "not" and self.token.kind != "end":
            raise Refusal(before.at, "skriv not(…) med parenteser", "write not(…) with parentheses")
        if self.token.kind == "name" and before.kind == "name" and before is not self.token:
            self.refuse(
                f"{self.shown()} passar inte här; namn skrivs utan mellanslag, eller inom `…`",
                "two names follow each other; names have no spaces, or stand within backticks",
            )
        if self.token.kind != "end":
            self.refuse(f"{self.shown()} passar inte här", "the expression should have ended here")

    def special(self) -> Node | None:
        """if, for, some, every or function, if one begins here."""
        token = self.token
        if token.kind != "name":
            return None
        if token.text == "if":
            return self.choice()
        if token.text == "for":
            return self.loop()
        if token.text in ("some", "every") and self.ahead(1).kind in ("name", "quoted"):
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
        types: list[Type | None] = []
        while not self.takes(")"):
            parameters.append(self.identifier())
            types.append(self.type_of() if self.takes(":") else None)
            if not self.sees(")"):
                self.expect(",")
        if self.sees("external"):
            self.refuse("externa funktioner stöds inte", "external functions are not supported")
        if len(set(parameters)) < len(parameters):
            raise Refusal(at, "två parametrar har samma namn", "two parameters have the same name")
        return FunctionOf(at, tuple(parameters), tuple(types), self.expression())

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

    def arithmetic(self) -> Node:
        """An expression without comparisons, as the ends of ranges are."""
        return self.binary(_ARITHMETIC)

    def operation(self, left: Node, bound: int) -> Node:
        token = self.next()
        if token.text == "between":
            low = self.arithmetic()
            self.expect("and")
            return Between(left.at, left, low, self.arithmetic())
        if token.text == "in":
            return In(left.at, left, self.tests())
        right = self.special() or self.binary(bound + 1)
        if token.text in ("and", "or"):
            first = left.operands if isinstance(left, Logic) and left.operator == token.text else (left,)
            return Logic(left.at, token.text, (*first, right))
        return Binary(left.at, token.text, left, right)

    def unary(self) -> Node:
        """A value, or minus one; a minus before digits belongs to the number (grammar rule 37)."""
        if not self.sees("-"):
            return self.postfix()
        if self.ahead(1).kind == "number":
            return self.postfix()
        token = self.next()
        with self.deeper():
            return Unary(token.at, "-", self.unary())

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
        with self.deeper():
            if token.kind != "symbol" or token.text not in COMPARISONS:
                return self.special() or self.arithmetic()
            self.next()
            operand = self.arithmetic()
        if token.text in ("=", "!="):
            return Equals(token.at, token.text == "=", operand)
        included = token.text.endswith("=")
        if token.text.startswith("<"):
            return RangeOf(token.at, None, operand, False, included)
        return RangeOf(token.at, operand, None, included, False)

    def unary_tests(self) -> Node:
        """The tests of a cell, separated by commas; within not(…) none may hold; a lone - or nothing always holds."""
        at, begun = self.token.at, self.place
        if self.token.kind == "end" or (self.sees("-") and self.ahead(1).kind == "end"):
            self.place = len(self.tokens) - 1
            return Literal(at, True)
        if self.takes("not") and self.takes("("):
            found = Call(at, "not", (self.cells(),), ())
            if self.takes(")") and self.token.kind == "end":
                return found
        self.place = begun
        return self.cells()

    def cells(self) -> Node:
        tests = [self.cell()]
        while self.takes(","):
            tests.append(self.cell())
        return tests[0] if len(tests) == 1 else Logic(tests[0].at, "or", tuple(tests))

    def cell(self) -> Node:
        """One test of a cell: a comparison, a value to equal or be in, or a condition that itself names `?`."""
        at = self.token.at
        if self.token.kind == "symbol" and self.token.text in COMPARISONS:
            return In(at, Name(at, "?"), (self.test(),))
        node = self.expression()
        return node if _input_in(node) is not None else Cell(at, Name(at, "?"), node)


def _input_in(node: Node) -> Node | None:
    """Where an expression asks for the input of its cell, None if it does not."""
    pending = [node]
    while pending:
        found = pending.pop()
        if isinstance(found, Name) and found.name == "?":
            return found
        pending += found.children()
    return None
