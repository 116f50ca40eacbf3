"""The one policy: who may do what (`require`) and who sees what (`visible_*`, in SQL)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

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
