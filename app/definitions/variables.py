"""Which names variables may have."""

import re

_NAME = re.compile(r"[^\W\d]\w*")
_WORDS = "and between else every external false for function if in instance not null or return satisfies some then true"
_RESERVED = frozenset(_WORDS.split())


def is_name(text: str) -> bool:
    """Whether a text can be a variable's name in every expression language here."""
    return _NAME.fullmatch(text) is not None and text not in _RESERVED
