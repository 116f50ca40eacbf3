"""Does the jobs of a Celery worker while its broker is away: a process of its own with threads, as an embedded server.

Not threads of the worker's main process: that one forks, and what threads and SQLite hold open must not be forked.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from typing import Any

from app.bootstrap.house import open_house
from app.bootstrap.logs import configure_logs
from app.settings import load_settings

_LOOK_SECONDS = 1.0


class ReliefProcess:
    """Starts and stops it. It stops by itself when the worker that started it is gone."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin, unless it has."""
        if self._process is None or self._process.poll() is not None:
            command = [sys.executable, "-m", __name__, str(self._threads)]
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603  # nothing from outside

    def stop(self) -> None:
        """Finish what runs and give back what waits; does not wait for it."""
        if self._process is not None:
            self._process.terminate()
            threading.Thread(target=self._process.wait, daemon=True).start()  # else it stays as a zombie


def main(threads: int) -> None:
    """Run until told to stop, or the parent is gone."""
    parent = os.getppid()
    signal.signal(signal.SIGTERM, _leave)
    settings = load_settings(broker_url="", worker_threads=threads)
    configure_logs(settings)
    house = open_house(settings)
    try:
        house.start_worker()
        while os.getppid() == parent:
            time.sleep(_LOOK_SECONDS)
    except KeyboardInterrupt:
        pass
    finally:
        house.close()


def _leave(number: int, frame: Any) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
