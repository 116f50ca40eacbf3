"""Tokens of both dialects: one pass over the text, each token with the index where it begins."""

import re
from typing import NamedTuple
from unicodedata import normalize

from app.expressions.limits import Refusal


class Token(NamedTuple):
    """`kind` is number, string, date, name, quoted, symbol or end; `text` is what a string, a date or a quoted name
    holds, else as written. Names are in Unicode's composed form, so that å is å however the diagram was saved.
    """

    kind: str
    text: str
    at: int


_SPACE = r"(?P<space>\s+|//[^\n]*|/\*.*?\*/)"
_NUMBER = r"(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4}(?!\w))?)"
_NAME = r"[^\W\d][\w\u0300-\u036f]*"
_FEEL = re.compile(
    rf"""{_SPACE}|(?P<date>@"[^"\\\n]*")|(?P<string>"(?:[^"\\]|\\.)*")|{_NUMBER}
    |(?P<name>{_NAME}|\?)|`(?P<quoted>[^`\n]+)`|(?P<symbol>\*\*|\.\.|<=|>=|!=|/(?!\*)|[-+*=<>()\[\]{{}},.:])""",
    re.VERBOSE | re.DOTALL,
)
_JUEL = re.compile(
    rf"""(?P<space>\s+)|(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{{1,4}})?)
    |(?P<name>{_NAME})|(?P<symbol>&&|\|\||==|!=|<=|>=|[-+*/%<>()\[\]{{}}!?:.,])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_OTHERS = {"&": "and", "|": "or", "!": "not(…)", "%": "modulo(…, …)", "=": "==", "$": "bara namnet"}
_SHORT = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\", "/": "/", "b": "\b", "f": "\f"}


def feel_tokens(text: str, start: int) -> list[Token]:
    """The tokens of FEEL from `start` to the end of the text, then one of kind end.

    Raises:
        Refusal: at a character that begins no token.
    """
    tokens: list[Token] = []
    place = start
    while place < len(text):
        match = _FEEL.match(text, place)
        if match is None:
            raise _unknown(text, place)
        if (token := _token(match)) is not None:
            tokens.append(token)
        place = match.end()
    tokens.append(Token("end", "", len(text)))
    return tokens


def juel_tokens(text: str, start: int) -> tuple[list[Token], int]:
    """The tokens of JUEL from `start` to the brace that ends the expression, and the index after that brace.

    Raises:
        Refusal: at a character that begins no token, or if the brace is missing.
    """
    tokens: list[Token] = []
    place = start
    while place < len(text):
        match = _JUEL.match(text, place)
        if match is None:
            raise _unknown(text, place)
        if match["symbol"] == "}":
            return [*tokens, Token("end", "", place)], match.end()
        if (token := _token(match)) is not None:
            tokens.append(token)
        place = match.end()
    raise Refusal(len(text), "här saknas } som avslutar uttrycket", "the } that ends the expression is missing")


def _token(match: re.Match[str]) -> Token | None:
    kind = match.lastgroup or ""
    if kind == "space":
        return None
    text = match.group()
    if kind == "string":
        return Token(kind, _unescaped(text[1:-1], match.start() + 1), match.start())
    if kind == "date":
        return Token(kind, text[2:-1], match.start())
    if kind == "quoted":
        text = match["quoted"]
    return Token(kind, text if text.isascii() else normalize("NFC", text), match.start())


def _unescaped(text: str, at: int) -> str:
    if "\\" not in text:
        return text

    def value(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        if code:
            number = int(code, 16)
            if number <= 0x10FFFF:
                return chr(number)
        elif match[3] in _SHORT:
            return _SHORT[match[3]]
        raise Refusal(
            at + match.start(),
            "okänt tecken efter \\ i texten; ett bakstreck skrivs \\\\",
            "unknown escape in the string; a backslash is written twice",
        )

    joined = _ESCAPE.sub(value, text).encode("utf-16", "surrogatepass")  # joins \ud83d\ude00
    try:
        return joined.decode("utf-16")
    except UnicodeDecodeError:
        raise Refusal(at, "texten innehåller ett halvt tecken", "the string holds half a surrogate pair") from None


def _unknown(text: str, place: int) -> Refusal:
    if text[place] in "\"'":
        if text[place] == "'" and "'" in text[place + 1 :]:
            return Refusal(
                place, 'text skrivs mellan dubbla citattecken (")', 'strings are written in double quotes (")'
            )
        return Refusal(place, "här börjar en text som aldrig slutar", "a string begins here and never ends")
    if text.startswith("/*", place):
        return Refusal(place, "här börjar en kommentar som aldrig slutar", "a comment begins here and never ends")
    sign = text[place]
    hint = f"; skriv {_OTHERS[sign]}" if sign in _OTHERS else ""
    return Refusal(
        place, f"tecknet {sign!r} betyder ingenting här{hint}", f"the character {sign!r} has no meaning here"
    )
