"""The worker: handlers run after the commit, outside any transaction; their outcome is saved once, whatever happens."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.bootstrap.house import House, open_house
from app.errors import NotFoundError
from app.handler import BpmnError, Handler, Job, JobError, Registration, Registry, Variables
from app.settings import load_settings
from app.usecases.deployments import Deployment, deploy
from app.usecases.incidents import IncidentQuery, list_incidents
from app.usecases.instances import InstanceView, StartInstance, cancel_instance, get_instance, start_instance, waiting
from app.usecases.jobs import Claim, ClaimedJob, claim, complete_job
from app.usecases.messages import Message, correlate
from app.usecases.variables import VariableQuery, list_variables
from app.worker import Bench, Worker, registered_handlers, run_due
from tests.databases import fresh

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="urn:test">
  <bpmn:error id="nekad" errorCode="nekad" />
  <bpmn:message id="avbryt" name="avbryt" />
  <bpmn:process id="bestall" name="Beställ" isExecutable="true">
    <bpmn:startEvent id="start" />
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="steget" />
    <bpmn:serviceTask id="steget" name="Steget" camunda:type="external" camunda:topic="provning">
      <bpmn:extensionElements>
        <camunda:failedJobRetryTimeCycle>PT0S,PT0S</camunda:failedJobRetryTimeCycle>
      </bpmn:extensionElements>
    </bpmn:serviceTask>
    <bpmn:boundaryEvent id="nekat" name="Nekat" attachedToRef="steget">
      <bpmn:errorEventDefinition errorRef="nekad" camunda:errorMessageVariable="skal" />
    </bpmn:boundaryEvent>
    <bpmn:sequenceFlow id="f2" sourceRef="steget" targetRef="klart" />
    <bpmn:endEvent id="klart" name="Klart" />
    <bpmn:sequenceFlow id="f3" sourceRef="nekat" targetRef="ratta" />
    <bpmn:userTask id="ratta" name="Rätta" camunda:candidateGroups="handlaggare" />
    <bpmn:sequenceFlow id="f4" sourceRef="ratta" targetRef="rattat" />
    <bpmn:endEvent id="rattat" name="Rättat" />
  </bpmn:process>
  <bpmn:process id="avbryts" name="Avbryts" isExecutable="true">
    <bpmn:startEvent id="avbryts_start" />
    <bpmn:sequenceFlow id="a1" sourceRef="avbryts_start" targetRef="avbryts_steg" />
    <bpmn:serviceTask id="avbryts_steg" name="Steget" camunda:type="external" camunda:topic="provning" />
    <bpmn:boundaryEvent id="avbrutet" name="Avbrutet" attachedToRef="avbryts_steg">
      <bpmn:messageEventDefinition messageRef="avbryt" />
    </bpmn:boundaryEvent>
    <bpmn:sequenceFlow id="a2" sourceRef="avbryts_steg" targetRef="avbryts_klart" />
    <bpmn:endEvent id="avbryts_klart" />
    <bpmn:sequenceFlow id="a3" sourceRef="avbrutet" targetRef="ta_om" />
    <bpmn:userTask id="ta_om" name="Ta om" camunda:candidateGroups="handlaggare" />
    <bpmn:sequenceFlow id="a4" sourceRef="ta_om" targetRef="omtaget" />
    <bpmn:endEvent id="omtaget" />
  </bpmn:process>
  <bpmn:process id="vanta" name="Vänta" isExecutable="true">
    <bpmn:startEvent id="vanta_start" />
    <bpmn:sequenceFlow id="v1" sourceRef="vanta_start" targetRef="en_stund" />
    <bpmn:intermediateCatchEvent id="en_stund" name="En stund">
      <bpmn:timerEventDefinition><bpmn:timeDuration>PT0.2S</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:intermediateCatchEvent>
    <bpmn:sequenceFlow id="v2" sourceRef="en_stund" targetRef="vanta_slut" />
    <bpmn:endEvent id="vanta_slut" />
  </bpmn:process>
</bpmn:definitions>"""


