"""Min dag and Uppgifter: what waits for a person, in the order in which it is due."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from flask import render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.messages import gettext as _
from app.pages import formats
from app.pages.paging import paging, part
from app.pages.rows import row
from app.pages.site import actor, context, pages
from app.usecases import process_definitions, tasks
from app.usecases.context import Context
from app.usecases.process_definitions import DefinitionQuery
from app.usecases.queries import Page, Sort
from app.usecases.tasks import TaskQuery, TaskView

MINE, GROUP, ALL = "mina", "grupp", "alla"
SHOWN = 10  # of each group of Min dag
PLACE = "place"  # the session's key for the list that one came from

_SORTS = {
    "frist": (Sort("dueDate"), Sort("created")),
    "nyast": (Sort("created", descending=True),),
    "aldst": (Sort("created"),),
    "namn": (Sort("nameCaseInsensitive"), Sort("dueDate")),
    "arende": (Sort("businessKey"), Sort("created")),
}


@pages.get("/")
def home() -> ResponseReturnValue:
    """Min dag: overdue, today, drafts, the rest of one's own, and what is free to take."""
    session[PLACE] = url_for("pages.home")
    groups = my_day(context())
    return render_template(
        "tasks/day.html",
        today=formats.weekday(context().now()),
        groups=groups,
        any=any(group["total"] for group in groups),
        may_start=process_definitions.count_definitions(context(), DefinitionQuery(startable=True)) > 0,
    )


def my_day(context: Context) -> list[dict[str, object]]:
    """The groups of Min dag; a task stands in the first group that it fits."""
    now = context.now()
    tomorrow = _midnight(now, days=1)
    mine = list(tasks.list_tasks(context, TaskQuery(mine=True)))
    drafts = {task.id for task in tasks.list_tasks(context, TaskQuery(drafts=True))}
    free = TaskQuery(candidate_user=_me(), unassigned=True, page=Page(size=SHOWN, sorting=_SORTS["nyast"]))
    late = [task for task in mine if task.due and task.due < now]
    today = [task for task in mine if task.due and now <= task.due < tomorrow]
    rest = [task for task in mine if task not in late and task not in today]
    begun = [task for task in rest if task.id in drafts]
    others = [task for task in rest if task.id not in drafts]
    new = tasks.list_tasks(context, free)
    return [
        _group("forsenade", _("Försenade"), late, url_for("pages.task_list", vilka=MINE, frist="forsenade")),
        _group("idag", _("Senast i dag"), today, url_for("pages.task_list", vilka=MINE, frist="idag")),
        _group("utkast", _("Påbörjade"), begun, url_for("pages.task_list", vilka=MINE)),
        _group("mina", _("Mina övriga uppgifter"), others, url_for("pages.task_list", vilka=MINE)),
        _group("nya", _("Nytt att ta"), list(new), url_for("pages.task_list", vilka=GROUP))
        | {"total": tasks.count_tasks(context, replace(free, page=Page()))},
    ]


