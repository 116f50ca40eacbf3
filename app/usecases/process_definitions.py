"""Process definitions: versions of processes, their diagrams, ways in and start forms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.definitions.model import Diagram, Process
from app.engine import Startable
from app.usecases.context import Context
from app.usecases.queries import Page


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
    raise NotImplementedError


def count_definitions(context: Context, query: DefinitionQuery) -> int:
    """How many match."""
    raise NotImplementedError


def get_definition(context: Context, definition_id: str) -> DefinitionView:
    """One definition. Raises NotFoundError."""
    raise NotImplementedError


def latest_definition(context: Context, key: str) -> DefinitionView:
    """The latest version of a key. Raises NotFoundError."""
    raise NotImplementedError


def definition_xml(context: Context, definition_id: str) -> str:
    """The diagram's XML as it was deployed. Raises NotFoundError."""
    raise NotImplementedError


def definition_process(context: Context, definition_id: str) -> Process:
    """The model of the process. Raises NotFoundError."""
    raise NotImplementedError


def definition_diagram(context: Context, definition_id: str) -> Diagram:
    """The model of the whole file that the definition came in. Raises NotFoundError."""
    raise NotImplementedError


def ways_in(context: Context, definition_id: str) -> tuple[Startable, ...]:
    """The start events of a process, in document order. Raises NotFoundError."""
    raise NotImplementedError


def start_form(context: Context, definition_id: str) -> FormView | None:
    """The form of the plain start event, or None when it has none. Raises NotFoundError."""
    raise NotImplementedError


def statistics(context: Context, query: DefinitionQuery) -> tuple[DefinitionStatistics, ...]:
    """Open instances and incidents of each definition that matches."""
    raise NotImplementedError
