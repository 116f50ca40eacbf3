"""For each rule of diagrams, the smallest file that breaks it, and the element at which it is found."""

from tests.unit.definitions import breaking_parts
from tests.unit.definitions.drawing import END, START, around, event, extended, file, flow, line, process, task, timer

TASK = task()
_MESSAGE = '<bpmn:message id="M" name="svar" />'
_NAMELESS = '<bpmn:message id="M" />'
_CATCH_MESSAGE = '<bpmn:messageEventDefinition messageRef="M" />'


def _beside(*elements: str, roots: str = "") -> bytes:
    """A process that is right, and these elements beside."""
    return process(line(START, TASK, END) + "".join(elements), roots)


def _gateway(tag: str, *conditions: str, attributes: str = "") -> bytes:
    """A gateway `g` with a flow for each condition ("" for none) to b0, b1 …"""
    ways = "".join(
        f'<bpmn:task id="b{number}" />{flow("g", f"b{number}", text)}' for number, text in enumerate(conditions)
    )
    return process(f'{START}<bpmn:{tag} id="g" {attributes} />{flow("start", "g")}{ways}')


def _awaiting(*after: str) -> bytes:
    """An event-based gateway `g` before these elements."""
    ids = [each.partition(' id="')[2].partition('"')[0] for each in after]
    flows = "".join(flow("g", each) for each in ids)
    content = f'{START}<bpmn:eventBasedGateway id="g" />{flow("start", "g")}{"".join(after)}{flows}'
    return process(content, _MESSAGE)


def _link(tag: str, id_: str, name: str = "L") -> str:
    return event(tag, id_, f'<bpmn:linkEventDefinition id="{id_}_d" name="{name}" />')


def _event_sub_process(*content: str, attributes: str = "") -> str:
    return f'<bpmn:subProcess id="h" triggeredByEvent="true" {attributes}>{"".join(content)}</bpmn:subProcess>'


_WAIT = event("intermediateCatchEvent", "w", timer("timeDuration", "PT1H"))
_CATCH = event("intermediateCatchEvent", "c", _CATCH_MESSAGE)
_RECEIVE = '<bpmn:receiveTask id="r" messageRef="M" />'
_CALL = 'calledElement="utreda" '
_PARAMETER = '<camunda:inputOutput><camunda:inputParameter name="x">{}</camunda:inputParameter></camunda:inputOutput>'

DOCUMENTS: dict[str, tuple[bytes, str]] = {
    **breaking_parts.DOCUMENTS,
    "bad-id": (around(task().replace('id="a"', 'id="1a"')), "1a"),
    "bad-value": (around(task(attributes='camunda:formRef="f" camunda:formRefBinding="senaste"')), "a"),
    "bad-variable-name": (
        around(task(extended('<camunda:out source="a-b" target="c" />'), _CALL, "callActivity")),
        "a",
    ),
    "duplicate-id": (_beside('<bpmn:textAnnotation id="a" />'), "a"),
    "empty-expression": (
        around(task("<bpmn:standardLoopCharacteristics><bpmn:loopCondition /></bpmn:standardLoopCharacteristics>")),
        "a",
    ),
    "global-task": (
        process(
            line(START, task(attributes='calledElement="g"', tag="callActivity"), END), '<bpmn:globalUserTask id="g" />'
        ),
        "a",
    ),
    "error-without-code": (
        process(
            line(START, event("endEvent", "a", '<bpmn:errorEventDefinition errorRef="E" />')), '<bpmn:error id="E" />'
        ),
        "a",
    ),
    "mapping-in-wrong-place": (around(task(extended('<camunda:in source="b" target="c" />'))), "a"),
    "mapping-without-source": (around(task(extended('<camunda:in target="b" />'), _CALL, "callActivity")), "a"),
    "mapping-without-target": (around(task(extended('<camunda:in source="b" />'), _CALL, "callActivity")), "a"),
    "missing-id": (_beside('<bpmn:task name="Utan id" />'), "p"),
    "mixed-parameter": (
        around(task(extended(_PARAMETER.format("<camunda:list><camunda:value>x${y}</camunda:value></camunda:list>")))),
        "a",
    ),
    "no-process": (file(""), ""),
    "other-engine": (around(task(extended('<zeebe:taskDefinition type="x" />'))), "a"),
    "performer-element": (around(task('<bpmn:potentialOwner id="po" />')), "po"),
    "refused-extension": (around(task(attributes='camunda:class="org.Kod"', tag="serviceTask")), "a"),
    "repeated-element": (around(task("<bpmn:script>=1</bpmn:script>" * 2, tag="scriptTask")), "a"),
    "script-language": (
        process(
            f'{START}{TASK}<bpmn:sequenceFlow id="f" sourceRef="start" targetRef="a">'
            '<bpmn:conditionExpression language="groovy">x</bpmn:conditionExpression></bpmn:sequenceFlow>'
        ),
        "f",
    ),
    "script-parameter": (
        around(task(extended(_PARAMETER.format('<camunda:script scriptFormat="js">1</camunda:script>')))),
        "a",
    ),
    "topic-without-external": (around(task(attributes='camunda:topic="t"', tag="serviceTask")), "a"),
    "unknown-element": (_beside('<bpmn:superTask id="s" />'), "s"),
    "unknown-extension": (around(task(attributes='camunda:asignee="anna"')), "a"),
    "unknown-reference": (around(task(attributes='messageRef="X"', tag="receiveTask")), "a"),
    "unsupported-element": (_beside('<bpmn:choreographyTask id="k" />'), "k"),
    "wrong-reference": (around(task(attributes='messageRef="S"', tag="receiveTask"), '<bpmn:signal id="S" />'), "a"),
}
"""Found when the file is read."""

