"""Cases: start, number, see, cancel."""

import pytest

from app.errors import (
    ForbiddenError,
    InstanceEndedError,
    NotFoundError,
    NotStartableError,
    RejectedDeploymentError,
    StaleTriggerError,
)
from app.usecases.configurations import save_configuration
from app.usecases.history import ActivityQuery, OperationQuery, count_activities, list_operations, timeline, walked
from app.usecases.instances import (
    InstanceQuery,
    StartInstance,
    cancel_instance,
    count_instances,
    get_instance,
    list_instances,
    read_case,
    signal_waiting,
    start_instance,
    waiting,
)
from app.usecases.tasks import TaskQuery, list_tasks
from app.usecases.variables import (
    VariableChanges,
    VariableQuery,
    change_variables,
    instance_variables,
    list_variables,
)
from tests.unit.usecases.kommun import END, START, Kommun, catch, flows, messages, process, service, timer, user

ONE = process(START + user("a") + END + flows("start a, a slut"))


def test_a_case_gets_its_number_by_the_process_pattern_anew_each_year(kommun: Kommun) -> None:
    numbered = ONE.replace(
        '<startEvent id="start"/>',
        '<extensionElements><camunda:properties><camunda:property name="businessKey" value="SN-{year}-{number:05d}"/>'
        '</camunda:properties></extensionElements><startEvent id="start"/>',
    )
    kommun.deploy(numbered)
    assert [kommun.start().business_key for _ in range(2)] == ["SN-2026-00001", "SN-2026-00002"]
    assert kommun.start(business_key="eget").business_key == "eget"
    kommun.wait(days=305)  # 2027-01-01 in Sweden
    assert kommun.start().business_key == "SN-2027-00001"


def test_a_case_can_get_its_number_from_what_it_starts_with(kommun: Kommun) -> None:
    kommun.deploy(process(START + user("a") + END + flows("start a, a slut"), properties="businessKey==arendenummer"))
    assert kommun.start(arendenummer="SN-2026-00017").business_key == "SN-2026-00017"
    assert kommun.start().business_key is None


@pytest.mark.parametrize("pattern", ["SN-{year}", "{number!r}", "{number.real}", "{0}", "=1 +", "{number:099999d}"])
def test_a_pattern_that_cannot_number_is_refused_at_deploy(kommun: Kommun, pattern: str) -> None:
    properties = f"businessKey={pattern}"
    with pytest.raises(RejectedDeploymentError, match="ärendenummer"):
        kommun.deploy(process(START + user("a") + END + flows("start a, a slut"), properties=properties))


def test_the_settings_of_the_kommun_are_in_every_case_as_they_were_at_its_start(kommun: Kommun) -> None:
    kommun.deploy(ONE)
    save_configuration(kommun.context, {"svarstid": "P14D"})
    case = kommun.start()
    save_configuration(kommun.context, {"svarstid": "P21D"})
    assert instance_variables(kommun.context, case.id)["kommun"] == {"svarstid": "P14D"}
    assert instance_variables(kommun.context, kommun.start().id)["kommun"] == {"svarstid": "P21D"}


def test_business_keys_need_not_be_unique_unless_asked_for(kommun: Kommun) -> None:
    kommun.deploy(ONE)
    kommun.start(business_key="SN-1")
    kommun.start(business_key="SN-1")
    with pytest.raises(NotStartableError, match="SN-1"):
        start_instance(kommun.context, StartInstance(key="p", business_key="SN-1", unique=True))


def test_an_unknown_process_or_way_in_cannot_be_started(kommun: Kommun) -> None:
    kommun.deploy(ONE)
    with pytest.raises(NotFoundError):
        kommun.start("borta")
    for wrong in (StartInstance(key="p", element="a"), StartInstance(key="p", message="hej")):
        with pytest.raises(NotStartableError):
            start_instance(kommun.context, wrong)


def test_a_drawing_cannot_be_started(kommun: Kommun) -> None:
    kommun.deploy(ONE.replace('isExecutable="true"', 'isExecutable="false"'))
    with pytest.raises(NotStartableError):
        kommun.start()


def test_starting_needs_a_role_of_the_process(kommun: Kommun) -> None:
    kommun.deploy(ONE)
    with pytest.raises(ForbiddenError, match="Handläggare"):
        start_instance(kommun.acting("petra", "utforarpersonal"), StartInstance(key="p"))
    assert start_instance(kommun.acting("hanna", "handlaggare"), StartInstance(key="p")).started_by == "hanna"


