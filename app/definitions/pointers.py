"""Rules of what points at what in the document, beside the flow: data, lanes, artifacts, lists of flows."""

from collections.abc import Iterator, Mapping

from app.definitions.catalogue import error, warning
from app.definitions.document import UNKNOWN_REFERENCE, Document
from app.definitions.events import definitions_of
from app.definitions.model import ACTIVITIES, EventKind, Kind
from app.definitions.names import Element, attribute, bpmn, bpmn_name, children, label, reference, text_of

DATA_END = error(
    "data-from-nowhere",
    "”{element}” läser eller skriver ”{reference}”, som inte är data i filen.",
    "{element} reads or writes {reference}, which is no data of the file.",
    "Dra pilen till ett dataobjekt eller ett datalager, eller ta bort den.",
    "BPMN 10.4.1",
)
DATA_SOURCES = error(
    "data-from-several",
    "”{element}” läser flera data i samma pil, utan att säga hur de ska sättas ihop.",
    "{element} has a data association with several sources and no transformation.",
    "Dra en pil för varje dataobjekt.",
    "BPMN 10.4.2",
)
LOOSE = warning(
    "loose-reference",
    "”{element}” pekar på ”{reference}” ({attribute}), som inte finns i filen eller är av fel slag.",
    "{element} points at {reference} ({attribute}), which does not exist in the file or is of the wrong kind.",
    "Det påverkar inte körningen. Välj om, eller ta bort hänvisningen.",
    "BPMN 15",
)
FLOW_LIST = warning(
    "flow-list-differs",
    "”{element}” räknar upp flödet ”{flow}” som sitt, men det flödet går inte {way} där.",
    "{element} lists the flow {flow} as its own, but that flow does not go there.",
    "Det är flödenas egna ändar som gäller. Dra om flödet om det är fel.",
    "BPMN 8.4.13",
)
LANE_STEP = warning(
    "lane-with-unknown-step",
    "Banan ”{element}” sägs innehålla ”{reference}”, som inte finns i processen.",
    "The lane {element} is said to hold {reference}, which is not in the process.",
    "Flytta något i banan och spara om diagrammet, så skrivs listan på nytt.",
    "BPMN 10.8",
)
TWO_LANES = warning(
    "step-in-two-lanes",
    "”{reference}” ligger både i banan ”{element}” och i banan ”{other}”.",
    "{reference} is both in the lane {element} and in the lane {other}.",
    "Lägg steget i den ena banan.",
    "BPMN 10.8",
)
CORRELATION = warning(
    "correlation-not-used",
    "Filen har egna regler för vilket ärende ett meddelande hör till (correlation), och de används inte.",
    "The file has correlation keys, which are not used.",
    "Meddelanden hittar sitt ärende på ärendenumret, eller på variablerna i egenskapen correlationKeys.",
    "BPMN 8.4.2",
)

DATA_SETS = warning(
    "data-sets-incomplete",
    "”{element}” räknar upp sina data (ioSpecification), men ”{data}” {wrong}.",
    "The ioSpecification of {element} does not hold together at {data}.",
    "Det påverkar inte körningen. Ta bort uppräkningen, eller gör om den i ritverktyget.",
    "BPMN 10.4.1",
)

TWO_HANDLERS = error(
    "compensation-with-several-handlers",
    "Kompensationen ”{element}” leder till flera aktiviteter: ”{one}” och ”{other}”.",
    "The compensation {element} leads to more than one activity: {one} and {other}.",
    "Låt den leda till en enda, till exempel en delprocess med allt som ska göras.",
    "BPMN 10.7.1",
)

