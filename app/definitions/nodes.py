"""Flow nodes: from a BPMN element to `model.Node`, kind by kind."""

from dataclasses import dataclass, field, replace

from app.definitions.catalogue import error
from app.definitions.document import Document, is_feel
from app.definitions.events import definitions_of, event_of, message_of
from app.definitions.extensions import (
    business_key_text,
    extension,
    mappings_of,
    parameters_of,
    properties_of,
    retries_of,
)
from app.definitions.model import ACTIVITIES, EVENTS, SUB_PROCESSES, Binding, Kind, Loop, Node, Reference, UserTask
from app.definitions.names import (
    Element,
    attribute,
    bpmn,
    bpmn_name,
    camunda,
    child,
    children,
    flag,
    line_of,
    reference,
    text_of,
    whole,
)

GLOBAL_TASK = error(
    "global-task",
    "”{element}” anropar ”{task}”, som är en fristående uppgift; bara processer kan anropas.",
    "{element} calls {task}, which is a global task; only processes can be called.",
    "Rita uppgiften i diagrammet, eller gör en process av den.",
    "BPMN 10.3.7",
)


@dataclass(slots=True)
class Surroundings:
    """What is around a node and not written on it: parent, flows, lane."""

    parent: str
    incoming: list[str] = field(default_factory=list)
    outgoing: list[str] = field(default_factory=list)
    lane: str | None = None
    handler: str | None = None


def node_of(document: Document, element: Element, kind: Kind, around: Surroundings) -> Node:
    """The node that an element draws."""
    node = Node(
        id=attribute(element, "id") or "",
        kind=kind,
        parent=around.parent,
        name=" ".join((element.get("name") or "").split()),
        documentation=documentation_of(element),
        incoming=tuple(around.incoming),
        outgoing=tuple(around.outgoing),
        default=reference(attribute(element, "default")) or None,
        topic=_topic(element),
        retries=retries_of(element),
        priority=attribute(element, camunda("taskPriority")),
        inputs=parameters_of(document, element, "inputParameter"),
        outputs=parameters_of(document, element, "outputParameter"),
        instantiate=flag(element, "instantiate", missing=False),
        async_before=_async_before(element),
        async_after=flag(element, camunda("asyncAfter"), missing=False),
        properties=properties_of(element),
        lane=around.lane,
        attributes={str(name): str(value) for name, value in element.attrib.items()},
        line=line_of(element),
        handler=around.handler,
    )
    if kind in ACTIVITIES:
        node = _activity(document, element, node)
    if kind in EVENTS:
        node = _event(document, element, node)
    return node


def documentation_of(element: Element) -> str:
    """All documentation of an element, as plain text."""
    return "\n\n".join(text for each in children(element, bpmn("documentation")) if (text := text_of(each)))


def _async_before(element: Element) -> bool:
    older = flag(element, camunda("async"), missing=False)
    return flag(element, camunda("asyncBefore"), missing=older)


def _topic(element: Element) -> str | None:
    return attribute(element, camunda("topic")) if attribute(element, camunda("type")) == "external" else None


def _activity(document: Document, element: Element, node: Node) -> Node:
    node = replace(
        node,
        loop=_loop(document, element),
        triggered_by_event=node.kind in SUB_PROCESSES and flag(element, "triggeredByEvent", missing=False),
        for_compensation=flag(element, "isForCompensation", missing=False),
    )
    match node.kind:
        case Kind.USER_TASK:
            return replace(node, user_task=_user_task(element))
        case Kind.RECEIVE_TASK | Kind.SEND_TASK:
            return replace(node, event=message_of(document, element))
        case Kind.SCRIPT_TASK:
            return replace(
                node,
                script=_script(element),
                result_variable=attribute(element, camunda("resultVariable")),
            )
        case Kind.BUSINESS_RULE_TASK:
            return replace(
                node,
                called=_reference(element, "decisionRef", "decisionRef"),
                result_variable=attribute(element, camunda("resultVariable")),
            )
        case Kind.CALL_ACTIVITY:
            return _call(document, element, node)
        case Kind.AD_HOC:
            return replace(node, completion=document.expression(child(element, bpmn("completionCondition"))))
    return node


