"""Forms: form-js schemas read, shown and enforced on the server.

read              bytes of a .form file → Form, with findings
keys              the variables that a form sets
validate          values sent as JSON → variables to store, or problems
validate_typed    texts typed in a page → the same
view              what a page shows, for pages to render
"""

from app.definitions.forms.model import CHOICES, CONTAINERS, FIELDS, Checks, Component, Form, Kind, Option, keys
from app.definitions.forms.reader import read
from app.definitions.forms.validation import Outcome, validate, validate_typed
from app.definitions.forms.views import FieldView, OptionView, answer_text, view

__all__ = [
    "CHOICES",
    "CONTAINERS",
    "FIELDS",
    "Checks",
    "Component",
    "FieldView",
    "Form",
    "Kind",
    "Option",
    "OptionView",
    "Outcome",
    "answer_text",
    "keys",
    "read",
    "validate",
    "validate_typed",
    "view",
]
