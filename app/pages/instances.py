"""A case: the line that says what it waits for, what has happened, its diagrams, its values, its log."""

from dataclasses import dataclass

from flask import render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.messages import gettext as _
from app.pages import besides, diagrams, events, formats, happenings, names, operations, standing, steps
from app.pages.paging import paging, part
from app.pages.rows import number, row
from app.pages.site import context, pages
from app.pages.tasklists import PLACE
from app.usecases import history, instances, process_definitions, tasks
from app.usecases.history import OperationQuery
from app.usecases.instances import InstanceView
from app.usecases.tasks import TaskQuery
from app.usecases.variables import VariableQuery, list_variables
from app.values import Value

SHOWN_EVENTS = 12


@dataclass(frozen=True, slots=True)
class Case:
    """A case as one may see it: the instance that was asked for, its root, what it called, and what belongs with it."""

    root: InstanceView
    called: tuple[InstanceView, ...]
    related: tuple[InstanceView, ...]

    @property
    def own(self) -> tuple[InstanceView, ...]:
        """The root and what it called."""
        return (self.root, *self.called)


def _case(instance_id: str) -> Case:
    found = instances.read_case(context(), instance_id)
    root = found[0]
    return Case(
        root,
        tuple(each for each in found[1:] if each.root_id == root.id),
        tuple(each for each in found[1:] if each.root_id != root.id),
    )


@pages.get("/arende/<instance_id>")
def instance(instance_id: str) -> ResponseReturnValue:
    """What to do, letters, what has happened; beside it facts and what belongs with the case."""
    case = _case(instance_id)
    now = context().now()
    open_tasks = tasks.list_tasks(context(), TaskQuery(root_id=case.root.id))
    told = events.timeline(history.timeline(context(), case.root.id))
    return _view(
        "instances/overview.html",
        case,
        "pages.instance",
        tasks=[row(task, now) for task in open_tasks],
        happenings=happenings.possible((case.root, *case.related)),
        documents=names.letters(_all_values(case.root)),
        events=told[:SHOWN_EVENTS],
        more_events=len(told) > SHOWN_EVENTS,
        log_href=url_for("pages.instance_log", instance_id=case.root.id),
        facts=[*besides.facts(case.root), *besides.instance_row(case.root)],
        related=[_related(other) for other in case.related],
    )


@pages.get("/arende/<instance_id>/diagram")
def instance_diagram(instance_id: str) -> ResponseReturnValue:
    """The diagram with the walked path and where it stands, and the same as text, one part of the case at a time."""
    case = _case(instance_id)
    asked = request.args.get("instans")
    shown = next((each for each in (*case.own, *case.related) if each.id == asked), case.root)
    process = process_definitions.definition_process(context(), shown.definition_id)
    beside = _same_drawing(shown, case) if shown.id == case.root.id else [shown]
    visits = [
        visit
        for root in {each.root_id for each in beside}
        for visit in history.timeline(context(), root)
        if visit.instance_id in {each.id for each in beside}
    ]
    own = [visit for visit in visits if visit.instance_id == shown.id]
    ways = [history.walked(context(), each.id) for each in beside]
    order = [node.id for node in steps.ordered(process)]
    return _view(
        "instances/diagrams.html",
        case,
        "pages.instance_diagram",
        part=shown,
        part_name=shown.definition_name,
        part_state=standing.state(shown),
        diagram_view=diagrams.walked(shown.definition_id, shown.definition_name, diagrams.marks(ways, visits, order)),
        steps=steps.all_steps(process, own, ways[0].failed, context().now()),
        parts=_parts(case, shown) if len(case.own) > 1 else [],
    )


def _same_drawing(shown: InstanceView, case: Case) -> list[InstanceView]:
    """Two participants are two processes in one drawing: mark what both have done."""
    home = process_definitions.get_definition(context(), shown.definition_id)
    beside = [shown]
    for other in case.related:
        drawn = process_definitions.get_definition(context(), other.definition_id)
        if (drawn.deployment_id, drawn.resource) == (home.deployment_id, home.resource):
            beside.append(other)
    return beside


def _parts(case: Case, shown: InstanceView) -> list[dict[str, object]]:
    return [
        {
            "text": each.definition_name,
            "href": url_for("pages.instance_diagram", instance_id=case.root.id, instans=each.id),
            "current": each.id == shown.id,
            "state": standing.state(each),
            "when": formats.day(each.started),
        }
        for each in case.own
    ]


@pages.get("/arende/<instance_id>/uppgifter")
def instance_details(instance_id: str) -> ResponseReturnValue:
    """All values of the case that one may see, by the part they belong to."""
    case = _case(instance_id)
    groups = []
    for each in case.own:
        known, values = names.of_definition(each.definition_id), _values(each)
        answered = [key for key in known if values.get(key) not in (None, "", [])]
        rest = [key for key in sorted(values) if key not in known and not names.is_letter(values[key])]
        if answered or rest:
            rows, others = ([besides.summary_row(known, key, values[key]) for key in keys] for keys in (answered, rest))
            when = formats.day(each.started)
            groups.append({"name": each.definition_name, "when": when, "rows": rows, "others": others})
    return _view("instances/details.html", case, "pages.instance_details", groups=groups)


@pages.get("/arende/<instance_id>/logg")
def instance_log(instance_id: str) -> ResponseReturnValue:
    """Who did what, newest first; readings too."""
    case = _case(instance_id)
    query = OperationQuery(root_id=case.root.id, page=part())
    total = history.count_operations(context(), OperationQuery(root_id=case.root.id))
    return _view(
        "instances/log.html",
        case,
        "pages.instance_log",
        entries=[operations.entry(each) for each in history.list_operations(context(), query)],
        paging=paging(total),
    )


def _all_values(root: InstanceView) -> list[Value]:
    """Every value of the case, whatever part of it holds it."""
    return [variable.value for variable in list_variables(context(), VariableQuery(root_id=root.id))]


def _values(instance: InstanceView) -> names.Values:
    found = list_variables(context(), VariableQuery(instance_id=instance.id))
    return {variable.name: variable.value for variable in found if variable.scope == instance.id}


def _related(other: InstanceView) -> dict[str, str]:
    return {
        "name": other.definition_name,
        "href": url_for("pages.instance", instance_id=other.id),
        "state": standing.state(other),
        "text": _("Startat {day}", day=formats.day(other.started)),
    }


def _view(template: str, case: Case, endpoint: str, **fields: object) -> str:
    """One of the views of a case, in their common frame."""
    views = [
        ("pages.instance", _("Översikt")),
        ("pages.instance_diagram", _("Diagram och steg")),
        ("pages.instance_details", _("Formulärsvar")),
        ("pages.instance_log", _("Logg")),
    ]
    place = str(session.get(PLACE) or url_for("pages.instance_list"))
    return render_template(
        template,
        instance={
            "business_key": number(case.root.business_key),
            "process": case.root.definition_name,
            "state": standing.state(case.root),
        },
        standing=standing.lines(case.root),
        views=[
            {"text": text, "href": url_for(each, instance_id=case.root.id), "current": each == endpoint}
            for each, text in views
        ],
        view_title=dict(views)[endpoint] + ", " if endpoint != "pages.instance" else _("Ärende"),
        back={"href": place, "text": _("Tillbaka")},
        **fields,
    )
