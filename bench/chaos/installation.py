"""What is troubled: on SQLite two servers on one file, each with its worker threads."""

import socket
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from app.settings import Settings, load_settings
from bench.chaos.programs import Program


@dataclass(slots=True)
class Installation:
    """Programs that can be killed, those among them that answer, and what else can be started anew."""

    settings: Settings
    programs: list[Program]
    servers: list[Program]
    restarts: dict[str, Callable[[], None]] = field(default_factory=dict)


def installation(database: str, directory: Path, environment: Mapping[str, str], stack: ExitStack) -> Installation:
    """An installation on this database, not yet started."""
    if database != "sqlite":
        raise SystemExit("./run chaos: än så länge bara --database sqlite")
    data = directory / "data"
    settings = load_settings(data=data)
    servers = [_server(f"server {number}", directory, environment) for number in (1, 2)]
    return Installation(settings, servers, servers)


def _server(name: str, directory: Path, environment: Mapping[str, str]) -> Program:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["app.cli", "serve", "--port", str(port), "--data", str(directory / "data")]
    return Program(name, command, environment, directory / "fel.txt", speaks=True)
