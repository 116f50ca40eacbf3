"""Deployments: all or nothing, versions only for what has changed."""

import pytest

from app.errors import ForbiddenError, InvalidRequestError, NotFoundError, RejectedDeploymentError
from app.usecases.deployments import (
    Deployment,
    DeploymentQuery,
    check,
    count_deployments,
    delete_deployment,
    deploy,
    get_deployment,
    list_deployments,
    list_resources,
    resource_data,
)
from app.usecases.instances import get_instance
from app.usecases.messages import Message, correlate
from app.usecases.process_definitions import (
    DefinitionQuery,
    count_definitions,
    definition_process,
    definition_xml,
    get_definition,
    latest_definition,
    list_definitions,
    start_form,
    statistics,
    ways_in,
)
from app.usecases.tasks import TaskQuery, list_tasks, task_form
from tests.unit.usecases.kommun import END, START, Kommun, file, flows, messages, process, user

ONE = process(START + user("a") + END + flows("start a, a slut"))
TWO = process(START + user("a") + user("b") + END + flows("start a, a b, b slut"))


def form(id: str, label: str = "Namn") -> bytes:
    """A form with one field."""
    field = f'{{"type": "textfield", "id": "f1", "key": "namn", "label": "{label}"}}'
    return f'{{"id": "{id}", "type": "default", "schemaVersion": 16, "components": [{field}]}}'.encode()


def with_form(key: str, binding: str = "deployment") -> str:
    """A process whose task has a form."""
    more = f'camunda:formRef="{key}" camunda:formRefBinding="{binding}"'
    return process(START + user("a", more=more) + END + flows("start a, a slut"))


def test_the_same_content_makes_no_new_version(kommun: Kommun) -> None:
    first = kommun.deploy(ONE)
    again = kommun.deploy(ONE)
    assert again.deployment == first.deployment
    assert again.definitions == ()
    assert count_definitions(kommun.context, DefinitionQuery()) == 1


def test_without_duplicate_filtering_the_same_content_is_a_new_version(kommun: Kommun) -> None:
    kommun.deploy(ONE)
    deployment = Deployment("igen", {"p.bpmn": file(ONE)}, filter_duplicates=False)
    assert [each.version for each in deploy(kommun.context, deployment).definitions] == [2]


def test_a_changed_diagram_is_the_latest_and_running_cases_stay(kommun: Kommun) -> None:
    kommun.deploy(ONE)
    old = kommun.start()
    kommun.deploy(TWO)
    new = kommun.start()
    for _ in range(2):
        kommun.wait(minutes=1)
    for task in list_tasks(kommun.context, TaskQuery(element="a")):
        kommun.complete_id(task.id)
    assert get_instance(kommun.context, old.id).outcome == "completed"
    assert kommun.waits(new) == ["b"]
    versions = list_definitions(kommun.context, DefinitionQuery(key="p"))
    assert [(each.version, each.latest) for each in versions] == [(2, True), (1, False)]


def test_an_error_in_one_file_refuses_all(kommun: Kommun) -> None:
    broken = file(process(START + user("a") + flows("start a, a borta"), key="q"))
    with pytest.raises(RejectedDeploymentError) as raised:
        deploy(kommun.context, Deployment("prov", {"p.bpmn": file(ONE), "q.bpmn": broken}))
    findings = raised.value.fields["findings"]
    assert isinstance(findings, tuple)
    assert {each.file for each in findings} == {"q.bpmn"}
    assert count_definitions(kommun.context, DefinitionQuery()) == 0
    assert count_deployments(kommun.context, DeploymentQuery()) == 0


@pytest.mark.parametrize("content", [b"", b"hej", b'<!DOCTYPE a><a xmlns="urn:a"/>', b"<a/>", b"\xff\xfe\x00"])
def test_what_is_no_diagram_is_refused(kommun: Kommun, content: bytes) -> None:
    with pytest.raises(RejectedDeploymentError, match=r"p\.bpmn"):
        deploy(kommun.context, Deployment("prov", {"p.bpmn": content}))


@pytest.mark.parametrize("files", [{}, {"": b"x"}, {"a\nb.bpmn": b"x"}, {"a" * 300: b"x"}])
def test_a_deployment_needs_files_with_names(kommun: Kommun, files: dict[str, bytes]) -> None:
    with pytest.raises(InvalidRequestError):
        deploy(kommun.context, Deployment("prov", files))


