"""One case from its start until all that belongs to it has ended, move by move."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.cli.simulation.clerk import Clerk
from app.cli.simulation.moves import Move, Moves
from app.cli.simulation.stage import Stage
from app.cli.simulation.steering import Steering
from app.cli.simulation.told import Told
from app.usecases.history import ActivityQuery, list_activities
from app.usecases.incidents import IncidentQuery, list_incidents
from app.usecases.jobs import JobKind
from app.usecases.queries import Page, Sort
from app.worker import run_due

_WEIGHTS = {"task": 12.0, "program": 4.0, "time": 1.0}
_EVENTFULNESS = (0.05, 0.05, 0.5, 2.0)  # how often something comes from outside: most cases are calm
_QUIET = 0.02


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
    _seen: int = field(default=0)

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
        if not self.business_key:
            raise StuckError("processen ger inte ärendet något nummer")
        moves = Moves(self.stage, self.steering, self.business_key)
        outside = self.steering.random.choice(_EVENTFULNESS)
        yield from self._settle()
        while not moves.ended():
            self.moves += 1
            self.steering.hurry = self.moves > self.hurry_after
            if self.moves > self.limit:
                raise StuckError(f"{self.business_key} är inte slut efter {self.limit} steg")
            told_next = self._move(moves.possible(), outside)
            if told_next is None:
                raise StuckError(f"{self.business_key} kommer inte vidare, fast det inte är slut")
            yield told_next
            yield from self._settle()

    def _move(self, possible: list[Move], outside: float) -> Told | None:
        """Do one of the moves; those that could not be done after all are passed over."""
        while possible:
            move = self._choose(possible, outside)
            told = move.run()
            if told is not None:
                return told
            possible.remove(move)
        return None

    def _choose(self, possible: list[Move], outside: float) -> Move:
        kinds = sorted({move.kind for move in possible})
        if self.steering.hurry and "task" in kinds:
            kinds = ["task"]
        weights = [_WEIGHTS.get(kind, _QUIET if self.steering.hurry else outside) for kind in kinds]
        kind = self.steering.random.choices(kinds, weights)[0]
        return self.steering.pick([(move, move.flows) for move in possible if move.kind == kind])

    def _settle(self) -> Iterator[Told]:
        """Run the jobs that are due; note which flows have been walked; stop at an incident."""
        for job in run_due(self.stage.context(), self.stage.bench(), "simulate"):
            if job.kind is JobKind.EXTERNAL_TASK:
                yield Told(self.stage.clock.now(), "job", "Stegvis", job.topic, job.element or "")
        self._note_walked()
        incidents = list_incidents(self.stage.context(), IncidentQuery(page=Page(size=1)))
        if incidents:
            raise StuckError(f"{incidents[0].definition_key}/{incidents[0].element}: {incidents[0].message}")

    def _note_walked(self) -> None:
        query = ActivityQuery(
            business_key=self.business_key, page=Page(first=self._seen, sorting=(Sort("occurrence"),))
        )
        visits = list_activities(self.stage.context(), query)
        self._seen += len(visits)
        for visit in visits:
            if visit.via is not None:
                self.steering.walked[visit.definition_key, visit.via] += 1
