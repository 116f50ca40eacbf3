"""A real supplier on a port of its own, a customer that notes its messages, and jobs for the handlers."""

import json
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from app.handler import Job, Variables
from handlers.leverantor import Supplier, mount

NOW = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # in Sweden it is 3 March already


@dataclass
class Customer:
    """The message API of whoever ordered: keeps what it is told. `status` is what it answers."""

    status: str = "204 No Content"
    messages: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    credentials: list[str] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """Note the message, unless the answer is to be a refusal."""
        self.credentials.append(environ.get("HTTP_AUTHORIZATION", ""))
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        if self.status.startswith("2"):
            self.keys.append(environ["HTTP_IDEMPOTENCY_KEY"])
            self.messages.append(json.loads(body))
        start_response(self.status, [])
        return [b""]


@pytest.fixture
def serve() -> Iterator[Callable[[Any], str]]:
    """Serves a WSGI program over real HTTP until the test ends; gives its address."""
    servers = []

    def start(program: Any) -> str:
        server = make_server("127.0.0.1", 0, program, threaded=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def customer() -> Customer:
    """Who ordered."""
    return Customer()


@pytest.fixture
def supplier(tmp_path: Path, customer: Customer, serve: Callable[[Any], str]) -> Iterator[Supplier]:
    """The supplier, without the thread that lets it act by itself."""
    program = mount(tmp_path, f"{serve(customer)}/engine-rest", ("demo", "demo"))
    yield program
    program.close()


@pytest.fixture
def address(supplier: Supplier, serve: Callable[[Any], str]) -> str:
    """Where the supplier answers."""
    return serve(supplier)


@pytest.fixture
def job(address: str) -> Callable[..., Job]:
    """Makes a job for a handler whose supplier is the real one."""

    def make(topic: str, variables: Variables, **changes: Any) -> Job:
        values: dict[str, Any] = {
            "id": "jobb-1",
            "topic": topic,
            "variables": variables,
            "business_key": "SN-2026-00001",
            "process_instance_id": "instans-1",
            "process_definition_key": "process",
            "element_id": "steget",
            "retries": 3,
            "now": NOW,
            "deadline": NOW + timedelta(minutes=1),
            "settings": {"leverantor_url": address, "kommunens_namn": "Ekby kommun"},
            "logger": logging.getLogger("test"),
        }
        return Job(**(values | changes))

    return make
