"""Order of a hjälpmedel from the supplier, once for each job."""

from app.handler import BpmnError, Field, Job, Variables, handles
from handlers.bestallning import FIELDS, NotAnOrderError, order_of
from handlers.leverantorer import RefusedError, supplier


@handles(
    "bestall-hjalpmedel",
    title="Beställ hjälpmedel",
    inputs=FIELDS,
    outputs=[Field("bestallningsnummer", "Leverantörens nummer på beställningen")],
    errors=["bestallning-avvisad"],
)
def bestall_hjalpmedel(job: Job) -> Variables:
    """Send the order; `job.id` is the supplier's idempotency key. What is refused goes to a person to correct."""
    try:
        number = supplier(job.settings).order(order_of(job), key=job.id)
    except (NotAnOrderError, RefusedError) as error:
        raise BpmnError("bestallning-avvisad", str(error)) from None
    return {"bestallningsnummer": number}
