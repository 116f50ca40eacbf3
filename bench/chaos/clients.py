"""Those who use the installation while it is troubled. What they cannot know they ask; what fails they try again."""

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import requests

from bench.chaos.programs import Program
from bench.chaos.work import KEY, MESSAGE

USER, PASSWORD = "prov", "prov-av-avbrott"
_OPEN = 40  # cases at a time
_PAUSE = 0.02


@dataclass(slots=True)
class Clients:
    """Threads that start cases, do tasks and send messages.

    started: business keys of the cases that exist. starting: set to False, no more are started once it has `rested`.
    """

    servers: Sequence[Program]
    seed: int
    started: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    starting: bool = True
    rested: bool = False
    _working: bool = True
    _threads: list[threading.Thread] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _number: int = 0

    def begin(self) -> None:
        """Let them work: one starts cases, one sends messages, three do tasks."""
        for number, what in enumerate((self._start_cases, self._send_messages, *(self._do_tasks,) * 3)):
            thread = threading.Thread(target=what, args=(random.Random(self.seed + number),), daemon=True)  # noqa: S311
            thread.start()
            self._threads.append(thread)

    def end(self) -> None:
        """Let them finish what they do."""
        self._working = False
        for thread in self._threads:
            thread.join(30)

    def open_cases(self, chance: random.Random) -> int | None:
        """How many cases run; None when nobody answers."""
        answer = self._call(chance, "GET", f"/process-instance/count?processDefinitionKey={KEY}")
        return None if answer is None else int(answer["count"])

    def _start_cases(self, chance: random.Random) -> None:
        while self._working:
            self.rested = not self.starting
            running = self.open_cases(chance) if self.starting else None
            if running is None or running >= _OPEN:
                time.sleep(0.2)
                continue
            self._number += 1
            self._start_case(chance, f"PROV-{self._number:06d}")

    def _start_case(self, chance: random.Random, key: str) -> None:
        """Start one case, and only one: where no answer came, look whether it is there before trying again."""
        while True:
            body = {"businessKey": key}
            if self._call(chance, "POST", f"/process-definition/key/{KEY}/start", json=body) is not None:
                break
            found: Any = None
            while found is None:  # whoever was killed has let go of its transaction when somebody answers
                time.sleep(0.2)
                found = self._call(chance, "GET", f"/history/process-instance?processInstanceBusinessKey={key}")
            if found:
                break
        with self._lock:
            self.started.add(key)

    def _do_tasks(self, chance: random.Random) -> None:
        while self._working:
            tasks = self._call(chance, "GET", f"/task?processDefinitionKey={KEY}&maxResults=30") or []
            if not tasks:
                time.sleep(0.1)
            for task in chance.sample(tasks, min(5, len(tasks))):
                body = {"variables": {"svar": {"value": task["id"]}}}
                self._call(chance, "POST", f"/task/{task['id']}/complete", json=body)
                time.sleep(_PAUSE)

    def _send_messages(self, chance: random.Random) -> None:
        while self._working:
            with self._lock:
                silent = sorted(self.started - self.told)
            if not silent:
                time.sleep(0.1)
            for key in silent[:20]:
                self._send_message(chance, key)

    def _send_message(self, chance: random.Random, key: str) -> None:
        body = {"messageName": MESSAGE, "businessKey": key}
        sent = self._call(chance, "POST", "/message", json=body, headers={"Idempotency-Key": f"{MESSAGE}-{key}"})
        if sent is not None:
            self.told.add(key)
        time.sleep(_PAUSE)

    def _call(self, chance: random.Random, method: str, path: str, **arguments: Any) -> Any:
        """The answer ({} where it is empty); None when there was none, or it was no success."""
        server = chance.choice(list(self.servers))
        try:
            answer = requests.request(
                method, f"{server.address}/engine-rest{path}", auth=(USER, PASSWORD), timeout=15, **arguments
            )
        except requests.RequestException:
            time.sleep(0.05)
            return None
        if not answer.ok:
            return None
        return answer.json() if answer.content else {}