MODELS: dict[str, tuple[bytes, str]] = {
    **breaking_parts.MODELS,
    "bad-collection": (
        around(task('<bpmn:multiInstanceLoopCharacteristics camunda:collection="a b" />')),
        "a",
    ),
    "bad-count": (
        around(
            task(
                "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>två</bpmn:loopCardinality>"
                "</bpmn:multiInstanceLoopCharacteristics>"
            )
        ),
        "a",
    ),
    "bad-expression": (around(task(attributes='camunda:assignee="=1 +"')), "a"),
    "bad-number": (around(task(attributes='camunda:priority="hög"')), "a"),
    "bad-time": (around(event("intermediateCatchEvent", "a", timer("timeDuration", "14 dagar"))), "a"),
    "boundary-attached-wrong": (_beside(event("boundaryEvent", "b", "timer", 'attachedToRef="start"')), "b"),
    "boundary-with-incoming": (
        _beside(event("boundaryEvent", "b", timer("timeDuration", "PT1H"), 'attachedToRef="a"'), flow("a", "b")),
        "b",
    ),
    "call-without-process": (around(task(tag="callActivity")), "a"),
    "choice-without-condition": (_gateway("exclusiveGateway", "=x", ""), "g"),
    "choice-without-conditions": (_gateway("exclusiveGateway", "", ""), "g"),
    "condition-event-without-condition": (around(event("intermediateCatchEvent", "a", "conditional")), "a"),
    "condition-in-wrong-place": (_gateway("parallelGateway", "=x", ""), "g_b0"),
    "condition-not-an-expression": (_gateway("exclusiveGateway", "bifall", "=x"), "g_b0"),
    "default-in-wrong-place": (_gateway("parallelGateway", "", "", attributes='default="g_b0"'), "g"),
    "default-not-outgoing": (_gateway("exclusiveGateway", "=x", "=y", attributes='default="start_g"'), "g"),
    "default-with-condition": (_gateway("exclusiveGateway", "=x", "=y", attributes='default="g_b0"'), "g"),
    "empty-sub-process": (around(task(tag="subProcess")), "a"),
    "end-with-outgoing": (process(line(START, END, TASK)), "slut"),
    "error-start-must-interrupt": (
        _beside(_event_sub_process(event("startEvent", "e", "error", 'isInterrupting="false"'))),
        "e",
    ),
    "event-gateway-mixed": (_awaiting(_RECEIVE, _CATCH), "g"),
    "event-gateway-shared-target": (
        process(
            f'{START}<bpmn:eventBasedGateway id="g" />{flow("start", "g")}{_WAIT}{_CATCH}{TASK}'
            + flow("g", "w")
            + flow("g", "c")
            + flow("w", "a")
            + flow("a", "c"),
            _MESSAGE,
        ),
        "c",
    ),
    "event-gateway-target": (_awaiting(_WAIT, TASK), "a"),
    "event-gateway-with-one-way": (_awaiting(_WAIT), "g"),
    "event-sub-process-start": (_beside(_event_sub_process(event("startEvent", "e"))), "h"),
    "event-sub-process-with-flow": (
        _beside(_event_sub_process(event("startEvent", "e", timer("timeDuration", "P1D"))), flow("a", "h")),
        "h",
    ),
    "flow-crosses-border": (
        process(line(START, task('<bpmn:task id="b" />', tag="subProcess"), END) + flow("b", "slut")),
        "b_slut",
    ),
    "flow-without-source": (_beside('<bpmn:sequenceFlow id="f" targetRef="slut" />'), "f"),
    "flow-without-target": (_beside('<bpmn:sequenceFlow id="f" sourceRef="start" targetRef="x" />'), "f"),
    "task-form-key": (around(task(attributes='camunda:formKey="embedded:x"')), "a"),
    "link-target-twice": (
        process(
            line(START, _link("intermediateThrowEvent", "a"))
            + "".join(_link("intermediateCatchEvent", x) for x in "bc")
        ),
        "b",
    ),
    "link-with-flow": (
        process(line(START, _link("intermediateThrowEvent", "a"), END) + _link("intermediateCatchEvent", "b")),
        "a",
    ),
    "link-without-name": (process(line(START, event("intermediateThrowEvent", "a", "link"))), "a"),
    "link-without-target": (process(line(START, _link("intermediateThrowEvent", "a"))), "a"),
    "local-mapping": (
        around(task(extended('<camunda:in variables="all" local="true" />'), _CALL, "callActivity")),
        "a",
    ),
    "loop-output-incomplete": (
        around(
            task(
                '<bpmn:multiInstanceLoopCharacteristics camunda:collection="x"><bpmn:outputDataItem name="y" />'
                "</bpmn:multiInstanceLoopCharacteristics>"
            )
        ),
        "a",
    ),
    "loop-without-end": (around(task("<bpmn:standardLoopCharacteristics />")), "a"),
    "message-start-twice": (
        _beside(
            *(event("startEvent", each, _CATCH_MESSAGE) + flow(each, "a") for each in ("s1", "s2")), roots=_MESSAGE
        ),
        "s2",
    ),
    "message-without-name": (around(event("intermediateCatchEvent", "a", _CATCH_MESSAGE), _NAMELESS), "a"),
    "no-start": (process(line(TASK, END)), "p"),
    "not-executable": (process(line(START, END), attributes=""), ""),
    "nothing-to-run": (process(""), "p"),
    "parameters-in-wrong-place": (
        around(event("intermediateCatchEvent", "a", extended(_PARAMETER.format("1")) + timer("timeDuration", "PT1H"))),
        "a",
    ),
    "reference-without-version": (
        around(task(attributes=_CALL + 'camunda:calledElementBinding="version"', tag="callActivity")),
        "a",
    ),
    "repetition-without-count": (around(task("<bpmn:multiInstanceLoopCharacteristics />")), "a"),
    "script-not-an-expression": (around(task("<bpmn:script>print(1)</bpmn:script>", "", "scriptTask")), "a"),
    "several-plain-starts": (_beside('<bpmn:startEvent id="s2" />', flow("s2", "a")), "s2"),
    "signal-without-name": (around(event("intermediateThrowEvent", "a", "signal")), "a"),
    "start-with-incoming": (_beside(flow("a", "start")), "start"),
    "throw-without-code": (process(line(START, event("endEvent", "a", "escalation"))), "a"),
    "timer-without-time": (around(event("intermediateCatchEvent", "a", "timer")), "a"),
    "unknown-form": (around(task(attributes='camunda:formRef="beslut"')), "a"),
    "unknown-process": (around(task(attributes=_CALL, tag="callActivity")), "a"),
    "unknown-topic": (
        around(task(attributes='camunda:type="external" camunda:topic="bestall"', tag="serviceTask")),
        "a",
    ),
}
"""Found in the model."""

