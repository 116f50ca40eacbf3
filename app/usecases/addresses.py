"""Where webhooks may be sent: an address as text, when it is given, and where it leads, each time that it is used."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urlsplit

from app.errors import InvalidRequestError

_LONGEST = 2000
_TRANSLATED = ip_network("64:ff9b::/96")  # IPv4 addresses behind a translator (RFC 6052)
_PATH = "/%:@!$&'()*+,;=~-._"


def is_listed(address: str, networks: tuple[str, ...]) -> bool:
    """Whether an IP address is in one of the private networks that are allowed."""
    inner = _inner(address)
    return any(inner in ip_network(each) for each in networks)


def is_public(address: str) -> bool:
    """Whether an IP address is one on the internet."""
    inner = _inner(address)
    return inner.is_global and not inner.is_multicast


def _inner(text: str) -> IPv4Address | IPv6Address:
    """The address; of an IPv6 address that stands for one of IPv4, that one."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv4Address):
        return address
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def checked_url(text: str, networks: tuple[str, ...]) -> str:
    """The address of a receiver, in ASCII. Raises InvalidRequestError, with what is wrong."""
    try:
        parts = urlsplit(text.strip())
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (ValueError, UnicodeError):
        raise _wrong("den går inte att läsa") from None
    if parts.scheme not in ("https", "http") or not host or not text.isprintable() or len(text) > _LONGEST:
        raise _wrong(f"den ska se ut som https://mottagare.example/vag och ha högst {_LONGEST} tecken")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise _wrong("den får inte ha användarnamn, lösenord eller #")
    if parts.scheme == "http" and not networks:
        raise _wrong("utanför egna nät (STEGVIS_WEBHOOK_NETWORKS) ska den börja med https")
    if _is_address(host) and not (is_public(host) or is_listed(host, networks)):
        raise _wrong("den hör till ett privat nät som inte är tillåtet (STEGVIS_WEBHOOK_NETWORKS)")
    place = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    query = f"?{quote(parts.query, safe=_PATH + '?')}" if parts.query else ""
    return f"{parts.scheme}://{place}{quote(parts.path or '/', safe=_PATH)}{query}"


def _is_address(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False  # a name; where it leads is looked up when it is used
    return True


def _wrong(reason: str) -> InvalidRequestError:
    return InvalidRequestError(reason=f"adressen (url) duger inte: {reason}")
