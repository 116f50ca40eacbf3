"""How a waiting token is told to the outside."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.engine.log import scope_id
from app.engine.steps import Assignment, Wait, Waiting

if TYPE_CHECKING:
    from app.engine.tokens import Token


def waiting_at(  # noqa: PLR0913
    token: Token,
    kind: Wait,
    *,
    event: str = "",
    due: datetime | None = None,
    topic: str | None = None,
    retries: str | None = None,
    priority: int = 0,
    assignment: Assignment | None = None,
) -> Waiting:
    """The token as a `Waiting`; its scope is the nearest one with variables, an activity's own included."""
    scope = token
    while scope.variables is None and scope is not scope.home:
        scope = scope.scope
    return Waiting(
        token=token.id,
        kind=kind,
        instance=token.instance,
        element=token.task_spec.element,
        name=token.task_spec.node_name,
        scope=scope_id(scope),
        event=event,
        host=token.note.get("host"),
        due=due,
        topic=topic,
        retries=retries,
        priority=priority,
        assignment=assignment,
    )
