"""Messages and signals, from outside and from diagrams."""

import pytest

from app.errors import ForbiddenError, NoMatchingReceiverError, NotFoundError, SeveralReceiversError
from app.usecases.instances import InstanceQuery, cancel_instance, get_instance, list_instances
from app.usecases.jobs import JobQuery, count_jobs
from app.usecases.messages import Message, Signal, correlate, correlate_all, throw_signal
from tests.unit.usecases.kommun import END, START, Kommun, catch, flows, messages, process, throw, user

WAITS = process(START + catch("m", "svar") + user("efter") + END + flows("start m, m efter, efter slut"))
STARTED = process(
    '<startEvent id="start"><messageEventDefinition messageRef="m_brev"/></startEvent>'
    + user("last")
    + END
    + flows("start last, last slut"),
    key="mottagare",
)


def test_a_message_reaches_the_case_with_its_business_key(kommun: Kommun) -> None:
    kommun.deploy(messages("svar"), WAITS)
    first, second = kommun.start(business_key="SN-1"), kommun.start(business_key="SN-2")
    received = correlate(kommun.context, Message("svar", business_key="SN-2", payload={"vad": "ja"}))
    assert (received.kind, received.instance_id, received.element) == ("execution", second.id, "m")
    assert (kommun.waits(first), kommun.waits(second)) == (["m"], ["efter"])
    assert kommun.variables(second) == {"vad": "ja"}


@pytest.mark.parametrize("sent", [7, 7.0, "7"])
def test_correlation_keys_are_compared_with_what_the_element_sees(kommun: Kommun, sent: float | str) -> None:
    kommun.deploy(messages("svar"), WAITS)
    kommun.start(besluts_id=6)
    wanted = kommun.start(besluts_id=7)
    assert correlate(kommun.context, Message("svar", correlation={"besluts_id": sent})).instance_id == wanted.id


def test_correlation_sees_the_nearest_scope_only(kommun: Kommun) -> None:
    loop = '<multiInstanceLoopCharacteristics camunda:collection="ordrar" camunda:elementVariable="order"/>'
    inner = '<startEvent id="s2"/>' + catch("m", "svar") + '<endEvent id="e2"/>' + flows("s2 m, m e2")
    sub = f'<subProcess id="sub">{inner}{loop}</subProcess>'
    kommun.deploy(
        messages("svar"), process(START + sub + user("efter") + END + flows("start sub, sub efter, efter slut"))
    )
    case = kommun.start(ordrar=["A", "B"], order="B")
    assert kommun.waits(case) == ["m", "m"]
    correlate(kommun.context, Message("svar", correlation={"order": "B"}))
    assert kommun.waits(case) == ["m"]
    with pytest.raises(NoMatchingReceiverError):
        correlate(kommun.context, Message("svar", correlation={"order": "B"}))
    correlate(kommun.context, Message("svar", correlation={"order": "A"}))
    assert kommun.waits(case) == ["efter"]


def test_nobody_waiting_and_several_waiting_are_errors_that_say_so(kommun: Kommun) -> None:
    kommun.deploy(messages("svar"), WAITS)
    with pytest.raises(NoMatchingReceiverError, match="svar"):
        correlate(kommun.context, Message("svar"))
    kommun.start(business_key="SN-1")
    kommun.start(business_key="SN-1")
    with pytest.raises(SeveralReceiversError, match="2"):
        correlate(kommun.context, Message("svar", business_key="SN-1"))
    with pytest.raises(NoMatchingReceiverError):
        correlate(kommun.context, Message("svar", business_key="SN-1", correlation={"vad": 1}))


def test_a_message_to_all_reaches_each_by_a_job(kommun: Kommun) -> None:
    kommun.deploy(messages("svar"), WAITS)
    cases = [kommun.start(business_key="SN-1") for _ in range(2)]
    received = correlate_all(kommun.context, Message("svar", payload={"till": "alla"}))
    assert {each.instance_id for each in received} == {case.id for case in cases}
    assert kommun.run_jobs() == 2
    assert [kommun.waits(case) for case in cases] == [["efter"], ["efter"]]
    with pytest.raises(NoMatchingReceiverError):
        correlate_all(kommun.context, Message("svar"))


def test_a_message_start_begins_a_case(kommun: Kommun) -> None:
    kommun.deploy(messages("brev"), STARTED)
    received = correlate(kommun.context, Message("brev", business_key="SN-1", payload={"fran": "Asta"}))
    case = get_instance(kommun.context, received.instance_id)
    assert (received.kind, case.business_key, kommun.waits(case)) == ("start", "SN-1", ["last"])
    assert kommun.variables(case) == {"fran": "Asta"}


def test_starting_by_message_needs_a_role_too(kommun: Kommun) -> None:
    kommun.deploy(messages("brev"), STARTED)
    with pytest.raises(ForbiddenError):
        correlate(kommun.acting("petra", "utforarpersonal"), Message("brev"))


def test_a_person_reaches_only_cases_that_they_see(kommun: Kommun) -> None:
    kommun.deploy(messages("svar"), WAITS)
    kommun.start()
    with pytest.raises(NoMatchingReceiverError):
        correlate(kommun.acting("petra", "utforarpersonal"), Message("svar"))
    correlate(kommun.acting("hanna", "handlaggare"), Message("svar"))


