"""Letter that a case will be considerably late (FL 11 §)."""

from app.handler import Field, Job, Variables, handles
from handlers.brev import Kind, document

KIND = Kind("forsening.txt", "Ditt ärende är försenat", "Den enskilde")


@handles(
    "underratta-om-forsening",
    title="Underrätta om försening",
    inputs=[Field("skal", "Skäl för förseningen"), Field("ny_tid", "När beslutet väntas", "Date")],
)
def underratta_om_forsening(job: Job) -> Variables:
    """Write the letter."""
    return document(job, KIND)
