"""The settings that hold now: what was last saved, over the default values of their form."""

from sqlalchemy import Connection

from app.definitions.forms import Form
from app.store.configurations import latest_configuration
from app.store.deployments import latest_form
from app.store.encoding import loads_variables
from app.usecases.models import form_in
from app.values import Value

KOMMUN = "kommun"  # key of the settings, name of their form, and the variable that every case has


def settings_in_force(connection: Connection, key: str = KOMMUN) -> dict[str, Value]:
    """The values by name."""
    row = latest_configuration(connection, key)
    saved = loads_variables(row.content) if row is not None else {}
    return {**form_defaults(connection, key), **saved}


def form_defaults(connection: Connection, key: str) -> dict[str, Value]:
    """The default values of the newest form with this key; none without a form."""
    row = latest_form(connection, key)
    return defaults_of(form_in(row)) if row is not None else {}


def defaults_of(form: Form) -> dict[str, Value]:
    """The default values that a form's fields state, nested as their paths are."""
    found: dict[str, Value] = {}
    for component in form.all():
        if component.path and component.default is not None:
            held = found
            for part in component.path[:-1]:
                inner = held.setdefault(part, {})
                held = inner if isinstance(inner, dict) else {}
            held[component.path[-1]] = component.default
    return found
