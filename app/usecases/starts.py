"""Begin a new case: its number, the kommun's settings, and its first step. Who may do so is decided by the callers."""

from dataclasses import dataclass, field

from app import engine
from app.engine import Start
from app.errors import NotStartableError
from app.store.ids import new_id
from app.store.instances import open_with_key
from app.usecases.business_keys import business_key_of
from app.usecases.context import Context, Session
from app.usecases.models import process_of
from app.usecases.record import record_start
from app.usecases.settings_in_force import KOMMUN, settings_in_force
from app.values import Variables


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a case begins. element: the start event, None for the plain one. unique: see `instances.StartInstance`."""

    definition_id: str
    element: str | None = None
    business_key: str | None = None
    variables: Variables = field(default_factory=dict)
    unique: bool = False


def begin(context: Context, session: Session, beginning: Beginning) -> str:
    """Start the case and write its first step; the id of its root instance. Raises as `instances.start_instance`."""
    connection = session.connection
    process = process_of(connection, beginning.definition_id)
    if not process.executable:
        raise NotStartableError(key=process.key, reason="diagrammet är bara en ritning (isExecutable är inte satt)")
    business_key = beginning.business_key or None
    pattern = process.properties.get("businessKey")
    if business_key is None and pattern is not None:
        business_key = business_key_of(session, pattern, beginning.variables)
    if beginning.unique and business_key is not None and open_with_key(connection, process.key, business_key):
        raise NotStartableError(key=process.key, reason=f"ett öppet ärende har redan nyckeln {business_key}")
    instance_id = new_id()
    variables = {KOMMUN: settings_in_force(session.connection), **beginning.variables}
    command = Start(beginning.definition_id, instance_id, business_key, variables, beginning.element)
    record_start(context, session, engine.start(command, context.world(session)))
    return instance_id
