"""Forms as they were deployed: found by their key, beside a definition or in their latest version."""

import json

from app.errors import NotFoundError
from app.store import deployments, process_definitions
from app.store.types import AnyRow
from app.usecases.context import Context
from app.usecases.process_definitions import FormView


def form_of_definition(context: Context, definition_id: str, key: str) -> FormView:
    """The form with this key in the definition's deployment, else in the newest one before it. Raises NotFoundError."""
    with context.reading() as session:
        definition = process_definitions.by_id(session.connection, definition_id)
        if definition is None:
            raise NotFoundError(kind="Processdefinition", id=definition_id)
        return _view(deployments.form_of_deployment(session.connection, key, definition.deployment_id), key)


def latest_form(context: Context, key: str) -> FormView:
    """The form with this key in the newest deployment that has one. Raises NotFoundError."""
    with context.reading() as session:
        return _view(deployments.latest_form(session.connection, key), key)


def _view(row: AnyRow | None, key: str) -> FormView:
    if row is None:
        raise NotFoundError(kind="Formuläret", id=key)
    return FormView(key, json.loads(row.data), row.deployment_id, row.name)
