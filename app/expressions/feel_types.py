"""FEEL's types as they are written, after `instance of` and on parameters (DMN 1.3, grammar rules 52–53)."""

from app.expressions.limits import Refusal
from app.expressions.nodes import Type
from app.expressions.tokens import Cursor

_PLAIN = frozenset(
    ["number", "string", "boolean", "date", "time", "date and time", "days and time duration", "Any", "Null"]
) | {"years and months duration", "list", "context", "function", "range"}
_MOST_WORDS = 4


class Types(Cursor):
    """A cursor that reads types."""

    def type_of(self) -> Type:
        """A type: `number`, `list<number>`, `range<date>`, `context<a: string>`, `function<number>->string`."""
        with self.deeper():
            name = self.type_name()
            if name not in ("list", "range", "context", "function") or not self.takes("<"):
                return Type(name)
            if name == "context":
                return self.entries()
            parts: list[Type] = []
            while name == "function" and not self.sees(">"):
                parts.append(self.type_of())
                if not self.sees(">"):
                    self.expect(",")
            parts += [self.type_of()] if name != "function" else []
            self.expect(">")
            if name == "function":
                self.expect("-")
                self.expect(">")
                parts.append(self.type_of())
            return Type(name, tuple(parts))

    def entries(self) -> Type:
        """What stands in `context<…>`."""
        names: list[str] = []
        parts: list[Type] = []
        while True:
            names.append(self.entry_name())
            self.expect(":")
            parts.append(self.type_of())
            if not self.takes(","):
                self.expect(">")
                return Type("context", tuple(parts), tuple(names))

    def entry_name(self) -> str:
        """The words before a colon, or a name within backticks."""
        if self.token.kind == "quoted":
            return self.next().text
        found: list[str] = []
        while self.token.kind == "name":
            found.append(self.next().text)
        if not found:
            self.refuse(f"här väntades en nyckel, inte {self.shown()}", "expected a key")
        return " ".join(found)

    def type_name(self) -> str:
        """The name of a type, of several words where a longer one fits."""
        start, begun = self.token, self.place
        longest, found = 0, ""
        words: list[str] = []
        while self.token.kind == "name" and len(words) < _MOST_WORDS:
            words.append(self.next().text)
            if " ".join(words) in _PLAIN:
                longest, found = len(words), " ".join(words)
        if not found:
            wanted = "number, string, boolean, date, list<number>"
            raise Refusal(start.at, f"okänd typ; skriv till exempel {wanted}", f"unknown type; write {wanted} or so")
        self.place = begun + longest
        return found
