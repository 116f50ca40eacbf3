"""Who catches what is thrown: errors and escalations outward, links, conditions, and messages and signals out."""

from tests.unit.engine.support.activities import EXTERNAL
from tests.unit.engine.support.notation import ROOTS, Cell, Refused, Runs, Table, begun, element, flows, people, runs

_MORE = '<error id="err2" errorCode="annat"/><escalation id="esk2" escalationCode="annat"/>'
_KINDS = {
    "fel (error)": ("error", "err", "nej"),
    "eskalering (escalation)": ("escalation", "esk", "upp"),
}


def _definition(kind: str, ref: str) -> str:
    return f'<{kind}EventDefinition {kind}Ref="{ref}"/>' if ref else f"<{kind}EventDefinition/>"


def _border(id_: str, host: str, kind: str, ref: str) -> str:
    return element("boundaryEvent", id_, _definition(kind, ref), f'attachedToRef="{host}"')


def _handler(id_: str, kind: str, ref: str, inner: str, ways: str) -> str:
    start = element("startEvent", f"{id_}s", _definition(kind, ref))
    return element("subProcess", id_, start + inner + flows(ways), 'triggeredByEvent="true"')


def _sub(inner: str, ways: str, id_: str = "p1", start: str = "s1") -> str:
    return element("subProcess", id_, f'<startEvent id="{start}"/>' + inner + flows(ways))


_U = f'<serviceTask id="u" {EXTERNAL}/>'
_TWO = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"


def _called(kind: str, ref: str) -> str:
    inner = _U + element("endEvent", "e", _definition(kind, ref))
    return f'<process id="q" isExecutable="true"><startEvent id="q1"/>{inner}{flows("q1 u, u e")}</process>'


def _caught(kind: str, ref: str, code: str) -> dict[str, tuple[str, Runs | Refused]]:
    throw = f"{kind} u {code}"
    nested = _sub(_sub(_U, "s2 u", "p2", "s2"), "s1 p2")
    other = f"{ref}2"
    own = _sub(
        _U + element("endEvent", "e", _definition(kind, ref)) + _handler("h", kind, ref, people("k"), "hs k"),
        "s1 u, u e",
    )
    rethrown = _handler("h", kind, ref, element("endEvent", "e2", _definition(kind, ref)), "hs e2")
    begin = "start → s +p1 s1 +u → u/job"
    return {
        "på uppgiftens egen gräns": (
            begun(_U + _border("bo", "u", kind, ref) + people("c"), "s u, bo c"),
            runs("start → s +u → u/job", f"{throw} → !u bo +c → c"),
        ),
        "två nivåer ut": (
            begun(nested + _border("bo", "p1", kind, ref) + people("c"), "s p1, bo c"),
            runs("start → s +p1 s1 +p2 s2 +u → u/job", f"{throw} → !u !p2 !p1 bo +c → c"),
        ),
        "den närmaste först": (
            begun(
                _sub(_U + _border("b1", "u", kind, ref) + people("d"), "s1 u, b1 d")
                + _border("bo", "p1", kind, ref)
                + people("c"),
                "s p1, bo c",
            ),
            runs(begin, f"{throw} → !u b1 +d → d", "complete d → -d -p1 → end"),
        ),
        "rätt kod före alla": (
            begun(
                _U + _border("b1", "u", kind, "") + _border("bo", "u", kind, ref) + people("c", "d"), "s u, b1 d, bo c"
            ),
            runs("start → s +u → u/job", f"{throw} → !u bo +c → c"),
        ),
        "utan kod fångar alla": (
            begun(_U + _border("bo", "u", kind, "") + people("c"), "s u, bo c"),
            runs("start → s +u → u/job", f"{kind} u okänd → !u bo +c → c"),
        ),
        "annan kod släpps förbi": (
            begun(
                _sub(_U + _border("b1", "u", kind, other) + people("d"), "s1 u, b1 d")
                + _border("bo", "p1", kind, ref)
                + people("c"),
                "s p1, bo c",
            ),
            runs(begin, f"{throw} → !u !p1 bo +c → c"),
        ),
        "händelsedelprocess i samma delprocess": (
            begun(own + people("z"), "s p1, p1 z"),
            runs(begin, "complete u → -u e +h hs +k → k", "complete k → -k -h -p1 +z → z"),
        ),
        "kastas vidare inifrån en händelsedelprocess": (
            begun(
                _sub(_U + element("endEvent", "e", _definition(kind, ref)) + rethrown, "s1 u, u e")
                + _border("bo", "p1", kind, ref)
                + people("c"),
                "s p1, bo c",
            ),
            runs(begin, "complete u → -u e +h hs e2 !h !p1 bo +c → c"),
        ),
        "ut ur en anropad process": (
            begun(
                '<callActivity id="k" calledElement="q"/>' + _border("bo", "k", kind, ref) + people("c"), "s k, bo c"
            ),
            runs("start → s +k q1 +u → u/job", "complete u → -u e !k bo +c → c"),
        ),
        "ur en av flera (multi-instance)": (
            begun(element("subProcess", "p1", _TWO + _U) + _border("bo", "p1", kind, ref) + people("c"), "s p1, bo c"),
            runs("start → s +p1 +p1 +u +p1 +u → u/job u/job", f"{throw} → !u !p1 !u !p1 !p1 bo +c → c"),
        ),
        "ingen fångar": (
            begun(_U + people("z"), "s u, u z"),
            runs("start → s +u → u/job", "error u nej → nothing → u/incident:nej", "retry u → nothing → u/job")
            if kind == "error"
            else runs("start → s +u → u/job", f"{throw} → nothing → u/job", "complete u → -u +z → z"),
        ),
    }


