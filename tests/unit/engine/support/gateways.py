"""Gateways of each kind: splitting, joining, both, in loops, nested, in sub-processes, with defaults, at the ends."""

from tests.unit.engine.support.event_gateways import event_based, followed, instantiating, refused
from tests.unit.engine.support.gateway_places import (
    BADA,
    COLUMNS,
    DELAR,
    DELPROCESS,
    FORK,
    FORST,
    FORVALT,
    INGET,
    MOTER,
    NASTLAD,
    SIST,
    SLINGA,
    Drawn,
    within,
)
from tests.unit.engine.support.notation import Cell, Refused, Table, begun, element, flows, people, runs


def _choice(kind: str, ways: str, ids: str, attributes: str = "") -> str:
    return begun(people("a", *ids) + element(kind, "g", "", attributes), "s a, a g, " + ways)


def _two_to(kind: str, more: str, *ids: str) -> str:
    """Two branches, a and b, that meet at the gateway."""
    inside = FORK + people("a", "b", *ids) + element(kind, "g")
    return begun(inside, "s f, f a, f b, a g, b g" + (f", {more}" if more else ""))


def _exclusive() -> Drawn:
    kind, three = "exclusiveGateway", "g b [=v > 10], g c [=v > 5], g d"
    loop = begun(
        people("a") + element(kind, "m") + element(kind, "g", "", 'default="g-m"') + element("endEvent", "e"),
        "s m, m a, a g, g e [=done], g m",
    )
    nested = _choice(kind, "g b [=v > 10], g h, h c [=v > 5], h d", "bcd", 'default="g-h"')
    nested += element(kind, "h", "", 'default="h-d"')
    inside = people("a", "b", "c") + element(kind, "g", "", 'default="g-c"')
    first = people("b", "c") + element(kind, "g", "", 'default="g-c"') + flows("g b [=v > 1], g c")
    return {
        DELAR: (
            _choice(kind, three, "bcd", 'default="g-d"'),
            runs("start → s +a → a", "complete a v=20 → -a g +b → b", "complete b → -b → end"),
        ),
        FORVALT: (
            _choice(kind, "g d, g b [=v > 10], g c [=v > 5]", "bcd", 'default="g-d"'),
            runs("start → s +a → a", "complete a v=1 → -a g +d → d", "complete d → -d → end"),
        ),
        INGET: (
            _choice(kind, "g b [=v > 10], g c [=v > 5]", "bc"),
            runs(
                "start → s +a → a",
                "complete a v=1 → fails g → a",
                'complete a v="x" → fails g → a',
                "complete a v=6 → -a g +c → c",
            ),
        ),
        MOTER: (
            _two_to(kind, "g z", "z"),
            runs("start → s f +a +b → a b", "complete b → -b g +z → a z", "complete a → -a g +z → z z"),
        ),
        BADA: (
            _two_to(kind, "g c [=v > 1], g d [=v < 2]", "c", "d"),
            runs("start → s f +a +b → a b", "complete a v=1 → -a g +d → b d", "complete b v=2 → -b g +c → c d"),
        ),
        SLINGA: (
            loop,
            runs(
                "start → s m +a → a",
                "complete a done=false → -a g m +a → a",
                "complete a → -a g m +a → a",
                "complete a done=true → -a g e → end",
            ),
        ),
        NASTLAD: (nested, runs("start → s +a → a", "complete a v=7 → -a g h +c → c")),
        DELPROCESS: (
            within(inside, "s1 a, a g, g b [=v > 1], g c"),
            runs("start → s +sub s1 +a → a", "complete a v=2 → -a g +b → b", "complete b → -b -sub +z → z · v=2"),
        ),
        FORST: (first, runs("start v=2 → g +b → b", "complete b → -b → end")),
        SIST: (
            _two_to(kind, ""),
            runs("start → s f +a +b → a b", "complete b → -b g → a", "complete a → -a g → end"),
        ),
    }


