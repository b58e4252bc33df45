"""Fetch one feed, with limits on size, time, redirects and destination. What is dangerous about connections is in `web/`."""

from __future__ import annotations

import http.client
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from prospectus.problems.message import Message
from prospectus.web.addresses import FetchError, escape_url, join_url, parse_url
from prospectus.web.connection import TimeLimit, open_response

MAX_BYTES = 10_000_000
"""Maximum size of a response body after decompression, in bytes."""
MAX_SECONDS = 20.0
"""Time limit in seconds for everything together: resolving, connecting, redirects and reading to the last byte."""
MAX_REDIRECTS = 3
ALLOWED_PORTS = (80, 443)
CHUNK_BYTES = 65_536
ACCEPT_HEADER = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, application/json;q=0.9, */*;q=0.5"


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


def fetch(
    url: str, *, etag: str | None = None, last_modified: str | None = None, allow_loopback: bool = False, limits: Limits | None = None
) -> FeedResponse:
    """Return the response of `url`. With `etag` or `last_modified` the request is conditional, and the response may be "unchanged".

    `allow_loopback` permits loopback addresses, but not redirects to them from other hosts. Raises FetchError.
    """
    bounds = limits or Limits()
    time_limit = TimeLimit(bounds.seconds)
    stated = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    conditions = {name: value for name, value in stated.items() if value and _is_safe_header(value)}
    headers = {"Accept": ACCEPT_HEADER, "Accept-Encoding": "gzip", **conditions}
    stated_port = parse_url(url).port
    for _ in range(bounds.max_redirects + 1):
        parsed_url = parse_url(url, (*ALLOWED_PORTS, stated_port))
        with open_response("GET", parsed_url, headers, time_limit, allow_loopback=allow_loopback) as response:
            if response.location is None:
                return _read_response(response.http, conditional=bool(conditions), limits=bounds)
            url, allow_loopback = join_url(url, response.location), response.is_local
        if parsed_url.scheme == "https" and not url.lower().startswith("https:"):
            raise FetchError(Message(f"it leads from https to {escape_url(url)}", f"它从 https 转到 {escape_url(url)}"))
    raise FetchError(Message(f"it leads on more than {bounds.max_redirects} times", f"它转向超过 {bounds.max_redirects} 次"))


def _is_safe_header(value: str) -> bool:
    return len(value) <= 1_000 and value.isascii() and value.isprintable()


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
