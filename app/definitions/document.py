"""One BPMN file while it is read: where references lead, in which language expressions are, what was found wrong."""

from app.definitions.catalogue import Place, Rule, error
from app.definitions.findings import Finding
from app.definitions.names import Element, attribute, bpmn_name, label, line_of, reference, text_of

UNKNOWN_REFERENCE = error(
    "unknown-reference",
    "”{element}” hänvisar till ”{reference}” ({attribute}), men det finns inte i filen.",
    "{element} refers to {reference} ({attribute}), which does not exist in the file.",
    "Välj om det som ”{element}” ska hänvisa till.",
    "BPMN 15",
)
WRONG_REFERENCE = error(
    "wrong-reference",
    "”{element}” hänvisar till ”{reference}” ({attribute}), men det är av fel slag: {kind}, inte {expected}.",
    "{element} refers to {reference} ({attribute}), which is a {kind}, not a {expected}.",
    "Välj om det som ”{element}” ska hänvisa till.",
    "BPMN 15",
)
SCRIPT_LANGUAGE = error(
    "script-language",
    "”{element}” har ett uttryck i språket {language}, som inte stöds.",
    "{element} has an expression in the language {language}, which is not supported.",
    "Skriv uttrycket i FEEL (det börjar med =) eller som ${{…}}.",
)
EMPTY_EXPRESSION = error(
    "empty-expression",
    "”{element}” har ett tomt uttryck ({tag}).",
    "{element} has an empty expression ({tag}).",
    "Skriv uttrycket, eller ta bort elementet.",
    "BPMN 8.4.6",
)

_UEL = frozenset({"juel", "uel", "el"})
EXPRESSION_STARTS = ("=", "${", "#{")


def is_feel(language: str | None) -> bool:
    """Whether a language attribute means FEEL: its short name or one of its addresses."""
    return bool(language) and (language or "").rstrip("/").rpartition("/")[2].lower() == "feel"


class Document:
    """What the readers of one file share; `findings` grows as they read."""

    def __init__(self, root: Element, file: str) -> None:
        self.root = root
        self.file = file
        self.findings: list[Finding] = []
        self.roots = {id_: each for each in root if (id_ := attribute(each, "id")) and bpmn_name(each)}
        self._default_language = attribute(root, "expressionLanguage")

    def report(self, rule: Rule, element: Element, /, **fields: object) -> None:
        """Note a finding at an element, or at the nearest one around it that has an id."""
        owner: Element | None = element
        while owner is not None and not owner.get("id"):
            owner = owner.getparent()
        named = element if owner is None else owner
        place = Place(self.file, element=named.get("id") or "", line=line_of(element))
        self.findings.append(rule.at(place, element=label(named), **fields))

    def target(self, element: Element, name: str, kind: str) -> Element | None:
        """The root element (message, error …) that the attribute refers to; None if it has none; a finding if wrong."""
        value = attribute(element, name)
        if value is None:
            return None
        found = self.roots.get(reference(value))
        if found is None:
            self.report(UNKNOWN_REFERENCE, element, reference=reference(value), attribute=name)
            return None
        if bpmn_name(found) != kind:
            fields = {"kind": bpmn_name(found), "expected": kind}
            self.report(WRONG_REFERENCE, element, reference=reference(value), attribute=name, **fields)
            return None
        return found

    def expression(self, element: Element | None) -> str | None:
        """Expression text of a formal expression; FEEL gets its leading "=" by the element's or the file's language."""
        if element is None:
            return None
        return self._normal(element, attribute(element, "language") or self._default_language)

    def literal(self, element: Element | None) -> str | None:
        """Like `expression`, where a plain text is a value (a timer's PT1H): only the element's own language counts."""
        if element is None:
            return None
        return self._normal(element, attribute(element, "language"))

    def _normal(self, element: Element, language: str | None) -> str | None:
        text = text_of(element)
        if not text:
            self.report(EMPTY_EXPRESSION, element, tag=bpmn_name(element))
            return None
        own = attribute(element, "language")
        if own is not None and not is_feel(own) and own.lower() not in _UEL:
            self.report(SCRIPT_LANGUAGE, element, language=own)
        if is_feel(language) and not text.startswith(EXPRESSION_STARTS):
            return "=" + text
        return text
