"""Where a gateway may stand: the columns of its table, and what the drawings share."""

from tests.unit.engine.support.notation import Refused, Runs, begun, element, flows, people

DELAR, FORVALT, INGET = "delar", "förvalt flöde (default)", "inget villkor stämmer"
MOTER, BADA, SLINGA, NASTLAD = "möter", "möter och delar", "i en slinga", "nästlad"
DELPROCESS, FORST, SIST = "i en delprocess", "först, utan flöde in", "sist, utan flöde ut"
COLUMNS = (DELAR, FORVALT, INGET, MOTER, BADA, SLINGA, NASTLAD, DELPROCESS, FORST, SIST)
FORK = '<parallelGateway id="f"/>'

Drawn = dict[str, tuple[str, Runs | Refused]]


def within(inside: str, ways: str) -> str:
    """A sub-process with this content, and what comes after it."""
    inner = '<startEvent id="s1"/>' + inside + flows(ways)
    return begun(element("subProcess", "sub", inner) + people("z"), "s sub, sub z")
