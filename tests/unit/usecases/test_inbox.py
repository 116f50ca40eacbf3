"""The inbox: the same message again has no effect and the same answer; one that comes early is kept."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.errors import InvalidRequestError, KeyReusedError, NoMatchingReceiverError, SeveralReceiversError
from app.store.tables import job, message, receipt
from app.usecases.history import OperationQuery, list_operations
from app.usecases.instances import InstanceQuery, cancel_instance, count_instances
from app.usecases.jobs import JobQuery, count_jobs
from app.usecases.messages import Message, Signal, correlate, correlate_all, throw_signal
from tests.unit.usecases.kommun import END, START, Kommun, catch, flows, messages, process, user

TWICE = process(
    START + catch("m", "svar") + catch("n", "svar") + user("sist") + END + flows("start m, m n, n sist, sist slut")
)
STARTED = process(
    '<startEvent id="start"><messageEventDefinition messageRef="m_brev"/></startEvent>'
    + user("last")
    + END
    + flows("start last, last slut"),
    key="mottagare",
)
EARLY = process(
    START + user("a") + catch("m", "svar") + user("efter") + END + flows("start a, a m, m efter, efter slut")
)
WEEK = timedelta(days=7)
SENT = Message("svar", payload={"vad": "ja"}, key="brev-1")


def rows(kommun: Kommun, table: str = "receipt") -> int:
    """How many rows."""
    counted = {"receipt": receipt, "message": message}[table]
    with kommun.context.reading() as session:
        return int(session.connection.execute(select(func.count()).select_from(counted)).scalar_one())


def sweeps(kommun: Kommun) -> int:
    """How many jobs look for what has expired."""
    with kommun.context.reading() as session:
        found = select(func.count()).select_from(job).where(job.c.kind == "sweep")
        return int(session.connection.execute(found).scalar_one())


def test_the_same_message_again_changes_nothing_and_is_answered_the_same(kommun: Kommun) -> None:
    kommun.deploy(messages("svar"), TWICE)
    case = kommun.start()
    first = correlate(kommun.context, SENT)
    assert [correlate(kommun.context, SENT) for _ in range(99)] == [first] * 99
    assert kommun.waits(case) == ["n"]
    assert correlate(kommun.context, replace(SENT, key="brev-2")).element == "n"
    assert rows(kommun) == 2


def test_the_answer_is_the_same_when_the_case_is_gone(kommun: Kommun) -> None:
    kommun.deploy(messages("brev"), STARTED)
    sent = Message("brev", business_key="SN-1", key="1")
    first = correlate(kommun.context, sent)
    assert (first.kind, first.business_key, first.ended) == ("start", "SN-1", False)
    cancel_instance(kommun.context, first.instance_id)
    assert correlate(kommun.context, sent) == first
    assert count_instances(kommun.context, InstanceQuery()) == 1


def test_without_an_id_the_same_words_are_another_message(kommun: Kommun) -> None:
    kommun.deploy(messages("brev"), STARTED)
    for _ in range(2):
        correlate(kommun.context, Message("brev"))
    assert (count_instances(kommun.context, InstanceQuery()), rows(kommun)) == (2, 0)


@pytest.mark.parametrize(
    "other",
    [
        replace(SENT, payload={"vad": "nej"}),
        replace(SENT, payload={}),
        replace(SENT, business_key="SN-1"),
        replace(SENT, correlation={"vad": "ja"}),
        replace(SENT, name="annat"),
    ],
)
def test_an_id_that_was_used_for_another_message_is_refused(kommun: Kommun, other: Message) -> None:
    kommun.deploy(messages("svar"), TWICE)
    case = kommun.start()
    correlate(kommun.context, SENT)
    with pytest.raises(KeyReusedError, match="brev-1"):
        correlate(kommun.context, other)
    with pytest.raises(KeyReusedError):
        correlate_all(kommun.context, SENT)
    assert kommun.waits(case) == ["n"]


@pytest.mark.parametrize("key", ["", "x" * 256, "a\nb"])
def test_an_id_that_is_none_is_refused(kommun: Kommun, key: str) -> None:
    with pytest.raises(InvalidRequestError):
        correlate(kommun.context, replace(SENT, key=key))


def test_senders_have_ids_of_their_own(kommun: Kommun) -> None:
    kommun.deploy(messages("svar"), TWICE)
    case = kommun.start()
    correlate(kommun.acting("leverantoren"), SENT)
    correlate(kommun.acting("apoteket"), SENT)
    assert kommun.waits(case) == ["sist"]


def test_a_message_that_was_refused_may_come_again_with_its_id(kommun: Kommun) -> None:
    kommun.deploy(messages("svar"), TWICE)
    with pytest.raises(NoMatchingReceiverError):
        correlate(kommun.context, SENT)
    cases = [kommun.start(), kommun.start()]
    with pytest.raises(SeveralReceiversError):
        correlate(kommun.context, SENT)
    cancel_instance(kommun.context, cases[1].id)
    assert correlate(kommun.context, SENT).instance_id == cases[0].id


def test_messages_to_all_and_signals_have_ids_too(kommun: Kommun) -> None:
    kommun.deploy(messages("svar"), TWICE)
    cases = [kommun.start(), kommun.start()]
    first = correlate_all(kommun.context, SENT)
    assert [correlate_all(kommun.context, SENT) for _ in range(3)] == [first] * 3
    assert (len(first), kommun.run_jobs()) == (2, 2)
    assert [kommun.waits(case) for case in cases] == [["n"], ["n"]]
    waits = '<intermediateCatchEvent id="v"><signalEventDefinition signalRef="s_larm"/></intermediateCatchEvent>'
    kommun.deploy('<signal id="s_larm" name="larm"/>', process(START + waits + END + flows("start v, v slut"), "q"))
    kommun.start("q")
    assert [throw_signal(kommun.context, Signal("larm", key="s1")) for _ in range(3)] == [1, 1, 1]
    assert kommun.run_jobs() == 1
    with pytest.raises(KeyReusedError):
        throw_signal(kommun.context, Signal("larm", {"var": "hiss"}, key="s1"))


def test_receipts_are_kept_for_their_time_and_then_swept(kommun: Kommun) -> None:
    kommun.deploy(messages("brev"), STARTED)
    for number in range(5):
        correlate(kommun.context, Message("brev", key=str(number)))
        kommun.wait(days=1)
    kommun.wait(days=24, hours=23)
    kommun.run_jobs()
    assert (rows(kommun), sweeps(kommun)) == (5, 1)
    kommun.wait(hours=1)
    assert correlate(kommun.context, Message("brev", key="0")).kind == "start"  # as if it had never come
    assert count_instances(kommun.context, InstanceQuery()) == 6
    kommun.wait(days=30)
    kommun.run_jobs()
    assert (rows(kommun), sweeps(kommun)) == (0, 0)


def test_looking_for_what_has_expired_is_no_job_that_people_see(kommun: Kommun) -> None:
    kommun.deploy(messages("brev"), STARTED)
    correlate(kommun.context, Message("brev", key="1"))
    assert (sweeps(kommun), count_jobs(kommun.context, JobQuery())) == (1, 0)


def test_a_message_that_comes_early_is_refused_unless_it_has_a_lifetime(kommun: Kommun) -> None:
    kommun.deploy(messages("svar"), EARLY)
    kommun.start()
    with pytest.raises(NoMatchingReceiverError):
        correlate(kommun.context, Message("svar"))
    assert rows(kommun, "message") == 0


@pytest.mark.parametrize(
    ("told", "reached"),
    [
        (Message("svar"), True),
        (Message("svar", business_key="SN-1"), True),
        (Message("svar", correlation={"nummer": "7"}), True),
        (Message("svar", business_key="SN-1", correlation={"nummer": 7, "slag": None}), True),
        (Message("svar", correlation={"text": "x" * 3000}), True),
        (Message("svar", business_key="SN-2"), False),
        (Message("svar", correlation={"nummer": 8}), False),
        (Message("svar", business_key="SN-2", correlation={"nummer": 7}), False),
    ],
)
def test_a_kept_message_reaches_the_case_that_it_is_for(kommun: Kommun, told: Message, reached: bool) -> None:
    kommun.deploy(messages("svar"), EARLY)
    case = kommun.start(business_key="SN-1", nummer=7, slag=None, text="x" * 3000)
    kept = correlate(kommun.context, replace(told, lifetime=WEEK, payload={"vad": "ja"}))
    assert (kept.kind, kept.instance_id, rows(kommun, "message")) == ("kept", "", 1)
    kommun.wait(days=6)
    kommun.complete("a")
    kommun.run_jobs()
    assert kommun.waits(case) == (["efter"] if reached else ["m"])
    assert rows(kommun, "message") == (0 if reached else 1)
    assert kommun.variables(case).get("vad") == ("ja" if reached else None)


def test_only_messages_that_may_fit_are_looked_at_closely(kommun: Kommun) -> None:
    kommun.deploy(messages("svar"), EARLY)
    kommun.start(business_key="SN-1")
    for number in range(20):
        correlate(kommun.context, Message("svar", business_key=f"SN-{number}", lifetime=WEEK))
        correlate(kommun.context, Message("svar", correlation={"nummer": number}, lifetime=WEEK))
    kommun.complete("a")
    assert count_jobs(kommun.context, JobQuery()) == 1


def test_a_kept_message_is_forgotten_with_a_line_in_the_log_when_its_time_is_over(kommun: Kommun) -> None:
    kommun.deploy(messages("svar"), EARLY)
    case = kommun.start()
    correlate(kommun.acting("sara"), Message("svar", lifetime=WEEK, payload={"namn": "Asta"}))
    kommun.wait(days=7)
    kommun.complete("a")
    kommun.run_jobs()
    assert (kommun.waits(case), rows(kommun, "message")) == (["m"], 0)
    lines = list_operations(kommun.context, OperationQuery(entity="message"))
    assert [(each.action, each.entity_id, each.actor_id, dict(each.detail)) for each in lines] == [
        ("expire", "svar", "arbetare", {}),
        ("keep", "svar", "sara", {}),
    ]


def test_the_same_early_message_again_is_kept_once(kommun: Kommun) -> None:
    kommun.deploy(messages("svar"), TWICE)
    sent = Message("svar", lifetime=WEEK, key="1")
    assert [correlate(kommun.context, sent).kind for _ in range(5)] == ["kept"] * 5
    case = kommun.start()
    kommun.run_jobs()
    assert (kommun.waits(case), rows(kommun, "message")) == (["n"], 0)
    assert correlate(kommun.context, sent).kind == "kept"
    assert kommun.waits(case) == ["n"]


def test_early_messages_are_delivered_in_the_order_in_which_they_came(kommun: Kommun) -> None:
    kommun.deploy(messages("svar"), TWICE)
    for number in (1, 2):
        correlate(kommun.context, Message("svar", lifetime=WEEK, payload={"nr": number}))
        kommun.wait(seconds=1)
    case = kommun.start()
    kommun.run_jobs()
    assert (kommun.waits(case), kommun.variables(case), rows(kommun, "message")) == (["sist"], {"nr": 2}, 0)


def test_a_message_to_a_named_place_is_never_kept(kommun: Kommun) -> None:
    kommun.deploy(messages("svar"), EARLY)
    case = kommun.start(nummer=7)
    kept = Message("svar", lifetime=WEEK)
    for named in (replace(kept, instance_id=case.id), replace(kept, local_correlation={"nummer": 7})):
        with pytest.raises(NoMatchingReceiverError):
            correlate(kommun.context, named)


def test_a_message_is_not_kept_for_somebody_who_does_not_see_all_cases(kommun: Kommun) -> None:
    """Kept, it would be delivered by a job, which does."""
    kommun.deploy(messages("svar"), EARLY)
    kommun.start()
    with pytest.raises(NoMatchingReceiverError):
        correlate(kommun.acting("hanna", "handlaggare"), Message("svar", lifetime=WEEK))
