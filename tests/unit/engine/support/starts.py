"""Start events: of a process, of a sub-process, and of event sub-processes in each place."""

from tests.unit.engine.support.definitions import DEFINITIONS, MULTIPLE, NOT_BPMN, event
from tests.unit.engine.support.notation import DAY, Cell, Refused, Runs, Table, begun, element, flows, people, runs

_WAITS = {  # key → how a wait for it is shown, and the command that makes it happen
    "message": ("message", "message h v=1"),
    "date": (DAY, "timer h"),
    "duration": (DAY, "timer h"),
    "cycle": (DAY, "timer h"),
    "signal": ("signal", "signal h"),
    "conditional": ("condition", "set v=5"),
    "error": ("", "error a nej"),
    "escalation": ("", "escalation a upp"),
}
_NOTES = {"message": " · v=1"}
_UNSUPPORTED_START = {
    "multiple": MULTIPLE,
    "parallel multiple": MULTIPLE,
    "conditional": "En process kan inte starta av ett villkor: innan ärendet finns har det inga variabler att pröva.",
}


def _of_process(key: str) -> Runs | Refused:
    if key == "none":
        return runs("start v=1 → s +a → a · v=1", "complete a → -a → end")
    if key in ("message", "date", "duration", "cycle", "signal"):
        return runs("start s v=1 → s +a → a · v=1", "complete a → -a → end")
    if key in _UNSUPPORTED_START:
        return Refused("not-supported", "s", _UNSUPPORTED_START[key])
    return Refused("event-in-wrong-place", "s", NOT_BPMN)


def _of_sub_process(key: str) -> Runs | Refused:
    if key == "none":
        return runs("start → s +sub s1 +a → a", "complete a → -a -sub +z → z")
    return Refused("event-in-wrong-place", "s1", "En inbäddad delprocess börjar när flödet kommer till den.")


def _plain_starts() -> list[Cell]:
    cells = []
    for key, made in DEFINITIONS.items():
        body = event("startEvent", "s", key) + people("a") + flows("s a")
        cells.append(Cell(made.row, "process", body, _of_process(key)))
        inner = event("startEvent", "s1", key) + people("a") + flows("s1 a")
        body = begun(element("subProcess", "sub", inner) + people("z"), "s sub, sub z")
        cells.append(Cell(made.row, "inbäddad delprocess", body, _of_sub_process(key)))
    return cells


def _handler(
    key: str, interrupting: bool, id_: str = "es", content: str = '<userTask id="x"/>', ends: str = "h x"
) -> str:
    start = event("startEvent", "h", key, f'isInterrupting="{str(interrupting).lower()}"')
    return element("subProcess", id_, start + content + flows(ends), 'triggeredByEvent="true"')


_TASK = '<serviceTask id="a" camunda:type="external" camunda:topic="t"/>'


def _in_process(handler: str) -> str:
    return begun(_TASK + handler, "s a")


def _in_sub_process(handler: str) -> str:
    inner = element("startEvent", "s1") + _TASK + flows("s1 a") + handler
    return begun(element("subProcess", "sub", inner) + people("z"), "s sub, sub z")


def _in_handler(handler: str) -> str:
    start = '<startEvent id="h1"><messageEventDefinition messageRef="msg2"/></startEvent>'
    outer = element("subProcess", "outer", start + _TASK + flows("h1 a") + handler, 'triggeredByEvent="true"')
    return begun(people("b") + outer, "s b")


_PLACES = {  # column → the drawing around, the lines before, what ends around the handler, what follows when all is done
    "i processen": (_in_process, ("start → s +a → {rests}",), "", "end"),
    "i en delprocess": (_in_sub_process, ("start → s +sub s1 +a → {rests}",), " -sub +z", "z"),
    "i en händelsedelprocess": (
        _in_handler,
        ("start → s +b → b h1/message", "message h1 → !b +outer h1 +a → {rests}"),
        " -outer",
        "end",
    ),
}


def _armed(key: str) -> str:
    shown = _WAITS[key][0]
    return f"h/{shown}" if shown else ""


def _rests(*waits: str) -> str:
    return " ".join(sorted(each for each in waits if each))


def _interrupting(key: str, place: str) -> Runs:
    _, before, around, last = _PLACES[place]
    return runs(
        *(line.format(rests=_rests("a/job", _armed(key))) for line in before),
        f"{_WAITS[key][1]} → !a +es h +x → x{_NOTES.get(key, '')}",
        f"complete x → -x -es{around} → {last}",
    )


