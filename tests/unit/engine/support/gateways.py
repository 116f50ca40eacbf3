"""Gateways of each kind: splitting, joining, both, in loops, nested, in sub-processes, with defaults, at the ends."""

from tests.unit.engine.support.notation import Cell, Refused, Runs, Table, begun, element, flows, people, runs

_DELAR, _FORVALT, _INGET = "delar", "förvalt flöde (default)", "inget villkor stämmer"
_MOTER, _BADA, _SLINGA, _NASTLAD = "möter", "möter och delar", "i en slinga", "nästlad"
_DELPROCESS, _FORST, _SIST = "i en delprocess", "först, utan flöde in", "sist, utan flöde ut"
COLUMNS = (_DELAR, _FORVALT, _INGET, _MOTER, _BADA, _SLINGA, _NASTLAD, _DELPROCESS, _FORST, _SIST)
_FORK = '<parallelGateway id="f"/>'

Drawn = dict[str, tuple[str, Runs | Refused]]


def _choice(kind: str, ways: str, ids: str, attributes: str = "") -> str:
    return begun(people("a", *ids) + element(kind, "g", "", attributes), "s a, a g, " + ways)


def _two_to(kind: str, more: str, *ids: str) -> str:
    """Two branches, a and b, that meet at the gateway."""
    inside = _FORK + people("a", "b", *ids) + element(kind, "g")
    return begun(inside, "s f, f a, f b, a g, b g" + (f", {more}" if more else ""))


def _sub(inside: str, ways: str) -> str:
    inner = '<startEvent id="s1"/>' + inside + flows(ways)
    return begun(element("subProcess", "sub", inner) + people("z"), "s sub, sub z")


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
        _DELAR: (
            _choice(kind, three, "bcd", 'default="g-d"'),
            runs("start → s +a → a", "complete a v=20 → -a g +b → b", "complete b → -b → end"),
        ),
        _FORVALT: (
            _choice(kind, "g d, g b [=v > 10], g c [=v > 5]", "bcd", 'default="g-d"'),
            runs("start → s +a → a", "complete a v=1 → -a g +d → d", "complete d → -d → end"),
        ),
        _INGET: (
            _choice(kind, "g b [=v > 10], g c [=v > 5]", "bc"),
            runs(
                "start → s +a → a",
                "complete a v=1 → fails g → a",
                'complete a v="x" → fails g → a',
                "complete a v=6 → -a g +c → c",
            ),
        ),
        _MOTER: (
            _two_to(kind, "g z", "z"),
            runs("start → s f +a +b → a b", "complete b → -b g +z → a z", "complete a → -a g +z → z z"),
        ),
        _BADA: (
            _two_to(kind, "g c [=v > 1], g d [=v < 2]", "c", "d"),
            runs("start → s f +a +b → a b", "complete a v=1 → -a g +d → b d", "complete b v=2 → -b g +c → c d"),
        ),
        _SLINGA: (
            loop,
            runs(
                "start → s m +a → a",
                "complete a done=false → -a g m +a → a",
                "complete a → -a g m +a → a",
                "complete a done=true → -a g e → end",
            ),
        ),
        _NASTLAD: (nested, runs("start → s +a → a", "complete a v=7 → -a g h +c → c")),
        _DELPROCESS: (
            _sub(inside, "s1 a, a g, g b [=v > 1], g c"),
            runs("start → s +sub s1 +a → a", "complete a v=2 → -a g +b → b", "complete b → -b -sub +z → z · v=2"),
        ),
        _FORST: (first, runs("start v=2 → g +b → b", "complete b → -b → end")),
        _SIST: (
            _two_to(kind, ""),
            runs("start → s f +a +b → a b", "complete b → -b g → a", "complete a → -a g → end"),
        ),
    }


