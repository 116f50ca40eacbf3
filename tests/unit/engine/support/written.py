"""What is written in the symbols: messages and their payload, times, expressions, variables, Camunda's extensions."""

from tests.unit.engine.support.activities import EXTERNAL
from tests.unit.engine.support.notation import ROOTS, Cell, Refused, Runs, Table, begun, element, people, runs

_CASES = dict[str, tuple[str, Runs | Refused]]


def _extended(inner: str) -> str:
    return f"<extensionElements>{inner}</extensionElements>"


def _io(inputs: str = "", outputs: str = "") -> str:
    made = "".join(
        f'<camunda:{kind}Parameter name="{name}">{value}</camunda:{kind}Parameter>'
        for kind, text in (("input", inputs), ("output", outputs))
        for name, _, value in (part.partition("=") for part in text.split("; ") if part)
    )
    return f"<camunda:inputOutput>{made}</camunda:inputOutput>"


_SAID = _extended(
    '<camunda:properties><camunda:property name="correlationKeys" value="v"/></camunda:properties>' + _io("x==v + 1")
)
_MESSAGE = '<messageEventDefinition messageRef="{}"/>'


def _throw(definition: str, tag: str = "intermediateThrowEvent", inner: str = "") -> str:
    after = people("z") if tag == "intermediateThrowEvent" else ""
    return begun(element(tag, "t", inner + definition) + after, "s t, t z" if after else "s t")


_MESSAGES: _CASES = {
    "nyckel och innehåll (correlationKeys, inputParameter)": (
        _throw(_MESSAGE.format("msg"), inner=_SAID),
        runs("start v=1 w=2 → s t +z → z · >message:svar{v=1,x=2} x=-"),
    ),
    "nyckel som saknas": (_throw(_MESSAGE.format("msg"), inner=_SAID), runs("start → fails t → nothing")),
    "meddelandets namn som uttryck": (
        _throw(_MESSAGE.format("computed")),
        runs('start v="a" → s t +z → z · >message:svar_a'),
    ),
    "väntar på ett namn som är ett uttryck": (
        begun(element("intermediateCatchEvent", "c", _MESSAGE.format("computed")) + people("z"), "s c, c z"),
        runs('start v="a" → s +c → c/message', "message c → -c +z → z"),
    ),
    "sändning genom ett ämne (topic)": (
        _throw(f"<messageEventDefinition {EXTERNAL}/>"),
        runs("start → s +t → t/job", "complete t → -t +z → z"),
    ),
    "slut genom ett ämne (topic)": (
        _throw(f"<messageEventDefinition {EXTERNAL}/>", "endEvent"),
        runs("start → s +t → t/job", "complete t → -t → end"),
    ),
    "signal med innehåll": (
        _throw('<signalEventDefinition signalRef="sig"/>', inner=_extended(_io("x==v + 1"))),
        runs("start v=1 → s t +z → z · >signal:larm{x=2}"),
    ),
    "händelse definierad vid sidan (eventDefinitionRef)": (
        _throw("<eventDefinitionRef>shared</eventDefinitionRef>"),
        runs("start → s t +z → z · >signal:larm"),
    ),
    "sänder utan namn": (
        _throw("<messageEventDefinition/>"),
        Refused("not-supported", "t", "Det står inte vilket meddelande som sänds."),
    ),
    "väntar utan namn": (
        begun(element("intermediateCatchEvent", "c", "<messageEventDefinition/>") + people("z"), "s c, c z"),
        Refused("message-without-name", "c", "Det står inte vilket meddelande som väntas."),
    ),
    "signal utan namn": (
        _throw("<signalEventDefinition/>"),
        Refused("signal-without-name", "t", "Det står inte vilken signal det är."),
    ),
    "fel utan kod": (
        _throw("<errorEventDefinition/>", "endEvent"),
        Refused("throw-without-code", "t", "Utan kod kan ingen fånga felet."),
    ),
    "okänt meddelande (messageRef)": (
        _throw(_MESSAGE.format("nope")),
        Refused("unknown-reference", "t", "Meddelandet finns inte i filen."),
    ),
    "samma startmeddelande två gånger": (
        begun(
            people("a")
            + element("startEvent", "m1", _MESSAGE.format("msg"))
            + element("startEvent", "m2", _MESSAGE.format("msg")),
            "s a, m1 a, m2 a",
        ),
        Refused("message-start-twice", "m2", "Det går inte att veta var meddelandet ska börja."),
    ),
}


