"""A task: its form and what stands beside it; take, release, save a draft, complete. Nothing typed is lost."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.errors import (
    AppError,
    ConflictError,
    ForbiddenError,
    InvalidFormError,
    NotFoundError,
    TaskClaimedError,
    TaskNotActiveError,
)
from app.messages import gettext as _
from app.pages import besides, formats, forms, people
from app.pages.fields import Shown
from app.pages.forms import Typed
from app.pages.rows import row
from app.pages.site import actor, context, pages
from app.pages.tasklists import PLACE
from app.usecases import tasks
from app.usecases.queries import Page, Sort
from app.usecases.tasks import TaskQuery, TaskView

_FASTER = (TaskNotActiveError, TaskClaimedError, NotFoundError)


@dataclass(frozen=True, slots=True)
class Notice:
    """What the page says before anything else."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody sent that was not taken, and why. `typed` None: nothing was sent."""

    typed: Typed | None = None
    problems: tuple[tuple[str, str], ...] = ()
    notice: Notice | None = None
    status: int = 200


@pages.get("/uppgift/<task_id>")
def task(task_id: str) -> ResponseReturnValue:
    """The task with its form, or with the draft if there is one."""
    try:
        found = tasks.get_task(context(), task_id)
    except TaskNotActiveError:
        return _gone(task_id, Attempt(status=410))
    return _page(found, Attempt())


@pages.post("/uppgift/<task_id>")
def task_sent(task_id: str) -> ResponseReturnValue:
    """The form was sent: complete, save as draft, or only show it anew with what now applies."""
    try:
        found = tasks.get_task(context(), task_id)
    except _FASTER:
        return _gone(task_id, Attempt(forms.untyped(request.form), notice=_was_faster(""), status=409))
    form = tasks.task_form(context(), task_id)
    typed = forms.typed(form, request.form)
    doing = request.form.get("gor", "klar")
    try:
        if doing == "utkast":
            return _save_draft(found, typed)
        if doing in ("klar", "nasta"):
            tasks.submit_form(context(), task_id, typed)
            return _done(found, doing)
    except InvalidFormError as error:
        return _page(found, Attempt(typed, error.problems, status=422))
    except _FASTER as error:
        return _gone(task_id, Attempt(typed, notice=_was_faster(str(error)), status=409))
    except AppError as error:
        return _page(found, Attempt(typed, notice=_refused(error), status=409))
    return _page(found, Attempt(forms.changed(form, typed, doing)))


@pages.post("/uppgift/<task_id>/ta")
def take_task(task_id: str) -> ResponseReturnValue:
    """Take a task that nobody has, and open its form."""
    try:
        tasks.claim_task(context(), task_id)
    except TaskClaimedError as error:
        text = _("{name} hann ta uppgiften före dig.", name=people.name(str(error.fields.get("assignee", ""))))
        flash(text, "info")
        return redirect(_place())
    return redirect(url_for("pages.task", task_id=task_id))


@pages.post("/uppgift/<task_id>/ta-over")
def take_over_task(task_id: str) -> ResponseReturnValue:
    """Take a task from a colleague, once it is confirmed that one means it."""
    if request.form.get("bekrafta") != "ja":
        found = tasks.get_task(context(), task_id)
        text = _("Kryssa i att du vill ta över uppgiften.")
        return _page(found, Attempt(problems=(("bekrafta", text),), status=422))
    who = actor()
    tasks.assign_task(context(), task_id, who.id if who else None)
    flash(_("Du har tagit över uppgiften."), "success")
    return redirect(url_for("pages.task", task_id=task_id))


@pages.post("/uppgift/<task_id>/slapp")
def release_task(task_id: str) -> ResponseReturnValue:
    """Release a task, so that another can take it."""
    tasks.unclaim_task(context(), task_id)
    flash(_("Uppgiften är släppt. Någon annan kan ta den."), "success")
    return redirect(_place())


def _save_draft(found: TaskView, typed: Typed) -> ResponseReturnValue:
    saved = tasks.save_draft(context(), found.id, typed)
    text = _("Utkastet sparades {when}.", when=formats.clock(saved))
    if request.headers.get("X-Requested-With") == "fetch":
        return {"text": text}
    flash(text, "success")
    return redirect(url_for("pages.task", task_id=found.id))