_NODES = frozenset(kind.value for kind in Kind)
_ACTIVITIES = frozenset(kind.value for kind in ACTIVITIES)
_DATA_NAMES = (
    "property dataObject dataObjectReference dataStore dataStoreReference dataInput dataOutput inputDataItem"
    " outputDataItem"
)
_DATA = frozenset(_DATA_NAMES.split())
_DEFINITIONS = frozenset(f"{kind.value}EventDefinition" for kind in EventKind)
_TABLE = (
    # elements; attributes or children that name another; what that may be, any element when nothing is said
    ("association", "sourceRef targetRef", ""),
    ("group", "categoryValueRef", "categoryValue"),
    ("participant", "processRef", "process"),
    ("dataObjectReference", "dataObjectRef", "dataObject"),
    ("dataStoreReference", "dataStoreRef", "dataStore"),
    (_DATA_NAMES, "itemSubjectRef", "itemDefinition"),
    ("error escalation signal", "structureRef", "itemDefinition"),
    ("message", "itemRef", "itemDefinition"),
    ("messageFlow correlationPropertyRetrievalExpression", "messageRef", "message"),
    ("serviceTask sendTask receiveTask messageEventDefinition", "operationRef", "operation"),
    ("operation", "inMessageRef outMessageRef", "message"),
    ("operation", "errorRef", "error"),
    ("inputSet", "dataInputRefs optionalInputRefs whileExecutingInputRefs", "dataInput inputDataItem"),
    ("inputSet", "outputSetRefs", "outputSet"),
    ("outputSet", "dataOutputRefs optionalOutputRefs whileExecutingOutputRefs", "dataOutput outputDataItem"),
    ("outputSet", "inputSetRefs", "inputSet"),
    ("correlationKey", "correlationPropertyRef", "correlationProperty"),
)
_LOOSE: dict[str, dict[str, frozenset[str]]] = {}
for _elements, _pointers, _kinds in _TABLE:
    for _element in _elements.split():
        _LOOSE.setdefault(_element, {}).update(dict.fromkeys(_pointers.split(), frozenset(_kinds.split())))

_BEHAVIOR = ("oneBehaviorEventRef", "noneBehaviorEventRef")


def check_pointers(document: Document) -> None:
    """Report what points nowhere. Only for files with something to run: a drawing is shown as it is."""
    ids = {id_: each for each in document.root.iter() if (id_ := attribute(each, "id")) and bpmn_name(each)}
    for element in _looked_at(document):
        name = bpmn_name(element)
        for pointer, kinds in _LOOSE.get(name, {}).items():
            for value in _values(element, pointer):
                if not (_is_foreign(document, element, value) or _leads(ids, value, kinds)):
                    document.report(LOOSE, element, reference=reference(value), attribute=pointer)
        if name in ("dataInputAssociation", "dataOutputAssociation"):
            _check_data(document, element, ids)
        elif name == "ioSpecification":
            _check_data_sets(document, element)
        elif name == "multiInstanceLoopCharacteristics":
            _check_behavior(document, element, ids)
        elif name in _NODES:
            _check_flow_lists(document, element, ids)
        elif name == "laneSet":
            _check_lanes(document, element, ids)
        elif name == "correlationKey":
            document.report(CORRELATION, element)
    _check_handlers(document, ids)


def _check_handlers(document: Document, ids: Mapping[str, Element]) -> None:
    """What undoes an activity is one activity."""
    handlers: dict[str, Element] = {}
    for each in document.root.iter(bpmn("association")):
        source = ids.get(reference(attribute(each, "sourceRef")))
        target = ids.get(reference(attribute(each, "targetRef")))
        if source is None or target is None or bpmn_name(source) != Kind.BOUNDARY_EVENT:
            continue
        compensates = any(bpmn_name(part) == "compensateEventDefinition" for part in definitions_of(document, source))
        if compensates and bpmn_name(target) in _ACTIVITIES:
            other = handlers.setdefault(attribute(source, "id") or "", target)
            if other is not target:
                document.report(TWO_HANDLERS, source, one=label(other), other=label(target))


def _looked_at(document: Document) -> Iterator[Element]:
    """Every BPMN element but those of processes that are only drawn."""
    for root in document.root:
        if bpmn_name(root) != "process" or root.get("isExecutable") in ("true", "1"):
            yield from (each for each in root.iter(bpmn("*")))


