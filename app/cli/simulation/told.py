"""The story of a case, line by line."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the story. `kind`: start, task, job, message, program or time."""

    when: datetime
    kind: str
    who: str
    what: str
    detail: str = ""
