"""Ordering end to end: the handler orders over HTTP, and the supplier's answer moves the case over the public API."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from app.cli.simulation.stage import Stage, open_stage
from app.usecases.history import ActivityQuery, list_activities
from app.usecases.instances import InstanceView, StartInstance, get_instance, start_instance, waiting
from app.usecases.tasks import TaskQuery, complete_task, list_tasks
from app.usecases.variables import VariableQuery, list_variables
from app.values import Value
from app.worker import run_due
from handlers.leverantor import Supplier
from handlers.leverantor.bestallningar import ORDER, PICKUP, listing
from handlers.leverantor.utkorg import NotTakenError

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="urn:test">
  <bpmn:message id="m1" name="orderbekraftelse" />
  <bpmn:message id="m2" name="leverans" />
  <bpmn:message id="m3" name="avregistrering" />
  <bpmn:error id="e" errorCode="bestallning-avvisad" />
  <bpmn:process id="prov" name="Prov" isExecutable="true">
    <bpmn:startEvent id="start" />
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="bestall" />
    <bpmn:serviceTask id="bestall" name="Beställ" camunda:type="external" camunda:topic="bestall-hjalpmedel" />
    <bpmn:boundaryEvent id="avvisad" attachedToRef="bestall">
      <bpmn:errorEventDefinition errorRef="e" />
    </bpmn:boundaryEvent>
    <bpmn:sequenceFlow id="fa" sourceRef="avvisad" targetRef="ratta" />
    <bpmn:userTask id="ratta" name="Rätta" />
    <bpmn:sequenceFlow id="fr" sourceRef="ratta" targetRef="bestall" />
    <bpmn:sequenceFlow id="f2" sourceRef="bestall" targetRef="innan" />
    <bpmn:userTask id="innan" name="Innan svaret väntas" />
    <bpmn:sequenceFlow id="f3" sourceRef="innan" targetRef="bekraftad" />
    <bpmn:intermediateCatchEvent id="bekraftad">
      <bpmn:messageEventDefinition messageRef="m1" />
    </bpmn:intermediateCatchEvent>
    <bpmn:sequenceFlow id="f4" sourceRef="bekraftad" targetRef="levererad" />
    <bpmn:intermediateCatchEvent id="levererad">
      <bpmn:messageEventDefinition messageRef="m2" />
    </bpmn:intermediateCatchEvent>
    <bpmn:sequenceFlow id="f5" sourceRef="levererad" targetRef="hamta" />
    <bpmn:serviceTask id="hamta" name="Hämta" camunda:type="external" camunda:topic="hamta-hjalpmedel" />
    <bpmn:sequenceFlow id="f6" sourceRef="hamta" targetRef="avregistrerad" />
    <bpmn:intermediateCatchEvent id="avregistrerad">
      <bpmn:messageEventDefinition messageRef="m3" />
    </bpmn:intermediateCatchEvent>
    <bpmn:sequenceFlow id="f7" sourceRef="avregistrerad" targetRef="slut" />
    <bpmn:endEvent id="slut" />
  </bpmn:process>
</bpmn:definitions>"""
NEEDED: dict[str, Value] = {
    "artikel": "Rollator",
    "iso_kod": "12 06 06",
    "antal": 1,
    "bestallare": "Myndigheten",
    "betalare": "Kommunen",
    "mottagare": "Referens 1",
    "kontaktperson": "Bo Berg",
    "hamtadress": "Storgatan 1",
}


class Lucky(Random):
    """Chance that never makes the supplier refuse an order."""

    def random(self) -> float:
        """Always a high number."""
        return 0.99


class Unlucky(Random):
    """Chance that always makes it refuse."""

    def random(self) -> float:
        """Always a low number."""
        return 0.0


@pytest.fixture
def diagrams(tmp_path: Path) -> Path:
    """A directory with just the diagram above."""
    (tmp_path / "prov.bpmn").write_text(DIAGRAM, encoding="utf-8")
    return tmp_path


@pytest.fixture
def stage(diagrams: Path) -> Iterator[Stage]:
    """An installation with its supplier on a port of its own."""
    with open_stage(datetime(2026, 3, 2, 8, tzinfo=ZoneInfo("Europe/Stockholm")), Lucky(1), diagrams) as made:
        yield made


def _supplier(stage: Stage) -> Supplier:
    (program,) = stage.programs
    return cast(Supplier, program)


def _start(stage: Stage, business_key: str = "ett") -> InstanceView:
    command = StartInstance(key="prov", variables=NEEDED, business_key=business_key)
    instance = start_instance(stage.context(), command)
    _settle(stage)
    return instance


