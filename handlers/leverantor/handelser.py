"""What the supplier can do with an order or a pick-up: which status leads to which, and what the customer is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where an order stands at the supplier."""

    RECEIVED = "mottagen"
    CONFIRMED = "bekräftad"
    CHANGED = "bekräftad med ändring"
    REJECTED = "avvisad"
    DELAYED = "restnoterad"
    DELIVERED = "levererad"
    PICKUP_ORDERED = "hämtning beställd"
    PICKED_UP = "hämtad"
    DEREGISTERED = "avregistrerad"
    CANCELLED = "annullerad"


_BEFORE_DELIVERY = frozenset({Status.RECEIVED, Status.CONFIRMED, Status.CHANGED, Status.DELAYED})


@dataclass(frozen=True, slots=True)
class Action:
    """Something the supplier does. `key`: the customer's correlation key. `message` None: the customer is told nothing.

    `told` is the status as the message says it. `note_label`: the free text that the page asks for, "" for none.
    """

    name: str
    label: str
    sources: frozenset[Status]
    target: Status
    message: str | None
    key: str = "bestallningsnummer"
    told: str = ""
    note_label: str = ""
    asks_date: bool = False


ACTIONS: Mapping[str, Action] = {
    action.name: action
    for action in (
        Action(
            "bekrafta",
            "Bekräfta",
            # Also after delivery: in reality the confirmation is sometimes the slower of the two.
            frozenset({Status.RECEIVED, Status.DELAYED, Status.DELIVERED}),
            Status.CONFIRMED,
            "orderbekraftelse",
            told="bekraftad",
            asks_date=True,
        ),
        Action(
            "andra",
            "Bekräfta med ändring",
            frozenset({Status.RECEIVED, Status.DELAYED}),
            Status.CHANGED,
            "orderbekraftelse",
            told="bekraftad_med_andring",
            note_label="Vad som ändras",
            asks_date=True,
        ),
        Action(
            "restnotera",
            "Restnotera",
            frozenset({Status.RECEIVED, Status.CONFIRMED, Status.CHANGED}),
            Status.DELAYED,
            "orderbekraftelse",
            told="restnoterad",
            asks_date=True,
        ),
        Action(
            "avvisa",
            "Avvisa",
            frozenset({Status.RECEIVED, Status.DELAYED}),
            Status.REJECTED,
            "orderbekraftelse",
            told="avvisad",
            note_label="Orsak",
        ),
        Action("leverera", "Leverera", _BEFORE_DELIVERY, Status.DELIVERED, "leverans"),
        Action("hamta", "Hämtad", frozenset({Status.PICKUP_ORDERED}), Status.PICKED_UP, None),
        Action(
            "avregistrera",
            "Avregistrera",
            frozenset({Status.PICKED_UP}),
            Status.DEREGISTERED,
            "avregistrering",
            key="individnummer",
        ),
    )
}

# What the supplier does by itself when a person has not chosen to answer by hand.
AUTOMATIC: Mapping[Status, str] = {
    Status.RECEIVED: "bekrafta",
    Status.CONFIRMED: "leverera",
    Status.PICKUP_ORDERED: "hamta",
    Status.PICKED_UP: "avregistrera",
}


def possible(status: Status, confirmed: bool) -> list[Action]:
    """What can be done now. An order is confirmed once, though a delayed one is confirmed anew."""
    return [
        action
        for action in ACTIONS.values()
        if status in action.sources and not (status is Status.DELIVERED and confirmed)
    ]


def may_cancel(status: Status) -> bool:
    """Whether the customer can still take the order back."""
    return status in _BEFORE_DELIVERY
