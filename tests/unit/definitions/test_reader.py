"""BPMN files become the model: every construct with its references resolved and its expressions normalised."""

from app.definitions.model import Binding, Diagram, EventKind, Kind, Node, Reference, Transfer
from app.definitions.reader import read
from tests.unit.definitions.drawing import (
    END,
    START,
    around,
    event,
    extended,
    file,
    flow,
    line,
    process,
    task,
    timer,
)


def diagram(data: bytes) -> Diagram:
    found, findings = read(data, "prov.bpmn")
    assert found is not None
    assert findings == ()
    return found


def node(element: str, roots: str = "") -> Node:
    """The node that an element `a` becomes."""
    return diagram(around(element, roots)).processes[0].nodes["a"]


def rules(data: bytes) -> list[str]:
    return [each.rule for each in read(data, "prov.bpmn")[1]]


def test_flows_join_nodes_in_document_order() -> None:
    content = START + task() + END + flow("a", "slut") + flow("start", "a") + flow("a", "a")
    found = diagram(process(content)).processes[0]
    assert found.nodes["a"].outgoing == ("a_slut", "a_a")
    assert found.nodes["a"].incoming == ("start_a", "a_a")
    assert list(found.flows) == ["a_slut", "start_a", "a_a"]


def test_prefixes_do_not_matter() -> None:
    data = (
        file('<bpmn:process id="p"><bpmn:task id="a"/></bpmn:process>').replace(b"bpmn:", b"").replace(b":bpmn=", b"=")
    )
    assert diagram(data).processes[0].nodes["a"].kind is Kind.TASK


def test_ids_may_be_any_name() -> None:
    data = process(f'<bpmn:startEvent id="Start" /><bpmn:task id="Åtgärd-1.b" />{flow("Start", "Åtgärd-1.b")}')
    assert list(diagram(data).processes[0].nodes) == ["Start", "Åtgärd-1.b"]


def test_process_attributes_are_read() -> None:
    properties = extended(
        '<camunda:properties><camunda:property name="businessKey" value="SN-1"/></camunda:properties>'
    )
    data = process(
        f"<bpmn:documentation>Så går det till.</bpmn:documentation>{properties}",
        attributes='isExecutable="true" camunda:versionTag="2.0"',
    )
    found = diagram(data).processes[0]
    assert (found.key, found.name, found.executable, found.version_tag) == ("p", "Prov", True, "2.0")
    assert found.documentation == "Så går det till."
    assert found.properties == {"businessKey": "SN-1"}


def test_a_process_is_a_drawing_unless_it_says_otherwise() -> None:
    assert not diagram(process("", attributes="")).processes[0].executable


def test_nodes_of_sub_processes_are_flat_with_their_parent() -> None:
    inner = f'<bpmn:subProcess id="b"><bpmn:task id="c" />{flow("c", "c")}</bpmn:subProcess>'
    found = diagram(around(task(inner, tag="subProcess"))).processes[0]
    assert {each.id: each.parent for each in found.nodes.values()} == {
        "start": "p",
        "a": "p",
        "b": "a",
        "c": "b",
        "slut": "p",
    }
    assert found.nodes["c"].outgoing == ("c_c",)


def test_user_task_attributes_are_read() -> None:
    attributes = (
        'camunda:assignee="${handlaggare}" camunda:candidateGroups="enhetschef" '
        'camunda:dueDate="=today() + duration(&quot;P1D&quot;)" '
        'camunda:formRef="beslut" camunda:formRefBinding="deployment" camunda:priority="70"'
    )
    found = node(task(attributes=attributes)).user_task
    assert found is not None
    assert (found.assignee, found.candidate_groups, found.priority) == ("${handlaggare}", "enhetschef", "70")
    assert found.due_date == '=today() + duration("P1D")'
    assert found.form == Reference("beslut", Binding.DEPLOYMENT)


def test_a_start_event_has_its_form() -> None:
    content = '<bpmn:startEvent id="start" camunda:formRef="ansokan" />'
    found = diagram(process(content)).processes[0].nodes["start"].user_task
    assert found is not None
    assert found.form == Reference("ansokan")


def test_external_tasks_have_topic_and_retries() -> None:
    retries = extended("<camunda:failedJobRetryTimeCycle>R3/PT5M</camunda:failedJobRetryTimeCycle>")
    found = node(task(retries, 'camunda:type="external" camunda:topic="bestall"', "serviceTask"))
    assert (found.topic, found.retries) == ("bestall", "R3/PT5M")


