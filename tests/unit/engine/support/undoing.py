"""Compensation, transactions and ad-hoc sub-processes: what is undone, in which order, and what is refused."""

from tests.unit.engine.support.activities import EXTERNAL
from tests.unit.engine.support.notation import ROOTS, Cell, Refused, Runs, Table, begun, element, flows, people, runs

_UNDO = "<compensateEventDefinition/>"


def _border(id_: str) -> str:
    return f'<boundaryEvent id="{id_}c" attachedToRef="{id_}">{_UNDO}</boundaryEvent>'


def _undoable(id_: str, handler: str = "", inner: str = "", tag: str = "userTask") -> str:
    """An activity with the handler "u<id>"."""
    handler = handler or f'<userTask id="u{id_}" isForCompensation="true"/>'
    association = f'<association id="{id_}s" sourceRef="{id_}c" targetRef="u{id_}"/>'
    return element(tag, id_, inner) + _border(id_) + handler + association


def _thrown(tag: str = "endEvent", of: str = "", id_: str = "x") -> str:
    ref = f'activityRef="{of}"' if of else ""
    return f'<{tag} id="{id_}"><compensateEventDefinition {ref}/></{tag}>'


def _beside(tag: str) -> str:
    """A sub-process of another kind, drawn as an event sub-process."""
    start = '<startEvent id="hs"><messageEventDefinition messageRef="msg"/></startEvent>'
    return element(tag, "h", start + people("b") + flows("hs b"), 'triggeredByEvent="true"')


def _sub(inner: str, ways: str, id_: str = "p1", tag: str = "subProcess") -> str:
    return element(tag, id_, '<startEvent id="s1"/>' + inner + flows(ways))


_AB = _undoable("a") + _undoable("b")
_LIST = 'camunda:collection="=[1, 2]" camunda:elementVariable="v"'
_SEVERAL = f'<multiInstanceLoopCharacteristics isSequential="true" {_LIST}/>'
_Q = f'<process id="q" isExecutable="true"><startEvent id="q1"/>{_undoable("a")}{flows("q1 a")}</process>'
_HANDLER_START = f'<startEvent id="hs">{_UNDO}</startEvent>'
_INPUT = (
    "<extensionElements><camunda:inputOutput><camunda:inputParameter name='v'>=v</camunda:inputParameter>"
    "</camunda:inputOutput></extensionElements>"
)
_OUTSIDE = "Det som ångrar en aktivitet står utanför flödet och nås av en association."