def _call(document: Document, element: Element, node: Node) -> Node:
    mappings = mappings_of(document, element, "in")
    keys = [each.source for each in mappings if each.business_key and each.source is not None]
    key = attribute(element, "calledElement")
    target = document.roots.get(reference(key or ""))
    if target is not None and bpmn_name(target).startswith("global"):
        document.report(GLOBAL_TASK, element, task=key)
    return replace(
        node,
        called=_reference(element, "calledElement", "calledElement") if key else None,
        called_business_key=business_key_text(keys[0]) if keys else None,
        call_in=mappings,
        call_out=mappings_of(document, element, "out"),
    )


def _reference(element: Element, name: str, prefix: str) -> Reference | None:
    """A key attribute with its binding attributes: camunda:{prefix}Binding, …Version, …VersionTag."""
    key = attribute(element, name) or attribute(element, camunda(name))
    if key is None:
        return None
    value = attribute(element, camunda(f"{prefix}Binding")) or "latest"
    binding = Binding(value) if value in set(Binding) else Binding.LATEST
    suffix = {Binding.VERSION: "Version", Binding.VERSION_TAG: "VersionTag"}.get(binding)
    version = attribute(element, camunda(prefix + suffix)) if suffix else None
    return Reference(key, binding, version)


def _user_task(element: Element) -> UserTask:
    return UserTask(
        assignee=attribute(element, camunda("assignee")),
        candidate_users=attribute(element, camunda("candidateUsers")),
        candidate_groups=attribute(element, camunda("candidateGroups")),
        due_date=attribute(element, camunda("dueDate")),
        follow_up_date=attribute(element, camunda("followUpDate")),
        priority=attribute(element, camunda("priority")),
        form=_reference(element, "formRef", "formRef"),
        form_key=attribute(element, camunda("formKey")),
    )


def _script(element: Element) -> str | None:
    inner = child(element, bpmn("script"))
    text = text_of(inner) if inner is not None else ""
    if text and is_feel(attribute(element, "scriptFormat")) and not text.startswith("="):
        return "=" + text
    return text or None


def _loop(document: Document, element: Element) -> Loop | None:
    standard = child(element, bpmn("standardLoopCharacteristics"))
    if standard is not None:
        return Loop(
            sequential=None,
            condition=document.expression(child(standard, bpmn("loopCondition"))),
            test_before=flag(standard, "testBefore", missing=False),
            maximum=whole(standard, "loopMaximum"),
        )
    several = child(element, bpmn("multiInstanceLoopCharacteristics"))
    if several is None:
        return None
    return Loop(
        sequential=flag(several, "isSequential", missing=False),
        condition=document.expression(child(several, bpmn("completionCondition"))),
        cardinality=document.expression(child(several, bpmn("loopCardinality"))),
        collection=attribute(several, camunda("collection")) or _text(several, "loopDataInputRef"),
        element=attribute(several, camunda("elementVariable")) or _item(several, "inputDataItem"),
        output_collection=_text(several, "loopDataOutputRef"),
        output_element=f"={item}" if (item := _item(several, "outputDataItem")) else None,
    )


def _text(element: Element, name: str) -> str | None:
    inner = child(element, bpmn(name))
    return reference(text_of(inner)) or None if inner is not None else None


def _item(element: Element, name: str) -> str | None:
    inner = child(element, bpmn(name))
    return attribute(inner, "name") or attribute(inner, "id") if inner is not None else None


def _event(document: Document, element: Element, node: Node) -> Node:
    definitions = definitions_of(document, element)
    node = replace(node, event=event_of(document, element, definitions))
    if node.kind is Kind.BOUNDARY_EVENT:
        node = replace(
            node,
            attached_to=reference(attribute(element, "attachedToRef")) or None,
            interrupting=flag(element, "cancelActivity", missing=True),
        )
    if node.kind is Kind.START_EVENT:
        node = replace(node, interrupting=flag(element, "isInterrupting", missing=True))
        form = _reference(element, "formRef", "formRef")
        if form is not None or attribute(element, camunda("formKey")) is not None:
            node = replace(node, user_task=UserTask(form=form, form_key=attribute(element, camunda("formKey"))))
    if len(definitions) == 1:
        node = _thrown(document, definitions[0], node)
    return node


def _thrown(document: Document, definition: Element, node: Node) -> Node:
    """What Camunda writes on the definition of a throwing event: the external topic and its parameters."""
    return replace(
        node,
        topic=node.topic or _topic(definition),
        priority=node.priority or attribute(definition, camunda("taskPriority")),
        inputs=node.inputs or parameters_of(document, definition, "inputParameter"),
        retries=node.retries or retries_of(definition),
        properties=node.properties if extension(definition, "properties") is None else properties_of(definition),
    )
