"""A form being filled in: each field's value, whether it is hidden, and how those two depend on each other.

Values decide what is hidden, and what is hidden has no value; so both are worked out in rounds until nothing changes.
"""

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.definitions.forms.coercion import Problem, from_json, from_text
from app.definitions.forms.model import FIELDS, Component, Form, Kind
from app.definitions.forms.resolution import Moment, Resolved, resolve, stored_value
from app.values import Value, Variables

MAX_ROWS = 100
_MAX_ROUNDS = 30


class _Missing:
    """Nothing was sent for a field."""


MISSING = _Missing()


@dataclass(frozen=True, slots=True)
class Entry:
    """What was sent, or what is known, and how it is read.

    read: from_text or from_json. falls_back: an answer that was not sent keeps what is known, or the default value.
    """

    read: Callable[[Resolved, object], Value | Problem]
    tree: Mapping[str, object] | None
    falls_back: bool


def typed(values: Mapping[str, object]) -> Entry:
    """Typed in a page: texts by field name; what is not there was left empty."""
    return Entry(from_text, nested(values), falls_back=False)


def sent(values: Mapping[str, object]) -> Entry:
    """Sent as JSON: what is not there keeps what is known."""
    return Entry(from_json, nested(values), falls_back=True)


def nothing() -> Entry:
    """Not yet filled in."""
    return Entry(from_json, None, falls_back=True)


def nested(values: Mapping[str, object]) -> dict[str, object]:
    """Names with dots (`adress.gata`, `rader.0.artikel`) as nested mappings; what is nested already stays."""
    tree: dict[str, object] = {}
    for name, value in values.items():
        *path, last = str(name).split(".", 20)
        place = tree
        for part in path:
            inner = place.get(part)
            if not isinstance(inner, dict):
                inner = place[part] = {}
            place = inner
        place[last] = dict(value) if isinstance(value, Mapping) else value
    return tree


@dataclass(slots=True)
class Field:
    """One component as it is being filled in. `name` is its name in pages and problems."""

    component: Component
    name: str
    raw: object
    known: object
    resolved: Resolved
    children: list["Field"] = field(default_factory=list)
    rows: list[list["Field"]] = field(default_factory=list)
    value: Value = None
    problem: str | None = None
    hidden: bool = False

    def within(self) -> Iterator["Field"]:
        """The fields directly within, of all rows."""
        yield from self.children
        for row in self.rows:
            yield from row

    def stores(self) -> bool:
        """Whether it has a value to keep."""
        kind = self.component.kind
        return kind in FIELDS or kind in (Kind.EXPRESSION, Kind.DYNAMIC_LIST)


@dataclass(frozen=True, slots=True)
class Filled:
    """A form after the last round. `moment` has the names that expressions see, answers included."""

    fields: list[Field]
    moment: Moment


def fill(form: Form, entry: Entry, known: Variables, now: datetime) -> Filled:
    """Work out values and hidden fields. Never raises for what people send."""
    moment = Moment(known, now)
    fields = [_field(component, entry, entry.tree, known, "") for component in form.components]
    hidden: tuple[bool, ...] = ()
    for _ in range(_MAX_ROUNDS):
        _round(fields, entry, moment, outside=False)
        before, hidden = hidden, tuple(each.hidden for each in walk(fields))
        data = data_of(fields, known)
        settled = hidden == before and data == {key: moment.names.get(key) for key in data}
        moment = Moment({**known, **data}, now)
        if settled:
            break
    return Filled(fields, moment)


def walk(fields: Sequence[Field]) -> Iterator[Field]:
    """Every field of every depth, in order."""
    stack = list(reversed(fields))
    while stack:
        each = stack.pop()
        yield each
        stack.extend(reversed(list(each.within())))


def _field(component: Component, entry: Entry, tree: object, known: object, prefix: str) -> Field:
    name = prefix + component.key if component.path else ""
    made = Field(component, name, _at(tree, component.path), _at(known, component.path), Resolved(component, ""))
    if component.kind is Kind.GROUP:
        made.children = [_field(each, entry, tree, known, prefix) for each in component.components]
    if component.kind is Kind.DYNAMIC_LIST:
        sources = _rows(made, entry)
        made.rows = [
            [_field(each, entry, row, old, f"{name}.{number}.") for each in component.components]
            for number, (row, old) in enumerate(sources)
        ]
    return made


def _at(tree: object, path: tuple[str, ...]) -> object:
    for part in path:
        if not isinstance(tree, Mapping) or part not in tree:
            return MISSING
        tree = tree[part]
    return tree