def _timer(inner: str) -> str:
    return begun(
        element("intermediateCatchEvent", "t", f"<timerEventDefinition>{inner}</timerEventDefinition>") + people("z"),
        "s t, t z",
    )


def _waits(start: str, due: str) -> Runs:
    return runs(f"{start} → s +t → t/{due}", "timer t → -t +z → z")


_TIMES: _CASES = {
    "datum utan klockslag": (_timer("<timeDate>2026-07-01</timeDate>"), _waits("start", "2026-07-01T00:00")),
    "datum och klockslag, svensk tid": (
        _timer("<timeDate>2026-07-01T08:00</timeDate>"),
        _waits("start", "2026-07-01T08:00"),
    ),
    "klockslag i annan tidszon": (
        _timer("<timeDate>2026-07-01T08:00:00Z</timeDate>"),
        _waits("start", "2026-07-01T10:00"),
    ),
    "varaktighet över sommartidens början": (
        _timer("<timeDuration>P1M</timeDuration>"),
        _waits("start", "2026-04-02T10:00"),
    ),
    "månad som slutar tidigare": (
        _timer('<timeDate>=date("2026-01-31") + duration("P1M")</timeDate>'),
        _waits("start", "2026-02-28T00:00"),
    ),
    "varaktighet som uttryck": (
        _timer("<timeDuration>=frist</timeDuration>"),
        _waits('start frist="P14D"', "2026-03-16T10:00"),
    ),
    "varaktighet som ${uttryck}": (
        _timer("<timeDuration>${frist}</timeDuration>"),
        _waits('start frist="P14D"', "2026-03-16T10:00"),
    ),
    "upprepning med början": (
        _timer("<timeCycle>R3/2026-03-05T08:00/P1D</timeCycle>"),
        _waits("start", "2026-03-05T08:00"),
    ),
    "uttryck som inte ger någon tid": (
        _timer("<timeDuration>=frist</timeDuration>"),
        runs("start frist=3 → fails t → nothing"),
    ),
    "oläslig tid": (
        _timer("<timeDuration>14 dagar</timeDuration>"),
        Refused("bad-time", "t", "Tiden går inte att läsa."),
    ),
    "ingen tid": (_timer(""), Refused("timer-without-time", "t", "Det står ingen tid.")),
    "två tider": (
        _timer("<timeDate>2026-07-01</timeDate><timeDuration>P1D</timeDuration>"),
        Refused("timer-without-time", "t", "Det går inte att veta vilken som gäller."),
    ),
}


def _task(inner: str = "", attributes: str = "", tag: str = "userTask") -> str:
    return begun(element(tag, "a", inner, attributes) + people("z"), "s a, a z")


