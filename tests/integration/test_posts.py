"""Sending webhooks over real HTTP: what a receiver gets, what counts as taken, and where nothing is sent."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app import engine
from app.handler import Registry
from app.usecases.context import Options
from app.usecases.posting import Answer, Letter, next_letter, settle
from app.usecases.record import record
from app.usecases.tasks import open_task
from app.usecases.waits import Cause
from app.usecases.webhooks import EventType, NewWebhook, NoticeQuery, create_webhook, get_webhook, list_notices
from app.worker import Bench, run_due
from app.worker.posts import post
from tests.databases import KIND, fresh
from tests.unit.usecases.kommun import END, START, Kommun, flows, opened, process, user

HERE = ("127.0.0.0/8",)
DOCUMENT = Path(__file__).parents[2] / "docs" / "webhooks.md"


@dataclass
class Receiver:
    """Answers each request with these bytes, by way of `talk`, and keeps what it got."""

    answer: bytes = b"HTTP/1.1 204 No Content\r\n\r\n"
    got: list[bytes] = field(default_factory=list)
    port: int = 0

    def url(self, host: str = "127.0.0.1") -> str:
        """Its address."""
        return f"http://{host}:{self.port}/krok?a=1"

    def talk(self, connection: socket.socket) -> None:
        """One request, one answer."""
        data = b""
        while b"\r\n\r\n" not in data or len(data.partition(b"\r\n\r\n")[2]) < _length(data):
            part = connection.recv(65536)
            if not part:
                break
            data += part
        self.got.append(data)
        connection.sendall(self.answer)


def _length(data: bytes) -> int:
    lines = data.partition(b"\r\n\r\n")[0].lower().split(b"\r\n")
    return next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:"))


@pytest.fixture
def serve() -> Iterator[Callable[[Receiver], Receiver]]:
    """Lets receivers answer on ports of their own until the test ends."""
    listening: list[socket.socket] = []

    def start(receiver: Receiver) -> Receiver:
        server = socket.create_server(("127.0.0.1", 0))
        listening.append(server)
        receiver.port = server.getsockname()[1]
        threading.Thread(target=_accept, args=(server, receiver), daemon=True).start()
        return receiver

    yield start
    for each in listening:
        each.close()


def _accept(server: socket.socket, receiver: Receiver) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with closing(connection):
            try:
                receiver.talk(connection)
            except OSError:
                continue


def letter(url: str) -> Letter:
    return Letter(
        1, url, {"webhook-id": "h1", "content-type": "application/cloudevents+json; charset=utf-8"}, b'{"a":1}'
    )


def test_a_letter_arrives_byte_for_byte(serve: Callable[[Receiver], Receiver]) -> None:
    receiver = serve(Receiver())
    assert post(letter(receiver.url()), HERE, 5) == Answer(204)
    (got,) = receiver.got
    head, _, body = got.partition(b"\r\n\r\n")
    assert body == b'{"a":1}'
    lines = head.decode().split("\r\n")
    assert lines[0] == "POST /krok?a=1 HTTP/1.1"
    assert {"webhook-id: h1", f"host: 127.0.0.1:{receiver.port}", "Content-Length: 7", "connection: close"} <= set(
        lines
    )


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", 200, ""),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\n\r\n", 202, ""),
        (b"HTTP/1.1 500 Oj\r\n\r\n19121212-1212", 500, "Mottagaren svarade 500."),
        (b"HTTP/1.1 410 Gone\r\n\r\n", 410, "Mottagaren svarade 410."),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", 302, "följs inte"),
        (b"hej\r\n\r\n", None, "gick inte att nå (BadStatusLine)"),
        (b"", None, "gick inte att nå (RemoteDisconnected)"),
    ],
)
def test_only_200_to_299_is_taken(
    answer: bytes, status: int | None, words: str, serve: Callable[[Receiver], Receiver]
) -> None:
    receiver = serve(Receiver(answer))
    found = post(letter(receiver.url()), HERE, 5)
    assert (found.status, found.taken, len(receiver.got)) == (status, not words, 1)
    assert words in found.error
    assert "1912" not in found.error


def test_a_receiver_may_ask_to_be_left_alone(serve: Callable[[Receiver], Receiver]) -> None:
    receiver = serve(Receiver(b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 120\r\n\r\n"))
    pause = post(letter(receiver.url()), HERE, 5).pause
    assert pause is not None
    assert pause.total_seconds() == 120


class Slow(Receiver):
    """Says a letter now and then, for ever."""

    def talk(self, connection: socket.socket) -> None:
        for _ in range(100):
            connection.sendall(b"H")
            time.sleep(0.05)


def test_a_receiver_that_never_comes_to_an_end_is_left(serve: Callable[[Receiver], Receiver]) -> None:
    receiver = serve(Slow())
    assert "inom 0.5 sekunder" in post(letter(receiver.url()), HERE, 0.5).error


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1"])
def test_private_addresses_are_not_sent_to_however_they_are_written(
    host: str, serve: Callable[[Receiver], Receiver]
) -> None:
    receiver = serve(Receiver())
    found = post(letter(receiver.url(host)), ("10.0.0.0/8",), 2)
    assert (found.status, receiver.got) == (None, [])
    assert "privat nät" in found.error


def test_outside_own_networks_nothing_is_sent_in_the_clear() -> None:
    assert "bara med https" in post(letter("http://192.88.99.1/krok"), HERE, 2).error


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://finns-inte.invalid/", "https://127.0.0.1:{port}/"])
def test_what_cannot_be_reached_is_an_answer_too(url: str, serve: Callable[[Receiver], Receiver]) -> None:
    receiver = serve(Receiver())
    found = post(letter(url.format(port=receiver.port)), HERE, 2)
    assert (found.status, found.taken, found.overloaded) == (None, False, True)
    assert found.error


@pytest.fixture
def kommun(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kommun]:
    """A database of its own, and receivers on this machine are allowed."""
    found = opened(fresh(tmp_path, getattr(request, "param", KIND)))
    found.options = Options(webhook_networks=HERE, webhook_timeout=2)
    yield found
    found.engine.dispose()


def run(kommun: Kommun) -> None:
    """Run what is due, as a worker does."""
    list(run_due(kommun.context, Bench(Registry(), {}), "arbetare"))


def test_a_case_is_told_to_a_receiver_in_order_and_it_can_verify_that(
    kommun: Kommun, serve: Callable[[Receiver], Receiver]
) -> None:
    """With the receiver that the documentation shows."""
    receiver = serve(Receiver())
    id, secret = create_webhook(kommun.context, NewWebhook(receiver.url()))
    kommun.deploy(process(START + user("a") + END + flows("start a, a slut")))
    kommun.start()
    run(kommun)
    kommun.complete("a")
    run(kommun)
    shown = DOCUMENT.read_text(encoding="utf-8").partition("```python\n")[2].partition("```")[0]
    scope: dict[str, object] = {}
    exec(shown, scope)  # the code in the documentation
    verified = scope["verified"]
    assert callable(verified)
    events = [verified(secret, *_parted(got), now=kommun.clock.timestamp()) for got in receiver.got]
    assert [each["type"].split("stegvis.")[1] for each in events] == [
        "instance.started",
        "task.created",
        "task.completed",
        "instance.ended",
    ]
    headers, body = _parted(receiver.got[0])
    for wrong in (
        (secret, headers, body + b" "),
        (secret, headers | {"webhook-id": "annat"}, body),
        ("whsec_" + "A" * 44, headers, body),
    ):
        with pytest.raises(ValueError, match="signatur"):
            verified(*wrong, now=kommun.clock.timestamp())
    with pytest.raises(ValueError, match="gammal"):
        verified(secret, headers, body, now=kommun.clock.timestamp() + 3600)
    assert get_webhook(kommun.context, id).last_success == kommun.clock


def _parted(got: bytes) -> tuple[dict[str, str], bytes]:
    head, _, body = got.partition(b"\r\n\r\n")
    pairs = (line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    return {name.lower(): value for name, value in pairs}, body


def test_a_receiver_that_fails_gets_the_same_again_and_then_the_rest(
    kommun: Kommun, serve: Callable[[Receiver], Receiver]
) -> None:
    receiver = serve(Receiver(b"HTTP/1.1 503 Upptagen\r\n\r\n"))
    id, _ = create_webhook(kommun.context, NewWebhook(receiver.url()))
    kommun.deploy(process(START + user("a") + END + flows("start a, a slut")))
    kommun.start()
    run(kommun)
    assert len(receiver.got) == 1
    assert list_notices(kommun.context, NoticeQuery(id))[0].error == "Mottagaren svarade 503."
    receiver.answer = b"HTTP/1.1 204 No Content\r\n\r\n"
    kommun.wait(seconds=5)
    run(kommun)
    ids = [_parted(got)[0]["webhook-id"] for got in receiver.got]
    assert (len(ids), ids[0]) == (3, ids[1])
    assert list_notices(kommun.context, NoticeQuery(id)) == ()


@pytest.mark.parametrize("kommun", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_many_workers_tell_of_many_cases_at_once_each_in_order_and_nothing_is_left(
    kommun: Kommun, serve: Callable[[Receiver], Receiver]
) -> None:
    receiver = serve(Receiver())
    id, _ = create_webhook(kommun.context, NewWebhook(receiver.url()))
    kommun.deploy(process(START + user("a") + user("b") + END + flows("start a, a b, b slut")))
    busy = threading.Event()

    def deliver(_: int) -> None:
        while not busy.wait(0.01):
            run(kommun)

    def walk(_: int) -> str:
        case = kommun.start()
        for element in ("a", "b"):
            kommun.complete_id(kommun.tasks(element, case)[0])
        return case.id

    with ThreadPoolExecutor(3) as workers, ThreadPoolExecutor(4) as people:
        delivering = [workers.submit(deliver, number) for number in range(3)]
        cases = list(people.map(walk, range(12)))
        busy.set()
        for each in delivering:
            each.result()
    run(kommun)
    told: dict[str, list[str]] = {case: [] for case in cases}
    for event in (json.loads(_parted(got)[1]) for got in receiver.got):
        told[event["data"]["rootProcessInstanceId"]].append(event["type"].partition("stegvis.")[2])
    whole = ["instance.started", "task.created", "task.completed", "task.created", "task.completed", "instance.ended"]
    assert list(told.values()) == [whole] * 12
    assert get_webhook(kommun.context, id).waiting == 0


@pytest.mark.parametrize("kommun", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_what_is_written_while_the_last_notice_is_settled_is_not_left(kommun: Kommun) -> None:
    """The step has not committed when the worker looks for what is next, and finds a job there when it writes."""
    id, _ = create_webhook(kommun.context, NewWebhook("http://127.0.0.1:1/", types=(EventType.TASK_CREATED,)))
    kommun.deploy(process(START + user("a") + user("b") + END + flows("start a, a b, b slut")))
    kommun.start()
    (job,) = kommun.claim()
    last = next_letter(kommun.worker, job.lease)
    assert last is not None
    settling = threading.Thread(target=lambda: settle(kommun.worker, job.lease, last, Answer(204)))
    context, task = kommun.context, kommun.task("a")
    with context.transaction() as session:
        _, standing = open_task(context, session, task)
        record(
            context, session, standing, engine.complete(standing.state, task, {}, context.world(session)), Cause(task)
        )
        settling.start()
        settling.join(1.0)  # it has to wait for us, whichever database it is
    settling.join()
    (notice,) = list_notices(kommun.context, NoticeQuery(id))
    (again,) = kommun.claim()
    following = next_letter(kommun.worker, again.lease)
    assert following is not None
    assert following.number == notice.number
