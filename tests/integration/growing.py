"""Diagrams drawn further, by a seed: borders, loops, handlers and the like, so that they often still can be run."""

from __future__ import annotations

from copy import deepcopy
from random import Random

from lxml import etree

from app.definitions.model import ACTIVITIES, GATEWAYS, SUB_PROCESSES, TASKS, Kind
from app.definitions.names import CAMUNDA, MODEL
from tests.integration.mutating import MAX_DEPTH, Mutation, Tree, change_text, depth


def grown(data: bytes, random: Random) -> bytes:
    """A diagram after one to four changes of the kind that a person makes, so that it often still can be run."""
    root = etree.fromstring(data)
    for _ in range(random.choice((1, 1, 2, 4))):
        random.choice(_GROWING)(root, random)
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return made


def _of(root: Tree, random: Random, *kinds: Kind) -> Tree | None:
    found = [each for each in root.iter("{*}*") if each.tag in {f"{{{MODEL}}}{kind.value}" for kind in kinds}]
    return random.choice(found) if found else None


def _part(parent: Tree, tag: str, random: Random, **attributes: str) -> Tree:
    made = etree.SubElement(parent, f"{{{MODEL}}}{tag}", id=f"{tag}{random.randrange(10**6)}")
    for name, value in attributes.items():
        made.set(name, value)
    return made


def _define(event: Tree, random: Random) -> None:
    """What an event is about; a root that it names is often there."""
    kind = random.choice(
        ("message", "signal", "timer", "error", "escalation", "conditional", "terminate", "compensate")
    )
    definition = _part(event, f"{kind}EventDefinition", random)
    if kind in ("message", "signal", "error", "escalation"):
        named = event.getroottree().getroot().findall(f"{{{MODEL}}}{kind}")
        if named:
            definition.set(f"{kind}Ref", str(random.choice(named).get("id")))
    elif kind == "timer":
        tag, text = random.choice((("timeDuration", "PT1H"), ("timeCycle", "R3/PT1H"), ("timeDate", "=x")))
        _part(definition, tag, random).text = text
    elif kind == "conditional":
        _part(definition, "condition", random).text = random.choice(("=x > 3", "=x", "=v = 1", "=borta"))


def _flow(source: Tree, target: Tree, random: Random) -> None:
    parent = source.getparent()
    if parent is not None:
        _part(parent, "sequenceFlow", random, sourceRef=str(source.get("id")), targetRef=str(target.get("id")))


def _add_border(root: Tree, random: Random) -> None:
    host = _of(root, random, *ACTIVITIES)
    parent = host.getparent() if host is not None else None
    if host is None or parent is None:
        return
    attributes = {"attachedToRef": str(host.get("id")), "cancelActivity": random.choice(("true", "false"))}
    event = _part(parent, "boundaryEvent", random, **attributes)
    _define(event, random)
    nodes = [each for each in parent if etree.QName(each).localname in {kind.value for kind in Kind}]
    _flow(event, random.choice(nodes) if random.random() < 0.5 else _part(parent, "endEvent", random), random)


def _add_loop(root: Tree, random: Random) -> None:
    activity = _of(root, random, *ACTIVITIES)
    if activity is None:
        return
    if random.random() < 0.3:
        loop = _part(activity, "standardLoopCharacteristics", random, loopMaximum=random.choice(("0", "1", "3")))
        _part(loop, "loopCondition", random).text = random.choice(("=x > 3", "=true", "=loopCounter < 2"))
        return
    loop = _part(activity, "multiInstanceLoopCharacteristics", random, isSequential=random.choice(("true", "false")))
    if random.random() < 0.6:
        _part(loop, "loopCardinality", random).text = random.choice(
            ("0", "1", "3", "=x", "=v", "=-1", "=1.5", "=1000000")
        )
    else:
        loop.set(f"{{{CAMUNDA}}}collection", random.choice(("lista", "=[1, 2]", "=x", "=1", "=null")))
        loop.set(f"{{{CAMUNDA}}}elementVariable", "v")
    if random.random() < 0.4:
        _part(loop, "completionCondition", random).text = random.choice(("=v = 1", "=nrOfCompletedInstances > 0", "=x"))


def _add_handler(root: Tree, random: Random) -> None:
    """An event sub-process in a process or sub-process."""
    holder = random.choice([_of(root, random, *SUB_PROCESSES), root.find(f"{{{MODEL}}}process")])
    if holder is None:
        return
    handler = _part(holder, "subProcess", random, triggeredByEvent="true")
    start = _part(handler, "startEvent", random, isInterrupting=random.choice(("true", "false")))
    _define(start, random)
    task, end = _part(handler, random.choice(("userTask", "task")), random), _part(handler, "endEvent", random)
    _flow(start, task, random)
    _flow(task, end, random)
    if random.random() < 0.4:
        _define(end, random)


