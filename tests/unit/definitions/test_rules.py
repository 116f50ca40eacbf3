"""Each rule finds the smallest diagram that breaks it, at the right element; a right diagram has no findings."""

import re

import pytest

from app.definitions.catalogue import catalogue
from app.definitions.findings import Finding, Severity
from app.definitions.inspection import inspect
from app.definitions.rules import Known, scopes
from tests.unit.definitions.breaking import ACROSS, DOCUMENTS, MODELS
from tests.unit.definitions.drawing import END, START, around, event, extended, flow, line, process, task, timer

NOTHING = Known(form=lambda _: False, topic=lambda _: False, process=lambda _: False)


def findings(data: bytes, known: Known = NOTHING) -> tuple[Finding, ...]:
    return inspect({"prov.bpmn": data}, known).findings


USE_CASES = {"business-key-pattern", "message-start-taken"}  # need a database: in the catalogue once those are imported


def test_every_rule_of_diagrams_has_a_diagram_that_breaks_it() -> None:
    rules = {each.id for each in catalogue() if not each.id.startswith(("xml-", "form-"))} - USE_CASES
    assert rules | {"form-in-two-files"} == {*DOCUMENTS, *MODELS, *ACROSS, "process-too-large"}


def test_a_process_of_too_many_steps_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scopes, "MAX_STEPS", 2)
    assert [(each.rule, each.element) for each in findings(around(task()))] == [("process-too-large", "p")]


@pytest.mark.parametrize("rule", [*DOCUMENTS, *MODELS])
def test_a_broken_rule_is_found_at_its_element(rule: str) -> None:
    data, element = {**DOCUMENTS, **MODELS}[rule]
    found = [each for each in findings(data) if each.rule == rule]
    assert element in {each.element for each in found}
    for each in found:
        assert not re.search(r"(?<!\$)\{\w*\}", each.swedish + each.english + each.hint)


@pytest.mark.parametrize("rule", ACROSS)
def test_files_that_disagree_are_found(rule: str) -> None:
    files, element = ACROSS[rule]
    found = inspect(files)
    assert [(each.rule, each.element) for each in found.findings] == [(rule, element)]
    assert found.refused is (found.findings[0].severity is Severity.ERROR)


def test_the_sentence_names_the_element_by_its_name() -> None:
    finding = next(each for each in findings(around(task(tag="callActivity"))) if each.rule == "call-without-process")
    assert finding.swedish == "”Fatta beslut” säger inte vilken process som ska köras."
    assert finding.line == 2


def test_a_right_diagram_has_no_findings() -> None:
    roots = '<bpmn:message id="M" name="svar" /><bpmn:error id="E" errorCode="nekad" />'
    gateway = '<bpmn:exclusiveGateway id="g" default="g_slut" />'
    wait = event("intermediateCatchEvent", "w", timer("timeDuration", "P14D"))
    boundary = event("boundaryEvent", "b", '<bpmn:errorEventDefinition errorRef="E" />', 'attachedToRef="a"')
    inner = event("startEvent", "is", '<bpmn:messageEventDefinition messageRef="M" />', 'isInterrupting="false"')
    inside = line(inner, '<bpmn:task id="t" />', '<bpmn:endEvent id="he" />')
    beside = f'<bpmn:subProcess id="h" triggeredByEvent="true">{inside}</bpmn:subProcess>'
    content = (
        line(START, task(), wait, gateway, END) + boundary + beside + flow("b", "slut") + flow("g", "a", "=om_igen")
    )
    assert findings(process(content, roots)) == ()


def test_what_exists_already_is_known() -> None:
    known = Known(form=lambda key: key == "beslut", topic=lambda key: key == "bestall", process=lambda key: True)
    elements = (
        task(attributes='camunda:formRef="beslut"'),
        task(attributes='camunda:type="external" camunda:topic="bestall"', tag="serviceTask").replace(
            'id="a"', 'id="b"'
        ),
        task(attributes='calledElement="utreda"', tag="callActivity").replace('id="a"', 'id="c"'),
    )
    assert findings(process(line(START, *elements, END)), known) == ()


def test_files_of_one_deployment_know_each_other() -> None:
    files = {
        "a.bpmn": process(
            line(
                START,
                task(attributes='camunda:formRef="beslut"'),
                '<bpmn:callActivity id="c" calledElement="q" />',
                END,
            )
        ),
        "b.bpmn": around(task()).replace(b'id="p"', b'id="q"'),
        "beslut.form": b'{"id": "beslut", "components": []}',
    }
    assert inspect(files, NOTHING).findings == ()


def test_names_that_are_worked_out_later_are_not_looked_up() -> None:
    assert findings(around(task(attributes='camunda:formRef="=formular"'))) == ()


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ('<bpmn:standardLoopCharacteristics loopMaximum="många" />', "bad-value"),
        ("<bpmn:standardLoopCharacteristics /><bpmn:multiInstanceLoopCharacteristics />", "repeated-element"),
        (extended("<camunda:inputOutput /><camunda:inputOutput />"), "repeated-element"),
        (
            extended('<camunda:executionListener class="x"><camunda:field /></camunda:executionListener>'),
            "refused-extension",
        ),
    ],
)
def test_what_would_be_read_in_part_only_is_refused(content: str, rule: str) -> None:
    assert [each.rule for each in findings(around(task(content)))][:1] == [rule]