def _settle(stage: Stage) -> None:
    for _job in run_due(stage.context(), stage.bench(), "provaren"):
        pass


def _go_on(stage: Stage, instance: InstanceView) -> None:
    (task,) = list_tasks(stage.context(), TaskQuery(instance_id=instance.id))
    complete_task(stage.context(), task.id, {})


def _elements(stage: Stage, instance: InstanceView) -> list[str]:
    return [each.element for each in waiting(stage.context(), instance.id)]


def _value(stage: Stage, instance: InstanceView, name: str) -> Value:
    (found,) = list_variables(stage.context(), VariableQuery(instance_id=instance.id, name=name))
    return found.value


def _numbers(stage: Stage, kind: str) -> list[str]:
    with _supplier(stage).counter.store.reading() as connection:
        return [row.number for row in listing(connection, kind, 10)]


def test_an_order_is_confirmed_delivered_and_returned_by_the_suppliers_messages(stage: Stage) -> None:
    counter = _supplier(stage).counter
    instance = _start(stage)
    _go_on(stage, instance)
    (number,) = _numbers(stage, ORDER)
    counter.do(number, "bekrafta", date="2026-04-01")
    assert counter.send_due() == 1
    assert _elements(stage, instance) == ["levererad"]
    assert _value(stage, instance, "bestallning_status") == "bekraftad"
    counter.do(number, "leverera")
    assert counter.send_due() == 1
    _settle(stage)
    (pickup,) = _numbers(stage, PICKUP)
    counter.do(pickup, "hamta")
    counter.do(pickup, "avregistrera")
    assert counter.send_due() == 1
    assert get_instance(stage.context(), instance.id).outcome == "completed"


def test_an_answer_finds_its_own_case_among_several(stage: Stage) -> None:
    cases = [_start(stage, key) for key in ("ett", "två", "tre")]
    for case in cases:
        _go_on(stage, case)
    second = str(_value(stage, cases[1], "bestallningsnummer"))
    _supplier(stage).counter.do(second, "bekrafta")
    _supplier(stage).counter.send_due()
    assert [_elements(stage, case) for case in cases] == [["bekraftad"], ["levererad"], ["bekraftad"]]


def test_an_answer_that_comes_before_it_is_waited_for_arrives_later(stage: Stage) -> None:
    counter = _supplier(stage).counter
    instance = _start(stage)
    (number,) = _numbers(stage, ORDER)
    counter.do(number, "bekrafta")
    assert counter.send_due() == 0, "the case is somewhere else"
    _go_on(stage, instance)
    assert _elements(stage, instance) == ["bekraftad"]
    counter.try_again()
    assert counter.send_due() == 1
    assert _elements(stage, instance) == ["levererad"]


def test_an_answer_whose_receipt_was_lost_is_sent_again_without_harm(stage: Stage) -> None:
    counter = _supplier(stage).counter
    instance = _start(stage)
    _go_on(stage, instance)
    (number,) = _numbers(stage, ORDER)
    send = counter._send

    def lose_the_answer(key: str, message: Mapping[str, object]) -> None:
        send(key, message)
        raise NotTakenError("Mottagaren svarade 502.")

    counter._send = lose_the_answer
    counter.do(number, "bekrafta")
    for _ in range(3):
        assert counter.send_due() == 0
        assert _elements(stage, instance) == ["levererad"]
        counter.try_again()
    counter._send = send
    assert (counter.send_due(), counter.send_due()) == (1, 0)
    assert _elements(stage, instance) == ["levererad"]
    visits = list_activities(stage.context(), ActivityQuery(instance_id=instance.id, element="bekraftad"))
    assert len(visits) == 1


def test_an_answer_that_comes_early_is_kept_where_the_server_is_set_so(stage: Stage) -> None:
    stage.house.options = replace(stage.house.options, message_buffer=timedelta(days=7))
    counter = _supplier(stage).counter
    instance = _start(stage)
    (number,) = _numbers(stage, ORDER)
    counter.do(number, "leverera")
    counter.do(number, "bekrafta")
    assert counter.send_due() == 2
    _go_on(stage, instance)
    _settle(stage)
    assert _numbers(stage, PICKUP)


def test_a_refused_order_comes_back_to_a_person(diagrams: Path) -> None:
    start = datetime(2026, 3, 2, 8, tzinfo=ZoneInfo("Europe/Stockholm"))
    with open_stage(start, Unlucky(1), diagrams) as stage:
        assert _elements(stage, _start(stage)) == ["ratta"]
