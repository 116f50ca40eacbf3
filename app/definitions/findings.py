"""What a check at deploy says: severity, rule, element, a Swedish and an English sentence, a hint."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Errors refuse the deployment, warnings do not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in one file. `element` is the id of the BPMN element or form field, "" for the whole file.

    `swedish` is a sentence that a process owner understands; `hint` (Swedish) says what to do.
    """

    severity: Severity
    rule: str
    file: str
    element: str
    swedish: str
    english: str
    hint: str = ""
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        where = f"{self.file}, {self.element}" if self.element else self.file
        return f"{self.swedish} ({where})"
