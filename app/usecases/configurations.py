"""Settings of the kommun: versioned values, edited with a form, copied into a case when it starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.definitions.forms import validate
from app.errors import InvalidFormError
from app.store.configurations import configuration_rows, insert_configuration, latest_configuration
from app.store.deployments import latest_form
from app.store.encoding import dumps_variables, loads_variables
from app.store.operations import Operation
from app.usecases.access import PROCESSAGARE, require
from app.usecases.context import Context
from app.usecases.models import form_in
from app.usecases.settings_in_force import KOMMUN as KOMMUN
from app.usecases.settings_in_force import settings_in_force
from app.values import Value, Variables


@dataclass(frozen=True, slots=True)
class ConfigurationView:
    """A version of the settings; version 0 is what holds before anyone has saved any."""

    key: str
    version: int
    values: Mapping[str, Value]
    saved: datetime | None
    saved_by: str | None


def configuration(context: Context, key: str = KOMMUN) -> ConfigurationView:
    """The settings in force: the latest saved, over the form's default values."""
    with context.reading() as session:
        row = latest_configuration(session.connection, key)
        values = settings_in_force(session.connection, key)
        if row is None:
            return ConfigurationView(key, 0, values, None, None)
        return ConfigurationView(key, row.version, values, row.saved, row.saved_by)


def configuration_versions(context: Context, key: str = KOMMUN) -> tuple[ConfigurationView, ...]:
    """All that were saved, newest first."""
    with context.reading() as session:
        found = configuration_rows(session.connection, key)
        return tuple(
            ConfigurationView(key, row.version, loads_variables(row.content), row.saved, row.saved_by) for row in found
        )


def save_configuration(context: Context, values: Variables, key: str = KOMMUN) -> ConfigurationView:
    """Save a new version, for cases that start from now on. Raises: ForbiddenError, InvalidFormError."""
    require(context.actor, "ändra kommunens val", roles=[PROCESSAGARE])
    with context.transaction() as session:
        connection = session.connection
        file = latest_form(connection, key)
        kept = dict(values)
        if file is not None:
            outcome = validate(form_in(file), values, {}, session.now)
            if outcome.problems:
                raise InvalidFormError(problems=outcome.problems)
            kept = {**{name: values[name] for name in outcome.unknown}, **outcome.variables}
        before = latest_configuration(connection, key)
        version = before.version + 1 if before is not None else 1
        now, by = session.now, context.actor.id
        row = {"key": key, "version": version, "content": dumps_variables(kept), "saved": now, "saved_by": by}
        insert_configuration(connection, row)
        detail = {"version": version, "names": sorted(kept)}
        context.log(session, Operation("save", "configuration", key, detail=detail))
        return ConfigurationView(key, version, kept, now, by)