_BARE = {
    "ingen fångar": "an uncaught error end is a success",
    "händelsedelprocess i samma delprocess": "the handler runs although nothing was thrown",
}


def _thrown() -> tuple[Cell, ...]:
    cells = []
    for column, (kind, ref, code) in _KINDS.items():
        for row, (body, expected) in _caught(kind, ref, code).items():
            roots = ROOTS + _MORE + (_called(kind, ref) if '"q"' in body else "")
            cells.append(Cell(row, column, body, expected, roots, _BARE.get(row, "")))
    return tuple(cells)


def _condition(text: str) -> str:
    return f"<conditionalEventDefinition><condition>{text}</condition></conditionalEventDefinition>"


def _link(tag: str, id_: str) -> str:
    return element(tag, id_, '<linkEventDefinition name="L"/>')


_FORK = '<parallelGateway id="f"/>'
_CONDITIONS: dict[str, tuple[str, Runs | Refused]] = {
    "villkor som redan stämmer": (
        begun(element("intermediateCatchEvent", "c", _condition("=v &gt; 3")) + people("z"), "s c, c z"),
        runs("start v=5 → s c +z → z"),
    ),
    "villkor som redan stämmer, på gräns": (
        begun(
            people("a", "z") + element("boundaryEvent", "bo", _condition("=v &gt; 3"), 'attachedToRef="a"'), "s a, bo z"
        ),
        runs("start v=5 → s +a !a bo +z → z"),
    ),
    "villkor på en variabel som inte finns än": (
        begun(
            _FORK + people("a", "z") + element("intermediateCatchEvent", "c", _condition("=v &gt; 3")),
            "s f, f a, f c, c z",
        ),
        runs("start → s f +a +c → a c/condition", "complete a v=5 → -c +z -a → z"),
    ),
    "två villkor efter en händelsegateway": (
        begun(
            '<eventBasedGateway id="g"/>'
            + element("intermediateCatchEvent", "c", _condition("=v &gt; 1"))
            + element("intermediateCatchEvent", "d", _condition("=v &gt; 2"))
            + people("y", "z"),
            "s g, g c, g d, c y, d z",
        ),
        runs("start v=0 → s +g → c/condition d/condition", "set v=5 → -g c +y → y"),
    ),
    "två uppgifter, den ena gör den andras gräns sann": (
        begun(
            _FORK
            + people("a", "b", "z")
            + element("boundaryEvent", "bo", _condition('=v = "stopp"'), 'attachedToRef="b"'),
            "s f, f a, f b, bo z",
        ),
        runs("start → s f +a +b → a b bo/condition", "complete a v=stopp → !b bo +z -a → z"),
    ),
    "inget villkor": (
        begun(element("intermediateCatchEvent", "c", "<conditionalEventDefinition/>") + people("z"), "s c, c z"),
        Refused("condition-event-without-condition", "c", "Det står inte vad som ska bli sant."),
    ),
    "flera länkar till samma mål": (
        begun(
            people("a", "z")
            + _link("intermediateThrowEvent", "t1")
            + _link("intermediateThrowEvent", "t2")
            + _link("intermediateCatchEvent", "c")
            + '<exclusiveGateway id="x" default="x-t2"/>',
            "s a, a x, x t1 [=v > 1], x t2, c z",
        ),
        runs("start → s +a → a", "complete a v=1 → -a x t2 c +z → z"),
    ),
    "länk i en slinga": (
        begun(
            people("a")
            + _link("intermediateThrowEvent", "t")
            + _link("intermediateCatchEvent", "c")
            + '<exclusiveGateway id="x" default="x-t"/><exclusiveGateway id="m"/><endEvent id="e"/>',
            "s m, c m, m a, a x, x e [=done], x t",
        ),
        runs("start done=false → s m +a → a", "complete a → -a x t c m +a → a", "complete a done=true → -a x e → end"),
    ),
    "länk in i en delprocess": (
        begun(
            _link("intermediateThrowEvent", "t")
            + _sub(_link("intermediateCatchEvent", "c") + people("u"), "s1 u, c u"),
            "s t",
        ),
        Refused("link-without-target", "t", "En länk går inte över en delprocess gräns."),
    ),
    "länk med två mål": (
        begun(
            _link("intermediateThrowEvent", "t")
            + _link("intermediateCatchEvent", "b")
            + _link("intermediateCatchEvent", "c")
            + people("z"),
            "s t, b z, c z",
        ),
        Refused("link-target-twice", "b", "En länk kommer fram på ett enda ställe."),
    ),
    "länk som kastas har flöde ut": (
        begun(
            _link("intermediateThrowEvent", "t") + _link("intermediateCatchEvent", "c") + people("y", "z"),
            "s t, t y, c z",
        ),
        Refused("link-with-flow", "t", "Ärendet fortsätter vid länkens mål."),
    ),
    "avslut (terminate) i en anropad process": (
        begun('<callActivity id="k" calledElement="q"/>' + people("z"), "s k, k z"),
        runs("start → s +k q1 f +u +v → u v", "complete v → -v t !u -k +z → z"),
    ),
    "avslut (terminate) i en av flera": (
        begun(
            element(
                "subProcess",
                "k",
                _TWO
                + '<startEvent id="s1"/><parallelGateway id="f"/><endEvent id="t"><terminateEventDefinition/></endEvent>'
                '<userTask id="u"/><userTask id="v"/>' + flows("s1 f, f u, f v, v t"),
            )
            + people("z"),
            "s k, k z",
        ),
        runs(
            "start → s +k +k s1 f +u +v +k s1 f +u +v → u u v v",
            "complete v → -v t !u -k → u v",
            "complete v → -v t !u -k -k +z → z",
        ),
    ),
    "avslut (terminate) i en händelsedelprocess": (
        begun(
            people("a")
            + element(
                "subProcess",
                "h",
                '<startEvent id="hs" isInterrupting="false"><messageEventDefinition messageRef="msg"/></startEvent>'
                '<userTask id="x"/><userTask id="y"/><endEvent id="t"><terminateEventDefinition/></endEvent>'
                + flows("hs x, hs y, x t"),
                'triggeredByEvent="true"',
            ),
            "s a",
        ),
        runs(
            "start → s +a → a hs/message",
            "message hs → +h hs +x +y → a hs/message x y",
            "complete x → -x t !y -h → a hs/message",
            "complete a → -a → end",
        ),
    ),
}
_TERMINATES = (
    '<process id="q" isExecutable="true"><startEvent id="q1"/><parallelGateway id="f"/><userTask id="u"/><userTask id="v"/>'
    '<endEvent id="t"><terminateEventDefinition/></endEvent>' + flows("q1 f, f u, f v, v t") + "</process>"
)


def _others() -> tuple[Cell, ...]:
    return tuple(
        Cell(row, "resultat", body, expected, ROOTS + (_TERMINATES if '"q"' in body else ""))
        for row, (body, expected) in _CONDITIONS.items()
    )


TABLES = (
    Table(
        "Vem fångar fel och eskaleringar",
        "Det som kastas söker sin mottagare inifrån och ut. Ett fel som ingen fångar blir ett stopp (incident); en eskalering "
        "som ingen fångar gör ingenting.",
        _thrown(),
        "läge",
    ),
    Table("Villkor, länkar och avslut", "", _others(), "läge"),
)
