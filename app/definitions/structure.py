"""Rules of the written document: ids, which element may stand where, and extensions that would change what happens."""

import re
from collections.abc import Iterator

from app.definitions.catalogue import error
from app.definitions.collaborations import check_collaborations
from app.definitions.document import Document
from app.definitions.names import (
    CAMUNDA,
    MODEL,
    OTHER_ENGINES,
    Element,
    attribute,
    bpmn,
    bpmn_name,
    camunda,
    children,
    flag,
    local_of,
    namespace_of,
    whole,
)
from app.definitions.picture import check_picture
from app.definitions.pointers import check_pointers
from app.definitions.vocabulary import (
    ATTRIBUTES,
    CAMUNDA_ATTRIBUTES,
    CAMUNDA_ELEMENTS,
    CHILDREN,
    NEEDS_ID,
    NOT_SUPPORTED,
    ONCE,
    ONCE_CAMUNDA,
    ONLY_IN_CALLS,
    PERFORMERS,
    REFUSED_ATTRIBUTES,
    REFUSED_ELEMENTS,
    VALUES,
    WHOLE_NUMBERS,
)

DUPLICATE_ID = error(
    "duplicate-id",
    "Id ”{id}” finns på flera ställen i filen.",
    "The id {id} occurs more than once in the file.",
    "Ge varje element ett eget id.",
    "BPMN 8.3.1",
)
BAD_ID = error(
    "bad-id",
    "Id ”{id}” är inte tillåtet.",
    "The id {id} is not allowed.",
    "Ett id börjar med en bokstav eller understreck och har bara bokstäver, siffror, punkt och streck.",
    "BPMN 8.3.1",
)
MISSING_ID = error(
    "missing-id",
    "Ett element av slaget {kind} i ”{element}” saknar id.",
    "An element {kind} within {element} has no id.",
    "Ge elementet ett id.",
    "BPMN 8.3.1",
)
UNKNOWN_ELEMENT = error(
    "unknown-element",
    "Elementet ”{tag}” vid ”{element}” finns inte i BPMN på den platsen.",
    "BPMN does not know the element {tag} where it is, at {element}.",
    "Ta bort elementet, eller rita om det i ett BPMN-verktyg.",
    "BPMN 15",
)
UNSUPPORTED_ELEMENT = error(
    "unsupported-element",
    "Elementet ”{tag}” vid ”{element}” stöds inte.",
    "The element {tag} at {element} is not supported.",
    "Rita det på ett annat sätt.",
)
UNKNOWN_ATTRIBUTE = error(
    "unknown-attribute",
    "”{element}” har attributet ”{name}”, som inte finns i BPMN på den platsen.",
    "{element} has the attribute {name}, which BPMN does not know there.",
    "Rätta namnet i filen, eller gör om inställningen i ett BPMN-verktyg.",
    "BPMN 15",
)
MUST_UNDERSTAND = error(
    "must-understand",
    "Filen kräver att programmet förstår tillägget ”{name}”, och det gör inte Stegvis.",
    "The file demands that the extension {name} is understood, which it is not.",
    "Spara diagrammet utan tillägget.",
    "BPMN 8.3.3",
)
PERFORMER = error(
    "performer-element",
    "Vem som ska göra en uppgift är skrivet med ”{tag}” (vid ”{element}”), som inte stöds.",
    "Who does a task is said by {tag} (at {element}), which is not supported.",
    "Använd Candidate groups eller Assignee i stället.",
)
REFUSED_EXTENSION = error(
    "refused-extension",
    "”{element}” använder {what}, som inte stöds.",
    "{element} uses camunda:{name}, which is not supported.",
    "Ta bort det, eller använd en service task av typen external med ett ämne (topic).",
)
UNKNOWN_EXTENSION = error(
    "unknown-extension",
    "”{element}” har tillägget ”camunda:{name}”, som är okänt.",
    "{element} has the extension camunda:{name}, which is unknown.",
    "Rätta namnet eller ta bort tillägget.",
    "Camunda: Extension Attributes",
)
OTHER_ENGINE = error(
    "other-engine",
    "”{element}” är ritad för {engine}: tillägget ”{name}” stöds inte.",
    "{element} is drawn for {engine}: the extension {name} is not supported.",
    "Välj Camunda 7 som plattform i ritverktyget.",
)
BAD_VALUE = error(
    "bad-value",
    "”{element}” har värdet ”{value}” för {attribute}; tillåtet är {allowed}.",
    "{element} has the value {value} for {attribute}; allowed are {allowed}.",
    "Rätta värdet, eller ta bort det.",
    clause="BPMN 15",
)

