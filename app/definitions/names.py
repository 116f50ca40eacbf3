"""XML names of BPMN 2.0 and of the Camunda 7 extensions, and how attributes are read."""

import functools

from lxml import etree

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

# Extensions by which other engines run a diagram: ignoring them would run something else than what was drawn.
OTHER_ENGINES = {
    "http://camunda.org/schema/zeebe/1.0": "Camunda 8 (zeebe)",
    "http://activiti.org/bpmn": "Activiti",
    "http://flowable.org/bpmn": "Flowable",
    "https://www.spiffworkflow.org/bpmn/schema/1.0/core": "SpiffWorkflow",
}

_NAMES_KEPT = 512

Element = etree._Element


def bpmn(name: str) -> str:
    """The qualified name of a BPMN element."""
    return f"{{{MODEL}}}{name}"


def camunda(name: str) -> str:
    """The qualified name of a Camunda attribute or element."""
    return f"{{{CAMUNDA}}}{name}"


@functools.lru_cache(maxsize=_NAMES_KEPT)
def _parts(name: str) -> tuple[str, str]:
    """(namespace, local name) of a qualified name. A file has few names, each many times."""
    namespace, _, local = name.rpartition("}")
    return namespace.removeprefix("{"), local


def namespace_of(tag: object) -> str:
    """The namespace of a tag or attribute name, "" when it has none."""
    return _parts(str(tag))[0]


def local_of(tag: object) -> str:
    """The name without its namespace."""
    return _parts(str(tag))[1]


def bpmn_name(element: Element) -> str:
    """The BPMN name of an element, "" when the element is not BPMN's."""
    namespace, local = _parts(str(element.tag))
    return local if namespace == MODEL else ""


def children(element: Element, tag: str) -> list[Element]:
    """The element's own children with this qualified tag, in document order."""
    return [child for child in element if child.tag == tag]


def child(element: Element, tag: str) -> Element | None:
    """The first own child with this qualified tag."""
    return next((each for each in element if each.tag == tag), None)


def attribute(element: Element, name: str) -> str | None:
    """An attribute's text without surrounding space; None when missing or empty."""
    value = element.get(name)
    return (value.strip() or None) if value is not None else None


def flag(element: Element, name: str, *, missing: bool) -> bool:
    """An xsd:boolean attribute; what cannot be read counts as missing (a rule names it)."""
    value = attribute(element, name)
    return {"true": True, "1": True, "false": False, "0": False}.get(value or "", missing)


def whole(element: Element, name: str) -> int | None:
    """A whole-number attribute, None when missing or not a number of at most nine digits."""
    value = attribute(element, name)
    return int(value) if value is not None and value.isascii() and value.isdigit() and len(value) <= 9 else None


def text_of(element: Element) -> str:
    """All text within, without surrounding space."""
    return "".join(str(part) for part in element.itertext()).strip()


def reference(value: str | None) -> str:
    """The id that a QName reference means; ids hold no colon, so what stands before one is a prefix."""
    return value.rpartition(":")[2].strip() if value else ""


def line_of(element: Element) -> int | None:
    """The line of the element's start tag, from 1."""
    line: object = getattr(element, "sourceline", None)
    return line if isinstance(line, int) else None


def label(element: Element) -> str:
    """What a person calls the element: its name, else its id, else its tag."""
    name = " ".join((element.get("name") or "").split())
    return name or element.get("id") or local_of(element.tag)
