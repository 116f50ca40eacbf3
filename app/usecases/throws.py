"""What diagrams throw: each message becomes a delivery job, each signal one for every receiver, in
the same transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from app.engine import Thrown
from app.store.encoding import dumps, loads
from app.store.ids import new_id
from app.store.inbox import found_by, keep_message, kept_messages, lock_names_to_await
from app.store.subscriptions import starts_of_event, waiting_for
from app.store.types import AnyRow
from app.usecases.context import Context, Session
from app.usecases.schedules import schedule
from app.usecases.sweeps import ensure_sweep
from app.usecases.waits import enqueue, job_row
from app.values import Variables

TOPIC = ":delivery"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a delivery job carries. Without `target` (a token) and `start` (definition, element) it looks for its
    receiver.

    kept: id of the message in the inbox that it delivers.
    """

    kind: str
    name: str
    business_key: str | None = None
    correlation: Variables = field(default_factory=dict)
    payload: Variables = field(default_factory=dict)
    target: str | None = None
    start: tuple[str, str] | None = None
    kept: str | None = None


def written(delivery: Delivery) -> str:
    """As JSON text."""
    return dumps(
        [
            delivery.kind,
            delivery.name,
            delivery.business_key,
            [[name, value] for name, value in delivery.correlation.items()],
            [[name, value] for name, value in delivery.payload.items()],
            delivery.target,
            list(delivery.start) if delivery.start else None,
            delivery.kept,
        ]
    )


def parsed(source: str) -> Delivery:
    """From JSON text."""
    parts: Any = loads(source)
    kind, name, business_key, correlation, payload, target, start, kept = parts
    begin = (start[0], start[1]) if start else None
    return Delivery(kind, name, business_key, dict(correlation), dict(payload), target, begin, kept)


def enqueue_thrown(context: Context, session: Session, root_id: str, thrown: Sequence[Thrown]) -> None:
    """A job for each delivery, due now, in the order in which they were thrown."""
    now = session.now
    jobs = []
    for each in thrown:
        delivery = Delivery(each.kind, each.name, each.business_key, each.correlation, each.payload)
        sender = {"root_id": root_id, "instance_id": each.instance, "element": each.element}
        if each.kind == "signal":
            jobs += signal_jobs(context, session, delivery)
        else:
            jobs.append(delivery_job(context, delivery, now, **sender))
    enqueue(session, jobs)


def signal_jobs(context: Context, session: Session, delivery: Delivery) -> list[dict[str, Any]]:
    """A delivery to each that waits for the signal, and to each process that it starts."""
    now = session.now
    waiting = waiting_for(session.connection, "signal", delivery.name)
    starts = starts_of_event(session.connection, "signal", delivery.name)
    return [delivery_job(context, replace(delivery, target=row.id), now, **receiver(row)) for row in waiting] + [
        delivery_job(context, replace(delivery, start=(row.definition_id, row.element)), now) for row in starts
    ]


def receiver(row: AnyRow) -> dict[str, Any]:
    """The receiving case, for the columns of a job."""
    return {"root_id": row.root_id, "instance_id": row.instance_id, "element": row.element}


def delivery_job(context: Context, delivery: Delivery, due: datetime, **place: Any) -> dict[str, Any]:
    """The row of a delivery job. `place`: root_id, instance_id, element of the receiver, or of the sender."""
    tries = schedule(None, context.options.retries).tries
    return job_row(new_id(), "delivery", TOPIC, due, payload=written(delivery), retries=tries, **place)


def keep(session: Session, delivery: Delivery, lifetime: timedelta) -> None:
    """Nobody waits for the message: keep it until somebody does. After `lock_names_to_keep`."""
    now = session.now
    row = {
        "id": new_id(),
        "name": delivery.name,
        "found_by": found_by(delivery.business_key, delivery.correlation),
        "content": written(delivery),
        "created": now,
        "expires": now + lifetime,
    }
    keep_message(session.connection, row)
    ensure_sweep(session)


def enqueue_kept(context: Context, session: Session, root_id: str, names: frozenset[str]) -> None:
    """A case has begun to wait for these messages: deliver those that were kept."""
    now = session.now
    lock_names_to_await(session.connection, names)
    jobs = [
        delivery_job(context, replace(parsed(row.content), kept=row.id), now)
        for row in kept_messages(session.connection, root_id, names, now)
    ]
    enqueue(session, jobs)
