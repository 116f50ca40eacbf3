"""Letters and other documents: a template's text with the job's values, kept as a variable of the case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.handler import Job, Variables

_MAX_CHARACTERS = 200_000
_ZONE = ZoneInfo("Europe/Stockholm")
_KEPT = "Lagt i ärendets dokument. Inget har skickats."


@dataclass(frozen=True, slots=True)
class Kind:
    """A document: its template in mallar/, its title, to whom, and what it is (brev, skrivelse, uppdrag …)."""

    template: str
    title: str
    to: str
    type: str = "brev"


def today(job: Job) -> date:
    """The date of the job in Sweden."""
    return job.now.astimezone(_ZONE).date()


def document(job: Job, kind: Kind, **more: object) -> Variables:
    """The document as a variable of its own for each element, so that a later letter does not hide an earlier one.

    The template sees the job's variables, `arendenummer`, `kommunens_namn`, `idag`, and `more`.

    Raises:
        ValueError: the text is longer than a letter can be.
    """
    values = {
        "arendenummer": job.business_key or "",
        **job.variables,
        "idag": today(job),
        "kommunens_namn": job.settings.get("kommunens_namn", "Kommunen"),
        **more,
    }
    text = _jinja.get_template(kind.template).render(v=_Values(values)).strip()
    if len(text) > _MAX_CHARACTERS:
        raise ValueError(f"the document {kind.template} has {len(text)} characters, at most {_MAX_CHARACTERS} are kept")
    return {
        f"brev_{job.element_id}": {
            "typ": kind.type,
            "titel": kind.title,
            "till": kind.to,
            "text": text,
            "datum": today(job).isoformat(),
            "anmarkning": _KEPT,
        }
    }


class _Values:
    """What a template sees: a name that is missing, null or blank is the empty text, so `{% if v.name %}` is enough."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def __getattr__(self, name: str) -> object:
        value = self._values.get(name)
        return "" if value is None else value


def _day(value: object) -> str:
    """A date as people write it: 3 mars 2026. Text that is no date stays as it is."""
    day = value.astimezone(_ZONE).date() if isinstance(value, datetime) else value
    if not isinstance(day, date):
        try:
            day = date.fromisoformat(str(value)[:10])
        except ValueError:
            return str(value)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip

_jinja = Environment(  # plain text: the pages escape it where it is shown
    loader=FileSystemLoader(Path(__file__).parent / "mallar"),
    autoescape=False,  # noqa: S701
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_jinja.filters["dag"] = _day
