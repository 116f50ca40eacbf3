"""Which elements and attributes a diagram may hold where: tables after BPMN 2.0.2 and Camunda 7.23."""

from app.definitions.model import ACTIVITIES, EVENTS, GATEWAYS, SUB_PROCESSES, EventKind, Kind

_COMMON = frozenset({"documentation", "extensionElements"})
_NODE = _COMMON | {"auditing", "monitoring", "categoryValueRef", "incoming", "outgoing"}
_ARTIFACTS = frozenset({"textAnnotation", "association", "group"})
_DATA = frozenset({"dataObject", "dataObjectReference", "dataStoreReference"})
_FLOW = frozenset(kind.value for kind in Kind) | _DATA | {"sequenceFlow"}
_DEFINITIONS = frozenset(
    f"{kind.value}EventDefinition" for kind in EventKind if kind not in (EventKind.NONE, EventKind.MULTIPLE)
)
_EXPRESSION_HOLDERS = {
    "timerEventDefinition": _COMMON | {"timeDate", "timeDuration", "timeCycle"},
    "conditionalEventDefinition": _COMMON | {"condition"},
    "linkEventDefinition": _COMMON | {"source", "target"},
    "messageEventDefinition": _COMMON | {"operationRef"},
    "sequenceFlow": _NODE | {"conditionExpression"},
    "standardLoopCharacteristics": _COMMON | {"loopCondition"},
}
_LOOPS = frozenset({"standardLoopCharacteristics", "multiInstanceLoopCharacteristics"})
_BLOCK = _NODE | _LOOPS | {"property", "dataInputAssociation", "dataOutputAssociation"}
_ACTIVITY = _BLOCK | {"ioSpecification"}
_CONTAINER = _FLOW | _ARTIFACTS | {"laneSet"}
_TRANSFER = _COMMON | {"sourceRef", "targetRef", "transformation", "assignment"}

# BPMN's people and partner elements that would change who does what, or how: known, but not followed.
PERFORMERS = frozenset({"resourceRole", "performer", "humanPerformer", "potentialOwner"})
NOT_SUPPORTED = frozenset(
    {
        "choreographyTask",
        "subChoreography",
        "callChoreography",
        "correlationSubscription",
        "complexBehaviorDefinition",
        "implicitThrowEvent",
        "rendering",
        "assignment",
        "transformation",
    }
)

_event = _NODE | _DEFINITIONS | {"eventDefinitionRef", "property"}
_PARTS: dict[Kind, frozenset[str]] = {
    Kind.SCRIPT_TASK: frozenset({"script"}),
    Kind.AD_HOC: frozenset({"completionCondition"}),
    Kind.COMPLEX_GATEWAY: frozenset({"activationCondition"}),
}

CHILDREN: dict[str, frozenset[str]] = {
    **_EXPRESSION_HOLDERS,
    "process": _COMMON
    | _CONTAINER
    | {"auditing", "monitoring", "property", "ioSpecification", "ioBinding", "supports"},
    "multiInstanceLoopCharacteristics": _COMMON
    | {
        "loopCardinality",
        "completionCondition",
        "loopDataInputRef",
        "loopDataOutputRef",
        "inputDataItem",
        "outputDataItem",
    },
    "laneSet": _COMMON | {"lane"},
    "lane": _COMMON | {"flowNodeRef", "childLaneSet", "partitionElement"},
    "childLaneSet": _COMMON | {"lane"},
    **{kind.value: _ACTIVITY | _PARTS.get(kind, frozenset()) for kind in ACTIVITIES - SUB_PROCESSES},
    **{kind.value: _BLOCK | _CONTAINER | _PARTS.get(kind, frozenset()) for kind in SUB_PROCESSES},
    **{kind.value: _NODE | _PARTS.get(kind, frozenset()) for kind in GATEWAYS},
    **{
        kind.value: _event | {"dataOutput", "dataOutputAssociation", "outputSet"}
        if kind in (Kind.START_EVENT, Kind.INTERMEDIATE_CATCH, Kind.BOUNDARY_EVENT)
        else _event | {"dataInput", "dataInputAssociation", "inputSet"}
        for kind in EVENTS
    },
}

