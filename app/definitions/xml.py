"""Safe reading of uploaded XML: no DOCTYPE, no entities, no network, and limits that hold before a tree is built."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from app.definitions.catalogue import Place, Rule, error
from app.definitions.findings import Finding
from app.definitions.names import DIAGRAM, MODEL, Element, bpmn, line_of, local_of, namespace_of

MAX_BYTES = 5_000_000
MAX_DEPTH = 250  # below the 256 at which libxml2 gives up
MAX_ELEMENTS = 100_000
MAX_ATTRIBUTES = 200  # of one element

EMPTY = error("xml-empty", "Filen är tom.", "The file is empty.", "Exportera diagrammet på nytt och ladda upp filen.")
TOO_LARGE = error(
    "xml-too-large",
    "Filen är för stor: {size} byte, högst {limit} är tillåtet.",
    "The file is too large: {size} bytes, at most {limit} are allowed.",
    "Dela upp diagrammet i flera filer.",
)
DOCTYPE = error(
    "xml-doctype",
    "Filen innehåller en DOCTYPE, och det är inte tillåtet.",
    "The file contains a DOCTYPE, which is not allowed.",
    "Ta bort raden som börjar med <!DOCTYPE.",
)
TOO_DEEP = error(
    "xml-too-deep",
    "Filens element ligger i för många nivåer i varandra, högst {limit} är tillåtet.",
    "The elements are nested too deep, at most {limit} levels are allowed.",
    "Gör de innersta delprocesserna till egna processer, och anropa dem.",
)
TOO_MANY = error(
    "xml-too-many-elements",
    "Filen har för många element, högst {limit} är tillåtet.",
    "The file has too many elements, at most {limit} are allowed.",
    "Dela upp diagrammet i flera filer.",
)
TOO_MANY_ATTRIBUTES = error(
    "xml-too-many-attributes",
    "Ett element i filen har för många attribut, högst {limit} är tillåtet.",
    "An element has too many attributes, at most {limit} are allowed.",
    "Öppna filen i ett BPMN-verktyg och spara den på nytt.",
)
NOT_XML = error(
    "xml-not-well-formed",
    "Filen är inte giltig XML: {reason} på rad {line}, tecken {column}.",
    "The file is not well-formed XML: {original}.",
    "Öppna filen i ett BPMN-verktyg och spara den på nytt.",
    "XML 1.0",
)
NOT_BPMN = error(
    "xml-not-bpmn",
    "Filen är inte ett BPMN-diagram: dess yttersta element är ”{root}”.",
    "The file is not a BPMN 2.0 diagram: its root element is {root}.",
    "Ladda upp en fil som sparats som BPMN 2.0 (yttersta elementet heter definitions).",
    "BPMN 15",
)

_REASONS = {
    etree.ErrorTypes.ERR_DOCUMENT_END: "det står något efter det sista elementet",
    etree.ErrorTypes.ERR_DOCUMENT_EMPTY: "den innehåller ingen XML",
    etree.ErrorTypes.ERR_TAG_NAME_MISMATCH: "ett element slutar utan att ha börjat, eller tvärtom,",
    etree.ErrorTypes.ERR_TAG_NOT_FINISHED: "ett element är inte avslutat",
    etree.ErrorTypes.ERR_UNDECLARED_ENTITY: "en entitet används som inte finns",
    etree.ErrorTypes.ERR_ATTRIBUTE_REDEFINED: "samma attribut står två gånger",
    etree.ErrorTypes.ERR_INVALID_CHAR: "ett otillåtet tecken",
    etree.ErrorTypes.ERR_INVALID_ENCODING: "ett tecken som inte går att läsa",
    etree.ErrorTypes.ERR_UNSUPPORTED_ENCODING: "en okänd teckenkodning",
    etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE: "ett prefix som inte är deklarerat",
}
_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


class _RefusedError(Exception):
    """The guard stops the parser."""

    def __init__(self, rule: Rule, **fields: object) -> None:
        super().__init__(rule.id)
        self.rule = rule
        self.fields = fields


class _Guard:
    """A parser target that builds nothing: it counts, and stops at the first thing that is not allowed."""

    def __init__(self) -> None:
        self.depth = 0
        self.count = 0

    def doctype(self, name: str | None, public: str | None, system: str | None) -> None:
        raise _RefusedError(DOCTYPE)

    def start(self, tag: str | bytes, attrib: Mapping[Any, Any]) -> None:
        self.depth += 1
        self.count += 1
        if self.depth > MAX_DEPTH:
            raise _RefusedError(TOO_DEEP, limit=MAX_DEPTH)
        if self.count > MAX_ELEMENTS:
            raise _RefusedError(TOO_MANY, limit=MAX_ELEMENTS)
        if len(attrib) > MAX_ATTRIBUTES:
            raise _RefusedError(TOO_MANY_ATTRIBUTES, limit=MAX_ATTRIBUTES)

    def end(self, tag: str | bytes) -> None:
        self.depth -= 1

    def data(self, data: str | bytes) -> None:
        """Text is not counted: the size of the file bounds it."""

    def comment(self, text: str | bytes) -> None:
        """Comments build nothing."""

    def close(self) -> None:
        """Nothing was built."""


def parse(data: bytes, file: str) -> tuple[Element | None, tuple[Finding, ...]]:
    """The root element `definitions`, or None with the findings that say why not."""
    if not data.strip():
        return None, (EMPTY.at(Place(file, line=1, column=1)),)
    if len(data) > MAX_BYTES:
        return None, (TOO_LARGE.at(Place(file), size=len(data), limit=MAX_BYTES),)
    try:
        etree.fromstring(data, etree.XMLParser(target=_Guard(), **_SAFE))
        root = etree.fromstring(data, etree.XMLParser(**_SAFE))
    except _RefusedError as refused:
        return None, (refused.rule.at(_place(refused.rule, data, file), **refused.fields),)
    except etree.XMLSyntaxError as broken:
        return None, (_not_well_formed(broken, file),)
    if root.tag != bpmn("definitions"):
        return None, (NOT_BPMN.at(Place(file, line=line_of(root)), root=_root_name(root)),)
    return root, ()


def _place(rule: Rule, data: bytes, file: str) -> Place:
    offset = data.find(b"<!DOCTYPE") if rule is DOCTYPE else -1
    if offset < 0:
        return Place(file)
    return Place(file, line=data.count(b"\n", 0, offset) + 1, column=offset - data.rfind(b"\n", 0, offset))


def _not_well_formed(broken: etree.XMLSyntaxError, file: str) -> Finding:
    line, column = broken.lineno or 1, (broken.offset or 0) + 1
    reason = _REASONS.get(getattr(broken, "code", 0), "något är fel")
    place = Place(file, line=line, column=column)
    return NOT_XML.at(place, reason=reason, line=line, column=column, original=broken.msg)


def _root_name(root: Element) -> str:
    """The root's name; with its namespace when the name alone would look right."""
    if local_of(root.tag) == "definitions" and namespace_of(root.tag) not in (MODEL, DIAGRAM):
        return f"definitions ({namespace_of(root.tag) or 'utan namnrymd'})"
    return local_of(root.tag)
