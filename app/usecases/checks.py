"""The findings of a deployment: each file by itself, and all against what is deployed already."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection

from app.definitions import forms, rules
from app.definitions.catalogue import Place, error
from app.definitions.findings import Finding, Severity
from app.definitions.forms import Form
from app.definitions.model import Diagram, Process, Reference
from app.definitions.reader import read
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
KEY_TWICE = error(
    "process-twice",
    "Processen ”{key}” finns i två av filerna.",
    "The process {key} is in two of the files.",
    "Ta bort den ena.",
)
FORM_TWICE = error(
    "form-twice",
    "Två av filerna har formulär med id ”{key}”.",
    "Two of the files have forms with the id {key}.",
    "Ge det ena ett annat id.",
)
BAD_BUSINESS_KEY = error(
    "business-key-pattern",
    "Mönstret för ärendenummer går inte att använda: ”{pattern}”.",
    "The pattern of business keys cannot be used: {pattern}.",
    "Skriv till exempel SN-{{year}}-{{number:05d}}.",
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """The files, read. diagrams and forms by file name."""

    diagrams: Mapping[str, Diagram]
    forms: Mapping[str, Form]
    findings: tuple[Finding, ...]

    def processes(self) -> Iterator[tuple[str, Process]]:
        """(file, process), in the order of the files."""
        for file, diagram in self.diagrams.items():
            for process in diagram.processes:
                yield file, process


def parse_files(files: Mapping[str, bytes]) -> Parsed:
    """Read the diagrams and forms among the files and check each by itself. Touches no database."""
    diagrams: dict[str, Diagram] = {}
    found_forms: dict[str, Form] = {}
    findings: list[Finding] = []
    for name, data in files.items():
        if name.endswith((".bpmn", ".bpmn20.xml")):
            diagram, found = read(data, name)
            findings += found
            if diagram is not None:
                diagrams[name] = diagram
        elif name.endswith(".form"):
            form, found = forms.read(data, name)
            findings += found
            if form is not None:
                found_forms[name] = form
    parsed = Parsed(diagrams, found_forms, ())
    findings += _per_process(parsed)
    return Parsed(diagrams, found_forms, tuple(findings))


def _per_process(parsed: Parsed) -> Iterator[Finding]:
    seen: set[str] = set()
    for file, process in parsed.processes():
        if process.key in seen:
            yield KEY_TWICE.at(Place(file, process.key), key=process.key)
        seen.add(process.key)
        if process.executable:
            yield from unsupported(process, file)
        pattern = process.properties.get("businessKey")
        if pattern is not None and not is_pattern(pattern):
            yield BAD_BUSINESS_KEY.at(Place(file, process.key), pattern=pattern)
    ids: set[str] = set()
    for file, form in parsed.forms.items():
        if form.id in ids:
            yield FORM_TWICE.at(Place(file), key=form.id)
        ids.add(form.id)


def check_against(connection: Connection, parsed: Parsed) -> Iterator[Finding]:
    """The rules, which look at what the files refer to, and messages that start something else."""
    own_forms = {form.id for form in parsed.forms.values()}
    own_keys = {process.key for _, process in parsed.processes()}
    topics = registry.by_topic
    known = Known(
        form=cache(lambda key: key in own_forms or latest_form(connection, key) is not None),
        process=cache(lambda key: key in own_keys or latest(connection, key) is not None),
        topic=lambda topic: topic in topics or not topics,
    )
    for diagram in parsed.diagrams.values():
        yield from rules.check(diagram, known)
    yield from _message_starts(connection, parsed)


def _message_starts(connection: Connection, parsed: Parsed) -> Iterator[Finding]:
    owners: dict[str, str] = {}
    own_keys = {process.key for _, process in parsed.processes()}
    broken = {finding.file for finding in parsed.findings if finding.severity is Severity.ERROR}
    for file, process in parsed.processes():
        if not process.executable or file in broken:
            continue
        for way in startable(process):
            if way.kind != "message":
                continue
            deployed = owner_of_message(connection, way.name)
            owner = owners.get(way.name) or (deployed if deployed not in own_keys else None)
            if owner is not None:
                yield MESSAGE_TAKEN.at(Place(file, way.element), message=way.name, owner=owner)
            owners[way.name] = process.key


def _fixed(reference: Reference | None) -> str | None:
    """The key, unless it is an expression."""
    if reference is None or not reference.key or reference.key.startswith(("=", "${", "#{")):
        return None
    return reference.key


def called_keys(process: Process) -> Iterable[str]:
    """Keys of the processes that this one calls by name."""
    return [key for node in process.nodes.values() if (key := _fixed(node.called)) is not None]


def refuse_errors(findings: Iterable[Finding]) -> None:
    """Raise RejectedDeploymentError with all findings when one of them is an error."""
    found = tuple(findings)
    if any(finding.severity is Severity.ERROR for finding in found):
        raise RejectedDeploymentError(findings=found)
