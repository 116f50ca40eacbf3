"""Sequence flows: from and to every kind of symbol, with conditions and defaults, and where none are drawn."""

from collections.abc import Callable

from tests.unit.engine.support.activities import EXTERNAL
from tests.unit.engine.support.notation import ROOTS, Cell, Refused, Runs, Table, begun, element, flows, people, runs

_Q = f'<process id="q" isExecutable="true"><startEvent id="q1"/><serviceTask id="u" {EXTERNAL}/>{flows("q1 u")}</process>'
_OUT = '<extensionElements><camunda:out variables="all"/></extensionElements>'
_CATCH = '<messageEventDefinition messageRef="msg"/>'
_SUB = '<startEvent id="s1"/><userTask id="u"/>' + flows("s1 u")
_SOURCES = {  # row → how "a" is drawn, the lines up to it, the command that ends it and the trace so far
    "uppgift": (people("a"), ("start → s +a → a",), "complete a", "-a"),
    "delprocess": (element("subProcess", "a", _SUB), ("start → s +a s1 +u → u",), "complete u", "-u -a"),
    "anropsaktivitet": (
        element("callActivity", "a", _OUT, 'calledElement="q"'),
        ("start → s +a q1 +u → u/job",),
        "complete u",
        "-u -a",
    ),
    "flera på en gång": (
        element(
            "userTask",
            "a",
            "<multiInstanceLoopCharacteristics><loopCardinality>1</loopCardinality></multiInstanceLoopCharacteristics>",
        ),
        ("start → s +a +a → a",),
        "complete a",
        "-a -a",
    ),
    "mottagande uppgift": ('<receiveTask id="a" messageRef="msg"/>', ("start → s +a → a/message",), "message a", "-a"),
    "händelse som väntar": (
        element("intermediateCatchEvent", "a", _CATCH),
        ("start → s +a → a/message",),
        "message a",
        "-a",
    ),
    "händelse som sänder": (element("intermediateThrowEvent", "a"), ("start → s +w → w",), "complete w", "-w a"),
    "gränshändelse": (
        people("w2") + element("boundaryEvent", "a", _CATCH, 'attachedToRef="w2"'),
        ("start → s +w2 → a/message w2",),
        "message a",
        "!w2 a",
    ),
    "starthändelse": ("", (), "start", "a"),
}
_ACTIVITIES = ("uppgift", "delprocess", "anropsaktivitet", "flera på en gång", "mottagande uppgift")


def _led_to(row: str, ways: str, default: str = "") -> str:
    """A drawing where "a" has these flows out."""
    drawn, after = _SOURCES[row][0], people(*(id_ for id_ in "bcd" if f"a {id_}" in ways))
    if row == "starthändelse":
        drawn = '<startEvent id="a"/>'
    if default:
        drawn = drawn.replace('id="a"', f'id="a" default="{default}"')
    before = {"händelse som sänder": "s w, w a", "gränshändelse": "s w2", "starthändelse": ""}.get(row, "s a")
    drawn += people("w") if row == "händelse som sänder" else ""
    ends = ", ".join(each for each in (before, ways) if each)
    return begun(drawn + after, ends) if before else drawn + after + (flows(ends) if ends else "")


def _after(row: str, values: str, trace: str, rests: str) -> Runs:
    _, before, command, so_far = _SOURCES[row]
    return runs(*before, f"{command}{values} → {so_far} {trace} → {rests}")


def _choosing(row: str, expected: Runs, element_id: str, rule: str) -> Runs | Refused:
    if row in _ACTIVITIES:
        return expected
    what = "Bara aktiviteter och vägval väljer mellan flöden."
    return Refused(rule, element_id, what)


def _failed(row: str) -> Runs:
    """No condition holds: the command says so, and nothing has happened."""
    _, before, command, _ = _SOURCES[row]
    rests = before[-1].rpartition(" → ")[2] if before else "nothing"
    return runs(*before, f"{command} v=0 → fails a → {rests}")


_COLUMNS: dict[str, Callable[[str], tuple[str, Runs | Refused]]] = {
    "ett flöde": lambda row: (_led_to(row, "a b"), _after(row, "", "+b", "b")),
    "flera flöden": lambda row: (_led_to(row, "a b, a c"), _after(row, "", "+b +c", "b c")),
    "inget flöde": lambda row: (_led_to(row, ""), _over(row)),
    "villkor, flera stämmer": lambda row: (
        _led_to(row, "a b [=v > 1], a c [=v > 2], a d [=v > 3]"),
        _choosing(row, _after(row, " v=3", "+b +c", "b c"), "a-b", "condition-in-wrong-place"),
    ),
    "villkor och ett utan": lambda row: (
        _led_to(row, "a b [=v > 1], a c"),
        _choosing(row, _after(row, " v=1", "+c", "c"), "a-b", "condition-in-wrong-place"),
    ),
    "inget villkor stämmer": lambda row: (
        _led_to(row, "a b [=v > 1], a c [=v > 2]"),
        _choosing(row, _failed(row), "a-b", "condition-in-wrong-place"),
    ),
    "förvalt (default)": lambda row: (
        _led_to(row, "a d, a b [=v > 1], a c [=v > 2]", "a-d"),
        _choosing(row, _after(row, " v=1", "+d", "d"), "a-b", "condition-in-wrong-place"),
    ),
    "förvalt, villkor stämmer": lambda row: (
        _led_to(row, "a d, a b [=v > 1], a c", "a-d"),
        _choosing(row, _after(row, " v=2", "+b +c", "b c"), "a", "default-in-wrong-place"),
    ),
}


