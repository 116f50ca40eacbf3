"""Events in the flow: intermediate catches, also behind an event-based gateway, throws, and ends."""

from tests.unit.engine.support.definitions import DEFINITIONS, MULTIPLE, NOT_BPMN, event
from tests.unit.engine.support.notation import DAY, Cell, Refused, Runs, Table, begun, element, flows, people, runs

_HAPPENS = {
    "message": ("c/message", "message c v=1", " · v=1"),
    "date": (f"c/{DAY}", "timer c", ""),
    "duration": (f"c/{DAY}", "timer c", ""),
    "cycle": (f"c/{DAY}", "timer c", ""),
    "signal": ("c/signal", "signal c v=1", " · v=1"),
    "conditional": ("c/condition", "set v=5", " · v=5"),
}


def _refused(key: str, element_id: str, tag: str = "") -> Refused:
    if key == "parallel multiple" and tag != "catch":
        return Refused("unknown-attribute", element_id, "Bara det som väntar kan vänta på allt.")
    if "multiple" in key:
        return Refused("not-supported", element_id, MULTIPLE)
    return Refused("event-in-wrong-place", element_id, NOT_BPMN)


def _caught(key: str) -> Runs | Refused:
    if key == "link":
        return runs("start → s t c +z → z", "complete z → -z → end")
    if key not in _HAPPENS:
        return _refused(key, "c", "catch")
    shown, command, note = _HAPPENS[key]
    return runs(f"start → s +c → {shown}", f"{command} → -c +z → z{note}", "complete z → -z → end")


def _awaited(key: str) -> Runs | Refused:
    if key not in _HAPPENS:
        return Refused("event-gateway-target", "c", "Efter en händelsegateway ska det finnas något att vänta på.")
    shown, command, note = _HAPPENS[key]
    other = "d/2026-04-01T10:00"
    return runs(
        f"start → s +g → {shown} {other}",
        f"{command} → -g c +z → z{note}",
        "complete z → -z → end",
    )


_THROW_LINK = event("intermediateThrowEvent", "t", "link")
_THIRTY_DAYS = (
    '<intermediateCatchEvent id="d"><timerEventDefinition><timeDuration>P30D</timeDuration></timerEventDefinition>'
    "</intermediateCatchEvent>"
)


def _catches() -> list[Cell]:
    cells = []
    for key, made in DEFINITIONS.items():
        caught = event("intermediateCatchEvent", "c", key) + people("z")
        body = begun(_THROW_LINK + caught, "s t, c z") if key == "link" else begun(caught, "s c, c z")
        bare = "the throw ends there, and the case hangs" if key == "link" else ""
        cells.append(Cell(made.row, "i flödet", body, _caught(key), bare=bare))
        gateway = caught + '<eventBasedGateway id="g"/>' + _THIRTY_DAYS
        cells.append(Cell(made.row, "efter händelsegateway", begun(gateway, "s g, g c, g d, c z, d z"), _awaited(key)))
    return cells


_THROWN = {"message": " · >message:svar", "signal": " · >signal:larm"}


def _throws() -> list[Cell]:
    cells = []
    for key, made in DEFINITIONS.items():
        thrower = event("intermediateThrowEvent", "t", key) + people("z")
        body = begun(thrower, "s t, t z")
        expected: Runs | Refused = _refused(key, "t")
        if key in ("none", "message", "signal", "escalation"):
            expected = runs(f"start → s t +z → z{_THROWN.get(key, '')}", "complete z → -z → end")
        elif key == "link":
            body = begun(thrower + event("intermediateCatchEvent", "c", "link"), "s t, c z")
            expected = runs("start → s t c +z → z", "complete z → -z → end")
        elif key == "compensation":
            body = begun(people("u") + _undoing("u", "h") + thrower, "s u, u t, t z")
            expected = runs(
                "start → s +u → u", "complete u → -u +t +h → h", "complete h → -h -t +z → z", "complete z → -z → end"
            )
        cells.append(Cell(made.row, "i flödet", body, expected))
    return cells


