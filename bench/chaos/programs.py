"""Programs that are started, killed, frozen and started again, as on a machine that loses its power."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
_ADDRESS = re.compile(r"http://[\d.]+:\d+")
_PATIENCE = 60.0


@dataclass(slots=True)
class Program:
    """A process with all its children. speaks: it says where it answers, which is its `address` then."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    log: Path = Path(os.devnull)
    speaks: bool = False
    address: str = ""
    _process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it; one that speaks has said its address when this returns."""
        errors = self.log.open("a", encoding="utf-8")
        self._process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env={**os.environ, **self.environment, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE if self.speaks else errors,
            stderr=errors,
            text=True,
            start_new_session=True,  # a group of its own, so that its children die with it
        )
        errors.close()
        if self.speaks:
            self.address = self._said()

    def _said(self) -> str:
        process = self._process
        for line in process.stdout if process is not None and process.stdout is not None else ():
            if found := _ADDRESS.search(line):
                return found[0]
        raise RuntimeError(f"{self.name} did not start: {self.log.read_text(encoding='utf-8')[-2000:]}")

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """kill -9, the whole group."""
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait(_PATIENCE)
            if self._process.stdout is not None:
                self._process.stdout.close()

    def freeze(self) -> None:
        """Stop it where it stands."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on, as if nothing had happened."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, number)

    def restart(self) -> None:
        """Kill it and start it."""
        self.kill()
        self.start()


def until(happened: Callable[[], bool], what: str, seconds: float = _PATIENCE) -> None:
    """Wait until a function says yes. Raises TimeoutError that says what never happened."""
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.1)
