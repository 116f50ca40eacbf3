"""The commands of `./run`."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

from app.house.bundles import build_bundles
from app.house.environment import PYTHON, create, install_dev, install_node, install_runtime
from app.house.locks import lock
from app.house.programs import CHROMIUM, REDIS, ensure
from app.house.stamps import ROOT, SetupError, say

_HELP = """Så här används ./run:

  ./run demo [--port N] [--data KATALOG]   provkör: databas, diagram, demokonton och webbplats på 127.0.0.1:8000
  ./run serve …                            kör på riktigt: samma sak utan demokonton och påhittade uppgifter
  ./run worker [CELERYS VAL]               kör en Celery-arbetare mot servrarnas databas (STEGVIS_BROKER_URL)
  ./run stegvis KOMMANDO …                 alla kommandon, till exempel: ./run stegvis simulate socialtjanst
  ./run test [argument till pytest]        testerna, webbläsaren medräknad
  ./run check                              formatering, ruff, mypy, importregler och testerna
  ./run bench [--quick]                    mäter vad ett steg kostar, jämfört med andra; --quick är klar på en minut
  ./run chaos [--kills N] [--database …]   dödar processer medan ärenden pågår, och räknar vad som gick förlorat
  ./run setup                              gör bara i ordning miljö, testverktyg och sidornas skript
  ./run lock [--upgrade]                   skriv om låsfilerna efter pyproject.toml och package.json

Det enda som behövs på maskinen är Python 3.11 eller senare med pip. Första gången hämtas allt; sedan går det fort."""

_CHECKS = {
    "formatering": ["ruff", "format", "--check", "."],
    "ruff": ["ruff", "check", "."],
    "mypy": ["mypy"],
    "importregler": ["lint-imports", "--no-logo"],
}


def main(arguments: list[str]) -> None:
    """Carry out one command; what it needs is made first."""
    name, *rest = arguments or ["help"]
    command = _COMMANDS.get(name)
    if command is None:
        sys.exit(f"stegvis: ./run har inget kommando {name!r}.\n\n{_HELP}")
    try:
        command(rest)
    except SetupError as error:
        sys.exit(f"stegvis: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _stegvis(arguments: list[str]) -> NoReturn:
    """Become the program itself, so that signals and the exit code are its own."""
    _prepare()
    os.execv(PYTHON, [str(PYTHON), "-m", "app.cli", *arguments])


def _prepare() -> None:
    """The environment, and beside it the bundles: they need nothing of each other, and a first start is waited for."""
    create()
    with ThreadPoolExecutor() as pool:
        for made in [pool.submit(install_runtime), pool.submit(build_bundles)]:
            made.result()


def _program(name: str) -> Callable[[list[str]], NoReturn]:
    return lambda arguments: _stegvis([name, *arguments])


def _test(arguments: list[str]) -> NoReturn:
    _prepare()
    install_dev()
    os.chdir(ROOT)
    for folder, program in (("tests/browser", CHROMIUM), ("tests/integration", REDIS)):
        if reaches(arguments, folder):
            os.environ[program.variable] = ensure(program)
    # All of it on all cores, a file on one; what somebody names is run as it is named.
    arguments = arguments or ["-n", "auto", "--dist", "loadfile"]
    os.execv(PYTHON, [str(PYTHON), "-m", "pytest", *arguments])


def reaches(arguments: list[str], folder: str) -> bool:
    """Whether tests of this folder may run: not when all that was named lies outside; when in doubt, yes."""
    named = [Path(argument.split("::")[0]) for argument in arguments if not argument.startswith("-")]
    apart = [path.exists() and not _overlap(path, Path(folder)) for path in named]
    return not (apart and all(apart))


def _overlap(one: Path, other: Path) -> bool:
    one, other = one.resolve(), (ROOT / other).resolve()
    return one.is_relative_to(other) or other.is_relative_to(one)


def _bench(arguments: list[str]) -> NoReturn:
    _prepare()
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-m", "bench", *arguments])


def _chaos(arguments: list[str]) -> NoReturn:
    _setup([])  # the PostgreSQL server of the tests is among the development tools
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-m", "bench.chaos", *arguments])


def _check(arguments: list[str]) -> None:
    """All of them, so that one run shows all that is wrong; the tests last."""
    _setup([])
    failed = [what for what, command in _CHECKS.items() if not _passes(what, command)]
    if failed:
        say(f"inte godkänt: {', '.join(failed)}; testerna körs ändå")
    tests = subprocess.run([str(ROOT / "run"), "test", *arguments], check=False).returncode
    sys.exit(1 if failed else tests)


def _passes(what: str, command: list[str]) -> bool:
    print(f"── {what}", flush=True)
    program, *arguments = command
    return subprocess.run([str(PYTHON.parent / program), *arguments], cwd=ROOT, check=False).returncode == 0


def _setup(_: list[str]) -> None:
    _prepare()
    install_dev()


def _lock(arguments: list[str]) -> None:
    _setup([])
    install_node()
    lock(arguments)


def _help(_: list[str]) -> None:
    print(_HELP)


_COMMANDS: dict[str, Callable[[list[str]], None]] = {
    "demo": _program("demo"),
    "serve": _program("serve"),
    "worker": _program("worker"),
    "stegvis": _stegvis,
    "test": _test,
    "check": _check,
    "bench": _bench,
    "chaos": _chaos,
    "setup": _setup,
    "lock": _lock,
    "help": _help,
    "--help": _help,
    "-h": _help,
}