def test_a_thrown_message_is_delivered_after_the_commit_with_only_its_payload(kommun: Kommun) -> None:
    sender = process(
        START + user("a") + throw("t", "svar", "id", "text=hemlig") + END + flows("start a, a t, t slut"), "s"
    )
    kommun.deploy(messages("svar"), WAITS, sender)
    wrong, right = kommun.start(business_key="SN-1", id=1), kommun.start(business_key="SN-1", id=2)
    kommun.start("s", business_key="SN-1", id=2, hemlig="x", annat="y")
    kommun.complete("a")
    assert kommun.waits(right) == ["m"]
    assert [each.topic for each in kommun.woken] == [":delivery"]
    kommun.run_jobs()
    assert (kommun.waits(wrong), kommun.waits(right)) == (["m"], ["efter"])
    assert kommun.variables(right) == {"id": 2, "text": "x"}


def test_a_thrown_message_starts_a_process_with_the_senders_business_key(kommun: Kommun) -> None:
    kommun.deploy(messages("brev"), STARTED, process(START + throw("t", "brev") + END + flows("start t, t slut"), "s"))
    kommun.start("s", business_key="SN-1")
    kommun.run_jobs()
    (begun,) = list_instances(kommun.context, InstanceQuery(definition_key="mottagare"))
    assert (begun.business_key, begun.started_by) == ("SN-1", None)


def test_a_message_thrown_too_early_waits_for_its_receiver(kommun: Kommun) -> None:
    late = process(
        START + user("a") + catch("m", "svar") + user("efter") + END + flows("start a, a m, m efter, efter slut")
    )
    kommun.deploy(messages("svar"), late, process(START + throw("t", "svar") + END + flows("start t, t slut"), "s"))
    case = kommun.start(business_key="SN-1")
    other = kommun.start(business_key="SN-2")
    kommun.start("s", business_key="SN-1")
    kommun.run_jobs()
    kommun.complete_id(kommun.tasks("a", other)[0])
    kommun.run_jobs()
    assert kommun.waits(other) == ["m"]
    kommun.wait(days=100)
    kommun.complete("a")
    kommun.run_jobs()
    assert (kommun.waits(case), kommun.waits(other)) == (["efter"], ["m"])


def test_a_kept_message_is_delivered_once_and_in_order(kommun: Kommun) -> None:
    twice = process(
        START
        + user("a")
        + catch("m", "svar")
        + user("b")
        + catch("n", "svar")
        + user("c")
        + END
        + flows("start a, a m, m b, b n, n c, c slut")
    )
    sender = process(START + throw("t", "svar", payload="nr=nr") + END + flows("start t, t slut"), "s")
    kommun.deploy(messages("svar"), twice, sender)
    case = kommun.start(business_key="SN-1")
    for number in (1, 2):
        kommun.start("s", business_key="SN-1", nr=number)
    kommun.run_jobs()
    kommun.complete("a")
    kommun.run_jobs()
    assert (kommun.waits(case), kommun.variables(case)) == (["b"], {"nr": 1})
    kommun.complete("b")
    kommun.run_jobs()
    assert (kommun.waits(case), kommun.variables(case)) == (["c"], {"nr": 2})
    assert count_jobs(kommun.context, JobQuery()) == 0


def test_a_message_is_forgotten_when_its_time_is_over(kommun: Kommun) -> None:
    late = process(START + user("a") + catch("m", "svar") + END + flows("start a, a m, m slut"))
    kommun.deploy(messages("svar"), late, process(START + throw("t", "svar") + END + flows("start t, t slut"), "s"))
    case = kommun.start()
    kommun.start("s")
    kommun.run_jobs()
    kommun.wait(days=366)
    kommun.complete("a")
    kommun.run_jobs()
    assert kommun.waits(case) == ["m"]


def test_a_delivery_to_a_case_that_ended_meanwhile_is_dropped(kommun: Kommun) -> None:
    kommun.deploy(messages("svar"), WAITS)
    case = kommun.start()
    correlate_all(kommun.context, Message("svar"))
    cancel_instance(kommun.context, case.id)
    kommun.run_jobs()
    assert count_jobs(kommun.context, JobQuery()) == 0


def test_a_signal_reaches_all_that_wait_and_starts_what_it_starts(kommun: Kommun) -> None:
    signal = '<signal id="s_larm" name="larm"/>'
    waits = '<intermediateCatchEvent id="v"><signalEventDefinition signalRef="s_larm"/></intermediateCatchEvent>'
    starts = '<startEvent id="start"><signalEventDefinition signalRef="s_larm"/></startEvent>'
    kommun.deploy(
        signal,
        process(START + waits + user("efter") + END + flows("start v, v efter, efter slut")),
        process(starts + user("ny") + END + flows("start ny, ny slut"), key="q"),
    )
    cases = [kommun.start(), kommun.start()]
    assert throw_signal(kommun.context, Signal("larm", {"var": "hiss"})) == 3
    kommun.run_jobs()
    assert [kommun.waits(case) for case in cases] == [["efter"], ["efter"]]
    (begun,) = list_instances(kommun.context, InstanceQuery(definition_key="q"))
    assert kommun.variables(begun) == {"var": "hiss"}
    with pytest.raises(NotFoundError):
        throw_signal(kommun.context, Signal("larm", execution_id=cases[0].id))


def test_a_signal_thrown_by_a_diagram_reaches_others(kommun: Kommun) -> None:
    waits = '<intermediateCatchEvent id="v"><signalEventDefinition signalRef="s_larm"/></intermediateCatchEvent>'
    throws = '<endEvent id="slut"><signalEventDefinition signalRef="s_larm"/></endEvent>'
    kommun.deploy(
        '<signal id="s_larm" name="larm"/>',
        process(START + waits + user("efter") + END + flows("start v, v efter, efter slut")),
        process(START + throws + flows("start slut"), key="q"),
    )
    case = kommun.start()
    kommun.start("q")
    kommun.run_jobs()
    assert kommun.waits(case) == ["efter"]
