"""New versions of processes: who works in them, what starts them, and what the version before gives up."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import Connection

from app.definitions.inspection import Inspection
from app.definitions.model import Process
from app.engine import Startable, startable
from app.store.deployments import definition_ids, delete_deployment, resources_of
from app.store.ids import new_id
from app.store.jobs import delete_start_timers
from app.store.process_definitions import (
    by_id,
    groups_of,
    insert_definition,
    latest,
    next_version,
    promote_latest,
)
from app.store.subscriptions import replace_starts
from app.usecases.checks import called_keys, processes
from app.usecases.context import Context, Session
from app.usecases.models import process_of, remember
from app.usecases.timer_starts import first_start, start_timer_job
from app.usecases.waits import enqueue

STARTERS = "starterGroups"  # process property: who may start it, where that is not all who work in it


def store_definitions(
    context: Context, session: Session, deployment_id: str, inspection: Inspection
) -> list[dict[str, Any]]:
    """A new latest version of each process in the deployment's diagrams; their rows."""
    connection = session.connection
    resources = {row.name: row.id for row in resources_of(connection, deployment_id)}
    together = {process.key: process for _, process in processes(inspection)}
    made = []
    for file, process in processes(inspection):
        row = _definition_row(connection, process, deployment_id, resources[file])
        members = [("member", name) for name in sorted(literal_groups(process))]
        starters = [("starter", name) for name in sorted(_starters(connection, process, together))]
        before = insert_definition(connection, row, members + starters)
        _take_over_starts(context, session, (row["id"], before), process)
        made.append(row)
    for diagram in inspection.diagrams:
        session.after_commit.append(partial(remember, resources[diagram.file], diagram))
    return made


def remove_definitions(context: Context, session: Session, deployment_id: str) -> None:
    """Delete a deployment and its definitions; the versions before become the latest again, with their starts."""
    connection = session.connection
    ids = definition_ids(connection, deployment_id)
    keys = [row.key for id in ids if (row := by_id(connection, id)) is not None]
    delete_deployment(connection, deployment_id)
    for id in promote_latest(connection, keys):
        _take_over_starts(context, session, (id, ()), process_of(connection, id))


def literal_groups(process: Process) -> frozenset[str]:
    """The candidate groups that the process names as they are; those that an expression gives are known only later."""
    found: set[str] = set()
    for node in process.nodes.values():
        source = node.user_task.candidate_groups if node.user_task is not None else None
        if source and not source.startswith(("=", "${", "#{")):
            found.update(name.strip() for name in source.split(",") if name.strip())
    return frozenset(found)


def _starters(connection: Connection, process: Process, together: dict[str, Process]) -> frozenset[str]:
    """Who may start it, where its property does not say: nobody, if another process calls it, for then that one does;
    else all who work in it or in what it calls.
    """
    stated = process.properties.get(STARTERS)
    if stated is not None:
        return frozenset(stated.replace(",", " ").split())
    if _is_called(connection, process, together):
        return frozenset()
    found: set[str] = set()
    seen: set[str] = set()
    stack = [process]
    while stack:
        each = stack.pop()
        if each.key not in seen:
            seen.add(each.key)
            found |= literal_groups(each)
            stack += _called(connection, each, together)
    return frozenset(found)


def _is_called(connection: Connection, process: Process, together: dict[str, Process]) -> bool:
    """Another process of the deployment calls it, or nobody could start its version before for that reason."""
    if any(process.key in called_keys(other) for other in together.values() if other is not process):
        return True
    before = latest(connection, process.key)
    if before is None or STARTERS in process_of(connection, before.id).properties:
        return False
    roles = {group.role for group in groups_of(connection, [before.id])}
    return "member" in roles and "starter" not in roles


def _called(connection: Connection, process: Process, together: dict[str, Process]) -> Iterator[Process]:
    for key in called_keys(process):
        row = None if key in together else latest(connection, key)
        if key in together:
            yield together[key]
        elif row is not None:
            yield process_of(connection, row.id)


def _definition_row(connection: Connection, process: Process, deployment_id: str, resource_id: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "key": process.key,
        "version": next_version(connection, process.key),
        "version_tag": process.version_tag,
        "deployment_id": deployment_id,
        "resource_id": resource_id,
        "name": process.name or process.key,
        "documentation": process.documentation,
        "executable": process.executable,
        "latest": True,
    }


def _take_over_starts(
    context: Context, session: Session, versions: tuple[str, tuple[str, ...]], process: Process
) -> None:
    """The new version starts on the events of the key from now on, the earlier ones do not."""
    id, earlier = versions
    ways = startable(process) if process.executable else ()
    starts = [
        {
            "id": new_id(),
            "kind": way.kind,
            "event": way.name,
            "definition_id": id,
            "key": process.key,
            "element": way.element,
        }
        for way in ways
        if way.kind in ("message", "signal")
    ]
    replace_starts(session.connection, process.key, starts)
    delete_start_timers(session.connection, earlier)
    enqueue(session, list(_timers(context, id, ways)))


def _timers(context: Context, definition_id: str, ways: Iterable[Startable]) -> Iterator[dict[str, Any]]:
    now = context.now()
    for way in ways:
        when = first_start(way, now) if way.timer is not None else None
        if when is not None:
            moment, anchor = when
            yield start_timer_job(context, (definition_id, way.element), moment, (anchor, 0))
