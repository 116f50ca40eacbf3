"""Programs of the machine that tests use, each by its path: a Chromium for the pages, a Redis for Celery."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from app.house.stamps import SetupError, say


@dataclass(frozen=True, slots=True)
class Program:
    """One of them. variable: of the environment, points it out. names: on PATH. packages: Debian's. elsewhere: what
    brings it to other systems. places: where else it may lie.
    """

    title: str
    purpose: str
    variable: str
    names: tuple[str, ...]
    packages: tuple[str, ...]
    elsewhere: str
    places: tuple[Path, ...] = ()


CHROMIUM = Program(
    title="Chromium",
    purpose="Webbläsartesterna",
    variable="STEGVIS_CHROMIUM",
    names=("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    packages=("chromium", "fonts-liberation", "fonts-dejavu-core"),
    elsewhere="brew install --cask chromium",
    places=(Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),),
)
REDIS = Program(
    title="Redis",
    purpose="Testerna av Celery",
    variable="STEGVIS_REDIS",
    names=("redis-server", "valkey-server"),
    packages=("redis-server",),
    elsewhere="brew install redis",
)


def ensure(program: Program) -> str:
    """Its path. On Debian, as root, it is installed if it is missing; elsewhere the error says how to bring it."""
    if path := _found(program):
        return path
    install = _apt(program)
    if shutil.which("apt-get") and os.geteuid() == 0:
        _install(program.title, install)
        if path := _found(program):
            return path
    raise SetupError(
        f"{program.purpose} behöver {program.title}, som inte hittas. Installera det (på Debian: {' '.join(install)}; "
        f"på macOS: {program.elsewhere}), eller sätt {program.variable} till dess sökväg."
    )


def _found(program: Program) -> str | None:
    if given := os.environ.get(program.variable):
        if shutil.which(given):
            return given
        raise SetupError(f"{program.variable} är {given}, men där finns inget program att köra.")
    on_path = next((path for name in program.names if (path := shutil.which(name))), None)
    return on_path or next((str(place) for place in program.places if place.exists()), None)


def _apt(program: Program) -> tuple[str, ...]:
    return ("apt-get", "install", "--yes", "--no-install-recommends", *program.packages)


def _install(title: str, install: tuple[str, ...]) -> None:
    say(f"installerar {title} med apt-get …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (("apt-get", "update"), install):
        done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            raise SetupError(f"{done.stdout}{done.stderr}\n{' '.join(command)} misslyckades; felet står ovanför.")
