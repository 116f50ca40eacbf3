"""From the bytes of a .form file (form-js schema) to `Form`, with findings for everything that is not supported."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.definitions.catalogue import Place
from app.definitions.findings import Finding, Severity
from app.definitions.forms import components, rules
from app.definitions.forms.model import CONTAINERS, FIELDS, Component, Form, Kind
from app.definitions.forms.parts import Part
from app.definitions.variables import is_name

MAX_BYTES = 1_000_000
MAX_FIELDS = 500
MAX_DEPTH = 8

_KINDS = {kind.value: kind for kind in Kind}


def read(data: bytes, file: str) -> tuple[Form | None, tuple[Finding, ...]]:
    """Read a form.

    None when the bytes are no form. Otherwise a form of what could be read; errors among the findings mean that it must
    not be deployed. Never raises.
    """
    schema, finding = _json(data, file)
    if finding is not None:
        return None, (finding,)
    raw = schema.get("components") if isinstance(schema, dict) else None
    if not isinstance(schema, dict) or not isinstance(raw, list):
        return None, (rules.NOT_A_FORM.at(Place(file)),)
    reading = _Reading(file)
    identity = schema.get("id")
    if not isinstance(identity, str) or not identity.strip():
        reading.findings.append(rules.MISSING_ID.at(Place(file)))
        identity = ""
    form = Form(identity.strip(), reading.components(raw, _Scope(), depth=1))
    return form, tuple(dict.fromkeys(reading.findings))


def _json(data: bytes, file: str) -> tuple[object, Finding | None]:
    if len(data) > MAX_BYTES:
        return None, rules.TOO_LARGE.at(Place(file), size=len(data), limit=MAX_BYTES)
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_refuse), None
    except json.JSONDecodeError as wrong:
        place = Place(file, line=wrong.lineno, column=wrong.colno)
        return None, rules.NOT_JSON.at(place, line=wrong.lineno, column=wrong.colno, original=wrong.msg)
    except (ValueError, RecursionError) as wrong:
        place = Place(file, line=1, column=1)
        return None, rules.NOT_JSON.at(place, line=1, column=1, original=type(wrong).__name__)


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")


@dataclass(slots=True)
class _Scope:
    """Where the values of some components live: the form's data or a row's, with the path of the groups around."""

    path: tuple[str, ...] = ()
    taken: set[tuple[str, ...]] = field(default_factory=set)

    def within(self, path: tuple[str, ...]) -> "_Scope":
        """The same data, deeper."""
        return _Scope(self.path + path, self.taken)


class _Reading:
    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.count = 0

    def components(self, raw: list[object], scope: _Scope, depth: int) -> tuple[Component, ...]:
        """The components of a list; `depth` bounds the recursion."""
        if depth > MAX_DEPTH:
            self._too_many()
            return ()
        return tuple(self._readable(raw, scope, depth))

    def _readable(self, raw: list[object], scope: _Scope, depth: int) -> Iterator[Component]:
        for each in raw:
            self.count += 1
            if self.count > MAX_FIELDS:
                self._too_many()
                return
            component = self._component(each, scope, depth)
            if component is not None:
                yield component

    def _too_many(self) -> None:
        self.findings.append(rules.TOO_MANY.at(Place(self.file), limit=MAX_FIELDS, depth=MAX_DEPTH))

    def _component(self, raw: object, scope: _Scope, depth: int) -> Component | None:
        if not isinstance(raw, dict):
            raw = {}
        part = Part(raw, self.file, _element(raw), _label(raw), self.findings)
        kind = _KINDS.get(str(raw.get("type")))
        if kind is None:
            part.report(rules.UNKNOWN_TYPE, type=str(raw.get("type"))[:80])
            return None
        components.check_keys(part, kind)
        path = self._path(part, kind, scope)
        inner: tuple[Component, ...] = ()
        if kind in CONTAINERS:
            below = _Scope() if kind is Kind.DYNAMIC_LIST else scope.within(path)
            listed = raw.get("components", [])
            if not isinstance(listed, list):
                part.report(rules.BAD_VALUE, property="components", expected="en lista")
                listed = []
            inner = self.components(listed, below, depth + 1)
        before = len(self.findings)
        component = components.component_of(part, kind, scope.path + path, inner)
        if not any(each.severity is Severity.ERROR for each in self.findings[before:]):
            components.check_default(part, component)
        return component

    def _path(self, part: Part, kind: Kind, scope: _Scope) -> tuple[str, ...]:
        """The component's own path, checked; () for what stores nothing."""
        needed = kind in FIELDS or kind in (Kind.EXPRESSION, Kind.DYNAMIC_LIST)
        if not needed and kind is not Kind.GROUP:
            return ()
        text = part.text("path" if kind in CONTAINERS else "key").strip()
        if not text:
            if needed:
                part.report(rules.MISSING_KEY)
            return ()
        path = tuple(text.split("."))
        if not all(is_name(each) for each in path):
            part.report(rules.BAD_KEY, key=text)
        if needed:
            self._take(part, scope, scope.path + path)
        return path

    def _take(self, part: Part, scope: _Scope, path: tuple[str, ...]) -> None:
        """A key may not be used twice, nor be both a value and something that holds values."""
        clash = any(path == other[: len(path)] or other == path[: len(other)] for other in scope.taken)
        if clash:
            part.report(rules.DUPLICATE_KEY, key=".".join(path))
        scope.taken.add(path)


def _element(raw: dict[str, object]) -> str:
    for name in ("key", "path", "id"):
        value = raw.get(name)
        if isinstance(value, str) and value:
            return value[:200]
    return ""


def _label(raw: dict[str, object]) -> str:
    for name in ("label", "key", "path", "id", "type"):
        value = raw.get(name)
        if isinstance(value, str) and value:
            return value[:200]
    return "utan namn"
