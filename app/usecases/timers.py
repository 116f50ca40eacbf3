"""When a timer is due: its diagram's text, evaluated with what its case knows."""

from datetime import datetime

from app import engine
from app.definitions.model import Event
from app.errors import InvalidRequestError, StaleTriggerError
from app.expressions import Environment, Expression, parse_attribute
from app.expressions.rounds import following
from app.expressions.times import cycle, due
from app.store.cases import peek_state
from app.store.instances import instance_row
from app.store.types import AnyRow
from app.usecases.context import Context, Session
from app.usecases.models import process_of
from app.values import Variables


def due_since(context: Context, session: Session, row: AnyRow, since: datetime) -> datetime:
    """When the timer of a job would be due if it had been set at `since`; of a cycle, its first round after that.

    Raises: InvalidRequestError (the job is no timer, or its cycle is over), StaleTriggerError, ExpressionError.
    """
    event = _event(session, row)
    parsed = parse_attribute(event.date or event.duration or event.cycle or "")
    value: object = parsed
    if isinstance(parsed, Expression):
        value = parsed.evaluate(_known(context, session, row), Environment(now=lambda: since))
    if event.cycle is None:
        return due(value, since)
    repeated = cycle(value)
    found = following(repeated, repeated.anchor(since), -1, since)
    if found is None:
        raise InvalidRequestError(reason="upprepningen är redan slut")
    return found[1]


def _event(session: Session, row: AnyRow) -> Event:
    """The timer event of a job."""
    instance = instance_row(session.connection, row.instance_id) if row.instance_id else None
    definition_id = row.definition_id if instance is None else instance.definition_id
    node = process_of(session.connection, definition_id).nodes.get(row.element) if definition_id else None
    if row.kind not in ("timer", "start-timer") or node is None or node.event is None:
        raise InvalidRequestError(reason="jobbet är ingen timer")
    return node.event


def _known(context: Context, session: Session, row: AnyRow) -> Variables:
    """The variables that the timer sees; none where it starts a process."""
    if row.kind == "start-timer":
        return {}
    state = peek_state(session.connection, row.root_id)
    if state is None:
        raise StaleTriggerError(token=row.id)
    return engine.variables(state, row.id, context.world(session))