def _parallel() -> Drawn:
    kind = "parallelGateway"
    loop = begun(
        FORK + people("a", "b") + '<exclusiveGateway id="m"/>' + element(kind, "g") + '<endEvent id="e"/>'
        '<exclusiveGateway id="x" default="x-m"/>',
        "s m, m f, f a, f b, a g, b g, g x, x e [=done], x m",
    )
    nested = begun(
        FORK + people("a", "b", "c", "z") + element(kind, "f2") + element(kind, "h") + element(kind, "g"),
        "s f, f a, f f2, f2 b, f2 c, b h, c h, a g, h g, g z",
    )
    inside = people("a", "b") + FORK + element(kind, "g")
    return {
        DELAR: (
            _choice(kind, "g b, g c, g d", "bcd"),
            runs("start → s +a → a", "complete a → -a g +b +c +d → b c d", "complete c → -c → b d"),
        ),
        FORVALT: (
            _choice(kind, "g b, g c", "bc", 'default="g-c"'),
            Refused("default-in-wrong-place", "g", "Gatewayen väljer inte mellan flöden, så inget är förvalt."),
        ),
        INGET: (
            _choice(kind, "g b [=v > 1], g c", "bc"),
            Refused("condition-in-wrong-place", "g-b", "Gatewayen väljer inte mellan flöden."),
        ),
        MOTER: (
            _two_to(kind, "g z", "z"),
            runs(
                "start v=0 w=0 → s f +a +b → a b",
                "complete a v=1 → -a → b",
                "complete b w=2 → -b g +z → z · v=1 w=2",
            ),
        ),
        BADA: (
            _two_to(kind, "g c, g d", "c", "d"),
            runs("start → s f +a +b → a b", "complete b → -b → a", "complete a → -a g +c +d → c d"),
        ),
        SLINGA: (
            loop,
            runs(
                "start done=false → s m f +a +b → a b",
                "complete a → -a → b",
                "complete b → -b g x m f +a +b → a b",
                "complete b → -b → a",
                "complete a → -a g x m f +a +b → a b",
                "set done=true → nothing → a b",
                "complete a → -a → b",
                "complete b → -b g x e → end",
            ),
        ),
        NASTLAD: (
            nested,
            runs(
                "start → s f +a f2 +b +c → a b c",
                "complete b → -b → a c",
                "complete a → -a → c",
                "complete c → -c h g +z → z",
            ),
        ),
        DELPROCESS: (
            within(inside, "s1 f, f a, f b, a g, b g"),
            runs("start → s +sub s1 f +a +b → a b", "complete a → -a → b", "complete b → -b g -sub +z → z"),
        ),
        FORST: (
            people("b", "c") + element(kind, "g") + flows("g b, g c"),
            runs("start → g +b +c → b c", "complete b → -b → c", "complete c → -c → end"),
        ),
        SIST: (
            _two_to(kind, ""),
            runs("start → s f +a +b → a b", "complete b → -b → a", "complete a → -a g → end"),
        ),
    }


