"""What somebody had typed when a form could not be taken: carried along, and sent once more by the person."""

import json

from flask import render_template
from werkzeug.datastructures import MultiDict

LEFT_OUT = frozenset({"csrf_token", "gor", "kept", "next"})


def pack(form: MultiDict[str, str]) -> str:
    """The fields of a form as text that a hidden field can hold."""
    return json.dumps([(name, text) for name, text in form.items(multi=True) if name not in LEFT_OUT and text])


def unpack(packed: str) -> list[tuple[str, str]]:
    """The fields again; nothing when the text is not ours."""
    try:
        pairs = json.loads(packed)
        return [(str(name), str(text)) for name, text in pairs if name not in LEFT_OUT]
    except (ValueError, TypeError):
        return []


def once_more(path: str, packed: str) -> str:
    """A page with all that was typed, whose button sends it to the form again, which only shows it."""
    return render_template("once_more.html", action=path, typed=unpack(packed))
