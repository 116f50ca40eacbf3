"""Compensation (BPMN 13.5.5): what has completed is remembered in its scope, and undone when compensation is thrown.

What was done last is undone first, and one handler ends before the next begins. A completed sub-process without a
handler of its own is opened again, with the variables it had, and what was done in it is undone there.
"""

from __future__ import annotations

from typing import Any

from app.engine.data import write_local
from app.engine.tokens import STARTED, Token

Record = dict[str, Any]
"""Something that can be undone. e: element · t: its token · v: variables that it had · n: records within it."""


def remember(token: Token) -> None:
    """Note an activity that has just completed in the scope around it, if there is anything to undo."""
    spec, within = token.task_spec, token.note.pop("done_in", None)
    if spec.node.for_compensation:
        return  # what undoes is not undone
    if spec.holds_instances:  # each of the instances has been remembered
        if within:
            token.scope.note.setdefault("done_in", []).extend(within)
        return
    if spec.undo is None and spec.undo_start is None and not within:
        return
    record: Record = {"e": spec.name, "t": token.id}
    if spec.undo is None:
        record["n"] = within or []
    if token.variables and (spec.undo is None or spec.body is not None):
        record["v"] = dict(token.variables)
    token.scope.note.setdefault("done_in", []).append(record)


def take(token: Token, element: str) -> None:
    """Let the throwing token have what it undoes: all of its scope, or only one activity's instances.

    A handler beside the flow also undoes what was done in the scope that it belongs to, as in Camunda.
    """
    pending: list[list[Any]] = []
    scope = token.scope
    while True:
        done = scope.note.pop("done_in", [])
        left = [record for record in done if element and record["e"] != element]
        if left:
            scope.note["done_in"] = left
        chosen = [[scope.id, record] for record in done if not element or record["e"] == element]
        pending = chosen + pending
        if not scope.task_spec.node.triggered_by_event:
            break
        scope = scope.scope
    token.note["undo"] = pending


def undo_next(token: Token) -> bool:
    """Begin to undo the latest of what is left for this token; False when nothing is."""
    pending = token.note["undo"]
    if not pending:
        del token.note["undo"]
        return False
    where, record = pending.pop()
    scope = token.workflow.tasks[where]
    spec = scope.home.task_spec.process.task_specs[record["e"]]
    if spec.undo is None:
        _reopen(scope, record, token)
        return True
    handler = token.workflow.spawn(spec.undo, scope)
    handler.note["for"] = token.id
    _restore(handler, record)
    return True


def _reopen(scope: Token, record: Record, thrower: Token) -> None:
    """A completed sub-process once more, only to undo what was done in it. It is not recorded as entered again."""
    case = scope.workflow
    spec = scope.home.task_spec.process.task_specs[record["e"]]
    token = Token(case, spec, scope, STARTED, record["t"], scope.home)
    token.note["for"] = thrower.id
    token.variables = {}
    _restore(token, record)
    if spec.undo_start is None:
        token.note["undo"] = [[token.id, each] for each in record["n"]]
        case.check(token)
        return
    token.note["undo"] = []
    if record["n"]:
        token.note["done_in"] = record["n"]
    handler = case.spawn(spec.process.task_specs[spec.undo_start.node.parent], token)
    handler.note["start"] = spec.undo_start.element


def _restore(token: Token, record: Record) -> None:
    for name, value in record.get("v", {}).items():
        write_local(token, name, value)


def is_reopened(token: Token) -> bool:
    """Whether the token is a completed sub-process that is being undone."""
    return "for" in token.note and "undo" in token.note


def close_again(token: Token) -> None:
    """Nothing lives in a reopened sub-process any more: undo what is left in it, or leave it for good."""
    if undo_next(token):
        return
    case, scope, thrower = token.workflow, token.scope, token.note["for"]
    case.cancel_members(token)
    case.drop(token)
    undone(scope, thrower)
    case.check(scope)


def undone(scope: Token, thrower: str) -> None:
    """A handler in this scope has ended: what threw the compensation begins the next, or is done itself."""
    token = scope.workflow.tasks.get(thrower)
    if token is None or is_reopened(token):
        return  # what is reopened goes on when nothing lives in it
    if not undo_next(token):
        token.complete()
