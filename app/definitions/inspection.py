"""All files of a deployment read and checked together: diagrams, forms, and what one says about another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.definitions import forms, reader, rules
from app.definitions.catalogue import Place, error
from app.definitions.findings import Finding, Severity
from app.definitions.forms import Form
from app.definitions.model import Diagram, EventKind, Kind, Node, Process
from app.definitions.rules import Known
from app.definitions.rules.scopes import begins_plainly

PROCESS_TWICE = error(
    "process-in-two-files",
    "Processen ”{key}” finns också i filen {other}.",
    "The process {key} is also in the file {other}.",
    "Ge processerna olika id, eller ta bort den ena filen.",
)
FORM_TWICE = error(
    "form-in-two-files",
    "Formuläret ”{key}” finns också i filen {other}.",
    "The form {key} is also in the file {other}.",
    "Ge formulären olika id, eller ta bort den ena filen.",
)
MESSAGE_TWICE = error(
    "message-start-in-two-files",
    "Meddelandet ”{message}” i ”{element}” startar också en process i filen {other}.",
    "The message {message} of {element} also starts a process in the file {other}.",
    "Ge startmeddelandena olika namn.",
    "Camunda: Message Start Event",
)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the files hold, and what was found. Errors among the findings refuse the deployment."""

    diagrams: tuple[Diagram, ...]
    forms: Mapping[str, Form]
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether there is an error."""
        return any(each.severity is Severity.ERROR for each in self.findings)


def inspect(files: Mapping[str, bytes], known: Known | None = None) -> Inspection:
    """Read and check *.bpmn and *.form; other files are left alone. `known` says what exists already, elsewhere."""
    found: list[Finding] = []
    diagrams: list[Diagram] = []
    read_forms: dict[str, Form] = {}
    for name, data in files.items():
        if name.lower().endswith(".bpmn"):
            diagram, findings = reader.read(data, name)
            found += findings
            diagrams += [diagram] if diagram is not None else []
        elif name.lower().endswith(".form"):
            form, findings = forms.read(data, name)
            found += findings
            read_forms |= {name: form} if form is not None else {}
    found += _twice(diagrams, read_forms)
    together = _together(diagrams, read_forms, known or Known())
    for diagram in diagrams:
        found += rules.check(diagram, together)
    return Inspection(tuple(diagrams), read_forms, tuple(dict.fromkeys(found)))


def _together(diagrams: list[Diagram], read_forms: Mapping[str, Form], known: Known) -> Known:
    """What exists once these files are deployed."""
    own_forms = {form.id: form for form in read_forms.values()}
    own_processes = {process.key: process for _, process in _processes(diagrams)}
    return Known(
        form=lambda key: key in own_forms or known.form(key),
        topic=known.topic,
        process=lambda key: key in own_processes or known.process(key),
        callable=lambda key: begins_plainly(own_processes[key]) if key in own_processes else known.callable(key),
        fields=lambda key: _fields(own_forms[key]) if key in own_forms else known.fields(key),
    )


def _fields(form: Form) -> dict[str, frozenset[object] | None]:
    """The variables that a form sets, with the answers that can be chosen; None where anything can be written."""
    found: dict[str, frozenset[object] | None] = {}
    for component in form.all():
        if component.path and component.readonly is not True:
            options = component.options.static if component.options is not None else ()
            offered = (frozenset(option.value for option in options) or None) if len(component.path) == 1 else None
            earlier = found.setdefault(component.path[0], offered)
            found[component.path[0]] = earlier | offered if earlier is not None and offered is not None else None
    return found


def _processes(diagrams: list[Diagram]) -> Iterator[tuple[str, Process]]:
    return ((each.file, process) for each in diagrams for process in each.processes if process.executable)


def _message_starts(diagrams: list[Diagram]) -> Iterator[tuple[str, Node, str]]:
    for file, process in _processes(diagrams):
        for node in process.children(process.key):
            event = node.event
            if node.kind is Kind.START_EVENT and event is not None and event.kind is EventKind.MESSAGE and event.name:
                yield file, node, event.name


def _twice(diagrams: list[Diagram], read_forms: Mapping[str, Form]) -> Iterator[Finding]:
    keys: dict[str, str] = {}
    for file, process in _processes(diagrams):
        other = keys.setdefault(process.key, file)
        if other != file:
            yield PROCESS_TWICE.at(Place(file, process.key), key=process.key, other=other)
    ids: dict[str, str] = {}
    for file, form in read_forms.items():
        other = ids.setdefault(form.id, file)
        if form.id and other != file:
            yield FORM_TWICE.at(Place(file), key=form.id, other=other)
    messages: dict[str, str] = {}
    for file, node, message in _message_starts(diagrams):
        other = messages.setdefault(message, file)
        if other != file:
            place = Place(file, node.id, node.line)
            yield MESSAGE_TWICE.at(place, message=message, element=node.name or node.id, other=other)
