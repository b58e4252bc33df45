"""Fetch one URL, with limits on size, time, redirects and destination.

The host name is resolved here, every address is checked, and the connection goes to a checked address. So a name that resolves to another
address a moment later (DNS rebinding) gains nothing. There are no cookies, credentials or proxies: a proxy would resolve names itself.
"""

from __future__ import annotations

import errno
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
from prospectus.problems.message import Message

MAX_BYTES = 10_000_000
"""Maximum size of a response body after decompression, in bytes."""
MAX_SECONDS = 20.0
"""Time limit in seconds for everything together: resolving, connecting, redirects and reading to the last byte."""
MAX_REDIRECTS = 3
ALLOWED_PORTS = (80, 443)
CHUNK_BYTES = 65_536
MAX_URL_LENGTH = 2_000
ACCEPT_HEADER = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, application/json;q=0.9, */*;q=0.5"
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_SPECIAL_IPV6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
"""Special ranges within 2000::/3: Teredo and other protocols, documentation, 6to4. NAT64 and IPv4-mapped addresses are outside of it."""
_SPECIAL_IPV4 = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
"""IPv4 ranges reserved for protocols, among them 6to4 relays."""
_URL_CHARACTERS = "/%:@!$&'()*+,;=~-._"


class FetchError(Exception):
    """The URL could not be fetched; the message gives the reason as half a sentence."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class FeedResponse:
    """A response: the whole decompressed body, or `changed=False` when the server answered 304 Not Modified."""

    changed: bool
    body: bytes = b""
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one fetch: body size in bytes, time in seconds, number of redirects."""

    max_bytes: int = MAX_BYTES
    seconds: float = MAX_SECONDS
    max_redirects: int = MAX_REDIRECTS


@dataclass(frozen=True, slots=True)
class _ParsedUrl:
    """A URL split into its parts and accepted as one that may be requested."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def host_header(self) -> str:
        """The value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == {"http": 80, "https": 443}[self.scheme] else f"{host}:{self.port}"


class _TimeLimit:
    """The point in time at which a fetch is given up."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def remaining(self) -> float:
        """Return the remaining seconds; raises FetchError when there are none."""
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise FetchError(self.message)
        return seconds

    @property
    def message(self) -> Message:
        return Message(f"it took longer than {self._seconds:g} seconds", f"超过 {self._seconds:g} 秒没有完成")


def fetch(
    url: str, *, etag: str | None = None, last_modified: str | None = None, allow_loopback: bool = False, limits: Limits | None = None
) -> FeedResponse:
    """Return the response of `url`. With `etag` or `last_modified` the request is conditional, and the response may be "unchanged".

    `allow_loopback` permits loopback addresses, but not redirects to them from other hosts. Raises FetchError.
    """
    bounds = limits or Limits()
    time_limit = _TimeLimit(bounds.seconds)
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {name: value for name, value in conditions.items() if value and _is_safe_header(value)}
    stated_port = _parse_url(url, ()).port
    for _ in range(bounds.max_redirects + 1):
        parsed_url = _parse_url(url, (*ALLOWED_PORTS, stated_port))
        response, location, allow_loopback = _request(parsed_url, headers, time_limit, bounds, allow_loopback=allow_loopback)
        if response is not None:
            return response
        url = _join_url(url, location)
        if parsed_url.scheme == "https" and not url.lower().startswith("https:"):
            raise FetchError(Message(f"it leads from https to {escape_url(url)}", f"它从 https 转到 {escape_url(url)}"))
    raise FetchError(Message(f"it leads on more than {bounds.max_redirects} times", f"它转向超过 {bounds.max_redirects} 次"))


def _join_url(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise FetchError(Message(f"{escape_url(location)} is no address", f"{escape_url(location)} 不是网址")) from None


def escape_url(url: str) -> str:
    """Return a URL for printing, cut to 200 characters; characters that are not allowed in URLs are percent-encoded."""
    return quote(url[:200], safe=_URL_CHARACTERS + "?#[]")


def _is_safe_header(value: str) -> bool:
    return len(value) <= 1_000 and value.isascii() and value.isprintable()


def _parse_url(url: str, ports: tuple[int, ...]) -> _ParsedUrl:
    """Split and check a URL; an empty `ports` allows any port. Raises FetchError."""
    if len(url) > MAX_URL_LENGTH or re.search(r"[\x00-\x20\x7f-\xa0\\]", url):
        raise FetchError(Message("its address is too long or holds characters that no address has", "网址过长，或含有网址不能有的字符"))
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or ""), parts.port
        host = host if host.isascii() else host.encode("idna").decode()
    except ValueError:
        raise FetchError(Message(f"{escape_url(url)} is no address", f"{escape_url(url)} 不是网址")) from None
    if parts.scheme not in ("http", "https") or not host:
        raise FetchError(Message(f"{escape_url(url)} is not of the web", f"{escape_url(url)} 不是网页地址"))
    if "@" in parts.netloc:
        raise FetchError(Message("its address holds a name or a password", "网址含有用户名或密码"))
    port = port or {"http": 80, "https": 443}[parts.scheme]
    if ports and port not in ports:
        raise FetchError(Message(f"{escape_url(url)} leads to the port {port}", f"{escape_url(url)} 指向端口 {port}"))
    target = quote(parts.path or "/", safe=_URL_CHARACTERS) + (f"?{quote(parts.query, safe=_URL_CHARACTERS + '?')}" if parts.query else "")
    return _ParsedUrl(parts.scheme, host, port, target)


# Addresses


def is_public_ip(address: str) -> bool:
    """Return whether an IP address belongs to the public internet and does not embed another address (6to4, NAT64, IPv4-mapped)."""
    ip = ip_address(address)
    if isinstance(ip, IPv4Address):
        return ip.is_global and not (ip.is_multicast or ip.is_reserved or any(ip in network for network in _SPECIAL_IPV4))
    return ip in _GLOBAL_UNICAST and not any(ip in network for network in _SPECIAL_IPV6)


def _is_loopback(address: str) -> bool:
    ip = ip_address(address)
    return ip.is_loopback and not (isinstance(ip, IPv6Address) and ip.ipv4_mapped)


def _resolve_checked(parsed_url: _ParsedUrl, time_limit: _TimeLimit, *, allow_loopback: bool) -> tuple[list[str], bool]:
    """Return the checked IP addresses of a host, and whether all are loopback addresses; raises FetchError if one is not allowed."""
    addresses = list(dict.fromkeys(_resolve(parsed_url, time_limit)))
    if allow_loopback and all(map(_is_loopback, addresses)):
        return addresses, True
    if not all(map(is_public_ip, addresses)):
        raise FetchError(Message(f"{parsed_url.host} is not an address of the public internet", f"{parsed_url.host} 不是公网地址"))
    return addresses, False


def _resolve(parsed_url: _ParsedUrl, time_limit: _TimeLimit) -> list[str]:
    """Resolve a host name in a separate thread, because the system resolver has no timeout; raises FetchError."""
    addresses: list[str] = []

    def look_up() -> None:
        try:
            rows = socket.getaddrinfo(parsed_url.host, parsed_url.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        addresses.extend(str(row[4][0]) for row in rows)

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(time_limit.remaining())
    time_limit.remaining()
    if not addresses:
        raise FetchError(Message(f"the name {parsed_url.host} is not known", f"找不到主机 {parsed_url.host}"))
    return addresses


# Request and response


class _SocketStream(io.RawIOBase):
    """The bytes that a socket receives. Every read respects the time_limit, however slowly the bytes arrive."""

    def __init__(self, sock: socket.socket, time_limit: _TimeLimit) -> None:
        self._socket, self._deadline = sock, time_limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._socket.settimeout(self._deadline.remaining())
        return self._socket.recv_into(buffer)


class _SocketAdapter:
    """The part of the socket interface that `http.client` uses."""

    def __init__(self, sock: socket.socket, time_limit: _TimeLimit) -> None:
        self._socket, self._deadline = sock, time_limit

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_SocketStream(self._socket, self._deadline))

    def sendall(self, data: bytes) -> None:
        self._socket.settimeout(self._deadline.remaining())
        self._socket.sendall(data)

    def close(self) -> None:
        """Do nothing: `http.client` calls this before the response is read; `_request` closes the socket."""


def _request(
    parsed_url: _ParsedUrl, headers: Mapping[str, str], time_limit: _TimeLimit, limits: Limits, *, allow_loopback: bool
) -> tuple[FeedResponse, str, bool] | tuple[None, str, bool]:
    """Return a response or None, the Location of a redirect, and whether a redirect may lead to a loopback address. Raises FetchError."""
    addresses, is_local = _resolve_checked(parsed_url, time_limit, allow_loopback=allow_loopback)
    connection = http.client.HTTPConnection(parsed_url.host, parsed_url.port)
    sock: socket.socket | None = None
    try:
        sock = _connect(parsed_url, addresses, time_limit)
        connection.sock = _SocketAdapter(sock, time_limit)
        base_headers = {
            "Host": parsed_url.host_header,
            "User-Agent": f"prospectus/{__version__}",
            "Accept": ACCEPT_HEADER,
            "Accept-Encoding": "gzip",
        }
        connection.request("GET", parsed_url.target, headers={**base_headers, **headers, "Connection": "close"})
        response = connection.getresponse()
        location = response.getheader("Location") if response.status in (301, 302, 303, 307, 308) else None
        if location is not None:
            return None, location, is_local
        return _read_response(response, conditional=bool(headers), limits=limits), "", is_local
    except TimeoutError:
        raise FetchError(time_limit.message) from None
    except (http.client.HTTPException, OSError, UnicodeError, zlib.error) as error:
        raise FetchError(_describe_error(error)) from None
    finally:
        if sock is not None:
            sock.close()


def _describe_error(error: Exception) -> Message:
    if isinstance(error, http.client.IncompleteRead):
        return Message("its answer is cut off", "应答不完整")
    if isinstance(error, ssl.SSLCertVerificationError):
        reason = error.verify_message
        return Message(
            f"its certificate is not to be trusted: {reason}",
            f"证书不可信（{_CERTIFICATE_FAULTS.get(error.verify_code, f'错误代码 {error.verify_code}')}）",
        )
    if isinstance(error, OSError) and error.strerror:
        return Message(
            error.strerror, f"{_CONNECTION_FAULTS.get(error.errno or 0, '网络错误')}（{errno.errorcode.get(error.errno or 0, '?')}）"
        )
    return Message(f"its answer is no HTTP ({type(error).__name__})", f"应答不是 HTTP（{type(error).__name__}）")


_CERTIFICATE_FAULTS = {9: "尚未生效", 10: "已过期", 18: "自签名", 19: "链中有自签名证书", 20: "找不到签发者", 62: "与主机名不符"}
"""What is wrong with a certificate, by the code of OpenSSL."""
_CONNECTION_FAULTS = {
    errno.ECONNREFUSED: "连接被拒绝",
    errno.ECONNRESET: "连接被重置",
    errno.EHOSTUNREACH: "无法到达主机",
    errno.ENETUNREACH: "无法到达网络",
    errno.ETIMEDOUT: "连接超时",
    errno.EPIPE: "连接中断",
}


def _connect(parsed_url: _ParsedUrl, addresses: list[str], time_limit: _TimeLimit) -> socket.socket:
    """Return a socket connected to the first of the checked addresses that accepts; raises OSError if none does."""
    last_error: OSError | None = None
    for address in addresses:
        try:
            sock = socket.create_connection((address, parsed_url.port), time_limit.remaining())
        except OSError as error:
            last_error = error
            continue
        return _wrap_tls(sock, parsed_url, time_limit)
    raise last_error or OSError("no address")


def _wrap_tls(sock: socket.socket, parsed_url: _ParsedUrl, time_limit: _TimeLimit) -> socket.socket:
    if parsed_url.scheme == "http":
        return sock
    try:
        sock.settimeout(time_limit.remaining())
        return ssl.create_default_context().wrap_socket(sock, server_hostname=parsed_url.host)
    except BaseException:
        sock.close()
        raise


def _read_response(response: http.client.HTTPResponse, *, conditional: bool, limits: Limits) -> FeedResponse:
    if response.status == 304 and conditional:
        return FeedResponse(changed=False)
    if response.status != 200:
        raise FetchError(Message(f"it answers {response.status}", f"服务器返回 {response.status}"))
    if (response.length or 0) > limits.max_bytes:
        raise FetchError(_too_large_message(limits))
    body = _join_chunks(_iter_body(response, limits), limits)
    if response.length:
        raise FetchError(Message("its answer is cut off", "应答不完整"))
    validators = {name: response.getheader(name) for name in ("ETag", "Last-Modified")}
    etag, last_modified = (value if value and _is_safe_header(value) else None for value in validators.values())
    content_type = response.getheader("Content-Type") or ""
    return FeedResponse(True, body, content_type if _is_safe_header(content_type) else "", etag, last_modified)


def _join_chunks(chunks: Iterator[bytes], limits: Limits) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > limits.max_bytes:
            raise FetchError(_too_large_message(limits))
    return bytes(body)


def _iter_body(response: http.client.HTTPResponse, limits: Limits) -> Iterator[bytes]:
    """Yield the decompressed body in small chunks, so that a decompression bomb is detected before it fills the memory."""
    coding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip"):
        raise FetchError(Message("its answer is compressed in a way that was not asked for", "应答的压缩方式不是请求的方式"))
    if coding == "identity":
        while chunk := response.read(CHUNK_BYTES):
            yield chunk
        return
    decompressor, received = zlib.decompressobj(16 + zlib.MAX_WBITS), 0
    while chunk := response.read(CHUNK_BYTES):
        received += len(chunk)
        if received > limits.max_bytes:
            raise FetchError(_too_large_message(limits))
        while chunk and not decompressor.eof:
            yield decompressor.decompress(chunk, CHUNK_BYTES)
            chunk = decompressor.unconsumed_tail
    if not decompressor.eof:
        raise FetchError(Message("its answer is cut off", "应答不完整"))


def _too_large_message(limits: Limits) -> Message:
    return Message(f"its answer is larger than {limits.max_bytes:,} bytes", f"应答超过 {limits.max_bytes:,} 字节")
