"""A whole installation for the browser tests: real server, real workers, real supplier, and a clock that tests turn."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from waitress.server import create_server

from app.bootstrap.demo import DIAGRAMS, demo_accounts, diagram_files, mount_programs
from app.bootstrap.house import House, open_house
from app.bootstrap.web import web_program
from app.settings import load_settings
from app.usecases.deployments import Deployment, deploy
from app.usecases.users import DemoAccount

SAMPLE = Path(__file__).parents[1] / "unit" / "pages"


@dataclass(slots=True)
class Clock:
    """The time of the installation: the machine's, moved forward by what tests ask for."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def turn(self, **span: float) -> None:
        """Move it forward, as `timedelta` names spans."""
        self.ahead += timedelta(**span)


@dataclass(slots=True)
class Town:
    """A running installation."""

    address: str
    house: House
    clock: Clock
    accounts: tuple[DemoAccount, ...]

    def account(self, role: str) -> DemoAccount:
        """The account that has just this role."""
        return next(account for account in self.accounts if account.groups == (role,))


@contextmanager
def open_town(data: Path, *directories: Path) -> Iterator[Town]:
    """Serve the diagrams of these directories, our own if none is given, until the end of the block."""
    clock = Clock()
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    settings = load_settings(data=data, worker_poll_seconds=0.1, worker_threads=2)
    house = open_house(settings, clock)
    files: dict[str, bytes] = {}
    for directory in directories or (DIAGRAMS,):
        files |= diagram_files(directory)
    deploy(house.context(), Deployment("prov", files))
    accounts = demo_accounts(house)
    programs = mount_programs(house, address)
    house.start_worker()
    for program in programs.values():
        program.start()
    server: Any = create_server(web_program(house, accounts, programs), sockets=[listening], threads=8)
    answering = threading.Thread(target=_serve, args=(server,), daemon=True)
    answering.start()
    try:
        yield Town(address, house, clock, accounts)
    finally:
        server.close()
        answering.join(5)
        for program in programs.values():
            program.close()
        house.close()


def _serve(server: Any) -> None:
    with suppress(OSError):  # the socket is closed under it at the end
        server.run()
