"""Webhooks over REST: made, listed, changed, and what they could not be told sent again."""

from dataclasses import replace

import pytest

from tests.integration.rest.api import Api, two_tasks

KEYS = {
    "id",
    "url",
    "description",
    "types",
    "enabled",
    "created",
    "createdBy",
    "failures",
    "lastSuccess",
    "lastFailure",
    "lastError",
    "waiting",
    "dead",
}
URL = "https://mottagare.example/krok"


@pytest.fixture
def told(api: Api) -> Api:
    """A case has been started, and a webhook has two things to be told."""
    api.deploy({"prov.bpmn": two_tasks()})
    api.post("/webhook", {"url": URL, "description": "Översikt"}, 201)
    api.start()
    return api


def test_the_secret_is_told_once(api: Api) -> None:
    made = api.post("/webhook", {"url": URL, "types": ["se.stegvis.task.created"]}, 201)
    assert made.pop("secret").startswith("whsec_")
    assert set(made) == KEYS
    assert (made["url"], made["types"], made["enabled"], made["createdBy"]) == (
        URL,
        ["se.stegvis.task.created"],
        True,
        "demo",
    )
    assert api.get(f"/webhook/{made['id']}") == made
    assert api.get("/webhook") == [made]
    rotated = api.post(f"/webhook/{made['id']}/rotate", None, 200)
    assert (set(rotated), rotated["secret"][:6]) == ({"secret"}, "whsec_")


def test_a_webhook_is_changed_and_deleted(told: Api) -> None:
    (made,) = told.get("/webhook")
    path = f"/webhook/{made['id']}"
    told.put(path, {"enabled": False}, 204)
    told.put(path, {"url": f"{URL}/ny", "types": "se.stegvis.instance.ended"}, 204)
    found = told.get(path)
    assert (found["enabled"], found["url"], found["types"], found["description"]) == (
        False,
        f"{URL}/ny",
        ["se.stegvis.instance.ended"],
        "Översikt",
    )
    told.put(path, {"types": []}, 204)
    assert told.get(path)["types"] == []
    told.delete(path, 204)
    assert told.get("/webhook") == []
    for attempt in (told.get, told.delete):
        attempt(path, 404)
    told.put(path, {"enabled": True}, 404)
    told.post(f"{path}/replay", None, 404)
    told.get(f"{path}/notice", 404)


def test_what_it_has_yet_to_be_told_is_listed(told: Api) -> None:
    (made,) = told.get("/webhook")
    assert (made["waiting"], made["dead"]) == (2, 0)
    path = f"/webhook/{made['id']}/notice"
    first, second = told.get(path)
    assert set(first) == {
        "number",
        "webhookId",
        "rootProcessInstanceId",
        "type",
        "created",
        "attempts",
        "error",
        "dead",
        "event",
    }
    assert (first["type"], second["type"]) == ("se.stegvis.instance.started", "se.stegvis.task.created")
    assert second["event"]["data"]["taskId"] == told.task()["id"]
    assert told.get(path, state="waiting", type="se.stegvis.task.created") == [second]
    assert told.get(path, state="dead") == []
    told.get(path, 400, state="borta")
    told.post(f"{path}/{first['number']}/replay", None, 404)  # it waits, so there is nothing to send again
    assert told.post(f"/webhook/{made['id']}/replay", None, 200) == {"count": 0}


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        ({}, "url"),
        ({"url": "http://mottagare.example"}, "https"),
        ({"url": "https://10.0.0.1/"}, "STEGVIS_WEBHOOK_NETWORKS"),
        ({"url": URL, "types": ["annat"]}, "annat"),
        ({"url": URL, "description": "x" * 201}, "200"),
    ],
)
def test_what_will_not_do_is_refused_with_the_reason(api: Api, sent: dict[str, object], word: str) -> None:
    assert word in api.post("/webhook", sent, 400)["message"]
    assert api.get("/webhook") == []


def test_private_networks_are_sent_to_where_the_server_is_set_so(api: Api) -> None:
    api.house.options = replace(api.house.options, webhook_networks=("10.20.0.0/16",))
    api.post("/webhook", {"url": "http://10.20.0.7:8080/krok"}, 201)
    api.post("/webhook", {"url": "http://10.21.0.7:8080/krok"}, 400)


def test_only_systemforvaltare_may(told: Api) -> None:
    hanna = told.acting_as("hanna")
    hanna.get("/webhook", 403)
    hanna.post("/webhook", {"url": URL}, 403)
