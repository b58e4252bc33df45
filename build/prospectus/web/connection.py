"""Send one request and read its response, within one time limit and to a checked address.

The host name is resolved here, every address is checked, and the connection goes to a checked address. So a name that resolves to another
address a moment later (DNS rebinding) gains nothing. There are no cookies, credentials or proxies: a proxy would resolve names itself.
"""

from __future__ import annotations

import errno
import http.client
import io
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from prospectus import __version__
from prospectus.problems.message import Message
from prospectus.web.addresses import FetchError, ParsedUrl, UnknownHostError, is_loopback, is_public_ip

REDIRECTS = (301, 302, 303, 307, 308)
NAME_UNKNOWN = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
"""The errors of a look-up in which a name server answered; after others, such as without a network, the name may well exist."""


class TimeLimit:
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
        """The reason for which the fetch was given up."""
        return Message(f"it took longer than {self._seconds:g} seconds", f"超过 {self._seconds:g} 秒没有完成")


@dataclass(frozen=True, slots=True)
class WebResponse:
    """A response whose body has not been read."""

    http: http.client.HTTPResponse
    is_local: bool
    """Whether it came from this machine; only then may a redirect lead to a loopback address."""

    @property
    def location(self) -> str | None:
        """Where a redirect leads, as it is written; None for any other response."""
        return self.http.getheader("Location") if self.http.status in REDIRECTS else None


@contextmanager
def open_response(
    method: str, url: ParsedUrl, headers: Mapping[str, str], time_limit: TimeLimit, *, allow_loopback: bool = False
) -> Iterator[WebResponse]:
    """Yield the response to a request; raises FetchError, also for what goes wrong while the body is read."""
    addresses, is_local = _resolve_checked(url, time_limit, allow_loopback=allow_loopback)
    connection = http.client.HTTPConnection(url.host, url.port)
    sock: socket.socket | None = None
    try:
        sock = _connect(url, addresses, time_limit)
        connection.sock = _SocketAdapter(sock, time_limit)
        own_headers = {"Host": url.host_header, "User-Agent": f"prospectus/{__version__}"}
        connection.request(method, url.target, headers={**own_headers, **headers, "Connection": "close"})
        yield WebResponse(connection.getresponse(), is_local)
    except TimeoutError:
        raise FetchError(time_limit.message) from None
    except (http.client.HTTPException, OSError, UnicodeError, zlib.error) as error:
        raise FetchError(_describe_error(error)) from None
    finally:
        if sock is not None:
            sock.close()


def _resolve_checked(url: ParsedUrl, time_limit: TimeLimit, *, allow_loopback: bool) -> tuple[list[str], bool]:
    """Return the checked IP addresses of a host, and whether all are loopback addresses; raises FetchError if one is not allowed."""
    addresses = list(dict.fromkeys(_resolve(url, time_limit)))
    if allow_loopback and all(map(is_loopback, addresses)):
        return addresses, True
    if not all(map(is_public_ip, addresses)):
        raise FetchError(Message(f"{url.host} is not an address of the public internet", f"{url.host} 不是公网地址"))
    return addresses, False


def _resolve(url: ParsedUrl, time_limit: TimeLimit) -> list[str]:
    """Resolve a host name in a separate thread, because the system resolver has no timeout; raises FetchError."""
    addresses: list[str] = []
    errors: list[int | None] = []

    def look_up() -> None:
        try:
            rows = socket.getaddrinfo(url.host, url.port, type=socket.SOCK_STREAM)
        except UnicodeError:
            return
        except OSError as error:
            errors.append(error.errno)
            return
        addresses.extend(str(row[4][0]) for row in rows)

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(time_limit.remaining())
    time_limit.remaining()
    if addresses:
        return addresses
    if errors and errors[0] not in NAME_UNKNOWN:
        raise FetchError(Message(f"the name {url.host} cannot be looked up at present", f"暂时查不到主机 {url.host}"))
    raise UnknownHostError(Message(f"the name {url.host} is not known", f"找不到主机 {url.host}"))


class _SocketStream(io.RawIOBase):
    """The bytes that a socket receives. Every read respects the time_limit, however slowly the bytes arrive."""

    def __init__(self, sock: socket.socket, time_limit: TimeLimit) -> None:
        self._socket, self._deadline = sock, time_limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._socket.settimeout(self._deadline.remaining())
        return self._socket.recv_into(buffer)


class _SocketAdapter:
    """The part of the socket interface that `http.client` uses."""

    def __init__(self, sock: socket.socket, time_limit: TimeLimit) -> None:
        self._socket, self._deadline = sock, time_limit

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_SocketStream(self._socket, self._deadline))

    def sendall(self, data: bytes) -> None:
        self._socket.settimeout(self._deadline.remaining())
        self._socket.sendall(data)

    def close(self) -> None:
        """Do nothing: `http.client` calls this before the response is read; `open_response` closes the socket."""


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


def _connect(url: ParsedUrl, addresses: list[str], time_limit: TimeLimit) -> socket.socket:
    """Return a socket connected to the first of the checked addresses that accepts; raises OSError if none does."""
    last_error: OSError | None = None
    for address in addresses:
        try:
            sock = socket.create_connection((address, url.port), time_limit.remaining())
        except OSError as error:
            last_error = error
            continue
        return _wrap_tls(sock, url, time_limit)
    raise last_error or OSError("no address")


def _wrap_tls(sock: socket.socket, url: ParsedUrl, time_limit: TimeLimit) -> socket.socket:
    if url.scheme == "http":
        return sock
    try:
        sock.settimeout(time_limit.remaining())
        return ssl.create_default_context().wrap_socket(sock, server_hostname=url.host)
    except BaseException:
        sock.close()
        raise
