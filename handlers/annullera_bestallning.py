"""Taking an order back at the supplier, as long as that can be done."""

from app.handler import BpmnError, Field, Job, Variables, handles
from handlers.leverantorer import RefusedError, supplier


@handles(
    "annullera-bestallning",
    title="Annullera beställning",
    inputs=[Field("bestallningsnummer", "Beställningens nummer", required=True)],
    errors=["annullering-avvisad"],
)
def annullera_bestallning(job: Job) -> Variables:
    """Cancel the order. Too late is a BPMN error: then the delivery comes."""
    try:
        supplier(job.settings).cancel(str(job.variables.get("bestallningsnummer") or ""), key=job.id)
    except RefusedError as error:
        raise BpmnError("annullering-avvisad", str(error)) from None
    return {}