def _parallel() -> Drawn:
    kind = "parallelGateway"
    loop = begun(
        _FORK + people("a", "b") + '<exclusiveGateway id="m"/>' + element(kind, "g") + '<endEvent id="e"/>'
        '<exclusiveGateway id="x" default="x-m"/>',
        "s m, m f, f a, f b, a g, b g, g x, x e [=done], x m",
    )
    nested = begun(
        _FORK + people("a", "b", "c", "z") + element(kind, "f2") + element(kind, "h") + element(kind, "g"),
        "s f, f a, f f2, f2 b, f2 c, b h, c h, a g, h g, g z",
    )
    inside = people("a", "b") + _FORK + element(kind, "g")
    return {
        _DELAR: (
            _choice(kind, "g b, g c, g d", "bcd"),
            runs("start → s +a → a", "complete a → -a g +b +c +d → b c d", "complete c → -c → b d"),
        ),
        _FORVALT: (
            _choice(kind, "g b, g c", "bc", 'default="g-c"'),
            Refused("default-in-wrong-place", "g", "Gatewayen väljer inte mellan flöden, så inget är förvalt."),
        ),
        _INGET: (
            _choice(kind, "g b [=v > 1], g c", "bc"),
            Refused("condition-in-wrong-place", "g-b", "Gatewayen väljer inte mellan flöden."),
        ),
        _MOTER: (
            _two_to(kind, "g z", "z"),
            runs(
                "start v=0 w=0 → s f +a +b → a b",
                "complete a v=1 → -a → b",
                "complete b w=2 → -b g +z → z · v=1 w=2",
            ),
        ),
        _BADA: (
            _two_to(kind, "g c, g d", "c", "d"),
            runs("start → s f +a +b → a b", "complete b → -b → a", "complete a → -a g +c +d → c d"),
        ),
        _SLINGA: (
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
        _NASTLAD: (
            nested,
            runs(
                "start → s f +a f2 +b +c → a b c",
                "complete b → -b → a c",
                "complete a → -a → c",
                "complete c → -c h g +z → z",
            ),
        ),
        _DELPROCESS: (
            _sub(inside, "s1 f, f a, f b, a g, b g"),
            runs("start → s +sub s1 f +a +b → a b", "complete a → -a → b", "complete b → -b g -sub +z → z"),
        ),
        _FORST: (
            people("b", "c") + element(kind, "g") + flows("g b, g c"),
            runs("start → g +b +c → b c", "complete b → -b → c", "complete c → -c → end"),
        ),
        _SIST: (
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
        _DELAR: (
            _choice(kind, three, "bcd", 'default="g-d"'),
            runs("start → s +a → a", "complete a v=3 → -a g +b +c → b c", "complete c → -c → b"),
        ),
        _FORVALT: (
            _choice(kind, three, "bcd", 'default="g-d"'),
            runs("start → s +a → a", "complete a v=1 → -a g +d → d"),
        ),
        _INGET: (
            _choice(kind, "g b [=v > 1], g c [=v > 2]", "bc"),
            runs("start → s +a → a", "complete a v=1 → fails g → a", "complete a v=2 → -a g +b → b"),
        ),
        _MOTER: (
            _two_to(kind, "g z", "z"),
            runs("start → s f +a +b → a b", "complete b → -b → a", "complete a → -a g +z → z"),
        ),
        _BADA: (
            _two_to(kind, "g c [=v > 1], g d [=v > 2]", "c", "d"),
            runs("start v=3 → s f +a +b → a b", "complete b → -b → a", "complete a → -a g +c +d → c d"),
        ),
        _SLINGA: (
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
        _NASTLAD: (
            nested,
            runs(
                "start v=3 → s f +a f2 +b +c → a b c",
                "complete b → -b → a c",
                "complete c → -c h → a",
                "complete a → -a g +z → z",
            ),
        ),
        _DELPROCESS: (
            _sub(inside, "s1 f, f a [=v > 0], f b [=v > 1], a g, b g"),
            runs("start v=1 → s +sub s1 f +a → a", "complete a → -a g -sub +z → z"),
        ),
        _FORST: (first, runs("start v=3 → g +b +c → b c", "complete b → -b → c", "complete c → -c → end")),
        _SIST: (
            _two_to(kind, ""),
            runs("start → s f +a +b → a b", "complete b → -b → a", "complete a → -a g → end"),
        ),
    }


def _caught(id_: str, message: str = "msg") -> str:
    return element("intermediateCatchEvent", id_, f'<messageEventDefinition messageRef="{message}"/>')


_TIMER = element(
    "intermediateCatchEvent", "t", "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"
)


def _event_based(attributes: str = "") -> Drawn:
    gateway, day, after = element("eventBasedGateway", "g", "", attributes), "t/2026-03-03T10:00", "g c, g t, c y, t z"
    waits = gateway + _caught("c") + _TIMER + people("y", "z")
    nested = waits + element("eventBasedGateway", "h") + _caught("d", "msg2") + element("receiveTask", "r")
    default = element("eventBasedGateway", "g", "", f'{attributes} default="g-c"') + waits.removeprefix(gateway)
    return {
        _DELAR: (
            begun(waits, "s g, " + after),
            runs(f"start → s +g → c/message {day}", "timer t → -g t +z → z", "complete z → -z → end"),
        ),
        _FORVALT: (
            begun(default, "s g, " + after),
            Refused("default-in-wrong-place", "g", "Det som händer först väljer flödet, så inget är förvalt."),
        ),
        _INGET: (
            begun(waits, "s g, g c [=v > 1], g t, c y, t z"),
            Refused("condition-in-wrong-place", "g-c", "Det som händer först väljer flödet; villkor har ingen mening."),
        ),
        _MOTER: (
            begun(_FORK + waits + people("a", "b"), "s f, f a, f b, a g, b g, " + after),
            runs(
                "start → s f +a +b → a b",
                f"complete a → -a +g → b c/message {day}",
                f"complete b → -b +g → c/message c/message {day} {day}",
                f"message c → -g c +y → c/message {day} y",
                "timer t → -g t +z → y z",
            ),
        ),
        _BADA: (
            begun(waits.replace('"y"', '"a"'), "s g, g c, g t, c a, a g, t z"),
            runs(
                f"start → s +g → c/message {day}",
                "message c → -g c +a → a",
                f"complete a → -a +g → c/message {day}",
                "timer t → -g t +z → z",
            ),
        ),
        _SLINGA: (
            begun(waits.replace('<userTask id="y"/>', ""), "s g, g c, g t, c g, t z"),
            runs(
                f"start → s +g → c/message {day}",
                f"message c → -g c +g → c/message {day}",
                f"message c → -g c +g → c/message {day}",
                "timer t → -g t +z → z",
            ),
        ),
        _NASTLAD: (
            begun(nested, "s g, g h, g t, t z, h d, h c, c y, d y"),
            Refused("event-gateway-target", "h", "Efter en händelsegateway ska det finnas något att vänta på."),
        ),
        _DELPROCESS: (
            _sub(gateway + _caught("c") + _TIMER, "s1 g, g c, g t"),
            runs(f"start → s +sub s1 +g → c/message {day}", "message c → -g c -sub +z → z"),
        ),
        _FORST: (waits + flows(after), runs(f"start → +g → c/message {day}", "message c → -g c +y → y")),
        _SIST: (
            begun(gateway, "s g"),
            Refused("event-gateway-with-one-way", "g", "En händelsegateway har minst två flöden ut."),
        ),
    }


def _refused(made: Drawn, why: str) -> Drawn:
    """The same drawings with a gateway that is refused wherever it stands."""
    return {column: (body, Refused("not-supported", "g", why)) for column, (body, _) in made.items()}


def _rows() -> dict[str, Drawn]:
    parallel = 'instantiate="true" eventGatewayType="Parallel"'
    events = "En händelsegateway som själv startar processen kan inte köras; använd en starthändelse för varje."
    return {
        "exklusiv (exclusive)": _exclusive(),
        "parallell (parallel)": _parallel(),
        "inklusiv (inclusive)": _inclusive(),
        "händelsestyrd (event-based)": _event_based(),
        "händelsestyrd, startar processen (instantiate)": _refused(_event_based('instantiate="true"'), events),
        "händelsestyrd, parallell (parallel event-based)": _refused(_event_based(parallel), events),
        "komplex (complex)": _refused(
            _inclusive("complexGateway"), "Komplexa gatewayer kan inte köras; rita det med inklusiva och parallella."
        ),
    }


_BARE = {
    ("exklusiv (exclusive)", _DELAR): "with several true conditions the y coordinate of the shape decides",
    ("parallell (parallel)", _SLINGA): "the join fires early in the second round",
    ("inklusiv (inclusive)", _SLINGA): "the join fires early in the second round",
    ("parallell (parallel)", _MOTER): "the branch that comes last overwrites with stale values",
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
)