def _change_kind(root: Tree, random: Random) -> None:
    """Another kind of task, gateway or sub-process."""
    family = random.choice((tuple(TASKS), tuple(GATEWAYS), tuple(SUB_PROCESSES)))
    element = _of(root, random, *family)
    if element is not None:
        element.tag = f"{{{MODEL}}}{random.choice(sorted(family)).value}"


def _change_condition(root: Tree, random: Random) -> None:
    element = _of(root, random, *GATEWAYS)
    flows = list(root.iter(f"{{{MODEL}}}sequenceFlow"))
    if element is not None:
        flows = [each for each in flows if each.get("sourceRef") == element.get("id")] or flows
    if flows:
        flow = random.choice(flows)
        for old in flow.findall(f"{{{MODEL}}}conditionExpression"):
            flow.remove(old)
        if random.random() < 0.8:
            _part(flow, "conditionExpression", random).text = random.choice(
                ("=x > 3", "=true", "=v = 1", "=x", "=borta")
            )
        elif element is not None:
            element.set("default", str(flow.get("id")))


def _undo(root: Tree, random: Random) -> None:
    """A compensation handler, and something that throws compensation."""
    host = _of(root, random, *ACTIVITIES)
    parent = host.getparent() if host is not None else None
    if host is None or parent is None:
        return
    border = _part(parent, "boundaryEvent", random, attachedToRef=str(host.get("id")))
    _part(border, "compensateEventDefinition", random)
    tag = random.choice(("userTask", "task", "scriptTask"))
    handler = _part(parent, tag, random, isForCompensation="true")
    if tag == "scriptTask":
        _part(handler, "script", random).text = "=x"
    _part(parent, "association", random, sourceRef=str(border.get("id")), targetRef=str(handler.get("id")))
    end = _of(root, random, Kind.END_EVENT, Kind.INTERMEDIATE_THROW)
    if end is not None and not len(end):
        _part(end, "compensateEventDefinition", random)


def _delay(root: Tree, random: Random) -> None:
    element = _of(root, random, *ACTIVITIES)
    if element is not None:
        element.set(f"{{{CAMUNDA}}}{random.choice(('asyncBefore', 'asyncAfter'))}", "true")


def _insert_event(root: Tree, random: Random) -> None:
    """An event, or a task, on a sequence flow."""
    flows = list(root.iter(f"{{{MODEL}}}sequenceFlow"))
    flow = random.choice(flows) if flows else None
    parent = flow.getparent() if flow is not None else None
    if flow is None or parent is None:
        return
    tag = random.choice(
        ("intermediateCatchEvent", "intermediateThrowEvent", "userTask", "parallelGateway", "inclusiveGateway")
    )
    made = _part(parent, tag, random)
    if tag.endswith("Event"):
        _define(made, random)
    target, made_id = str(flow.get("targetRef")), str(made.get("id"))
    flow.set("targetRef", made_id)
    _part(parent, "sequenceFlow", random, sourceRef=made_id, targetRef=target)


def _enclose(root: Tree, random: Random) -> None:
    """An activity becomes a sub-process with a copy of itself in it."""
    activity = _of(root, random, *TASKS)
    if activity is None or depth(activity) > MAX_DEPTH:
        return
    inner = deepcopy(activity)
    inner.set("id", f"i{random.randrange(10**6)}")
    for each in list(activity):
        activity.remove(each)
    for name in [str(name) for name in activity.attrib if name not in ("id", "name", "default")]:
        del activity.attrib[name]
    activity.tag = f"{{{MODEL}}}{random.choice(('subProcess', 'transaction', 'adHocSubProcess'))}"
    activity.append(inner)
    if not activity.tag.endswith("adHocSubProcess"):
        start, end = _part(activity, "startEvent", random), _part(activity, "endEvent", random)
        _flow(start, inner, random)
        _flow(inner, end, random)
        if random.random() < 0.4:
            _define(end, random)


_GROWING: tuple[Mutation, ...] = (
    *(_add_border, _add_border, _add_border, _add_loop, _add_loop, _add_handler, _add_handler, _change_kind),
    *(_change_condition, _undo, _undo, _delay, _insert_event, _insert_event, _enclose, _enclose, change_text),
)
