"""Timer starts: when a process starts by itself, and when again."""

from datetime import datetime
from typing import Any

from app.engine import Startable, startable
from app.expressions import Environment, Expression, parse_attribute
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
    return start_after(way, now, (now, 0))


def start_after(way: Startable, now: datetime, firing: tuple[datetime, int]) -> tuple[datetime, datetime] | None:
    """When firing `number` of a timer start is due, reckoned from its anchor; None when there is none."""
    anchor, number = firing
    kind, source = way.timer or ("date", "")
    parsed = parse_attribute(source)
    value = parsed.evaluate({}, Environment(now=lambda: now)) if isinstance(parsed, Expression) else parsed
    if kind != "cycle":
        return (due(value, anchor), anchor) if number == 0 else None
    repeated = cycle(value)
    start = repeated.anchor(anchor)
    moment = repeated.firing(start, number)
    return None if moment is None else (moment, start)


def set_next_start(context: Context, session: Session, row: AnyRow) -> None:
    """A timer start has fired: enqueue the next of its cycle, if there is one. `row`: the job that fired."""
    process = process_of(session.connection, row.definition_id)
    way = next((way for way in startable(process) if way.element == row.element and way.timer is not None), None)
    if way is None:
        return
    content: Any = loads(row.payload)
    anchor, number = content
    following = start_after(way, session.now, (anchor, number + 1))
    if following is not None:
        moment, start = following
        job = start_timer_job(context, (row.definition_id, way.element), moment, (start, number + 1))
        enqueue(session, [job])
