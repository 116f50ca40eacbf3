"""The smallest files that break rules of events in their places, of what undoes, and of what stands beside the flow."""

from tests.unit.definitions.drawing import END, START, around, event, flow, line, process, task

TASK = task()
MESSAGE = '<bpmn:message id="M" name="svar" />'
_ERROR = '<bpmn:error id="E" name="Nekad" errorCode="nekad" />'
_HANDLER = '<bpmn:task id="u" name="Ångra beslutet" isForCompensation="true" />'
_SECOND = '<bpmn:association id="m" sourceRef="k" targetRef="v" />'
_DI = 'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'


def _undoing(handler: str, association: str = "", attributes: str = "") -> str:
    """A compensation boundary event `k` on the task `a`, and what is to undo it."""
    link = association or '<bpmn:association id="l" sourceRef="k" targetRef="u" />'
    return event("boundaryEvent", "k", "compensate", f'attachedToRef="a" {attributes}') + handler + link


def _beside(*elements: str, roots: str = "") -> bytes:
    return process(line(START, TASK, END) + "".join(elements), roots)


def _catching(code: str, *ids: str) -> str:
    """Boundary events of errors on the task `a`."""
    definition = f'<bpmn:errorEventDefinition errorRef="{code}" />'
    return "".join(event("boundaryEvent", each, definition, 'attachedToRef="a"') + flow(each, "slut") for each in ids)


def _with_pools(flow_ends: str, process_content: str, roots: str = "") -> bytes:
    """Two pools, `pp` with the process and the empty `annan`, and a message flow `mf`."""
    return process(
        process_content,
        f'{roots}<bpmn:collaboration id="k"><bpmn:participant id="pp" name="Kommunen" processRef="p" />'
        f'<bpmn:participant id="annan" name="Den enskilde" /><bpmn:messageFlow id="mf" {flow_ends} />'
        "</bpmn:collaboration>",
    )


def _pictured(*shown: str) -> bytes:
    """A process whose picture has shapes for these ids."""
    shapes = "".join(f'<bpmndi:BPMNShape id="{each}_di" bpmnElement="{each}" />' for each in shown)
    picture = (
        f'<bpmndi:BPMNDiagram {_DI}><bpmndi:BPMNPlane bpmnElement="p">{shapes}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
    )
    return around(TASK).replace(b"</bpmn:definitions>", picture.encode() + b"</bpmn:definitions>")


def _lanes(*contents: str) -> str:
    lanes = "".join(
        f'<bpmn:lane id="b{number}" name="Bana {number}">{content}</bpmn:lane>'
        for number, content in enumerate(contents)
    )
    return f"<bpmn:laneSet>{lanes}</bpmn:laneSet>"


def _step(node: str) -> str:
    return f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>"


