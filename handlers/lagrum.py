"""The laws that a decision can rest on, by the values of the forms."""

from collections.abc import Mapping

_NAMES: Mapping[str, str] = {
    "sol": "socialtjänstlagen",
    "lss": "lagen om stöd och service till vissa funktionshindrade",
}


def name_of_law(value: object) -> str:
    """The law in words; what is not known stays as it is."""
    return _NAMES.get(str(value), "" if value is None else str(value))