def _inclusive(kind: str = "inclusiveGateway") -> Drawn:
    fork = '<inclusiveGateway id="f"/>'
    three = "g b [=v > 1], g c [=v > 2], g d"
    loop = begun(
        fork + people("a", "b") + '<exclusiveGateway id="m"/>' + element(kind, "g") + '<endEvent id="e"/>'
        '<exclusiveGateway id="x" default="x-m"/>',
        "s m, m f, f a [=v > 0], f b [=v > 1], a g, b g, g x, x e [=done], x m",
    )
    nested = begun(
        fork + people("a", "b", "c", "z") + element(kind, "f2") + element(kind, "h") + element(kind, "g"),
        "s f, f a [=v > 0], f f2 [=v > 1], f2 b [=v > 1], f2 c [=v > 2], b h, c h, a g, h g, g z",
    )
    inside = people("a", "b") + fork + element(kind, "g")
    first = people("b", "c") + element(kind, "g") + flows("g b [=v > 1], g c [=v > 2]")
    return {
        DELAR: (
            _choice(kind, three, "bcd", 'default="g-d"'),
            runs("start → s +a → a", "complete a v=3 → -a g +b +c → b c", "complete c → -c → b"),
        ),
        FORVALT: (
            _choice(kind, three, "bcd", 'default="g-d"'),
            runs("start → s +a → a", "complete a v=1 → -a g +d → d"),
        ),
        INGET: (
            _choice(kind, "g b [=v > 1], g c [=v > 2]", "bc"),
            runs("start → s +a → a", "complete a v=1 → fails g → a", "complete a v=2 → -a g +b → b"),
        ),
        MOTER: (
            _two_to(kind, "g z", "z"),
            runs("start → s f +a +b → a b", "complete b → -b → a", "complete a → -a g +z → z"),
        ),
        BADA: (
            _two_to(kind, "g c [=v > 1], g d [=v > 2]", "c", "d"),
            runs("start v=3 → s f +a +b → a b", "complete b → -b → a", "complete a → -a g +c +d → c d"),
        ),
        SLINGA: (
            loop,
            runs(
                "start done=false v=2 → s m f +a +b → a b",
                "complete a → -a → b",
                "complete b v=1 → -b g x m f +a → a",
                "complete a v=2 → -a g x m f +a +b → a b",
                "complete b done=true → -b → a",
                "complete a → -a g x e → end",
            ),
        ),
        NASTLAD: (
            nested,
            runs(
                "start v=3 → s f +a f2 +b +c → a b c",
                "complete b → -b → a c",
                "complete c → -c h → a",
                "complete a → -a g +z → z",
            ),
        ),
        DELPROCESS: (
            within(inside, "s1 f, f a [=v > 0], f b [=v > 1], a g, b g"),
            runs("start v=1 → s +sub s1 f +a → a", "complete a → -a g -sub +z → z"),
        ),
        FORST: (first, runs("start v=3 → g +b +c → b c", "complete b → -b → c", "complete c → -c → end")),
        SIST: (
            _two_to(kind, ""),
            runs("start → s f +a +b → a b", "complete b → -b → a", "complete a → -a g → end"),
        ),
    }


def _rows() -> dict[str, Drawn]:
    parallel = 'instantiate="true" eventGatewayType="Parallel"'
    return {
        "exklusiv (exclusive)": _exclusive(),
        "parallell (parallel)": _parallel(),
        "inklusiv (inclusive)": _inclusive(),
        "händelsestyrd (event-based)": event_based(),
        "händelsestyrd, startar processen (instantiate)": instantiating('instantiate="true"'),
        "händelsestyrd, parallell (parallel event-based)": instantiating(parallel),
        "komplex (complex)": refused(
            _inclusive("complexGateway"), "Komplexa gateways kan inte köras; rita det med inklusiva och parallella."
        ),
    }


_BARE = {
    ("exklusiv (exclusive)", DELAR): "with several true conditions the y coordinate of the shape decides",
    ("parallell (parallel)", SLINGA): "the join fires early in the second round",
    ("inklusiv (inclusive)", SLINGA): "the join fires early in the second round",
    ("parallell (parallel)", MOTER): "the branch that comes last overwrites with stale values",
}


def _cells() -> tuple[Cell, ...]:
    return tuple(
        Cell(row, column, drawn[column][0], drawn[column][1], bare=_BARE.get((row, column), ""))
        for row, drawn in _rows().items()
        for column in COLUMNS
    )


TABLES = (
    Table(
        "Gateways",
        "En gateway delar flödet i flera, eller låter flera flöden mötas.",
        _cells(),
        "gateway",
    ),
    Table(
        "Efter en händelsegateway",
        "En händelsestyrd gateway (event-based) följs direkt av det som den väntar på.",
        followed(),
        "symbol",
    ),
)