def _values(element: Element, name: str) -> Iterator[str]:
    """What an attribute or children of this name say; an element has either."""
    value = attribute(element, name)
    if value is not None:
        yield value
    yield from (text for each in children(element, bpmn(name)) if (text := text_of(each)))


def _is_foreign(document: Document, element: Element, value: str) -> bool:
    """Whether the name belongs to another file, by its prefix."""
    prefix, colon, _ = value.rpartition(":")
    space = element.nsmap.get(prefix) if colon else None
    return space is not None and space != document.root.get("targetNamespace")


def _leads(ids: Mapping[str, Element], value: str, kinds: frozenset[str]) -> bool:
    found = ids.get(reference(value))
    return found is not None and (not kinds or bpmn_name(found) in kinds)


def _check_data(document: Document, element: Element, ids: Mapping[str, Element]) -> None:
    owner = element.getparent()
    where = owner if owner is not None else element
    for name in ("sourceRef", "targetRef"):
        for value in _values(element, name):
            if not _leads(ids, value, _DATA):
                document.report(DATA_END, where, reference=reference(value))
    if len(list(_values(element, "sourceRef"))) > 1 and not children(element, bpmn("transformation")):
        document.report(DATA_SOURCES, where)


def _check_data_sets(document: Document, element: Element) -> None:
    """All data is in some set, and what a set says more of is in that set."""
    owner = element.getparent()
    where = owner if owner is not None else element
    for way, data in (("input", "dataInput"), ("output", "dataOutput")):
        sets = children(element, bpmn(f"{way}Set"))
        if not sets:
            document.report(DATA_SETS, where, data=f"{way}Set", wrong="fattas")
        named = {reference(text) for each in sets for text in _values(each, f"{data}Refs")}
        for each in children(element, bpmn(data)):
            if sets and attribute(each, "id") not in named:
                document.report(DATA_SETS, where, data=label(each), wrong="är inte med i någon mängd")
        for each in sets:
            own = set(_values(each, f"{data}Refs"))
            for more in (f"optional{way.capitalize()}Refs", f"whileExecuting{way.capitalize()}Refs"):
                for value in sorted(set(_values(each, more)) - own):
                    document.report(DATA_SETS, where, data=reference(value), wrong="är inte med i sin mängd")


def _check_behavior(document: Document, element: Element, ids: Mapping[str, Element]) -> None:
    for name in _BEHAVIOR:
        for value in _values(element, name):
            if not _leads(ids, value, _DEFINITIONS):
                document.report(UNKNOWN_REFERENCE, element, reference=reference(value), attribute=name)


def _check_flow_lists(document: Document, element: Element, ids: Mapping[str, Element]) -> None:
    for name, end, way in (("incoming", "targetRef", "in"), ("outgoing", "sourceRef", "ut")):
        for value in _values(element, name):
            flow = ids.get(reference(value))
            if flow is None or reference(attribute(flow, end)) != attribute(element, "id"):
                document.report(FLOW_LIST, element, flow=label(flow) if flow is not None else value, way=way)


def _check_lanes(document: Document, lane_set: Element, ids: Mapping[str, Element]) -> None:
    """A step is in one lane of a set; an inner set divides its lane once more, and may name the step again."""
    lane_of: dict[str, Element] = {}
    for each in lane_set.iter(bpmn("flowNodeRef")):
        lane, step = each.getparent(), text_of(each)
        if lane is None:
            continue
        if not _leads(ids, step, _NODES):
            document.report(LANE_STEP, lane, reference=step)
            continue
        other = lane_of.setdefault(step, lane)
        if lane in other.iterancestors():
            continue
        if other is not lane and other not in lane.iterancestors():
            document.report(TWO_LANES, lane, reference=label(ids[step]), other=label(other))
        lane_of[step] = lane
