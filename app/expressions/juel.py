"""`${…}` and `#{…}`, the part of JUEL that Camunda 7 diagrams use, from text to syntax tree.

What calls Java (beans, methods, static classes, assignments) is refused, with the place.
"""

from app.expressions.functions import BUILTINS
from app.expressions.lexer import Token, juel_tokens
from app.expressions.limits import Refusal
from app.expressions.nodes import Binary, Call, Choice, Index, Literal, Logic, Name, Node, RequiredName, Template, Unary
from app.expressions.tokens import Cursor, number

_WORDS = {"or": "||", "and": "&&", "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_WORDS |= {"div": "/", "mod": "%"}
_POWER = {"||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6}
_LOGIC = {"||": "juel or", "&&": "juel and"}
_RESERVED = frozenset([*_WORDS, "not", "empty", "true", "false", "null", "instanceof"])
_EXECUTION = {
    "processBusinessKey": "businessKey",
    "businessKey": "businessKey",
    "processInstanceId": "processInstanceId",
}
_GETTERS = {
    "getProcessBusinessKey": "businessKey",
    "getBusinessKey": "businessKey",
    "getProcessInstanceId": "processInstanceId",
}


def parse_juel(text: str) -> Node:
    """The tree of an attribute with `${…}` in it: a lone expression keeps its type, otherwise a `Template`.

    Raises:
        Refusal: it does not parse, or uses what does not run here.
    """
    parts: list[Node] = []
    plain, begun, place = "", 0, 0
    while place < len(text):
        if text[place] == "\\" and text[place + 1 : place + 3] in ("${", "#{"):
            plain, place = plain + text[place + 1 : place + 3], place + 3
        elif text[place] in "$#" and text[place + 1 : place + 2] == "{":
            parts += [Literal(begun, plain)] if plain else []
            tokens, place = juel_tokens(text, place + 2)
            parts.append(_Parser(tokens).whole())
            plain, begun = "", place
        else:
            plain, place = plain + text[place], place + 1
    parts += [Literal(begun, plain)] if plain or not parts else []
    return parts[0] if len(parts) == 1 else Template(0, tuple(parts))


class _Parser(Cursor):
    """Precedence climbing, as in the grammar of EL 2.2."""

    def whole(self) -> Node:
        """The whole expression up to its closing brace."""
        node = self.expression()
        if self.token.kind != "end":
            self.refuse(f"{self.shown()} passar inte här", "the expression should have ended here")
        return node

    def expression(self) -> Node:
        with self.deeper():
            node = self.binary(1)
            if not self.takes("?"):
                return node
            then = self.expression()
            self.expect(":")
            return Choice(node.at, "?", node, then, self.expression())

    def operator(self) -> str:
        """The operator that comes next, in its form with signs; empty if none."""
        token = self.token
        if token.kind == "name":
            return _WORDS.get(token.text, "")
        return token.text if token.kind == "symbol" and token.text in _POWER else ""

    def binary(self, power: int) -> Node:
        left = self.unary()
        while (sign := self.operator()) and _POWER[sign] >= power:
            self.next()
            right = self.binary(_POWER[sign] + 1)
            if sign in _LOGIC:
                name = _LOGIC[sign]
                first = left.operands if isinstance(left, Logic) and left.operator == name else (left,)
                left = Logic(left.at, name, (*first, right))
            else:
                left = Binary(left.at, f"juel {sign}", left, right)
        return left

    def unary(self) -> Node:
        token = self.token
        for words, name in ((("!", "not"), "juel not"), (("-",), "juel -"), (("empty",), "juel empty")):
            if self.takes(*words):
                with self.deeper():
                    return Unary(token.at, name, self.unary())
        return self.postfix()

    def postfix(self) -> Node:
        node = self.primary()
        while True:
            if self.takes("["):
                key = self.expression()
                self.expect("]")
                node = Index(node.at, node, key)
            elif self.takes("."):
                node = self.member(node)
            elif self.sees("("):
                self.refuse("här kan inget anropas", "nothing can be called here")
            else:
                return node

    def member(self, base: Node) -> Node:
        """`.name`, or one of the methods that run."""
        name = self.name()
        if not self.sees("("):
            return Index(base.at, base, Literal(name.at, name.text))
        function = BUILTINS.get(f"juel.{name.text}")
        arguments = self.arguments()
        if function is None:
            raise Refusal(name.at, f"metoden {name.text}() stöds inte", f"the method {name.text}() is not supported")
        least, most = function.least - 1, (function.most or 0) - 1
        if not least <= len(arguments) <= most:
            count = str(least) if least == most else f"{least}–{most}"
            raise Refusal(name.at, f"{name.text}() tar {count} argument", f"{name.text}() takes {count} arguments")
        return Call(name.at, function.name, (base, *arguments), ())

    def arguments(self) -> tuple[Node, ...]:
        self.expect("(")
        found: list[Node] = []
        while not self.takes(")"):
            found.append(self.expression())
            if not self.sees(")"):
                self.expect(",")
        return tuple(found)

    def name(self) -> Token:
        if self.token.kind != "name":
            self.refuse(f"här väntades ett namn, inte {self.shown()}", "expected a name")
        return self.next()

    def primary(self) -> Node:
        token = self.token
        if token.kind == "number":
            return number(self.next())
        if token.kind == "string":
            return Literal(self.next().at, token.text)
        if self.takes("("):
            node = self.expression()
            self.expect(")")
            return node
        if token.kind != "name":
            self.refuse(f"här väntades ett värde, inte {self.shown()}", "expected a value")
        if token.text in ("true", "false", "null"):
            return Literal(self.next().at, {"true": True, "false": False}.get(token.text))
        if token.text in _RESERVED:
            self.refuse(f"här väntades ett värde, inte {token.text}", "expected a value")
        return self.variable()

    def variable(self) -> Node:
        token = self.next()
        if token.text == "execution" and self.sees("."):
            return self.execution(token)
        if self.sees(":"):
            ahead = self.ahead(2)
            if ahead.kind == "symbol" and ahead.text == "(":
                self.refuse("funktioner med prefix stöds inte", "prefixed functions are not supported")
        if not self.sees("("):
            return RequiredName(token.at, token.text)
        arguments = self.arguments()
        if token.text in ("now", "dateTime") and not arguments:
            return Call(token.at, "now", (), ())
        raise Refusal(
            token.at, f"funktionen {token.text}() stöds inte", f"the function {token.text}() is not supported"
        )

    def execution(self, token: Token) -> Node:
        """The few parts of Camunda's `execution` that have a meaning here."""
        self.next()
        name = self.name()
        if name.text in _EXECUTION and not self.sees("("):
            return Name(token.at, _EXECUTION[name.text])
        if self.sees("("):
            arguments = self.arguments()
            if name.text in _GETTERS and not arguments:
                return Name(token.at, _GETTERS[name.text])
            only = arguments[0] if len(arguments) == 1 else None
            if isinstance(only, Literal) and isinstance(only.value, str):
                variable = Name(token.at, only.value)
                if name.text == "getVariable":
                    return variable
                if name.text == "hasVariable":
                    return Call(token.at, "is defined", (variable,), ())
        raise Refusal(name.at, f"execution.{name.text} stöds inte", f"execution.{name.text} is not supported")
