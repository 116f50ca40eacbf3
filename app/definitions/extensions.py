"""Camunda 7's extension elements: parameters, mappings, properties, retries."""

import json
import re

from app.definitions.catalogue import error
from app.definitions.document import Document
from app.definitions.model import Transfer
from app.definitions.names import (
    Element,
    attribute,
    bpmn,
    camunda,
    child,
    children,
    flag,
    text_of,
)
from app.definitions.variables import is_name

SCRIPT = error(
    "script-parameter",
    "”{element}” räknar ut ”{parameter}” med ett skript, och skript stöds inte.",
    "{element} computes {parameter} with a script, and scripts are not supported.",
    "Skriv värdet som ett uttryck i FEEL (det börjar med =).",
)
HARD_ENTRY = error(
    "mixed-parameter",
    "”{element}” har en lista eller karta i ”{parameter}” med ett uttryck som inte går att tolka: {text}",
    "{element} has a list or map in {parameter} with an entry that cannot be read: {text}",
    "Skriv hela värdet som ett FEEL-uttryck, till exempel =[a, b] eller ={{x: a}}.",
)
BAD_NAME = error(
    "bad-variable-name",
    "”{element}” använder variabelnamnet ”{name}”, som inte går att använda.",
    "{element} uses the variable name {name}, which cannot be used.",
    "Använd bokstäver, siffror och understreck, och börja med en bokstav.",
)
NO_TARGET = error(
    "mapping-without-target",
    "”{element}” har en överföring av variabler utan mål.",
    "{element} has a variable mapping without a target.",
    "Ange till vilken variabel (target) värdet ska föras över.",
    "Camunda: Call Activity",
)
NO_SOURCE = error(
    "mapping-without-source",
    "”{element}” för över ett värde till ”{target}” men säger inte varifrån.",
    "{element} maps to {target} without saying what.",
    'Ange en variabel (source), ett uttryck (sourceExpression) eller alla (variables="all").',
    clause="Camunda: Call Activity",
)

NULL = "=null"
_PATH = re.compile(r"[$#]\{\s*([^\W\d]\w*(?:\.[^\W\d]\w*)*)\s*\}")
# The ways Camunda's users write the case's own key; the expression languages know it as a plain name.
_BUSINESS_KEY = re.compile(r"[$#]\{\s*execution\.(?:processBusinessKey|businessKey)\s*\}")


def extension(element: Element, name: str) -> Element | None:
    """The first camunda: extension element of this name."""
    holder = child(element, bpmn("extensionElements"))
    return child(holder, camunda(name)) if holder is not None else None


def extensions(element: Element, name: str) -> list[Element]:
    """All camunda: extension elements of this name, in document order."""
    return [each for holder in children(element, bpmn("extensionElements")) for each in children(holder, camunda(name))]


def properties_of(element: Element) -> dict[str, str]:
    """camunda:properties as name → value; of a repeated name the first counts."""
    found: dict[str, str] = {}
    for holder in extensions(element, "properties"):
        for each in children(holder, camunda("property")):
            name = attribute(each, "name") or attribute(each, "id")
            if name is not None:
                found.setdefault(name, each.get("value") or "")
    return found


def retries_of(element: Element) -> str | None:
    """camunda:failedJobRetryTimeCycle, as element or attribute."""
    holder = extension(element, "failedJobRetryTimeCycle")
    if holder is not None:
        return text_of(holder) or None
    return attribute(element, camunda("failedJobRetryTimeCycle"))


def parameters_of(document: Document, element: Element, name: str) -> tuple[Transfer, ...]:
    """inputParameter or outputParameter, as transfers."""
    holder = extension(element, "inputOutput")
    if holder is None:
        return ()
    return tuple(_parameter(document, each) for each in children(holder, camunda(name)))


def _parameter(document: Document, element: Element) -> Transfer:
    name = attribute(element, "name") or ""
    if not is_name(name):
        document.report(BAD_NAME, element, name=name)
    if any(each.tag == camunda("script") for each in element.iter()):
        document.report(SCRIPT, element, parameter=name)
        return Transfer(name, source=NULL)
    for holder in element:
        if holder.tag in (camunda("list"), camunda("map")):
            return Transfer(name, source="=" + _collection(document, holder, name))
    return Transfer(name, source=text_of(element) or NULL)


def _collection(document: Document, holder: Element, name: str) -> str:
    """camunda:list and camunda:map as FEEL text. In iter() children follow their parents; reversed, they come first."""
    texts: dict[Element, str] = {}
    for element in reversed(list(holder.iter())):
        inner = [texts[each] for each in element if each in texts]
        if element.tag == camunda("list"):
            texts[element] = f"[{', '.join(inner)}]"
        elif element.tag == camunda("map"):
            keys = [json.dumps(each.get("key") or "", ensure_ascii=False) for each in element if each in texts]
            texts[element] = "{" + ", ".join(f"{key}: {text}" for key, text in zip(keys, inner, strict=True)) + "}"
        elif element.tag in (camunda("value"), camunda("entry")):
            texts[element] = inner[0] if inner else _entry(document, element, name)
    return texts[holder]


def _entry(document: Document, element: Element, name: str) -> str:
    text = text_of(element)
    if text.startswith("="):
        return f"({text[1:]})"
    if path := _PATH.fullmatch(text):
        return path.group(1)
    if "${" in text or "#{" in text:
        document.report(HARD_ENTRY, element, parameter=name, text=text)
        return "null"
    return json.dumps(text, ensure_ascii=False)


def mappings_of(document: Document, element: Element, name: str) -> tuple[Transfer, ...]:
    """camunda:in or camunda:out, as transfers."""
    return tuple(found for each in extensions(element, name) if (found := _mapping(document, each)) is not None)


def _mapping(document: Document, element: Element) -> Transfer | None:
    local = flag(element, "local", missing=False)
    key = attribute(element, "businessKey")
    if key is not None:
        return Transfer("", source=business_key_text(key), business_key=True)
    if attribute(element, "variables") == "all":
        return Transfer("", all_variables=True, local=local)
    target = attribute(element, "target")
    if target is None:
        document.report(NO_TARGET, element)
        return None
    if not is_name(target):
        document.report(BAD_NAME, element, name=target)
    expression, source = attribute(element, "sourceExpression"), attribute(element, "source")
    if expression is not None:
        return Transfer(target, source=business_key_text(expression), local=local)
    if source is None:
        document.report(NO_SOURCE, element, target=target)
        return None
    if not is_name(source):
        document.report(BAD_NAME, element, name=source)
    return Transfer(target, source="=" + source, local=local)


def business_key_text(text: str) -> str:
    """Expression text, with Camunda's way to write the case's own key turned into its plain name."""
    return "=businessKey" if _BUSINESS_KEY.fullmatch(text) else text
