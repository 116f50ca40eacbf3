"""The log in words: who did what."""

from app.pages import formats, people
from app.pages.events import Event
from app.usecases.history import OperationView


def entry(operation: OperationView) -> Event:
    """One line of the log. An action that has no words yet shows its own name."""
    title = f"{operation.action} {operation.entity}"
    by = people.name(operation.actor_id) if operation.actor_kind == "person" else ""
    return Event(operation.time, formats.moment(operation.time), title, by, _detail(operation))


def _detail(operation: OperationView) -> str:
    told = [f"{formats.label(name)}: {formats.value(text)}" for name, text in operation.detail.items() if text]
    return "; ".join(told)
