"""What the database and the recorder say when all is over: nothing lost, nothing done twice."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from app.bootstrap.house import House
from app.usecases.history import ActivityQuery, list_activities
from app.usecases.instances import InstanceQuery, InstanceView, list_instances
from app.usecases.queries import Page
from app.usecases.variables import VariableQuery, list_variables
from bench.chaos.recorder import Recorded
from bench.chaos.work import CALLS, ELEMENTS, KEY

_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Verdict:
    """transitions: elements completed. lost: of those that should have been, and cases. doubled: those done twice.

    wrong: answers of the supplier that a case does not have as it was given. open: cases that never ended.
    """

    cases: int
    transitions: int
    lost: int
    doubled: int
    wrong: int
    open: int


def judge(house: House, started: set[str], recorded: Recorded) -> Verdict:
    """Read everything."""
    cases = _cases(house)
    done = _completed(house)
    keys = Counter(case.business_key for case in cases)
    lost = sum(done[case.id][element] == 0 for case in cases for element in ELEMENTS)
    lost += sum(keys[key] == 0 for key in started)
    doubled = sum(max(0, times - 1) for counted in done.values() for times in counted.values())
    doubled += sum(times - 1 for times in keys.values() if times > 1)
    return Verdict(
        cases=len(cases),
        transitions=sum(sum(counted.values()) for counted in done.values()),
        lost=lost,
        doubled=doubled,
        wrong=sum(_wrong(house, case, recorded) for case in cases),
        open=sum(case.ended is None for case in cases),
    )


def _cases(house: House) -> list[InstanceView]:
    found: list[InstanceView] = []
    while page := list_instances(
        house.context(), InstanceQuery(definition_key=KEY, page=Page(first=len(found), size=_PAGE))
    ):
        found += page
    return found


def _completed(house: House) -> defaultdict[str, Counter[str]]:
    done: defaultdict[str, Counter[str]] = defaultdict(Counter)
    first = 0
    while page := list_activities(house.context(), ActivityQuery(definition_key=KEY, page=Page(first, _PAGE))):
        for each in page:
            if each.outcome == "completed":
                done[each.instance_id][each.element] += 1
        first += len(page)
    return done


def _wrong(house: House, case: InstanceView, recorded: Recorded) -> int:
    found = list_variables(house.context(), VariableQuery(instance_ids=(case.id,)))
    values = {each.name: each.value for each in found}
    return sum(
        values.get(f"svar_{element}") != recorded.numbers.get((case.id, element))
        for element in CALLS
        if case.ended is not None
    )
