"""What stands beside a task's form: the case's facts, where in the process it is, what has happened."""

from collections.abc import Mapping

from flask import url_for

from app.messages import gettext as _
from app.pages import events, formats, names, steps
from app.pages.site import context
from app.usecases import history, instances, process_definitions
from app.usecases.instances import InstanceView
from app.usecases.tasks import TaskView
from app.usecases.variables import VariableQuery, list_variables
from app.values import Value

FACTS = 8
EVENTS = 5


def of_task(task: TaskView) -> dict[str, object]:
    """The template's variables beside the form."""
    now = context().now()
    visits = history.timeline(context(), task.root_id)
    root = instances.get_instance(context(), task.root_id)
    root_process = process_definitions.definition_process(context(), root.definition_id)
    return {
        "facts": facts(root),
        "steps": steps.main_steps(
            root_process, [visit for visit in visits if visit.instance_id == root.id], frozenset(), now
        ),
        "history": events.timeline(visits, EVENTS),
        "diagram_href": url_for("pages.instance_diagram", instance_id=task.root_id, instans=task.instance_id),
    }


def process_name(task: TaskView) -> str:
    """The name of the process that people know the case by: its root's."""
    return instances.get_instance(context(), task.root_id).definition_name


def facts(root: InstanceView) -> list[dict[str, object]]:
    """A few plain values of the case, first those that its start form asked for."""
    values = {
        variable.name: variable.value
        for variable in list_variables(context(), VariableQuery(instance_id=root.id))
        if variable.scope == root.id
    }
    known = names.of_definition(root.definition_id)
    first = [key for key in names.start_keys(root.definition_id) if _plain(values.get(key))]
    rest = [key for key in sorted(values) if key not in first and key in known and _plain(values[key])]
    return [summary_row(known, key, values[key]) for key in (first or rest)[:FACTS]]


def summary_row(known: Mapping[str, "names.Name"], key: str, value: Value) -> dict[str, object]:
    """A row of the GOV.UK summary list."""
    name = known.get(key)
    label = name.label if name else formats.label(key)
    return {
        "key": {"text": label},
        "value": {"html": formats.lines(name.read(value) if name else formats.value(value))},
    }


def _plain(value: Value) -> bool:
    return value not in (None, "") and not isinstance(value, list | dict)


def instance_row(instance: InstanceView) -> list[dict[str, object]]:
    """What is known of an instance itself."""
    rows: list[dict[str, object]] = [
        {"key": {"text": _("Startat")}, "value": {"text": formats.moment(instance.started)}},
    ]
    if instance.ended:
        rows.append({"key": {"text": _("Avslutat")}, "value": {"text": formats.moment(instance.ended)}})
    rows.append({"key": {"text": _("Version")}, "value": {"text": str(instance.definition_version)}})
    return rows
