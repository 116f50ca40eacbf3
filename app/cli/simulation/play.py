"""One case from its start until all that belongs to it has ended, move by move."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.cli.simulation.clerk import Clerk
from app.cli.simulation.moves import KINDS, Move, Moves
from app.cli.simulation.stage import Stage
from app.cli.simulation.steering import Mood, Steering
from app.cli.simulation.told import Told
from app.usecases.access import ROLES
from app.usecases.history import ActivityQuery, list_activities
from app.usecases.incidents import IncidentQuery, list_incidents
from app.usecases.instances import InstanceQuery, list_instances
from app.usecases.jobs import JobKind
from app.usecases.queries import Page, Sort
from app.worker import run_due

_WEIGHTS = {"program": 4.0, "time": 1.0}
_PACES = (12.0, 12.0, 3.0, 0.5)  # how soon people do their tasks: in some cases time runs out first
_EVENTFULNESS = (0.05, 0.5, 2.0, 6.0)  # how often something comes from outside: most cases are calm
_ABSENT = ("", "", *ROLES)  # in some cases nobody
_LINGERS = (0.0, 0.5, 1.0, 1.0)  # of the moves before the hurry
_SELDOM = 0.3
_AT_ONCE = 1_000.0
_NOTED_EVERY = 5


class StuckError(Exception):
    """The case cannot go on, or does not end; the text says where it stands."""


@dataclass(slots=True)
class Play:
    """A case being played. After `hurry_after` moves every choice leads towards an end; after `limit` it has failed.

    For the first of these moves, how many chance decides, nothing is chosen that ends the case at once.
    """

    stage: Stage
    steering: Steering
    hurry_after: int = 60
    limit: int = 600
    business_key: str = ""
    moves: int = 0
    _absent: str = ""
    _seen: Counter[str] = field(default_factory=Counter)

    def run(self, key: str) -> Iterator[Told]:
        """Play a case of this process; what happens, as it happens.

        Raises:
            StuckError: something stopped, nothing more can happen though the case has not ended, or it does not end.
        """
        self.steering.begin()
        self._absent = self.steering.random.choice(_ABSENT)
        clerk = Clerk(self.stage, self.steering)
        clerk.choose_for_the_kommun()
        instance, told = clerk.start(key)
        yield told
        self.business_key = instance.business_key or ""
        moves = Moves(self.stage, self.steering, self.business_key)
        chance = self.steering.random
        weights = _WEIGHTS | {"task": chance.choice(_PACES), "message": chance.choice(_EVENTFULNESS)}
        lingers = int(chance.choice(_LINGERS) * self.hurry_after)
        yield from self._settle()
        while not moves.ended():
            self.moves += 1
            self.steering.mood = self._mood(lingers)
            if self.moves > self.limit:
                raise StuckError(f"{self.business_key} är inte slut efter {self.limit} steg")
            told_next = self._move(moves, weights)
            if told_next is None:
                raise StuckError(f"{self.business_key} kommer inte vidare, fast det inte är slut")
            yield told_next
            yield from self._settle()
        self._note_walked()

    def _mood(self, lingers: int) -> Mood:
        if self.moves > self.hurry_after:
            return Mood.HURRY
        return Mood.LINGER if self.moves <= lingers else Mood.WANDER

    def _move(self, moves: Moves, weights: dict[str, float]) -> Told | None:
        """Do one of the moves: kind by kind in an order that chance gives, until one could be done."""
        for kind in self._order(weights):
            possible = moves.possible(kind)
            # Somebody is away, and their tasks are done only when there is nothing else to do.
            possible = [move for move in possible if move.role != self._absent] or possible
            if self.steering.mood is Mood.LINGER:
                possible = [move for move in possible if not move.interrupts]
            while possible:
                move = self._pick(possible)
                told = move.run()
                if told is not None:
                    return told
                possible.remove(move)
        return None

    def _pick(self, possible: list[Move]) -> Move:
        # In a hurry any will do: what is near the end of its own branch may leave the case where it stands.
        if self.steering.mood is Mood.HURRY:
            return self.steering.random.choice(possible)
        return self.steering.pick([(each, each.flows) for each in possible])

    def _order(self, weights: dict[str, float]) -> list[str]:
        """Kinds of moves: likelier ones rather first; in a hurry tasks before all."""
        if self.steering.mood is Mood.HURRY:
            weights = weights | {"message": _SELDOM, "task": _AT_ONCE}
        keyed = {kind: self.steering.random.random() ** (1 / weights[kind]) for kind in KINDS}
        return sorted(KINDS, key=lambda kind: keyed[kind], reverse=True)

    def _settle(self) -> Iterator[Told]:
        """Run the jobs that are due; note which flows have been walked; stop at an incident."""
        for job in run_due(self.stage.context(), self.stage.bench(), "simulate"):
            if job.kind is JobKind.EXTERNAL_TASK:
                title = self.stage.house.registry.by_topic[job.topic].title
                yield Told(self.stage.clock.now(), "job", "Stegvis", title, job.topic)
        if self.moves % _NOTED_EVERY == 0:
            self._note_walked()
        incidents = list_incidents(self.stage.context(), IncidentQuery(page=Page(size=1)))
        if incidents:
            raise StuckError(f"{incidents[0].definition_key}/{incidents[0].element}: {incidents[0].message}")

    def _note_walked(self) -> None:
        context = self.stage.context()
        for root in list_instances(context, InstanceQuery(business_key=self.business_key, root=True)):
            page = Page(first=self._seen[root.id], sorting=(Sort("occurrence"),))
            visits = list_activities(context, ActivityQuery(root_id=root.id, page=page))
            self._seen[root.id] += len(visits)
            for visit in visits:
                if visit.via is not None:
                    self.steering.walked[visit.definition_key, visit.via] += 1
