"""The timeline of a case: what people and the system did, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.definitions.model import Kind
from app.messages import gettext as _
from app.pages import formats, people
from app.usecases.history import ActivityView

_TOLD = frozenset(
    {
        Kind.USER_TASK,
        Kind.MANUAL_TASK,
        Kind.SERVICE_TASK,
        Kind.SEND_TASK,
        Kind.RECEIVE_TASK,
        Kind.START_EVENT,
        Kind.END_EVENT,
        Kind.INTERMEDIATE_CATCH,
        Kind.INTERMEDIATE_THROW,
        Kind.BOUNDARY_EVENT,
    }
)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that has happened."""

    at: datetime
    when: str
    title: str
    by: str = ""
    text: str = ""


def timeline(visits: Iterable[ActivityView], limit: int | None = None) -> list[Event]:
    """The newest first; without names there is nothing to tell."""
    told = [event for visit in visits if (event := _event(visit))]
    told.reverse()  # of what happened at the same moment, the last comes first too
    told.sort(key=lambda event: event.at, reverse=True)
    return told[:limit]


def _event(visit: ActivityView) -> Event | None:
    if visit.kind not in _TOLD or not visit.name or visit.ended is None:
        return None
    by = _("av {name}", name=people.name(visit.performer)) if visit.performer else ""
    text = "" if visit.outcome == "completed" else _("Behövdes inte längre.")
    return Event(visit.ended, formats.moment(visit.ended), visit.name, by, text)
