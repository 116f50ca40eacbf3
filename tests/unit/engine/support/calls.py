"""Call activities: which version is called, and what goes in and comes out."""

from tests.unit.engine.support.notation import ROOTS, Cell, Refused, Runs, Table, begun, element, flows, people, runs

_SEEN = '<scriptTask id="k" scriptFormat="feel" camunda:resultVariable="key"><script>=businessKey</script></scriptTask>'
_Q = f'<process id="q" isExecutable="true"><startEvent id="q1"/>{_SEEN}<userTask id="u"/>{flows("q1 k, k u")}</process>'


def _call(mappings: str, attributes: str = "", loop: str = "") -> str:
    inside = (f"<extensionElements>{mappings}</extensionElements>" if mappings else "") + loop
    return begun(element("callActivity", "c", inside, f'calledElement="q" {attributes}') + people("z"), "s c, c z")


_BINDINGS = {
    "senaste (latest)": ("", "q:latest:"),
    "samma driftsättning (deployment)": ('camunda:calledElementBinding="deployment"', "q:deployment:"),
    "viss version (version)": (
        'camunda:calledElementBinding="version" camunda:calledElementVersion="3"',
        "q:version:3",
    ),
    "versionsmärke (versionTag)": (
        'camunda:calledElementBinding="versionTag" camunda:calledElementVersionTag="v1"',
        "q:versionTag:v1",
    ),
}
_ENDS = ("complete u → -u -c +z → z", "complete z → -z → end")


def _bindings() -> list[Cell]:
    cells = []
    for row, (attributes, called) in _BINDINGS.items():
        script = runs(f"start v=1 → s +c q1 k +u → u · called={called} u.v=-", *_ENDS)
        cells.append(Cell(row, "utskrivet", _call("", attributes), script, ROOTS + _Q))
        computed = attributes.replace('"3"', '"=2 + 1"').replace('"v1"', '"${tag}"')
        script = runs(f'start v=1 tag="v1" → s +c q1 k +u → u · called={called}', *_ENDS)
        body = _call("", computed).replace('"q"', '"=&quot;q&quot;"')
        cells.append(Cell(row, "som uttryck", body, script, ROOTS + _Q))
        bare = attributes.split(" camunda:calledElementVersion")[0]
        body = _call("", bare)
        expected: Runs | Refused = runs(f"start → s +c q1 k +u → u · called={called}", *_ENDS)
        if bare != attributes:
            expected = Refused("reference-without-version", "c", "Det står inte vilken version som menas.")
        cells.append(Cell(row, "utan version", body, expected, ROOTS + _Q))
    return cells


_START = "start v=1 w=2"
_LOCAL = Refused(
    "local-mapping", "c", "Att bara ta med de variabler som hör till själva aktiviteten (local) kan inte köras."
)
_MAPPINGS: dict[str, tuple[str, str, str] | Refused] = {  # row → mapping, seen within, seen after with u.x=5
    "inget": ("", "u.v=- u.w=- u.key=null", "v=1 x=-"),
    "in, variabel (source)": ('<camunda:in source="v" target="x"/>', "u.x=1 u.v=- u.w=-", "v=1 x=-"),
    "in, uttryck (sourceExpression)": ('<camunda:in sourceExpression="=v + w" target="x"/>', "u.x=3 u.v=-", "v=1 x=-"),
    "in, allt (variables=all)": ('<camunda:in variables="all"/>', "u.v=1 u.w=2", "v=1 w=2 x=-"),
    "in, ärendenummer (businessKey)": (
        '<camunda:in businessKey="#{execution.processBusinessKey}"/>',
        "u.key=SN-1 u.v=-",
        "x=- key=-",
    ),
    "in, annat ärendenummer (businessKey)": (
        '<camunda:in businessKey="=&quot;B&quot; + string(v)"/>',
        "u.key=B1",
        "x=-",
    ),
    "ut, variabel (source)": ('<camunda:out source="x" target="y"/>', "u.v=-", "y=5 x=- v=1"),
    "ut, uttryck (sourceExpression)": ('<camunda:out sourceExpression="=x + 1" target="y"/>', "u.v=-", "y=6 x=-"),
    "ut, allt (variables=all)": ('<camunda:out variables="all"/>', "u.v=-", "x=5 key=null v=1"),
    "in, bara egna (local)": Refused("local-mapping", "c", _LOCAL.why),
    "ut, bara egna (local)": Refused("local-mapping", "c", _LOCAL.why),
    "utan mål (target)": Refused("mapping-without-target", "c", "Det står inte vart värdet ska."),
    "utan källa (source)": Refused("mapping-without-source", "c", "Det står inte varifrån värdet kommer."),
}
_REFUSED_MAPPINGS = {
    "in, bara egna (local)": '<camunda:in variables="all" local="true"/>',
    "ut, bara egna (local)": '<camunda:out variables="all" local="true"/>',
    "utan mål (target)": '<camunda:in source="v"/>',
    "utan källa (source)": '<camunda:out target="v"/>',
}
_TWO = '<multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>'


def _mapped() -> list[Cell]:
    cells = []
    for row, made in _MAPPINGS.items():
        for column, loop in (("en gång", ""), ("flera i följd", _TWO)):
            if isinstance(made, Refused):
                cells.append(Cell(row, column, _call(_REFUSED_MAPPINGS[row], "", loop), made, ROOTS + _Q))
                continue
            mapping, within, after = made
            script = (
                f"{_START} → s +c q1 k +u → u · {within}",
                f"complete u x=5 → -u -c +z → z · {after}",
                "complete z → -z → end",
            )
            if loop:
                script = (
                    f"{_START} → s +c +c q1 k +u → u · {within}",
                    "complete u x=4 → -u -c +c q1 k +u → u",
                    f"complete u x=5 → -u -c -c +z → z · {after}",
                )
            cells.append(Cell(row, column, _call(mapping, "", loop), runs(*script), ROOTS + _Q))
    return cells


TABLES = (
    Table(
        "Anrop: vilken version",
        "En anropsaktivitet (call activity) säger vilken process som ska köras, och i vilken version.",
        tuple(_bindings()),
        "bindning (binding)",
    ),
    Table(
        "Anrop: vad som förs över",
        "Den anropade processen ser bara det som förs in (camunda:in) och lämnar bara det som förs ut (camunda:out).",
        tuple(_mapped()),
        "överföring",
    ),
)
