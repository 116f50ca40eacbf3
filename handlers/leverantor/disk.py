"""The supplier's counter: takes orders in, answers them by itself when it is told to, and sends its messages."""

import random
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from enum import StrEnum

from handlers.leverantor import bestallningar, utkorg
from handlers.leverantor.bestallningar import Doing, Incoming, Row
from handlers.leverantor.handelser import AUTOMATIC, Status
from handlers.leverantor.lager import Store, choice, choose

Clock = Callable[[], float]

_NOTES = ("Ersätts av en nyare modell", "Annan färg än den beställda", "Artikeln har utgått")
_REFUSED_BY_CHANCE = 0.15
_PLAYED = 20
_TRIES_PLAYED = 8
_SLOW_BY_CHANCE = 0.3  # the customer learns of it only after the next thing that happens


class Mode(StrEnum):
    """How the supplier answers: by itself after a moment, by a person on the page, or not taking orders at all."""

    AUTOMATIC = "automatiskt"
    MANUAL = "manuellt"
    CLOSED = "stangt"


class RefusedError(Exception):
    """The supplier does not take the order; the text says why."""


class Counter:
    """All that the supplier does. `play` makes chance the person behind it: then nothing happens but by `act`."""

    def __init__(
        self, store: Store, send: utkorg.Send, play: random.Random | None = None, clock: Clock = time.time
    ) -> None:
        self.store = store
        self._send = send
        self._play = play
        self._clock = clock
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._sending = threading.Lock()

    # What customers ask

    def take_in(self, kind: str, key: str, content: Mapping[str, object]) -> tuple[Row, bool]:
        """An order or pick-up; (row, new). Raises RefusedError, KeyReusedError."""
        with self.store.transaction() as connection:
            if kind == bestallningar.ORDER:
                self._refuse(connection, key)
            now = self._clock()
            incoming = Incoming(key, kind, content, now, self._answer_time(connection, now))
            found = bestallningar.take_in(connection, incoming)
        self._wake.set()
        return found

    def _refuse(self, connection: sqlite3.Connection, key: str) -> None:
        known = connection.execute("select 1 from bestallning where nyckel = ?", (key,)).fetchone()
        if known is not None:
            return  # taken in before: a promise stands
        if self._play is not None and self._play.random() < _REFUSED_BY_CHANCE:
            raise RefusedError("Artikeln ingår inte i sortimentet.")
        if mode(connection) is Mode.CLOSED:
            raise RefusedError("Leverantören tar inte emot beställningar just nu.")

    def cancel(self, number: str) -> Row:
        """Take an order back. Raises KeyError, NotPossibleError."""
        with self.store.transaction() as connection:
            return bestallningar.cancel(connection, number, self._clock())

    # What people at the supplier do

    def do(self, number: str, action: str, date: str = "", note: str = "") -> Row:
        """One action on an order. Raises KeyError, NotPossibleError."""
        with self.store.transaction() as connection:
            row = self._do(connection, number, action, date, note)
        self._wake.set()
        return row

    def _do(self, connection: sqlite3.Connection, number: str, action: str, date: str, note: str) -> Row:
        now = self._clock()
        row = bestallningar.do(connection, number, Doing(action, now, date, note))
        if row.status in AUTOMATIC and row.actions():
            due = self._answer_time(connection, now)
            connection.execute("update bestallning set nasta = ? where nummer = ?", (due, number))
        return row

    def set_mode(self, new: Mode) -> None:
        """How to answer from now on; by itself also means the orders that lie there."""
        with self.store.transaction() as connection:
            choose(connection, "lage", new)
            statuses = ", ".join(f"'{status}'" for status in AUTOMATIC)  # our own constants, nothing from outside
            due = self._clock() if new is Mode.AUTOMATIC else None
            connection.execute(f"update bestallning set nasta = ? where status in ({statuses})", (due,))  # noqa: S608
        self._wake.set()

    def try_again(self) -> None:
        """Send all waiting messages now."""
        with self.store.transaction() as connection:
            utkorg.try_again(connection, self._clock())
        self._wake.set()

    def _answer_time(self, connection: sqlite3.Connection, now: float) -> float | None:
        if self._play is not None or mode(connection) is not Mode.AUTOMATIC:
            return None
        return now + float(choice(connection, "svarstid", "3"))

    # What happens by itself

    def start(self) -> None:
        """Answer and send in a thread of its own, which sleeps until something is due."""
        self._thread = threading.Thread(target=self._run, name="leverantor", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop the thread; what is not sent is sent after the next start."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            self.answer_due()
            self.send_due()
            with self.store.reading() as connection:
                times = [time for time in (_next_answer(connection), utkorg.next_due(connection)) if time is not None]
            self._wake.wait(max(0.0, min(times) - self._clock()) if times else None)

    def answer_due(self) -> int:
        """Do by itself what is due; how many."""
        done = 0
        while True:
            with self.store.transaction() as connection:
                row = connection.execute(
                    "select * from bestallning where nasta <= ? order by nasta limit 1", (self._clock(),)
                ).fetchone()
                if row is None:
                    return done
                self._do(connection, row["nummer"], AUTOMATIC[Status(row["status"])], "", "")
                done += 1

    def send_due(self) -> int:
        """Send what is due, oldest first; how many were taken."""
        with self._sending, self.store.reading() as connection:
            messages = utkorg.due(connection, self._clock())
            return sum(self._sent(message) for message in messages)

    def _sent(self, message: utkorg.Outgoing) -> bool:
        reason = ""
        try:
            self._send(message.id, message.message)  # outside any transaction: the receiver may take its time
        except utkorg.NotTakenError as error:
            reason = str(error)
        with self.store.transaction() as connection:
            if reason:
                utkorg.not_taken(connection, message, reason, self._clock())
            else:
                utkorg.taken(connection, message)
        return not reason

    def act(self) -> str | None:
        """Do one of the things that can be done, as chance has it, and send what follows; what it was, or None.

        Raises:
            RuntimeError: the program was not mounted to be played.
        """
        if self._play is None:
            raise RuntimeError("the supplier was mounted without chance")
        with self.store.transaction() as connection:
            latest = connection.execute("select * from bestallning order by skapad desc, nummer limit ?", (_PLAYED,))
            moves = [(row.number, action) for row in map(bestallningar.Row.of, latest) for action in row.actions()]
            # What nobody has wanted so far belongs to a story that has ended.
            connection.execute("update utkorg set nasta = iif(forsok < ?, ?, null)", (_TRIES_PLAYED, self._clock()))
        if not moves:
            return "Skickar svar" if self.send_due() else None
        number, action = self._play.choice(moves)
        self.do(number, action.name, note=self._play.choice(_NOTES) if action.note_label else "")
        if self._play.random() >= _SLOW_BY_CHANCE:
            self.send_due()
        return f"{action.label} {number}"


def mode(connection: sqlite3.Connection) -> Mode:
    """How the supplier answers now."""
    return Mode(choice(connection, "lage", Mode.AUTOMATIC))


def _next_answer(connection: sqlite3.Connection) -> float | None:
    row = connection.execute("select min(nasta) from bestallning where nasta is not null").fetchone()
    return None if row[0] is None else float(row[0])
