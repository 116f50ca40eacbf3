"""User tasks: who sees them, who may take them, and what completing does."""

from collections.abc import Callable

import pytest

from app.engine import BpmnThrow
from app.errors import (
    ElementError,
    ForbiddenError,
    InvalidFormError,
    InvalidRequestError,
    NotFoundError,
    TaskClaimedError,
    TaskNotActiveError,
)
from app.usecases.context import Context
from app.usecases.history import OperationQuery, list_operations, timeline
from app.usecases.instances import cancel_instance, get_instance
from app.usecases.queries import Operator, Page, Sort, VariableFilter
from app.usecases.tasks import (
    TaskChange,
    TaskQuery,
    assign_task,
    change_task,
    claim_task,
    complete_task,
    count_my_day,
    count_tasks,
    draft,
    get_task,
    list_tasks,
    save_draft,
    set_candidates,
    submit_form,
    task_form,
    task_variables,
    throw_task_error,
    unclaim_task,
)
from app.usecases.variables import VariableChanges, change_local_variables
from tests.unit.usecases.kommun import END, START, Kommun, flows, process, user

CHOICE = process(
    f'{START}{user("beslut")}<exclusiveGateway id="val" default="val-nej"/>{user("ja")}{user("nej")}{END}'
    + flows('start beslut, beslut val, val ja [=utfall = "bifall"], val nej, ja slut, nej slut')
)
WITH_FORM = 'camunda:formRef="blankett"'
NEVER = "<conditionExpression>=false</conditionExpression>"
FORM = b"""{"id": "blankett", "type": "default", "schemaVersion": 16, "components": [
  {"type": "textfield", "id": "f1", "key": "namn", "label": "Namn", "validate": {"required": true}},
  {"type": "number", "id": "f2", "key": "antal", "label": "Antal", "validate": {"min": 1}}]}"""


def test_complete_takes_the_flow_whose_condition_holds(kommun: Kommun) -> None:
    kommun.deploy(CHOICE)
    case = kommun.start()
    kommun.complete("beslut", utfall="bifall")
    assert kommun.waits(case) == ["ja"]
    assert kommun.variables(case) == {"utfall": "bifall"}


def test_the_last_task_ends_the_case(kommun: Kommun) -> None:
    kommun.deploy(CHOICE)
    case = kommun.start()
    kommun.complete("beslut")
    kommun.wait(hours=1)
    kommun.complete("nej")
    ended = get_instance(kommun.context, case.id)
    assert (ended.outcome, ended.ended, ended.duration_ms) == ("completed", kommun.clock, 3_600_000)


def test_a_task_is_completed_once(kommun: Kommun) -> None:
    kommun.deploy(CHOICE)
    kommun.start()
    task = kommun.task("beslut")
    complete_task(kommun.context, task, {})
    with pytest.raises(TaskNotActiveError):
        complete_task(kommun.context, task, {})
    with pytest.raises(TaskNotActiveError):
        get_task(kommun.context, task)


def test_a_task_of_a_cancelled_case_is_not_active(kommun: Kommun) -> None:
    kommun.deploy(CHOICE)
    case = kommun.start()
    task = kommun.task("beslut")
    cancel_instance(kommun.context, case.id, "dubblett")
    with pytest.raises(TaskNotActiveError):
        complete_task(kommun.context, task, {})
    assert get_instance(kommun.context, case.id).delete_reason == "dubblett"


def test_an_unknown_task_is_not_found(kommun: Kommun) -> None:
    with pytest.raises(NotFoundError):
        complete_task(kommun.context, "0190c0de-0000-7000-8000-000000000000", {})


def test_nothing_is_saved_when_the_process_cannot_go_on(kommun: Kommun) -> None:
    stuck = CHOICE.replace(' default="val-nej"', "")
    kommun.deploy(stuck.replace('targetRef="nej"/>', f'targetRef="nej">{NEVER}</sequenceFlow>'))
    case = kommun.start()
    with pytest.raises(ElementError):
        kommun.complete("beslut", utfall="avslag")
    assert kommun.waits(case) == ["beslut"]
    assert kommun.variables(case) == {}


def test_only_those_who_could_take_a_task_see_it(kommun: Kommun) -> None:
    kommun.deploy(CHOICE)
    kommun.start()
    hanna, petra = kommun.acting("hanna", "handlaggare"), kommun.acting("petra", "utforarpersonal")
    task = kommun.task("beslut")
    assert [each.id for each in list_tasks(hanna, TaskQuery())] == [task]
    assert list_tasks(petra, TaskQuery()) == ()
    attempts: tuple[Callable[[Context, str], object], ...] = (claim_task, unclaim_task, get_task, task_variables)
    for attempt in attempts:
        with pytest.raises(NotFoundError):
            attempt(petra, task)
    with pytest.raises(NotFoundError):
        complete_task(petra, task, {})
    with pytest.raises(NotFoundError):
        save_draft(petra, task, {})


