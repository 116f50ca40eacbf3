"""Texts for people: Swedish is the source language, translations are gettext catalogues."""

import gettext as _gettext
import string
from contextvars import ContextVar
from typing import Any

_translations: ContextVar[_gettext.NullTranslations] = ContextVar("translations", default=_gettext.NullTranslations())  # noqa: B039


class _Formatter(string.Formatter):
    """Fills {names}; never follows attributes or indexes of a value, and leaves what is missing readable."""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> tuple[Any, str]:
        return kwargs.get(field_name, "{" + field_name + "}"), field_name


_formatter = _Formatter()


def gettext(sentence: str, **fields: object) -> str:
    """The sentence in the reader's language with its {placeholders} filled."""
    return _formatter.vformat(_translations.get().gettext(sentence), (), fields)
