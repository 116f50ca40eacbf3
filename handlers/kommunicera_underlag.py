"""Letter with the material of an investigation, for the person to comment on before the decision (FL 25 §)."""

from app.handler import Field, Job, Variables, handles
from handlers.brev import Kind, document, today
from handlers.tider import after

KIND = Kind("kommunicering.txt", "Underlag i ditt ärende", "Den enskilde")


@handles(
    "kommunicera-underlag",
    title="Kommunicera underlaget",
    inputs=[Field("uppgifter", "Uppgifter i utredningen"), Field("svarstid", "Svarstid (ISO 8601, till exempel P14D)")],
    outputs=[Field("kommunicerat_datum", "Datum då underlaget lämnades", "Date")],
)
def kommunicera_underlag(job: Job) -> Variables:
    """Write the letter, with the last day to answer."""
    last = after(today(job), job.variables.get("svarstid"))
    return {"kommunicerat_datum": today(job), **document(job, KIND, sista_dag=last)}
