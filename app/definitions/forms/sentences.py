"""What is wrong with an answer, said in Swedish to the one who answered."""

from app.definitions.forms.model import SEVERAL_CHOICES, SINGLE_CHOICE, Kind
from app.definitions.forms.numbers import write_number
from app.definitions.forms.resolution import Resolved

_EXAMPLES = {"date": "2026-12-24", "time": "08:30", "datetime": "2026-12-24 08:30"}


def named(label: str) -> str:
    """A label within a sentence: its first letter small, unless it is an abbreviation or a name in capitals."""
    if len(label) > 1 and label[0].isupper() and (label[1].islower() or label[1] == " "):
        return label[0].lower() + label[1:]
    return label


def missing(field: Resolved) -> str:
    """A required answer is not there."""
    component, label = field.component, field.label.rstrip(":* ")
    if component.checks.sentence_missing:
        return component.checks.sentence_missing
    if component.kind is Kind.CHECKBOX:
        return f"Kryssa i ”{label}”"
    if component.kind in SEVERAL_CHOICES:
        return f"Välj minst ett alternativ: {named(label)}"
    if component.kind in SINGLE_CHOICE:
        return f"Välj ett svar på frågan ”{label}”" if label.endswith("?") else f"Välj {named(label)}"
    return f"Svara på frågan ”{label}”" if label.endswith("?") else f"Ange {named(label)}"


def about(field: Resolved, rest: str) -> str:
    """The label with what is wrong after it."""
    label = field.label.rstrip(":* ")
    start = f"Svaret på ”{label}”" if label.endswith("?") else f"{label[:1].upper()}{label[1:]}"
    return f"{start} {rest}"


def not_text(field: Resolved) -> str:
    return about(field, "ska vara text")


def not_number(field: Resolved) -> str:
    return about(field, "ska vara ett tal, till exempel 3 eller 2,5")


def too_low(field: Resolved, bound: float) -> str:
    return about(field, f"ska vara {write_number(bound)} eller mer")


def too_high(field: Resolved, bound: float) -> str:
    return about(field, f"ska vara {write_number(bound)} eller mindre")


def too_many_decimals(field: Resolved, allowed: int) -> str:
    if allowed == 0:
        return about(field, "ska vara ett heltal")
    return about(field, f"ska ha högst {allowed} decimal{'er' if allowed > 1 else ''}")


def too_short(field: Resolved, bound: int, length: int) -> str:
    return about(field, f"ska ha minst {bound} tecken. Nu är det {length}")


def too_long(field: Resolved, bound: int, length: int) -> str:
    return about(field, f"ska ha högst {bound} tecken. Nu är det {length}")


def wrong_pattern(field: Resolved) -> str:
    return field.component.checks.sentence_wrong or about(field, "är inte skrivet på rätt sätt")


def wrong_mail(field: Resolved) -> str:
    return about(field, "ska vara en e-postadress, till exempel namn@exempel.se")


def wrong_phone(field: Resolved) -> str:
    return about(field, "ska vara ett telefonnummer, till exempel 08-123 456 78")


def not_an_option(field: Resolved) -> str:
    return f"Välj ett av alternativen: {named(field.label)}"


def not_yes_or_no(field: Resolved) -> str:
    return about(field, "ska vara ja eller nej")


def not_a_date(field: Resolved) -> str:
    kind = {"date": "ett datum", "time": "ett klockslag"}.get(field.component.subtype, "ett datum och ett klockslag")
    return about(field, f"ska vara {kind}, till exempel {_EXAMPLES[field.component.subtype]}")


def in_the_past(field: Resolved) -> str:
    return about(field, "ska vara i dag eller senare")


def not_rows(field: Resolved, limit: int) -> str:
    return about(field, f"ska vara en lista med högst {limit} rader")