def test_a_version_can_be_started_by_its_id(kommun: Kommun) -> None:
    first = kommun.deploy(ONE).definitions[0]
    kommun.deploy(ONE.replace('name="A"', 'name="B"'))
    assert start_instance(kommun.context, StartInstance(definition_id=first.id)).definition_version == 1


def test_a_start_at_a_message_event_by_its_name(kommun: Kommun) -> None:
    start = '<startEvent id="brev"><messageEventDefinition messageRef="m_brev"/></startEvent>'
    body = START + start + user("a") + user("b") + END + flows("start a, brev b, a slut, b slut")
    kommun.deploy(messages("brev"), process(body))
    case = start_instance(kommun.context, StartInstance(key="p", message="brev"))
    assert (case.start_element, kommun.waits(case)) == ("brev", ["b"])


def test_waiting_tells_what_on_whom_and_until_when(kommun: Kommun) -> None:
    boundary = f'<boundaryEvent id="frist" attachedToRef="a" cancelActivity="false">{timer("P14D")}</boundaryEvent>'
    body = START + user("a") + boundary + '<endEvent id="paminn"/>' + END + flows("start a, a slut, frist paminn")
    kommun.deploy(process(body))
    case = kommun.start()
    found = {each.element: each for each in waiting(kommun.context, case.id)}
    assert (found["a"].kind, found["a"].groups, found["a"].since) == ("user-task", ("handlaggare",), kommun.clock)
    assert found["frist"].kind == "timer"
    assert found["frist"].due is not None
    assert (found["frist"].due - kommun.clock).days == 14


def test_a_called_process_has_an_instance_of_its_own_in_the_same_case(kommun: Kommun) -> None:
    call = (
        '<callActivity id="c" calledElement="q"><extensionElements><camunda:in source="vad" target="vad"/>'
        '<camunda:out source="svar" target="svar"/></extensionElements></callActivity>'
    )
    kommun.deploy(
        process(START + call + user("efter") + END + flows("start c, c efter, efter slut")),
        process(START + user("inne") + END + flows("start inne, inne slut"), key="q"),
    )
    case = kommun.start(vad="säng")
    (called,) = list_instances(kommun.context, InstanceQuery(super_id=case.id))
    assert (called.root_id, called.call_element, called.definition_key) == (case.id, "c", "q")
    assert kommun.variables(called) == {"vad": "säng"}
    assert kommun.waits(case) == ["inne"]
    kommun.complete("inne", svar="ja")
    assert get_instance(kommun.context, called.id).outcome == "completed"
    assert kommun.variables(case) == {"vad": "säng", "svar": "ja"}
    assert walked(kommun.context, case.id).waiting == {"efter"}
    assert walked(kommun.context, called.id).elements == {"start", "inne", "slut"}


def test_cancelling_takes_all_that_the_case_waited_for(kommun: Kommun) -> None:
    body = START + '<parallelGateway id="g"/>' + user("a") + service("s") + catch("m", "svar") + END
    kommun.deploy(messages("svar"), process(body + flows("start g, g a, g s, g m, a slut, s slut, m slut")))
    case = kommun.start()
    assert kommun.waits(case) == ["a", "m", "s"]
    cancel_instance(kommun.context, case.id, "fel person")
    assert kommun.waits(case) == []
    assert list_tasks(kommun.context, TaskQuery()) == ()
    assert kommun.claim("prov") == ()
    ended = get_instance(kommun.context, case.id)
    assert (ended.outcome, ended.delete_reason) == ("cancelled", "fel person")
    assert count_activities(kommun.context, ActivityQuery(root_id=case.id, unfinished=True)) == 0
    with pytest.raises(InstanceEndedError):
        cancel_instance(kommun.context, case.id)
    with pytest.raises(ForbiddenError):
        cancel_instance(kommun.acting("hanna", "handlaggare"), kommun.start().id)


def test_a_receive_task_goes_on_when_told(kommun: Kommun) -> None:
    body = START + '<manualTask id="a"/><receiveTask id="b" messageRef="m_svar"/>' + END
    kommun.deploy(messages("svar"), process(body + flows("start a, a b, b slut")))
    case = kommun.start()
    kommun.complete("a")
    signal_waiting(kommun.context, case.id, {"klart": True})
    assert get_instance(kommun.context, case.id).outcome == "completed"
    (variable,) = list_variables(kommun.context, VariableQuery(name="klart"))
    assert (variable.value, variable.type, variable.instance_id) == (True, "Boolean", case.id)
    with pytest.raises(StaleTriggerError):
        signal_waiting(kommun.context, case.id, {})