_CHOICE = (
    b'{"id": "f", "components": [{"type": "radio", "key": "utfall", "label": "Utfall", "values": '
    b'[{"label": "Bifall", "value": "bifall"}, {"label": "Avslag", "value": "avslag"}]}]}'
)


def _choosing(condition: str) -> bytes:
    """A choice after a task with the form f, with this condition."""
    content = line(START, task(attributes='camunda:formRef="f"'), '<bpmn:exclusiveGateway id="g" default="g_b" />')
    ways = '<bpmn:endEvent id="b" /><bpmn:endEvent id="c" />' + flow("g", "b") + flow("g", "c", condition)
    return process(content + ways)


ACROSS: dict[str, tuple[dict[str, bytes], str]] = {
    "misspelt-variable": ({"a.bpmn": _choosing('=utfal = "bifall"'), "f.form": _CHOICE}, "g_c"),
    "unknown-answer": ({"a.bpmn": _choosing('=utfall = "bifal"'), "f.form": _CHOICE}, "g_c"),
    "process-in-two-files": ({"a.bpmn": around(TASK), "b.bpmn": around(TASK)}, "p"),
    "form-in-two-files": (dict.fromkeys(("a.form", "b.form"), b'{"id": "f", "components": []}'), ""),
    "message-start-in-two-files": (
        {
            "a.bpmn": process(line(event("startEvent", "s", _CATCH_MESSAGE), END), _MESSAGE),
            "b.bpmn": process(line(event("startEvent", "s", _CATCH_MESSAGE), END), _MESSAGE).replace(b'"p"', b'"q"'),
        },
        "s",
    ),
}
"""Found between files."""
