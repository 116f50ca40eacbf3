"""Find an instance that the actor may see, and lock its case."""

from app.errors import InstanceEndedError, NotFoundError
from app.store.cases import CaseRow, lock_case
from app.store.instances import INSTANCES
from app.store.tables import instance
from app.store.types import AnyRow
from app.usecases.access import visible_instances
from app.usecases.context import Context, Session
from app.usecases.queries import Page, rows


def visible_instance(context: Context, session: Session, instance_id: str) -> AnyRow:
    """The instance. Raises NotFoundError, also for one that the actor may not see."""
    where = [instance.c.id == instance_id, visible_instances(context.actor)]
    found = rows(session.connection, INSTANCES, where, Page(size=1))
    if not found:
        raise NotFoundError(kind="Ärendet", id=instance_id)
    return found[0]


def running_case(session: Session, row: AnyRow) -> CaseRow:
    """The case of an instance, locked. Raises InstanceEndedError."""
    case = lock_case(session.connection, row.root_id) if row.ended is None else None
    if case is None:
        raise InstanceEndedError(id=row.id)
    return case