def _group(id: str, heading: str, found: list[TaskView], href: str) -> dict[str, object]:
    now = context().now()
    return {
        "id": id,
        "heading": heading,
        "href": href,
        "total": len(found),
        "tasks": [row(task, now) for task in found[:SHOWN]],
    }


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filters of the list, as they stand in the address."""

    vilka: str
    arende: str
    process: str
    frist: str
    ordning: str

    @classmethod
    def of_request(cls) -> "Chosen":
        """The filters asked for; what is unknown counts as not chosen."""
        asked = request.args
        vilka = asked.get("vilka", MINE)
        ordning = asked.get("ordning", "frist")
        return cls(
            vilka=vilka if vilka in (MINE, GROUP, ALL) else MINE,
            arende=asked.get("arende", "").strip()[:100],
            process=asked.get("process", ""),
            frist=asked.get("frist", ""),
            ordning=ordning if ordning in _SORTS else "frist",
        )

    @property
    def filtered(self) -> bool:
        """Whether anything is left out."""
        return bool(self.arende or self.process or self.frist)

    def query(self, now: datetime) -> TaskQuery:
        """The query without its page."""
        return TaskQuery(
            mine=self.vilka == MINE,
            candidate_user=_me() if self.vilka == GROUP else None,
            unassigned=self.vilka == GROUP,
            business_key_like=f"%{self.arende}%" if self.arende else None,
            definition_key=self.process or None,
            due_before={"forsenade": now, "idag": _midnight(now, 1), "vecka": _midnight(now, 8)}.get(self.frist),
            without_due=self.frist == "utan",
        )


@pages.get("/uppgifter")
def task_list() -> ResponseReturnValue:
    """The list; its filters are its address."""
    chosen, now = Chosen.of_request(), context().now()
    query = chosen.query(now)
    total = tasks.count_tasks(context(), query)
    found = tasks.list_tasks(context(), replace(query, page=part(*_SORTS[chosen.ordning])))
    here = request.full_path.rstrip("?")
    session[PLACE] = here
    return render_template(
        "tasks/list.html",
        tasks=[row(task, now, back=here) for task in found],
        chosen=chosen,
        scope=chosen.vilka,
        scopes=_scopes(chosen),
        filtered=chosen.filtered,
        paging=paging(total),
        count_text=_("1 uppgift") if total == 1 else _("{total} uppgifter", total=total),
        caption=_scope_names()[chosen.vilka],
        empty=_empty(chosen),
        **_choices(),
    )


def _scope_names() -> dict[str, str]:
    return {MINE: _("Mina"), GROUP: _("Lediga för mig"), ALL: _("Alla")}


def _scopes(chosen: Chosen) -> list[dict[str, object]]:
    kept = {"arende": chosen.arende, "process": chosen.process, "frist": chosen.frist, "ordning": chosen.ordning}
    items: list[dict[str, object]] = []
    for scope, text in _scope_names().items():
        query = replace(chosen, vilka=scope).query(context().now())
        address = urlencode({"vilka": scope} | {name: value for name, value in kept.items() if value})
        items.append(
            {
                "text": text,
                "href": f"{url_for('pages.task_list')}?{address}",
                "current": scope == chosen.vilka,
                "count": tasks.count_tasks(context(), query),
            }
        )
    return items


def _choices() -> dict[str, list[dict[str, str]]]:
    known = process_definitions.list_definitions(context(), DefinitionQuery(latest=True))
    executable = sorted((each for each in known if each.executable), key=lambda each: formats.in_order(each.name))
    names = [(each.name, each.key) for each in executable]
    return {
        "process_items": [{"value": "", "text": _("Alla")}, *({"value": key, "text": name} for name, key in names)],
        "due_items": [
            {"value": "", "text": _("Alla")},
            {"value": "forsenade", "text": _("Försenade")},
            {"value": "idag", "text": _("Senast i dag")},
            {"value": "vecka", "text": _("Inom en vecka")},
            {"value": "utan", "text": _("Utan frist")},
        ],
        "sort_items": [
            {"value": "frist", "text": _("Frist, tidigast först")},
            {"value": "nyast", "text": _("Nyast först")},
            {"value": "aldst", "text": _("Äldst först")},
            {"value": "namn", "text": _("Uppgiftens namn")},
            {"value": "arende", "text": _("Ärendenummer")},
        ],
    }


def _empty(chosen: Chosen) -> dict[str, str]:
    if chosen.filtered:
        href = url_for("pages.task_list", vilka=chosen.vilka)
        text = _("Ta bort ett filter eller sök på något annat.")
        return {
            "heading": _("Inga uppgifter passar filtren."),
            "text": text,
            "href": href,
            "link": _("Ta bort filtren"),
        }
    if chosen.vilka == MINE:
        href = url_for("pages.task_list", vilka=GROUP)
        text = _("Ta en uppgift så hamnar den här.")
        return {"heading": _("Du har inga uppgifter."), "text": text, "href": href, "link": _("Se lediga uppgifter")}
    href = url_for("pages.start_list")
    text = _("Uppgifter kommer när ett ärende når ett steg som din roll gör.")
    return {"heading": _("Här finns inga uppgifter nu."), "text": text, "href": href, "link": _("Starta ett ärende")}


def _me() -> str:
    who = actor()
    return who.id if who else ""


def _midnight(now: datetime, days: int) -> datetime:
    """The start of the local day so many days from now."""
    day = formats.local_day(now) + timedelta(days=days)
    return datetime(day.year, day.month, day.day, tzinfo=formats.ZONE)
