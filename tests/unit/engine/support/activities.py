"""Activities "a" by a short key: how each is drawn, what it waits for, and how it is finished or interrupted."""

from dataclasses import dataclass

from tests.unit.engine.support.notation import element, flows

EXTERNAL = 'camunda:type="external" camunda:topic="t"'
CALLED = f'<process id="q" isExecutable="true"><startEvent id="q1"/><serviceTask id="u" {EXTERNAL}/>{flows("q1 u")}</process>'


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity. `opened` is the trace when it begins, `waits` what then waits, `finish` the command that ends it.

    `inside` is the task that waits, when it is not the activity itself. An activity that does not wait has no `finish`.
    """

    row: str
    tag: str
    attributes: str = ""
    inner: str = ""
    roots: str = ""
    opened: str = "+a"
    waits: str = "a"
    finish: str = "complete a"
    closed: str = "-a"
    interrupted: str = "!a"
    inside: str = "a"

    def drawn(self, more: str = "", attributes: str = "") -> str:
        """The element, with more content first (loops stand before what is in a sub-process)."""
        return element(self.tag, "a", more + self.inner, f"{self.attributes} {attributes}")


def _instant(row: str, tag: str, attributes: str = "", inner: str = "") -> Activity:
    return Activity(row, tag, attributes, inner, opened="a", waits="", finish="", closed="")


def _external(row: str, tag: str) -> Activity:
    return Activity(row, tag, EXTERNAL, waits="a/job")


def _scope(row: str, tag: str, inner: str = "", opened: str = "+a s1 +u") -> Activity:
    inner = inner or f'<startEvent id="s1"/><serviceTask id="u" {EXTERNAL}/>' + flows("s1 u")
    return Activity(
        row, tag, "", inner, "", opened, "u/job", "complete u", "-u -a", "!u !a", "u"
    )  # fmt: skip


TASKS = {
    "task": _instant("uppgift (task)", "task"),
    "user": Activity("användaruppgift (user task)", "userTask"),
    "manual": Activity("manuell uppgift (manual task)", "manualTask"),
    "service": _external("tjänsteuppgift (service task)", "serviceTask"),
    "rule": _external("regeluppgift (business rule task)", "businessRuleTask"),
    "script": _instant(
        "skriptuppgift (script task)",
        "scriptTask",
        'scriptFormat="feel" camunda:resultVariable="r"',
        "<script>=1+1</script>",
    ),
    "send": _instant("sänduppgift (send task), meddelande", "sendTask", 'messageRef="msg"'),
    "send job": _external("sänduppgift (send task), ämne", "sendTask"),
    "receive": Activity(
        "mottagande uppgift (receive task)", "receiveTask", 'messageRef="msg2"', waits="a/message", finish="message a"
    ),
}
SCOPES = {
    "sub-process": _scope("delprocess (sub-process)", "subProcess"),
    "transaction": _scope("transaktion (transaction)", "transaction"),
    "ad hoc": _scope(
        "ad hoc-delprocess (ad-hoc sub-process)", "adHocSubProcess", f'<serviceTask id="u" {EXTERNAL}/>', "+a +u"
    ),
    "call": Activity(
        "anropsaktivitet (call activity)",
        "callActivity",
        'calledElement="q"',
        "",
        CALLED,
        "+a q1 +u",
        "u/job",
        "complete u",
        "-u -a",
        "!u !a",
        "u",
    ),
}
