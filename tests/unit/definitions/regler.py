"""The page docs/regler.md: every rule, with what it says of the smallest file that breaks it.

`python -m tests.unit.definitions.regler` writes it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import app.usecases.checks  # noqa: F401  (its rules enter the catalogue)
from app.definitions.catalogue import Rule, catalogue
from app.definitions.findings import Severity
from app.definitions.inspection import inspect
from app.definitions.rules import Known
from app.definitions.xml import MAX_ATTRIBUTES, MAX_DEPTH
from tests.unit.definitions.breaking import ACROSS, DOCUMENTS, MODELS
from tests.unit.definitions.test_form_reader import BREAKING

PAGE = Path(__file__).parents[3] / "docs" / "regler.md"

INTRODUCTION = """\
# Regler för diagram och formulär

Reglerna prövas när en fil driftsätts, och med `stegvis check FIL…` utan att något driftsätts. Ett **fel** hindrar
driftsättningen: diagrammet är förbjudet i BPMN, eller skulle inte kunna köras. En **varning** hindrar inget. Alla fynd
i filerna kommer på en gång. En process som inte är körbar (isExecutable) är en ritning: den visas som den är.

Sidan görs av `python -m tests.unit.definitions.regler`, och ett prov ser till att den stämmer. Meningarna är de som
Stegvis säger om den minsta fil som bryter mot regeln; det som står inom citattecken är hämtat ur den filen. Källan är
en paragraf i BPMN 2.0.2, ett avsnitt i handboken till Camunda 7, eller Stegvis när regeln bara gäller här.

