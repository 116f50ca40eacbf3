"""Order of a pick-up: the supplier collects a hjälpmedel that is given back."""

from app.handler import Field, Job, Variables, handles
from handlers.leverantorer import supplier

_SENT = ("individnummer", "artikel", "bestallningsnummer", "rengjort", "hamtadress")


@handles(
    "hamta-hjalpmedel",
    title="Hämta hjälpmedel",
    inputs=[
        Field("individnummer", "Individnummer", required=True),
        Field("artikel", "Artikel"),
        Field("rengjort", "Rengjort", choices=("ja", "nej")),
        Field("hamtadress", "Hämtadress", required=True),
    ],
    outputs=[Field("hamtningsnummer", "Leverantörens nummer på hämtningen")],
)
def hamta_hjalpmedel(job: Job) -> Variables:
    """Order the pick-up; `job.id` is the supplier's idempotency key. A refusal is an incident."""
    content = {name: job.variables[name] for name in _SENT if job.variables.get(name) not in (None, "")}
    return {"hamtningsnummer": supplier(job.settings).pick_up(content, key=job.id)}
