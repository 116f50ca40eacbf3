"""The log in words: who did what."""

from app.errors import NotFoundError
from app.messages import gettext as _
from app.pages import formats, people
from app.pages.events import Event
from app.pages.site import context
from app.usecases import instances, process_definitions
from app.usecases.history import OperationView

_WORDS = {
    ("start", "instance"): "Startade ärendet",
    ("read", "instance"): "Läste ärendet",
    ("cancel", "instance"): "Avbröt ärendet",
    ("correlate", "instance"): "Registrerade en händelse",
    ("signal", "execution"): "Lät steget gå vidare",
    ("claim", "task"): "Tog uppgiften",
    ("unclaim", "task"): "Släppte uppgiften",
    ("assign", "task"): "Lämnade över uppgiften",
    ("complete", "task"): "Gjorde klart uppgiften",
    ("change", "task"): "Ändrade uppgiftens frist eller prioritet",
    ("candidates", "task"): "Ändrade vilka som kan ta uppgiften",
    ("complete", "job"): "Utförde steget",
    ("due", "job"): "Flyttade en tidpunkt",
    ("recalculate", "job"): "Räknade om en tidpunkt",
    ("retry", "incident"): "Försökte igen efter ett stopp",
    ("annotate", "incident"): "Antecknade vid ett stopp",
    ("variables", "execution"): "Ändrade uppgifter i ärendet",
}


def entry(operation: OperationView) -> Event:
    """One line of the log. An action that has no words yet shows its own name."""
    known = _WORDS.get((operation.action, operation.entity))
    title = _(known) if known else f"{operation.action} {operation.entity}"
    step = _step(operation)
    by = people.name(operation.actor_id) if operation.actor_kind == "person" else ""
    return Event(operation.time, formats.moment(operation.time), f"{title}: {step}" if step else title, by)


def _step(operation: OperationView) -> str:
    """The name of the step that it concerns, where the reader may know it."""
    if not operation.instance_id or not operation.element:
        return ""
    try:
        instance = instances.get_instance(context(), operation.instance_id)
        process = process_definitions.definition_process(context(), instance.definition_id)
    except NotFoundError:
        return ""
    node = process.nodes.get(operation.element)
    return node.name if node else ""
