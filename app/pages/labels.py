"""Swedish names of roles and states that the engine knows by English or ASCII names."""

from app.messages import gettext as _

ROLES = {
    "handlaggare": "Handläggare",
    "beslutsfattare": "Beslutsfattare",
    "bestallningsansvarig_myndighet": "Beställningsansvarig (myndighet)",
    "enhetschef": "Enhetschef (utförare)",
    "behovsbedomningsansvarig": "Ansvarig för behovsbedömning och beställning (utförare)",
    "bestallningsansvarig_utforare": "Beställningsansvarig (utförare)",
    "utforarpersonal": "Utförarpersonal",
    "processagare": "Processägare",
    "systemforvaltare": "Systemförvaltare",
}


def role(group: str) -> str:
    """The name of a role group, in Swedish; a group that only a kommun's own diagram knows keeps its own name."""
    known = ROLES.get(group)
    return _(known) if known else group.replace("_", " ").capitalize()


def roles(groups: tuple[str, ...]) -> str:
    """Several roles in one phrase."""
    return ", ".join(role(group) for group in groups)
