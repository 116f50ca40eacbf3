"""Forms as they were deployed: found by their key, beside a definition or in their latest version; and enforced."""

import json
from collections.abc import Mapping

from sqlalchemy import Connection

from app import engine
from app.definitions import forms
from app.definitions.forms import Form, Outcome
from app.definitions.model import Binding, Reference
from app.engine import World
from app.errors import InvalidFormError, NotFoundError
from app.store import deployments, instances, process_definitions
from app.store.cases import CaseRow
from app.store.tasks import ActiveTask
from app.store.types import AnyRow
from app.usecases.context import Context, Session
from app.usecases.models import form_in, form_row
from app.usecases.process_definitions import FormView
from app.values import Variables


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


def form_reference(task: ActiveTask | AnyRow) -> Reference | None:
    """The form that a task's row names."""
    if task.form is None:
        return None
    key, binding, version = json.loads(task.form)
    return Reference(key, Binding(binding), version)


def deployment_of(connection: Connection, instance_id: str) -> str:
    """The deployment that an instance's definition came in."""
    instance = instances.instance_row(connection, instance_id)
    definition = process_definitions.by_id(connection, instance.definition_id) if instance is not None else None
    if definition is None:
        raise NotFoundError(kind="Ärendet", id=instance_id)
    id: str = definition.deployment_id
    return id


def checked_by_form(session: Session, task: tuple[ActiveTask, CaseRow], sent: Variables, world: World) -> Variables:
    """What was sent, as the task's form reads it; names that the form does not have are kept as they are.

    Raises InvalidFormError. A task without a form takes what is sent.
    """
    found = _form_and_known(session, task, world)
    if found is None:
        return sent
    outcome = _accepted(forms.validate(found[0], sent, found[1], world.now()))
    return {**{name: sent[name] for name in outcome.unknown}, **outcome.variables}


def typed_into_form(
    session: Session, task: tuple[ActiveTask, CaseRow], typed: Mapping[str, object], world: World
) -> Variables:
    """What was typed into a page, as the task's form reads it; nothing else. Raises InvalidFormError."""
    found = _form_and_known(session, task, world)
    if found is None:
        return {}
    return _accepted(forms.validate_typed(found[0], typed, found[1], world.now())).variables


def _form_and_known(session: Session, task: tuple[ActiveTask, CaseRow], world: World) -> tuple[Form, Variables] | None:
    row, case = task
    reference = form_reference(row)
    if reference is None:
        return None
    file = form_row(session.connection, reference, deployment_of(session.connection, row.instance_id))
    return form_in(file), engine.variables(case.state, row.id, world)


def _accepted(outcome: Outcome) -> Outcome:
    if outcome.problems:
        raise InvalidFormError(problems=outcome.problems)
    return outcome


def _view(row: AnyRow | None, key: str) -> FormView:
    if row is None:
        raise NotFoundError(kind="Formuläret", id=key)
    return FormView(key, json.loads(row.data), row.deployment_id, row.name)