def _ended_in_process(key: str) -> Runs | Refused:
    """Another branch is at work when the end is reached."""
    before = "start → s f +a +b → a b"
    if key == "error":
        return runs(before, "complete a → -a e → b e/incident:nej", "retry e → nothing → b e/incident:nej")
    if key == "terminate":
        return runs(before, "complete a → -a e !b → end")
    if key == "compensation":  # a and b are undone by h and i; b has not completed
        return runs(before, "complete a → -a +e +h → b h", "complete h → -h -e → b", "complete b → -b → end")
    if key in ("none", "message", "signal", "escalation"):
        return runs(before, f"complete a → -a e → b{_THROWN.get(key, '')}", "complete b → -b → end")
    return _refused_end(key)


def _ended_in_sub_process(key: str) -> Runs | Refused:
    """As before, and what is thrown is caught on the border of the sub-process."""
    before = "start → s +sub s1 f +a +b → a b"
    if key in ("error", "escalation"):
        return runs(before, "complete a → -a e !b !sub bo +c → c", "complete c → -c → end")
    if key == "terminate":
        return runs(before, "complete a → -a e !b -sub +z → z", "complete z → -z → end")
    if key == "compensation":
        return runs(before, "complete a → -a +e +h → b h", "complete b → -b → h", "complete h → -h -e -sub +z → z")
    if key in ("none", "message", "signal"):
        return runs(before, f"complete a → -a e → b{_THROWN.get(key, '')}", "complete b → -b -sub +z → z")
    return _refused_end(key)


def _refused_end(key: str) -> Refused:
    if key == "cancel":
        return Refused("cancel-outside-transaction", "e", "Bara en transaktion kan avbrytas så.")
    return _refused(key, "e")


def _undoing(id_: str, handler: str) -> str:
    return (
        f'<userTask id="{handler}" isForCompensation="true"/><boundaryEvent id="{id_}bo" attachedToRef="{id_}">'
        f'<compensateEventDefinition/></boundaryEvent><association id="{id_}as" sourceRef="{id_}bo" targetRef="{handler}"/>'
    )


def _ends() -> list[Cell]:
    cells = []
    for key, made in DEFINITIONS.items():
        inside = people("a", "b") + '<parallelGateway id="f"/>' + event("endEvent", "e", key)
        if key == "compensation":
            inside += _undoing("a", "h") + _undoing("b", "i")
        body = begun(inside, "s f, f a, f b, a e")
        bare = {"error": "it is a success", "signal": "nothing is thrown"}.get(key, "")
        cells.append(Cell(made.row, "i processen", body, _ended_in_process(key), bare=bare))
        sub = element("subProcess", "sub", element("startEvent", "s1") + inside + flows("s1 f, f a, f b, a e"))
        border, ways = "", "s sub, sub z"
        if key in ("error", "escalation"):
            border, ways = event("boundaryEvent", "bo", key, 'attachedToRef="sub"') + people("c"), "s sub, sub z, bo c"
        body = begun(sub + people("z") + border, ways)
        cells.append(Cell(made.row, "i en delprocess", body, _ended_in_sub_process(key), bare=bare))
    return cells


TABLES = (
    Table(
        "Mellanliggande händelser som väntar",
        "Ärendet väntar tills det händer (intermediate catch event). Efter en händelsegateway gäller den som händer först.",
        tuple(_catches()),
        "händelse",
    ),
    Table(
        "Mellanliggande händelser som sänder",
        "Något sänds och ärendet går genast vidare (intermediate throw event).",
        tuple(_throws()),
        "händelse",
    ),
    Table(
        "Sluthändelser",
        "En sluthändelse (end event) avslutar sin gren; avslut (terminate) avslutar allt i samma process eller delprocess.",
        tuple(_ends()),
        "sluthändelse",
    ),
)