def test_checking_finds_the_same_and_stores_nothing(kommun: Kommun) -> None:
    found = check(kommun.context, {"p.bpmn": file(with_form("saknas"))})
    assert [(each.severity.value, each.element) for each in found] == [("error", "a")]
    assert count_deployments(kommun.context, DeploymentQuery()) == 0


def test_only_process_owners_deploy(kommun: Kommun) -> None:
    deployment = Deployment("prov", {"p.bpmn": file(ONE)})
    with pytest.raises(ForbiddenError, match="Processägare"):
        deploy(kommun.acting("hanna", "handlaggare"), deployment)
    assert deploy(kommun.acting("pia", "processagare"), deployment).deployment.deployed_by == "pia"


def test_a_message_starts_one_process_only(kommun: Kommun) -> None:
    def started_by_message(key: str) -> str:
        start = '<startEvent id="start"><messageEventDefinition messageRef="m_hej"/></startEvent>'
        return process(start + user("a") + END + flows("start a, a slut"), key=key)

    kommun.deploy(messages("hej"), started_by_message("p"))
    with pytest.raises(RejectedDeploymentError, match="hej"):
        kommun.deploy(messages("hej"), started_by_message("q"))
    kommun.deploy(messages("hej"), started_by_message("p").replace('id="a" name="A"', 'id="a" name="B"'))
    started = correlate(kommun.context, Message("hej"))
    assert get_definition(kommun.context, started.definition_id).version == 2


def test_a_version_that_no_longer_starts_on_the_message_gives_it_up(kommun: Kommun) -> None:
    start = '<startEvent id="start"><messageEventDefinition messageRef="m_hej"/></startEvent>'
    kommun.deploy(messages("hej"), process(start + END + flows("start slut")))
    kommun.deploy(messages("hej"), ONE)
    kommun.deploy(messages("hej"), process(start + END + flows("start slut"), key="q"))
    started = correlate(kommun.context, Message("hej"))
    assert get_definition(kommun.context, started.definition_id).key == "q"


def test_a_diagram_deployed_alone_finds_the_form_of_an_earlier_deployment(kommun: Kommun) -> None:
    kommun.deploy(with_form("blankett"), forms={"blankett.form": form("blankett", "Första")})
    kommun.deploy(with_form("blankett").replace('name="A"', 'name="Annat"'))
    kommun.start()
    kommun.wait(hours=1)
    kommun.deploy(TWO, forms={"blankett.form": form("blankett", "Andra")})
    shown = task_form(kommun.context, kommun.task("a"))
    assert shown is not None
    assert shown.schema["components"][0]["label"] == "Första"


def test_a_form_bound_to_the_latest_follows_later_deployments(kommun: Kommun) -> None:
    kommun.deploy(with_form("blankett", "latest"), forms={"blankett.form": form("blankett", "Första")})
    kommun.start()
    kommun.wait(hours=1)
    kommun.deploy(with_form("blankett", "latest"), forms={"blankett.form": form("blankett", "Andra")})
    shown = task_form(kommun.context, kommun.task("a"))
    assert shown is not None
    assert shown.schema["components"][0]["label"] == "Andra"


def test_deployments_and_their_files_can_be_read(kommun: Kommun) -> None:
    deployed = kommun.deploy(with_form("blankett"), forms={"blankett.form": form("blankett")})
    id = deployed.deployment.id
    assert list_deployments(kommun.context, DeploymentQuery(name="prov")) == (deployed.deployment,)
    assert get_deployment(kommun.context, id) == deployed.deployment
    names = {each.name: each.id for each in list_resources(kommun.context, id)}
    assert set(names) == {"blankett.form", "p.bpmn"}
    assert resource_data(kommun.context, id, names["blankett.form"])[1] == form("blankett")
    with pytest.raises(NotFoundError):
        resource_data(kommun.context, id, id)


