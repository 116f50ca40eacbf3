"""Boundary events of each kind on each kind of activity, interrupting or not."""

from dataclasses import replace

from tests.unit.engine.support.activities import EXTERNAL, SCOPES, TASKS, Activity
from tests.unit.engine.support.definitions import DEFINITIONS, MULTIPLE, NOT_BPMN, event
from tests.unit.engine.support.notation import DAY, ROOTS, Cell, Refused, Runs, Table, begun, flows, people, runs

_USER = TASKS["user"]
_MULTI = "<multiInstanceLoopCharacteristics{}><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
_LOOP = "<standardLoopCharacteristics><loopCondition>=false</loopCondition></standardLoopCharacteristics>"
_REPEATED = {
    "parallel": replace(
        _USER,
        row="flera samtidigt (parallel multi-instance)",
        inner=_MULTI.format(""),
        opened="+a +a +a",
        waits="a a",
        interrupted="!a !a !a",
    ),
    "sequential": replace(
        _USER,
        row="flera i följd (sequential multi-instance)",
        inner=_MULTI.format(' isSequential="true"'),
        opened="+a +a",
        interrupted="!a !a",
    ),
    "loop": replace(
        _USER, row="upprepning (standard loop)", inner=_LOOP, opened="+a +a", closed="-a -a", interrupted="!a !a"
    ),
}
_HAPPENS = {  # key → how the wait is shown, and the command that makes it happen
    "message": ("bo/message", "message bo v=1", " · v=1"),
    "date": (f"bo/{DAY}", "timer bo", ""),
    "duration": (f"bo/{DAY}", "timer bo", ""),
    "cycle": (f"bo/{DAY}", "timer bo", ""),
    "signal": ("bo/signal", "signal bo", ""),
    "conditional": ("bo/condition", "set v=5", ""),
    "error": ("", "error {inside} nej", ""),
    "escalation": ("", "escalation {inside} upp", ""),
}
_SHORT = {
    "message": "meddelande",
    "date": "tid som datum",
    "duration": "tid som varaktighet",
    "cycle": "tid som upprepning",
    "signal": "signal",
    "conditional": "villkor",
    "error": "fel",
    "escalation": "eskalering",
    "compensation": "kompensation",
    "cancel": "avbrott av transaktion",
}


def _rests(*waits: str) -> str:
    return " ".join(sorted(word for each in waits for word in each.split()))


def _interrupts(activity: Activity, key: str) -> Runs:
    shown, command, note = _HAPPENS[key]
    command = command.format(inside=activity.inside)
    return runs(
        f"start → s {activity.opened} → {_rests(activity.waits, shown)}",
        f"{command} → {activity.interrupted} bo +c → c{note}",
        "complete c → -c → end",
    )


def _goes_on(activity: Activity, key: str) -> Runs:
    """Not interrupting: the activity waits on, the event may happen again, and what it began outlives the activity."""
    shown, command, note = _HAPPENS[key]
    command = command.format(inside=activity.inside)
    after = {"date": "", "duration": "", "cycle": "bo/2026-03-04T10:00"}.get(key, shown)
    lines = [
        f"start → s {activity.opened} → {_rests(activity.waits, shown)}",
        f"{command} → bo +c → {_rests(activity.waits, 'c', after)}{note}",
    ]
    begun_work = "c"
    if (after and key != "conditional") or key == "escalation":
        begun_work, after = "c c", "" if key == "cycle" else after
        lines.append(f"{command} → bo +c → {_rests(activity.waits, begun_work, after)}{note}")
    return runs(*lines, *_finished(activity, begun_work, after))


def _finished(activity: Activity, beside: str, armed: str) -> list[str]:
    """The activity comes to its end, and with it the event."""
    if activity.row == _REPEATED["parallel"].row:
        first = f"complete a → -a → {_rests('a', beside, armed)}"
        return [first, f"complete a → -a -a +z → {_rests('z', beside)}"]
    if activity.row == _REPEATED["sequential"].row:
        first = f"complete a → -a +a → {_rests('a', beside, armed)}"
        return [first, f"complete a → -a -a +z → {_rests('z', beside)}"]
    return [f"{activity.finish} → {activity.closed} +z → {_rests('z', beside)}"]