REPEATED = error(
    "repeated-element",
    "”{element}” har flera av elementet ”{tag}”, men bara ett är tillåtet.",
    "{element} has more than one {tag}.",
    "Behåll ett av dem.",
    "BPMN 15",
)
TOPIC = error(
    "topic-without-external",
    "”{element}” har typen external men inget ämne (topic), eller ett ämne men inte typen.",
    "{element} has only one of camunda:type external and camunda:topic.",
    "Välj Implementation: External och skriv ett ämne.",
    "Camunda: External Tasks",
)
MAPPING_PLACE = error(
    "mapping-in-wrong-place",
    "”{element}” har en överföring av variabler (camunda:{name}), men anropar ingen process.",
    "{element} has a mapping (camunda:{name}) but is no call activity.",
    "Använd Inputs och Outputs i stället.",
    "Camunda: Call Activity",
)

_NCNAME = re.compile(r"[^\W\d][\w.\-·]*")


def check_structure(document: Document) -> None:
    """Report everything that the document itself breaks, whatever the diagram means.

    A value of isExecutable that is neither true nor false makes a drawing, and is reported.
    """
    _check_ids(document)
    _check_executable(document)
    for process in executable(document.root):
        for element in _bpmn_elements(process):
            _check_children(document, element)
            _check_attributes(document, element)
            _check_extensions(document, element)
    if next(executable(document.root), None) is not None:
        _check_around(document)
        check_pointers(document)
        check_collaborations(document)
        check_picture(document)
    for each in document.roots.values():
        if bpmn_name(each).endswith("EventDefinition"):
            _check_attributes(document, each)
            _check_extensions(document, each)


def executable(root: Element) -> Iterator[Element]:
    """The processes that are meant to run; the others are drawings, shown as they are."""
    return (each for each in children(root, bpmn("process")) if each.get("isExecutable") in ("true", "1"))


def _check_around(document: Document) -> None:
    """What stands beside the processes."""
    _check_children(document, document.root)
    for each in children(document.root, bpmn("collaboration")):
        _check_children(document, each)
    for each in children(document.root, bpmn("extension")):
        if flag(each, "mustUnderstand", missing=False):
            document.report(MUST_UNDERSTAND, each, name=attribute(each, "definition") or "")


def _check_executable(document: Document) -> None:
    for process in children(document.root, bpmn("process")):
        value = process.get("isExecutable")
        if value is not None and value not in VALUES["isExecutable"]:
            allowed = " eller ".join(VALUES["isExecutable"])
            document.report(BAD_VALUE, process, value=value, attribute="isExecutable", allowed=allowed)
        if process.get("id") is None:
            document.report(MISSING_ID, process, kind="process")


def _bpmn_elements(process: Element) -> Iterator[Element]:
    """BPMN's own elements; what stands within extensionElements or foreign elements is left out."""
    stack = [process]
    while stack:
        element = stack.pop()
        yield element
        stack.extend(each for each in reversed(element) if bpmn_name(each) and bpmn_name(each) != "extensionElements")


_SEVERAL = "multiInstanceLoopCharacteristics"
_PER_INSTANCE = {
    "asyncBefore": "väntan före varje gång (asyncBefore på upprepningen)",
    "asyncAfter": "väntan efter varje gång (asyncAfter på upprepningen)",
}


def _check_ids(document: Document) -> None:
    seen: set[str] = set()
    for element in document.root.iter():
        id_ = element.get("id")
        if id_ is None or not namespace_of(element.tag).startswith("http://www.omg.org/spec/"):
            continue
        if id_ in seen:
            document.report(DUPLICATE_ID, element, id=id_)
        seen.add(id_)
        if not _NCNAME.fullmatch(id_):
            document.report(BAD_ID, element, id=id_)