DOCUMENTS: dict[str, tuple[bytes, str]] = {
    "compensation-with-several-handlers": (
        _beside(_undoing(_HANDLER), _HANDLER.replace('"u"', '"v"').replace("beslutet", "utbetalningen"), _SECOND),
        "k",
    ),
    "correlation-not-used": (
        around(TASK, '<bpmn:collaboration id="k"><bpmn:correlationKey id="ck" name="Ärende" /></bpmn:collaboration>'),
        "ck",
    ),
    "data-from-nowhere": (
        around(task("<bpmn:dataOutputAssociation><bpmn:targetRef>d</bpmn:targetRef></bpmn:dataOutputAssociation>")),
        "a",
    ),
    "data-from-several": (
        around(
            task(
                '<bpmn:property id="in" /><bpmn:dataInputAssociation><bpmn:sourceRef>d</bpmn:sourceRef>'
                "<bpmn:sourceRef>e</bpmn:sourceRef><bpmn:targetRef>in</bpmn:targetRef></bpmn:dataInputAssociation>"
            )
        ).replace(b"</bpmn:process>", b'<bpmn:dataObject id="d" /><bpmn:dataObject id="e" /></bpmn:process>'),
        "a",
    ),
    "data-sets-incomplete": (
        around(
            task(
                '<bpmn:ioSpecification><bpmn:dataInput id="in" name="Underlag" /><bpmn:inputSet /><bpmn:outputSet />'
                "</bpmn:ioSpecification>"
            )
        ),
        "a",
    ),
    "flow-list-differs": (around(task("<bpmn:incoming>a_slut</bpmn:incoming>")), "a"),
    "lane-with-unknown-step": (_beside(_lanes(_step("borttagen"))), "b0"),
    "loose-reference": (
        _beside('<bpmn:dataObjectReference id="d" name="Beslut" dataObjectRef="borttaget" />'),
        "d",
    ),
    "message-flow-direction": (_with_pools('sourceRef="annan" targetRef="slut"', line(START, TASK, END)), "mf"),
    "message-flow-end": (_with_pools('sourceRef="start_a" targetRef="annan"', line(START, TASK, END)), "mf"),
    "message-flow-within-pool": (_with_pools('sourceRef="a" targetRef="pp"', line(START, TASK, END)), "mf"),
    "message-flow-without-message": (_with_pools('sourceRef="annan" targetRef="start"', line(START, TASK, END)), "mf"),
    "must-understand": (around(TASK, '<bpmn:extension mustUnderstand="true" definition="x:annat" />'), ""),
    "not-in-picture": (_pictured("start", "slut"), "a"),
    "picture-of-nothing": (_pictured("start", "a", "slut", "borttagen"), ""),
    "step-in-two-lanes": (_beside(_lanes(_step("a"), _step("a"))), "b1"),
    "unknown-attribute": (around(task(attributes='isInterupting="false"')), "a"),
}
"""Found when the file is read."""

_GATEWAY = '<bpmn:exclusiveGateway id="g" name="Klart?" {} />'
_CONVERGING = _GATEWAY.format('gatewayDirection="Converging" default="g_a"')
_AWAITING = (
    f'{START}<bpmn:eventBasedGateway id="g" name="Vad händer först?" />{{}}{flow("start", "g")}'
    f"{flow('g', 'r')}{flow('g', 'w')}{END}{flow('r', 'slut')}{flow('w', 'slut')}"
)
_RECEIVE = '<bpmn:receiveTask id="r" name="Ta emot svar" messageRef="M" />'
_WAIT = event(
    "intermediateCatchEvent",
    "w",
    "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>",
)
_ON_RECEIVE = event("boundaryEvent", "k", "timer", 'attachedToRef="r"')
_AD_HOC = '<bpmn:adHocSubProcess id="a" name="Samla in underlag">{}</bpmn:adHocSubProcess>'

