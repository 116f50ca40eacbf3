"""The catalogue of rules: id, severity, sentences in two languages, what to do. Findings are made here only."""

from dataclasses import dataclass

from app.definitions.findings import Finding, Severity


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which file something was found. Lines and columns count from 1."""

    file: str
    element: str = ""
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that a document may break. The sentences have {placeholders} that each finding fills.

    clause: whose rule it is, and where it is written: "BPMN 10.5.2" (of 2.0.2), "Camunda: …" (7.23's documentation),
    "XML", or "Stegvis" for what only this program demands.
    """

    id: str
    severity: Severity
    swedish: str
    english: str
    hint: str = ""
    clause: str = "Stegvis"

    def at(self, place: Place, /, **fields: object) -> Finding:
        """The finding that the rule is broken at a place. What fills its sentences is cut where it is too long."""
        said = {name: _shortened(value) for name, value in fields.items()}
        return Finding(
            severity=self.severity,
            rule=self.id,
            file=place.file,
            element=place.element,
            swedish=self.swedish.format(**said),
            english=self.english.format(**said),
            hint=self.hint.format(**said),
            line=place.line,
            column=place.column,
        )


_LONGEST = 300  # characters of one name or text in a sentence

_rules: dict[str, Rule] = {}


def _shortened(value: object) -> object:
    """A text on one line, cut where it is too long; other values as they are."""
    if not isinstance(value, str):
        return value
    text = " ".join(value.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def define(rule: Rule) -> Rule:
    """Enter a rule in the catalogue; its id must be free."""
    if rule.id in _rules:
        raise ValueError(f"rule {rule.id} is defined twice")
    _rules[rule.id] = rule
    return rule


def error(rule: str, swedish: str, english: str, hint: str = "", clause: str = "Stegvis") -> Rule:
    """Define a rule that refuses the deployment."""
    return define(Rule(rule, Severity.ERROR, swedish, english, hint, clause))


def warning(rule: str, swedish: str, english: str, hint: str = "", clause: str = "Stegvis") -> Rule:
    """Define a rule that only warns."""
    return define(Rule(rule, Severity.WARNING, swedish, english, hint, clause))


def catalogue() -> tuple[Rule, ...]:
    """Every rule defined by the modules imported so far, by id."""
    return tuple(_rules[key] for key in sorted(_rules))