def test_an_event_definition_outside_the_process_is_held_to_the_rules_too() -> None:
    mapping = extended('<camunda:in variables="all" />')
    roots = f'<bpmn:signalEventDefinition id="d">{mapping}</bpmn:signalEventDefinition>'
    element = event("intermediateThrowEvent", "a", "<bpmn:eventDefinitionRef>d</bpmn:eventDefinitionRef>")
    assert "mapping-in-wrong-place" in {each.rule for each in findings(around(element, roots))}


def test_a_drawing_is_not_held_to_the_rules() -> None:
    content = '<bpmn:choreographyTask id="k" /><bpmn:task id="a" camunda:class="x" />'
    assert [(each.rule, each.severity) for each in findings(process(content, attributes=""))] == [
        ("not-executable", Severity.WARNING)
    ]


def test_foreign_extensions_are_left_alone() -> None:
    foreign = '<bpmn:extensionElements><x:y xmlns:x="urn:annat"><x:z /></x:y></bpmn:extensionElements>'
    assert findings(around(task(foreign, 'xmlns:f="urn:farg" f:color="red"'))) == ()


def test_a_process_without_events_may_begin_anywhere() -> None:
    assert findings(process(f'{task()}<bpmn:task id="b" />{flow("a", "b")}')) == ()


def test_a_circle_without_start_is_refused() -> None:
    found = findings(process(f'{task()}<bpmn:task id="b" />{flow("a", "b")}{flow("b", "a")}'))
    assert "no-start" in {each.rule for each in found}


def test_a_step_that_nothing_leads_to_is_named_once_and_not_what_is_in_it_or_after_it() -> None:
    content = line(START, END) + '<bpmn:subProcess id="s"><bpmn:task id="inne" /></bpmn:subProcess><bpmn:task id="t" />'
    found = findings(process(content + flow("s", "t") + flow("t", "slut")))
    assert [(each.rule, each.element) for each in found] == [("without-incoming", "s")]


def test_links_lead_to_their_catch() -> None:
    throw = event("intermediateThrowEvent", "a", '<bpmn:linkEventDefinition id="d1" name="L" />')
    catch = event("intermediateCatchEvent", "b", '<bpmn:linkEventDefinition id="d2" name="L" />')
    assert findings(process(line(START, throw) + line(catch, END))) == ()


@pytest.mark.parametrize("text", ["PT1H", "P14D", "P1M", "=frist", "${frist}"])
def test_durations_that_can_be_read_are_accepted(text: str) -> None:
    assert findings(around(event("intermediateCatchEvent", "a", timer("timeDuration", text)))) == ()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("timeDate", "2026-12-24"),
        ("timeDate", "2026-12-24T08:00:00"),
        ("timeCycle", "R3/PT10M"),
        ("timeCycle", "R/P1D"),
    ],
)
def test_dates_and_cycles_that_can_be_read_are_accepted(kind: str, text: str) -> None:
    assert findings(around(event("intermediateCatchEvent", "a", timer(kind, text)))) == ()


@pytest.mark.parametrize(
    ("kind", "text"),
    [("timeDate", "PT1H"), ("timeDate", "2026-02-30"), ("timeDuration", "2026-12-24"), ("timeCycle", "varje dag")],
)
def test_times_that_cannot_be_read_are_refused(kind: str, text: str) -> None:
    found = findings(around(event("intermediateCatchEvent", "a", timer(kind, text))))
    assert [each.rule for each in found] == ["bad-time"]


@pytest.mark.parametrize(("text", "rules"), [("R3/PT5M", []), ("PT5M,PT10M", []), ("ofta", ["bad-time"])])
def test_retries_are_cycles_or_lists_of_durations(text: str, rules: list[str]) -> None:
    retries = f"<bpmn:extensionElements><camunda:failedJobRetryTimeCycle>{text}</camunda:failedJobRetryTimeCycle>"
    element = task(
        retries + "</bpmn:extensionElements>", 'camunda:type="external" camunda:topic="t"', tag="serviceTask"
    )
    assert [each.rule for each in findings(around(element), Known())] == rules


def test_an_expression_error_says_where() -> None:
    found = findings(around(task(attributes='camunda:dueDate="=1 +"')))
    assert [each.rule for each in found] == ["bad-expression"]
    assert "förfallodagen" in found[0].swedish
    assert "tecken" in found[0].swedish


def test_an_answer_that_the_form_offers_is_not_questioned() -> None:
    files, _ = ACROSS["unknown-answer"]
    assert inspect({**files, "f.form": files["f.form"].replace(b"avslag", b"bifal")}).findings == ()


def test_what_a_condition_reads_is_not_questioned_when_the_form_is_not_at_hand() -> None:
    for files, _ in (ACROSS["misspelt-variable"], ACROSS["unknown-answer"]):
        assert inspect({"a.bpmn": files["a.bpmn"]}).findings == ()


def test_a_variable_that_the_process_sets_itself_may_have_any_value() -> None:
    files, _ = ACROSS["unknown-answer"]
    output = (
        '<camunda:inputOutput><camunda:outputParameter name="utfall">=x</camunda:outputParameter></camunda:inputOutput>'
    )
    task_with_output = f'camunda:formRef="f">{extended(output)}'.encode()
    data = files["a.bpmn"].replace(b'camunda:formRef="f">', task_with_output)
    assert data != files["a.bpmn"]
    assert inspect({**files, "a.bpmn": data}).findings == ()


def test_a_long_name_does_not_make_a_long_sentence() -> None:
    long = task(tag="callActivity").replace("Fatta beslut", "Fatta\n beslut " + "x" * 1000)
    (found,) = (each for each in findings(around(long)) if each.rule == "call-without-process")
    assert found.swedish.startswith("”Fatta beslut xxx")
    assert len(found.swedish) < 400
