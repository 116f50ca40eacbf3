"""The BPMN model as plain values: what a diagram says, read once, used by rules, engine, pages and comparison.

Nothing here knows XML or runs anything. Order in every tuple is document order, which is also the order of evaluation.
Expressions are kept as the text of the diagram; `app.expressions` compiles them. Source: BPMN 2.0.2, Camunda 7.23's
extensions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a flow node is; values are the BPMN element names."""

    TASK = "task"
    USER_TASK = "userTask"
    MANUAL_TASK = "manualTask"
    SERVICE_TASK = "serviceTask"
    SEND_TASK = "sendTask"
    RECEIVE_TASK = "receiveTask"
    SCRIPT_TASK = "scriptTask"
    BUSINESS_RULE_TASK = "businessRuleTask"
    SUB_PROCESS = "subProcess"
    TRANSACTION = "transaction"
    AD_HOC = "adHocSubProcess"
    CALL_ACTIVITY = "callActivity"
    EXCLUSIVE_GATEWAY = "exclusiveGateway"
    PARALLEL_GATEWAY = "parallelGateway"
    INCLUSIVE_GATEWAY = "inclusiveGateway"
    EVENT_BASED_GATEWAY = "eventBasedGateway"
    COMPLEX_GATEWAY = "complexGateway"
    START_EVENT = "startEvent"
    END_EVENT = "endEvent"
    INTERMEDIATE_CATCH = "intermediateCatchEvent"
    INTERMEDIATE_THROW = "intermediateThrowEvent"
    BOUNDARY_EVENT = "boundaryEvent"


TASKS = frozenset(kind for kind in Kind if kind.value.endswith("Task") or kind is Kind.TASK)
SUB_PROCESSES = frozenset({Kind.SUB_PROCESS, Kind.TRANSACTION, Kind.AD_HOC})
ACTIVITIES = TASKS | SUB_PROCESSES | {Kind.CALL_ACTIVITY}
GATEWAYS = frozenset(kind for kind in Kind if kind.value.endswith("Gateway"))
EVENTS = frozenset(
    {Kind.START_EVENT, Kind.END_EVENT, Kind.INTERMEDIATE_CATCH, Kind.INTERMEDIATE_THROW, Kind.BOUNDARY_EVENT}
)


class EventKind(StrEnum):
    """What an event is about; values are BPMN's element names without "EventDefinition"."""

    NONE = "none"
    MESSAGE = "message"
    TIMER = "timer"
    SIGNAL = "signal"
    ERROR = "error"
    ESCALATION = "escalation"
    CONDITIONAL = "conditional"
    LINK = "link"
    COMPENSATION = "compensate"
    TERMINATE = "terminate"
    CANCEL = "cancel"
    MULTIPLE = "multiple"


@dataclass(frozen=True, slots=True)
class Event:
    """The definition of an event, with its reference resolved.

    name: message, signal or link name; code: error or escalation code (None catches all); date, duration, cycle: the
    timer's text; condition: the conditional event's text. `ref` is the referenced root element's id ("" when none).
    code_variable and message_variable: where a caught error's code and message go (camunda:errorCodeVariable …).
    """

    kind: EventKind
    ref: str = ""
    name: str = ""
    code: str | None = None
    date: str | None = None
    duration: str | None = None
    cycle: str | None = None
    condition: str | None = None
    code_variable: str | None = None
    message_variable: str | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow. `condition` is expression text ("=…" or "${…}"), None without one."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str | None = None
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Transfer:
    """camunda:in, camunda:out, or one input or output parameter.

    `source` is expression text; None with `all_variables` set means every variable. `target` "" together with
    `business_key` set means the called process's business key. `local`: only variables of the activity's own scope.
    """

    target: str
    source: str | None = None
    all_variables: bool = False
    business_key: bool = False
    local: bool = False


class Binding(StrEnum):
    """Which version a call activity or form reference means."""

    LATEST = "latest"
    DEPLOYMENT = "deployment"
    VERSION = "version"
    VERSION_TAG = "versionTag"