COMPENSATION: dict[str, tuple[str, Runs | Refused]] = {
    "flera ångras, sist gjord först": (
        begun(_AB + people("c") + _thrown("intermediateThrowEvent") + people("z"), "s a, a b, b c, c x, x z"),
        runs(
            "start → s +a → a",
            "complete a → -a +b → b",
            "complete b → -b +c → c",
            "complete c → -c +x +ub → ub",
            "complete ub → -ub +ua → ua",
            "complete ua → -ua -x +z → z",
        ),
    ),
    "parallella ångras i omvänd ordning": (
        begun(_AB + '<parallelGateway id="f"/><parallelGateway id="j"/>' + _thrown(), "s f, f a, f b, a j, b j, j x"),
        runs(
            "start → s f +a +b → a b",
            "complete b → -b → a",
            "complete a → -a j +x +ua → ua",
            "complete ua → -ua +ub → ub",
            "complete ub → -ub -x → end",
        ),
    ),
    "det som pågår ångras inte": (
        begun(
            _undoable("a") + '<parallelGateway id="f"/>' + people("c", "z") + _thrown("intermediateThrowEvent"),
            "s f, f a, f c, c x, x z",
        ),
        runs("start → s f +a +c → a c", "complete c → -c x +z → a z"),
    ),
    "inget att ångra": (
        begun(people("a") + _thrown(), "s a, a x"),
        runs("start → s +a → a", "complete a → -a x → end"),
    ),
    "bara en viss aktivitet (activityRef)": (
        begun(_AB + _thrown("intermediateThrowEvent", "a") + people("z"), "s a, a b, b x, x z"),
        runs(
            "start → s +a → a",
            "complete a → -a +b → b",
            "complete b → -b +x +ua → ua",
            "complete ua → -ua -x +z → z",
        ),
    ),
    "ångras bara en gång": (
        begun(
            _undoable("a") + _thrown("intermediateThrowEvent") + people("c") + _thrown(id_="y"), "s a, a x, x c, c y"
        ),
        runs(
            "start → s +a → a",
            "complete a → -a +x +ua → ua",
            "complete ua → -ua -x +c → c",
            "complete c → -c y → end",
        ),
    ),
    "gjord flera gånger i en slinga": (
        begun(_undoable("a") + '<exclusiveGateway id="g" default="g-x"/>' + _thrown(), "s a, a g, g a [=again], g x"),
        runs(
            "start → s +a → a",
            "complete a again=true → -a g +a → a",
            "complete a again=false → -a g +x +ua → ua",
            "complete ua → -ua +ua → ua",
            "complete ua → -ua -x → end",
        ),
    ),
    "gjord för flera (multi-instance)": (
        begun(_undoable("a", inner=_SEVERAL) + _thrown(), "s a, a x"),
        runs(
            "start → s +a +a → a · a.v=1",
            "complete a → -a +a → a · a.v=2",
            "complete a → -a -a +x +ua → ua · ua.v=2",
            "complete ua → -ua +ua → ua · ua.v=1",
            "complete ua → -ua -x → end",
        ),
    ),
    "inuti en avslutad delprocess, med dess variabler": (
        begun(
            element("subProcess", "p1", _INPUT + '<startEvent id="s1"/>' + _AB + flows("s1 a, a b"))
            + people("c")
            + _thrown(),
            "s p1, p1 c, c x",
        ),
        runs(
            "start v=1 → s +p1 s1 +a → a",
            "complete a → -a +b → b",
            "complete b → -b -p1 +c → c",
            "complete c v=2 → -c +x +ub → ub · v=2 ub.v=1",
            "complete ub → -ub +ua → ua",
            "complete ua → -ua -x → end",
        ),
    ),
    "delprocess med egen kompensation": (
        begun(
            _undoable("p1", "", '<startEvent id="s1"/>' + _undoable("a") + flows("s1 a"), "subProcess") + _thrown(),
            "s p1, p1 x",
        ),
        runs("start → s +p1 s1 +a → a", "complete a → -a -p1 +x +up1 → up1", "complete up1 → -up1 -x → end"),
    ),
    "händelsedelprocess som ångrar, och ångrar vidare inuti": (
        begun(
            _sub(
                _undoable("a")
                + element(
                    "subProcess",
                    "h",
                    _HANDLER_START + people("k") + _thrown("intermediateThrowEvent", id_="y") + flows("hs k, k y"),
                    'triggeredByEvent="true"',
                ),
                "s1 a",
            )
            + people("c")
            + _thrown(),
            "s p1, p1 c, c x",
        ),
        runs(
            "start → s +p1 s1 +a → a",
            "complete a → -a -p1 +c → c",
            "complete c → -c +x +h hs +k → k",
            "complete k → -k +y +ua → ua",
            "complete ua → -ua -y -h -x → end",
        ),
    ),
    "bara i den egna delprocessen": (
        begun(_undoable("a") + _sub(_undoable("b") + _thrown(), "s1 b, b x") + people("z"), "s a, a p1, p1 z"),
        runs(
            "start → s +a → a",
            "complete a → -a +p1 s1 +b → b",
            "complete b → -b +x +ub → ub",
            "complete ub → -ub -x -p1 +z → z",
        ),
    ),
    "anropad process ångras inte inifrån": (
        begun('<callActivity id="k" calledElement="q"/>' + people("c") + _thrown(), "s k, k c, c x"),
        runs("start → s +k q1 +a → a", "complete a → -a -k +c → c", "complete c → -c x → end"),
    ),
    "avbruten aktivitet ångras inte": (
        begun(
            _undoable("a")
            + '<boundaryEvent id="bo" attachedToRef="a"><messageEventDefinition messageRef="msg"/></boundaryEvent>'
            + people("c")
            + _thrown(),
            "s a, bo c, c x",
        ),
        runs("start → s +a → a bo/message", "message bo → !a bo +c → c", "complete c → -c x → end"),
    ),
    "den som ångrar är en delprocess": (
        begun(
            _undoable(
                "a",
                element(
                    "subProcess",
                    "ua",
                    '<startEvent id="s1"/><userTask id="k"/>' + flows("s1 k"),
                    'isForCompensation="true"',
                ),
            )
            + _thrown(),
            "s a, a x",
        ),
        runs("start → s +a → a", "complete a → -a +x +ua s1 +k → k", "complete k → -k -ua -x → end"),
    ),
    "ingen aktivitet som ångrar": (
        begun(people("a") + _border("a") + _thrown(), "s a, a x"),
        Refused("compensation-without-handler", "ac", "Kompensationen leder inte till något."),
    ),
    "den som ångrar är inte märkt (isForCompensation)": (
        begun(_undoable("a", '<userTask id="ua"/>') + _thrown(), "s a, a x"),
        Refused("compensation-handler-unmarked", "ua", _OUTSIDE),
    ),
    "den som ångrar har ett flöde": (
        begun(_undoable("a") + people("z") + _thrown(), "s a, a x, ua z"),
        Refused("compensation-handler-with-flow", "ua", _OUTSIDE),
    ),
    "aktivitet i en annan delprocess (activityRef)": (
        begun(_sub(_undoable("b"), "s1 b") + _thrown("endEvent", "b"), "s p1, p1 x"),
        Refused("compensation-of-unknown", "x", "Den går inte att ångra därifrån."),
    ),
    "utan att vänta (waitForCompletion=false)": (
        begun(_undoable("a") + _thrown("endEvent", 'a" waitForCompletion="false'), "s a, a x"),
        Refused("bad-value", "x", "Den som ångrar väntar alltid tills det är gjort."),
    ),
}