def _expected(kind: str, activity: Activity, key: str, interrupting: bool) -> Runs | Refused:
    if key == "compensation":
        return _undone(kind, activity)
    if key == "cancel" and kind != "transaction":
        return Refused("cancel-outside-transaction", "bo", "Bara en transaktion kan avbrytas så.")
    if key == "cancel":
        return runs("start → s +a s1 +u → u/job", "complete u → -u ce !a bo +c → c", "complete c → -c → end")
    if key == "error" and not interrupting:
        return Refused("boundary-must-interrupt", "bo", "Ett fel avbryter alltid det som pågår.")
    if not activity.finish:  # it never waits, so nothing can happen meanwhile
        thrown = " · >message:svar" if kind == "send" else ""
        return runs(f"start → s {activity.opened} +z → z{thrown}", "complete z → -z → end")
    if kind == "receive" and key in ("error", "escalation"):  # legal, but nothing throws there
        return runs("start → s +a → a/message", "message a → -a +z → z", "complete z → -z → end")
    return _interrupts(activity, key) if interrupting else _goes_on(activity, key)


def _undone(kind: str, activity: Activity) -> Runs:
    """Compensation: whatever the drawing says of interrupting, it looks at what is done and not at what goes on."""
    if not activity.finish:
        thrown = " · >message:svar" if kind == "send" else ""
        return runs(f"start → s {activity.opened} +z → z{thrown}", *_undoing(1))
    opened = f"start → s {activity.opened} → {activity.waits}"
    return runs(opened, *_finished(activity, "", ""), *_undoing(2 if kind in ("parallel", "sequential") else 1))


def _undoing(times: int) -> list[str]:
    again = ["complete h → -h +h → h"] * (times - 1)
    return ["complete z → -z +x +h → h", *again, "complete h → -h -x → end"]


_UNDO = (
    '<userTask id="h" isForCompensation="true"/><association id="as" sourceRef="bo" targetRef="h"/>'
    '<endEvent id="x"><compensateEventDefinition/></endEvent>'
)
_CANCEL = (
    f'<startEvent id="s1"/><serviceTask id="u" {EXTERNAL}/><endEvent id="ce"><cancelEventDefinition/></endEvent>'
    + flows("s1 u, u ce")
)


def _body(kind: str, activity: Activity, key: str, interrupting: bool) -> str:
    boundary = _boundary(key, interrupting)
    if key == "compensation":
        return begun(activity.drawn() + boundary + _UNDO + people("z"), "s a, a z, z x")
    if key == "cancel" and kind == "transaction":
        activity = replace(activity, inner=_CANCEL)
    return begun(activity.drawn() + boundary + people("c", "z"), "s a, a z, bo c")


def _boundary(key: str, interrupting: bool) -> str:
    cancels = "true" if interrupting else "false"
    return event("boundaryEvent", "bo", key, f'attachedToRef="a" cancelActivity="{cancels}"')


def _cells(interrupting: bool) -> list[Cell]:
    cells = []
    for kind, activity in {**TASKS, **SCOPES, **_REPEATED}.items():
        for key, column in _SHORT.items():
            if key == "cancel" and not interrupting:  # it always interrupts: see the table of transactions
                continue
            body = _body(kind, activity, key, interrupting)
            expected = _expected(kind, activity, key, interrupting)
            bare = "it fires late: a sub-process's ready work runs first" if kind == "sub-process" else ""
            cells.append(Cell(activity.row, column, body, expected, ROOTS + activity.roots, bare))
    return cells


def _forbidden() -> list[Cell]:
    cells = []
    for key in ("none", "link", "terminate", "multiple", "parallel multiple"):
        for interrupting, column in ((True, "avbryter"), (False, "avbryter inte")):
            body = begun(_USER.drawn() + _boundary(key, interrupting) + people("c", "z"), "s a, a z, bo c")
            expected = Refused("event-in-wrong-place", "bo", NOT_BPMN)
            if "multiple" in key:
                expected = Refused("not-supported", "bo", MULTIPLE)
            cells.append(Cell(DEFINITIONS[key].row, column, body, expected))
    return cells


TABLES = (
    Table(
        "Gränshändelser som avbryter",
        "En gränshändelse (boundary event) väntar medan dess aktivitet pågår. Den som avbryter tar genast bort aktiviteten "
        "med allt i den.",
        tuple(_cells(interrupting=True)),
        "aktivitet",
    ),
    Table(
        "Gränshändelser som inte avbryter",
        "Aktiviteten fortsätter, och det som händelsen har satt i gång lever vidare när aktiviteten är klar.",
        tuple(_cells(interrupting=False)),
        "aktivitet",
    ),
    Table("Andra gränshändelser", "Övriga händelser kan inte sitta på en gräns.", tuple(_forbidden()), "gränshändelse"),
)
