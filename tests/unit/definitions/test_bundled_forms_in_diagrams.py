"""The bundled diagrams and forms fit together: what a condition reads, somebody sets, with the answers it waits for."""

import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import handlers
from app.definitions import forms
from app.definitions.forms import Form
from app.definitions.model import EventKind, Kind, Node, Process
from app.definitions.names import camunda
from app.definitions.reader import read
from app.expressions import Expression, parse_attribute
from app.handler import registry

FOLDER = Path(__file__).parents[3] / "bpmn"

BUILT_IN = frozenset({"businessKey", "processInstanceId", "kommun", "loopCounter"})

# What messages from outside carry; the diagrams' own messages say it themselves.
START = "arendetyp inkom_datum personnummer personnummer_saknas_skal skyddade_personuppgifter avser"
FROM_OUTSIDE = {
    **dict.fromkeys(["socialtjanst.ansokan", "socialtjanst.begaran"], START),
    **dict.fromkeys(["socialtjanst.anmalan", "socialtjanst.information"], START),
    **dict.fromkeys(["hjalpmedel_myndighet.ansokan", "hjalpmedel_verkstallighet.ansokan"], START),
    "yttrande_inkommet": "yttrande",
    "begaran_om_avgorande": "begaran_datum",
    "ansokan_atertagen": "atertagen_datum",
    "overklagande_inkommet": "overklagande_inkom overklagande_text",
    "orderbekraftelse": "bestallning_status andring leveransdatum",
    "leverans": "leveransdatum individnummer",
    "avregistrering": "avregistrerat_datum",
    **dict.fromkeys(["insatsen_avsagd", "insatsen_avslutas", "den_enskilde_avliden"], "handelsedatum"),
    "flytt_anmald": "flytt_datum flytt_till",
}


@cache
def processes() -> tuple[Process, ...]:
    found: list[Process] = []
    for path in sorted(FOLDER.glob("*.bpmn")):
        diagram, _ = read(path.read_bytes(), path.name)
        assert diagram is not None, path.name
        found.extend(diagram.processes)
    return tuple(found)


@cache
def bundled() -> dict[str, Form]:
    found = {}
    for path in (FOLDER / "forms").glob("*.form"):
        form, _ = forms.read(path.read_bytes(), path.name)
        assert form is not None, path.name
        found[path.stem] = form
    return found


def forms_of(process: Process) -> Iterator[tuple[Node, str]]:
    """(node, form's key) of tasks, and of start events by camunda:formRef."""
    for node in process.nodes.values():
        reference = node.attributes.get(camunda("formRef"))
        key = node.user_task.form.key if node.user_task and node.user_task.form else reference
        if key:
            yield node, key


def conditions(process: Process) -> Iterator[tuple[str, Expression]]:
    """(where, expression) of every condition of flows and conditional events."""
    texts = [(flow.id, flow.condition) for flow in process.flows.values()]
    texts += [(node.id, node.event.condition) for node in process.nodes.values() if node.event]
    for where, text in texts:
        made = parse_attribute(text) if text else None
        if isinstance(made, Expression):
            yield f"{process.key}/{where}", made


def settable(process: Process) -> set[str]:
    """The variables that something in the process, or what starts it, sets."""
    names = set(BUILT_IN)
    for _, key in forms_of(process):
        names.update(each.path[0] for each in bundled()[key].all() if each.path and each.readonly is not True)
    for node in process.nodes.values():
        names.update(_set_by(node))
    for caller in processes():
        for node in caller.nodes.values():
            if node.called and node.called.key == process.key:
                names.update(each.target for each in node.call_in)
    return names