NEEDS_ID = frozenset(CHILDREN) - {
    "process",  # checked also when it is a drawing
    "childLaneSet",
    "conditionalEventDefinition",
    "laneSet",
    "lane",
    "linkEventDefinition",
    "messageEventDefinition",
    "multiInstanceLoopCharacteristics",
    "standardLoopCharacteristics",
    "timerEventDefinition",
}
"""BPMN elements that something else names by id."""

_ROOTS = (
    "category choreography collaboration correlationProperty dataStore endPoint error escalation extension"
    " globalBusinessRuleTask globalChoreographyTask globalConversation globalManualTask globalScriptTask globalTask"
    " globalUserTask import interface itemDefinition message partnerEntity partnerRole process relationship resource"
    " signal"
)
_COLLABORATION = (
    "callConversation choreographyRef conversation conversationAssociation conversationLink correlationKey messageFlow"
    " messageFlowAssociation participant participantAssociation subConversation"
)
CHILDREN |= {
    "definitions": _COMMON | _DEFINITIONS | frozenset(_ROOTS.split()),
    "collaboration": _COMMON | _ARTIFACTS | frozenset(_COLLABORATION.split()),
    "association": _COMMON,
    "cancelEventDefinition": _COMMON,
    "compensateEventDefinition": _COMMON,
    "dataInputAssociation": _TRANSFER,
    "dataOutputAssociation": _TRANSFER,
    "errorEventDefinition": _COMMON,
    "escalationEventDefinition": _COMMON,
    "group": _COMMON,
    "signalEventDefinition": _COMMON,
    "terminateEventDefinition": _COMMON,
    "textAnnotation": _COMMON | {"text"},
    **dict.fromkeys(("assignment",), _COMMON | {"from", "to"}),
    **dict.fromkeys(
        (*_DATA, "property", "dataInput", "dataOutput", "inputDataItem", "outputDataItem"), _COMMON | {"dataState"}
    ),
    "ioSpecification": _COMMON | {"dataInput", "dataOutput", "inputSet", "outputSet"},
    "inputSet": _COMMON | {"dataInputRefs", "optionalInputRefs", "whileExecutingInputRefs", "outputSetRefs"},
    "outputSet": _COMMON | {"dataOutputRefs", "optionalOutputRefs", "whileExecutingOutputRefs", "inputSetRefs"},
}
"""BPMN element → its children. Elements that are not named here are not looked into."""

_NAMED = frozenset({"id", "name"})
_ITEM = _NAMED | {"itemSubjectRef"}
_DONE = _NAMED | {"isForCompensation", "startQuantity", "completionQuantity", "default"}
_SUB_PROCESS = _DONE | {"triggeredByEvent"}
_FORMULA = frozenset({"id", "language", "evaluatesToTypeRef"})
_OPERATION = frozenset({"implementation", "operationRef"})
_BY_KIND = {
    Kind.SERVICE_TASK: _OPERATION,
    Kind.SEND_TASK: _OPERATION | {"messageRef"},
    Kind.RECEIVE_TASK: _OPERATION | {"messageRef", "instantiate"},
    Kind.USER_TASK: frozenset({"implementation"}),
    Kind.BUSINESS_RULE_TASK: frozenset({"implementation"}),
    Kind.SCRIPT_TASK: frozenset({"scriptFormat"}),
    Kind.CALL_ACTIVITY: frozenset({"calledElement"}),
    Kind.TRANSACTION: frozenset({"method"}),
    Kind.AD_HOC: frozenset({"cancelRemainingInstances", "ordering"}),
    Kind.EVENT_BASED_GATEWAY: frozenset({"instantiate", "eventGatewayType"}),
    Kind.START_EVENT: frozenset({"isInterrupting", "parallelMultiple"}),
    Kind.INTERMEDIATE_CATCH: frozenset({"parallelMultiple"}),
    Kind.BOUNDARY_EVENT: frozenset({"attachedToRef", "cancelActivity", "parallelMultiple"}),
}

