"""Sub-processes of each kind: what is in them, where they begin and end, and within one another."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.unit.engine.support.activities import EXTERNAL
from tests.unit.engine.support.notation import ROOTS, Cell, Refused, Runs, Table, begun, element, flows, people, runs

_U = f'<serviceTask id="u" {EXTERNAL}/>'
_PLAIN, _EMPTY, _NO_START, _SIDE = "med start och slut", "tom", "utan starthändelse", "flera grenar utan start"
_STARTS, _NESTED, _LOOP, _SEVERAL = (
    "flera vanliga starter",
    "i en av samma slag",
    "upprepas (loop)",
    "flera (multi-instance)",
)
_CONTENTS = {
    _PLAIN: '<startEvent id="s1"/>' + _U + '<endEvent id="e"/>' + flows("s1 u, u e"),
    _EMPTY: "",
    _NO_START: _U + '<userTask id="v"/>' + flows("u v"),
    _SIDE: _U + '<userTask id="v"/>',
    _STARTS: '<startEvent id="s1"/><startEvent id="s2"/>' + _U + flows("s1 u, s2 u"),
}
_LOOPS = {
    _LOOP: '<standardLoopCharacteristics loopMaximum="2"/>',
    _SEVERAL: "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>",
}
COLUMNS = (*_CONTENTS, _NESTED, *_LOOPS)

Expected = dict[str, Runs | Refused]


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of sub-process "a": how one is drawn with a content, and the traces where it begins and ends."""

    row: str
    drawn: Callable[[str, str], tuple[str, str]]
    expected: Expected


def _embedded(tag: str) -> Callable[[str, str], tuple[str, str]]:
    def drawn(content: str, more: str) -> tuple[str, str]:
        return begun(element(tag, "a", more + content) + people("z"), "s a, a z"), ""

    return drawn


def _called(content: str, more: str) -> tuple[str, str]:
    body = begun(element("callActivity", "a", more, 'calledElement="q"') + people("z"), "s a, a z")
    return body, f'<process id="q" isExecutable="true">{content}</process>'


def _handler(content: str, more: str) -> tuple[str, str]:
    start = '<startEvent id="h"><messageEventDefinition messageRef="msg"/></startEvent>'
    first = "s1" if 'id="s1"' in content else "u"
    content = content.replace('<startEvent id="s1"/>', '<task id="s1"/>')
    content = start + content + flows(f"h {first}") if content else ""
    return begun(people("z") + element("subProcess", "a", more + content, 'triggeredByEvent="true"'), "s z"), ""


def _no_starts() -> Expected:
    """Without a start event it begins at everything that nothing leads to."""
    return {
        _NO_START: runs("start → s +a +u → u/job", "complete u → -u +v → v", "complete v → -v -a +z → z"),
        _SIDE: runs("start → s +a +u +v → u/job v", "complete v → -v → u/job", "complete u → -u -a +z → z"),
    }


def _common(nested: str, close: str) -> Expected:
    twice, again = "+a s1 +u +a s1 +u", "u/job u/job"
    return {
        _PLAIN: runs("start → s +a s1 +u → u/job", "complete u → -u e -a +z → z"),
        **_no_starts(),
        _NESTED: runs(f"start → s {nested} → u/job", f"complete u → {close} +z → z"),
        _LOOP: runs(
            "start → s +a +a s1 +u → u/job",
            "complete u → -u e -a +a s1 +u → u/job",
            "complete u → -u e -a -a +z → z",
        ),
        _SEVERAL: runs(
            f"start → s +a {twice} → {again}", "complete u → -u e -a → u/job", "complete u → -u e -a -a +z → z"
        ),
    }


