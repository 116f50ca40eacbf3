"""Files gone wrong, by a seed: what editors, merges, conversions and malice do to a diagram."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from random import Random

from lxml import etree

from app.definitions.model import Kind
from app.definitions.names import CAMUNDA, MODEL
from app.definitions.vocabulary import ATTRIBUTES, CHILDREN

Tree = etree._Element

WORDS = (
    *("", " ", "a", "p", "start", "slut", "true", "false", "0", "1", "-1", "3", "99999999999999999999", "All", "None"),
    *("=", "=1", "=1 +", "=x", "=[1, 2, 3]", "={a: 1}", '="x"', "=null", "=x > 3", "=for i in 1..9 return i", "${x}"),
    *("#{x.y}", "${", "PT1H", "P1D", "R/PT1S", "R3/P1D", "2026-01-01T10:00:00", "0001-01-01", "P999999999Y"),
    *("a.b", "a:b", "{x}", "å", "\u202e", "]]>", "&", "<b/>", "%s%s", "x" * 300, "external", "deployment", "version"),
)
_TAGS = tuple(sorted({kind.value for kind in Kind} | set(CHILDREN) | {"superTask"}))
_NAMES = tuple(sorted({name for names in ATTRIBUTES.values() for name in names}))
_CAMUNDA = ("asyncBefore", "asyncAfter", "type", "topic", "collection", "assignee", "formRef", "dueDate", "class")
_LARGE = 600
_DEEP = 10_000
MAX_DEPTH = 60  # of what the tree mutations build; depth beyond all bounds is tried with bytes


def mutated(data: bytes, random: Random) -> bytes:
    """A diagram after one to five mishaps to its elements, and now and then one to its bytes."""
    root = etree.fromstring(data)
    for _ in range(random.choice((1, 1, 2, 3, 5))):
        random.choice(_TO_TREES)(root, random)
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return random.choice(_TO_BYTES)(made, random) if random.random() < 0.1 else made


def damaged(data: bytes, random: Random) -> bytes:
    """A diagram after a mishap to its bytes."""
    return random.choice(_TO_BYTES)(data, random)


def _any(root: Tree, random: Random) -> Tree:
    return random.choice(list(root.iter("{*}*")))


def _ids(root: Tree) -> list[str]:
    return [str(each.get("id")) for each in root.iter("{*}*") if each.get("id")] or ["p"]


def _text(root: Tree, random: Random) -> str:
    return random.choice(_ids(root)) if random.random() < 0.4 else random.choice(WORDS)


def _change_attribute(root: Tree, random: Random) -> None:
    element = _any(root, random)
    names = [str(name) for name in element.attrib]
    if names and random.random() < 0.7:
        name = random.choice(names)
    else:
        name = random.choice(_NAMES) if random.random() < 0.8 else f"{{{CAMUNDA}}}{random.choice(_CAMUNDA)}"
    element.set(name, _text(root, random))


def _drop_attribute(root: Tree, random: Random) -> None:
    element = _any(root, random)
    if len(element.attrib):
        del element.attrib[random.choice(sorted(map(str, element.attrib)))]


def _cross_ids(root: Tree, random: Random) -> None:
    """Two elements get each other's value of an attribute; or one gets the other's."""
    one, other = _any(root, random), _any(root, random)
    shared = sorted(set(map(str, one.attrib)) & set(map(str, other.attrib)))
    if shared:
        name = random.choice(shared)
        first, second = str(one.get(name)), str(other.get(name))
        one.set(name, second)
        if random.random() < 0.5:
            other.set(name, first)


def change_text(root: Tree, random: Random) -> None:
    """Another text in some element."""
    _any(root, random).text = _text(root, random)


def _remove(root: Tree, random: Random) -> None:
    element = _any(root, random)
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _move(root: Tree, random: Random) -> None:
    element, target = _any(root, random), _any(root, random)
    if element is not root and target not in list(element.iter()) and depth(target) < MAX_DEPTH:
        target.insert(random.randint(0, len(target)), element)


def _copy(root: Tree, random: Random) -> None:
    element, target = _any(root, random), _any(root, random)
    if element is root or depth(target) > MAX_DEPTH or sum(1 for _ in root.iter()) > _LARGE:
        return
    made = deepcopy(element)
    if random.random() < 0.6:
        _rename(made, random)
    target.insert(random.randint(0, len(target)), made)


def _rename(root: Tree, random: Random) -> None:
    """New ids within an element, and what it says of them itself."""
    suffix = f"_{random.randint(2, 9)}"
    new = {id_: id_ + suffix for id_ in _ids(root)}
    for each in root.iter("{*}*"):
        for name, value in each.attrib.items():
            each.set(name, new.get(str(value), str(value)))
        if each.text in new:
            each.text = new[str(each.text)]


def _change_tag(root: Tree, random: Random) -> None:
    element = _any(root, random)
    if element is not root or random.random() < 0.1:
        element.tag = f"{{{MODEL}}}{random.choice(_TAGS)}"


def _change_namespace(root: Tree, random: Random) -> None:
    element = _any(root, random)
    local = etree.QName(element).localname
    element.tag = random.choice((local, f"{{urn:annat}}{local}", f"{{{CAMUNDA}}}{local}"))


def _insert(root: Tree, random: Random) -> None:
    """An element that BPMN has, somewhere."""
    target = _any(root, random)
    allowed = sorted(CHILDREN.get(etree.QName(target).localname, ()))
    tag = random.choice(allowed) if allowed and random.random() < 0.7 else random.choice(_TAGS)
    made = etree.SubElement(target, f"{{{MODEL}}}{tag}")
    if random.random() < 0.7:
        made.set("id", f"n{random.randint(0, 99)}")
    for name in sorted(ATTRIBUTES.get(tag, ())):
        if name != "id" and random.random() < 0.4:
            made.set(name, _text(root, random))
    if random.random() < 0.4:
        made.text = _text(root, random)


def _connect(root: Tree, random: Random) -> None:
    """A sequence flow between any two."""
    ids, holder = _ids(root), _any(root, random)
    made = etree.SubElement(holder, f"{{{MODEL}}}sequenceFlow", id=f"f{random.randint(0, 99)}")
    made.set("sourceRef", random.choice(ids))
    made.set("targetRef", random.choice(ids))


def _wrap(root: Tree, random: Random) -> None:
    """Sub-processes around an element, one in another."""
    element = _any(root, random)
    parent = element.getparent()
    if parent is None:
        return
    tag = random.choice(("subProcess", "transaction", "adHocSubProcess", "callActivity"))
    outer = inner = etree.Element(f"{{{MODEL}}}{tag}", id="w0")
    for number in range(1, random.choice((1, 1, 2, 40))):
        inner = etree.SubElement(inner, f"{{{MODEL}}}{tag}", id=f"w{number}")
    parent.replace(element, outer)
    inner.append(element)


def _repeat(root: Tree, random: Random) -> None:
    """The same element many times over, each with its own id."""
    element = _any(root, random)
    parent, size = element.getparent(), sum(1 for _ in element.iter())
    if parent is None:
        return
    for number in range(min(random.choice((5, 50, _LARGE)), _LARGE // size)):
        made = deepcopy(element)
        for each in made.iter("{*}*"):
            if each.get("id"):
                each.set("id", f"{each.get('id')}_{number}")
        parent.append(made)


def _long(root: Tree, random: Random) -> None:
    element = _any(root, random)
    text = random.choice(("x", "å", "=1+", "=(", " ", "${", "\n")) * random.choice((1_000, 30_000))
    if random.random() < 0.5 and len(element.attrib):
        element.set(random.choice(sorted(map(str, element.attrib))), text)
    else:
        element.text = text


def depth(element: Tree) -> int:
    """How deep an element lies."""
    return sum(1 for _ in element.iterancestors())


Mutation = Callable[[Tree, Random], None]
_TO_TREES: tuple[Mutation, ...] = (
    *(_change_attribute, _change_attribute, _change_attribute, _drop_attribute, _drop_attribute),
    *(_cross_ids, _cross_ids, change_text, change_text, _remove, _remove, _move, _move, _copy, _copy, _change_tag),
    *(_change_namespace, _insert, _insert, _insert, _connect, _connect, _wrap, _repeat, _long),
)


def _cut(data: bytes, random: Random) -> bytes:
    return data[: random.randint(0, len(data))]


def _noise(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 3, 20))):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _inject(data: bytes, random: Random) -> bytes:
    at = random.randint(0, len(data))
    return data[:at] + random.choice(_INJECTED) + data[at:]


def _entities(data: bytes, random: Random) -> bytes:
    """A document type, before the first element or in the wrong place, and something that uses it."""
    start = data.find(b"<", 1)
    at = start if random.random() < 0.8 else random.randint(0, len(data))
    return data[:at] + random.choice(_DOCTYPES) + data[at:].replace(b'name="', b'name="&b;', 1)


def _encode(data: bytes, random: Random) -> bytes:
    """Another encoding than the one it says, or says another than it is in."""
    text = data.decode("utf-8", "replace")
    name = random.choice(("utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "cp500", "utf-7", "utf-8-sig"))
    if random.random() < 0.5:
        text = text.replace("UTF-8", random.choice((name, "hemlig", "")), 1)
    return text.encode(name, "replace") if random.random() < 0.7 else text.encode()


def _deep(data: bytes, random: Random) -> bytes:
    """Elements within elements, without end or with."""
    tag = random.choice((b"bpmn:subProcess", b"subProcess", b"a"))
    at = data.find(b"</", random.randrange(len(data)))
    ends = (b"</" + tag + b">") * (_DEEP if random.random() < 0.5 else 0)
    return data[:at] + (b"<" + tag + b">") * _DEEP + ends + data[at:]


_INJECTED = (
    *(b"\x00", b"\xff\xfe", b"<", b">", b"&", b"&#0;", b"&#x1F600;", b"&#xD800;", b"&amp;", b"<![CDATA[", b"]]>"),
    *(b"<!--", b"-->", b"<?xml version='1.0'?>", b"<?php x?>", b'<xi:include href="x"/>', b"xmlns:bpmn=''", b"\xc3"),
)
_DOCTYPES = (
    b"<!DOCTYPE a>",
    b'<!DOCTYPE a [<!ENTITY b "bbbb">]>',
    b'<!DOCTYPE a [<!ENTITY c "cccccccc"><!ENTITY b "&c;&c;&c;&c;&c;&c;&c;&c;">]>',
    b'<!DOCTYPE a SYSTEM "file:///etc/hostname">',
    b'<!DOCTYPE a [<!ENTITY % b SYSTEM "http://localhost:9/x"> %b;]>',
    b'<!doctype a [<!ENTITY b "b">]>',
)
_TO_BYTES: tuple[Callable[[bytes, Random], bytes], ...] = (_cut, _noise, _noise, _inject, _entities, _encode, _deep)
