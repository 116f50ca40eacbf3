"""Timer starts: when a process starts by itself, and when again."""

from datetime import datetime
from typing import Any

from app.engine import Startable, startable
from app.expressions import Environment, Expression, parse_attribute
from app.expressions.rounds import following
from app.expressions.times import cycle, due
from app.store.encoding import dumps, loads
from app.store.ids import new_id
from app.store.types import AnyRow
from app.usecases.context import Context, Session
from app.usecases.models import process_of
from app.usecases.schedules import schedule
from app.usecases.waits import enqueue, job_row


def start_timer_job(
    context: Context, way: tuple[str, str], due_at: datetime, firing: tuple[datetime, int]
) -> dict[str, Any]:
    """A job that starts the process. way: (definition, start event). firing: (anchor of the cycle, number from 0)."""
    definition_id, element = way
    anchor, number = firing
    return job_row(
        new_id(),
        "start-timer",
        ":start-timer",
        due_at,
        definition_id=definition_id,
        element=element,
        retries=schedule(None, context.options.retries).tries,
        created=context.now(),
        payload=dumps([anchor, number]),
    )


def first_start(way: Startable, now: datetime) -> tuple[datetime, datetime] | None:
    """When a timer start fires first, and what its cycle is reckoned from; None when it never does."""
    kind, _ = way.timer or ("", "")
    value = _timer_value(way, now)
    if kind != "cycle":
        return due(value, now), now
    repeated = cycle(value)
    anchor = repeated.anchor(now)
    first = repeated.firing(anchor, 0)
    return None if first is None else (first, anchor)


def _timer_value(way: Startable, now: datetime) -> object:
    _, source = way.timer or ("", "")
    parsed = parse_attribute(source)
    return parsed.evaluate({}, Environment(now=lambda: now)) if isinstance(parsed, Expression) else parsed


def set_next_start(context: Context, session: Session, row: AnyRow) -> None:
    """A timer start has fired: enqueue the next round of its cycle that is still to come. `row`: the job that fired."""
    way = _way_of(session, row)
    if way is None or way.timer is None or way.timer[0] != "cycle":
        return
    content: Any = loads(row.payload)
    anchor, fired = content
    found = following(cycle(_timer_value(way, session.now)), anchor, fired, session.now)
    if found is not None:
        number, moment = found
        enqueue(session, [start_timer_job(context, (row.definition_id, way.element), moment, (anchor, number))])


def _way_of(session: Session, row: AnyRow) -> Startable | None:
    """The timer start of a job."""
    process = process_of(session.connection, row.definition_id)
    return next((way for way in startable(process) if way.element == row.element and way.timer is not None), None)
