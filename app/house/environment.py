"""The Python environment: `.venv`, filled from the hashed lock files by pip, with the user's own settings for it."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

from app.house.stamps import ROOT, SetupError, digest, make, say

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
_BASE = getattr(sys, "_base_executable", sys.executable)  # the Python that .venv is, or will be, made from
_OUTER = [_BASE, "-m", "pip", "--python", str(PYTHON)]  # `--python` came with pip 22.3


def create() -> None:
    """An environment with nothing in it."""
    make(VENV / ".stegvis-base", str(ROOT), _create)


def install_runtime() -> None:
    """Everything that serving needs."""
    lock = ROOT / "requirements.txt"
    make(VENV / ".stegvis-runtime", digest([lock]), lambda: _install(lock, "paketen (tar ungefär en halv minut)"))
    make(VENV / ".stegvis-project", _project(), _install_project)


def install_node() -> None:
    """Node.js, which only the bundles need."""
    lock = ROOT / "requirements-bundles.txt"
    make(VENV / ".stegvis-node", digest([lock]), lambda: _install(lock, "Node.js"))


def install_dev() -> None:
    """What tests and checks need, once the runtime is there."""
    lock = ROOT / "requirements-dev.txt"
    make(VENV / ".stegvis-dev", digest([lock]), lambda: _install(lock, "testverktygen"))


def _create() -> None:
    """A new .venv, or the one that stands here already if it runs; one that was moved here is made anew."""
    if _runs(PYTHON) and not (VENV / ".stegvis-base").exists():
        return
    say("skapar Python-miljön .venv …")
    # Without pip: Debian splits ensurepip off, and the outer pip can fill the environment.
    _call([_BASE, "-m", "venv", "--clear", "--without-pip", str(VENV)], "Python-miljön .venv kunde inte skapas")
    if not _succeeds([*_OUTER, "--version"]) and not _succeeds([str(PYTHON), "-m", "ensurepip"]):
        raise SetupError(
            f"{_BASE} saknar pip (22.3 eller senare). Installera det och försök igen; på Debian och Ubuntu: "
            "apt-get install python3-pip"
        )


def _runs(python: Path) -> bool:
    code = "import sys; sys.exit(sys.version_info < (3, 11))"
    return python.exists() and subprocess.run([python, "-c", code], check=False).returncode == 0


def _install(lock: Path, what: str) -> None:
    say(f"hämtar {what} …")
    _pip(["--require-hashes", "--requirement", str(lock)], f"Paketen i {lock.name} kunde inte installeras")


def _project() -> str:
    """What the installed metadata says of the project itself: it changes when a command or entry point does."""
    return json.dumps(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"])


def _install_project() -> None:
    """Names the project to Python, so that its entry points are found; the code stays where it is."""
    _pip(["--no-deps", "--no-build-isolation", "--editable", str(ROOT)], "Stegvis kunde inte installeras i .venv")


def _pip(arguments: list[str], trouble: str) -> None:
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    _call([*_pip_of_the_machine(), "install", *quiet, *arguments], trouble)


def _pip_of_the_machine() -> list[str]:
    """The pip in .venv if there is one, else the outer Python's."""
    inner = [str(PYTHON), "-m", "pip"]
    return inner if _succeeds([*inner, "--version"]) else _OUTER


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def _call(command: list[str], trouble: str) -> None:
    code = subprocess.run(command, check=False, env={**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}).returncode
    if code != 0:
        raise SetupError(f"{trouble}; felet står ovanför.")
