"""Every kind of activity, once and repeated in each way, held back before or after, and with BPMN's odder attributes."""

from collections.abc import Callable

from tests.unit.engine.support.activities import SCOPES, TASKS, Activity
from tests.unit.engine.support.notation import ROOTS, Cell, Refused, Runs, Table, begun, people, runs

Expect = Callable[[Activity], Runs | Refused]


def _twice(words: str) -> str:
    return f"{words} {words}".strip()


def _joined(*words: str) -> str:
    return " ".join(word for word in words if word)


def _sent(activity: Activity, times: int = 1) -> str:
    """The messages that a send task throws on its way."""
    return " ·" + " >message:svar" * times if activity.tag == "sendTask" and not activity.finish else ""


def _once(activity: Activity) -> Runs:
    if not activity.finish:
        return runs(f"start → s a +z → z{_sent(activity)}", "complete z → -z → end")
    return runs(
        f"start → s {activity.opened} → {activity.waits}",
        f"{activity.finish} → {activity.closed} +z → z",
        "complete z → -z → end",
    )


def _loop_after(activity: Activity) -> Runs:
    if not activity.finish:
        return runs(f"start more=false → s +a a -a +z → z{_sent(activity)}")
    return runs(
        f"start more=true → s +a {activity.opened} → {activity.waits}",
        f"{activity.finish} → {activity.closed} {activity.opened} → {activity.waits}",
        f"set more=false → nothing → {activity.waits}",
        f"{activity.finish} → {activity.closed} -a +z → z",
    )


def _loop_before(activity: Activity) -> Runs:
    if not activity.finish:
        return runs("start more=false → s a +z → z")
    return runs(
        f"start more=true → s +a {activity.opened} → {activity.waits}",
        f"set more=false → nothing → {activity.waits}",
        f"{activity.finish} → {activity.closed} -a +z → z",
    )


def _in_turn(activity: Activity) -> Runs:
    """Two times, one after the other."""
    if not activity.finish:
        return runs(f"start → s +a a a -a +z → z{_sent(activity, 2)}")
    return runs(
        f"start → s +a {activity.opened} → {activity.waits}",
        f"{activity.finish} → {activity.closed} {activity.opened} → {activity.waits}",
        f"{activity.finish} → {activity.closed} -a +z → z",
    )


def _at_once(activity: Activity) -> Runs:
    """Two at the same time."""
    if not activity.finish:
        return runs(f"start → s +a a a -a +z → z{_sent(activity, 2)}")
    return runs(
        f"start → s +a {_twice(activity.opened)} → {_twice(activity.waits)}",
        f"{activity.finish} → {activity.closed} → {activity.waits}",
        f"{activity.finish} → {activity.closed} -a +z → z",
    )


def _items(activity: Activity) -> Runs:
    start = 'start items=["x","y"]'
    if not activity.finish:
        return runs(f"{start} → s +a a a -a +z → z{_sent(activity, 2)}")
    seen, left = f" · {activity.inside}#0.item=x {activity.inside}#1.item=y", f" · {activity.inside}.item=y"
    if activity.tag == "callActivity":  # what is not mapped stays outside
        seen, left = f" · {activity.inside}#0.item=-", ""
    return runs(
        f"{start} → s +a {_twice(activity.opened)} → {_twice(activity.waits)}{seen}",
        f"{activity.finish} → {activity.closed} → {activity.waits}{left}",
        f"{activity.finish} → {activity.closed} -a +z → z",
    )


def _items_in_turn(activity: Activity) -> Runs:
    start = 'start items=["x","y"]'
    if not activity.finish:
        return runs(f"{start} → s +a a a -a +z → z{_sent(activity, 2)}")
    item = "-" if activity.tag == "callActivity" else "{}"
    seen = f" · {activity.inside}.item={item}"
    return runs(
        f"{start} → s +a {activity.opened} → {activity.waits}{seen.format('x')}",
        f"{activity.finish} → {activity.closed} {activity.opened} → {activity.waits}{seen.format('y')}",
        f"{activity.finish} → {activity.closed} -a +z → z",
    )


def _enough(activity: Activity) -> Runs:
    """Three at once, and one is enough."""
    if not activity.finish:
        return runs(f"start → s +a a -a +z → z{_sent(activity)}")
    return runs(
        f"start → s +a {_joined(*[activity.opened] * 3)} → {_joined(*[activity.waits] * 3)}",
        f"{activity.finish} → {activity.closed} {_twice(activity.interrupted)} -a +z → z",
    )


def _gathers(activity: Activity) -> Runs:
    """Two at once; what each gives becomes a list, in the order of the items."""
    if not activity.finish:
        made = "[2,2]" if activity.tag == "scriptTask" else "[null,null]"
        sent = _sent(activity, 2).removeprefix(" ·")
        return runs(f"start → s +a a a -a +z → z · out={made}{sent}")
    made = "[null,null]" if activity.tag == "callActivity" else "[1,2]"
    second = activity.finish + "#1"
    return runs(
        f"start → s +a {_twice(activity.opened)} → {_twice(activity.waits)}",
        f"{second} r=2 → {activity.closed} → {activity.waits}",
        f"{activity.finish} r=1 → {activity.closed} -a +z → z · out={made} r=-",
    )