@dataclass
class Yard:
    """A house with one process whose service task a test gives a handler."""

    house: House

    def bench(
        self,
        handler: Handler,
        lease: timedelta = timedelta(seconds=30),
        topic: str = "provning",
        timeout: timedelta | None = None,
    ) -> Bench:
        """What runs the handler."""
        registry = Registry()
        registry.add(Registration(topic, topic, handler, timeout=timeout))
        return Bench(registry, {"plats": "Ekby"}, lease=lease)

    def start(self, **variables: str) -> InstanceView:
        """An instance, waiting at its service task."""
        return start_instance(self.house.context(), StartInstance(key="bestall", variables=variables))

    def run(self, handler: Handler) -> int:
        """Run all that is due here and now; how many jobs."""
        return len(list(run_due(self.house.context(), self.bench(handler), "provaren")))

    def values(self, instance: InstanceView) -> dict[str, object]:
        """The last values of its variables."""
        found = list_variables(self.house.context(), VariableQuery(instance_id=instance.id))
        return {each.name: each.value for each in found}

    def outcome(self, instance: InstanceView) -> str | None:
        """How it ended, None while it runs."""
        return get_instance(self.house.context(), instance.id).outcome

    def elements(self, instance: InstanceView) -> list[str]:
        """Where it waits."""
        return [each.element for each in waiting(self.house.context(), instance.id)]


@pytest.fixture
def yard(tmp_path: Path) -> Iterator[Yard]:
    """An installation with the diagram deployed."""
    settings = load_settings(data=tmp_path, database_url=f"sqlite:///{tmp_path / 'prov.db'}")
    house = open_house(settings)
    deploy(house.context(), Deployment("prov", {"bestall.bpmn": DIAGRAM.encode()}))
    yield Yard(house)
    house.close()


@pytest.fixture
def workers(yard: Yard) -> Iterator[Callable[[Bench], Worker]]:
    """Starts workers that wake at commits of the yard's house; stops them at the end."""
    started: list[Worker] = []

    def start(bench: Bench, threads: int = 2, poll: float = 60) -> Worker:
        worker = Worker(bench, threads, poll)
        yard.house.worker = worker
        worker.start(yard.house.context())
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.stop()


def _until(happened: Callable[[], bool]) -> None:
    for _ in range(1000):
        if happened():
            return
        time.sleep(0.01)
    pytest.fail("it did not happen within ten seconds")


def test_what_a_handler_returns_is_written_and_the_process_goes_on(yard: Yard) -> None:
    seen: list[Job] = []

    def handler(job: Job) -> Variables:
        seen.append(job)
        return {"nummer": "B-1"}

    instance = yard.start(artikel="Rollator")
    assert yard.run(handler) == 1
    assert yard.values(instance)["nummer"] == "B-1"
    assert yard.outcome(instance) == "completed"
    assert seen[0].variables["artikel"] == "Rollator"
    assert (seen[0].element_id, seen[0].topic, seen[0].settings["plats"]) == ("steget", "provning", "Ekby")
    assert seen[0].process_instance_id == instance.id


def test_a_bpmn_error_takes_the_boundary_with_its_code(yard: Yard) -> None:
    def handler(job: Job) -> Variables:
        raise BpmnError("nekad", "Artikeln finns inte.")

    instance = yard.start()
    yard.run(handler)
    assert yard.elements(instance) == ["ratta"]
    assert yard.values(instance)["skal"] == "Artikeln finns inte."


def test_a_failed_try_is_repeated_with_the_same_job_id(yard: Yard) -> None:
    tries: list[str] = []

    def handler(job: Job) -> Variables:
        tries.append(job.id)
        if len(tries) < 2:
            raise JobError("leverantören svarar inte")
        return {}

    instance = yard.start()
    yard.run(handler)
    assert len(tries) == 2
    assert len(set(tries)) == 1
    assert yard.outcome(instance) == "completed"


def test_when_the_tries_are_spent_an_incident_tells_why(yard: Yard) -> None:
    def handler(job: Job) -> Variables:
        raise JobError("leverantören svarar inte")

    instance = yard.start()
    yard.run(handler)
    (incident,) = list_incidents(yard.house.context(), IncidentQuery(root_id=instance.id))
    assert "leverantören svarar inte" in incident.message
    assert incident.element == "steget"


def test_of_an_unexpected_error_only_type_and_place_are_told(yard: Yard) -> None:
    def handler(job: Job) -> Variables:
        raise ValueError(f"personen heter {job.variables['namn']}")

    instance = yard.start(namn="Asta Ek")
    yard.run(handler)
    (incident,) = list_incidents(yard.house.context(), IncidentQuery(root_id=instance.id))
    assert "ValueError" in incident.message
    assert "handler" in incident.message
    assert "Asta Ek" not in incident.message