def _done(found: TaskView, doing: str) -> ResponseReturnValue:
    after = _next(found) if doing == "nasta" else None
    said = _("”{name}” i ärende {key} är klar.", name=found.name, key=found.business_key or "")
    if after:
        flash(said, "success")
        return redirect(url_for("pages.task", task_id=after.id))
    flash(said + (" " + _("Det finns ingen fler uppgift att ta.") if doing == "nasta" else ""), "success")
    return redirect(_place())


def _next(found: TaskView) -> TaskView | None:
    """The next task: in the same case first, own before free, by due date. A free one is taken."""
    page = Page(size=1, sorting=(Sort("dueDate"), Sort("created")))
    who = actor()
    own = TaskQuery(mine=True, page=page)
    free = TaskQuery(candidate_user=who.id if who else "", unassigned=True, page=page)
    for query in (replace(own, root_id=found.root_id), replace(free, root_id=found.root_id), own, free):
        for candidate in tasks.list_tasks(context(), query):
            if candidate.assignee or _taken(candidate.id):
                return candidate
    return None


def _taken(task_id: str) -> bool:
    try:
        tasks.claim_task(context(), task_id)
    except AppError:
        return False
    return True


def _was_faster(text: str) -> Notice:
    told = _("Någon annan var före dig, eller så behövs uppgiften inte längre. Det du skrev står kvar här nedanför.")
    return Notice(_("Uppgiften kunde inte slutföras"), f"{text} {told}".strip())


def _refused(error: AppError) -> Notice:
    if isinstance(error, ConflictError):
        told = _("Det du skrev står kvar. Tryck på Klar en gång till.")
    elif isinstance(error, ForbiddenError):
        told = _("Det du skrev står kvar, så att du kan spara eller kopiera det.")
    else:
        told = _("Ingenting har ändrats i ärendet, och det du skrev står kvar.")
    return Notice(_("Uppgiften kunde inte slutföras"), f"{error} {told}")


def _page(found: TaskView, attempt: Attempt) -> ResponseReturnValue:
    """The page of an open task, in the mode that fits the one who reads."""
    mode = "form" if people.is_me(found.assignee) else "other" if found.assignee else "take"
    if attempt.typed is not None and mode == "take":
        mode = "form"
    shown, saved = _form(found, attempt)
    return (
        render_template(
            "tasks/task.html",
            mode=mode,
            task=row(found, context().now()),
            process=besides.process_name(found),
            form=shown,
            saved=formats.clock(saved) if saved else "",
            problems=shown.problems if mode == "form" else attempt.problems,
            notice=attempt.notice,
            kept=forms.readable(attempt.typed) if attempt.typed is not None and mode == "other" else (),
            other_name=people.name(found.assignee),
            may_take_over=may_take_over(),
            back=_back(found.id),
            **besides.of_task(found),
        ),
        attempt.status,
    )


def may_take_over() -> bool:
    """Whether to offer it; the use case decides."""
    who = actor()
    return bool(who and who.sees_all)


def _form(found: TaskView, attempt: Attempt) -> tuple[Shown, datetime | None]:
    """The form with what was sent, else with the draft, else with what the case knows."""
    form = tasks.task_form(context(), found.id)
    known = {"businessKey": found.business_key, **tasks.task_variables(context(), found.id)}
    kept = tasks.draft(context(), found.id)
    typed = attempt.typed if attempt.typed is not None else (kept[0] if kept else None)
    return forms.shown(form, typed, known, attempt.problems), kept[1] if kept else None


def _gone(task_id: str, attempt: Attempt) -> ResponseReturnValue:
    """A task that is over: say so, and show what was typed, now or in a draft."""
    kept = tasks.draft(context(), task_id)
    typed = attempt.typed or (kept[0] if kept else None)
    if attempt.typed:
        _keep(task_id, attempt.typed)
    notice = attempt.notice or Notice(_("Uppgiften är redan klar"), _("Den är utförd eller behövs inte längre."))
    return (
        render_template("tasks/gone.html", notice=notice, kept=forms.readable(typed), back=_back(task_id)),
        attempt.status,
    )


def _keep(task_id: str, typed: Typed) -> None:
    """Save as draft what can be saved; a task that never was has none."""
    with suppress(NotFoundError):
        tasks.save_draft(context(), task_id, typed)


def _place() -> str:
    """The list that the person came from, as it was."""
    return str(session.get(PLACE) or url_for("pages.home"))


def _back(task_id: str) -> dict[str, str]:
    place = _place()
    text = (
        _("Tillbaka till uppgifterna") if place.startswith(url_for("pages.task_list")) else _("Tillbaka till Min dag")
    )
    return {"href": f"{place}#uppgift-{task_id}", "text": text}
