"""The stage of a simulation: an installation in a temporary directory, and the systems outside played by chance."""

import logging
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from app.bootstrap.demo import DIAGRAMS, DemoProgram, demo_accounts, deploy_diagrams, mount_programs
from app.bootstrap.house import House, open_house
from app.bootstrap.web import web_program
from app.settings import load_settings
from app.usecases.access import SYSTEM, Actor
from app.usecases.context import Context
from app.worker import Bench


class TurnedClock:
    """A clock that stands still until it is turned."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """The time."""
        return self._now

    def turn(self, by: timedelta) -> None:
        """Let time pass."""
        self._now += by

    def turn_to(self, moment: datetime) -> None:
        """Let time pass until then; never backwards."""
        self._now = max(self._now, moment)


@dataclass(frozen=True, slots=True)
class Stage:
    """What a case is played on."""

    house: House
    clock: TurnedClock
    programs: tuple[DemoProgram, ...]

    def context(self, actor: Actor = SYSTEM) -> Context:
        """A context for an actor."""
        return self.house.context(actor)

    def bench(self) -> Bench:
        """For running jobs."""
        return self.house.bench()


@contextmanager
def open_stage(start: datetime, random: Random, diagrams: Path = DIAGRAMS, database: str = "") -> Iterator[Stage]:
    """The stage, with our diagrams deployed and programs of stegvis.demo reachable over HTTP on a port of their own.

    database: the URL of an empty one; without it, a SQLite file that is gone afterwards.
    """
    with tempfile.TemporaryDirectory(prefix="stegvis-") as directory:
        data = Path(directory)
        settings = load_settings(
            data=data, database_url=database or f"sqlite:///{data / 'stegvis.db'}", host="127.0.0.1", port=0
        )
        clock = TurnedClock(start)
        house = open_house(settings, clock.now)
        deploy_diagrams(house, diagrams)
        with _serving() as server:
            programs = mount_programs(house, server.address, random)
            server.program = web_program(house, demo_accounts(house), programs)
            try:
                yield Stage(house, clock, tuple(programs.values()))
            finally:
                for program in programs.values():
                    program.close()
        house.close()


class _Serving:
    """Answers with whatever program it has been given: the program needs the address, and the address a server."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.program: Any = None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answer: Iterable[bytes] = self.program(environ, start_response)
        return answer


class _Silent(WSGIRequestHandler):
    """Logs no requests."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@contextmanager
def _serving() -> Iterator[_Serving]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    serving = _Serving("")
    server = make_server("127.0.0.1", 0, serving, threaded=True, request_handler=_Silent)
    serving.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield serving
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
