"""Reading an address that somebody gave us, without letting it reach into our own network.

The name is resolved once and the connection goes to the address that was checked: a name that
answers differently the second time leads nowhere else. Redirects are followed by hand.
"""

import ipaddress
import socket
import ssl
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from time import monotonic
from urllib.parse import urljoin, urlsplit

TIMEOUT = 10.0
LONGEST = 20.0
LARGEST = 2_000_000
PIECE = 65_536
MOST_HOPS = 3
MOVED = (301, 302, 303, 307, 308)


class Refused(Exception):
    """The address is not one that we read."""


class Failed(Exception):
    """The address did not answer as it should; another time it may."""


@dataclass(frozen=True)
class Answer:
    """What was read; nothing new leaves ``body`` empty."""

    body: bytes | None
    etag: str = ""
    last_modified: str = ""


def fetch(url: str, *, etag: str = "", last_modified: str = "") -> Answer:
    """Read an address, unless it has not changed since."""
    asked = {"User-Agent": "Le-RAMEAU", "Accept": "text/calendar", "Accept-Encoding": "identity"}
    if etag:
        asked["If-None-Match"] = etag
    if last_modified:
        asked["If-Modified-Since"] = last_modified
    over_at = monotonic() + LONGEST
    for _hop in range(MOST_HOPS):
        connection, target = _open(url)
        try:
            connection.request("GET", target, headers=asked)
            response = connection.getresponse()
            if response.status in MOVED:
                url = urljoin(url, response.getheader("Location", ""))
                continue
            return _read(response, over_at)
        except (OSError, HTTPException) as error:
            raise Failed(str(error)) from error
        finally:
            connection.close()
    raise Failed("too many redirects")


def _read(response: HTTPResponse, over_at: float) -> Answer:
    if response.status == 304:
        return Answer(None)
    if response.status != 200:
        raise Failed(f"status {response.status}")
    body = b""
    while piece := response.read(PIECE):
        body += piece
        if len(body) > LARGEST:
            raise Failed("too large")
        if monotonic() > over_at:
            raise Failed("too slow")
    return Answer(
        body, response.getheader("ETag", "")[:200], response.getheader("Last-Modified", "")[:100]
    )


def _open(url: str) -> tuple[HTTPConnection, str]:
    parts = urlsplit(url.replace("webcal://", "https://", 1))
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise Refused("not a web address")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise Refused("not a port") from error
    checked = _resolve(parts.hostname, port)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    kind = _SafeHTTPS if parts.scheme == "https" else _Safe
    return kind(parts.hostname, port, checked), target


def _resolve(host: str, port: int) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Failed(str(error)) from error
    addresses = [str(each[4][0]) for each in found]
    if not all(_is_public(address) for address in addresses):
        raise Refused("a private address")
    return addresses[0]


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global and not (mapped or ip).is_multicast


class _Safe(HTTPConnection):
    """A connection to the address that was checked, whatever the name says by now."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self.address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)


class _SafeHTTPS(HTTPSConnection):
    def __init__(self, host: str, port: int, address: str) -> None:
        self.trust = ssl.create_default_context()
        super().__init__(host, port, timeout=TIMEOUT, context=self.trust)
        self.address = address

    def connect(self) -> None:
        bare = socket.create_connection((self.address, self.port), self.timeout)
        self.sock = self.trust.wrap_socket(bare, server_hostname=self.host)
