"""Compile a process of the model into a SpiffWorkflow specification, or say what cannot be run right."""

from app.definitions.findings import Finding
from app.definitions.model import Process
from app.engine.steps import Startable


def startable(process: Process) -> tuple[Startable, ...]:
    """The ways in, in document order."""
    raise NotImplementedError


def unsupported(process: Process, file: str) -> tuple[Finding, ...]:
    """An error finding for each construct that this engine would not run as BPMN says; empty means that it runs."""
    raise NotImplementedError