_SCRIPT = 'scriptFormat="{}" camunda:resultVariable="r"'
_VARIABLES: _CASES = {
    "in och ut (inputParameter, outputParameter)": (
        _task(_extended(_io("x==v + 1", "y==x + svar"))),
        runs("start v=1 → s +a → a · a.x=2 x=-", "complete a svar=5 → -a +z → z · y=7 svar=- x=-"),
    ),
    "utan ut skrivs det som lämnas": (_task(), runs("start → s +a → a", "complete a svar=5 → -a +z → z · svar=5")),
    "i en delprocess": (
        _task(
            _extended(_io("x==1", "y==x"))
            + '<startEvent id="s1"/><userTask id="u"/><sequenceFlow id="f1" sourceRef="s1" targetRef="u"/>',
            tag="subProcess",
        ),
        runs("start x=9 → s +a s1 +u → u · u.x=1 x=9", "complete u x=5 → -u -a +z → z · x=9 y=5"),
    ),
    "i ett skript": (
        _task(_extended(_io("x==v + 1")) + "<script>=x * 2</script>", _SCRIPT.format("feel"), "scriptTask"),
        runs("start v=1 → s a +z → z · r=4 x=-"),
    ),
    "lista och karta (camunda:list, camunda:map)": (
        _task(
            _extended(
                '<camunda:inputOutput><camunda:inputParameter name="x"><camunda:list><camunda:value>=v</camunda:value>'
                "<camunda:value>b</camunda:value></camunda:list></camunda:inputParameter></camunda:inputOutput>"
            )
        ),
        runs('start v=1 → s +a → a · a.x=[1,"b"]'),
    ),
    "JUEL-uttryck": (
        _task("", 'camunda:resultVariable="r"', "scriptTask").replace(
            "</scriptTask>", "<script>${v + 1}</script></scriptTask>"
        ),
        runs("start v=1 → s a +z → z · r=2"),
    ),
    "gränsen ser det som aktiviteten ser": (
        begun(
            element(
                "subProcess",
                "a",
                _extended(_io("x==0")) + '<startEvent id="s1"/><userTask id="u"/><userTask id="w"/>'
                '<sequenceFlow id="f1" sourceRef="s1" targetRef="u"/><sequenceFlow id="f2" sourceRef="u" targetRef="w"/>',
            )
            + element(
                "boundaryEvent",
                "bo",
                "<conditionalEventDefinition><condition>=x &gt; 3</condition></conditionalEventDefinition>",
                'attachedToRef="a"',
            )
            + people("z"),
            "s a, bo z",
        ),
        runs("start → s +a s1 +u → bo/condition u", "complete u x=5 → !u !a bo +z → z"),
    ),
    "en sen gren skriver inte över": (
        begun(
            '<parallelGateway id="f"/><parallelGateway id="j"/>' + people("a", "b", "z"), "s f, f a, f b, a j, b j, j z"
        ),
        runs("start v=0 → s f +a +b → a b", "complete a v=1 → -a → b", "complete b → -b j +z → z · v=1"),
    ),
    "skript i ett annat språk": (
        _task("<script>print(1)</script>", _SCRIPT.format("javascript"), "scriptTask"),
        Refused("script-format", "a", "Bara uttryck i FEEL och ${…} körs."),
    ),
    "skript i en parameter": (
        _task(
            _extended(
                '<camunda:inputOutput><camunda:inputParameter name="x"><camunda:script scriptFormat="groovy">1</camunda:script>'
                "</camunda:inputParameter></camunda:inputOutput>"
            )
        ),
        Refused("script-parameter", "a", "Bara uttryck i FEEL och ${…} körs."),
    ),
    "uttryck som inte går att läsa": (
        _task("", 'camunda:assignee="=1 +"'),
        Refused("bad-expression", "a", "Uttrycket går inte att läsa."),
    ),
    "in och ut på en händelse som väntar": (
        begun(
            element("intermediateCatchEvent", "a", _extended(_io("x==1")) + _MESSAGE.format("msg")) + people("z"),
            "s a, a z",
        ),
        Refused("parameters-in-wrong-place", "a", "Händelsen har inga egna variabler."),
    ),
    "variabelnamn som inte går": (
        _task(_extended(_io("a-b==1"))),
        Refused("bad-variable-name", "a", "Namnet kan inte användas i uttryck."),
    ),
}
_LISTENER = '<camunda:{}Listener event="{}" class="x.Y"/>'
_EXTENSIONS: _CASES = {
    "tjänsteuppgift med ämne (external task)": (
        _task("", EXTERNAL, "serviceTask"),
        runs("start → s +a → a/job", "complete a v=1 → -a +z → z · v=1"),
    ),
    "ämne på en användaruppgift": (
        _task("", EXTERNAL),
        Refused("not-supported", "a", "Bara tjänsteuppgifter, regler och meddelanden som skickas görs av ett ämne."),
    ),
    "ämne på ett avslut": (
        begun(people("a") + element("endEvent", "e", "<terminateEventDefinition/>", EXTERNAL), "s a, a e"),
        Refused("not-supported", "e", "Ett avslut gör inget annat än att avsluta."),
    ),
    "ämne på en signal": (
        _throw(f'<signalEventDefinition signalRef="sig" {EXTERNAL}/>'),
        Refused("not-supported", "t", "En signal skickas av Stegvis själv."),
    ),
    "vem, när och prioritet (assignee, dueDate …)": (
        _task("", 'camunda:assignee="=v" camunda:candidateGroups="g" camunda:dueDate="P1D" camunda:priority="7"'),
        runs("start v=asta → s +a → a", "complete a → -a +z → z"),
    ),
    "formulär (formRef)": (_task("", 'camunda:formRef="beslut"'), runs("start → s +a → a")),
    "tjänsteuppgift utan ämne": (
        _task("", "", "serviceTask"),
        Refused("not-supported", "a", "Utan ämne (topic) vet ingen vem som ska göra arbetet."),
    ),
    "skriptuppgift utan uttryck": (
        _task("", "", "scriptTask"),
        Refused("not-supported", "a", "Det finns inget att räkna ut."),
    ),
    "ämne utan typen external": (
        _task("", 'camunda:topic="t"', "serviceTask"),
        Refused("topic-without-external", "a", "De två hör ihop."),
    ),
    "Java-klass (class)": (
        _task("", 'camunda:class="x.Y"', "serviceTask"),
        Refused("refused-extension", "a", "Java körs inte här; använd ett ämne."),
    ),
    "delegat (delegateExpression)": (
        _task("", 'camunda:delegateExpression="${x}"', "serviceTask"),
        Refused("refused-extension", "a", "Java körs inte här; använd ett ämne."),
    ),
    "lyssnare på körningen (executionListener)": (
        _task(_extended(_LISTENER.format("execution", "start"))),
        Refused("refused-extension", "a", "Java körs inte här; använd ett ämne."),
    ),
    "lyssnare på uppgiften (taskListener)": (
        _task(_extended(_LISTENER.format("task", "create"))),
        Refused("refused-extension", "a", "Java körs inte här; använd ett ämne."),
    ),
    "koppling (connector)": (
        _task(_extended("<camunda:connector/>"), "", "serviceTask"),
        Refused("refused-extension", "a", "Använd ett ämne."),
    ),
    "inbyggt formulär (formData)": (
        _task(_extended("<camunda:formData/>")),
        Refused("refused-extension", "a", "Gör ett formulär (.form) och peka på det med formRef."),
    ),
    "okänt tillägg": (
        _task("", 'camunda:asignee="asta"'),
        Refused("unknown-extension", "a", "Ett felstavat tillägg skulle annars tyst inte gälla."),
    ),
    "annan motor (zeebe)": (
        _task(
            '<extensionElements><z:taskDefinition xmlns:z="http://camunda.org/schema/zeebe/1.0" type="x"/></extensionElements>'
        ),
        Refused("other-engine", "a", "Diagrammet är ritat för Camunda 8."),
    ),
    "anrop av en fristående uppgift (global task)": (
        begun('<callActivity id="a" calledElement="global"/>' + people("z"), "s a, a z"),
        Refused("global-task", "a", "Bara processer kan anropas."),
    ),
    "asyncBefore på en gateway": (
        begun(element("exclusiveGateway", "a", "", 'camunda:asyncBefore="true"') + people("z"), "s a, a z"),
        Refused("not-supported", "a", "Sätt det på aktiviteten före eller efter."),
    ),
    "mottagande uppgift som startar processen (instantiate)": (
        people("z")
        + element("receiveTask", "a", "", 'messageRef="msg" instantiate="true"')
        + '<sequenceFlow id="f1" sourceRef="a" targetRef="z"/>',
        Refused("not-supported", "a", "Använd en starthändelse med meddelande."),
    ),
}
_ROOTS = ROOTS + (
    '<message id="computed" name="svar_${v}"/><signalEventDefinition id="shared" signalRef="sig"/>'
    '<globalUserTask id="global"/>'
)


def _cells(made: _CASES) -> tuple[Cell, ...]:
    return tuple(Cell(row, "resultat", body, expected, _ROOTS) for row, (body, expected) in made.items())


TABLES = (
    Table("Meddelanden och signaler", "", _cells(_MESSAGES), "läge"),
    Table("Tider", "Tider utan tidszon är svensk tid, sommar som vinter.", _cells(_TIMES), "tid"),
    Table(
        "Variabler och uttryck",
        "Variabler hör till processen, en delprocess eller en enda aktivitet. Uttryck skrivs i FEEL (med =) eller som ${…}.",
        _cells(_VARIABLES),
        "läge",
    ),
    Table("Tillägg (camunda:)", "", _cells(_EXTENSIONS), "tillägg"),
)