_CANCEL_END = '<endEvent id="ce"><cancelEventDefinition/></endEvent>'
_CANCELLED = '<boundaryEvent id="bo" attachedToRef="p1"><cancelEventDefinition/></boundaryEvent>'


def _transaction(inner: str, ways: str, more: str = "") -> str:
    return element("transaction", "p1", more + '<startEvent id="s1"/>' + inner + flows(ways))


_WORK = _undoable("a") + people("b", "c") + '<parallelGateway id="f"/>' + _CANCEL_END
_WAYS = "s1 f, f a, f b, f c, c ce"
TRANSACTIONS: dict[str, tuple[str, Runs | Refused]] = {
    "annat sätt att ångra (method=##Store)": (
        begun(element("transaction", "p1", '<task id="t"/>', 'method="##Store"') + people("z"), "s p1, p1 z"),
        Refused("bad-value", "p1", "En transaktion ångras här alltid med kompensation."),
    ),
    "lyckas": (
        begun(_transaction(_undoable("a"), "s1 a") + people("z"), "s p1, p1 z"),
        runs("start → s +p1 s1 +a → a", "complete a → -a -p1 +z → z"),
    ),
    "avbryts: gjort ångras, pågående avbryts": (
        begun(_transaction(_WORK, _WAYS) + _CANCELLED + people("z", "n"), "s p1, p1 z, bo n"),
        runs(
            "start → s +p1 s1 f +a +b +c → a b c",
            "complete a → -a → b c",
            "complete c → -c +ce !b +ua → ua",
            "complete ua → -ua -ce !p1 bo +n → n",
        ),
    ),
    "fel ut ur den: inget ångras": (
        begun(
            _transaction(_undoable("a") + f'<serviceTask id="b" {EXTERNAL}/>', "s1 a, a b")
            + '<boundaryEvent id="bo" attachedToRef="p1"><errorEventDefinition errorRef="err"/></boundaryEvent>'
            + people("z", "n"),
            "s p1, p1 z, bo n",
        ),
        runs("start → s +p1 s1 +a → a", "complete a → -a +b → b/job", "error b nej → !b !p1 bo +n → n"),
    ),
    "ångras efteråt": (
        begun(_transaction(_undoable("a"), "s1 a") + people("c") + _thrown(), "s p1, p1 c, c x"),
        runs(
            "start → s +p1 s1 +a → a",
            "complete a → -a -p1 +c → c",
            "complete c → -c +x +ua → ua",
            "complete ua → -ua -x → end",
        ),
    ),
    "avbrott utan händelse på gränsen": (
        begun(_transaction(_WORK, _WAYS) + people("z"), "s p1, p1 z"),
        Refused("not-supported", "ce", "Det står inte vart avbrottet leder."),
    ),
    "avbrott i en vanlig delprocess": (
        begun(_sub(_WORK, _WAYS) + people("z"), "s p1, p1 z"),
        Refused("cancel-outside-transaction", "ce", "Bara en transaktion kan avbrytas så."),
    ),
    "transaktion som händelsedelprocess": (
        begun(people("a") + _beside("transaction"), "s a"),
        Refused("not-supported", "h", "Bara en vanlig delprocess kan börja när något händer."),
    ),
    "avbrott på gränsen som inte avbryter": (
        begun(
            _transaction(_WORK, _WAYS)
            + _CANCELLED.replace("attached", 'cancelActivity="false" attached')
            + people("z", "n"),
            "s p1, p1 z, bo n",
        ),
        Refused("boundary-must-interrupt", "bo", "Ett avbrott gör alltid slut på transaktionen."),
    ),
    "avbrott i en transaktion för flera": (
        begun(_transaction(_WORK, _WAYS, _SEVERAL) + _CANCELLED + people("z", "n"), "s p1, p1 z, bo n"),
        Refused("not-supported", "ce", "En transaktion som upprepas kan inte avbrytas så."),
    ),
}


