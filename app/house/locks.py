"""Writes the lock files anew, with hashes and versions only: where packages come from is each machine's own matter."""

import os
import subprocess
from pathlib import Path

from app.house.bundles import FRONTEND, node, npm
from app.house.environment import PYTHON
from app.house.stamps import ROOT, SetupError

_UV = [
    *(str(PYTHON), "-m", "uv", "pip", "compile", "--quiet"),
    *("--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header"),
]
# Each takes the versions of those before it.
_RUNTIME, _BUNDLES, _DEV = "requirements.txt", "requirements-bundles.txt", "requirements-dev.txt"
_GROUPS = ["--group", "setup", "--group", "bundles", "--group", "dev"]
_FILES = [
    (["pyproject.toml", "--group", "setup"], _RUNTIME),
    (["--group", "bundles", "--constraint", _RUNTIME], _BUNDLES),
    (["pyproject.toml", *_GROUPS, "--constraint", _RUNTIME, "--constraint", _BUNDLES], _DEV),
]


def lock(arguments: list[str]) -> None:
    """Write requirements*.txt and package-lock.json; `arguments` go to uv (--upgrade)."""
    for what, file in _FILES:
        _call([*_UV, *what, "--output-file", file, *arguments], ROOT)
    _call([*npm(node()), "install", "--package-lock-only", "--ignore-scripts"], FRONTEND)


def _call(command: list[str], folder: Path) -> None:
    environment = {**os.environ, "PATH": f"{node()}{os.pathsep}{os.environ.get('PATH', '')}"}
    if subprocess.run(command, cwd=folder, env=environment, check=False).returncode != 0:
        raise SetupError("Låsfilerna kunde inte skrivas; felet står ovanför.")
