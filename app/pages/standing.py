"""The one line of a case: it waits for what, with whom, since when, and when the next deadline is."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from app.definitions.model import Process
from app.engine import Wait
from app.errors import NotFoundError
from app.messages import gettext as _
from app.pages import diagrams, formats
from app.pages.rows import holder
from app.pages.site import context
from app.usecases import instances, process_definitions
from app.usecases.instances import InstanceView, WaitingView

SHOWN = 4
_WORK = frozenset({Wait.USER_TASK, Wait.EXTERNAL_TASK, Wait.RECEIVE, Wait.INCIDENT, Wait.CONTINUATION})


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line: plain, strong, or a link."""

    text: str
    strong: bool = False
    href: str = ""


Line = tuple[Part, ...]


def state(instance: InstanceView) -> str:
    """active, completed or cancelled, as parts/macros.html names them."""
    return "active" if instance.ended is None else instance.outcome or "completed"


def lines(root: InstanceView) -> list[Line]:
    """The line, or one for each thing when several go on beside each other."""
    if root.ended:
        return [_ended(root)]
    waits = in_front(root.id)
    told = [_line(wait) for wait in waits[:SHOWN]]
    if len(waits) > SHOWN:
        told.append((Part(_("Och {n} saker till.", n=len(waits) - SHOWN)),))
    return [*told, *_deadline(waits)] or [(Part(_("Systemet arbetar vidare med ärendet.")),)]


def in_front(root_id: str) -> list[WaitingView]:
    """What the case waits for; what only stands ready beside it (somebody dies, somebody moves) is left out."""
    waits = instances.waiting(context(), root_id)
    processes = _processes(waits)
    shown = [wait for wait in waits if not _background(processes, wait)]
    return sorted(shown, key=lambda wait: (wait.kind not in _WORK, wait.since))


def _background(processes: dict[str, Process], wait: WaitingView) -> bool:
    process = processes.get(wait.instance_id)
    return process is not None and diagrams.background(process, wait.element)


def _processes(waits: tuple[WaitingView, ...]) -> dict[str, Process]:
    """The processes by instance; one that the reader may not see is left out."""
    found: dict[str, Process] = {}
    for id in {wait.instance_id for wait in waits}:
        with suppress(NotFoundError):
            instance = instances.get_instance(context(), id)
            found[id] = process_definitions.definition_process(context(), instance.definition_id)
    return found


def _ended(root: InstanceView) -> Line:
    day = formats.moment(root.ended)
    if root.outcome == "cancelled":
        reason = f" {root.delete_reason}" if root.delete_reason else ""
        return (Part(_("Ärendet avbröts")), Part(f" {day}.", strong=True), Part(reason))
    return (Part(_("Ärendet är avslutat sedan ")), Part(day, strong=True), Part("."))


def _line(wait: WaitingView) -> Line:
    what = Part(wait.name or wait.element, strong=True, href=_task_href(wait))
    since = formats.since(wait.since, context().now())
    if wait.failed:
        return (Part(_("Har stannat vid ")), what, Part(_(" sedan ")), Part(since, strong=True), Part("."))
    if wait.kind == Wait.TIMER:
        return (Part(_("Väntar på ")), what, Part(" "), Part(formats.moment(wait.due), strong=True), Part("."))
    whom = _whom(wait)
    hos = (Part(_(" hos ")), Part(whom, strong=True)) if whom else ()
    return (Part(_("Väntar på ")), what, *hos, Part(_(" sedan ")), Part(since, strong=True), Part("."))


def _task_href(wait: WaitingView) -> str:
    return url_for("pages.task", task_id=wait.token) if wait.kind == Wait.USER_TASK else ""


def _whom(wait: WaitingView) -> str:
    if wait.kind == Wait.USER_TASK:
        return holder(wait.assignee, wait.groups, wait.users)
    return _("systemet") if wait.kind in (Wait.EXTERNAL_TASK, Wait.CONTINUATION) else ""


def _deadline(waits: list[WaitingView]) -> list[Line]:
    dues: list[datetime] = [wait.due for wait in waits if wait.due and wait.kind in (Wait.USER_TASK, Wait.TIMER)]
    if not dues:
        return [(Part(_("Ingen frist löper.")),)] if waits else []
    due, now = min(dues), context().now()
    late = Part(_(" (försenad)"), strong=True) if due < now else Part(f" ({formats.relative(due, now)})")
    return [(Part(_("Nästa frist: ")), Part(formats.day(due), strong=True), late)]
