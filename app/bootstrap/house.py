"""What every program of Stegvis stands on: the database, contexts for actors, and the worker."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine

from app.handler import Registry
from app.settings import Settings, handler_settings, prepare_data
from app.store.database import open_database
from app.store.migrations import upgrade
from app.usecases.access import SYSTEM, Actor
from app.usecases.context import Context, utc_now
from app.worker import Bench, Worker, registered_handlers


@dataclass(slots=True)
class House:
    """An open installation. `handlers` are the handlers' settings; demo mode adds where its suppliers are."""

    settings: Settings
    engine: Engine
    registry: Registry
    now: Callable[[], datetime] = utc_now
    handlers: dict[str, str] = field(default_factory=dict)
    worker: Worker | None = None

    def context(self, actor: Actor = SYSTEM) -> Context:
        """A context for use cases; jobs that a commit leaves wake the worker."""
        if self.worker is None:
            return Context(self.engine, actor, self.now)
        return Context(self.engine, actor, self.now, self.worker.wake)

    def bench(self) -> Bench:
        """What running a job needs."""
        lease = timedelta(seconds=self.settings.worker_lease_seconds)
        return Bench(self.registry, self.handlers, self.settings.worker_claim, lease)

    def start_worker(self) -> None:
        """Run jobs in threads of this process, as many as the settings say."""
        self.worker = Worker(self.bench(), self.settings.worker_threads, self.settings.worker_poll_seconds)
        self.worker.start(self.context())

    def close(self) -> None:
        """Let running jobs finish, then close the database."""
        if self.worker is not None:
            self.worker.stop()
        self.engine.dispose()


def open_house(settings: Settings, now: Callable[[], datetime] = utc_now) -> House:
    """Make the data directory, bring the database's tables up to date, find the handlers.

    Raises:
        SettingError: the data directory cannot be used.
    """
    prepare_data(settings)
    engine = open_database(settings.database)
    upgrade(engine)
    handlers = {"kommunens_namn": settings.kommun} | handler_settings()
    return House(settings, engine, registered_handlers(), now, handlers)
