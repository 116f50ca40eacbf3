"""The findings of a deployment: what `definitions` finds, what the engine cannot run, and clashes
with what is deployed.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from sqlalchemy import Connection

from app.definitions.catalogue import Place, error
from app.definitions.findings import Finding, Severity
from app.definitions.inspection import Inspection, inspect
from app.definitions.model import Process
from app.definitions.rules import Known
from app.engine import startable, unsupported
from app.errors import RejectedDeploymentError
from app.handler import registry
from app.store.deployments import latest_form
from app.store.process_definitions import latest, owner_of_message
from app.usecases.business_keys import is_pattern

MESSAGE_TAKEN = error(
    "message-start-taken",
    "Meddelandet ”{message}” startar redan processen ”{owner}”.",
    "The message {message} already starts the process {owner}.",
    "Ge meddelandet ett eget namn.",
)
BAD_BUSINESS_KEY = error(
    "business-key-pattern",
    "Mönstret för ärendenummer går inte att använda: ”{pattern}”.",
    "The pattern of business keys cannot be used: {pattern}.",
    "Skriv till exempel SN-{{year}}-{{number:05d}}, eller ett uttryck som =arendenummer.",
)


def findings_of(connection: Connection, files: Mapping[str, bytes]) -> tuple[Inspection, tuple[Finding, ...]]:
    """The files, read, and everything that is found in them; against the latest of what is deployed."""
    topics = registry.by_topic
    known = Known(
        form=cache(lambda key: latest_form(connection, key) is not None),
        process=cache(lambda key: latest(connection, key) is not None),
        topic=lambda topic: topic in topics or not topics,
    )
    inspection = inspect(files, known)
    if inspection.refused:  # what is wrong in itself need not be tried on the engine
        return inspection, inspection.findings
    more = [each for file, process in processes(inspection) for each in _of_process(process, file)]
    return inspection, (*inspection.findings, *more, *taken_messages(connection, inspection))


def taken_messages(connection: Connection, inspection: Inspection) -> Iterator[Finding]:
    """Message starts whose name another deployed process has: a message has one owner among the latest versions."""
    redeployed = {process.key for _, process in processes(inspection)}
    for file, process in processes(inspection):
        for way in startable(process) if process.executable else ():
            owner = owner_of_message(connection, way.name) if way.kind == "message" else None
            if owner is not None and owner not in redeployed:
                yield MESSAGE_TAKEN.at(Place(file, way.element), message=way.name, owner=owner)


def processes(inspection: Inspection) -> Iterator[tuple[str, Process]]:
    """(file, process), in the order of the files."""
    return ((diagram.file, process) for diagram in inspection.diagrams for process in diagram.processes)


def refuse_errors(findings: Iterable[Finding]) -> None:
    """Raise RejectedDeploymentError with all findings when one of them is an error."""
    found = tuple(findings)
    if any(finding.severity is Severity.ERROR for finding in found):
        raise RejectedDeploymentError(findings=found)


def _of_process(process: Process, file: str) -> Iterator[Finding]:
    if not process.executable:
        return
    yield from unsupported(process, file)
    pattern = process.properties.get("businessKey")
    if pattern is not None and not is_pattern(pattern):
        yield BAD_BUSINESS_KEY.at(Place(file, process.key), pattern=pattern)


def called_keys(process: Process) -> list[str]:
    """Keys of the processes that this one calls by name; those that an expression gives are known only later."""
    called = [node.called.key for node in process.nodes.values() if node.called is not None]
    return [key for key in called if key and not key.startswith(("=", "${", "#{"))]