def _rows(made: Field, entry: Entry) -> list[tuple[object, object]]:
    """(what was sent, what is known) for each row."""
    raw, known = made.raw, made.known if isinstance(made.known, list) else []
    if raw is MISSING and entry.falls_back:
        count = made.component.settings.get("defaultRepetitions", 1)
        return [(MISSING, old) for old in known[:MAX_ROWS]] or [
            (MISSING, MISSING) for _ in range(count if isinstance(count, int) and 0 <= count <= MAX_ROWS else 1)
        ]
    if isinstance(raw, Mapping):  # from a page: rows by number
        numbered = sorted(
            (int(key), row) for key, row in raw.items() if key.isascii() and key.isdigit() and len(key) < 6
        )
        raw = [row for _, row in numbered]
    rows = list(raw) if isinstance(raw, list | tuple) else []
    if len(rows) > MAX_ROWS:
        made.problem = "rows"
    return [(row, known[number] if number < len(known) else MISSING) for number, row in enumerate(rows[:MAX_ROWS])]


def _round(fields: Sequence[Field], entry: Entry, moment: Moment, *, outside: bool) -> None:
    for each in fields:
        _settle(each, entry, moment, outside=outside)
        _round(each.children, entry, moment, outside=each.hidden)
        for row in each.rows:
            names = data_of(row, {})
            _round(row, entry, moment.over({**names, "this": names}), outside=each.hidden)


def _settle(each: Field, entry: Entry, moment: Moment, *, outside: bool) -> None:
    component = each.component
    each.resolved = resolve(component, moment)
    each.hidden = outside or (component.hide is not None and moment.value(component.hide) is True)
    if component.kind is Kind.EXPRESSION:
        each.value = stored_value(moment.value(component.source)) if component.source else None
    if component.kind in FIELDS:
        outcome = _outcome(each, entry)
        each.value = None if isinstance(outcome, Problem) else outcome
        each.problem = outcome.sentence if isinstance(outcome, Problem) else None


def _outcome(each: Field, entry: Entry) -> Value | Problem:
    raw, fixed = each.raw, each.resolved.readonly
    if not fixed and not (raw is MISSING and entry.falls_back):
        return entry.read(each.resolved, None if raw is MISSING else raw)
    fallback = each.component.default if each.known is MISSING or each.known is None else each.known
    outcome = from_json(each.resolved, fallback)
    if isinstance(outcome, Problem) and fixed:
        return stored_value(fallback)  # nobody can correct it here
    return outcome


def data_of(fields: Sequence[Field], known: Mapping[str, object]) -> dict[str, Value]:
    """The values by variable name; a hidden field's is None. Nested paths are merged into what is known."""
    data: dict[str, Value] = {}
    for each in _storing(fields):
        if not _keeps_known(each):
            _put(data, each.component.path, None if each.hidden else value_of(each), known)
    return data


def _keeps_known(each: Field) -> bool:
    """Whether the case's own value stands as it is: shown, and not to be changed here."""
    return each.resolved.readonly and not each.hidden and each.known is not MISSING and each.known is not None


def value_of(each: Field) -> Value:
    """The field's value; of a dynamic list, its rows'."""
    if each.component.kind is not Kind.DYNAMIC_LIST:
        return each.value
    return [data_of(row, {}) for row in each.rows]


def _storing(fields: Sequence[Field]) -> Iterator[Field]:
    """Fields with values; those in groups belong to the same data, those in rows do not."""
    for each in fields:
        if each.stores():
            yield each
        yield from _storing(each.children)


def _put(data: dict[str, Value], path: tuple[str, ...], value: Value, known: Mapping[str, object]) -> None:
    if len(path) == 1:
        data[path[0]] = value
        return
    top = data.get(path[0])
    if not isinstance(top, dict):
        old = known.get(path[0])
        top = copy.deepcopy(old) if isinstance(old, dict) else {}
        data[path[0]] = top
    for part in path[1:-1]:
        inner = top.get(part)
        if not isinstance(inner, dict):
            inner = top[part] = {}
        top = inner
    top[path[-1]] = value


def kept(fields: Sequence[Field], known: Mapping[str, object]) -> dict[str, Value]:
    """The values to store: of what is shown and can be answered, or differs from what is known."""
    data: dict[str, Value] = {}
    for each in _storing(fields):
        unchanged = each.raw is MISSING and each.known is not MISSING and each.known == each.value
        if each.hidden or _keeps_known(each) or (unchanged and each.component.kind in FIELDS):
            continue
        if each.resolved.readonly and (each.value is None or each.known is not MISSING):
            continue  # what is only shown stays as the case knows it, also its type
        _put(data, each.component.path, _visible_rows(each), known)
    return data


def _visible_rows(each: Field) -> Value:
    if each.component.kind is not Kind.DYNAMIC_LIST:
        return each.value
    return [kept(row, {}) for row in each.rows]
