"""Small BPMN files for tests: what a modeler would save, around the few elements that a test is about."""

import itertools

NAMESPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'targetNamespace="urn:test"'
)
START = '<bpmn:startEvent id="start" />'
END = '<bpmn:endEvent id="slut" />'


def file(content: str, attributes: str = "") -> bytes:
    """A file with these elements under `definitions`."""
    opening = f"<bpmn:definitions {NAMESPACES} {attributes}>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{opening}{content}</bpmn:definitions>'.encode()


def process(content: str, roots: str = "", attributes: str = 'isExecutable="true"') -> bytes:
    """A file with one process `p` of these elements."""
    return file(f'{roots}<bpmn:process id="p" name="Prov" {attributes}>{content}</bpmn:process>')


def flow(source: str, target: str, condition: str = "") -> str:
    """A sequence flow with the id `source_target`; `condition` is expression text."""
    inner = ""
    if condition:
        inner = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{condition}</bpmn:conditionExpression>'
    ends = f'id="{source}_{target}" sourceRef="{source}" targetRef="{target}"'
    return f"<bpmn:sequenceFlow {ends}>{inner}</bpmn:sequenceFlow>"


def line(*elements: str) -> str:
    """Elements joined by flows in their order. The first id in each is taken for the element's."""
    ids = [element.partition(' id="')[2].partition('"')[0] for element in elements]
    return "".join(elements) + "".join(flow(one, two) for one, two in itertools.pairwise(ids))


def task(content: str = "", attributes: str = "", tag: str = "userTask") -> str:
    """An activity `a` called Fatta beslut."""
    return f'<bpmn:{tag} id="a" name="Fatta beslut" {attributes}>{content}</bpmn:{tag}>'


def around(element: str, roots: str = "") -> bytes:
    """A process that starts, comes to the element, and ends."""
    return process(line(START, element, END), roots)


def extended(content: str) -> str:
    """Extension elements."""
    return f"<bpmn:extensionElements>{content}</bpmn:extensionElements>"


def event(tag: str, id_: str, definition: str = "", attributes: str = "") -> str:
    """An event with the definition of this name and content: `timer`, or a whole element."""
    inner = definition
    if definition and not definition.startswith("<"):
        inner = f'<bpmn:{definition}EventDefinition id="{id_}_d" />'
    return f'<bpmn:{tag} id="{id_}" {attributes}>{inner}</bpmn:{tag}>'


def timer(kind: str, text: str) -> str:
    """A timer definition: timeDate, timeDuration or timeCycle."""
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>"
