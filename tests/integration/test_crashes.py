"""A crash at each boundary of a job's path, before and after each commit: what stands afterwards is finished, once."""

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from app.usecases.history import ActivityQuery, list_activities
from app.usecases.incidents import IncidentQuery, list_incidents
from app.usecases.instances import InstanceQuery, list_instances
from app.usecases.jobs import JobQuery, list_jobs
from app.worker import run_due
from tests.brokers import Broker
from tests.integration.fleet import ROOT, Celery, Yard, diagram, opened, process, service, until

pytestmark = pytest.mark.slow

DIAGRAM = diagram(process("prov", service("steget", "prov-direkt")))
# Boundary → how often the supplier outside is called.
JOB = {
    "before the commit of the claim": 1,
    "after the commit of the claim": 1,
    "before the handler": 1,
    "after the handler": 2,
    "before the commit of the completion": 2,
    "after the commit of the completion": 1,
}


@pytest.fixture(scope="module")
def installation(broker: Broker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    """A database with the diagram."""
    with opened(tmp_path_factory.mktemp("kraschar"), broker, DIAGRAM) as yard:
        yield yard


@pytest.fixture
def yard(installation: Yard) -> Yard:
    """The installation with an empty book."""
    installation.forget()
    return installation


@pytest.fixture(scope="module")
def celery(installation: Yard) -> Iterator[Celery]:
    """A worker whose children have fuses."""
    with installation.worker("brinner", ("tests.integration.crashing", "worker")) as worker:
        yield worker


@pytest.fixture(scope="module")
def mortals(installation: Yard) -> Iterator[subprocess.Popen[str]]:
    """Makes processes that die."""
    command = [sys.executable, "-m", "tests.integration.crashing"]
    environment = installation.environment
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as program:
        yield program
        program.communicate()


Dies = Callable[[str, str], None]


@pytest.fixture
def dies(yard: Yard, mortals: subprocess.Popen[str]) -> Dies:
    """A process of this mode dies at the boundary."""

    def run(mode: str, boundary: str) -> None:
        arm(yard, boundary)
        assert mortals.stdin is not None
        assert mortals.stdout is not None
        mortals.stdin.write(f"{mode}\n")
        mortals.stdin.flush()
        assert mortals.stdout.readline() == "9\n"

    return run


def arm(yard: Yard, boundary: str) -> None:
    (yard.directory / "bok.sakring").write_text(boundary)


def burnt(yard: Yard) -> bool:
    return not (yard.directory / "bok.sakring").exists()


def newest(yard: Yard) -> str:
    """The case that was started last."""
    return max(each.id for each in list_instances(yard.house.context(), InstanceQuery()))


def assert_done_once(yard: Yard, case: str, calls: int) -> None:
    """The history has each step once; the supplier saw one key; nothing is left."""
    visits = list_activities(yard.house.context(), ActivityQuery(root_id=case))
    assert [visit.element for visit in visits] == ["prov_start", "steget", "prov_slut"]
    assert {visit.outcome for visit in visits} == {"completed"}
    keys = [call.key for call in yard.calls()]
    assert len(keys) == calls
    assert len(set(keys)) == 1
    assert yard.answers(case)["svar_steget"] == keys[0]
    assert list_jobs(yard.house.context(), JobQuery(root_id=case)) == ()
    assert list_incidents(yard.house.context(), IncidentQuery(root_id=case)) == ()


def test_a_case_whose_start_was_not_committed_does_not_exist(yard: Yard, dies: Dies) -> None:
    before = len(list_instances(yard.house.context(), InstanceQuery()))
    dies("alone", "before the commit of the start")
    assert len(list_instances(yard.house.context(), InstanceQuery())) == before
    assert yard.calls() == []


@pytest.mark.parametrize(("boundary", "calls"), [("after the commit of the start", 1), *JOB.items()])
def test_what_an_embedded_worker_left_another_finishes(yard: Yard, dies: Dies, boundary: str, calls: int) -> None:
    dies("alone", boundary)
    case = newest(yard)
    until(lambda: bool(list(run_due(yard.house.context(), yard.house.bench(), "en annan"))) or yard.ended(case))
    assert_done_once(yard, case, calls)


@pytest.mark.parametrize(("boundary", "calls"), list(JOB.items()))
def test_what_a_child_of_celery_left_another_finishes(yard: Yard, celery: Celery, boundary: str, calls: int) -> None:
    arm(yard, boundary)
    case = yard.start("prov")
    until(lambda: yard.ended(case) and burnt(yard))
    assert_done_once(yard, case, calls)


@pytest.mark.parametrize("boundary", ["before publishing", "after publishing"])
def test_a_hint_that_may_have_been_published_or_not_is_as_good(
    yard: Yard, celery: Celery, dies: Dies, boundary: str
) -> None:
    dies("start", boundary)
    case = newest(yard)
    until(lambda: yard.ended(case))
    assert_done_once(yard, case, 1)