@dataclass(frozen=True, slots=True)
class Reference:
    """A key with its binding, for called elements, forms and decisions.

    `version` is text (number or tag, may be an expression).
    """

    key: str
    binding: Binding = Binding.LATEST
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Loop:
    """Standard loop (`sequential` None) or multi-instance.

    condition: loop condition or completion condition. collection: expression text or variable name; element: variable
    name of an item. cardinality: expression text. output_collection (variable name) and output_element (expression
    text): results gathered in order.
    """

    sequential: bool | None
    condition: str | None = None
    test_before: bool = False
    maximum: int | None = None
    cardinality: str | None = None
    collection: str | None = None
    element: str | None = None
    output_collection: str | None = None
    output_element: str | None = None


@dataclass(frozen=True, slots=True)
class UserTask:
    """What camunda: attributes say of a user task; all expression text."""

    assignee: str | None = None
    candidate_users: str | None = None
    candidate_groups: str | None = None
    due_date: str | None = None
    follow_up_date: str | None = None
    priority: str | None = None
    form: Reference | None = None
    form_key: str | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A flow node. `parent` is the id of its sub-process, or of the process.

    event: definition of an event node (kind NONE for plain ones), or a receive or send task's message.
    topic: of an external task; retries: camunda:failedJobRetryTimeCycle. script, result_variable: script task
    (expression). user_task: also a start event's form. triggered_by_event: an event sub-process. interrupting: of a
    start event in one (isInterrupting), or cancelActivity of a boundary. attached_to: the boundary's activity.
    for_compensation: done only to undo another activity. handler: of a compensation boundary event, the activity that
    undoes. completion: an ad-hoc sub-process's completion condition. default: id of the default flow.
    lane: id of the innermost lane, inherited by what is in a sub-process.
    inputs/outputs: camunda:inputOutput, or camunda:in/out for a call activity in call_in/call_out.
    attributes: the XML attributes of the element as they stand, for rules and comparison ({namespace}name).
    """

    id: str
    kind: Kind
    parent: str
    name: str = ""
    documentation: str = ""
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default: str | None = None
    event: Event | None = None
    topic: str | None = None
    retries: str | None = None
    priority: str | None = None
    script: str | None = None
    result_variable: str | None = None
    user_task: UserTask | None = None
    called: Reference | None = None
    called_business_key: str | None = None
    call_in: tuple[Transfer, ...] = ()
    call_out: tuple[Transfer, ...] = ()
    inputs: tuple[Transfer, ...] = ()
    outputs: tuple[Transfer, ...] = ()
    loop: Loop | None = None
    triggered_by_event: bool = False
    interrupting: bool = True
    attached_to: str | None = None
    for_compensation: bool = False
    handler: str | None = None
    completion: str | None = None
    instantiate: bool = False
    async_before: bool = False
    async_after: bool = False
    properties: Mapping[str, str] = field(default_factory=dict)
    lane: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    line: int | None = None

    @property
    def begins_scope(self) -> bool:
        """Whether a scope without start events begins here: nothing leads to it, and nothing else brings it about."""
        if self.incoming or self.triggered_by_event or self.for_compensation or self.kind is Kind.BOUNDARY_EVENT:
            return False
        return not (self.kind is Kind.INTERMEDIATE_CATCH and self.event and self.event.kind is EventKind.LINK)


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane with the ids of the nodes in it."""

    id: str
    name: str
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Process:
    """One process of a file, its nodes of every depth in one mapping. `key` is the process id."""

    key: str
    name: str
    executable: bool
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]
    lanes: tuple[Lane, ...] = ()
    documentation: str = ""
    version_tag: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    data_objects: Mapping[str, str] = field(default_factory=dict)
    participant: str = ""

    def children(self, parent: str) -> Iterator[Node]:
        """Nodes directly within a sub-process, or within the process when `parent` is its key."""
        return (node for node in self.nodes.values() if node.parent == parent)

    def boundaries(self, activity: str) -> Iterator[Node]:
        """Boundary events attached to an activity."""
        return (node for node in self.nodes.values() if node.attached_to == activity)

    def outgoing(self, node: Node) -> tuple[Flow, ...]:
        """Outgoing flows in document order."""
        return tuple(self.flows[flow] for flow in node.outgoing)


@dataclass(frozen=True, slots=True)
class MessageFlow:
    """A message flow of a collaboration: documentation only."""

    id: str
    name: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """One BPMN file."""

    file: str
    processes: tuple[Process, ...]
    message_flows: tuple[MessageFlow, ...] = ()

    def process(self, key: str) -> Process:
        """The process with this key; KeyError when there is none."""
        for process in self.processes:
            if process.key == key:
                return process
        raise KeyError(key)
