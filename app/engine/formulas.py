"""Expression text of a diagram, compiled once with its specification and evaluated from a token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine.data import Names
from app.errors import ExpressionError
from app.expressions import Environment, Expression, parse_attribute, truth

if TYPE_CHECKING:
    from app.engine.tokens import Token


class Formula:
    """Literal text, `=FEEL` or `${…}`; `value` gives what it says at a token."""

    __slots__ = ("element", "expression", "literal", "text")

    def __init__(self, text: str, element: str) -> None:
        self.text = text
        self.element = element
        parsed = parse_attribute(text)
        self.expression: Expression | None = parsed if isinstance(parsed, Expression) else None
        self.literal: str | None = None if isinstance(parsed, Expression) else parsed

    def value(self, token: Token) -> object:
        """The value; ExpressionError names the element too."""
        if self.expression is None:
            return self.literal
        try:
            return self.expression.evaluate(Names(token), Environment(now=token.workflow.world.now))
        except ExpressionError as error:
            raise ExpressionError(**{**error.fields, "element": self.element}) from error

    def holds_already(self, token: Token) -> bool:
        """As `holds`, but no value, or an unknown variable, is no: it may come later."""
        names = Names(token)
        try:
            return self.value(token) is not None and self.holds(token)
        except ExpressionError:
            if self.expression is not None and any(name not in names for name in self.expression.names):
                return False
            raise

    def holds(self, token: Token) -> bool:
        """The value as a condition: yes or no, anything else is an ExpressionError."""
        try:
            return truth(self.value(token), self.text)
        except ExpressionError as error:
            raise ExpressionError(**{**error.fields, "element": self.element}) from error


def formula(text: str | None, element: str) -> Formula | None:
    """A formula for text that may be missing."""
    return None if text is None else Formula(text, element)