def _beside(key: str, place: str) -> Runs:
    """Not interrupting: it happens twice where it can, its work goes on beside, and the scope waits for it."""
    _, before, around, last = _PLACES[place]
    first, again = _armed(key), _armed(key)
    if key in ("date", "duration"):
        again = ""
    elif key == "cycle":
        again = "h/2026-03-04T10:00"
    lines = [line.format(rests=_rests("a/job", first)) for line in before]
    lines.append(f"{_WAITS[key][1]} → +es h +x → {_rests('a/job', 'x', again)}{_NOTES.get(key, '')}")
    if key == "conditional":  # it must turn false before it can turn true again
        lines.append("set v=6 → nothing → " + _rests("a/job", "x", again))
        lines.append("set v=1 → nothing → " + _rests("a/job", "x", again))
    handlers = 1
    if again:
        handlers = 2
        rest = "" if key == "cycle" else again
        lines.append(f"{_WAITS[key][1]} → +es h +x → {_rests('a/job', 'x', 'x', rest)}")
        again = rest
    lines.append(f"complete a → -a → {_rests(*['x'] * handlers, again)}")
    if handlers == 2:
        lines.append(f"complete x → -x -es → {_rests('x', again)}")
    return runs(*lines, f"complete x → -x -es{around} → {last}")


def _refused_handler(key: str, interrupting: bool) -> Refused | None:
    if key == "none":
        return Refused("event-sub-process-start", "es", "En händelsedelprocess måste vänta på något.")
    if key == "error" and not interrupting:
        return Refused("error-start-must-interrupt", "h", "Ett fel avbryter alltid det som pågår.")
    if key in ("multiple", "parallel multiple"):
        return Refused("not-supported", "h", MULTIPLE)
    if key in ("link", "terminate", "cancel"):
        return Refused("event-in-wrong-place", "h", NOT_BPMN)
    return None


def _undone(place: str, interrupting: bool) -> tuple[str, Runs | Refused]:
    """Compensation: the handler undoes the sub-process that it is in, when that has completed."""
    handler = _handler("compensation", interrupting)
    if place != "i en delprocess":
        why = "Det är en avslutad delprocess som ångras, så händelsedelprocessen ska ligga i den."
        rule = "compensation-start-in-process" if place == "i processen" else "not-supported"
        return _PLACES[place][0](handler), Refused(rule, "h", why)
    throw = '<endEvent id="y"><compensateEventDefinition/></endEvent>' + flows("z y")
    return _in_sub_process(handler) + throw, runs(
        "start → s +sub s1 +a → a/job",
        "complete a → -a -sub +z → z",
        "complete z → -z +y +es h +x → x",
        "complete x → -x -es -y → end",
    )


def _in_place(key: str, place: str, interrupting: bool) -> tuple[str, Runs | Refused]:
    if key == "compensation":
        return _undone(place, interrupting)
    expected: Runs | Refused | None = _refused_handler(key, interrupting)
    if expected is None:
        expected = _interrupting(key, place) if interrupting else _beside(key, place)
    return _PLACES[place][0](_handler(key, interrupting)), expected


def _event_sub_processes() -> list[Cell]:
    cells = []
    for key, made in DEFINITIONS.items():
        for place in _PLACES:
            for interrupting in (True, False):
                body, expected = _in_place(key, place, interrupting)
                column = f"{place}, {'avbryter' if interrupting else 'avbryter inte'}"
                bare = "" if place == "i processen" else "an event sub-process within a sub-process is ignored"
                if key in ("error", "escalation"):
                    bare = "the handler runs although nothing was thrown"
                cells.append(Cell(made.row, column, body, expected, bare=bare))
    return cells


TABLES = (
    Table(
        "Starthändelser",
        "En process startar av någon av sina starthändelser. En inbäddad delprocess startar när flödet kommer dit.",
        tuple(_plain_starts()),
        "starthändelse (start event)",
    ),
    Table(
        "Starthändelser i händelsedelprocesser",
        "En händelsedelprocess (event sub-process) väntar så länge det som den ligger i pågår. Den som avbryter tar bort allt "
        "annat där; den som inte avbryter går bredvid.",
        tuple(_event_sub_processes()),
        "starthändelse (start event)",
    ),
)
