"""Process models by definition id: read from the database once, then shared by all threads; they never change."""

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

from sqlalchemy import Connection

from app.definitions import forms
from app.definitions.forms import Form
from app.definitions.model import Binding, Diagram, Process, Reference
from app.definitions.reader import read
from app.errors import NotFoundError
from app.store import deployments, process_definitions
from app.store.tables import process_definition
from app.store.types import AnyRow

_CACHED = 500

_V = TypeVar("_V")


class _Cache(Generic[_V]):
    """The most recently used values by id."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[str, _V] = OrderedDict()

    def get(self, id: str) -> _V | None:
        with self._lock:
            found = self._kept.get(id)
            if found is not None:
                self._kept.move_to_end(id)
            return found

    def put(self, id: str, value: _V) -> None:
        with self._lock:
            self._kept[id] = value
            while len(self._kept) > _CACHED:
                self._kept.popitem(last=False)


_processes: _Cache[Process] = _Cache()
_diagrams: _Cache[Diagram] = _Cache()
_forms: _Cache[Form] = _Cache()


def process_of(connection: Connection, definition_id: str) -> Process:
    """The process of a definition. Raises NotFoundError."""
    found = _processes.get(definition_id)
    if found is None:
        row = process_definitions.by_id(connection, definition_id)
        if row is None:
            raise NotFoundError(kind="Processdefinition", id=definition_id)
        found = diagram_of(connection, row.resource_id).process(row.key)
        _processes.put(definition_id, found)
    return found


def diagram_of(connection: Connection, resource_id: str) -> Diagram:
    """The diagram in a file that was deployed. Raises NotFoundError."""
    found = _diagrams.get(resource_id)
    if found is None:
        row = deployments.resource_row(connection, resource_id)
        found = read(row.data, row.name)[0] if row is not None else None
        if found is None:
            raise NotFoundError(kind="Diagram", id=resource_id)
        _diagrams.put(resource_id, found)
    return found


def remember(resource_id: str, diagram: Diagram) -> None:
    """What has just been deployed need not be read again. To be called after the commit."""
    _diagrams.put(resource_id, diagram)


def form_in(row: AnyRow) -> Form:
    """The form in a row of `resource`. Raises NotFoundError when the file is no form."""
    found = _forms.get(row.id)
    if found is None:
        found = forms.read(row.data, row.name)[0]
        if found is None:
            raise NotFoundError(kind="Formuläret", id=row.name)
        _forms.put(row.id, found)
    return found


def form_row(connection: Connection, reference: Reference, deployment_id: str) -> AnyRow:
    """The file that a form reference means, for a diagram of that deployment. Raises NotFoundError.

    "deployment" is the form in the same deployment, or the newest before it: a changed diagram that is deployed alone
    still
    finds the forms that it was deployed with.
    """
    match reference.binding:
        case Binding.DEPLOYMENT:
            row = deployments.form_of_deployment(connection, reference.key, deployment_id)
        case Binding.VERSION if (reference.version or "").isdecimal():
            row = deployments.form_version(connection, reference.key, int(reference.version or 0))
        case _:
            row = deployments.latest_form(connection, reference.key)
    if row is None:
        raise NotFoundError(kind="Formuläret", id=reference.key)
    return row


def resolve(connection: Connection, reference: Reference, asking: str) -> str:
    """The id of the definition that a reference means. Raises NotFoundError.

    "deployment" is the deployment of the asking definition, or, where that lacks the process, the latest version: a
    diagram
    that is deployed alone still finds what it calls.
    """
    definition = process_definition.c
    conditions = [definition.key == reference.key]
    match reference.binding:
        case Binding.VERSION:
            version = reference.version or ""
            conditions.append(definition.version == (int(version) if version.isdecimal() else -1))
        case Binding.VERSION_TAG:
            conditions.append(definition.version_tag == (reference.version or ""))
        case Binding.DEPLOYMENT:
            beside = _deployed_with(connection, reference.key, asking)
            if beside is not None:
                return beside
    if reference.binding in (Binding.LATEST, Binding.DEPLOYMENT):
        conditions.append(definition.latest)
    row = process_definitions.definition_row(connection, *conditions)
    if row is None:
        raise NotFoundError(kind="Processen", id=reference.key)
    id: str = row.id
    return id


def _deployed_with(connection: Connection, key: str, asking: str) -> str | None:
    mine = process_definitions.by_id(connection, asking)
    if mine is None:
        return None
    definition = process_definition.c
    row = process_definitions.definition_row(
        connection, definition.key == key, definition.deployment_id == mine.deployment_id
    )
    return None if row is None else row.id
