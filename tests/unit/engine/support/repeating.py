"""Loops and multi-instance more closely: what conditions see, what counts, what is refused."""

from tests.unit.engine.support.notation import Cell, Refused, Runs, Table, begun, element, people, runs

_LIST = 'camunda:collection="items" camunda:elementVariable="item"'
_COUNT = "<loopCardinality>{}</loopCardinality>"
_RESULT = '<loopDataOutputRef>out</loopDataOutputRef><outputDataItem name="r"/>'


def _several(inner: str, attributes: str = "", more: str = "") -> str:
    inside = f"<multiInstanceLoopCharacteristics {attributes}>{inner}</multiInstanceLoopCharacteristics>"
    return begun(element("userTask", "a", inside, more) + people("z"), "s a, a z")


def _loop(inner: str, attributes: str = "") -> str:
    inside = f"<standardLoopCharacteristics {attributes}>{inner}</standardLoopCharacteristics>"
    return begun(element("userTask", "a", inside) + people("z"), "s a, a z")


def _until(text: str) -> str:
    return f"<completionCondition>{text}</completionCondition>"


_THREE, _ALL = "<loopCondition>=loopCounter &lt; 2</loopCondition>", "+a +a +a +a"
_ROUNDS = runs("start → s +a +a → a", "complete a → -a +a → a", "complete a → -a -a +z → z")

DETAILS: dict[str, tuple[str, Runs | Refused]] = {
    "villkoret ser den klaras egen sak, i följd": (
        _several(_until('=item = "x"'), f'isSequential="true" {_LIST}'),
        runs('start items=["w","x","y"] → s +a +a → a', "complete a → -a +a → a", "complete a → -a -a +z → z"),
    ),
    "villkoret ser den klaras egen sak, samtidigt": (
        _several(_until('=item = "x"'), _LIST),
        runs(
            f'start items=["w","x","y"] → s {_ALL} → a a a', "complete a#2 → -a → a a", "complete a#1 → -a !a -a +z → z"
        ),
    ),
    "villkoret ser den klaras resultat": (
        _several(_RESULT + _COUNT.format(3) + _until('=r = "nej"')),
        runs(
            f"start → s {_ALL} → a a a",
            "complete a r=ja → -a → a a",
            'complete a r=nej → -a !a -a +z → z · out=["ja","nej",null]',
        ),
    ),
    "villkoret räknar (nrOfCompletedInstances)": (
        _several(_COUNT.format(3) + _until("=nrOfCompletedInstances / nrOfInstances &gt; 0.5")),
        runs(f"start → s {_ALL} → a a a", "complete a → -a → a a", "complete a → -a !a -a +z → z"),
    ),
    "antal som pågår (nrOfActiveInstances)": (
        _several(_COUNT.format(2)),
        runs(
            "start → s +a +a +a → a a · a.nrOfActiveInstances=2 a#0.loopCounter=0 a#1.loopCounter=1",
            "complete a → -a → a · a.nrOfActiveInstances=1 a.nrOfCompletedInstances=1",
        ),
    ),
    "en gemensam variabel skrivs av alla": (
        _several(_COUNT.format(2)),
        runs("start → s +a +a +a → a a", "complete a w=1 → -a → a · w=1", "complete a w=2 → -a -a +z → z · w=2"),
    ),
    "antal som uttryck": (_several(_COUNT.format("${n}")), runs("start n=2 → s +a +a +a → a a")),
    "antalet noll": (_several(_COUNT.format(0)), runs("start → s a +z → z")),
    "antal som inte är ett heltal": (_several(_COUNT.format("=n")), runs("start n=2.5 → fails a → nothing")),
    "antal under noll": (_several(_COUNT.format("=n")), runs("start n=-1 → fails a → nothing")),
    "lista som inte är en lista": (_several("", _LIST), runs('start items="x" → fails a → nothing')),
    "lista som saknas": (_several("", _LIST), runs("start → fails a → nothing")),
    "sak i BPMN:s egna ord (loopDataInputRef)": (
        _several('<loopDataInputRef>items</loopDataInputRef><inputDataItem id="item" name="item"/>'),
        runs('start items=["x","y"] → s +a +a +a → a a · a#1.item=y'),
    ),
    "varvets nummer i villkoret (loopCounter), före": (_loop(_THREE, 'testBefore="true"'), _ROUNDS),
    "varvets nummer i villkoret (loopCounter), efter": (_loop(_THREE), _ROUNDS),
    "högst antal varv före villkoret": (_loop("<loopCondition>=true</loopCondition>", 'loopMaximum="2"'), _ROUNDS),
    "inga varv (loopMaximum=0, testBefore)": (
        _loop("", 'loopMaximum="0" testBefore="true"'),
        runs("start → s a +z → z"),
    ),
    "asyncBefore på hela": (
        _several(_COUNT.format(2), "", 'camunda:asyncBefore="true"'),
        runs("start → s → a/continuation", "continue a → +a +a +a → a a"),
    ),
    "asyncAfter på hela": (
        _several(_COUNT.format(1), "", 'camunda:asyncAfter="true"'),
        runs("start → s +a +a → a", "complete a → -a -a → a/continuation", "continue a → +z → z"),
    ),
    "asyncBefore på varje gång": (
        _several(_COUNT.format(2), 'camunda:asyncBefore="true"'),
        Refused("refused-extension", "a", "Sätt asyncBefore på aktiviteten; då väntar den en gång, före alla."),
    ),
    "både antal och lista": (
        _several(_COUNT.format(1), _LIST),
        Refused("not-supported", "a", "Det går inte att veta vilket som gäller."),
    ),
    "varken antal eller lista": (_several(""), Refused("repetition-without-count", "a", "Hur många gånger?")),
    "resultat utan plats": (
        _several('<outputDataItem name="r"/>' + _COUNT.format(2)),
        Refused("loop-output-incomplete", "a", "Det står inte vart resultaten ska."),
    ),
    "upprepning utan slut": (
        _loop(""),
        Refused("loop-without-end", "a", "Det finns varken villkor eller högsta antal."),
    ),
    "både upprepning och flera": (
        _loop("", 'loopMaximum="2"').replace(
            "</userTask>",
            f"<multiInstanceLoopCharacteristics>{_COUNT.format(2)}</multiInstanceLoopCharacteristics></userTask>",
            1,
        ),
        Refused("repeated-element", "a", "Det går inte att veta vilket som gäller."),
    ),
    "villkor som inte är ett uttryck": (
        _several(_COUNT.format(2) + _until("klart")).replace(">klart<", ">${klart<"),
        Refused("bad-expression", "a", "Uttrycket går inte att läsa."),
    ),
}
_BARE = {
    "antal under noll": "a negative cardinality hangs",
    "en gemensam variabel skrivs av alla": "sequential multi-instance without output item fails on item 2",
}

TABLES = (
    Table(
        "Upprepning, närmare",
        "",
        tuple(
            Cell(row, "resultat", body, expected, bare=_BARE.get(row, "")) for row, (body, expected) in DETAILS.items()
        ),
        "läge",
    ),
)
