"""The processes that are measured: the same diagrams and the same data for all who run them."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'id="matning" targetNamespace="urn:stegvis:matning" expressionLanguage="feel">'
)
TOPIC = "skicka"
OUTSIDE = "prova-utanfor"
"""The topic whose handler calls somebody outside."""
GROUP = "handlaggare"
_NOTE = "Ringde upp och stämde av det som stod i ansökan; inget nytt har hänt sedan sist."


@dataclass(frozen=True, slots=True)
class Dialect:
    """What engines write differently. automatic: id → an element done without a person. below: that `nr` is less."""

    automatic: Callable[[str], str]
    below: Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Workload:
    """A process and its course: `steps` user tasks to the end of a case, and so many `cases` in a run."""

    name: str
    body: Callable[[Dialect], str]
    steps: int
    cases: int = 1

    def diagram(self, dialect: Dialect) -> bytes:
        """The file."""
        return process(self.name, self.body(dialect))


def process(key: str, body: str) -> bytes:
    """A file with one process."""
    return f'{_HEAD}<process id="{key}" name="{key}" isExecutable="true">{body}</process></definitions>'.encode()


def sent(step: int) -> dict[str, str | int]:
    """What a person sends with their step, counted from 1."""
    return {"nr": step, "anteckning": _NOTE}


def loop(name: str, rounds: int) -> Workload:
    """A task, and back to it from a gateway until it has been done so many times."""

    def body(dialect: Dialect) -> str:
        ways = _flow("val", "a", dialect.below(rounds)) + _flow("val", "slut")
        return _START + user("a") + _choice("val", "slut") + _END + _chain("start", "a", "val") + ways

    return Workload(name, body, rounds)


def _short(dialect: Dialect) -> str:
    """Start, a task, a service task, a gateway, a task, end."""
    ways = _flow("val", "b", dialect.below(100)) + _flow("val", "slut")
    nodes = _START + user("a") + dialect.automatic("tjanst") + _choice("val", "slut") + user("b") + _END
    return nodes + _chain("start", "a", "tjanst", "val") + ways + _chain("b", "slut")


def _long(dialect: Dialect) -> str:
    """Ten tasks, two of them beside each other, and a service task."""
    tasks = "".join(user(f"t{number}") for number in range(1, 11))
    gateways = '<parallelGateway id="dela"/><parallelGateway id="forena"/>'
    before = _chain("start", "t1", "t2", "t3", "t4", "tjanst", "t5", "dela")
    beside = _chain("dela", "t6", "forena") + _chain("dela", "t7", "forena")
    after = _chain("forena", "t8", "t9", "t10", "slut")
    return _START + tasks + dialect.automatic("tjanst") + gateways + _END + before + beside + after


WORKLOADS = (Workload("W1", _short, 2, 25), loop("W2", 100), Workload("W3", _long, 10, 6))


def fifty_nodes(key: str, dialect: Dialect) -> bytes:
    """A process of 50 nodes: four like blocks between start and end."""
    blocks = [_block(number, dialect) for number in range(4)]
    links = _chain("start", "a0") + "".join(_chain(f"h{n}", f"a{n + 1}") for n in range(3)) + _chain("h3", "slut")
    return process(key, _START + _END + "".join(blocks) + links)


def _block(number: int, dialect: Dialect) -> str:
    """Twelve nodes: a task with a reminder beside it, a choice with a service task, and two tasks beside each other."""
    a, b, c, d, e, f, g, h, reminder, remind, reminded, merge = (f"{name}{number}" for name in "abcdefghijkl")
    timer = "<timerEventDefinition><timeDuration>P3D</timeDuration></timerEventDefinition>"
    nodes = user(a) + user(c) + user(f) + user(g) + user(remind) + dialect.automatic(d) + _choice(b, c)
    nodes += f'<exclusiveGateway id="{merge}"/><parallelGateway id="{e}"/><parallelGateway id="{h}"/>'
    nodes += f'<boundaryEvent id="{reminder}" attachedToRef="{a}" cancelActivity="false">{timer}</boundaryEvent>'
    nodes += f'<endEvent id="{reminded}"/>'
    ways = _flow(b, d, dialect.below(10)) + _chain(b, c, merge, e, f, h) + _chain(d, merge) + _chain(e, g, h)
    return nodes + _chain(a, b) + ways + _chain(reminder, remind, reminded)


def user(id: str) -> str:
    """A user task."""
    return f'<userTask id="{id}" name="Uppgift {id}" camunda:candidateGroups="{GROUP}"/>'


def _choice(id: str, default: str) -> str:
    return f'<exclusiveGateway id="{id}" default="{id}-{default}"/>'


def _flow(source: str, target: str, condition: str = "") -> str:
    inner = f'<conditionExpression xsi:type="tFormalExpression">{condition}</conditionExpression>' if condition else ""
    return f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


def _chain(*nodes: str) -> str:
    return "".join(_flow(source, target) for source, target in pairwise(nodes))


_START, _END = '<startEvent id="start"/>', '<endEvent id="slut"/>'
