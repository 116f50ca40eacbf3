"""One component's raw JSON while it is read: typed access to its keys, with findings for what does not fit."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.definitions.catalogue import Place, Rule
from app.definitions.findings import Finding
from app.definitions.forms import feel, rules

MAX_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Part:
    """A JSON object with the name by which findings call it."""

    raw: Mapping[str, object]
    file: str
    element: str
    label: str
    findings: list[Finding]

    def report(self, rule: Rule, **fields: object) -> None:
        """Note a finding at this component."""
        self.findings.append(rule.at(Place(self.file, self.element), element=self.label, **fields))

    def inner(self, key: str) -> "Part":
        """An object within, empty when missing."""
        value = self.raw.get(key)
        if value is not None and not isinstance(value, dict):
            self.report(rules.BAD_VALUE, property=key, expected="ett objekt")
        return Part(value if isinstance(value, dict) else {}, self.file, self.element, self.label, self.findings)

    def text(self, key: str) -> str:
        """A text, "" when missing."""
        value = self.raw.get(key)
        if value is None:
            return ""
        if not isinstance(value, str) or len(value) > MAX_TEXT:
            self.report(rules.BAD_VALUE, property=key, expected=f"en text med högst {MAX_TEXT} tecken")
            return ""
        return value

    def flag(self, key: str) -> bool:
        """A yes or no, no when missing."""
        value = self.raw.get(key)
        if value is not None and not isinstance(value, bool):
            self.report(rules.BAD_VALUE, property=key, expected="true eller false")
        return value is True

    def whole(self, key: str) -> int | None:
        """A whole number from 0."""
        value = self.raw.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1_000_000:
            self.report(rules.BAD_VALUE, property=key, expected="ett heltal från 0")
            return None
        return value

    def length(self, key: str) -> int | str | None:
        """A whole number from 0, or FEEL."""
        return self.expression(key) if feel.is_expression(self.raw.get(key)) else self.whole(key)

    def number(self, key: str) -> float | str | None:
        """A number, or FEEL."""
        value = self.raw.get(key)
        if value is None:
            return None
        if feel.is_expression(value):
            return self.expression(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.report(rules.BAD_VALUE, property=key, expected="ett tal eller ett uttryck")
            return None
        return value

    def flag_or_expression(self, key: str) -> bool | str:
        """A yes or no, or FEEL that says so."""
        if feel.is_expression(self.raw.get(key)):
            return self.expression(key) or False
        return self.flag(key)

    def expression(self, key: str) -> str | None:
        """FEEL with its leading =, None when missing or wrong."""
        value = self.raw.get(key)
        if value is None or value == "":
            return None
        if not isinstance(value, str) or not feel.is_expression(value):
            self.report(rules.BAD_VALUE, property=key, expected="ett FEEL-uttryck som börjar med =")
            return None
        return value if self.parses(key, value) else None

    def template(self, key: str) -> str:
        """A text that may be FEEL, or hold {{FEEL}}."""
        text = self.text(key)
        if feel.is_expression(text):
            return text if self.parses(key, text) else ""
        for inner in feel.templates(text):
            if inner.startswith(("#", "/", "!", ">", "{")):
                self.report(rules.BAD_TEMPLATE, text=inner[:80])
                return ""
            if not self.parses(key, inner):
                return ""
        return text

    def parses(self, key: str, text: str) -> bool:
        """Whether FEEL parses; a finding when it does not."""
        problem = feel.syntax_problem(text)
        if problem is not None:
            self.report(rules.BAD_EXPRESSION, property=key, reason=problem)
        return problem is None
