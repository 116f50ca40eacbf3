"""User tasks: list, get, take, hand over, forms and variables."""

from typing import Any

from flask import Blueprint, Response

from app.engine import BpmnThrow
from app.errors import NotFoundError
from app.rest import filters
from app.rest.auth import context
from app.rest.instances import changes, deserialize, last_values, one
from app.rest.params import Params, asked, body, query
from app.rest.wire import counted, done, json_answer, listed, moment, typed_all, untyped, untyped_all
from app.usecases import tasks, variables
from app.usecases.tasks import TaskChange, TaskQuery, TaskView
from app.usecases.variables import VariableChanges

blueprint = Blueprint("task", __name__, url_prefix="/task")


def task_view(each: TaskView) -> dict[str, Any]:
    """A task as Camunda writes it."""
    form = None
    if each.form is not None:
        version = int(each.form_version) if each.form_version and each.form_version.isdigit() else None
        form = {"key": each.form, "binding": each.form_binding or "latest", "version": version}
    return {
        "id": each.id,
        "name": each.name,
        "assignee": each.assignee,
        "created": moment(each.created),
        "due": moment(each.due),
        "followUp": moment(each.follow_up),
        "lastUpdated": None,
        "delegationState": None,
        "description": each.description,
        "executionId": each.instance_id,
        "owner": None,
        "parentTaskId": None,
        "priority": each.priority,
        "processDefinitionId": each.definition_id,
        "processInstanceId": each.instance_id,
        "taskDefinitionKey": each.element,
        "caseExecutionId": None,
        "caseInstanceId": None,
        "caseDefinitionId": None,
        "suspended": False,
        "formKey": each.form_key,
        "camundaFormRef": form,
        "tenantId": None,
        "taskState": "Assigned" if each.assignee else "Created",
    }


def _query(params: Params) -> TaskQuery:
    filters.refuse(params, filters.TASKS)
    return TaskQuery(
        ids=params.names("taskIdIn") or _one(params.text("taskId")),
        instance_id=params.text("processInstanceId") or params.text("executionId"),
        instance_ids=params.names("processInstanceIdIn"),
        business_key=params.text("processInstanceBusinessKey"),
        business_key_like=params.text("processInstanceBusinessKeyLike"),
        definition_id=params.text("processDefinitionId"),
        definition_key=params.text("processDefinitionKey"),
        definition_keys=params.names("processDefinitionKeyIn"),
        element=params.text("taskDefinitionKey"),
        elements=params.names("taskDefinitionKeyIn"),
        name=params.text("name"),
        name_like=params.text("nameLike"),
        assignee=params.text("assignee"),
        assignee_like=params.text("assigneeLike"),
        assigned=params.flag("assigned"),
        unassigned=params.flag("unassigned"),
        group=params.text("candidateGroup"),
        groups=params.names("candidateGroups"),
        candidate_user=params.text("candidateUser"),
        involved_user=params.text("involvedUser"),
        include_assigned=_includes_assigned(params),
        priority=params.integer("priority"),
        min_priority=params.integer("minPriority"),
        max_priority=params.integer("maxPriority"),
        due_before=params.moment("dueBefore"),
        due_after=params.moment("dueAfter"),
        follow_up_before=params.moment("followUpBefore"),
        follow_up_after=params.moment("followUpAfter"),
        created_before=params.moment("createdBefore"),
        created_after=params.moment("createdAfter"),
        without_due=params.flag("withoutDueDate"),
        variables=params.variable_filters("processVariables"),
        page=params.page(),
    )


def _one(value: str | None) -> tuple[str, ...] | None:
    return None if value is None else (value,)


def _includes_assigned(params: Params) -> bool:
    """Camunda hides tasks that somebody has taken from a filter on candidates, unless asked to include them."""
    by_candidate = any(params.raw(name) for name in ("candidateGroup", "candidateGroups", "candidateUser"))
    return not by_candidate or params.flag("includeAssignedTasks")


@blueprint.route("", methods=["GET", "POST"])
def index() -> Response:
    """Open tasks."""
    return listed(task_view(each) for each in tasks.list_tasks(context(), _query(asked())))


@blueprint.route("/count", methods=["GET", "POST"])
def count() -> Response:
    """How many."""
    return counted(tasks.count_tasks(context(), _query(asked())))


@blueprint.get("/<task_id>")
def get(task_id: str) -> Response:
    """One open task."""
    return json_answer(task_view(tasks.get_task(context(), task_id)))


@blueprint.put("/<task_id>")
def update(task_id: str) -> tuple[str, int]:
    """New priority, due and follow-up date; null empties a date."""
    params = body()
    cleared = {
        own
        for sent, own in (("due", "due"), ("followUp", "follow_up"))
        if sent in params.values and not params.raw(sent)
    }
    change = TaskChange(params.integer("priority"), params.moment("due"), params.moment("followUp"), frozenset(cleared))
    tasks.change_task(context(), task_id, change)
    return done()


