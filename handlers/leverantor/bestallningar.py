"""Orders and pick-ups at the supplier: taking them in once each, and everything that happens to them afterwards."""

import hashlib
import json
import sqlite3
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.leverantor.handelser import ACTIONS, Action, Status, may_cancel, possible
from handlers.leverantor.lager import next_number

ORDER = "bestallning"
PICKUP = "hamtning"
_PREFIX = {ORDER: "B", PICKUP: "H"}
_FIRST = {ORDER: Status.RECEIVED, PICKUP: Status.PICKUP_ORDERED}


class NotPossibleError(Exception):
    """The order's status does not allow it; the text is for people."""


class KeyReusedError(Exception):
    """The idempotency key came before, with other content."""


@dataclass(frozen=True, slots=True)
class Row:
    """An order or a pick-up as it stands."""

    number: str
    kind: str
    status: Status
    confirmed: bool
    content: Mapping[str, object]
    item: str | None
    delivery_date: str | None
    note: str
    created: float

    @classmethod
    def of(cls, row: sqlite3.Row) -> "Row":
        """From the table."""
        return cls(
            number=row["nummer"],
            kind=row["slag"],
            status=Status(row["status"]),
            confirmed=bool(row["bekraftad"]),
            content=json.loads(row["innehall"]),
            item=row["individnummer"],
            delivery_date=row["leveransdatum"],
            note=row["anmarkning"],
            created=row["skapad"],
        )

    def actions(self) -> list[Action]:
        """What the supplier can do with it now."""
        return possible(self.status, self.confirmed)


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a customer sent: `kind` ORDER or PICKUP, `due` when the supplier answers by itself (None: never)."""

    key: str
    kind: str
    content: Mapping[str, object]
    now: float
    due: float | None


def take_in(connection: sqlite3.Connection, incoming: Incoming) -> tuple[Row, bool]:
    """The order, and whether it is new. The same key with the same content gives the order that it gave before.

    Raises:
        KeyReusedError: the key has been used for something else.
    """
    text = json.dumps(incoming.content, ensure_ascii=False, sort_keys=True)
    mark = hashlib.sha256(f"{incoming.kind}\n{text}".encode()).hexdigest()
    known = connection.execute("select * from bestallning where nyckel = ?", (incoming.key,)).fetchone()
    if known is not None:
        if known["avtryck"] != mark:
            raise KeyReusedError
        return Row.of(known), False
    number = f"{_PREFIX[incoming.kind]}-{next_number(connection, incoming.kind):06d}"
    item = incoming.content.get("individnummer")
    connection.execute(
        "insert into bestallning (nummer, nyckel, avtryck, slag, status, innehall, individnummer, skapad, nasta)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (number, incoming.key, mark, incoming.kind, _FIRST[incoming.kind], text, item, incoming.now, incoming.due),
    )
    log(connection, number, incoming.now, "Hämtning beställd" if incoming.kind == PICKUP else "Beställning mottagen")
    return find(connection, number), True


def find(connection: sqlite3.Connection, number: str) -> Row:
    """The order with this number; KeyError when there is none."""
    row = connection.execute("select * from bestallning where nummer = ?", (number,)).fetchone()
    if row is None:
        raise KeyError(number)
    return Row.of(row)


def listing(connection: sqlite3.Connection, kind: str, limit: int) -> list[Row]:
    """The newest orders or pick-ups first."""
    rows = connection.execute(
        "select * from bestallning where slag = ? order by skapad desc, nummer desc limit ?", (kind, limit)
    )
    return [Row.of(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Doing:
    """An action on an order. `date`: ISO 8601 or "". `note`: free text. `due`: when the supplier goes on by itself."""

    action: str
    now: float
    date: str = ""
    note: str = ""
    due: float | None = None


def do(connection: sqlite3.Connection, number: str, doing: Doing) -> Row:
    """Do it, and put what the customer must know in the outbox, both or neither.

    Raises:
        KeyError: no such order.  NotPossibleError: its status does not allow it.
    """
    row = find(connection, number)
    action = ACTIONS[doing.action]
    if action not in row.actions():
        raise NotPossibleError(f"{number} är {row.status} och kan inte ändras så ({action.label.lower()}).")
    if action.note_label and not doing.note.strip():
        raise NotPossibleError(f"Fyll i {action.note_label.lower()}.")
    item = row.item
    if action.name == "leverera":
        item = item or f"HJM-{next_number(connection, 'individ'):06d}"
    status = row.status if row.status is Status.DELIVERED else action.target
    date = doing.date or row.delivery_date
    connection.execute(
        "update bestallning set status = ?, bekraftad = ?, individnummer = ?, leveransdatum = ?, anmarkning = ?,"
        " nasta = ? where nummer = ?",
        (
            status,
            row.confirmed or action.name in ("bekrafta", "andra"),
            item,
            date,
            doing.note or row.note,
            doing.due,
            number,
        ),
    )
    log(connection, number, doing.now, " ".join(filter(None, [action.label + ".", doing.date, doing.note])))
    changed = find(connection, number)
    if action.message is not None:
        _tell(connection, changed, action, doing)
    return changed


def cancel(connection: sqlite3.Connection, number: str, now: float) -> Row:
    """Take an order back on the customer's word. Doing it again changes nothing.

    Raises:
        KeyError: no such order.  NotPossibleError: it has been delivered or rejected.
    """
    row = find(connection, number)
    if row.status is Status.CANCELLED:
        return row
    if not may_cancel(row.status):
        raise NotPossibleError(f"{number} är {row.status} och kan inte annulleras.")
    connection.execute("update bestallning set status = ?, nasta = null where nummer = ?", (Status.CANCELLED, number))
    log(connection, number, now, "Annullerad av beställaren")
    return find(connection, number)


def log(connection: sqlite3.Connection, number: str, now: float, text: str) -> None:
    """Note what happened."""
    connection.execute("insert into handelse (nummer, tid, text) values (?, ?, ?)", (number, now, text))


def _tell(connection: sqlite3.Connection, row: Row, action: Action, doing: Doing) -> None:
    key = row.item if action.key == "individnummer" else row.number
    told = _payload(row, action, doing)
    message = {
        "messageName": action.message,
        "correlationKeys": {action.key: {"value": key, "type": "String"}},
        "processVariables": {name: {"value": value, "type": "String"} for name, value in told.items() if value},
    }
    connection.execute(
        "insert into utkorg (id, nummer, meddelande, skapad, nasta) values (?, ?, ?, ?, ?)",
        (str(uuid.uuid4()), row.number, json.dumps(message, ensure_ascii=False), doing.now, doing.now),
    )


def _payload(row: Row, action: Action, doing: Doing) -> dict[str, str | None]:
    day = doing.date or _day(doing.now)
    match action.message:
        case "leverans":
            return {"leveransdatum": day, "individnummer": row.item}
        case "avregistrering":
            return {"avregistrerat_datum": day}
    told: dict[str, str | None] = {"bestallning_status": action.told, "leveransdatum": row.delivery_date}
    return told | {"andring": doing.note} if action.note_label else told


def _day(moment: float) -> str:
    return datetime.fromtimestamp(moment, ZoneInfo("Europe/Stockholm")).date().isoformat()