Utöver reglerna nekas det som BPMN tillåter men som Stegvis inte kör (`not-supported`): se [vad som körs](stod.md).
"""

SECTIONS: dict[str, str] = {
    "Filen": "xml-empty xml-too-large xml-not-well-formed xml-doctype xml-too-deep xml-too-many-elements"
    " xml-too-many-attributes xml-not-bpmn no-process not-executable duplicate-id bad-id missing-id unknown-element"
    " unsupported-element unknown-attribute repeated-element bad-value unknown-reference wrong-reference"
    " must-understand process-in-two-files message-start-in-two-files message-start-taken business-key-pattern",
    "Början och slut": "nothing-to-run process-too-large empty-sub-process no-start several-plain-starts"
    " start-with-incoming without-incoming unreachable no-end path-without-end end-with-outgoing"
    " event-without-outgoing",
    "Flöden": "flow-without-source flow-without-target flow-crosses-border flow-crosses-pool flow-twice"
    " flow-list-differs condition-in-wrong-place only-flow-with-condition default-not-outgoing default-in-wrong-place"
    " default-with-condition",
    "Gateways": "choice-without-conditions choice-without-condition pointless-gateway gateway-direction"
    " event-gateway-with-one-way event-gateway-target event-gateway-shared-target event-gateway-mixed"
    " awaited-task-with-border message-awaited-twice parallel-event-gateway instantiate-with-incoming",
    "Händelser": "event-in-wrong-place message-without-name message-start-twice signal-without-name timer-without-time"
    " bad-time condition-event-without-condition link-without-name link-without-target link-target-twice"
    " link-with-flow throw-without-code error-without-code catch-without-code caught-twice",
    "Gränshändelser och händelsedelprocesser": "boundary-attached-wrong boundary-with-incoming boundary-must-interrupt"
    " event-sub-process-start event-sub-process-with-flow error-start-must-interrupt",
    "Att ångra: kompensation och transaktioner": "compensation-without-handler compensation-handler-unmarked"
    " compensation-handler-with-flow compensation-boundary-with-outgoing compensated-twice"
    " compensation-with-several-handlers compensation-start-in-process compensation-of-unknown"
    " compensation-of-nothing cancel-outside-transaction",
    "Aktiviteter": "ad-hoc-with-start-or-end ad-hoc-without-activity repetition-without-count loop-without-end"
    " bad-count bad-number bad-collection loop-output-incomplete script-format script-not-an-expression"
    " performer-element unknown-form task-form-key",
    "Anrop och ämnen": "call-without-process call-without-plain-start unknown-process global-task"
    " reference-without-version local-mapping mapping-in-wrong-place mapping-without-source mapping-without-target"
    " topic-without-external unknown-topic",
    "Uttryck och tillägg": "bad-expression empty-expression script-language condition-not-an-expression"
    " unknown-answer misspelt-variable bad-variable-name parameters-in-wrong-place script-parameter mixed-parameter"
    " refused-extension unknown-extension other-engine",
    "Pooler, banor, data och ritning": "message-flow-within-pool message-flow-end message-flow-direction"
    " message-flow-without-message step-in-two-lanes lane-with-unknown-step data-from-nowhere data-from-several"
    " data-sets-incomplete loose-reference correlation-not-used picture-of-nothing not-in-picture",
    "Formulär": "",
}
"""Heading → its rules, in the order of the page. The rules of forms are all in the last section."""

_XML = {
    "xml-empty": b"",
    "xml-not-well-formed": b"<a><b></a>",
    "xml-doctype": b"<!DOCTYPE a><a/>",
    "xml-too-deep": b"<a>" * (MAX_DEPTH + 1),
    "xml-too-many-attributes": b"<a " + b" ".join(b'b%d=""' % n for n in range(MAX_ATTRIBUTES + 1)) + b"/>",
    "xml-not-bpmn": b"<svg/>",
}
_NOTHING = Known(form=lambda _: False, topic=lambda _: False, process=lambda _: False)


def examples() -> dict[str, tuple[str, str]]:
    """Rule → (sentence, hint), as said of the smallest file that breaks it."""
    files = {rule: {"prov.bpmn": data} for rule, (data, _) in {**DOCUMENTS, **MODELS}.items()}
    files |= {rule: {"prov.bpmn": data} for rule, data in _XML.items()}
    files |= {rule: {"prov.form": data} for rule, (data, _) in BREAKING.items()}
    files |= {rule: dict(parts) for rule, (parts, _) in ACROSS.items()}
    found: dict[str, tuple[str, str]] = {}
    for rule, parts in files.items():
        for each in inspect(parts, _NOTHING).findings:
            if each.rule == rule:
                found.setdefault(rule, (each.swedish, each.hint))
    return found


def sections() -> Iterator[tuple[str, list[str]]]:
    """(heading, rules) of the page."""
    for heading, rules in SECTIONS.items():
        yield heading, rules.split() or sorted(each.id for each in catalogue() if each.id.startswith("form-"))


def page() -> str:
    """The whole page."""
    rules, said = {each.id: each for each in catalogue()}, examples()
    errors = sum(each.severity is Severity.ERROR for each in rules.values())
    lines = [
        INTRODUCTION,
        f"Det finns {len(rules)} regler: {errors} om fel och {len(rules) - errors} om varningar.",
        "",
    ]
    for heading, ids in sections():
        lines += [f"## {heading}", "", "| regel | | Stegvis säger | och råder | källa |", "|---|---|---|---|---|"]
        lines += [_row(rules[each], *said.get(each, _template(rules[each]))) for each in ids]
        lines += [""]
    return "\n".join(lines)


def _row(rule: Rule, sentence: str, hint: str) -> str:
    severity = "fel" if rule.severity is Severity.ERROR else "varning"
    cells = (f"`{rule.id}`", severity, _escaped(sentence), _escaped(hint), rule.clause)
    return f"| {' | '.join(cells)} |"


def _template(rule: Rule) -> tuple[str, str]:
    """The sentences of a rule that no small file breaks, with … for what is filled in."""
    texts = (re.sub(r"(?<!\{)\{\w+\}(?!\})", "…", text) for text in (rule.swedish, rule.hint))
    sentence, hint = (text.replace("{{", "{").replace("}}", "}") for text in texts)
    return sentence, hint


def _escaped(text: str) -> str:
    return re.sub(r"([|*<>])", r"\\\1", " ".join(text.split()))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
