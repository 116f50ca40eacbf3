"""What a demo server takes that has started, answered once, and has nothing to do: memory, and time of a core."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import requests

_ROOT = Path(__file__).parents[1]
_START = 60.0  # seconds at most until it answers
_REST = 2.0  # seconds without work before the memory is read


def idle_megabytes() -> float:
    """Resident memory (MiB) of a server process of its own."""
    with demo_server() as server:
        time.sleep(_REST)
        return _resident(server.pid) / 1024


def idle_percent(seconds: float) -> float:
    """How much of a core such a server takes while it has nothing to do."""
    with demo_server() as server:
        time.sleep(_REST)
        before = _cpu(server.pid)
        time.sleep(seconds)
        return (_cpu(server.pid) - before) / seconds * 100


@contextmanager
def demo_server() -> Iterator[subprocess.Popen[str]]:
    """A demo server that has started and answered once."""
    with TemporaryDirectory(prefix="stegvis-") as data:
        server = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "demo", "--port", "0", "--data", data],
            cwd=_ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            _answer(_address(server))
            yield server
        finally:
            server.terminate()
            server.wait()


def _address(server: subprocess.Popen[str]) -> str:
    for line in server.stdout or ():
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return found[0]
    raise RuntimeError("the demo server did not start; ./run demo shows why")


def _answer(address: str) -> None:
    """Wait until it serves, and look at its first page."""
    waited = 0.0
    while True:
        try:
            requests.get(f"{address}/readyz", timeout=60).raise_for_status()
            requests.get(address, timeout=60).raise_for_status()
            return
        except requests.RequestException:
            if waited > _START:
                raise
        time.sleep(0.1)
        waited += 0.1


def _resident(process: int) -> int:
    """KiB."""
    status = Path(f"/proc/{process}/status")
    if status.exists():
        found = re.search(r"VmRSS:\s+(\d+)", status.read_text(encoding="utf-8"))
        return int(found[1]) if found else 0
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(process)], check=True, capture_output=True, text=True)
    return int(told.stdout)


def _cpu(process: int) -> float:
    """Seconds of CPU time so far. Source: proc(5), utime and stime of /proc/<pid>/stat."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
