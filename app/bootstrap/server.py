"""The embedded web server: waitress on a socket of ours, so that the port is known before the first request."""

import signal
import socket
from typing import Any

from waitress.server import create_server

from app.errors import SettingError
from app.settings import Settings

_TOLD = {"x-forwarded-for", "x-forwarded-proto"}  # what a trusted proxy may say of who asks


class Server:
    """Has its port from the start, and answers while `run` runs."""

    def __init__(self, settings: Settings) -> None:
        """Take the port. Raises SettingError when it is taken or the address is not ours."""
        self._threads = settings.threads
        self._proxy = settings.proxy or None
        self._host = settings.host
        try:
            family, kind, proto, _name, place = socket.getaddrinfo(
                settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            self._socket = socket.socket(family, kind, proto)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._socket.bind(place)
        except OSError as error:
            raise SettingError(
                name="STEGVIS_PORT",
                reason=f"det går inte att lyssna på {settings.host}:{settings.port} ({error.strerror})",
            ) from None

    @property
    def port(self) -> int:
        """The port that was taken."""
        return int(self._socket.getsockname()[1])

    @property
    def address(self) -> str:
        """Where programs on this machine reach it."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self._host, self._host)  # noqa: S104
        return f"http://{host}:{self.port}"

    def run(self, program: Any) -> None:
        """Answer until SIGTERM, SIGINT or Ctrl-C; requests under way are finished."""
        signal.signal(signal.SIGTERM, _leave)
        self.answer(program)

    def answer(self, program: Any) -> None:
        """Answer, in whatever thread this is, until that is interrupted."""
        server = create_server(
            program,
            sockets=[self._socket],
            threads=self._threads,
            ident=None,
            clear_untrusted_proxy_headers=True,
            trusted_proxy=self._proxy,
            trusted_proxy_headers=_TOLD if self._proxy else set(),
        )
        server.run()

    def close(self) -> None:
        """Give the port back."""
        self._socket.close()


def _leave(number: int, frame: Any) -> None:
    raise SystemExit(0)  # waitress takes it as the wish to stop
