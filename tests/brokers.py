"""A Redis of their own for tests: it keeps nothing, and can be killed, frozen and started again on the same port."""

import signal
import socket
import subprocess
import time
from pathlib import Path

from app.house.programs import REDIS, ensure


class Broker:
    """The server; `url` stays the same."""

    def __init__(self, directory: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port: int = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._command = [ensure(REDIS), "--port", str(self._port), "--save", "", "--dir", str(directory)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it listens."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        for _ in range(1000):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
            time.sleep(0.01)
        raise AssertionError("Redis does not listen")

    def kill(self) -> None:
        """With all that it had."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