def _over(row: str) -> Runs:
    _, before, command, so_far = _SOURCES[row]
    return runs(*before, f"{command} → {so_far} → end")


def _leaving() -> tuple[Cell, ...]:
    cells = []
    for row in _SOURCES:
        for column, made in _COLUMNS.items():
            body, expected = made(row)
            roots = ROOTS + (_Q if row == "anropsaktivitet" else "")
            bare = "several outgoing flows are refused" if row == "uppgift" and column == "flera flöden" else ""
            cells.append(Cell(row, column, body, expected, roots, bare))
    return tuple(cells)


_FORK = '<parallelGateway id="f"/>'
_TARGETS: dict[str, tuple[str, str, str, str]] = {  # row → "a" drawn, trace, wait of one, command that ends one
    "uppgift": (people("a"), "+a", "a", "complete a"),
    "delprocess": (element("subProcess", "a", _SUB), "+a s1 +u", "u", "complete u"),
    "mottagande uppgift": ('<receiveTask id="a" messageRef="msg"/>', "+a", "a/message", "message a"),
    "händelse som väntar": (element("intermediateCatchEvent", "a", _CATCH), "+a", "a/message", "message a"),
}


def _meeting() -> tuple[Cell, ...]:
    """Two flows into one symbol: each token does it for itself (an uncontrolled merge)."""
    cells = []
    for row, (drawn, trace, wait, command) in _TARGETS.items():
        body = begun(_FORK + people("b", "c", "z") + drawn, "s f, f b, f c, b a, c a, a z")
        closed = "-u -a" if row == "delprocess" else "-a"
        script = runs(
            "start → s f +b +c → b c",
            f"complete c → -c {trace} → {' '.join(sorted(['b', wait]))}",
            f"complete b → -b {trace} → {wait} {wait}",
            f"{command} → {closed} +z → {wait} z",
            f"{command} → {closed} +z → z z",
        )
        cells.append(Cell(row, "möte utan gateway", body, script))
    body = begun(_FORK + people("b", "c") + '<endEvent id="a"/>', "s f, f b, f c, b a, c a")
    script = runs("start → s f +b +c → b c", "complete c → -c a → b", "complete b → -b a → end")
    cells.append(Cell("sluthändelse", "möte utan gateway", body, script))
    body = begun(people("a", "z"), "s a, a a [=again], a z [=not(again)]")
    script = runs("start → s +a → a", "complete a again=true → -a +a → a", "complete a again=false → -a +z → z")
    cells.append(Cell("uppgift, flöde till sig själv", "möte utan gateway", body, script))
    return tuple(cells)


def _forbidden() -> tuple[Cell, ...]:
    sub = element("subProcess", "a", '<startEvent id="s1"/><userTask id="u"/>' + flows("s1 u"))
    handler = element(
        "subProcess",
        "h",
        f'<startEvent id="h1">{_CATCH}</startEvent><task id="t"/>' + flows("h1 t"),
        'triggeredByEvent="true"',
    )
    flow = '<sequenceFlow id="fl" {}/>'
    made = {
        "till en starthändelse": (
            begun(people("a"), "s a, a s"),
            "start-with-incoming",
            "s",
            "En starthändelse börjar något.",
        ),
        "från en sluthändelse": (
            begun(people("a") + '<endEvent id="e"/>', "s e, e a"),
            "end-with-outgoing",
            "e",
            "En sluthändelse avslutar något.",
        ),
        "till en gränshändelse": (
            begun(people("a", "b") + element("boundaryEvent", "bo", _CATCH, 'attachedToRef="a"'), "s a, a bo, bo b"),
            "boundary-with-incoming",
            "bo",
            "Den inträffar medan aktiviteten pågår.",
        ),
        "in i en delprocess": (begun(sub, "s u"), "flow-crosses-border", "s-u", "Flöden går inte över en gräns."),
        "ut ur en delprocess": (
            begun(sub + people("z"), "s a, u z"),
            "flow-crosses-border",
            "u-z",
            "Flöden går inte över en gräns.",
        ),
        "till en händelsedelprocess": (
            begun(people("a") + handler, "s a, a h"),
            "event-sub-process-with-flow",
            "h",
            "Den börjar när något händer.",
        ),
        "från ingenting": (
            begun(people("a") + flow.format('targetRef="a"'), "s a"),
            "flow-without-source",
            "fl",
            "Flödet börjar ingenstans.",
        ),
        "till ingenting": (
            begun(people("a") + flow.format('sourceRef="a" targetRef="x"'), "s a"),
            "flow-without-target",
            "fl",
            "Flödet slutar ingenstans.",
        ),
        "förvalt, men till en annan symbol": (
            begun(element("userTask", "a", "", 'default="s-a"') + people("b"), "s a, a b"),
            "default-not-outgoing",
            "a",
            "Det förvalda flödet ska gå ut från symbolen.",
        ),
        "villkoret är inget uttryck": (
            begun(people("a", "b", "c"), "s a, a b [bifall], a c").replace(">bifall<", ">=bifall +<"),
            "bad-expression",
            "a-b",
            "Uttrycket går inte att läsa.",
        ),
    }
    return tuple(Cell(row, "flöde", body, Refused(rule, id_, why)) for row, (body, rule, id_, why) in made.items())


TABLES = (
    Table("Flöden ut", "Flera flöden ut delar ärendet; villkor och förvalt flöde väljer.", _leaving(), "från"),
    Table("Flöden in", "Där flöden möts utan gateway går varje gren vidare för sig.", _meeting(), "till"),
    Table("Flöden som inte får finnas", "", _forbidden(), "flöde (sequence flow)"),
)