def test_authority_and_provider_share_a_number_and_not_what_they_see(kommun: Kommun) -> None:
    kommun.deploy(ONE, process(START + user("b", "enhetschef") + END + flows("start b, b slut"), key="utforare"))
    case, uppdrag = kommun.start(business_key="SN-1"), kommun.start("utforare", business_key="SN-1")
    kommun.start(business_key="SN-2")
    hanna, eva = kommun.acting("hanna", "handlaggare"), kommun.acting("eva", "enhetschef")
    assert [each.id for each in read_case(hanna, case.id)] == [case.id]
    assert [each.id for each in read_case(eva, uppdrag.id)] == [uppdrag.id]
    assert [each.id for each in read_case(kommun.context, uppdrag.id)] == [uppdrag.id, case.id]
    assert (count_instances(hanna, InstanceQuery()), count_instances(eva, InstanceQuery())) == (2, 1)
    for asked in (lambda: get_instance(eva, case.id), lambda: timeline(eva, case.id), lambda: read_case(eva, case.id)):
        with pytest.raises(NotFoundError):
            asked()
    with pytest.raises(NotFoundError):
        list_operations(eva, OperationQuery(root_id=case.id))


def test_who_has_a_task_in_a_called_process_sees_the_case_but_not_its_other_parts(kommun: Kommun) -> None:
    calls = '<callActivity id="c1" calledElement="utreda"/><callActivity id="c2" calledElement="bestalla"/>'
    kommun.deploy(
        process(START + '<parallelGateway id="g"/>' + calls + END + flows("start g, g c1, g c2, c1 slut, c2 slut")),
        process(START + user("u") + END + flows("start u, u slut"), key="utreda"),
        process(START + user("b", "=grupp") + END + flows("start b, b slut"), key="bestalla").replace(
            "=grupp", "=&quot;bestallningsansvarig_myndighet&quot;"
        ),
    )
    case = kommun.start()
    berit = kommun.acting("berit", "bestallningsansvarig_myndighet")
    assert {each.definition_key for each in read_case(berit, case.id)} == {"p", "bestalla"}


def test_reading_a_case_is_logged(kommun: Kommun) -> None:
    kommun.deploy(ONE)
    case = kommun.start()
    read_case(kommun.acting("hanna", "handlaggare"), case.id)
    (read,) = list_operations(kommun.context, OperationQuery(root_id=case.id, action="read"))
    assert (read.actor_id, read.entity_id) == ("hanna", case.id)


def test_variables_changed_from_outside_are_logged_by_name(kommun: Kommun) -> None:
    kommun.deploy(ONE)
    case = kommun.start(gammal=1, bort=2)
    change_variables(kommun.context, case.id, VariableChanges({"gammal": 3, "ny": "hemligt"}, ("bort",)))
    assert kommun.variables(case) == {"gammal": 3, "ny": "hemligt"}
    names = {each.name: each.revision for each in list_variables(kommun.context, VariableQuery(instance_id=case.id))}
    assert names == {"kommun": 1, "gammal": 2, "ny": 1}
    (change,) = list_operations(kommun.context, OperationQuery(action="variables"))
    assert change.detail == {"names": ["bort", "gammal", "ny"]}
    with pytest.raises(ForbiddenError):
        change_variables(kommun.acting("hanna", "handlaggare"), case.id, VariableChanges({"ny": 1}))


def test_instances_are_found_by_key_text_state_and_element(kommun: Kommun) -> None:
    kommun.deploy(ONE)
    first, second = kommun.start(business_key="SN-17"), kommun.start(business_key="SN-27")
    cancel_instance(kommun.context, second.id)

    def found(query: InstanceQuery) -> list[str]:
        return [each.id for each in list_instances(kommun.context, query)]

    assert found(InstanceQuery(text="sn-1")) == [first.id]
    assert found(InstanceQuery(business_key_like="%7")) == found(InstanceQuery())
    assert found(InstanceQuery(active=True)) == [first.id]
    assert found(InstanceQuery(finished=True)) == [second.id]
    assert found(InstanceQuery(activity="a")) == [first.id]
    assert found(InstanceQuery(with_incident=True)) == []


def test_walked_counts_each_visit_and_knows_the_flows(kommun: Kommun) -> None:
    gateway = '<exclusiveGateway id="val" default="val-slut"/>'
    kommun.deploy(process(START + user("a") + gateway + END + flows("start a, a val, val a [=igen], val slut")))
    case = kommun.start()
    kommun.complete("a", igen=True)
    found = walked(kommun.context, case.id)
    assert (set(found.waiting), found.counts["a"]) == ({"a"}, 2)
    assert found.flows == {"start-a", "a-val", "val-a"}
    order = [each.element for each in timeline(kommun.context, case.id)]
    assert order == ["start", "a", "val", "a"]