@blueprint.post("/<task_id>/claim")
def claim(task_id: str) -> tuple[str, int]:
    """Take the task for a user; without `userId` for whoever calls."""
    tasks.claim_task(context(), task_id, body().text("userId"))
    return done()


@blueprint.post("/<task_id>/unclaim")
def unclaim(task_id: str) -> tuple[str, int]:
    """Release the task."""
    tasks.unclaim_task(context(), task_id)
    return done()


@blueprint.post("/<task_id>/assignee")
def assign(task_id: str) -> tuple[str, int]:
    """Hand the task over."""
    tasks.assign_task(context(), task_id, body().text("userId"))
    return done()


@blueprint.post("/<task_id>/complete")
def complete(task_id: str) -> tuple[str, int] | Response:
    """204. Errors: the table in rest/problems gives each code its status in each dialect."""
    return _complete(task_id)


@blueprint.post("/<task_id>/submit-form")
def submit_form(task_id: str) -> tuple[str, int] | Response:
    """As complete."""
    return _complete(task_id)


def _complete(task_id: str) -> tuple[str, int] | Response:
    params = body()
    task = tasks.get_task(context(), task_id)
    tasks.complete_task(context(), task_id, untyped_all(params.raw("variables")))
    if not params.flag("withVariablesInReturn"):
        return done()
    return json_answer(last_values(task.instance_id))


@blueprint.post("/<task_id>/bpmnError")
def bpmn_error(task_id: str) -> tuple[str, int]:
    """A BPMN error at the task."""
    params = body()
    thrown = BpmnThrow(
        params.required("errorCode"), params.text("errorMessage") or "", untyped_all(params.raw("variables"))
    )
    tasks.throw_task_error(context(), task_id, thrown)
    return done()


@blueprint.post("/<task_id>/bpmnEscalation")
def bpmn_escalation(task_id: str) -> tuple[str, int]:
    """A BPMN escalation at the task."""
    params = body()
    thrown = BpmnThrow(params.required("escalationCode"), "", untyped_all(params.raw("variables")))
    tasks.throw_task_escalation(context(), task_id, thrown)
    return done()


@blueprint.get("/<task_id>/variables")
@blueprint.get("/<task_id>/form-variables")
def get_variables(task_id: str) -> Response:
    """Variables visible at the task."""
    held = tasks.task_variables(context(), task_id)
    names = query().names("variableNames")
    if names is not None:
        held = {name: value for name, value in held.items() if name in names}
    return json_answer(typed_all(held, deserialize=deserialize()))


@blueprint.get("/<task_id>/variables/<name>")
def get_variable(task_id: str, name: str) -> Response:
    """One of them."""
    return one(tasks.task_variables(context(), task_id), name)


@blueprint.post("/<task_id>/variables")
def modify_variables(task_id: str) -> tuple[str, int]:
    """Write and remove several, outward from the task."""
    tasks.get_task(context(), task_id)
    variables.change_variables(context(), task_id, changes())
    return done()


@blueprint.put("/<task_id>/variables/<name>")
def put_variable(task_id: str, name: str) -> tuple[str, int]:
    """Write one, outward from the task."""
    tasks.get_task(context(), task_id)
    variables.change_variables(context(), task_id, VariableChanges({name: untyped(body().values, name)}))
    return done()


@blueprint.get("/<task_id>/localVariables")
def get_local(task_id: str) -> Response:
    """Variables of the task alone."""
    tasks.get_task(context(), task_id)
    return json_answer(typed_all(variables.local_variables(context(), task_id), deserialize=deserialize()))


@blueprint.post("/<task_id>/localVariables")
def modify_local(task_id: str) -> tuple[str, int]:
    """Write and remove several of the task alone."""
    tasks.get_task(context(), task_id)
    variables.change_local_variables(context(), task_id, changes())
    return done()


@blueprint.get("/<task_id>/form")
def form(task_id: str) -> Response:
    """The reference of the task's form."""
    view = task_view(tasks.get_task(context(), task_id))
    return json_answer({"key": view["formKey"], "camundaFormRef": view["camundaFormRef"], "contextPath": None})


@blueprint.get("/<task_id>/deployed-form")
def deployed_form(task_id: str) -> Response:
    """The form-js schema as it was deployed."""
    found = tasks.task_form(context(), task_id)
    if found is None:
        raise NotFoundError(kind="Formulär för uppgiften", id=task_id)
    return json_answer(dict(found.schema))


@blueprint.get("/<task_id>/identity-links")
def identity_links(task_id: str) -> Response:
    """Who may take it and who has it."""
    task = tasks.get_task(context(), task_id)
    links = [{"userId": None, "groupId": group, "type": "candidate"} for group in task.candidate_groups]
    links += [{"userId": user, "groupId": None, "type": "candidate"} for user in task.candidate_users]
    if task.assignee:
        links.append({"userId": task.assignee, "groupId": None, "type": "assignee"})
    return listed(links)