_EMPTY_WHY = "Det finns inget i den att göra."
_STARTS_WHY = "Det går inte att veta var den ska börja."
_SAME: Expected = {
    **_common("+a s1 +b s1b +u", "-u eb -b e -a"),
    _EMPTY: Refused("empty-sub-process", "a", _EMPTY_WHY),
    _STARTS: Refused("several-plain-starts", "s2", _STARTS_WHY),
}
_CALL: Expected = {
    **_common("+a s1 +b s1b +u", "-u eb -b e -a"),
    _EMPTY: Refused("nothing-to-run", "q", _EMPTY_WHY),
    _STARTS: Refused("several-plain-starts", "s2", _STARTS_WHY),
}
_HANDLER_START = Refused(
    "event-sub-process-start", "a", "En händelsedelprocess börjar vid precis en starthändelse, som väntar på något."
)
_LOOPED = Refused("not-supported", "a", "Den börjar när något händer, och upprepas inte av sig själv.")
_HANDLER: Expected = {
    _PLAIN: runs("start → s +z → h/message z", "message h → !z +a h s1 +u → u/job", "complete u → -u e -a → end"),
    _EMPTY: Refused("empty-sub-process", "a", _EMPTY_WHY),
    _NO_START: _HANDLER_START,
    _SIDE: _HANDLER_START,
    _STARTS: _HANDLER_START,
    _NESTED: runs(
        "start → s +z → h/message z",
        "message h → !z +a h +s1 → hb/message s1",
        "message hb → +b hb +u → hb/message s1 u/job",
        "complete u → -u eb -b → hb/message s1",
        "complete s1 → -s1 -a → end",
    ),
    _LOOP: _LOOPED,
    _SEVERAL: _LOOPED,
}
_KINDS = (
    _Kind("delprocess (sub-process)", _embedded("subProcess"), _SAME),
    _Kind("transaktion (transaction)", _embedded("transaction"), _SAME),
    _Kind("anropad process (call activity)", _called, _CALL),
    _Kind("händelsedelprocess (event sub-process)", _handler, _HANDLER),
)


def _inner(content: str) -> str:
    """The plain content with ids of its own, but for the task that waits."""
    return content.replace('"s1"', '"s1b"').replace('"e"', '"eb"').replace("s1-u", "s1b-u").replace("u-e", "u-eb")


def _nested(kind: _Kind) -> tuple[str, str]:
    plain, outer = _CONTENTS[_PLAIN], '<startEvent id="s1"/>{}<endEvent id="e"/>' + flows("s1 b, b e")
    if kind.row.startswith("anropad"):
        body, called = kind.drawn(outer.format('<callActivity id="b" calledElement="r"/>'), "")
        return body, called + f'<process id="r" isExecutable="true">{_inner(plain)}</process>'
    if kind.row.startswith("händelse"):
        start = '<startEvent id="hb" isInterrupting="false"><messageEventDefinition messageRef="msg2"/></startEvent>'
        content = start + _U + '<endEvent id="eb"/>' + flows("hb u, u eb")
        return kind.drawn('<userTask id="s1"/>' + element("subProcess", "b", content, 'triggeredByEvent="true"'), "")
    tag = "transaction" if kind.row.startswith("trans") else "subProcess"
    return kind.drawn(outer.format(element(tag, "b", _inner(plain))), "")


def _drawn(kind: _Kind, column: str) -> tuple[str, str]:
    if column == _NESTED:
        return _nested(kind)
    if kind.row.startswith("händelse") and column in (_NO_START, _SIDE):
        return begun(people("z") + element("subProcess", "a", _CONTENTS[column], 'triggeredByEvent="true"'), "s z"), ""
    if kind.row.startswith("händelse") and column == _STARTS:
        second = '<startEvent id="h2"><messageEventDefinition messageRef="msg2"/></startEvent>' + flows("h2 u")
        return kind.drawn(_CONTENTS[_PLAIN] + second, "")
    return kind.drawn(_CONTENTS.get(column, _CONTENTS[_PLAIN]), _LOOPS.get(column, ""))


def _cells() -> tuple[Cell, ...]:
    cells = []
    for kind in _KINDS:
        for column in COLUMNS:
            body, roots = _drawn(kind, column)
            cells.append(Cell(kind.row, column, body, kind.expected[column], ROOTS + roots))
    return tuple(cells)


TABLES = (
    Table(
        "Delprocesser",
        "En delprocess börjar vid sin starthändelse, eller vid allt som inget leder till, och är klar när inget i den pågår.",
        _cells(),
        "delprocess",
    ),
)
