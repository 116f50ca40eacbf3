"""What modelers write beside the essentials gives no findings: placeholders, colours, folded parts, defaults."""

import pytest

from app.definitions.inspection import inspect

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
    xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0"
    xmlns:color="http://www.omg.org/spec/BPMN/non-normative/color/1.0"
    xmlns:modeler="http://camunda.org/schema/modeler/1.0" xmlns:verktyg="http://verktyg.example"
"""

# As the web modelers write: no ids on lane sets, placeholders for data, a plane of its own for a folded sub-process.
WEB = f"""{HEAD} id="Definitions_1" targetNamespace="http://bpmn.io/schema/bpmn" exporter="Camunda Modeler"
    exporterVersion="5.30.0" modeler:executionPlatform="Camunda Platform" modeler:executionPlatformVersion="7.23.0">
  <bpmn:collaboration id="Collaboration_1">
    <bpmn:participant id="Participant_1" name="Kommunen" processRef="Process_1" />
    <bpmn:participant id="Participant_2" name="Den enskilde">
      <bpmn:participantMultiplicity minimum="0" /></bpmn:participant>
    <bpmn:messageFlow id="Flow_m" name="Ansökan" sourceRef="Participant_2" targetRef="StartEvent_1" />
    <bpmn:group id="Group_1" categoryValueRef="CategoryValue_1" />
    <bpmn:textAnnotation id="TextAnnotation_1" />
    <bpmn:association id="Association_1" sourceRef="Activity_1" targetRef="TextAnnotation_1" />
  </bpmn:collaboration>
  <bpmn:category id="Category_1"><bpmn:categoryValue id="CategoryValue_1" value="Steg 1" /></bpmn:category>
  <bpmn:message id="Message_1" name="ansokan" />
  <bpmn:process id="Process_1" isExecutable="true" camunda:historyTimeToLive="P180D">
    <bpmn:laneSet id="LaneSet_1">
      <bpmn:lane id="Lane_1" name="Handläggare">
        <bpmn:flowNodeRef>StartEvent_1</bpmn:flowNodeRef><bpmn:flowNodeRef>Activity_1</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>Event_b</bpmn:flowNodeRef><bpmn:flowNodeRef>Activity_2</bpmn:flowNodeRef>
        <bpmn:childLaneSet>
          <bpmn:lane id="Lane_2"><bpmn:flowNodeRef>Activity_1</bpmn:flowNodeRef></bpmn:lane></bpmn:childLaneSet>
      </bpmn:lane>
      <bpmn:lane id="Lane_3" name="Chef"><bpmn:flowNodeRef>EndEvent_1</bpmn:flowNodeRef></bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="StartEvent_1"><bpmn:outgoing>Flow_1</bpmn:outgoing>
      <bpmn:messageEventDefinition id="MessageEventDefinition_1" messageRef="Message_1" /></bpmn:startEvent>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="StartEvent_1" targetRef="Activity_1" />
    <bpmn:userTask id="Activity_1" name="Pröva" default="Flow_2" camunda:asyncBefore="false">
      <bpmn:incoming>Flow_1</bpmn:incoming><bpmn:outgoing>Flow_2</bpmn:outgoing><bpmn:outgoing>Flow_3</bpmn:outgoing>
      <bpmn:property id="Property_1" name="__targetRef_placeholder" />
      <bpmn:dataInputAssociation id="DataInputAssociation_1"><bpmn:sourceRef>DataObjectReference_1</bpmn:sourceRef>
        <bpmn:targetRef>Property_1</bpmn:targetRef></bpmn:dataInputAssociation>
      <bpmn:dataOutputAssociation id="DataOutputAssociation_1">
        <bpmn:targetRef>DataStoreReference_1</bpmn:targetRef></bpmn:dataOutputAssociation>
    </bpmn:userTask>
    <bpmn:boundaryEvent id="Event_b" cancelActivity="false" attachedToRef="Activity_1">
      <bpmn:outgoing>Flow_4</bpmn:outgoing>
      <bpmn:timerEventDefinition id="TimerEventDefinition_1">
        <bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P14D</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:boundaryEvent>
    <bpmn:sequenceFlow id="Flow_2" sourceRef="Activity_1" targetRef="Activity_2" />
    <bpmn:sequenceFlow id="Flow_3" name="" sourceRef="Activity_1" targetRef="EndEvent_1">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${{avslag}}</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="Flow_4" sourceRef="Event_b" targetRef="EndEvent_1" />
    <bpmn:subProcess id="Activity_2" name="Utred">
      <bpmn:incoming>Flow_2</bpmn:incoming><bpmn:outgoing>Flow_5</bpmn:outgoing>
      <bpmn:startEvent id="Event_s"><bpmn:outgoing>Flow_6</bpmn:outgoing></bpmn:startEvent>
      <bpmn:endEvent id="Event_e"><bpmn:incoming>Flow_6</bpmn:incoming></bpmn:endEvent>
      <bpmn:sequenceFlow id="Flow_6" sourceRef="Event_s" targetRef="Event_e" />
    </bpmn:subProcess>
    <bpmn:sequenceFlow id="Flow_5" sourceRef="Activity_2" targetRef="EndEvent_1" />
    <bpmn:endEvent id="EndEvent_1"><bpmn:incoming>Flow_3</bpmn:incoming><bpmn:incoming>Flow_4</bpmn:incoming>
      <bpmn:incoming>Flow_5</bpmn:incoming></bpmn:endEvent>
    <bpmn:dataObjectReference id="DataObjectReference_1" name="Ansökan" dataObjectRef="DataObject_1" />
    <bpmn:dataObject id="DataObject_1" />
    <bpmn:dataStoreReference id="DataStoreReference_1" name="Akten" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="BPMNDiagram_1"><bpmndi:BPMNPlane id="BPMNPlane_1" bpmnElement="Collaboration_1">
    <bpmndi:BPMNShape id="Participant_1_di" bpmnElement="Participant_1" isHorizontal="true" />
    <bpmndi:BPMNShape id="Start_di" bpmnElement="StartEvent_1" bioc:stroke="#0d4372" color:border-color="#0d4372" />
    <bpmndi:BPMNShape id="A1_di" bpmnElement="Activity_1">
      <dc:Bounds x="1" y="1" width="9" height="9" /></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="A2_di" bpmnElement="Activity_2" isExpanded="false" />
    <bpmndi:BPMNShape id="End_di" bpmnElement="EndEvent_1" /><bpmndi:BPMNShape id="Eb_di" bpmnElement="Event_b" />
    <bpmndi:BPMNEdge id="F1_di" bpmnElement="Flow_1"><di:waypoint x="1" y="2" /></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
  <bpmndi:BPMNDiagram id="BPMNDiagram_2"><bpmndi:BPMNPlane id="BPMNPlane_2" bpmnElement="Activity_2">
    <bpmndi:BPMNShape id="Es_di" bpmnElement="Event_s" />
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>"""

# As the large suites write: every default in full, their own extensions, empty extension elements, data in full.
SUITE = f"""{HEAD} id="sid-1" targetNamespace="http://verktyg.example/1" exporter="Verktyget" name="Prövning"
    expressionLanguage="http://www.w3.org/1999/XPath" typeLanguage="http://www.w3.org/2001/XMLSchema">
  <bpmn:itemDefinition id="sid-item" isCollection="false" itemKind="Information" structureRef="xsd:string" />
  <bpmn:dataStore id="sid-store" isUnlimited="false" name="Register" />
  <bpmn:process id="sid-p" isClosed="false" isExecutable="true" processType="None" name="Prövning">
    <bpmn:extensionElements><verktyg:meta nyckel="version" varde="3" /></bpmn:extensionElements>
    <bpmn:ioSpecification><bpmn:inputSet /><bpmn:outputSet /></bpmn:ioSpecification>
    <bpmn:startEvent id="sid-s" isInterrupting="true" name="" parallelMultiple="false"><bpmn:extensionElements />
      <bpmn:outgoing>sid-f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask completionQuantity="1" id="sid-t" implementation="##unspecified" isForCompensation="false"
        name="Pröva" startQuantity="1" verktyg:bakgrund="#ffffff">
      <bpmn:incoming>sid-f1</bpmn:incoming><bpmn:outgoing>sid-f2</bpmn:outgoing>
      <bpmn:ioSpecification id="sid-io"><bpmn:dataInput id="sid-in" isCollection="false" itemSubjectRef="sid-item" />
        <bpmn:inputSet><bpmn:dataInputRefs>sid-in</bpmn:dataInputRefs></bpmn:inputSet><bpmn:outputSet />
      </bpmn:ioSpecification>
      <bpmn:dataInputAssociation><bpmn:sourceRef>sid-ref</bpmn:sourceRef>
        <bpmn:targetRef>sid-in</bpmn:targetRef></bpmn:dataInputAssociation>
    </bpmn:userTask>
    <bpmn:exclusiveGateway gatewayDirection="Diverging" id="sid-g" name="Bifall?" default="sid-f4">
      <bpmn:incoming>sid-f2</bpmn:incoming><bpmn:outgoing>sid-f3</bpmn:outgoing><bpmn:outgoing>sid-f4</bpmn:outgoing>
    </bpmn:exclusiveGateway>
    <bpmn:endEvent id="sid-e1" name="Ja"><bpmn:incoming>sid-f3</bpmn:incoming></bpmn:endEvent>
    <bpmn:endEvent id="sid-e2" name="Nej"><bpmn:incoming>sid-f4</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="sid-f1" isImmediate="true" name="" sourceRef="sid-s" targetRef="sid-t" />
    <bpmn:sequenceFlow id="sid-f2" isImmediate="true" sourceRef="sid-t" targetRef="sid-g" />
    <bpmn:sequenceFlow id="sid-f3" isImmediate="true" sourceRef="sid-g" targetRef="sid-e1">
      <bpmn:conditionExpression id="c" xsi:type="bpmn:tFormalExpression">${{utfall == "ja"}}</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="sid-f4" isImmediate="true" sourceRef="sid-g" targetRef="sid-e2" />
    <bpmn:dataStoreReference dataStoreRef="sid-store" id="sid-ref" itemSubjectRef="sid-item" name="Register" />
    <bpmn:textAnnotation id="sid-n" textFormat="text/plain"><bpmn:text>Se riktlinjen</bpmn:text></bpmn:textAnnotation>
    <bpmn:association associationDirection="None" id="sid-a" sourceRef="sid-n" targetRef="sid-t" />
  </bpmn:process>
</bpmn:definitions>"""


@pytest.mark.parametrize("file", [WEB, SUITE], ids=["web", "suite"])
def test_what_modelers_write_gives_no_findings(file: str) -> None:
    assert [str(each) for each in inspect({"prov.bpmn": file.encode()}).findings] == []
