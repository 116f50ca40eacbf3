"""Programs that die at a boundary of a job's path, as a power cut would have it: `at` in the fuse's file says which.

    python -m tests.integration.crashing worker …       a Celery worker
    python -m tests.integration.crashing                for each line of its input a process of its own, and tells how
                                                        it ended. alone: starts a case and runs its jobs in threads;
                                                        start: starts a case and leaves its jobs to Celery

A fuse burns once: the file is gone with the process that died.
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from app.bootstrap.house import House, new_house
from app.handler import Job, Registration, Variables
from app.settings import load_settings
from app.usecases import context, jobs, record, runs
from app.usecases.context import Enqueued
from app.usecases.instances import StartInstance, start_instance
from app.worker import Worker
from app.worker.broker import Line

_doing = threading.local()


def fuse(at: str) -> None:
    """Die here, if this is where."""
    path = Path(os.environ["STEGVIS_HANDLER_BOK"] + ".sakring")
    try:
        if path.read_text() == at:
            path.unlink()
            os._exit(9)
    except FileNotFoundError:
        pass


def arm() -> None:
    """Put the fuses in, around what the program calls."""
    for name in ("writing", "leasing"):
        patch(context, name, _fused(getattr(context, name)))
    mark(record, "create_case", "start")
    mark(jobs, "lease_jobs", "claim")
    mark(jobs, "lease_job", "claim")
    mark(runs, "finish_job", "completion")
    told = Line.tell

    def tell(line: Line, hints: Sequence[Enqueued]) -> bool:
        fuse("before publishing")
        heard = told(line, hints)
        fuse("after publishing")
        return heard

    patch(Line, "tell", tell)


def _fused(known: Callable[[Engine], AbstractContextManager[Connection]]) -> Callable[[Engine], Any]:
    """A transaction with a fuse on each side of its commit."""

    @contextmanager
    def transaction(engine: Engine) -> Iterator[Connection]:
        _doing.what = ""
        with known(engine) as connection:
            yield connection
            fuse(f"before the commit of the {_doing.what}")
        fuse(f"after the commit of the {_doing.what}")

    return transaction


def patch(owner: Any, name: str, value: object) -> None:
    setattr(owner, name, value)


def mark(owner: Any, name: str, what: str) -> None:
    """Have this call tell what its transaction is."""
    known = getattr(owner, name)

    def marking(*arguments: Any, **named: Any) -> Any:
        _doing.what = what
        return known(*arguments, **named)

    patch(owner, name, marking)


def arm_handlers(house: House) -> None:
    """Fuses before and after each handler."""
    for topic, registration in list(house.registry.by_topic.items()):
        house.registry.by_topic[topic] = replace(registration, handler=_armed(registration))


def _armed(registration: Registration) -> Callable[[Job], Variables | None]:
    def handler(job: Job) -> Variables | None:
        fuse("before the handler")
        answer = registration.handler(job)
        fuse("after the handler")
        return answer

    return handler


def alone(house: House) -> None:
    """Start a case, and run what it leaves."""
    house.worker = Worker(replace(house.bench(), lease=timedelta(seconds=0.3)), 1)
    house.worker.start(house.context())
    start_instance(house.context(), StartInstance(key="prov"))
    time.sleep(60)


def start(house: House) -> None:
    """Start a case, and tell Celery's workers."""
    house.start_worker()
    start_instance(house.context(), StartInstance(key="prov"))
    house.close()


def worker() -> None:
    """Become a Celery worker; the arguments are its."""
    from app.cli import main

    main(prog_name="stegvis")


def mortals(house: House) -> None:
    """Make a process for each line."""
    for line in sys.stdin:
        child = os.fork()  # nothing is open yet, and no thread runs
        if child == 0:
            {"alone": alone, "start": start}[line.strip()](house)
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    arm()
    house = new_house(load_settings())
    arm_handlers(house)
    if "worker" in sys.argv:
        worker()
    else:
        mortals(house)
