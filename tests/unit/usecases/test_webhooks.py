"""Webhooks: what they are told, in order, again when it fails, and what becomes of what nobody takes."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select, update

from app.engine import BpmnThrow
from app.errors import ElementError, ForbiddenError, InvalidRequestError, NotFoundError, StaleTriggerError
from app.store.tables import job, notice, webhook
from app.usecases.deployments import DeploymentQuery, delete_deployment, list_deployments
from app.usecases.history import OperationQuery, list_operations
from app.usecases.incidents import IncidentQuery, list_incidents
from app.usecases.instances import cancel_instance
from app.usecases.jobs import ClaimedJob, JobKind, JobQuery, list_jobs, run_internal, set_retries
from app.usecases.posting import Answer, Letter, next_letter, settle
from app.usecases.tasks import throw_task_error
from app.usecases.webhooks import (
    EventType,
    NewWebhook,
    NoticeQuery,
    WebhookChange,
    change_webhook,
    create_webhook,
    get_webhook,
    list_notices,
    list_webhooks,
    remove_webhook,
    replay,
    rotate_secret,
)
from tests.unit.usecases.kommun import END, START, Kommun, flows, process, service, timer, user

TAKEN, BUSY, WRONG, SILENT = (
    Answer(204),
    Answer(503, "Mottagaren svarade 503."),
    Answer(400, "Mottagaren svarade 400."),
    Answer(None, "tyst"),
)
TWO = process(START + user("a") + user("b") + END + flows("start a, a b, b slut"))
URL = "https://mottagare.example/krok"


def created(kommun: Kommun, *types: str, url: str = URL) -> str:
    """A webhook; its id."""
    return create_webhook(kommun.context, NewWebhook(url, types=types))[0]


def claimed(kommun: Kommun) -> list[ClaimedJob]:
    """Jobs of webhooks that are due."""
    return [each for each in kommun.claim() if each.kind is JobKind.WEBHOOK]


def letters(kommun: Kommun, answer: Answer = TAKEN, most: int = 100) -> list[tuple[Letter, dict[str, Any]]]:
    """Send what is due, each answered so; the letters, with what their bodies say."""
    found: list[tuple[Letter, dict[str, Any]]] = []
    while len(found) < most and (jobs := claimed(kommun)):
        for each in jobs:
            letter = next_letter(kommun.worker, each.lease)
            if letter is not None:
                found.append((letter, json.loads(letter.body)))
                settle(kommun.worker, each.lease, letter, answer)
    return found


def told(kommun: Kommun, answer: Answer = TAKEN) -> list[str]:
    """The same, as "type element"."""
    return [
        f"{body['type'].removeprefix('se.stegvis.')} {body['data'].get('elementId', '')}".strip()
        for _, body in letters(kommun, answer)
    ]


def lanes(kommun: Kommun) -> int:
    """Jobs of webhooks, due or not."""
    with kommun.context.reading() as session:
        return len(session.connection.execute(select(job.c.id).where(job.c.kind == "webhook")).all())


def test_a_case_is_told_from_its_start_to_its_end(kommun: Kommun) -> None:
    created(kommun)
    kommun.deploy(TWO)
    kommun.start(business_key="SN-1")
    assert told(kommun) == ["instance.started", "task.created a"]
    kommun.complete("a")
    kommun.complete("b")
    assert told(kommun) == ["task.completed a", "task.created b", "task.completed b", "instance.ended"]
    assert lanes(kommun) == 0


def test_an_event_is_a_cloudevent_with_ids_and_names_and_no_values(kommun: Kommun) -> None:
    created(kommun, EventType.TASK_CREATED)
    kommun.deploy(TWO)
    case = kommun.start(business_key="SN-1", namn="Asta Lind", personnummer="18900101-9802")
    ((letter, body),) = letters(kommun)
    assert "Asta" not in letter.body.decode() + str(letter.headers) + repr(letter)
    assert letter.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert letter.url == URL
    task = kommun.task("a")
    assert body.pop("id") == letter.headers["webhook-id"]
    assert body == {
        "specversion": "1.0",
        "source": "/engine-rest/process-definition/key/p",
        "type": "se.stegvis.task.created",
        "subject": task,
        "time": "2026-03-02T09:00:00.000Z",
        "datacontenttype": "application/json",
        "data": {
            "taskId": task,
            "elementId": "a",
            "elementName": "A",
            "processInstanceId": case.id,
            "rootProcessInstanceId": case.id,
            "processDefinitionId": case.definition_id,
            "processDefinitionKey": "p",
            "businessKey": "SN-1",
        },
    }


def test_a_letter_is_signed_as_standard_webhooks_says(kommun: Kommun) -> None:
    _, secret = create_webhook(kommun.context, NewWebhook(URL))
    kommun.deploy(TWO)
    kommun.start()
    ((letter, _), *_) = letters(kommun)
    time = letter.headers["webhook-timestamp"]
    assert time == str(int(kommun.clock.timestamp()))
    assert secret.startswith("whsec_")
    key = base64.b64decode(secret[6:])
    assert len(key) == 32
    signed = f"{letter.headers['webhook-id']}.{time}.".encode() + letter.body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert letter.headers["webhook-signature"] == f"v1,{expected}"


def test_after_a_change_of_secret_both_sign_for_a_day(kommun: Kommun) -> None:
    id, first = create_webhook(kommun.context, NewWebhook(URL))
    kommun.deploy(TWO)
    second = rotate_secret(kommun.context, id)
    assert first != second
    kommun.start()
    ((letter, _), *_) = letters(kommun)
    assert len(letter.headers["webhook-signature"].split(" ")) == 2
    kommun.wait(hours=25)
    kommun.start()
    ((letter, _), *_) = letters(kommun)
    assert len(letter.headers["webhook-signature"].split(" ")) == 1


def test_cancelled_tasks_and_cases_called_processes_and_incidents_are_told(kommun: Kommun) -> None:
    created(kommun)
    border = f'<boundaryEvent id="frist" attachedToRef="a">{timer("P1D")}</boundaryEvent>'
    called = '<callActivity id="anrop" calledElement="q"/>'
    kommun.deploy(
        process(START + user("a") + border + called + END + flows("start a, a slut, frist anrop, anrop slut")),
        process(START + service("s") + user("b") + END + flows("start s, s b, b slut"), key="q"),
    )
    case = kommun.start()
    told(kommun)
    kommun.wait(days=1)
    (due,) = [each for each in kommun.claim() if each.kind is JobKind.TIMER]
    run_internal(kommun.worker, due)
    assert told(kommun) == ["instance.started", "task.cancelled a"]
    (waits,) = list_jobs(kommun.context, JobQuery())
    set_retries(kommun.context, waits.id, 0)
    (incident,) = list_incidents(kommun.context, IncidentQuery())
    ((_, body),) = letters(kommun)
    assert (body["type"], body["subject"]) == (EventType.INCIDENT_CREATED, incident.id)
    assert body["data"]["elementId"] == "s"
    assert body["data"]["processDefinitionKey"] == "q"
    assert body["data"]["rootProcessInstanceId"] == case.id
    cancel_instance(kommun.context, case.id)
    ends = [body["data"] for _, body in letters(kommun)]
    assert [each["outcome"] for each in ends] == ["cancelled", "cancelled"]
    assert [each.get("superProcessInstanceId") for each in ends] == [case.id, None]


def test_an_uncaught_error_is_told_as_an_incident(kommun: Kommun) -> None:
    created(kommun, EventType.INCIDENT_CREATED)
    kommun.deploy(TWO)
    kommun.start()
    throw_task_error(kommun.context, kommun.task("a"), BpmnThrow("x"))
    assert told(kommun) == ["incident.created a"]


def test_a_webhook_is_told_only_of_what_it_wants(kommun: Kommun) -> None:
    first, second = created(kommun, EventType.TASK_COMPLETED), created(kommun, url=f"{URL}/2")
    kommun.deploy(TWO)
    kommun.start()
    kommun.complete("a")
    assert [each.type for each in list_notices(kommun.context, NoticeQuery(first))] == [EventType.TASK_COMPLETED]
    assert len(list_notices(kommun.context, NoticeQuery(second))) == 4
    ids = {each.event_id for id in (first, second) for each in list_notices(kommun.context, NoticeQuery(id))}
    assert len(ids) == 4  # an event has one id, whoever is told


def test_a_step_that_fails_is_not_told(kommun: Kommun) -> None:
    created(kommun)
    body = START + user("a") + '<exclusiveGateway id="val"/>' + END + flows("start a, a val, val slut [=gå]")
    kommun.deploy(process(body))
    kommun.start(gå=False)
    told(kommun)
    with pytest.raises(ElementError):
        kommun.complete("a")
    assert told(kommun) == []
    kommun.complete("a", gå=True)
    assert told(kommun) == ["task.completed a", "instance.ended"]


def test_the_next_is_sent_when_the_one_before_was_taken(kommun: Kommun) -> None:
    """Each case is a lane of its own: what one waits for, others do not."""
    created(kommun, EventType.TASK_CREATED, EventType.TASK_COMPLETED)
    kommun.deploy(TWO)
    cases = [kommun.start(), kommun.start()]
    kommun.complete_id(kommun.tasks("a", cases[0])[0])
    first = letters(kommun, WRONG)
    assert {body["data"]["rootProcessInstanceId"] for _, body in first} == {case.id for case in cases}
    assert claimed(kommun) == []
    kommun.wait(seconds=5)
    again = letters(kommun)
    assert {each.headers["webhook-id"] for each, _ in first} <= {each.headers["webhook-id"] for each, _ in again}
    of_first = [body["type"] for _, body in again if body["data"]["rootProcessInstanceId"] == cases[0].id]
    assert of_first == [EventType.TASK_CREATED, EventType.TASK_COMPLETED, EventType.TASK_CREATED]


def test_it_is_tried_ten_times_over_three_days_and_then_given_up(kommun: Kommun) -> None:
    id = created(kommun, EventType.INSTANCE_STARTED, EventType.TASK_CREATED)
    kommun.deploy(TWO)
    kommun.start()
    times = [kommun.clock]
    first = letters(kommun, WRONG)
    while waiting_until(kommun) is not None and get_webhook(kommun.context, id).dead == 0:
        kommun.clock = waiting_until(kommun) or kommun.clock
        times.append(kommun.clock)
        assert letters(kommun, WRONG, most=1)[0][0].headers["webhook-id"] == first[0][0].headers["webhook-id"]
    seconds = [round((b - a).total_seconds()) for a, b in pairwise(times)]
    assert seconds == [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]
    (dead,) = list_notices(kommun.context, NoticeQuery(id, dead=True))
    assert (dead.type, dead.attempts, dead.error) == (EventType.INSTANCE_STARTED, 10, "Mottagaren svarade 400.")
    assert told(kommun) == ["task.created a"]
    assert lanes(kommun) == 0


def waiting_until(kommun: Kommun) -> Any:
    """When the one lane is due."""
    with kommun.context.reading() as session:
        return session.connection.execute(select(job.c.due).where(job.c.kind == "webhook")).scalar()


def test_a_receiver_that_cannot_be_reached_is_left_alone_for_a_while(kommun: Kommun) -> None:
    id = created(kommun, EventType.INSTANCE_STARTED)
    kommun.deploy(TWO)
    for _ in range(5):
        kommun.start()
    assert len(letters(kommun, SILENT)) == 1
    assert get_webhook(kommun.context, id).failures == 1
    kommun.wait(seconds=2)
    assert len(letters(kommun, BUSY)) == 1
    kommun.wait(seconds=4)
    assert len(letters(kommun)) == 5
    assert (get_webhook(kommun.context, id).failures, lanes(kommun)) == (0, 0)


def test_a_receiver_that_never_answers_is_spared_but_all_is_given_up_in_time(kommun: Kommun) -> None:
    id = created(kommun, EventType.INSTANCE_STARTED)
    kommun.deploy(TWO)
    for _ in range(8):
        kommun.start()
    sent = []
    for _ in range(26):
        sent.append(len(letters(kommun, SILENT)))
        kommun.wait(hours=4)
    found = get_webhook(kommun.context, id)
    assert (found.dead, found.waiting, lanes(kommun)) == (8, 0, 0)
    assert max(sent) == 1, "the first that is not answered speaks for all"


def test_a_receiver_says_how_long_it_wants_to_be_left_alone(kommun: Kommun) -> None:
    created(kommun)
    kommun.deploy(TWO)
    kommun.start()
    letters(kommun, Answer(429, "Mottagaren svarade 429.", timedelta(hours=1)))
    assert waiting_until(kommun) == kommun.clock + timedelta(hours=1)


def test_a_receiver_that_is_gone_is_disabled_and_nothing_is_lost(kommun: Kommun) -> None:
    id = created(kommun)
    kommun.deploy(TWO)
    kommun.start()
    letters(kommun, Answer(410, "Mottagaren svarade 410."))
    assert not get_webhook(kommun.context, id).enabled
    kommun.complete("a")
    kommun.wait(days=1)
    assert (letters(kommun), lanes(kommun)) == ([], 0)
    change_webhook(kommun.context, id, WebhookChange(enabled=True))
    assert told(kommun) == ["instance.started", "task.created a"]


def test_dead_notices_are_sent_again_one_or_all(kommun: Kommun) -> None:
    id = created(kommun, EventType.INSTANCE_STARTED)
    kommun.deploy(TWO)
    for _ in range(3):
        kommun.start()
    for _ in range(10):
        letters(kommun, WRONG)
        kommun.wait(days=1)
    dead = list_notices(kommun.context, NoticeQuery(id, dead=True))
    assert len(dead) == 3
    assert replay(kommun.context, id, dead[1].number) == 1
    ((letter, _),) = letters(kommun)
    assert letter.headers["webhook-id"] == dead[1].event_id
    assert replay(kommun.context, id) == 2
    assert {each.headers["webhook-id"] for each, _ in letters(kommun)} == {dead[0].event_id, dead[2].event_id}
    assert replay(kommun.context, id) == 0
    with pytest.raises(NotFoundError):
        replay(kommun.context, id, dead[0].number)


def test_what_is_sent_again_is_tried_as_often_as_the_first_time(kommun: Kommun) -> None:
    id = created(kommun, EventType.INSTANCE_STARTED)
    kommun.deploy(TWO)
    kommun.start()
    for _ in range(2):
        for _ in range(10):
            kommun.clock = waiting_until(kommun) or kommun.clock
            assert len(letters(kommun, WRONG)) == 1
        assert get_webhook(kommun.context, id).dead == 1
        replay(kommun.context, id)


def test_what_nobody_took_goes_when_its_time_is_over(kommun: Kommun) -> None:
    id = created(kommun)
    kommun.deploy(TWO)
    kommun.start()
    change_webhook(kommun.context, id, WebhookChange(enabled=False))
    assert get_webhook(kommun.context, id).waiting == 2
    kommun.wait(days=30)
    kommun.run_jobs()
    assert get_webhook(kommun.context, id).waiting == 0


def test_a_disabled_webhook_is_not_told_and_costs_nothing(kommun: Kommun) -> None:
    id = created(kommun)
    change_webhook(kommun.context, id, WebhookChange(enabled=False))
    kommun.deploy(TWO)
    kommun.start()
    assert (list_notices(kommun.context, NoticeQuery(id)), lanes(kommun)) == ((), 0)


def test_a_deleted_webhook_takes_what_it_was_to_be_told_along(kommun: Kommun) -> None:
    id = created(kommun)
    kommun.deploy(TWO)
    kommun.start()
    remove_webhook(kommun.context, id)
    assert (list_webhooks(kommun.context), letters(kommun), lanes(kommun)) == ((), [], 0)
    with kommun.context.reading() as session:
        assert session.connection.execute(select(notice)).all() == []
    with pytest.raises(NotFoundError):
        get_webhook(kommun.context, id)


def test_a_webhook_deleted_by_another_process_fails_no_step(kommun: Kommun) -> None:
    id = created(kommun)
    kommun.deploy(TWO)
    kommun.start()
    with kommun.context.transaction() as session:
        session.connection.execute(webhook.delete().where(webhook.c.id == id))
    kommun.complete("a")  # this process still knows the webhook
    assert (letters(kommun), lanes(kommun)) == ([], 0)


def test_what_another_process_changed_is_seen_within_seconds(kommun: Kommun) -> None:
    id = created(kommun)
    change_webhook(kommun.context, id, WebhookChange(enabled=False))
    kommun.deploy(TWO)
    kommun.start()
    with kommun.context.transaction() as session:
        session.connection.execute(update(webhook).values(enabled=True))
    kommun.wait(seconds=3)
    kommun.complete("a")
    assert told(kommun) == ["task.completed a", "task.created b"]


def test_notices_of_a_case_go_with_the_case(kommun: Kommun) -> None:
    id = created(kommun)
    kommun.deploy(TWO)
    case = kommun.start()
    cancel_instance(kommun.context, case.id)
    (deployment,) = list_deployments(kommun.context, DeploymentQuery())
    delete_deployment(kommun.context, deployment.id, cascade=True)
    assert (get_webhook(kommun.context, id).waiting, lanes(kommun)) == (0, 0)


def test_a_letter_settled_by_two_moves_the_lane_once(kommun: Kommun) -> None:
    id = created(kommun)
    kommun.deploy(TWO)
    kommun.start()
    (first,) = claimed(kommun)
    letter = next_letter(kommun.worker, first.lease)
    assert letter is not None
    kommun.wait(minutes=2)  # the first is frozen, its lease runs out
    (second,) = claimed(kommun)
    again = next_letter(kommun.worker, second.lease)
    assert again is not None
    assert again.headers["webhook-id"] == letter.headers["webhook-id"]
    settle(kommun.worker, second.lease, again, TAKEN)
    with pytest.raises(StaleTriggerError):
        settle(kommun.worker, first.lease, letter, TAKEN)
    assert get_webhook(kommun.context, id).waiting == 1


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mottagare.example",
        "ftp://mottagare.example/",
        "http://mottagare.example/",
        "https://kalle:hemligt@mottagare.example/",
        "https://mottagare.example/#del",
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://169.254.169.254/latest",
        "https://mottagare.example:99999/",
        "https://mottagare.example/" + "x" * 2000,
    ],
)
def test_an_address_that_will_not_do_is_refused(kommun: Kommun, url: str) -> None:
    with pytest.raises(InvalidRequestError, match="url"):
        created(kommun, url=url)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://mottagare.example", "https://mottagare.example/"),
        (
            "https://Åby.example:8443/en väg/ä?å=1&b=%20",
            "https://xn--by-xia.example:8443/en%20v%C3%A4g/%C3%A4?%C3%A5=1&b=%20",
        ),
        ("http://10.20.0.5:8080/krok", "http://10.20.0.5:8080/krok"),
        ("https://[2001:4860:4860::8888]/", "https://[2001:4860:4860::8888]/"),
    ],
)
def test_an_address_is_kept_in_ascii(kommun: Kommun, url: str, kept: str) -> None:
    kommun.options = type(kommun.options)(webhook_networks=("10.20.0.0/16",))
    assert get_webhook(kommun.context, created(kommun, url=url)).url == kept


def test_types_that_do_not_exist_are_refused(kommun: Kommun) -> None:
    with pytest.raises(InvalidRequestError, match=r"task\.changed"):
        created(kommun, "se.stegvis.task.changed")


def test_only_systemforvaltare_manage_webhooks(kommun: Kommun) -> None:
    id = created(kommun)
    other = kommun.acting("hanna", "handlaggare", "processagare")
    for attempt in (
        lambda: list_webhooks(other),
        lambda: create_webhook(other, NewWebhook(URL)),
        lambda: change_webhook(other, id, WebhookChange(enabled=False)),
        lambda: rotate_secret(other, id),
        lambda: remove_webhook(other, id),
        lambda: list_notices(other, NoticeQuery(id)),
        lambda: replay(other, id),
    ):
        with pytest.raises(ForbiddenError):
            attempt()


def test_changes_are_in_the_log_without_the_secret(kommun: Kommun) -> None:
    id, secret = create_webhook(kommun.acting("sara"), NewWebhook(URL, "Ärendeöversikt"))
    other = rotate_secret(kommun.acting("sara"), id)
    change_webhook(kommun.acting("sara"), id, WebhookChange(description="Översikt"))
    remove_webhook(kommun.acting("sara"), id)
    lines = list_operations(kommun.context, OperationQuery(entity="webhook"))
    assert [each.action for each in lines] == ["delete", "change", "rotate", "create"]
    assert not any(text in str(lines) for text in (secret, other))
    assert list_webhooks(kommun.context) == ()
