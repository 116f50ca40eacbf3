"""Data in a diagram: objects with their states, stores, inputs, outputs, associations and properties."""

from tests.unit.engine.support.notation import Cell, Refused, Runs, Table, begun, element, people, runs

_OBJECT = (
    '<dataObject id="do" isCollection="true"/><dataObjectReference id="dor" name="Ansökan" dataObjectRef="do">'
    '<dataState name="granskad"/></dataObjectReference>'
)
_IO = (
    '<ioSpecification id="io"><dataInput id="di"/><dataOutput id="dout"/><inputSet id="is"><dataInputRefs>di</dataInputRefs>'
    '</inputSet><outputSet id="os"><dataOutputRefs>dout</dataOutputRefs></outputSet></ioSpecification>'
)
_IN = '<dataInputAssociation id="dia"><sourceRef>dor</sourceRef><targetRef>di</targetRef>{}</dataInputAssociation>'
_OUT = '<dataOutputAssociation id="doa"><sourceRef>dout</sourceRef><targetRef>dor</targetRef>{}</dataOutputAssociation>'
_SHOWN = "Det som ska räknas om skrivs som Inputs och Outputs i stället."


def _around(inner: str, beside: str = _OBJECT, tag: str = "userTask") -> str:
    return begun(beside + element(tag, "a", inner) + people("z"), "s a, a z")


_PLAYED = runs("start v=1 → s +a → a", "complete a w=2 → -a +z → z · v=1 w=2", "complete z → -z → end")
_SUB = '<startEvent id="s1"/><userTask id="u"/><sequenceFlow id="f1" sourceRef="s1" targetRef="u"/>'

DATA: dict[str, tuple[str, Runs | Refused]] = {
    "dataobjekt med tillstånd (data object, data state)": (_around(""), _PLAYED),
    "dataobjekt i en delprocess": (
        _around(_OBJECT + _SUB, "", "subProcess"),
        runs("start → s +a s1 +u → u", "complete u v=1 → -u -a +z → z · v=1"),
    ),
    "association till och från en uppgift": (_around(_IO + _IN.format("") + _OUT.format("")), _PLAYED),
    "association till och från en händelse": (
        begun(
            _OBJECT
            + element(
                "intermediateCatchEvent",
                "c",
                '<dataOutput id="eo"/><dataOutputAssociation id="doa"><sourceRef>eo</sourceRef><targetRef>dor</targetRef>'
                '</dataOutputAssociation><messageEventDefinition messageRef="msg"/>',
            ),
            "s c",
        ),
        runs("start → s +c → c/message", "message c v=1 → -c → end · v=1"),
    ),
    "processens in- och utdata (data input, data output)": (
        '<ioSpecification id="io"><dataInput id="di" name="Ansökan"/><dataOutput id="dout"/><inputSet id="is"/>'
        '<outputSet id="os"/></ioSpecification>' + _around("", ""),
        _PLAYED,
    ),
    "egenskap (property)": ('<property id="pr" name="x"/>' + _around('<property id="pr2" name="y"/>', ""), _PLAYED),
    "datalager (data store)": (_around("", '<dataStoreReference id="dsr" name="Registret"/>'), _PLAYED),
    "association som räknar om (transformation)": (
        _around(_IO + _IN.format("<transformation>=1</transformation>")),
        Refused("unsupported-element", "dia", _SHOWN),
    ),
    "association som sätter värden (assignment)": (
        _around(_IO + _OUT.format("<assignment><from>=1</from><to>v</to></assignment>")),
        Refused("unsupported-element", "doa", _SHOWN),
    ),
    "association från något som inte finns": (
        _around(_IO + _IN.format("").replace("dor", "nope")),
        Refused("data-from-nowhere", "a", "Det som associationen pekar på finns inte."),
    ),
}

TABLES = (
    Table(
        "Data",
        "Dataobjekt, datalager och associationer visar vad som används var. De styr inget: värden finns i ärendets variabler.",
        tuple(
            Cell(
                row,
                "resultat",
                body,
                expected,
                bare="" if "store" not in row else "a decorative data store kills the file",
            )
            for row, (body, expected) in DATA.items()
        ),
    ),
)
