"""Finds the handlers: the modules of each package named in the group stegvis.handlers."""

import pkgutil
from importlib import import_module
from importlib.metadata import entry_points

from app.handler import Registry, registry

GROUP = "stegvis.handlers"


def registered_handlers() -> Registry:
    """All handlers by topic. Importing a module registers what is marked @handles in it; sub-packages are left alone.

    Raises:
        ValueError: two handlers for one topic.  ImportError: a module of handlers cannot be imported.
    """
    for entry in entry_points(group=GROUP):
        package = import_module(entry.value)
        for module in pkgutil.iter_modules(package.__path__):
            if not module.ispkg:
                import_module(f"{entry.value}.{module.name}")
    return registry