def test_a_result_that_cannot_be_stored_fails_the_job_instead_of_losing_it(yard: Yard) -> None:
    def handler(job: Job) -> Variables:
        return {"stor": "x" * 2_000_000}

    instance = yard.start()
    yard.run(handler)
    assert len(list_incidents(yard.house.context(), IncidentQuery(root_id=instance.id))) == 1
    assert "stor" not in yard.values(instance)


def test_a_topic_without_a_handler_is_left_for_workers_outside(yard: Yard) -> None:
    instance = yard.start()
    jobs = list(run_due(yard.house.context(), yard.bench(lambda job: {}, topic="annat"), "provaren"))
    assert jobs == []
    assert yard.elements(instance) == ["steget"]


def test_a_case_that_is_cancelled_while_the_handler_runs_stays_cancelled(yard: Yard) -> None:
    instance = yard.start()

    def handler(job: Job) -> Variables:
        cancel_instance(yard.house.context(), instance.id, "prov")
        return {"nummer": "B-1"}

    assert yard.run(handler) == 1
    assert yard.outcome(instance) == "cancelled"
    assert "nummer" not in yard.values(instance)


def test_threads_are_woken_by_the_commit_that_left_the_job(yard: Yard, workers: Callable[[Bench], Worker]) -> None:
    workers(yard.bench(lambda job: {"nummer": "B-1"}))  # it would sweep only after a minute
    instances = [yard.start() for _ in range(12)]
    _until(lambda: all(yard.outcome(instance) == "completed" for instance in instances))


def test_each_job_is_done_once_by_many_threads(yard: Yard, workers: Callable[..., Worker]) -> None:
    done: list[str] = []
    instances = [yard.start() for _ in range(30)]

    def handler(job: Job) -> Variables:
        done.append(job.id)
        return {}

    workers(yard.bench(handler), threads=4)
    _until(lambda: all(yard.outcome(instance) == "completed" for instance in instances))
    assert len(done) == len(set(done)) == 30


def test_a_job_that_outlasts_its_lease_is_not_given_to_another(yard: Yard, workers: Callable[[Bench], Worker]) -> None:
    entered, leave, times = threading.Event(), threading.Event(), list[timedelta]()

    def handler(job: Job) -> Variables:
        times.append(job.deadline - job.now)
        entered.set()
        leave.wait(10)
        return {}

    instance = yard.start()
    workers(yard.bench(handler, lease=timedelta(seconds=1), timeout=timedelta(minutes=15)))
    assert entered.wait(10)
    claims: list[ClaimedJob] = []
    for _ in range(30):
        claims += claim(yard.house.context(), Claim("en annan", frozenset({"provning"})))
        time.sleep(0.1)
    leave.set()
    assert claims == []
    _until(lambda: yard.outcome(instance) == "completed")
    assert times == [timedelta(minutes=15)]


def test_a_handler_that_hangs_is_given_up_and_what_it_answers_later_changes_nothing(
    yard: Yard, workers: Callable[..., Worker]
) -> None:
    leave, tries = threading.Event(), list[str]()

    def handler(job: Job) -> Variables:
        tries.append(job.id)
        if len(tries) == 1:
            leave.wait(30)
            return {"nummer": "den som hängde"}
        return {"nummer": "B-1"}

    first, second = yard.start(), yard.start()
    workers(yard.bench(handler, timeout=timedelta(seconds=0.3)), threads=1, poll=0.05)
    _until(lambda: yard.outcome(first) == yard.outcome(second) == "completed")
    leave.set()
    _until(lambda: [thread.name for thread in threading.enumerate()].count("stegvis-worker-1") == 1)
    assert len(tries) == 3, "the hung one once more, and the other once"
    assert len(set(tries)) == 2
    assert {yard.values(each)["nummer"] for each in (first, second)} == {"B-1"}


def test_when_every_try_hangs_the_incident_says_so(yard: Yard, workers: Callable[..., Worker]) -> None:
    leave = threading.Event()
    instance = yard.start()

    def handler(job: Job) -> None:
        leave.wait(30)

    workers(yard.bench(handler, timeout=timedelta(seconds=0.1)), threads=1, poll=0.05)
    _until(lambda: bool(list_incidents(yard.house.context(), IncidentQuery(root_id=instance.id))))
    leave.set()
    (incident,) = list_incidents(yard.house.context(), IncidentQuery(root_id=instance.id))
    assert incident.message == "Försöket tog längre än 0.1 sekunder och avbröts."
    assert yard.elements(instance) == ["steget"]


