"""Material for the quarterly report of decisions that have not been carried out (LSS 28 f–h §§)."""

from app.handler import Field, Job, Variables, handles
from handlers.brev import Kind, document, today
from handlers.lagrum import name_of_law

KIND = Kind("ej_verkstallt.txt", "Beslut som inte har verkställts", "IVO och revisorerna", "rapport")


@handles(
    "rapportera-ej-verkstallt",
    title="Rapportera ej verkställt beslut",
    inputs=[Field("besluts_id", "Beslutets nummer", required=True), Field("insats", "Insats"), Field("skal", "Skäl")],
    outputs=[Field("rapporterat_datum", "Datum då underlaget skrevs", "Date")],
)
def rapportera_ej_verkstallt(job: Job) -> Variables:
    """Write the report's text. Without name or personnummer: the report is about the decision."""
    law = name_of_law(job.variables.get("lagrum"))
    return {"rapporterat_datum": today(job), **document(job, KIND, lagrum_text=law)}
