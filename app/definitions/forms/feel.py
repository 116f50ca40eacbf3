"""FEEL within forms: whether a text is an expression, whether it parses, and what it gives."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from app.errors import ExpressionError, ExpressionSyntaxError
from app.expressions import Environment, feel

_TEMPLATE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


def is_expression(text: object) -> bool:
    """Whether form-js takes a value for FEEL."""
    return isinstance(text, str) and text.lstrip().startswith("=")


def syntax_problem(text: str) -> str | None:
    """Why an expression does not parse, None when it does."""
    try:
        feel(text)
    except ExpressionSyntaxError as wrong:
        return str(wrong)
    return None


def value_of(text: str, names: Mapping[str, object], now: datetime) -> object:
    """What an expression gives; None when it fails, as form-js shows nothing then."""
    try:
        return feel(text).evaluate(names, Environment(now=lambda: now))
    except (ExpressionError, ExpressionSyntaxError):
        return None


def templates(text: str) -> Iterator[str]:
    """The expressions within {{…}} of a text."""
    return (found.strip() for found in _TEMPLATE.findall(text))


def filled(text: str, names: Mapping[str, object], now: datetime, escape: Callable[[str], str] = str) -> str:
    """A text with its expressions evaluated: all of it when it begins with =, else what stands within {{…}}."""
    if is_expression(text):
        return escape(shown(value_of(text, names, now)))
    return _TEMPLATE.sub(lambda found: escape(shown(value_of(found[1].strip(), names, now))), text)


def shown(value: object) -> str:
    """A value as people read it in a text."""
    match value:
        case None:
            return ""
        case bool():
            return "Ja" if value else "Nej"
        case float():
            return str(value).replace(".", ",")
        case list():
            return ", ".join(shown(each) for each in value)
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case dict():
            return ", ".join(f"{key}: {shown(each)}" for key, each in value.items())
    return str(value)