def test_a_candidate_by_name_sees_the_task(kommun: Kommun) -> None:
    kommun.deploy(
        process(f'{START}<userTask id="a" camunda:candidateUsers="petra, bo"/>{END}' + flows("start a, a slut"))
    )
    kommun.start()
    assert count_tasks(kommun.acting("petra", "utforarpersonal"), TaskQuery()) == 1
    assert count_tasks(kommun.acting("hanna", "handlaggare"), TaskQuery()) == 0


def test_a_taken_task_is_its_takers_until_released(kommun: Kommun) -> None:
    kommun.deploy(CHOICE)
    kommun.start()
    hanna, hugo = kommun.acting("hanna", "handlaggare"), kommun.acting("hugo", "handlaggare")
    task = kommun.task("beslut")
    claim_task(hanna, task)
    claim_task(hanna, task)
    attempts: list[Callable[[], None]] = [
        lambda: claim_task(hugo, task),
        lambda: complete_task(hugo, task, {}),
        lambda: unclaim_task(hugo, task),
    ]
    for attempt in attempts:
        with pytest.raises(TaskClaimedError, match="hanna"):
            attempt()
    unclaim_task(hanna, task)
    claim_task(hugo, task)
    assert get_task(hanna, task).assignee == "hugo"


def test_a_task_can_be_handed_to_somebody_who_then_sees_it(kommun: Kommun) -> None:
    kommun.deploy(CHOICE)
    kommun.start()
    task = kommun.task("beslut")
    assign_task(kommun.acting("hanna", "handlaggare"), task, "petra")
    petra = kommun.acting("petra", "utforarpersonal")
    assert [each.id for each in list_tasks(petra, TaskQuery(mine=True))] == [task]
    complete_task(petra, task, {})


def test_taking_for_another_is_for_the_systemforvaltare(kommun: Kommun) -> None:
    kommun.deploy(CHOICE)
    kommun.start()
    with pytest.raises(ForbiddenError, match="Systemförvaltare"):
        claim_task(kommun.acting("hanna", "handlaggare"), kommun.task("beslut"), "bo")


def test_who_completed_is_in_the_timeline_and_the_log(kommun: Kommun) -> None:
    kommun.deploy(CHOICE)
    case = kommun.start()
    hanna = kommun.acting("hanna", "handlaggare")
    claim_task(hanna, kommun.task("beslut"))
    complete_task(hanna, kommun.task("beslut"), {"utfall": "bifall"})
    done = next(each for each in timeline(hanna, case.id) if each.element == "beslut")
    assert (done.performer, done.assignee, done.outcome) == ("hanna", "hanna", "completed")
    log = list_operations(hanna, OperationQuery(root_id=case.id))
    assert [(each.action, each.actor_id) for each in log] == [
        ("complete", "hanna"),
        ("claim", "hanna"),
        ("start", "system"),
    ]
    assert "bifall" not in str(log)


def test_a_form_is_enforced_and_reads_what_was_sent(kommun: Kommun) -> None:
    body = f"{START}{user('a', more=WITH_FORM)}{user('b')}{END}"
    kommun.deploy(process(body + flows("start a, a b, b slut")), forms={"blankett.form": FORM})
    case = kommun.start()
    task = kommun.task("a")
    with pytest.raises(InvalidFormError) as raised:
        complete_task(kommun.context, task, {"antal": 0})
    assert [field for field, _ in raised.value.problems] == ["namn", "antal"]
    complete_task(kommun.context, task, {"namn": "Asta", "antal": "3", "annat": True})
    assert kommun.variables(case) == {"namn": "Asta", "antal": 3, "annat": True}


def test_a_typed_form_keeps_only_its_own_fields(kommun: Kommun) -> None:
    body = f"{START}{user('a', more=WITH_FORM)}{user('b')}{END}"
    kommun.deploy(process(body + flows("start a, a b, b slut")), forms={"blankett.form": FORM})
    case = kommun.start()
    form = task_form(kommun.context, kommun.task("a"))
    assert form is not None
    assert form.key == "blankett"
    submit_form(kommun.context, kommun.task("a"), {"namn": "Asta", "antal": "3", "csrf_token": "x"})
    assert kommun.variables(case) == {"namn": "Asta", "antal": 3}


def test_a_task_without_a_form_has_none(kommun: Kommun) -> None:
    kommun.deploy(CHOICE)
    kommun.start()
    assert task_form(kommun.context, kommun.task("beslut")) is None


