"""One case from its start until all that belongs to it has ended, move by move."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.cli.simulation.clerk import Clerk
from app.cli.simulation.moves import KINDS, Moves
from app.cli.simulation.stage import Stage
from app.cli.simulation.steering import Steering
from app.cli.simulation.told import Told
from app.usecases.history import ActivityQuery, list_activities
from app.usecases.incidents import IncidentQuery, list_incidents
from app.usecases.instances import InstanceQuery, list_instances
from app.usecases.jobs import JobKind
from app.usecases.queries import Page, Sort
from app.worker import run_due

_WEIGHTS = {"task": 12.0, "program": 4.0, "time": 1.0}
_EVENTFULNESS = (0.05, 0.05, 0.5, 2.0)  # how often something comes from outside: most cases are calm
_QUIET = 0.02
_AT_ONCE = 1_000.0
_NOTED_EVERY = 5


class StuckError(Exception):
    """The case cannot go on, or does not end; the text says where it stands."""


@dataclass(slots=True)
class Play:
    """A case being played. After `hurry_after` moves every choice leads towards an end; after `limit` it has failed."""

    stage: Stage
    steering: Steering
    hurry_after: int = 60
    limit: int = 600
    business_key: str = ""
    moves: int = 0
    _seen: Counter[str] = field(default_factory=Counter)

    def run(self, key: str) -> Iterator[Told]:
        """Play a case of this process; what happens, as it happens.

        Raises:
            StuckError: something stopped, nothing more can happen though the case has not ended, or it does not end.
        """
        self.steering.hurry = False
        clerk = Clerk(self.stage, self.steering)
        instance, told = clerk.start(key)
        yield told
        self.business_key = instance.business_key or ""
        moves = Moves(self.stage, self.steering, self.business_key)
        outside = self.steering.random.choice(_EVENTFULNESS)
        yield from self._settle()
        while not moves.ended():
            self.moves += 1
            self.steering.hurry = self.moves > self.hurry_after
            if self.moves > self.limit:
                raise StuckError(f"{self.business_key} är inte slut efter {self.limit} steg")
            told_next = self._move(moves, outside)
            if told_next is None:
                raise StuckError(f"{self.business_key} kommer inte vidare, fast det inte är slut")
            yield told_next
            yield from self._settle()
        self._note_walked()

    def _move(self, moves: Moves, outside: float) -> Told | None:
        """Do one of the moves: kind by kind in an order that chance gives, until one could be done."""
        for kind in self._order(outside):
            possible = moves.possible(kind)
            while possible:
                move = self.steering.pick([(each, each.flows) for each in possible])
                told = move.run()
                if told is not None:
                    return told
                possible.remove(move)
        return None

    def _order(self, outside: float) -> list[str]:
        """Kinds of moves: likelier ones rather first; in a hurry what is at hand before what comes from outside."""
        weights = _WEIGHTS | {"message": _QUIET if self.steering.hurry else outside}
        if self.steering.hurry:
            weights["task"] = _AT_ONCE
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
