"""Process definitions: versions of processes, their diagrams, ways in and start forms."""

import codecs
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection

from app.definitions.model import Diagram, Process, Reference
from app.engine import Startable, startable
from app.errors import NotFoundError
from app.store.deployments import resource_row
from app.store.process_definitions import (
    DEFINITIONS,
    definition_row,
    groups_of,
    has_group,
    open_elements,
    open_numbers,
)
from app.store.tables import process_definition
from app.store.types import AnyRow
from app.usecases.access import visible_definitions
from app.usecases.context import Context, Session
from app.usecases.models import diagram_of, form_row, process_of
from app.usecases.queries import Page, conditions, rows

_DECLARED = re.compile(rb"""[^<]{0,3}<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_ENCODING = re.compile(r"""(<\?xml[^>]*?)\s+encoding\s*=\s*["'][^"']*["']""")


@dataclass(frozen=True, slots=True)
class DefinitionView:
    """A version of a process. `groups`: those who work in it; `starters`: those who may start it."""

    id: str
    key: str
    version: int
    name: str
    version_tag: str | None
    deployment_id: str
    resource: str
    executable: bool
    latest: bool
    documentation: str = ""
    groups: tuple[str, ...] = ()
    starters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DefinitionQuery:
    """Filters; None does not filter. Sorts: id, key, name, version, deploymentId, category, tenantId.

    startable: only those that the actor may start, with a plain or message start, latest versions.
    """

    ids: tuple[str, ...] | None = None
    key: str | None = None
    keys: tuple[str, ...] | None = None
    key_like: str | None = None
    name: str | None = None
    name_like: str | None = None
    version: int | None = None
    version_tag: str | None = None
    latest: bool = False
    deployment_id: str | None = None
    resource: str | None = None
    startable: bool = False
    page: Page = field(default_factory=Page)


@dataclass(frozen=True, slots=True)
class FormView:
    """A form-js form: its schema as it was deployed, and where it came from."""

    key: str
    schema: Mapping[str, Any]
    deployment_id: str
    resource: str


@dataclass(frozen=True, slots=True)
class DefinitionStatistics:
    """A definition with its open instances, open incidents, and open instances at each element."""

    definition: DefinitionView
    instances: int
    incidents: int
    elements: Mapping[str, int]


def list_definitions(context: Context, query: DefinitionQuery) -> tuple[DefinitionView, ...]:
    """Definitions that the actor may see."""
    with context.reading() as session:
        found = rows(session.connection, DEFINITIONS, _where(context, query), query.page)
        return definition_views(session.connection, found)


def count_definitions(context: Context, query: DefinitionQuery) -> int:
    """How many match."""
    with context.reading() as session:
        return DEFINITIONS.count(session.connection, _where(context, query))


def get_definition(context: Context, definition_id: str) -> DefinitionView:
    """One definition. Raises NotFoundError."""
    with context.reading() as session:
        row = _visible(context, session, process_definition.c.id == definition_id)
        return definition_views(session.connection, [_found(row, definition_id)])[0]


def latest_definition(context: Context, key: str) -> DefinitionView:
    """The latest version of a key. Raises NotFoundError."""
    with context.reading() as session:
        row = _visible(context, session, process_definition.c.key == key, process_definition.c.latest)
        return definition_views(session.connection, [_found(row, key)])[0]


def definition_xml(context: Context, definition_id: str) -> str:
    """The diagram's XML as it was deployed. Raises NotFoundError."""
    with context.reading() as session:
        row = _found(_visible(context, session, process_definition.c.id == definition_id), definition_id)
        file = _found(resource_row(session.connection, row.resource_id), row.resource_id)
        return _text(file.data)


def definition_process(context: Context, definition_id: str) -> Process:
    """The model of the process. Raises NotFoundError."""
    with context.reading() as session:
        _found(_visible(context, session, process_definition.c.id == definition_id), definition_id)
        return process_of(session.connection, definition_id)


def definition_diagram(context: Context, definition_id: str) -> Diagram:
    """The model of the whole file that the definition came in. Raises NotFoundError."""
    with context.reading() as session:
        row = _found(_visible(context, session, process_definition.c.id == definition_id), definition_id)
        return diagram_of(session.connection, row.resource_id)


def ways_in(context: Context, definition_id: str) -> tuple[Startable, ...]:
    """The start events of a process, in document order. Raises NotFoundError."""
    return startable(definition_process(context, definition_id))


def start_form(context: Context, definition_id: str) -> FormView | None:
    """The form of the plain start event, or None when it has none. Raises NotFoundError."""
    with context.reading() as session:
        row = _found(_visible(context, session, process_definition.c.id == definition_id), definition_id)
        process = process_of(session.connection, definition_id)
        plain = next((way.element for way in startable(process) if way.kind == "none"), None)
        node = process.nodes.get(plain or "")
        if node is None or node.user_task is None or node.user_task.form is None:
            return None
        return form_view(session, node.user_task.form, row.deployment_id)


def form_view(session: Session, reference: Reference, deployment_id: str) -> FormView:
    """The form that a reference means, for a diagram of that deployment. Raises NotFoundError."""
    row = form_row(session.connection, reference, deployment_id)
    return FormView(reference.key, json.loads(row.data), row.deployment_id, row.name)


def statistics(context: Context, query: DefinitionQuery) -> tuple[DefinitionStatistics, ...]:
    """Open instances and incidents of each definition that matches."""
    with context.reading() as session:
        connection = session.connection
        found = definition_views(connection, rows(connection, DEFINITIONS, _where(context, query), query.page))
        ids = [view.id for view in found]
        numbers = open_numbers(connection, ids)
        elements: dict[str, dict[str, int]] = {id: {} for id in ids}
        for row in open_elements(connection, ids):
            elements[row.definition_id][row.element] = row.number
        return tuple(DefinitionStatistics(view, *numbers[view.id], elements[view.id]) for view in found)


def _text(data: bytes) -> str:
    """An XML file as text, in the encoding that it declares; the declaration is left out, for text has no encoding."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16")
    else:
        declared = _DECLARED.match(data)
        text = data.decode(declared[1].decode() if declared else "utf-8", "replace").removeprefix("\ufeff")
    return _ENCODING.sub(r"\1", text, count=1)


def _where(context: Context, query: DefinitionQuery) -> list[ColumnElement[bool]]:
    where = [*conditions(DEFINITIONS, query), visible_definitions(context.actor)]
    if query.startable:
        where += [process_definition.c.latest, process_definition.c.executable]
        if not context.actor.sees_all:
            where.append(has_group("starter", sorted(context.actor.groups)))
    return where


def _visible(context: Context, session: Session, *where: ColumnElement[bool]) -> AnyRow | None:
    return definition_row(session.connection, *where, visible_definitions(context.actor))


def _found(row: AnyRow | None, id: str) -> AnyRow:
    if row is None:
        raise NotFoundError(kind="Processdefinition", id=id)
    return row


def definition_views(connection: Connection, found: Sequence[AnyRow]) -> tuple[DefinitionView, ...]:
    """Rows of definitions as views, with their groups."""
    groups: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in groups_of(connection, [row.id for row in found]):
        key = (row.definition_id, row.role)
        groups[key] = (*groups.get(key, ()), row.name)
    return tuple(
        DefinitionView(
            id=row.id,
            key=row.key,
            version=row.version,
            name=row.name,
            version_tag=row.version_tag,
            deployment_id=row.deployment_id,
            resource=row.resource,
            executable=row.executable,
            latest=row.latest,
            documentation=row.documentation,
            groups=groups.get((row.id, "member"), ()),
            starters=groups.get((row.id, "starter"), ()),
        )
        for row in found
    )
