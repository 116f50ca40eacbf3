"""The one policy: who may do what (`require`) and who sees what (`visible_*`, in SQL)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, or_, select, true

from app.errors import ForbiddenError
from app.store.audiences import audiences_of
from app.store.lists import with_instance
from app.store.tables import activity, definition_group, deployment, instance, process_definition
from app.store.types import AnyRow

HANDLAGGARE = "handlaggare"
BESLUTSFATTARE = "beslutsfattare"
BESTALLNINGSANSVARIG_MYNDIGHET = "bestallningsansvarig_myndighet"
ENHETSCHEF = "enhetschef"
BEHOVSBEDOMNINGSANSVARIG = "behovsbedomningsansvarig"
BESTALLNINGSANSVARIG_UTFORARE = "bestallningsansvarig_utforare"
UTFORARPERSONAL = "utforarpersonal"
PROCESSAGARE = "processagare"
SYSTEMFORVALTARE = "systemforvaltare"

# Group id → its Swedish name, in the order in which people read them.
ROLES = {
    HANDLAGGARE: "Handläggare",
    BESLUTSFATTARE: "Beslutsfattare",
    BESTALLNINGSANSVARIG_MYNDIGHET: "Beställningsansvarig (myndighet)",
    ENHETSCHEF: "Enhetschef (utförare)",
    BEHOVSBEDOMNINGSANSVARIG: "Behovsbedömningsansvarig (utförare)",
    BESTALLNINGSANSVARIG_UTFORARE: "Beställningsansvarig (utförare)",
    UTFORARPERSONAL: "Utförarpersonal",
    PROCESSAGARE: "Processägare",
    SYSTEMFORVALTARE: "Systemförvaltare",
}


class ActorKind(StrEnum):
    """Who acts: a person, an API token, a job of the worker, or the system itself (set-up, command line)."""

    PERSON = "person"
    TOKEN = "token"  # noqa: S105  # a kind, not a secret
    JOB = "job"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `id` is the user id of a person, the name of a token, the worker's id of a job."""

    kind: ActorKind
    id: str
    groups: frozenset[str] = frozenset()
    name: str = ""

    @property
    def sees_all(self) -> bool:
        """Nothing is hidden: the system, its jobs and systemförvaltare."""
        return self.kind in (ActorKind.SYSTEM, ActorKind.JOB) or SYSTEMFORVALTARE in self.groups

    @property
    def deploys(self) -> bool:
        """May deploy and see every definition."""
        return self.sees_all or PROCESSAGARE in self.groups


SYSTEM = Actor(ActorKind.SYSTEM, "system", name="Stegvis")


def person(id: str, groups: Iterable[str], name: str = "") -> Actor:
    """A person who has logged in."""
    return Actor(ActorKind.PERSON, id, frozenset(groups), name)


def require(actor: Actor, action: str, *, roles: Iterable[str]) -> None:
    """The actor has one of the roles, or sees all. Raises ForbiddenError, which says what was missing."""
    wanted = tuple(roles)
    if not (actor.sees_all or actor.groups.intersection(wanted)):
        names = " eller ".join(ROLES.get(role, role) for role in dict.fromkeys((*wanted, SYSTEMFORVALTARE)))
        raise ForbiddenError(action=action, missing=names)


def require_worker(actor: Actor) -> None:
    """The actor does service tasks: our worker, a system outside with a token, or systemförvaltare.

    Raises ForbiddenError.
    """
    if actor.kind is not ActorKind.TOKEN:
        require(actor, "utföra tjänsteuppgifter", roles=[])


def may_work_on(actor: Actor, assignee: str | None, groups: Iterable[str], users: Iterable[str]) -> bool:
    """The actor is a task's assignee, or one of those who could take it."""
    return actor.sees_all or actor.id == assignee or actor.id in tuple(users) or not actor.groups.isdisjoint(groups)


def visible_tasks(actor: Actor) -> ColumnElement[bool]:
    """Tasks that the actor may see: those they could take, and their own."""
    if actor.sees_all:
        return true()
    mine = audiences_of(actor.groups, [actor.id])
    return or_(activity.c.assignee == actor.id, activity.c.audience_id.in_(mine))


def visible_instances(actor: Actor) -> ColumnElement[bool]:
    """Process instances that the actor may see.

    Those whose process names one of the actor's groups, those where the actor has or had a task, and root instances
    of a case
    where they have or had one. So an utförare sees the uppdrag and not the utredning, which is another instance.
    """
    if actor.sees_all:
        return true()
    member = select(definition_group.c.definition_id).where(
        definition_group.c.role == "member", definition_group.c.name.in_(sorted(actor.groups))
    )
    theirs = activity.alias()
    mine = audiences_of(actor.groups, [actor.id])
    involved = or_(theirs.c.audience_id.in_(mine), theirs.c.assignee == actor.id, theirs.c.performer == actor.id)
    return or_(
        instance.c.definition_id.in_(member),
        instance.c.started_by == actor.id,
        exists().where(with_instance(theirs), involved).correlate(instance),
        exists().where(theirs.c.root_id == instance.c.id, involved).correlate(instance),
    )


def visible_definitions(actor: Actor) -> ColumnElement[bool]:
    """Definitions that the actor works in or may start, and those of instances that they see;
    process owners see all.
    """
    if actor.deploys:
        return true()
    named = select(definition_group.c.definition_id).where(definition_group.c.name.in_(sorted(actor.groups)))
    seen = select(instance.c.definition_id).where(visible_instances(actor)).correlate(None)
    return or_(process_definition.c.id.in_(named), process_definition.c.id.in_(seen))


def require_start(actor: Actor, groups: Iterable[AnyRow]) -> None:
    """The actor is one of those who may start the process. groups: rows of its groups. Raises ForbiddenError."""
    require(actor, "starta ärendet", roles=[row.name for row in groups if row.role == "starter"])


def visible_deployments(actor: Actor) -> ColumnElement[bool]:
    """Deployments with a definition that the actor may see; process owners see all."""
    if actor.deploys:
        return true()
    return exists().where(process_definition.c.deployment_id == deployment.c.id, visible_definitions(actor))
