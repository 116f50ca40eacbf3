"""What an order says: what delivery needs and no more. No personnummer; no name or address of who is protected."""

import re

from app.handler import Field, Job

FIELDS = (
    Field("artikel", "Artikel", required=True),
    Field("iso_kod", "ISO-kod", required=True),
    Field("iso_utgava", "Utgåva av ISO 9999"),
    Field("antal", "Antal", "Integer", required=True),
    Field("bestallare", "Beställare", required=True),
    Field("betalare", "Betalare", required=True),
    Field("mottagare", "Mottagare", required=True),
    Field("leveranssatt", "Leveranssätt", choices=("leverans", "utlamning")),
    Field("leveransadress", "Leveransadress"),
    Field("utlamningsstalle", "Utlämningsställe"),
    Field("kontaktperson", "Kontaktperson", required=True),
)
_PERSONAL_NUMBER = re.compile(
    r"(?<!\d)(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|[67]\d|8\d|9[01])[-+ ]?\d{4}(?!\d)"
)
_NUMBERS = frozenset({"artikel", "iso_kod", "iso_utgava", "antal"})  # article numbers may look like anything


class NotAnOrderError(Exception):
    """The order cannot be sent as it stands; the text tells a person what to correct."""


def order_of(job: Job) -> dict[str, object]:
    """The order's fields, ready to send.

    Raises:
        NotAnOrderError: a required field is empty, or a field holds what looks like a personnummer.
    """
    values = {field.name: job.variables.get(field.name) for field in FIELDS}
    if job.variables.get("skyddade_personuppgifter") == "ja":
        values |= {"mottagare": f"Referens {job.business_key}", "leveransadress": None}
    for field in FIELDS:
        value = values[field.name]
        if field.required and value in (None, ""):
            raise NotAnOrderError(f"{field.label} saknas.")
        if field.name not in _NUMBERS and _PERSONAL_NUMBER.search(str(value)):
            raise NotAnOrderError(
                f"{field.label} ser ut att innehålla ett personnummer. Det får inte stå i en beställning."
            )
    return {name: value for name, value in values.items() if value not in (None, "")}