ATTRIBUTES: dict[str, frozenset[str]] = {
    "process": _NAMED | {"processType", "isClosed", "isExecutable", "definitionalCollaborationRef"},
    "sequenceFlow": _NAMED | {"sourceRef", "targetRef", "isImmediate"},
    **{kind.value: _DONE | _BY_KIND.get(kind, frozenset()) for kind in ACTIVITIES - SUB_PROCESSES},
    **{kind.value: _SUB_PROCESS | _BY_KIND.get(kind, frozenset()) for kind in SUB_PROCESSES},
    # `default` stands here for all gateways and events because a rule of its own says where it may be.
    **{kind.value: _NAMED | {"default", "gatewayDirection"} | _BY_KIND.get(kind, frozenset()) for kind in GATEWAYS},
    **{kind.value: _NAMED | {"default"} | _BY_KIND.get(kind, frozenset()) for kind in EVENTS},
    **dict.fromkeys(("laneSet", "childLaneSet"), _NAMED),
    "lane": _NAMED | {"partitionElementRef"},
    "dataObject": _ITEM | {"isCollection"},
    "dataObjectReference": _ITEM | {"dataObjectRef"},
    "dataStoreReference": _ITEM | {"dataStoreRef"},
    "property": _ITEM,
    **dict.fromkeys(("dataInput", "dataOutput", "inputDataItem", "outputDataItem"), _ITEM | {"isCollection"}),
    **dict.fromkeys(("inputSet", "outputSet", "dataState"), _NAMED),
    **dict.fromkeys(("ioSpecification", "dataInputAssociation", "dataOutputAssociation"), frozenset({"id"})),
    "textAnnotation": frozenset({"id", "textFormat"}),
    "association": frozenset({"id", "sourceRef", "targetRef", "associationDirection"}),
    "group": frozenset({"id", "categoryValueRef"}),
    "messageEventDefinition": frozenset({"id", "messageRef"}),
    "signalEventDefinition": frozenset({"id", "signalRef"}),
    "errorEventDefinition": frozenset({"id", "errorRef"}),
    "escalationEventDefinition": frozenset({"id", "escalationRef"}),
    "compensateEventDefinition": frozenset({"id", "waitForCompletion", "activityRef"}),
    "linkEventDefinition": _NAMED,
    **dict.fromkeys(
        (f"{name}EventDefinition" for name in ("timer", "conditional", "cancel", "terminate")), frozenset({"id"})
    ),
    "standardLoopCharacteristics": frozenset({"id", "testBefore", "loopMaximum"}),
    "multiInstanceLoopCharacteristics": frozenset(
        {"id", "isSequential", "behavior", "oneBehaviorEventRef", "noneBehaviorEventRef"}
    ),
    **dict.fromkeys(
        (
            "activationCondition",
            "completionCondition",
            "condition",
            "conditionExpression",
            "loopCardinality",
            "loopCondition",
            "timeCycle",
            "timeDate",
            "timeDuration",
            "transformation",
        ),
        _FORMULA,
    ),
}
"""BPMN element → its own attributes, which have no namespace. Elements that are not named here are not looked at."""

_ELEMENTS = (
    "entry failedJobRetryTimeCycle in inputOutput inputParameter list map out outputParameter properties property"
    " script value"
)
CAMUNDA_ELEMENTS = frozenset(_ELEMENTS.split())
"""Extension elements that are read. `script` has a rule of its own."""

REFUSED_ELEMENTS = {
    "connector": "kopplingar (connector)",
    "errorEventDefinition": "felvillkor på en service task",
    "executionListener": "lyssnare (executionListener)",
    "field": "värden till Java-klasser (field)",
    "formData": "inbyggda formulär (formData)",
    "formProperty": "inbyggda formulär (formProperty)",
    "potentialStarter": "begränsning av vem som får starta (potentialStarter)",
    "taskListener": "lyssnare (taskListener)",
}
"""Extension elements that would change what happens, with how they are called in a sentence."""