def test_parameters_are_expression_text() -> None:
    content = extended(
        "<camunda:inputOutput>"
        '<camunda:inputParameter name="fast">hej</camunda:inputParameter>'
        '<camunda:inputParameter name="tom" />'
        '<camunda:inputParameter name="lista"><camunda:list><camunda:value>=a + 1</camunda:value>'
        '<camunda:value>${b.c}</camunda:value><camunda:value>sa "x"</camunda:value></camunda:list>'
        "</camunda:inputParameter>"
        '<camunda:inputParameter name="karta"><camunda:map><camunda:entry key="gata">Storgatan</camunda:entry>'
        '<camunda:entry key="rum"><camunda:list /></camunda:entry></camunda:map></camunda:inputParameter>'
        '<camunda:outputParameter name="ut">=svar</camunda:outputParameter>'
        "</camunda:inputOutput>"
    )
    found = node(task(content, 'camunda:type="external" camunda:topic="t"', "serviceTask"))
    assert found.inputs == (
        Transfer("fast", "hej"),
        Transfer("tom", "=null"),
        Transfer("lista", '=[(a + 1), b.c, "sa \\"x\\""]'),
        Transfer("karta", '={"gata": "Storgatan", "rum": []}'),
    )
    assert found.outputs == (Transfer("ut", "=svar"),)


def test_call_activities_have_binding_and_mappings() -> None:
    content = extended(
        '<camunda:in businessKey="#{execution.processBusinessKey}" /><camunda:in source="kommun" target="kommun" />'
        '<camunda:in sourceExpression="=a + 1" target="b" /><camunda:out variables="all" local="true" />'
    )
    attributes = (
        'calledElement="utreda" camunda:calledElementBinding="versionTag" camunda:calledElementVersionTag="1.0"'
    )
    found = node(task(content, attributes, "callActivity"))
    assert found.called == Reference("utreda", Binding.VERSION_TAG, "1.0")
    assert found.called_business_key == "=businessKey"
    assert found.call_in == (
        Transfer("", "=businessKey", business_key=True),
        Transfer("kommun", "=kommun"),
        Transfer("b", "=a + 1"),
    )
    assert found.call_out == (Transfer("", all_variables=True, local=True),)


