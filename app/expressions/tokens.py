"""What the two parsers share: a cursor over tokens that knows how deep it is and how to complain."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from app.expressions.kinds import NUMBERS
from app.expressions.lexer import Token
from app.expressions.limits import MAX_NESTING, Refusal
from app.expressions.nodes import Literal


class Cursor:
    """The tokens of one expression and the place among them."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.nesting = 0

    @property
    def token(self) -> Token:
        """The token that comes next."""
        return self.tokens[self.place]

    def next(self) -> Token:
        """The token that comes next, taken."""
        token = self.tokens[self.place]
        if token.kind != "end":
            self.place += 1
        return token

    def ahead(self, distance: int) -> Token:
        """The token `distance` after the next."""
        return self.tokens[min(self.place + distance, len(self.tokens) - 1)]

    def sees(self, *texts: str) -> bool:
        """Whether the next token is one of these symbols or words."""
        token = self.tokens[self.place]
        return token.text in texts and token.kind in ("symbol", "name")

    def takes(self, *texts: str) -> bool:
        """Take the next token if it is one of these symbols or words; whether it was."""
        if self.sees(*texts):
            self.place += 1
            return True
        return False

    def expect(self, *texts: str) -> Token:
        """Take the next token, which must be one of these symbols or words."""
        if not self.sees(*texts):
            wanted, wanted_english = " eller ".join(texts), " or ".join(texts)
            self.refuse(f"här väntades {wanted}, inte {self.shown()}", f"expected {wanted_english}")
        return self.next()

    def refuse(self, swedish: str, english: str) -> NoReturn:
        """Stop at the next token."""
        raise Refusal(self.token.at, swedish, english)

    def shown(self) -> str:
        """The next token as a sentence names it."""
        token = self.token
        if token.kind == "end":
            return "uttryckets slut"
        return "en text" if token.kind == "string" else token.text[:40]

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One level further in; too many are refused, so that no text makes the parser recurse without limit."""
        if self.nesting >= MAX_NESTING:
            self.refuse(f"uttrycket är nästlat i fler än {MAX_NESTING} nivåer", "the expression is nested too deeply")
        self.nesting += 1
        yield
        self.nesting -= 1


def number(token: Token, minus: str = "") -> Literal:
    """The number that a token writes, with the minus that stood before it."""
    if token.text.isdigit() and len(token.text) < 19:
        return Literal(token.at, int(minus + token.text))
    value = NUMBERS.create_decimal(minus + token.text)
    if not value.is_finite():
        raise Refusal(token.at, "talet är för stort", "the number is too large")
    return Literal(token.at, value)
