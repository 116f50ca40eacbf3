"""Event-based gateways: in every place, starting a process, and what may follow them."""

from tests.unit.engine.support.gateway_places import (
    BADA,
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
from tests.unit.engine.support.notation import Cell, Refused, begun, element, flows, people, runs


def _caught(id_: str, message: str = "msg") -> str:
    return element("intermediateCatchEvent", id_, f'<messageEventDefinition messageRef="{message}"/>')


_TIMER = element(
    "intermediateCatchEvent", "t", "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"
)


def event_based(attributes: str = "") -> Drawn:
    gateway, day, after = element("eventBasedGateway", "g", "", attributes), "t/2026-03-03T10:00", "g c, g t, c y, t z"
    waits = gateway + _caught("c") + _TIMER + people("y", "z")
    nested = waits + element("eventBasedGateway", "h") + _caught("d", "msg2")
    default = element("eventBasedGateway", "g", "", f'{attributes} default="g-c"') + waits.removeprefix(gateway)
    return {
        DELAR: (
            begun(waits, "s g, " + after),
            runs(f"start → s +g → c/message {day}", "timer t → -g t +z → z", "complete z → -z → end"),
        ),
        FORVALT: (
            begun(default, "s g, " + after),
            Refused("default-in-wrong-place", "g", "Det som händer först väljer flödet, så inget är förvalt."),
        ),
        INGET: (
            begun(waits, "s g, g c [=v > 1], g t, c y, t z"),
            Refused("condition-in-wrong-place", "g-c", "Det som händer först väljer flödet; villkor har ingen mening."),
        ),
        MOTER: (
            begun(FORK + waits + people("a", "b"), "s f, f a, f b, a g, b g, " + after),
            runs(
                "start → s f +a +b → a b",
                f"complete a → -a +g → b c/message {day}",
                f"complete b → -b +g → c/message c/message {day} {day}",
                f"message c → -g c +y → c/message {day} y",
                "timer t → -g t +z → y z",
            ),
        ),
        BADA: (
            begun(waits.replace('"y"', '"a"'), "s g, g c, g t, c a, a g, t z"),
            runs(
                f"start → s +g → c/message {day}",
                "message c → -g c +a → a",
                f"complete a → -a +g → c/message {day}",
                "timer t → -g t +z → z",
            ),
        ),
        SLINGA: (
            begun(waits.replace('<userTask id="y"/>', ""), "s g, g c, g t, c g, t z"),
            runs(
                f"start → s +g → c/message {day}",
                f"message c → -g c +g → c/message {day}",
                f"message c → -g c +g → c/message {day}",
                "timer t → -g t +z → z",
            ),
        ),
        NASTLAD: (
            begun(nested, "s g, g h, g t, t z, h d, h c, c y, d y"),
            Refused("event-gateway-target", "h", "Efter en händelsegateway ska det finnas något att vänta på."),
        ),
        DELPROCESS: (
            within(gateway + _caught("c") + _TIMER, "s1 g, g c, g t"),
            runs(f"start → s +sub s1 +g → c/message {day}", "message c → -g c -sub +z → z"),
        ),
        FORST: (waits + flows(after), runs(f"start → +g → c/message {day}", "message c → -g c +y → y")),
        SIST: (
            begun(gateway, "s g"),
            Refused("event-gateway-with-one-way", "g", "En händelsegateway har minst två flöden ut."),
        ),
    }


def refused(made: Drawn, why: str, rule: str = "not-supported") -> Drawn:
    """The same drawings with a gateway that is refused wherever it stands."""
    return {column: (body, Refused(rule, "g", why)) for column, (body, _) in made.items()}


def instantiating(attributes: str) -> Drawn:
    why = "En händelsegateway som själv startar processen kan inte köras; använd en starthändelse för varje."
    made = refused(
        event_based(attributes), "En gateway som startar processen har inget flöde in.", "instantiate-with-incoming"
    )
    return {**made, FORST: (made[FORST][0], Refused("not-supported", "g", why))}


def followed() -> tuple[Cell, ...]:
    """What may come after an event-based gateway."""
    receive, ways = element("receiveTask", "r", "", 'messageRef="msg"'), "s g, g r, g t, r y, t z"
    after = '<eventBasedGateway id="g"/>' + _TIMER + people("y", "z")
    day = "t/2026-03-03T10:00"
    border = element(
        "boundaryEvent",
        "bo",
        "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>",
        'attachedToRef="r"',
    )
    loop = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
    target = "Efter en händelsegateway ska det finnas något att vänta på."
    made: Drawn = {
        "mottagande uppgift (receive task)": (
            begun(after + receive, ways),
            runs(f"start → s +g → r/message {day}", "message r v=1 → -g r +y → y · v=1", "complete y → -y → end"),
        ),
        "mottagande uppgift med gränshändelse": (
            begun(after + receive + border + people("b"), ways + ", bo b"),
            Refused("awaited-task-with-border", "r", "Den väntar redan på det som händer först."),
        ),
        "mottagande uppgift för flera": (
            begun(after + element("receiveTask", "r", loop, 'messageRef="msg"'), ways),
            Refused("not-supported", "r", "Gatewayen väntar på ett enda meddelande."),
        ),
        "både meddelandehändelse och mottagande uppgift": (
            begun(after + receive + _caught("c", "msg2"), ways + ", g c, c z"),
            Refused("event-gateway-mixed", "g", "Använd bara det ena slaget."),
        ),
        "händelse med flera flöden in": (
            begun(
                after + _caught("r") + people("a") + '<parallelGateway id="f"/>',
                "s f, f g, f a, a r, g r, g t, r y, t z",
            ),
            Refused("event-gateway-shared-target", "r", "Då vore det oklart vem som väntar."),
        ),
        "uppgift": (
            begun(after + element("userTask", "r"), ways),
            Refused("event-gateway-target", "r", target),
        ),
        "händelse som sänder": (
            begun(after + element("intermediateThrowEvent", "r"), ways),
            Refused("event-gateway-target", "r", target),
        ),
        "gateway": (
            begun(after + element("exclusiveGateway", "r"), ways),
            Refused("event-gateway-target", "r", target),
        ),
        "delprocess": (
            begun(after + element("subProcess", "r", '<task id="u"/>'), ways),
            Refused("event-gateway-target", "r", target),
        ),
    }
    return tuple(Cell(row, "resultat", body, expected) for row, (body, expected) in made.items())