def _nothing(activity: Activity) -> Runs:
    return runs("start items=[] → s a +z → z", "complete z → -z → end")


def _held_before(activity: Activity) -> Runs:
    if not activity.finish:
        return runs("start → s → a/continuation", f"continue a → a +z → z{_sent(activity)}")
    return runs(
        "start → s → a/continuation",
        f"continue a → {activity.opened} → {activity.waits}",
        f"{activity.finish} → {activity.closed} +z → z",
    )


def _held_after(activity: Activity) -> Runs:
    if not activity.finish:
        return runs(f"start → s a → a/continuation{_sent(activity)}", "continue a → +z → z")
    return runs(
        f"start → s {activity.opened} → {activity.waits}",
        f"{activity.finish} → {activity.closed} → a/continuation",
        "continue a → +z → z",
    )


def _always(rule: str, why: str) -> Expect:
    return lambda activity: Refused(rule, "a", why)


def _several(inner: str, attributes: str = "") -> str:
    return f"<multiInstanceLoopCharacteristics {attributes}>{inner}</multiInstanceLoopCharacteristics>"


def _loop(inner: str, attributes: str = "") -> str:
    return f"<standardLoopCharacteristics {attributes}>{inner}</standardLoopCharacteristics>"


_COUNT = "<loopCardinality>{}</loopCardinality>"
_MORE = "<loopCondition>=more</loopCondition>"
_OUTPUT = '<loopDataOutputRef>out</loopDataOutputRef><outputDataItem name="r"/>'
_LIST = 'camunda:collection="items" camunda:elementVariable="item"'
_ENOUGH = _COUNT.format(3) + "<completionCondition>=nrOfCompletedInstances = 1</completionCondition>"

VARIANTS: dict[str, tuple[str, str, Expect]] = {  # column → (content, attributes, what is expected)
    "en gång": ("", "", _once),
    "upprepas, villkor efter (standard loop)": (_loop(_MORE), "", _loop_after),
    "upprepas, villkor före (testBefore)": (_loop(_MORE, 'testBefore="true"'), "", _loop_before),
    "upprepas, högst (loopMaximum)": (_loop("", 'loopMaximum="2"'), "", _in_turn),
    "i följd, antal (sequential, loopCardinality)": (_several(_COUNT.format(2), 'isSequential="true"'), "", _in_turn),
    "i följd, lista (collection)": (_several("", f'isSequential="true" {_LIST}'), "", _items_in_turn),
    "samtidigt, antal (parallel, loopCardinality)": (_several(_COUNT.format(2)), "", _at_once),
    "samtidigt, lista (collection)": (_several("", _LIST), "", _items),
    "tom lista": (_several("", _LIST), "", _nothing),
    "tills det räcker (completionCondition)": (_several(_ENOUGH), "", _enough),
    "samlar resultat (loopDataOutputRef)": (_several(_OUTPUT + _COUNT.format(2)), "", _gathers),
}
ODD: dict[str, tuple[str, str, Expect]] = {
    "asyncBefore": ("", 'camunda:asyncBefore="true"', _held_before),
    "asyncAfter": ("", 'camunda:asyncAfter="true"', _held_after),
    "behavior=None": (
        _several(_COUNT.format(2), 'behavior="None" noneBehaviorEventRef="sig"'),
        "",
        _always("bad-value", "Händelser medan något görs flera gånger (behavior) kan inte köras."),
    ),
    "isForCompensation, i flödet": (
        "",
        'isForCompensation="true"',
        _always(
            "compensation-handler-with-flow",
            "Det som ångrar en aktivitet står utanför flödet och nås av en association.",
        ),
    ),
    "startQuantity": (
        "",
        'startQuantity="2"',
        _always("bad-value", "Att vänta på flera tokens före start kan inte köras; rita ett möte i stället."),
    ),
    "completionQuantity": (
        "",
        'completionQuantity="2"',
        _always("bad-value", "Att lämna flera tokens efter sig kan inte köras; rita flera flöden ut i stället."),
    ),
}


def _cells(variants: dict[str, tuple[str, str, Expect]]) -> tuple[Cell, ...]:
    cells = []
    for activity in (*TASKS.values(), *SCOPES.values()):
        for column, (content, attributes, expect) in variants.items():
            body = begun(activity.drawn(content, attributes) + people("z"), "s a, a z")
            cells.append(Cell(activity.row, column, body, expect(activity), ROOTS + activity.roots))
    return tuple(cells)


TABLES = (
    Table(
        "Aktiviteter, en gång och flera",
        "Uppgifter av alla slag, delprocesser och anrop: en gång, upprepade (loop) eller för flera på en gång (multi-instance).",
        _cells(VARIANTS),
        "aktivitet",
    ),
    Table(
        "Aktiviteter med särskilda egenskaper",
        "asyncBefore och asyncAfter låter ett jobb fortsätta före eller efter aktiviteten.",
        _cells(ODD),
        "aktivitet",
    ),
)
