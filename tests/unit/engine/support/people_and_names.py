"""Pools, lanes, several processes in a file, what is only drawn, and ids that other engines stumble on."""

from tests.unit.engine.support.notation import ROOTS, Cell, Refused, Runs, Table, begun, element, flows, people, runs

_TWO = begun(people("a", "b"), "s a, a b")
_PLAYED = runs("start → s +a → a", "complete a → -a +b → b", "complete b → -b → end")
_Q = '<process id="q" {}><startEvent id="q1"/><userTask id="u"/>{}</process>'
_OTHER = _Q.format('isExecutable="true"', flows("q1 u"))
_DRAWING = _Q.format('isExecutable="false"', flows("q1 u"))


def _pools(content: str = "") -> str:
    return (
        '<collaboration id="k"><participant id="pp" name="Kommunen" processRef="p"/>'
        f'<participant id="pq" name="Utföraren" processRef="q"/><participant id="pe" name="Den enskilde"/>{content}</collaboration>'
    )


def _lanes(content: str) -> str:
    return f'<laneSet id="ls">{content}</laneSet>' + _TWO


_LANE = '<lane id="l1" name="Handläggare"><flowNodeRef>s</flowNodeRef><flowNodeRef>a</flowNodeRef>{}</lane>'
_SECOND = '<lane id="l2" name="Beslutsfattare"><flowNodeRef>b</flowNodeRef></lane>'
_NOTES = (
    '<textAnnotation id="n"><text>Kom ihåg</text></textAnnotation><association id="as" sourceRef="a" targetRef="n"/>'
    '<group id="g"/>'
)

DRAWN: dict[str, tuple[str, str, Runs | Refused]] = {
    "pool med bana (lane)": (_lanes(_LANE.format("") + _SECOND), _pools() + _OTHER, _PLAYED),
    "bana i bana": (
        _lanes(_LANE.format(f'<childLaneSet id="cls">{_SECOND.replace(">b<", ">a<")}</childLaneSet>')),
        "",
        _PLAYED,
    ),
    "flera processer som körs": (_TWO, _OTHER, _PLAYED),
    "en process som körs och en ritad": (_TWO, _DRAWING, _PLAYED),
    "tom pool (black box)": (_TWO, _pools() + _OTHER, _PLAYED),
    "meddelandeflöde mellan pooler (message flow)": (
        _TWO,
        _pools('<messageFlow id="mf" sourceRef="a" targetRef="u"/>') + _OTHER,
        _PLAYED,
    ),
    "meddelandeflöde i en pool": (
        _TWO,
        _pools('<messageFlow id="mf" sourceRef="a" targetRef="b"/>') + _OTHER,
        Refused("message-flow-within-pool", "mf", "Ett meddelandeflöde går mellan två pooler."),
    ),
    "anteckning, association och grupp": (_TWO + _NOTES, '<category id="cat"/>', _PLAYED),
    "resurser (resourceRole, potentialOwner)": (
        begun(element("userTask", "a", '<potentialOwner id="po"/>') + people("b"), "s a, a b"),
        "",
        Refused("performer-element", "po", "Vem som gör vad skrivs som grupp eller person i stället."),
    ),
    "koreografi (choreography task)": (
        _TWO + '<choreographyTask id="ct"/>',
        "",
        Refused("unsupported-element", "ct", "Koreografier beskriver, och körs inte."),
    ),
}


def _drawings() -> tuple[Cell, ...]:
    return tuple(Cell(row, "resultat", body, expected, ROOTS + roots) for row, (body, roots, expected) in DRAWN.items())


_IDS = {
    "Start": "it is skipped",
    "End": "it is skipped",
    "p.EndJoin": "it is skipped",
    "root": "it collides with an internal name",
    "Root": "it collides with an internal name",
    "typename": "user data of this name breaks restore",
    "åtgärd_1": "",
    "Ärende": "",
    "_1": "",
    "a.b-c": "",
    "δοκιμή": "",
    "None": "",
    "id": "",
}
_BAD_IDS = {"1a": "börjar med siffra", "a b": "har blanktecken", "a:b": "har kolon", "a#b": "har nummertecken"}


def _names() -> tuple[Cell, ...]:
    cells = []
    for id_, bare in _IDS.items():
        body = begun(people(id_) + f'<endEvent id="{id_}_e"/>', f"s {id_}, {id_} {id_}_e")
        script = runs(
            f"start {id_}=1 → s +{id_} → {id_} · {id_}=1" if id_.isidentifier() else f"start → s +{id_} → {id_}",
            f"complete {id_} → -{id_} {id_}_e → end",
        )
        cells.append(Cell(f"`{id_}`", "resultat", body, script, bare=bare))
    for id_, why in _BAD_IDS.items():
        body = begun(people(id_), "s a").replace('targetRef="a"', f'targetRef="{id_}"')
        cells.append(Cell(f"`{id_}`", "resultat", body, Refused("bad-id", id_, f"Ett sådant id {why}.")))
    twice = begun(people("a", "a"), "s a")
    cells.append(
        Cell("samma id två gånger", "resultat", twice, Refused("duplicate-id", "a", "Ett id är ett enda elements."))
    )
    without = begun(people("a") + "<userTask name='x'/>", "s a")
    cells.append(
        Cell("inget id", "resultat", without, Refused("missing-id", "p", "Utan id kan det inte kallas något."))
    )
    return tuple(cells)


TABLES = (
    Table("Pooler, banor och det som bara är ritat", "", _drawings(), "symbol"),
    Table(
        "Id",
        "Ett id är elementets namn i systemet. Namnet som syns i diagrammet får vara vad som helst.",
        _names(),
        "id",
    ),
)