def test_a_boundary_event_that_interrupts_while_the_handler_runs_wins(yard: Yard) -> None:
    instance = start_instance(yard.house.context(), StartInstance(key="avbryts"))

    def handler(job: Job) -> Variables:
        correlate(yard.house.context(), Message("avbryt", instance_id=instance.id))
        return {"nummer": "B-1"}

    yard.run(handler)
    assert yard.elements(instance) == ["ta_om"]
    assert "nummer" not in yard.values(instance)
    assert list_incidents(yard.house.context(), IncidentQuery(root_id=instance.id)) == ()


def test_a_worker_that_died_has_its_job_done_by_another_after_the_lease(yard: Yard) -> None:
    instance = yard.start()
    request = Claim("den döda", frozenset({"provning"}), lease=timedelta(seconds=0.2))
    (lost,) = claim(yard.house.context(), request)
    assert yard.run(lambda job: {}) == 0
    _until(lambda: yard.run(lambda job: {"nummer": "B-1"}) == 1)
    assert yard.outcome(instance) == "completed"
    with pytest.raises(NotFoundError):
        complete_job(yard.house.context(), lost.lease, {})


def test_stopping_finishes_what_runs_and_gives_back_what_waits(yard: Yard, workers: Callable[..., Worker]) -> None:
    entered, leave = threading.Event(), threading.Event()

    def handler(job: Job) -> Variables:
        entered.set()
        leave.wait(10)
        return {}

    instances = [yard.start() for _ in range(3)]
    worker = workers(yard.bench(handler), threads=1)
    assert entered.wait(10)
    stopping = threading.Thread(target=worker.stop)
    stopping.start()
    time.sleep(0.1)
    leave.set()
    stopping.join(10)
    assert [yard.outcome(instance) for instance in instances].count("completed") == 1
    assert yard.run(lambda job: {}) == 2, "nobody has to wait for a lease to end"


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_tasks_of_one_case_that_end_at_the_same_moment_run_once_each(database: str, tmp_path: Path) -> None:
    house = open_house(load_settings(data=tmp_path, database_url=fresh(tmp_path, database)))
    deploy(house.context(), Deployment("prov", {"samtidigt.bpmn": forked(8).encode()}))
    together, done = threading.Barrier(8), list[str]()

    def handler(job: Job) -> Variables:
        together.wait(20)
        done.append(job.id)
        return {f"av_{job.element_id}": True}

    yard = Yard(house)
    instance = start_instance(house.context(), StartInstance(key="samtidigt"))
    house.worker = Worker(replace(yard.bench(handler), limit=1), 8, 0.05)
    house.worker.start(house.context())
    _until(lambda: yard.outcome(instance) == "completed")
    house.close()
    assert len(done) == len(set(done)) == 8


def forked(width: int) -> str:
    """A process of so many service tasks beside each other."""
    tasks = "".join(
        f'<bpmn:sequenceFlow id="in{n}" sourceRef="delas" targetRef="steg{n}" />'
        f'<bpmn:serviceTask id="steg{n}" camunda:type="external" camunda:topic="provning" />'
        f'<bpmn:sequenceFlow id="ut{n}" sourceRef="steg{n}" targetRef="samlas" />'
        for n in range(width)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="urn:test">
  <bpmn:process id="samtidigt" isExecutable="true">
    <bpmn:startEvent id="start" />
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="delas" />
    <bpmn:parallelGateway id="delas" />{tasks}<bpmn:parallelGateway id="samlas" />
    <bpmn:sequenceFlow id="f2" sourceRef="samlas" targetRef="slut" />
    <bpmn:endEvent id="slut" />
  </bpmn:process>
</bpmn:definitions>"""


def test_a_timer_that_falls_due_is_found_by_the_sweep(yard: Yard, workers: Callable[..., Worker]) -> None:
    workers(yard.bench(lambda job: {}), poll=0.05)
    instance = start_instance(yard.house.context(), StartInstance(key="vanta"))
    _until(lambda: yard.outcome(instance) == "completed")


def test_our_handlers_are_found_by_their_entry_point() -> None:
    topics = set(registered_handlers().by_topic)
    assert {"bestall-hjalpmedel", "hamta-hjalpmedel", "underratta-om-beslut", "overlamna-uppdrag"} <= topics
