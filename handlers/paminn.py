"""Reminder to a role that something in a case has waited long: a note among the case's documents."""

from app.handler import Field, Job, Variables, handles
from handlers.brev import Kind, document


@handles(
    "paminn",
    title="Påminn",
    inputs=[Field("grupp", "Vem som påminns", required=True), Field("arende", "Vad det gäller, som en mening")],
)
def paminn(job: Job) -> Variables:
    """Write the note."""
    return document(job, Kind("paminnelse.txt", "Påminnelse", str(job.variables.get("grupp") or ""), "paminnelse"))
