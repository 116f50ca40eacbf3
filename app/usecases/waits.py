"""What a case has begun to wait for, and what it waits for no more: subscriptions, jobs and incidents follow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app import engine
from app.engine import Step, Wait, Waiting
from app.expressions import Environment
from app.store.incidents import end_incidents, end_incidents_of_jobs, insert_incidents
from app.store.jobs import delete_jobs, insert_jobs
from app.store.subscriptions import delete_subscriptions, insert_subscriptions
from app.usecases.context import Context, Enqueued, Session
from app.usecases.schedules import computed, is_computed, schedule

# The letter by which the case's row remembers what a token waits for.
LETTERS = {
    Wait.USER_TASK: "u",
    Wait.EXTERNAL_TASK: "x",
    Wait.RECEIVE: "r",
    Wait.MESSAGE: "m",
    Wait.SIGNAL: "s",
    Wait.TIMER: "t",
    Wait.CONDITION: "c",
    Wait.CONTINUATION: "k",
    Wait.INCIDENT: "i",
}
_TASK = LETTERS[Wait.USER_TASK]  # its row is an activity
_JOBS = {Wait.EXTERNAL_TASK: "", Wait.TIMER: ":timer", Wait.CONTINUATION: ":continuation"}
_SUBSCRIPTIONS = frozenset({Wait.MESSAGE, Wait.SIGNAL, Wait.CONDITION, Wait.RECEIVE})


@dataclass(frozen=True, slots=True)
class Cause:
    """What made the step. token: what was completed or triggered; if it waits on, it waits anew.

    job: deleted already, with `incident` open at it. performer: who completed the task.
    """

    token: str | None = None
    job: str | None = None
    incident: str | None = None
    performer: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """waiting: token → letter, all. fresh: what begins. gone: token → letter, what is over. state: after the step."""

    waiting: dict[str, str]
    fresh: tuple[Waiting, ...]
    gone: dict[str, str]
    state: bytes


def difference(known: Mapping[str, str], step: Step, cause: Cause) -> Difference:
    """Compare what the case waits for with what it waited for."""
    waiting = {wait.token: LETTERS[wait.kind] for wait in step.waiting}
    unchanged = known.items() & waiting.items()
    again = cause.token
    fresh = tuple(w for w in step.waiting if w.token == again or (w.token, waiting[w.token]) not in unchanged)
    gone = {token: letter for token, letter in known.items() if token == again or (token, letter) not in unchanged}
    return Difference(waiting, fresh, gone, step.state)


def record_waits(context: Context, session: Session, root_id: str, change: Difference, cause: Cause) -> None:
    """Write the difference."""
    now = session.now
    _remove(session, change.gone, cause, now)
    fresh = [wait for wait in change.fresh if wait.kind is not Wait.USER_TASK]
    if not fresh:
        return
    connection = session.connection
    insert_subscriptions(
        connection, [_subscription_row(root_id, wait, now) for wait in fresh if wait.kind in _SUBSCRIPTIONS]
    )
    jobs = [_job_row(context, root_id, wait, now) for wait in fresh if wait.kind in _JOBS]
    for row in jobs:
        if is_computed(row["schedule"]):
            _compute_schedule(context, session, change.state, row)
    enqueue(session, jobs)
    insert_incidents(connection, [_incident_row(root_id, wait, now) for wait in fresh if wait.kind is Wait.INCIDENT])


def enqueue(session: Session, jobs: list[dict[str, Any]]) -> None:
    """Insert jobs, and announce them after the commit."""
    insert_jobs(session.connection, jobs)
    session.enqueued.extend(Enqueued(row["id"], row["kind"], row["topic"], row["due"]) for row in jobs)


def job_row(id: str, kind: str, topic: str, due: datetime, **more: Any) -> dict[str, Any]:
    """A new job; `more` are further columns."""
    return {
        "id": id,
        "kind": kind,
        "topic": topic,
        "due": due,
        "root_id": None,
        "instance_id": None,
        "definition_id": None,
        "element": None,
        "owner": None,
        "fence": 0,
        "retries": 1,
        "schedule": None,
        "priority": 0,
        "created": due,
        "payload": None,
        **more,
    }


def _remove(session: Session, gone: Mapping[str, str], cause: Cause, now: datetime) -> None:
    gone = {token: letter for token, letter in gone.items() if letter != _TASK}
    if not gone and cause.incident is None:
        return
    connection = session.connection
    delete_subscriptions(connection, _with(gone, "mscr"))
    jobs = [token for token in _with(gone, "xtk") if token != cause.job]
    delete_jobs(connection, jobs)
    end_incidents_of_jobs(connection, jobs, now)
    end_incidents(connection, [*_with(gone, "i"), *([cause.incident] if cause.incident else [])], now)


def _with(gone: Mapping[str, str], letters: str) -> Iterable[str]:
    return [token for token, letter in gone.items() if letter in letters]


def _subscription_row(root_id: str, wait: Waiting, now: datetime) -> dict[str, Any]:
    return {
        "id": wait.token,
        "kind": wait.kind.value,
        "event": wait.event,
        "root_id": root_id,
        "instance_id": wait.instance,
        "element": wait.element,
        "name": wait.name,
        "scope": wait.scope,
        "host": wait.host,
        "created": now,
    }


def _job_row(context: Context, root_id: str, wait: Waiting, now: datetime) -> dict[str, Any]:
    return job_row(
        wait.token,
        wait.kind.value,
        _JOBS[wait.kind] or wait.topic or "",
        wait.due or now,
        root_id=root_id,
        instance_id=wait.instance,
        element=wait.element,
        retries=schedule(wait.retries, context.options.retries).tries,
        schedule=wait.retries,
        priority=wait.priority,
        created=now,
    )


def _compute_schedule(context: Context, session: Session, state: bytes, row: dict[str, Any]) -> None:
    """The retries of the diagram are an expression: work it out, with the variables seen at the element."""
    variables = engine.variables(state, row["id"], context.world(session))
    clock = Environment(now=lambda: session.now)
    found = computed(row["schedule"], row["element"], variables, clock)
    row["schedule"] = found
    row["retries"] = schedule(found, context.options.retries).tries


def _incident_row(root_id: str, wait: Waiting, now: datetime) -> dict[str, Any]:
    return {
        "id": wait.token,
        "kind": "bpmnError",
        "root_id": root_id,
        "instance_id": wait.instance,
        "element": wait.element,
        "message": wait.event,
        "created": now,
        "ended": None,
    }