_ATTRIBUTES = (
    "assignee async asyncAfter asyncBefore calledElementBinding calledElementVersion calledElementVersionTag"
    " candidateGroups candidateUsers collection decisionRef"
    " decisionRefBinding decisionRefVersion decisionRefVersionTag diagramRelationId dueDate elementVariable"
    " errorCodeVariable errorMessageVariable escalationCodeVariable exclusive executionPlatform"
    " failedJobRetryTimeCycle followUpDate formKey formRef formRefBinding formRefVersion historyTimeToLive"
    " isStartableInTasklist jobPriority mapDecisionResult modelerTemplate modelerTemplateVersion modelerTemplateIcon"
    " priority resultVariable taskPriority topic type versionTag"
)
CAMUNDA_ATTRIBUTES = frozenset(_ATTRIBUTES.split())
"""Extension attributes that are read, or whose absence changes nothing that a case does."""

REFUSED_ATTRIBUTES = {
    "calledElementTenantId": "klientval (calledElementTenantId)",
    "candidateStarterGroups": "begränsning av vem som får starta (candidateStarterGroups)",
    "candidateStarterUsers": "begränsning av vem som får starta (candidateStarterUsers)",
    "caseRef": "CMMN-ärenden (caseRef)",
    "class": "Java-klasser (class)",
    "decisionRefTenantId": "klientval (decisionRefTenantId)",
    "delegateExpression": "Java-delegater (delegateExpression)",
    "expression": "Java-uttryck (expression)",
    "formHandlerClass": "Java-klasser (formHandlerClass)",
    "initiator": "startarens namn i en variabel (initiator)",
    "resource": "skriptfiler (resource)",
    "variableEvents": "villkor på ändringssätt (variableEvents)",
    "variableMappingClass": "Java-klasser (variableMappingClass)",
    "variableMappingDelegateExpression": "Java-delegater (variableMappingDelegateExpression)",
    "variableName": "villkor på en enda variabel (variableName)",
}
"""Extension attributes that would change what happens."""

_BOOLEAN = ("true", "false", "1", "0")
_BINDING = ("latest", "deployment", "version", "versionTag")
VALUES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            "cancelActivity",
            "cancelRemainingInstances",
            "instantiate",
            "isClosed",
            "isCollection",
            "isExecutable",
            "isForCompensation",
            "isInterrupting",
            "isSequential",
            "parallelMultiple",
            "testBefore",
            "triggeredByEvent",
        ),
        _BOOLEAN,
    ),
    **dict.fromkeys(("camunda:async", "camunda:asyncBefore", "camunda:asyncAfter", "camunda:exclusive"), _BOOLEAN),
    "camunda:calledElementBinding": _BINDING,
    "camunda:decisionRefBinding": _BINDING,
    "camunda:formRefBinding": ("latest", "deployment", "version"),
    "camunda:type": ("external",),
    "associationDirection": ("None", "One", "Both"),
    "behavior": ("All",),
    "eventGatewayType": ("Exclusive", "Parallel"),
    "gatewayDirection": ("Unspecified", "Converging", "Diverging", "Mixed"),
    "ordering": ("Parallel", "Sequential"),
    "isImmediate": ("true", "1"),  # BPMN 8.4.13: an executable process has nothing that is not drawn in between
    "processType": ("None", "Private"),  # BPMN 10.2.1: a public process is never executable
    "completionQuantity": ("1",),
    "startQuantity": ("1",),
    "method": ("##Compensate",),
    "waitForCompletion": ("true", "1"),
}
"""Attributes with a fixed set of values, on any BPMN element within a process."""

WHOLE_NUMBERS = frozenset({"loopMaximum"})
"""Attributes that are whole numbers."""

_ONCE = (
    "activationCondition completionCondition condition conditionExpression extensionElements loopCardinality"
    " loopCondition loopDataInputRef loopDataOutputRef inputDataItem outputDataItem script timeCycle timeDate"
    " timeDuration"
)
ONCE = frozenset(_ONCE.split())
"""BPMN elements of which another can have only one."""

ONCE_CAMUNDA = frozenset({"failedJobRetryTimeCycle", "inputOutput", "properties"})
"""Extension elements of which another can have only one."""

ONLY_IN_CALLS = frozenset({"in", "out"})
"""Extension elements that mean something on call activities only."""