def _ad_hoc(inner: str, attributes: str = "", condition: str = "") -> str:
    condition = f"<completionCondition>{condition}</completionCondition>" if condition else ""
    return begun(element("adHocSubProcess", "h", inner + condition, attributes) + people("z"), "s h, h z")


_THREE = people("a", "b", "c") + flows("b c")
AD_HOC: dict[str, tuple[str, Runs | Refused]] = {
    "utan villkor: allt en gång, i valfri ordning": (
        _ad_hoc(_THREE),
        runs(
            "start → s +h +a +b → a b",
            "complete b → -b +c → a c",
            "complete c → -c → a",
            "complete a → -a -h +z → z",
        ),
    ),
    "med villkor: om och om igen tills det stämmer": (
        _ad_hoc(_THREE, "", "=done"),
        runs(
            "start done=false → s +h +a +b → a b",
            "complete a → -a +a → a b",
            "complete b → -b +c +b → a b c",
            "complete c done=true → -c !a !b -h +z → z",
        ),
    ),
    "i turordning (ordering=Sequential)": (
        _ad_hoc(_THREE, 'ordering="Sequential"'),
        Refused("not-supported", "h", "Rita ordningen med flöden."),
    ),
    "väntar in det som pågår (cancelRemainingInstances=false)": (
        _ad_hoc(_THREE, 'cancelRemainingInstances="false"', "=done"),
        Refused("not-supported", "h", "När villkoret stämmer avbryts det som är kvar."),
    ),
    "med starthändelse": (
        _ad_hoc('<startEvent id="s1"/>' + people("a") + flows("s1 a")),
        Refused("ad-hoc-with-start-or-end", "h", "I en ad hoc-delprocess börjar allt som inget leder till."),
    ),
    "med sluthändelse": (
        _ad_hoc(people("a") + '<endEvent id="e"/>' + flows("a e")),
        Refused(
            "ad-hoc-with-start-or-end", "h", "En ad hoc-delprocess slutar när inget är kvar eller villkoret stämmer."
        ),
    ),
    "som händelsedelprocess": (
        begun(people("a") + _beside("adHocSubProcess"), "s a"),
        Refused("ad-hoc-with-start-or-end", "h", "Bara en vanlig delprocess kan börja när något händer."),
    ),
    "med villkor, och arbete som inte väntar": (
        _ad_hoc('<task id="a"/>' + people("b"), "", "=done"),
        Refused("not-supported", "h", "Det skulle göras om och om igen utan att vänta."),
    ),
}


def _cells(made: dict[str, tuple[str, Runs | Refused]], bare: str) -> tuple[Cell, ...]:
    return tuple(
        Cell(row, "resultat", body, expected, ROOTS + (_Q if '"q"' in body else ""), bare)
        for row, (body, expected) in made.items()
    )


TABLES = (
    Table(
        "Kompensation",
        "Det som är gjort kan ångras (compensation): den aktivitet som en association leder till görs då, och det som gjordes "
        "sist ångras först.",
        _cells(COMPENSATION, "compensation throws and ends are ignored"),
        "läge",
    ),
    Table(
        "Transaktioner",
        "En transaktion (transaction) är en delprocess som kan avbrytas.",
        _cells(TRANSACTIONS, ""),
        "läge",
    ),
    Table(
        "Ad hoc-delprocesser",
        "I en ad hoc-delprocess (ad-hoc sub-process) väljer människor ordningen.",
        _cells(AD_HOC, "without a completion condition it raises"),
        "läge",
    ),
)