MODELS: dict[str, tuple[bytes, str]] = {
    "ad-hoc-with-start-or-end": (
        around(_AD_HOC.format('<bpmn:startEvent id="i" name="Börja" /><bpmn:task id="t" />')),
        "a",
    ),
    "ad-hoc-without-activity": (around(_AD_HOC.format('<bpmn:exclusiveGateway id="i" />')), "a"),
    "awaited-task-with-border": (process(_AWAITING.format(_RECEIVE + _WAIT + _ON_RECEIVE), MESSAGE), "r"),
    "boundary-must-interrupt": (
        _beside(_catching("E", "k").replace("attachedToRef", 'cancelActivity="false" attachedToRef'), roots=_ERROR),
        "k",
    ),
    "call-without-plain-start": (
        around(
            task(attributes='calledElement="q"', tag="callActivity"),
            MESSAGE
            + '<bpmn:process id="q" isExecutable="true">'
            + line(
                event("startEvent", "qs", '<bpmn:messageEventDefinition messageRef="M" />'), '<bpmn:endEvent id="qe" />'
            )
            + "</bpmn:process>",
        ),
        "a",
    ),
    "cancel-outside-transaction": (process(line(START, TASK, event("endEvent", "k", "cancel"))), "k"),
    "catch-without-code": (_beside(_catching("E", "k"), roots='<bpmn:error id="E" name="Nekad" />'), "k"),
    "caught-twice": (_beside(_catching("E", "k", "m"), roots=_ERROR), "m"),
    "compensated-twice": (
        _beside(_undoing(_HANDLER), event("boundaryEvent", "m", "compensate", 'attachedToRef="a"')),
        "k",
    ),
    "compensation-boundary-with-outgoing": (_beside(_undoing(_HANDLER), flow("k", "slut")), "k"),
    "compensation-handler-unmarked": (_beside(_undoing('<bpmn:task id="u" name="Ångra beslutet" />')), "u"),
    "compensation-handler-with-flow": (_beside(_undoing(_HANDLER), flow("u", "slut")), "u"),
    "compensation-of-nothing": (
        process(line(START, TASK, event("endEvent", "k", '<bpmn:compensateEventDefinition activityRef="a" />'))),
        "k",
    ),
    "compensation-of-unknown": (
        process(line(START, TASK, event("endEvent", "k", '<bpmn:compensateEventDefinition activityRef="borta" />'))),
        "k",
    ),
    "compensation-start-in-process": (
        _beside(
            '<bpmn:subProcess id="h" triggeredByEvent="true">'
            + line(event("startEvent", "k", "compensate"), '<bpmn:endEvent id="i" />')
            + "</bpmn:subProcess>"
        ),
        "k",
    ),
    "compensation-without-handler": (_beside(event("boundaryEvent", "k", "compensate", 'attachedToRef="a"')), "k"),
    "event-in-wrong-place": (process(line(START, TASK, event("endEvent", "k", "timer", 'name="Klart"'))), "k"),
    "event-without-outgoing": (
        process(line(START, event("intermediateThrowEvent", "k", attributes='name="Sänt"'))),
        "k",
    ),
    "flow-crosses-pool": (
        _beside(flow("a", "i")).replace(
            b"</bpmn:definitions>",
            b'<bpmn:process id="q"><bpmn:task id="i" name="Utreda" /></bpmn:process></bpmn:definitions>',
        ),
        "a_i",
    ),
    "flow-twice": (_beside('<bpmn:sequenceFlow id="f" sourceRef="a" targetRef="slut" />'), "f"),
    "gateway-direction": (
        process(
            f'{START}{_CONVERGING}{TASK}<bpmn:task id="b" />{END}'
            + "".join((flow("start", "g"), flow("g", "a"), flow("g", "b", "=x"), flow("a", "slut"), flow("b", "slut")))
        ),
        "g",
    ),
    "instantiate-with-incoming": (
        around('<bpmn:receiveTask id="a" messageRef="M" instantiate="true" />', MESSAGE),
        "a",
    ),
    "message-awaited-twice": (
        process(
            _AWAITING.format(
                event("intermediateCatchEvent", "r", '<bpmn:messageEventDefinition messageRef="M" />')
                + event("intermediateCatchEvent", "w", '<bpmn:messageEventDefinition messageRef="M" />')
            ),
            MESSAGE,
        ),
        "g",
    ),
    "no-end": (process(line(START, TASK)), "p"),
    "only-flow-with-condition": (process(f"{START}{TASK}{END}{flow('start', 'a')}{flow('a', 'slut', '=x')}"), "a_slut"),
    "parallel-event-gateway": (
        process(_AWAITING.format(_RECEIVE + _WAIT).replace('först?"', 'först?" eventGatewayType="Parallel"'), MESSAGE),
        "g",
    ),
    "path-without-end": (process(f"{START}{TASK}{END}{flow('start', 'a')}{flow('start', 'slut')}"), "a"),
    "pointless-gateway": (around(_GATEWAY.format("")), "g"),
    "script-format": (
        around(task("<bpmn:script>=1</bpmn:script>", 'scriptFormat="groovy"', "scriptTask")),
        "a",
    ),
    "unreachable": (
        _beside('<bpmn:task id="ensam" name="Arkivera" /><bpmn:task id="b" />', flow("ensam", "b"), flow("b", "ensam")),
        "ensam",
    ),
    "without-incoming": (_beside('<bpmn:task id="ensam" name="Arkivera" />'), "ensam"),
}
"""Found in the model."""
