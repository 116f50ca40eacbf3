"""The supplier's outbox: messages to the customer, sent until taken, so that a stop at any moment loses none."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import requests

Send = Callable[[str, Mapping[str, object]], None]

_CONNECT_SECONDS = 3.05
_ANSWER_SECONDS = 15.0
_FIRST_WAIT = 1.0
_LONGEST_WAIT = 300.0
_GIVE_UP_SECONDS = 3 * 24 * 3600.0


class NotTakenError(Exception):
    """The customer did not take the message; the text says what it answered."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that has yet to be taken. `due` None: given up."""

    id: str
    number: str
    message: Mapping[str, object]
    created: float
    attempts: int
    due: float | None
    error: str

    @classmethod
    def of(cls, row: sqlite3.Row) -> "Outgoing":
        """From the table."""
        message = json.loads(row["meddelande"])
        return cls(row["id"], row["nummer"], message, row["skapad"], row["forsok"], row["nasta"], row["fel"])


def sender(api: str, credentials: tuple[str, str]) -> Send:
    """Posts to the message API at `api` (…/engine-rest) with Basic credentials."""
    session = requests.Session()
    session.auth = credentials
    session.trust_env = False  # no proxy of the environment between a program and itself

    def send(key: str, message: Mapping[str, object]) -> None:
        try:
            answer = session.post(
                f"{api}/message",
                json=message,
                headers={"Idempotency-Key": key},
                timeout=(_CONNECT_SECONDS, _ANSWER_SECONDS),
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise NotTakenError(f"Mottagaren svarar inte ({type(error).__name__}).") from None
        if answer.status_code not in (200, 204):
            raise NotTakenError(f"Mottagaren svarade {answer.status_code}.")

    return send


def waiting(connection: sqlite3.Connection) -> list[Outgoing]:
    """All messages that have yet to be taken, oldest first."""
    return [Outgoing.of(row) for row in connection.execute("select * from utkorg order by skapad, rowid")]


def due(connection: sqlite3.Connection, now: float) -> list[Outgoing]:
    """Messages to try now, oldest first."""
    rows = connection.execute("select * from utkorg where nasta <= ? order by skapad, rowid", (now,))
    return [Outgoing.of(row) for row in rows]


def taken(connection: sqlite3.Connection, outgoing: Outgoing) -> None:
    """Forget a message that the customer has taken."""
    connection.execute("delete from utkorg where id = ?", (outgoing.id,))


def not_taken(connection: sqlite3.Connection, outgoing: Outgoing, reason: str, now: float) -> None:
    """Try again later, each time a little later; after three days a person must say so."""
    wait = min(_FIRST_WAIT * 2.0 ** min(outgoing.attempts, 16), _LONGEST_WAIT)
    again = None if now - outgoing.created > _GIVE_UP_SECONDS else now + wait
    connection.execute(
        "update utkorg set forsok = forsok + 1, nasta = ?, fel = ? where id = ?", (again, reason, outgoing.id)
    )


def try_again(connection: sqlite3.Connection, now: float) -> None:
    """A person says: try them all now."""
    connection.execute("update utkorg set nasta = ?", (now,))


def next_due(connection: sqlite3.Connection) -> float | None:
    """When the next message is to be tried."""
    row = connection.execute("select min(nasta) from utkorg where nasta is not null").fetchone()
    return None if row[0] is None else float(row[0])
