"""Sends webhooks: one POST over HTTP, to addresses that are allowed, within a time, and nothing of the answer is kept.

The name of the receiver is looked up here, each of its addresses is checked, and the connection goes to a checked one:
a name that leads into the house a moment later leads nowhere. Redirects are not followed, proxies not used.
"""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import cache
from time import monotonic
from urllib.parse import urlsplit

from app.usecases.addresses import is_listed, is_public
from app.usecases.context import Context
from app.usecases.jobs import ClaimedJob
from app.usecases.posting import Answer, Letter, next_letter, settle


class NotAllowedError(Exception):
    """The receiver's address may not be sent to; the text is for people."""


def send_notice(context: Context, job: ClaimedJob, insist: Callable[[Callable[[], None]], None]) -> None:
    """Do what a webhook's job says. insist: saves what came of it, again when that fails for a moment.

    Raises: NotFoundError, StaleTriggerError (somebody else has taken it over).
    """
    letter = next_letter(context, job.lease)
    if letter is not None:
        answer = post(letter, context.options.webhook_networks, context.options.webhook_timeout)
        insist(lambda: settle(context, job.lease, letter, answer))


def post(letter: Letter, networks: Iterable[str], seconds: float) -> Answer:
    """Send it, in this time; what goes wrong is an answer too. networks: private ones that may be sent to."""
    try:
        return _post(letter, tuple(networks), seconds)
    except NotAllowedError as error:
        return Answer(None, str(error))
    except ssl.SSLError as error:
        return Answer(None, f"Mottagarens certifikat godtogs inte ({error.reason or type(error).__name__}).")
    except TimeoutError:
        return Answer(None, f"Mottagaren svarade inte inom {seconds:g} sekunder.")
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        return Answer(None, f"Mottagaren gick inte att nå ({type(error).__name__}).")


def _post(letter: Letter, networks: tuple[str, ...], seconds: float) -> Answer:
    began = monotonic()
    place = urlsplit(letter.url)
    host, secure = place.hostname or "", place.scheme == "https"
    port = place.port or (443 if secure else 80)
    connection = http.client.HTTPConnection(host, port)
    connection.sock = socket.create_connection((_allowed(host, port, secure, networks), port), seconds)
    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # head and body are two small writes
    late = threading.Event()
    watch = threading.Timer(max(began + seconds - monotonic(), 0.1), _hang_up, (connection, late))
    watch.start()
    try:
        if secure:
            connection.sock = _trusting().wrap_socket(
                connection.sock, server_hostname=host, do_handshake_on_connect=False
            )
            connection.sock.do_handshake()
        headers = {**letter.headers, "host": place.netloc, "user-agent": "Stegvis", "connection": "close"}
        connection.request(
            "POST", (place.path or "/") + (f"?{place.query}" if place.query else ""), letter.body, headers
        )
        return _answer(connection.getresponse())
    except (OSError, http.client.HTTPException):
        if late.is_set():
            raise TimeoutError from None
        raise
    finally:
        watch.cancel()
        connection.close()


@cache
def _trusting() -> ssl.SSLContext:
    """Certificates are checked as the operating system checks them."""
    return ssl.create_default_context()


def _hang_up(connection: http.client.HTTPConnection, late: threading.Event) -> None:
    """A receiver that sends a byte now and then would otherwise hold us for ever."""
    late.set()
    with contextlib.suppress(OSError):
        socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)  # below TLS, which another thread is in


def _answer(response: http.client.HTTPResponse) -> Answer:
    """The status and how long to wait; what else was said is not read."""
    status = response.status
    pause = response.headers.get("Retry-After", "")
    asked = timedelta(seconds=int(pause)) if pause.isascii() and pause.isdigit() and len(pause) < 8 else None
    if 300 <= status < 400:
        return Answer(status, f"Mottagaren hänvisar vidare ({status}). Hänvisningar följs inte; ändra adressen.")
    return Answer(status, "" if 200 <= status < 300 else f"Mottagaren svarade {status}.", asked)


def _allowed(host: str, port: int, secure: bool, networks: tuple[str, ...]) -> str:
    """An address of the receiver that may be sent to. Raises NotAllowedError."""
    found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    own = [each for each in found if is_listed(each, networks)]
    public = [each for each in found if is_public(each)]
    if own:
        return own[0]
    if not public:
        raise NotAllowedError("Adressen hör till ett privat nät som inte är tillåtet (STEGVIS_WEBHOOK_NETWORKS).")
    if not secure:
        raise NotAllowedError("Utanför egna nät skickas webhooks bara med https.")
    return public[0]
