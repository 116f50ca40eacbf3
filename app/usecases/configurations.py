"""Settings of the kommun: versioned values, edited with a form, copied into a case when it starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.usecases.context import Context
from app.values import Value, Variables

KOMMUN = "kommun"  # the key of the settings, and the name of the form and of the variable


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
    raise NotImplementedError


def configuration_versions(context: Context, key: str = KOMMUN) -> tuple[ConfigurationView, ...]:
    """All that were saved, newest first."""
    raise NotImplementedError


def save_configuration(context: Context, values: Variables, key: str = KOMMUN) -> ConfigurationView:
    """Save a new version, for cases that start from now on. Raises: ForbiddenError, InvalidFormError."""
    raise NotImplementedError