def test_a_definition_shows_its_diagram_model_and_ways_in(kommun: Kommun) -> None:
    kommun.deploy(ONE)
    definition = latest_definition(kommun.context, "p")
    assert '<process id="p"' in definition_xml(kommun.context, definition.id)
    assert set(definition_process(kommun.context, definition.id).nodes) == {"start", "a", "slut"}
    assert [(way.element, way.kind) for way in ways_in(kommun.context, definition.id)] == [("start", "none")]
    assert start_form(kommun.context, definition.id) is None
    assert (definition.groups, definition.starters) == (("handlaggare",), ("handlaggare",))


def test_xml_in_another_encoding_is_shown_as_text(kommun: Kommun) -> None:
    body = file(ONE.replace('name="A"', 'name="Åsa"')).decode()
    data = f'<?xml version="1.0" encoding="ISO-8859-1"?>\n{body}'.encode("latin-1")
    deploy(kommun.context, Deployment("prov", {"p.bpmn": data}))
    shown = definition_xml(kommun.context, latest_definition(kommun.context, "p").id)
    assert 'name="Åsa"' in shown
    assert "ISO-8859-1" not in shown


def test_a_start_form_is_the_plain_starts(kommun: Kommun) -> None:
    start = '<startEvent id="start" camunda:formRef="blankett"/>'
    kommun.deploy(process(start + user("a") + END + flows("start a, a slut")), forms={"b.form": form("blankett")})
    shown = start_form(kommun.context, latest_definition(kommun.context, "p").id)
    assert shown is not None
    assert shown.key == "blankett"


def test_statistics_count_open_instances_at_each_element(kommun: Kommun) -> None:
    kommun.deploy(TWO)
    kommun.start()
    kommun.start()
    kommun.complete_id(list_tasks(kommun.context, TaskQuery())[0].id)
    (found,) = statistics(kommun.context, DefinitionQuery(key="p"))
    assert (found.instances, found.incidents, found.elements) == (2, 0, {"a": 1, "b": 1})


def test_a_deployment_with_cases_is_deleted_only_with_them(kommun: Kommun) -> None:
    kommun.deploy(ONE)
    second = kommun.deploy(TWO)
    case = kommun.start()
    with pytest.raises(InvalidRequestError, match="cascade"):
        delete_deployment(kommun.context, second.deployment.id)
    delete_deployment(kommun.context, second.deployment.id, cascade=True)
    with pytest.raises(NotFoundError):
        get_instance(kommun.context, case.id)
    assert list_tasks(kommun.context, TaskQuery()) == ()
    latest = latest_definition(kommun.context, "p")
    assert (latest.version, latest.latest) == (1, True)
    assert kommun.waits(kommun.start()) == ["a"]


def test_staff_see_definitions_that_they_work_in(kommun: Kommun) -> None:
    kommun.deploy(ONE)
    hanna, petra, pia = (
        kommun.acting("hanna", "handlaggare"),
        kommun.acting("petra", "utforarpersonal"),
        kommun.acting("pia", "processagare"),
    )
    assert [count_definitions(each, DefinitionQuery()) for each in (hanna, petra, pia)] == [1, 0, 1]
    assert [count_deployments(each, DeploymentQuery()) for each in (hanna, petra, pia)] == [1, 0, 1]
    with pytest.raises(NotFoundError):
        get_definition(petra, latest_definition(hanna, "p").id)


def test_those_who_work_in_what_a_process_calls_may_start_it(kommun: Kommun) -> None:
    call = '<callActivity id="c" calledElement="q"/>'
    caller = process(START + call + END + flows("start c, c slut"))
    called = process(START + user("a", "beslutsfattare") + END + flows("start a, a slut"), key="q")
    kommun.deploy(caller, called)
    starters = {each.key: each.starters for each in list_definitions(kommun.context, DefinitionQuery())}
    assert starters == {"p": ("beslutsfattare",), "q": ()}
    kommun.deploy(caller, called.replace('name="A"', 'name="B"'))
    assert latest_definition(kommun.context, "q").starters == ()


def test_a_process_can_say_who_may_start_it(kommun: Kommun) -> None:
    kommun.deploy(process(START + user("a") + END + flows("start a, a slut"), properties="starterGroups=enhetschef"))
    mine = DefinitionQuery(startable=True)
    assert count_definitions(kommun.acting("eva", "enhetschef"), mine) == 1
    assert count_definitions(kommun.acting("hanna", "handlaggare"), mine) == 0