def _set_by(node: Node) -> Iterator[str]:
    yield from (each.target for each in (*node.outputs, *node.inputs, *node.call_out))
    if node.loop:
        yield from filter(None, (node.loop.element, node.loop.output_collection))
    if node.result_variable:
        yield node.result_variable
    if node.topic in results():
        yield from results()[node.topic]
    if node.event:
        yield from filter(None, (node.event.code_variable, node.event.message_variable))
        if node.event.kind is EventKind.MESSAGE:
            yield from FROM_OUTSIDE.get(node.event.name, "").split()
            yield from payloads()[node.event.name]


@cache
def payloads() -> dict[str, set[str]]:
    """What the diagrams' own messages carry, by name."""
    found: dict[str, set[str]] = defaultdict(set)
    for process in processes():
        for node in process.nodes.values():
            throws = node.kind in (Kind.INTERMEDIATE_THROW, Kind.END_EVENT, Kind.SEND_TASK)
            if throws and node.event and node.event.kind is EventKind.MESSAGE:
                found[node.event.name].update(each.target for each in node.inputs)
    return found


@cache
def results() -> dict[str, set[str]]:
    """What the handlers say that they return, by topic."""
    for module in pkgutil.iter_modules(handlers.__path__):
        importlib.import_module(f"handlers.{module.name}")
    return {topic: {field.name for field in each.outputs} for topic, each in registry.by_topic.items()}


def test_every_form_that_a_diagram_names_exists() -> None:
    named = {key for process in processes() for _, key in forms_of(process)}
    assert named - set(bundled()) == set()


def test_every_form_is_used_by_a_diagram_or_by_the_administration() -> None:
    named = {key for process in processes() for _, key in forms_of(process)}
    assert set(bundled()) - named == {"kommun"}


def test_every_user_task_has_a_form() -> None:
    tasks = {node.id for each in processes() for node in each.nodes.values() if node.kind is Kind.USER_TASK}
    assert tasks - {node.id for process in processes() for node, _ in forms_of(process)} == set()


def test_every_variable_that_a_condition_reads_is_set_by_something() -> None:
    unknown = [
        (where, name)
        for process in processes()
        for where, expression in conditions(process)
        for name in expression.names - settable(process)
    ]
    assert unknown == []


def test_what_a_form_shows_or_depends_on_is_set_in_a_process_that_shows_it() -> None:
    unknown = []
    for key, form in bundled().items():
        using = [process for process in processes() if key in {named for _, named in forms_of(process)}]
        known = set().union(*(settable(process) for process in using))
        unknown += [(key, name) for name in _read_by(form) - known if using]
    assert unknown == []


def test_every_answer_that_a_condition_waits_for_is_one_that_a_form_offers() -> None:
    unknown = [
        (where, name, text)
        for process in processes()
        for where, expression in conditions(process)
        for name, text in re.findall(r'\b(\w+) *!?= *"(\w+)"', expression.source)
        if (offered := _offered(process, name)) and text not in offered
    ]
    assert unknown == []


def test_every_setting_that_a_diagram_reads_is_in_the_municipality_form() -> None:
    read_settings = {
        name for path in FOLDER.glob("*.bpmn") for name in re.findall(r"\bkommun\.(\w+)", path.read_text())
    }
    assert read_settings
    assert read_settings - set(forms.keys(bundled()["kommun"])) == set()


def _read_by(form: Form) -> set[str]:
    """The variables that a form shows without asking, and those that its conditions, choices and tables read."""
    found = {component.path[0] for component in form.all() if component.path and component.readonly is True}
    for component in form.all():
        chosen = component.options.expression if component.options else None
        for text in (component.hide, chosen, component.source):
            made = parse_attribute(text) if text else None
            found.update(made.names if isinstance(made, Expression) else ())
    return found


def _offered(process: Process, name: str) -> set[object]:
    """The fixed answers to a question, in all forms of a process; empty when it is no choice, or set elsewhere too."""
    found: set[object] = set()
    for _, key in forms_of(process):
        for component in bundled()[key].all():
            if component.key == name and component.options and component.readonly is not True:
                found.update(option.value for option in component.options.static)
    return found
