"""Covering letter to the administrative court for an appeal that came in time (FL 46 §)."""

from app.handler import Field, Job, Variables, handles
from handlers.brev import Kind, document, today

KIND = Kind("domstol.txt", "Överlämnande av överklagande", "Förvaltningsrätten", "skrivelse")


@handles(
    "overlamna-till-domstol",
    title="Överlämna till förvaltningsrätten",
    inputs=[
        Field("besluts_id", "Beslutets nummer", required=True),
        Field("overklagande_inkom", "När överklagandet kom in", "Date", required=True),
        Field("i_ratt_tid", "I rätt tid"),
        Field("nytt_beslut", "Nytt beslut efter omprövning"),
    ],
    outputs=[Field("overlamnat_till_domstol_datum", "Datum då överklagandet överlämnades", "Date")],
)
def overlamna_till_domstol(job: Job) -> Variables:
    """Write the covering letter."""
    return {"overlamnat_till_domstol_datum": today(job), **document(job, KIND)}
