"""What every program of Stegvis stands on: the database, contexts for actors, and what runs jobs or tells who does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from app.errors import SettingError
from app.expressions.times import parse_duration
from app.handler import Registry
from app.settings import Settings, handler_settings, prepare_data
from app.store.database import open_database
from app.store.migrations import upgrade
from app.usecases.access import SYSTEM, Actor
from app.usecases.context import Context, Enqueued, Options, utc_now
from app.usecases.schedules import schedule
from app.worker import Bench, Worker, registered_handlers

if TYPE_CHECKING:
    from app.worker.hints import Announcer


@dataclass(slots=True)
class House:
    """An open installation. `handlers` are the handlers' settings; demo mode adds where its suppliers are."""

    settings: Settings
    engine: Engine
    registry: Registry
    now: Callable[[], datetime] = utc_now
    handlers: dict[str, str] = field(default_factory=dict)
    worker: Worker | None = None
    announcer: Announcer | None = None
    options: Options = field(default_factory=Options)

    def context(self, actor: Actor = SYSTEM) -> Context:
        """A context for use cases; jobs that a commit leaves wake the worker, and Celery's workers are told."""
        return Context(self.engine, actor, self.now, self._notify, self.options)

    def _notify(self, jobs: tuple[Enqueued, ...]) -> None:
        if self.worker is not None:
            self.worker.wake(jobs)
        if self.announcer is not None:
            self.announcer.announce(jobs)

    def bench(self) -> Bench:
        """What running a job needs."""
        lease = timedelta(seconds=self.settings.worker_lease_seconds)
        timeout = timedelta(seconds=self.settings.worker_timeout_seconds)
        return Bench(self.registry, self.handlers, self.settings.worker_claim, lease, timeout)

    def start_worker(self) -> None:
        """Run jobs in threads of this process, as many as the settings say; with a broker, tell Celery's workers."""
        self.start_hints()
        self.worker = Worker(self.bench(), self.settings.embedded_threads, self.settings.worker_poll_seconds)
        self.worker.start(self.context())

    def start_hints(self) -> None:
        """With a broker, tell Celery's workers of jobs that are due."""
        if self.settings.broker_url:
            from app.worker.hints import Announcer  # Celery takes its time and memory, and few have a broker

            self.announcer = Announcer(self.settings.broker_url, self.registry, self.now)
            self.announcer.start()

    def close(self) -> None:
        """Let running jobs finish, then close the database."""
        if self.worker is not None:
            self.worker.stop()
        if self.announcer is not None:
            self.announcer.close()
        self.engine.dispose()


def open_house(settings: Settings, now: Callable[[], datetime] = utc_now) -> House:
    """Make the data directory, bring the database's tables up to date, find the handlers.

    Raises:
        SettingError: the data directory cannot be used, or the retries are no schedule.
    """
    prepare_data(settings)
    house = new_house(settings, now)
    upgrade(house.engine)
    return house


def new_house(settings: Settings, now: Callable[[], datetime] = utc_now) -> House:
    """An installation whose tables are there. Nothing is opened until it is used.

    Raises:
        SettingError: the retries are no schedule.
    """
    try:
        schedule(None, settings.retries)
    except ValueError:
        raise SettingError(name="STEGVIS_RETRIES", reason=f"”{settings.retries}” går inte att läsa.") from None
    handlers = {"kommunens_namn": settings.kommun} | handler_settings()
    database = open_database(settings.database)
    return House(settings, database, registered_handlers(), now, handlers, options=options_of(settings))


def options_of(settings: Settings) -> Options:
    """The settings that use cases need."""
    return Options(
        retries=settings.retries,
        message_buffer=_length(settings.message_buffer),
        receipts=_length(settings.message_memory),
        notices=_length(settings.webhook_memory),
        webhook_networks=tuple(part.strip() for part in settings.webhook_networks.split(",") if part.strip()),
        webhook_timeout=settings.webhook_timeout_seconds,
    )


def _length(text: str) -> timedelta:
    found = parse_duration(text)
    return timedelta() if found is None else timedelta(microseconds=found.length)
