"""Who waits for a message: found in SQL by name, business key and values in the case, then looked at closely."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement

from app import engine
from app.errors import StaleTriggerError
from app.store.cases import peek_state
from app.store.encoding import matched
from app.store.subscriptions import waiting_for
from app.store.tables import instance, subscription
from app.store.types import AnyRow
from app.store.variables import has_variable, visible_in_case
from app.usecases.context import Context, Session
from app.usecases.throws import Delivery
from app.values import Variables


def matching(
    context: Context, session: Session, delivery: Delivery, where: Sequence[ColumnElement[bool]] = ()
) -> list[AnyRow]:
    """The waits that a message fits, oldest first.

    Its correlation keys are compared with the variables visible at the waiting element: 5, 5.0 and "5" are the same.
    """
    conditions = list(where)
    if delivery.business_key is not None:
        conditions.append(instance.c.business_key == delivery.business_key)
    for name, value in delivery.correlation.items():
        conditions.append(visible_in_case(subscription.c.root_id, name, value))
    found = waiting_for(session.connection, "message", delivery.name, conditions)
    if not delivery.correlation:
        return list(found)
    return [row for row in found if _fits(context, session, row, delivery.correlation)]


def locally(local: Variables) -> list[ColumnElement[bool]]:
    """Conditions that the waiting element's own scope has these values."""
    scope = subscription.c.root_id, subscription.c.scope
    return [has_variable(scope, name, "eq", value) for name, value in local.items()]


def _fits(context: Context, session: Session, row: AnyRow, correlation: Variables) -> bool:
    state = peek_state(session.connection, row.root_id)
    if state is None:
        return False
    try:
        visible = engine.variables(state, row.id, context.world(session))
    except StaleTriggerError:
        return False
    return all(name in visible and matched(visible[name]) == matched(value) for name, value in correlation.items())