def _check_children(document: Document, element: Element) -> None:
    name = bpmn_name(element)
    if name in NEEDS_ID and element.get("id") is None:
        document.report(MISSING_ID, element, kind=name)
    _check_repeated(document, element)
    allowed = CHILDREN.get(name)
    if allowed is None:
        return
    for each in element:
        tag = bpmn_name(each)
        if tag in PERFORMERS:
            document.report(PERFORMER, each, tag=tag)
        elif tag in NOT_SUPPORTED:
            document.report(UNSUPPORTED_ELEMENT, each, tag=tag)
        elif tag and tag not in allowed:
            document.report(UNKNOWN_ELEMENT, each, tag=tag)


def _check_repeated(document: Document, element: Element) -> None:
    tags = [bpmn_name(each) for each in element]
    loops = [tag for tag in tags if tag.endswith("LoopCharacteristics")]
    repeated = {tag for tag in tags if tag in ONCE and tags.count(tag) > 1} | set(loops[1:])
    for tag in sorted(repeated):
        document.report(REPEATED, element, tag=tag)


def _check_attributes(document: Document, element: Element) -> None:
    for key in element.attrib:
        name, namespace = local_of(key), namespace_of(key)
        if namespace in ("", MODEL) and _unknown(element, namespace, name):
            document.report(UNKNOWN_ATTRIBUTE, element, name=name)
        if namespace in OTHER_ENGINES:
            document.report(OTHER_ENGINE, element, engine=OTHER_ENGINES[namespace], name=name)
        if namespace == CAMUNDA and name in REFUSED_ATTRIBUTES:
            document.report(REFUSED_EXTENSION, element, what=REFUSED_ATTRIBUTES[name], name=name)
        elif namespace == CAMUNDA and name in _PER_INSTANCE and bpmn_name(element) == _SEVERAL:
            document.report(REFUSED_EXTENSION, element, what=_PER_INSTANCE[name], name=name)
        elif namespace == CAMUNDA and name not in CAMUNDA_ATTRIBUTES:
            document.report(UNKNOWN_EXTENSION, element, name=name)
        shown = f"camunda:{name}" if namespace == CAMUNDA else name
        allowed = VALUES.get(shown)
        value = attribute(element, str(key))
        if shown in WHOLE_NUMBERS and whole(element, name) is None:
            document.report(BAD_VALUE, element, value=value or "", attribute=shown, allowed="heltal")
        if allowed is not None and namespace in ("", CAMUNDA) and value not in allowed:
            document.report(BAD_VALUE, element, value=value or "", attribute=shown, allowed=" eller ".join(allowed))

    if (attribute(element, camunda("topic")) is None) != (attribute(element, camunda("type")) is None):
        document.report(TOPIC, element)


def _unknown(element: Element, namespace: str, name: str) -> bool:
    """BPMN's attributes have no namespace: one that has BPMN's is as unknown as a misspelt one."""
    allowed = ATTRIBUTES.get(bpmn_name(element))
    return allowed is not None and (namespace == MODEL or name not in allowed)


def _check_extensions(document: Document, element: Element) -> None:
    for holder in children(element, bpmn("extensionElements")):
        names = [local_of(each.tag) for each in holder if namespace_of(each.tag) == CAMUNDA]
        for name in sorted({each for each in names if each in ONCE_CAMUNDA and names.count(each) > 1}):
            document.report(REPEATED, holder, tag=name)
        skip: set[Element] = set()
        for each in holder.iter():
            if each is holder:
                continue
            if each.getparent() in skip:
                skip.add(each)  # one finding for a refused element, none for its parts
            elif _refused(document, each):
                skip.add(each)


def _refused(document: Document, element: Element) -> bool:
    name, namespace = local_of(element.tag), namespace_of(element.tag)
    if namespace in OTHER_ENGINES:
        document.report(OTHER_ENGINE, element, engine=OTHER_ENGINES[namespace], name=name)
        return True
    if namespace != CAMUNDA:
        return True  # a foreign element: nothing of ours, nor are its parts
    if name in REFUSED_ELEMENTS:
        document.report(REFUSED_EXTENSION, element, what=REFUSED_ELEMENTS[name], name=name)
    elif name not in CAMUNDA_ELEMENTS:
        document.report(UNKNOWN_EXTENSION, element, name=name)
    elif name in ONLY_IN_CALLS and not _is_call(element):
        document.report(MAPPING_PLACE, element, name=name)
    else:
        return False
    return True


def _is_call(extension: Element) -> bool:
    holder = extension.getparent()
    owner = holder.getparent() if holder is not None else None
    return owner is not None and bpmn_name(owner) == "callActivity"