def test_multi_instance_is_read() -> None:
    content = (
        '<bpmn:multiInstanceLoopCharacteristics isSequential="true" camunda:collection="${artiklar}"'
        ' camunda:elementVariable="artikel"><bpmn:completionCondition>=klar</bpmn:completionCondition>'
        '<bpmn:loopDataOutputRef>svaren</bpmn:loopDataOutputRef><bpmn:outputDataItem name="svar" />'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    found = node(task(content)).loop
    assert found is not None
    assert (found.sequential, found.collection, found.element) == (True, "${artiklar}", "artikel")
    assert (found.condition, found.output_collection, found.output_element) == ("=klar", "svaren", "=svar")


def test_standard_loops_are_read() -> None:
    content = (
        '<bpmn:standardLoopCharacteristics testBefore="true" loopMaximum="5">'
        "<bpmn:loopCondition>=mer</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
    )
    found = node(task(content)).loop
    assert found is not None
    assert (found.sequential, found.test_before, found.maximum, found.condition) == (None, True, 5, "=mer")


def test_a_message_is_resolved_to_its_name() -> None:
    definition = '<bpmn:messageEventDefinition messageRef="M" />'
    element = event("intermediateCatchEvent", "a", definition)
    found = node(element, '<bpmn:message id="M" name="svar" />').event
    assert found is not None
    assert (found.kind, found.ref, found.name) == (EventKind.MESSAGE, "M", "svar")


def test_a_reference_may_have_a_prefix() -> None:
    definition = '<bpmn:signalEventDefinition signalRef="bpmn:S" />'
    found = node(event("intermediateThrowEvent", "a", definition), '<bpmn:signal id="S" name="stopp" />').event
    assert found is not None
    assert found.name == "stopp"


def test_an_event_definition_may_stand_outside_the_event() -> None:
    roots = timer("timeDuration", "PT1H").replace("EventDefinition>", 'EventDefinition id="T">', 1)
    element = event("intermediateCatchEvent", "a", "<bpmn:eventDefinitionRef>T</bpmn:eventDefinitionRef>")
    found = node(element, roots).event
    assert found is not None
    assert (found.kind, found.duration) == (EventKind.TIMER, "PT1H")


def test_errors_and_escalations_have_codes() -> None:
    roots = '<bpmn:error id="E" errorCode="nekad" /><bpmn:escalation id="X" escalationCode="sent" />'
    ends = event(
        "boundaryEvent",
        "b",
        '<bpmn:errorEventDefinition errorRef="E" camunda:errorCodeVariable="kod" />',
        'attachedToRef="a"',
    ) + event(
        "boundaryEvent",
        "c",
        '<bpmn:escalationEventDefinition escalationRef="X" />',
        'attachedToRef="a" cancelActivity="false"',
    )
    nodes = diagram(process(line(START, task(), END) + ends, roots)).processes[0].nodes
    first, second = nodes["b"], nodes["c"]
    assert first.event is not None
    assert second.event is not None
    assert (first.attached_to, first.interrupting, first.event.code, first.event.code_variable) == (
        "a",
        True,
        "nekad",
        "kod",
    )
    assert (second.interrupting, second.event.code) == (False, "sent")


def test_several_definitions_make_a_multiple_event() -> None:
    both = timer("timeDuration", "PT1H") + "<bpmn:signalEventDefinition />"
    found = node(event("intermediateCatchEvent", "a", both)).event
    assert found is not None
    assert found.kind is EventKind.MULTIPLE


def test_a_throw_may_be_external_on_its_definition() -> None:
    definition = '<bpmn:messageEventDefinition messageRef="M" camunda:type="external" camunda:topic="skicka" />'
    found = node(event("intermediateThrowEvent", "a", definition), '<bpmn:message id="M" name="m" />')
    assert found.topic == "skicka"


def conditions(text: str, attributes: str = "", roots: str = "") -> str | None:
    content = '<bpmn:task id="a" /><bpmn:task id="b" /><bpmn:sequenceFlow id="f" sourceRef="a" targetRef="b">'
    content += f"<bpmn:conditionExpression {attributes}>{text}</bpmn:conditionExpression></bpmn:sequenceFlow>"
    data = file(f'<bpmn:process id="p" isExecutable="true">{content}</bpmn:process>', roots)
    return diagram(data).processes[0].flows["f"].condition


def test_feel_by_language_gets_its_sign() -> None:
    assert conditions("a > 1".replace(">", "&gt;"), 'language="feel"') == "=a > 1"
    assert conditions("a = 1", "", 'expressionLanguage="https://www.omg.org/spec/DMN/20191111/FEEL/"') == "=a = 1"


def test_other_conditions_stay_as_they_are() -> None:
    assert conditions("=a = 1") == "=a = 1"
    assert conditions("${a == 1}", "", 'expressionLanguage="feel"') == "${a == 1}"
    assert conditions("${a == 1}") == "${a == 1}"


def test_a_literal_time_is_no_feel_even_in_a_feel_file() -> None:
    element = event("intermediateCatchEvent", "a", timer("timeDuration", "PT1H"))
    data = file(f'<bpmn:process id="p">{element}</bpmn:process>', 'expressionLanguage="feel"')
    found = diagram(data).processes[0].nodes["a"].event
    assert found is not None
    assert found.duration == "PT1H"


def test_script_languages_are_refused() -> None:
    content = line(START, task(), END).replace(
        'targetRef="a">', 'targetRef="a"><bpmn:conditionExpression language="javascript">x</bpmn:conditionExpression>'
    )
    assert rules(process(content)) == ["script-language"]


def test_a_feel_script_task_gets_its_sign() -> None:
    content = task("<bpmn:script>a + 1</bpmn:script>", 'scriptFormat="feel" camunda:resultVariable="b"', "scriptTask")
    found = node(content)
    assert (found.script, found.result_variable) == ("=a + 1", "b")


def test_lanes_are_read_with_inner_lanes() -> None:
    lanes = (
        '<bpmn:laneSet id="ls"><bpmn:lane id="yttre" name="Myndighet"><bpmn:flowNodeRef>start</bpmn:flowNodeRef>'
        "<bpmn:flowNodeRef>a</bpmn:flowNodeRef>"
        '<bpmn:childLaneSet id="cs"><bpmn:lane id="inre" name="Handläggare"><bpmn:flowNodeRef>a</bpmn:flowNodeRef>'
        "</bpmn:lane></bpmn:childLaneSet></bpmn:lane></bpmn:laneSet>"
    )
    found = diagram(process(lanes + line(START, task('<bpmn:task id="b" />', tag="subProcess"), END))).processes[0]
    assert [(lane.id, lane.name) for lane in found.lanes] == [("yttre", "Myndighet"), ("inre", "Handläggare")]
    assert {each.id: each.lane for each in found.nodes.values()} == {
        "start": "yttre",
        "a": "inre",
        "b": "inre",
        "slut": None,
    }


def test_pools_name_their_processes_and_message_flows_are_kept() -> None:
    roots = (
        '<bpmn:collaboration id="c"><bpmn:participant id="pp" name="Nämnd" processRef="p" />'
        '<bpmn:participant id="u" name="Utförare" />'
        '<bpmn:messageFlow id="mf" name="Uppdrag" sourceRef="a" targetRef="u" /></bpmn:collaboration>'
    )
    found = diagram(around(task(), roots))
    assert found.processes[0].participant == "Nämnd"
    assert [(each.name, each.source, each.target) for each in found.message_flows] == [("Uppdrag", "a", "u")]


def test_data_objects_are_named_by_their_references() -> None:
    data = (
        '<bpmn:dataObject id="d" /><bpmn:dataObjectReference id="r" name="Ansökan" dataObjectRef="d" />'
        '<bpmn:dataObject id="e" name="Beslut" />'
    )
    assert diagram(process(data)).processes[0].data_objects == {"r": "Ansökan", "e": "Beslut"}


def test_element_properties_documentation_and_lines_are_kept() -> None:
    properties = extended('<camunda:properties><camunda:property name="kalla" value="B1 M1" /></camunda:properties>')
    found = node("\n" + task(f"<bpmn:documentation>Läs först.</bpmn:documentation>{properties}"))
    assert (found.properties, found.documentation, found.line) == ({"kalla": "B1 M1"}, "Läs först.", 3)
    assert found.attributes["name"] == "Fatta beslut"


def test_a_file_without_process_is_refused() -> None:
    assert rules(file("")) == ["no-process"]