def test_drafts_are_each_persons_own_and_outlive_the_task(kommun: Kommun) -> None:
    kommun.deploy(CHOICE)
    kommun.start()
    task = kommun.task("beslut")
    hanna, hugo = kommun.acting("hanna", "handlaggare"), kommun.acting("hugo", "handlaggare")
    save_draft(hanna, task, {"motivering": "långt"})
    saved = save_draft(hanna, task, {"motivering": "längre"})
    save_draft(hugo, task, {"motivering": "annat"})
    assert list_tasks(hanna, TaskQuery(drafts=True))[0].draft
    complete_task(hugo, task, {})
    assert draft(hanna, task) == ({"motivering": "längre"}, saved)
    assert draft(hugo, task) is None


def test_a_bpmn_error_at_a_task_without_a_catcher_stops_it_as_an_incident(kommun: Kommun) -> None:
    kommun.deploy(CHOICE)
    case = kommun.start()
    task = kommun.task("beslut")
    throw_task_error(kommun.context, task, BpmnThrow("fel", "gick inte"))
    assert "beslut" in kommun.waits(case)
    with pytest.raises(TaskNotActiveError):
        complete_task(kommun.context, task, {})


def test_due_dates_and_candidates_can_be_changed(kommun: Kommun) -> None:
    kommun.deploy(CHOICE)
    kommun.start()
    task = kommun.task("beslut")
    change_task(kommun.context, task, TaskChange(priority=80, due=kommun.clock))
    set_candidates(kommun.context, task, ("enhetschef",), ("bo",))
    seen = get_task(kommun.acting("eva", "enhetschef"), task)
    assert (seen.priority, seen.due, seen.candidate_groups, seen.candidate_users) == (
        80,
        kommun.clock,
        ("enhetschef",),
        ("bo",),
    )
    change_task(kommun.context, task, TaskChange(clear=frozenset({"due"})))
    assert get_task(kommun.context, task).due is None


def test_tasks_sort_by_due_date_with_none_last_and_page(kommun: Kommun) -> None:
    kommun.deploy(CHOICE)
    for _ in range(4):
        kommun.start()
        kommun.wait(minutes=1)
    ids = [each.id for each in list_tasks(kommun.context, TaskQuery())]
    change_task(kommun.context, ids[2], TaskChange(due=kommun.clock))
    assert [each.id for each in list_tasks(kommun.context, TaskQuery())] == [ids[2], ids[0], ids[1], ids[3]]
    newest = Page(first=1, size=2, sorting=(Sort("created", descending=True),))
    assert [each.id for each in list_tasks(kommun.context, TaskQuery(page=newest))] == [ids[2], ids[1]]
    with pytest.raises(InvalidRequestError, match="hemligt"):
        list_tasks(kommun.context, TaskQuery(page=Page(sorting=(Sort("hemligt"),))))


def test_tasks_are_found_by_variables_of_their_case(kommun: Kommun) -> None:
    kommun.deploy(CHOICE)
    kommun.start(antal=9, namn="Åsa")
    kommun.start(antal=10, namn="Bo")

    def found(name: str, value: str | int, operator: Operator) -> int:
        return count_tasks(kommun.context, TaskQuery(variables=(VariableFilter(name, value, operator),)))

    assert found("antal", 9, Operator.GT) == 1
    assert found("antal", "9", Operator.EQ) == 1
    assert found("namn", "Å%", Operator.LIKE) == 1
    assert found("namn", "Bo", Operator.NEQ) == 1


def test_my_day_counts_overdue_and_todays_tasks(kommun: Kommun) -> None:
    kommun.deploy(CHOICE)
    for days in (-1, 0, 3):
        kommun.start()
        task = next(each for each in list_tasks(kommun.context, TaskQuery()) if each.due is None)
        kommun.wait(days=days)
        change_task(kommun.context, task.id, TaskChange(due=kommun.clock))
        kommun.wait(days=-days)
    hanna = kommun.acting("hanna", "handlaggare")
    claim_task(hanna, list_tasks(hanna, TaskQuery())[0].id)
    counts = count_my_day(hanna)
    assert (counts.overdue, counts.today, counts.mine, counts.unassigned) == (1, 1, 1, 2)


def test_local_variables_of_a_task_stay_with_it(kommun: Kommun) -> None:
    kommun.deploy(CHOICE)
    case = kommun.start()
    task = kommun.task("beslut")
    change_local_variables(kommun.acting("hanna", "handlaggare"), task, VariableChanges({"egen": 1}))
    assert task_variables(kommun.context, task)["egen"] == 1
    assert kommun.variables(case) == {}
