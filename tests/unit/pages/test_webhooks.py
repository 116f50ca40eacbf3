"""The page of webhooks: made and managed, the secret shown once, and what did not arrive sent again."""

import re
from datetime import timedelta
from itertools import repeat

from app.bootstrap.house import House
from app.handler import Registry
from app.usecases.context import utc_now
from app.usecases.instances import StartInstance, start_instance
from app.usecases.webhooks import NewWebhook, create_webhook, list_webhooks, remove_webhook
from app.worker import Bench, run_due
from tests.unit.pages.conftest import LogIn
from tests.unit.pages.test_tasks import post

PATH = "/administration/webhooks"
URL = "https://mottagare.example/krok"


def test_the_secret_is_shown_when_it_is_made_and_never_again(house: House, log_in: LogIn) -> None:
    sven = log_in("sven")
    status, page = post(sven, PATH, url=URL, beskrivning="Översikt <b>", types="se.stegvis.task.created")
    assert status == 200
    found = re.search(r"whsec_[A-Za-z0-9+/=]+", page)
    assert found
    assert "Översikt &lt;b&gt;" in page
    assert "En uppgift har kommit" in page
    assert "whsec_" not in sven.get(PATH).text
    (made,) = list_webhooks(house.context())
    _status, page = post(sven, f"{PATH}/{made.id}", gor="byt")
    assert re.search(r"whsec_[A-Za-z0-9+/=]+", page)
    assert found.group() not in page
    remove_webhook(house.context(), made.id)


def test_a_wrong_address_is_said_and_kept(log_in: LogIn) -> None:
    status, page = post(log_in("sven"), PATH, url="http://mottagare.example", beskrivning="Översikt")
    assert status == 422
    assert 'href="#url"' in page
    assert "https" in page
    assert 'value="http://mottagare.example"' in page
    assert 'value="Översikt"' in page


def test_one_is_disabled_enabled_and_taken_away(house: House, log_in: LogIn) -> None:
    id, _ = create_webhook(house.context(), NewWebhook(URL))
    sven = log_in("sven")
    assert "Avstängd" in post(sven, f"{PATH}/{id}", gor="av")[1]
    assert "Avstängd" not in post(sven, f"{PATH}/{id}", gor="pa")[1]
    assert "är borttagen" in post(sven, f"{PATH}/{id}", gor="ta-bort")[1]
    assert "finns inte" in post(sven, f"{PATH}/{id}", gor="av")[1]


def test_what_did_not_arrive_is_shown_and_sent_again(house: House, log_in: LogIn) -> None:
    id, _ = create_webhook(
        house.context(), NewWebhook("https://mottagare.invalid/", types=("se.stegvis.instance.started",))
    )
    began = house.now()
    start_instance(house.context(), StartInstance(key="prov"))
    for moment in (began, began + timedelta(hours=100)):  # tried once, and again when it is too old
        clock = repeat(moment)
        house.now = clock.__next__
        list(run_due(house.context(), Bench(Registry(), {}), "arbetare"))
    sven = log_in("sven")
    page = sven.get(PATH).text
    assert "Det här gick inte fram" in page
    assert "Ett ärende har startat" in page
    assert "gick inte att nå" in page
    assert "skickas igen" in post(sven, f"{PATH}/{id}", gor="igen")[1]
    assert list_webhooks(house.context())[0].waiting == 1
    remove_webhook(house.context(), id)
    house.now = utc_now


def test_only_systemforvaltare_see_it(log_in: LogIn) -> None:
    assert log_in("hanna").get(PATH).status_code == 403
