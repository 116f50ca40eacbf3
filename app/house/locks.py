"""Writes the lock files anew, with hashes and versions only: where packages come from is each machine's own matter."""

import os
import subprocess
from pathlib import Path

from app.house.bundles import FRONTEND, node, npm
from app.house.environment import PYTHON
from app.house.stamps import ROOT, SetupError

_UV = [
    *(str(PYTHON), "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet"),
    *("--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header"),
]


def lock(arguments: list[str]) -> None:
    """Write requirements.txt, requirements-dev.txt and package-lock.json; `arguments` go to uv (--upgrade)."""
    _call([*_UV, "--group", "setup", "--output-file", "requirements.txt", *arguments], ROOT)
    dev = ["--group", "setup", "--group", "dev", "--constraint", "requirements.txt"]
    _call([*_UV, *dev, "--output-file", "requirements-dev.txt", *arguments], ROOT)
    _call([*npm(node()), "install", "--package-lock-only", "--ignore-scripts"], FRONTEND)


def _call(command: list[str], folder: Path) -> None:
    environment = {**os.environ, "PATH": f"{node()}{os.pathsep}{os.environ.get('PATH', '')}"}
    if subprocess.run(command, cwd=folder, env=environment, check=False).returncode != 0:
        raise SetupError("Låsfilerna kunde inte skrivas; felet står ovanför.")
