"""The browser that the browser tests drive: a Chromium of the machine, used by its path."""

import os
import shutil
import subprocess
from pathlib import Path

from app.house.stamps import SetupError, say

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
_PACKAGES = ("chromium", "fonts-liberation", "fonts-dejavu-core")
_APT = ("apt-get", "install", "--yes", "--no-install-recommends", *_PACKAGES)


def ensure_chromium() -> str:
    """Its path. On Debian, as root, it is installed if it is missing; elsewhere the error says how to bring it."""
    if path := _found():
        return path
    if shutil.which("apt-get") and os.geteuid() == 0:
        _install()
        if path := _found():
            return path
    raise SetupError(
        "Webbläsartesterna behöver Chromium, som inte hittas. Installera det (på Debian: "
        f"{' '.join(_APT)}; på macOS: brew install --cask chromium), eller sätt STEGVIS_CHROMIUM till dess sökväg."
    )


def _found() -> str | None:
    if given := os.environ.get("STEGVIS_CHROMIUM"):
        if shutil.which(given):
            return given
        raise SetupError(f"STEGVIS_CHROMIUM är {given}, men där finns inget program att köra.")
    on_path = next((path for name in _NAMES if (path := shutil.which(name))), None)
    return on_path or (str(_MAC) if _MAC.exists() else None)


def _install() -> None:
    say("installerar Chromium med apt-get …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (("apt-get", "update"), _APT):
        done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            raise SetupError(f"{done.stdout}{done.stderr}\n{' '.join(command)} misslyckades; felet står ovanför.")
