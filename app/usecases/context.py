"""The context of a use case: who acts, when, on which database, and whom to wake after the commit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine

from app.engine import World
from app.store.database import leasing, reading, writing
from app.store.ids import new_id
from app.store.operations import Operation, write_operation
from app.usecases.access import Actor
from app.usecases.models import process_of, resolve


def utc_now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Enqueued:
    """A job that a transaction left behind: what a worker needs to know to look for it."""

    id: str
    kind: str
    topic: str
    due: datetime


def wake_nobody(jobs: tuple[Enqueued, ...]) -> None:
    """The notification when there is no worker."""


@dataclass(frozen=True, slots=True)
class Options:
    """The settings that use cases need.

    retries: how failed jobs are tried again where the diagram does not say (ISO 8601 repeat or list of durations).
    message_lifetime: how long a message from a diagram is kept while nobody waits for it yet.
    message_buffer: how long one from outside is; none: it is refused, as in Camunda.
    receipts: how long a message with its sender's id is remembered.
    notices: how long what a webhook could not be told is kept.
    webhook_networks: private networks that webhooks may be sent to.
    webhook_timeout: seconds that a receiver has.
    """

    retries: str = "PT5M,PT15M"
    message_lifetime: timedelta = timedelta(days=365)
    message_buffer: timedelta = timedelta()
    receipts: timedelta = timedelta(days=30)
    notices: timedelta = timedelta(days=30)
    webhook_networks: tuple[str, ...] = ()
    webhook_timeout: float = 10.0


@dataclass(slots=True)
class Session:
    """One transaction: its connection, its time (one for all of it), and what to do when it has been committed."""

    connection: Connection
    now: datetime
    enqueued: list[Enqueued] = field(default_factory=list)
    after_commit: list[Callable[[], None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Context:
    """What every use case gets first. Immutable and shared by threads; `acting_as` makes one for another actor."""

    engine: Engine
    actor: Actor
    now: Callable[[], datetime] = utc_now
    notify: Callable[[tuple[Enqueued, ...]], None] = wake_nobody
    options: Options = Options()

    def acting_as(self, actor: Actor) -> "Context":
        """The same context for another actor."""
        return replace(self, actor=actor)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A writing transaction: committed at the end, rolled back by any exception, workers woken after the commit."""
        with writing(self.engine) as connection:
            session = Session(connection, self.now())
            yield session
        self._committed(session)

    @contextmanager
    def claiming(self) -> Iterator[Session]:
        """A writing transaction that leases jobs, and changes nothing that a power cut might not undo."""
        with leasing(self.engine) as connection:
            session = Session(connection, self.now())
            yield session
        self._committed(session)

    def _committed(self, session: Session) -> None:
        for call in session.after_commit:
            call()
        if session.enqueued:
            self.notify(tuple(session.enqueued))

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A reading transaction: one consistent view, no lock."""
        with reading(self.engine) as connection:
            yield Session(connection, self.now())

    def world(self, session: Session) -> World:
        """What the engine may ask, answered from this transaction."""
        connection = session.connection
        return World(
            now=lambda: session.now,
            definition=lambda id: process_of(connection, id),
            resolve=lambda reference, asking: resolve(connection, reference, asking),
            new_id=new_id,
        )

    def log(self, session: Session, done: Operation) -> None:
        """Write a line of the log of who did what."""
        actor = (self.actor.kind.value, self.actor.id)
        write_operation(session.connection, actor, session.now, done)
