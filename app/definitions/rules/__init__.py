"""Rules at deploy: what a diagram must fulfil to be run. A new rule is a decorated function in a module here."""

from collections.abc import Iterator

from app.definitions.catalogue import Place, Rule, warning
from app.definitions.findings import Finding
from app.definitions.model import Diagram
from app.definitions.rules import (
    activities,
    answers,
    compensation,
    ends,
    events,
    places,
    references,
    repetitions,
    scopes,
    splits,
    texts,
)
from app.definitions.rules.registry import Known, run, subjects

__all__ = ["MODULES", "Known", "check"]

MODULES = (
    references,
    scopes,
    ends,
    places,
    events,
    splits,
    activities,
    compensation,
    repetitions,
    texts,
    answers,
)
"""Where the rules are; importing them enters them."""

NOT_EXECUTABLE: Rule = warning(
    "not-executable",
    "Ingen process i filen är körbar: den kan visas, men inga ärenden kan startas.",
    "No process in the file is executable: it can be shown, but not started.",
    "Kryssa i Executable för processen om den ska köras.",
)


def check(diagram: Diagram, known: Known | None = None) -> tuple[Finding, ...]:
    """The findings of every rule, in the order of the processes and of the rules.

    A process that is not executable is a drawing, and only shown. `known` says which forms, topics and processes exist.
    """
    return tuple(_findings(diagram, known or Known()))


def _findings(diagram: Diagram, known: Known) -> Iterator[Finding]:
    if diagram.processes and not any(process.executable for process in diagram.processes):
        yield NOT_EXECUTABLE.at(Place(diagram.file))
    for subject in subjects(diagram, known):
        yield from run(subject, diagram.file)
