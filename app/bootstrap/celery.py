"""The Celery program: `stegvis worker` runs it, and `celery -A app.bootstrap.celery inspect active` looks at it.

The main process sweeps and watches; its children run jobs, each with a database of its own (`Desk`).
"""

import logging
import os
from typing import Any

from celery import signals
from celery.exceptions import TimeLimitExceeded, WorkerLostError

from app.bootstrap.house import House, new_house
from app.bootstrap.logs import configure_logs
from app.bootstrap.relief import ReliefProcess
from app.errors import SettingError
from app.settings import load_settings
from app.worker.broker import Line, broker_program
from app.worker.running import as_job
from app.worker.sweeps import Lookout, Sweeper
from app.worker.tasks import Desk, add_tasks, lost_try

_settings = load_settings()
if not _settings.broker_url:
    raise SettingError(
        name="STEGVIS_BROKER_URL",
        reason="den är tom. En Celery-arbetare behöver en adress till Redis eller RabbitMQ, till exempel redis://127.0.0.1:6379/0",
    )
_house = new_house(_settings)  # of the main process; nothing is open in it when children are forked
app = broker_program(_settings.broker_url, _house.registry.by_topic)


class _Child:
    """What a child has open."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self._house: House = new_house(_settings)
        self._house.start_hints()
        self.desk = Desk(self._house.context(), self._house.bench(), f"{os.uname().nodename}-{self.pid}")
        self.desk.open()

    def close(self) -> None:
        """Publish the last hints."""
        self._house.close()


class _Main:
    """What the main process has, once it runs; children inherit it and leave it alone."""

    sweeper: Sweeper | None = None
    worker = ""


_child: list[_Child] = []


def _desk() -> Desk:
    """Of this process: made when it is first asked for."""
    if not _child or _child[0].pid != os.getpid():
        _child[:] = [_Child()]
    return _child[0].desk


add_tasks(app, _house.bench(), _desk)


def _start_sweep(sender: Any, **_: Any) -> None:
    """`sender`: the worker. It hears the broker while its consumer has a connection."""

    def hears() -> bool:
        connection = getattr(getattr(sender, "consumer", None), "connection", None)
        return connection is not None and bool(connection.connected)

    is_sqlite = _house.engine.dialect.name == "sqlite"
    lookout = Lookout(
        context=as_job(_house.context(), str(sender.hostname)),
        bench=_house.bench(),
        relief=ReliefProcess(min(int(sender.concurrency or 1), 32)),
        hears=hears,
        leave=_house.engine.dispose if is_sqlite else lambda: None,
    )
    _Main.worker = str(sender.hostname)
    _Main.sweeper = Sweeper(lookout, Line(app), _settings.worker_poll_seconds)
    _Main.sweeper.start()


def _stop_sweep(**_: Any) -> None:
    if _Main.sweeper is not None:
        _Main.sweeper.stop()


def _end_sweep(**_: Any) -> None:
    if _Main.sweeper is not None:
        _Main.sweeper.stop()
        _Main.sweeper.join()


def _count_lost(task_id: str, exception: BaseException, args: Any, **_: Any) -> None:
    if _Main.sweeper is not None and isinstance(exception, TimeLimitExceeded | WorkerLostError):
        _Main.sweeper.report(*lost_try(_Main.worker, task_id, str(args[0]), exception))


def _close_child(**_: Any) -> None:
    if _child and _child[0].pid == os.getpid():
        _child[0].close()


def _configure_logs(loglevel: int | str | None = None, **_: Any) -> None:
    configure_logs(_settings)
    if loglevel:
        logging.getLogger().setLevel(loglevel)
    for chatty in ("celery.app.trace", "celery.worker.strategy"):  # a line for each hint, at its coming and its end
        logging.getLogger(chatty).setLevel(logging.WARNING)


signals.worker_init.connect(_start_sweep, weak=False)
signals.worker_shutting_down.connect(_stop_sweep, weak=False)
signals.worker_shutdown.connect(_end_sweep, weak=False)
signals.task_failure.connect(_count_lost, weak=False)
signals.worker_process_init.connect(lambda **_: _desk(), weak=False)
signals.worker_process_shutdown.connect(_close_child, weak=False)
signals.setup_logging.connect(_configure_logs, weak=False)
