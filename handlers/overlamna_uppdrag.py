"""Description of an uppdrag for the provider: what it needs to do it, and no more."""

from collections.abc import Mapping

from app.handler import Field, Job, Variables, handles
from handlers.brev import Kind, document, today


@handles(
    "overlamna-uppdrag",
    title="Överlämna uppdrag",
    inputs=[
        Field("uppdrags_id", "Uppdragets nummer", required=True),
        Field("besluts_id", "Beslutets nummer"),
        Field("utforare", "Utförare", required=True),
        Field("insats", "Insats", required=True),
        Field("mal", "Mål", required=True),
        Field("omfattning", "Omfattning"),
    ],
    outputs=[Field("overlamnat_datum", "Datum då uppdraget överlämnades", "Date")],
)
def overlamna_uppdrag(job: Job) -> Variables:
    """Write the description; the diagram's message starts the provider's process."""
    items = job.variables.get("hjalpmedel")
    lines = [_line(item) for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    kind = Kind("uppdrag.txt", "Uppdrag", str(job.variables.get("utforare") or "Utföraren"), "uppdrag")
    return {"overlamnat_datum": today(job), **document(job, kind, rader=lines)}


def _line(item: Mapping[str, object]) -> str:
    status = str(item.get("status") or "").replace("_", " ")
    parts = [str(item.get("artikel") or "Hjälpmedel"), str(item.get("individnummer") or ""), status]
    return ", ".join(part for part in parts if part)
