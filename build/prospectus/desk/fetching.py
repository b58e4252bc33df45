"""Fetch one URL, with limits on size, time, redirects and destination.

The host name is resolved here, every address is checked, and the connection goes to a checked address. So a name that resolves to another
address a moment later (DNS rebinding) gains nothing. There are no cookies, credentials or proxies: a proxy would resolve names itself.
"""

from __future__ import annotations

import http.client
import io
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from prospectus import __version__

LARGEST = 10_000_000
"""Maximum size of a response body after decompression, in bytes."""
SECONDS = 20.0
"""Time limit in seconds for everything together: resolving, connecting, redirects and reading to the last byte."""
REDIRECTS = 3
PORTS = (80, 443)
PIECE = 65_536
LONGEST_URL = 2_000
ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, application/json;q=0.9, */*;q=0.5"
_ROUTED = IPv6Network("2000::/3")
_UNROUTED = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
"""Special ranges within 2000::/3: Teredo and other protocols, documentation, 6to4. NAT64 and IPv4-mapped addresses are outside of it."""
_SPECIAL = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
"""IPv4 ranges reserved for protocols, among them 6to4 relays."""
_SAFE = "/%:@!$&'()*+,;=~-._"


class Unfetched(Exception):
    """The URL could not be fetched; the message gives the reason as half a sentence."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: the whole decompressed body, or `changed=False` when the server answered 304 Not Modified."""

    changed: bool
    body: bytes = b""
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one fetch: body size in bytes, time in seconds, number of redirects."""

    largest: int = LARGEST
    seconds: float = SECONDS
    redirects: int = REDIRECTS


@dataclass(frozen=True, slots=True)
class _Hop:
    """A URL split into its parts and accepted as one that may be requested."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def header(self) -> str:
        """The value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == {"http": 80, "https": 443}[self.scheme] else f"{host}:{self.port}"


class _Watch:
    """The point in time at which a fetch is given up."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the remaining seconds; raises FetchError when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise Unfetched(self.said)
        return left

    @property
    def said(self) -> str:
        return f"it took longer than {self._seconds:g} seconds"


def fetch(
    url: str, *, etag: str | None = None, last_modified: str | None = None, allow_loopback: bool = False, limits: Limits | None = None
) -> Answer:
    """Return the response of `url`. With `etag` or `last_modified` the request is conditional, and the response may be "unchanged".

    `allow_loopback` permits loopback addresses, but not redirects to them from other hosts. Raises FetchError.
    """
    bounds = limits or Limits()
    watch = _Watch(bounds.seconds)
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {name: value for name, value in conditions.items() if value and _is_header(value)}
    named = _hop(url, ()).port
    for _ in range(bounds.redirects + 1):
        hop = _hop(url, (*PORTS, named))
        answer, onward, allow_loopback = _asked(hop, headers, watch, bounds, loopback=allow_loopback)
        if answer is not None:
            return answer
        url = _joined(url, onward)
        if hop.scheme == "https" and not url.lower().startswith("https:"):
            raise Unfetched(f"it leads from https to {shown(url)}")
    raise Unfetched(f"it leads on more than {bounds.redirects} times")


def _joined(url: str, onward: str) -> str:
    try:
        return urljoin(url, onward)
    except ValueError:
        raise Unfetched(f"{shown(onward)} is no address") from None


def shown(url: str) -> str:
    """Return a URL for printing, cut to 200 characters; characters that are not allowed in URLs are percent-encoded."""
    return quote(url[:200], safe=_SAFE + "?#[]")


def _is_header(value: str) -> bool:
    return len(value) <= 1_000 and value.isascii() and value.isprintable()


def _hop(url: str, ports: tuple[int, ...]) -> _Hop:
    """Split and check a URL; an empty `ports` allows any port. Raises FetchError."""
    if len(url) > LONGEST_URL or re.search(r"[\x00-\x20\x7f-\xa0\\]", url):
        raise Unfetched("its address is too long or holds characters that no address has")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or ""), parts.port
        host = host if host.isascii() else host.encode("idna").decode()
    except ValueError:
        raise Unfetched(f"{shown(url)} is no address") from None
    if parts.scheme not in ("http", "https") or not host:
        raise Unfetched(f"{shown(url)} is not of the web")
    if "@" in parts.netloc:
        raise Unfetched("its address holds a name or a password")
    port = port or {"http": 80, "https": 443}[parts.scheme]
    if ports and port not in ports:
        raise Unfetched(f"{shown(url)} leads to the port {port}")
    target = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE + '?')}" if parts.query else "")
    return _Hop(parts.scheme, host, port, target)


# Addresses


def is_public(address: str) -> bool:
    """Return whether an IP address belongs to the public internet and does not embed another address (6to4, NAT64, IPv4-mapped)."""
    found = ip_address(address)
    if isinstance(found, IPv4Address):
        return found.is_global and not (found.is_multicast or found.is_reserved or any(found in each for each in _SPECIAL))
    return found in _ROUTED and not any(found in each for each in _UNROUTED)


def _is_loopback(address: str) -> bool:
    found = ip_address(address)
    return found.is_loopback and not (isinstance(found, IPv6Address) and found.ipv4_mapped)


def _addresses(hop: _Hop, watch: _Watch, *, loopback: bool) -> tuple[list[str], bool]:
    """Return the checked IP addresses of a host, and whether all are loopback addresses; raises FetchError if one is not allowed."""
    found = list(dict.fromkeys(_resolved(hop, watch)))
    if loopback and all(map(_is_loopback, found)):
        return found, True
    if not all(map(is_public, found)):
        raise Unfetched(f"{hop.host} is not an address of the public internet")
    return found, False


def _resolved(hop: _Hop, watch: _Watch) -> list[str]:
    """Resolve a host name in a separate thread, because the system resolver has no timeout; raises FetchError."""
    found: list[str] = []

    def resolve() -> None:
        try:
            rows = socket.getaddrinfo(hop.host, hop.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(str(row[4][0]) for row in rows)

    thread = threading.Thread(target=resolve, daemon=True)
    thread.start()
    thread.join(watch.left())
    watch.left()
    if not found:
        raise Unfetched(f"the name {hop.host} is not known")
    return found


# Request and response


class _Stream(io.RawIOBase):
    """The bytes that a socket receives. Every read respects the deadline, however slowly the bytes arrive."""

    def __init__(self, connected: socket.socket, watch: _Watch) -> None:
        self._socket, self._watch = connected, watch

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._socket.settimeout(self._watch.left())
        return self._socket.recv_into(buffer)


class _Wire:
    """The part of the socket interface that `http.client` uses."""

    def __init__(self, connected: socket.socket, watch: _Watch) -> None:
        self._socket, self._watch = connected, watch

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Stream(self._socket, self._watch))

    def sendall(self, data: bytes) -> None:
        self._socket.settimeout(self._watch.left())
        self._socket.sendall(data)

    def close(self) -> None:
        """Do nothing: `http.client` calls this before the response is read; `_request` closes the socket."""


def _asked(
    hop: _Hop, headers: Mapping[str, str], watch: _Watch, limits: Limits, *, loopback: bool
) -> tuple[Answer, str, bool] | tuple[None, str, bool]:
    """Return a response or None, the Location of a redirect, and whether a redirect may lead to a loopback address. Raises FetchError."""
    addresses, local = _addresses(hop, watch, loopback=loopback)
    connection = http.client.HTTPConnection(hop.host, hop.port)
    connected: socket.socket | None = None
    try:
        connected = _connected(hop, addresses, watch)
        connection.sock = _Wire(connected, watch)
        fixed = {"Host": hop.header, "User-Agent": f"prospectus/{__version__}", "Accept": ACCEPT, "Accept-Encoding": "gzip"}
        connection.request("GET", hop.target, headers={**fixed, **headers, "Connection": "close"})
        response = connection.getresponse()
        onward = response.getheader("Location") if response.status in (301, 302, 303, 307, 308) else None
        if onward is not None:
            return None, onward, local
        return _answer(response, conditional=bool(headers), limits=limits), "", local
    except TimeoutError:
        raise Unfetched(watch.said) from None
    except (http.client.HTTPException, OSError, UnicodeError, zlib.error) as error:
        raise Unfetched(_reason(error)) from None
    finally:
        if connected is not None:
            connected.close()


def _reason(error: Exception) -> str:
    if isinstance(error, http.client.IncompleteRead):
        return "its answer is cut off"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not to be trusted: {error.verify_message}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"its answer is no HTTP ({type(error).__name__})"


def _connected(hop: _Hop, addresses: list[str], watch: _Watch) -> socket.socket:
    """Return a socket connected to the first of the checked addresses that accepts; raises OSError if none does."""
    failed: OSError | None = None
    for address in addresses:
        try:
            connected = socket.create_connection((address, hop.port), watch.left())
        except OSError as error:
            failed = error
            continue
        return _secured(connected, hop, watch)
    raise failed or OSError("no address")


def _secured(connected: socket.socket, hop: _Hop, watch: _Watch) -> socket.socket:
    if hop.scheme == "http":
        return connected
    try:
        connected.settimeout(watch.left())
        return ssl.create_default_context().wrap_socket(connected, server_hostname=hop.host)
    except BaseException:
        connected.close()
        raise


def _answer(response: http.client.HTTPResponse, *, conditional: bool, limits: Limits) -> Answer:
    if response.status == 304 and conditional:
        return Answer(changed=False)
    if response.status != 200:
        raise Unfetched(f"it answers {response.status}")
    if (response.length or 0) > limits.largest:
        raise Unfetched(_too_large(limits))
    body = _whole(_decompressed(response, limits), limits)
    if response.length:
        raise Unfetched("its answer is cut off")
    kept = {name: response.getheader(name) for name in ("ETag", "Last-Modified")}
    etag, last_modified = (value if value and _is_header(value) else None for value in kept.values())
    given = response.getheader("Content-Type") or ""
    return Answer(True, body, given if _is_header(given) else "", etag, last_modified)


def _whole(pieces: Iterator[bytes], limits: Limits) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > limits.largest:
            raise Unfetched(_too_large(limits))
    return bytes(body)


def _decompressed(response: http.client.HTTPResponse, limits: Limits) -> Iterator[bytes]:
    """Yield the decompressed body in small chunks, so that a decompression bomb is detected before it fills the memory."""
    coding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip"):
        raise Unfetched("its answer is compressed in a way that was not asked for")
    if coding == "identity":
        while piece := response.read(PIECE):
            yield piece
        return
    unzip, received = zlib.decompressobj(16 + zlib.MAX_WBITS), 0
    while piece := response.read(PIECE):
        received += len(piece)
        if received > limits.largest:
            raise Unfetched(_too_large(limits))
        while piece and not unzip.eof:
            yield unzip.decompress(piece, PIECE)
            piece = unzip.unconsumed_tail
    if not unzip.eof:
        raise Unfetched("its answer is cut off")


def _too_large(limits: Limits) -> str:
    return f"its answer is larger than {limits.largest:,} bytes"
