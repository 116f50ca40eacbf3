"""What happens to the programs, by chance: one is killed, or stands frozen until its leases have run out."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.chaos.programs import Program


@dataclass(slots=True)
class Trouble:
    """Kills and freezes until there has been enough of it. freeze_for: seconds, longer than a lease.

    others: what else can happen, such as a database that starts anew, each with how often it shall.
    """

    programs: Sequence[Program]
    kills: int
    freezes: int
    freeze_for: float
    chance: random.Random
    others: dict[str, tuple[int, Callable[[], None]]] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)
    _away: list[threading.Thread] = field(default_factory=list)
    _held: set[str] = field(default_factory=set)

    def happen(self, tell: Callable[[str], None]) -> None:
        """Let all of it happen, in an order that chance gives."""
        plan = ["kill"] * self.kills + ["freeze"] * self.freezes
        plan += [name for name, (times, _) in self.others.items() for _ in range(times)]
        self.chance.shuffle(plan)
        for number, what in enumerate(plan, 1):
            time.sleep(self.chance.uniform(0.0, 1.2))
            if what in self.others:
                self.others[what][1]()
            else:
                victim = self._one_of_those_at_work()
                self._kill(victim) if what == "kill" else self._freeze(victim)
            self.done[what] = self.done.get(what, 0) + 1
            if number % 10 == 0:
                tell(f"{number} av {len(plan)} avbrott")
        for thread in self._away:
            thread.join()

    def _one_of_those_at_work(self) -> Program:
        while not (free := [each for each in self.programs if each.name not in self._held]):
            time.sleep(0.05)
        return self.chance.choice(free)

    def _kill(self, victim: Program) -> None:
        """It is started again, while others may already be killed."""
        victim.kill()
        self._back_after(self.chance.uniform(0.0, 0.5), victim, victim.start)

    def _freeze(self, victim: Program) -> None:
        """Others are killed meanwhile; when it wakes it goes on with what it thinks that it has."""
        victim.freeze()
        self._back_after(self.freeze_for, victim, victim.thaw)

    def _back_after(self, seconds: float, victim: Program, back: Callable[[], None]) -> None:
        self._held.add(victim.name)

        def wait() -> None:
            time.sleep(seconds)
            back()
            self._held.discard(victim.name)

        thread = threading.Thread(target=wait, daemon=True)
        thread.start()
        self._away.append(thread)
