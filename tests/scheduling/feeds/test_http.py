"""Tests of fetching over a real socket: which responses are accepted, and everything that is refused."""

from __future__ import annotations

import gzip
import socket
import threading
import tracemalloc
from collections.abc import Iterator
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectus.scheduling.feeds.http import Limits, fetch
from prospectus.web.addresses import FetchError, is_public_ip
from served import LocalServer, Reply

BODY = b"<rss/>"
QUICK = Limits(max_bytes=1_000_000, seconds=0.5)


@pytest.fixture
def served() -> Iterator[LocalServer]:
    with LocalServer().running() as running:
        yield running


def failure_reason(url: str, limits: Limits = QUICK, *, allow_loopback: bool = True) -> str:
    with pytest.raises(FetchError) as failure:
        fetch(url, allow_loopback=allow_loopback, limits=limits)
    return str(failure.value)


def test_response_has_the_validators_for_the_next_request(served: LocalServer) -> None:
    reply_headers = {"ETag": '"one"', "Last-Modified": "Wed, 12 Mar 2025 08:00:00 GMT", "Content-Type": "application/rss+xml; charset=gbk"}
    served.replies["/feed"] = Reply(BODY, headers=reply_headers)
    response = fetch(served.url("/feed"), allow_loopback=True)
    assert (response.changed, response.body, response.etag, response.last_modified, response.content_type) == (
        True,
        BODY,
        *reply_headers.values(),
    )
    (path, headers), *_ = served.requests
    assert (path, headers["Host"], headers["User-Agent"][:11]) == ("/feed", f"127.0.0.1:{served.port}", "prospectus/")
    assert {"Cookie", "Authorization", "If-None-Match"} & headers.keys() == set()


def test_unchanged_feed_is_not_sent_again(served: LocalServer) -> None:
    served.replies["/feed"] = lambda headers: Reply(status=304 if headers.get("If-None-Match") == '"one"' else 200)
    response = fetch(served.url("/feed"), etag='"one"', last_modified="Wed, 12 Mar 2025 08:00:00 GMT", allow_loopback=True)
    assert (response.changed, served.requests[0][1]["If-Modified-Since"]) == (False, "Wed, 12 Mar 2025 08:00:00 GMT")


def test_not_modified_without_a_condition_is_an_error(served: LocalServer) -> None:
    served.replies["/feed"] = Reply(status=304)
    assert failure_reason(served.url("/feed")) == "it answers 304"


def test_header_with_a_line_break_is_not_sent(served: LocalServer) -> None:
    served.replies["/feed"] = Reply(BODY)
    fetch(served.url("/feed"), etag='"a"\r\nX-Evil: 1', last_modified="过去", allow_loopback=True)
    assert {"X-Evil", "If-None-Match", "If-Modified-Since"} & served.requests[0][1].keys() == set()


@pytest.mark.parametrize("status", [201, 204, 206, 300, 400, 401, 403, 404, 410, 429, 500, 503])
def test_any_other_status_is_an_error(served: LocalServer, status: int) -> None:
    served.replies["/feed"] = Reply(BODY if status != 204 else b"", status=status)
    assert failure_reason(served.url("/feed")) == f"it answers {status}"


def test_compressed_response_is_decompressed(served: LocalServer) -> None:
    served.replies["/feed"] = Reply(gzip.compress(BODY * 1000), headers={"Content-Encoding": "gzip"})
    assert fetch(served.url("/feed"), allow_loopback=True).body == BODY * 1000


@pytest.mark.parametrize("coding", ["br", "deflate", "gzip, gzip", "zstd"])
def test_compression_that_was_not_requested_is_refused(served: LocalServer, coding: str) -> None:
    served.replies["/feed"] = Reply(BODY, headers={"Content-Encoding": coding})
    assert failure_reason(served.url("/feed")) == "its answer is compressed in a way that was not asked for"


# Size


def flood(handler: object) -> None:
    for _ in range(100):
        handler.wfile.write(b"x" * 1_000_000)  # type: ignore[attr-defined]


@pytest.mark.parametrize("headers", [{}, {"Content-Length": "100000000"}], ids=["unsaid", "said"])
def test_response_of_100_megabytes_is_aborted_early_and_not_kept_in_memory(served: LocalServer, headers: dict[str, str]) -> None:
    served.replies["/feed"] = Reply(headers=headers, write=flood)
    tracemalloc.start()
    try:
        assert failure_reason(served.url("/feed"), Limits()) == "its answer is larger than 10,000,000 bytes"
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
    finally:
        tracemalloc.stop()


def test_endless_chunks_are_aborted(served: LocalServer) -> None:
    def chunks(handler: object) -> None:
        for _ in range(100):
            handler.wfile.write(b"f4240\r\n" + b"x" * 1_000_000 + b"\r\n")  # type: ignore[attr-defined]

    served.replies["/feed"] = Reply(headers={"Transfer-Encoding": "chunked"}, write=chunks)
    assert failure_reason(served.url("/feed"), Limits()) == "its answer is larger than 10,000,000 bytes"


def test_gzip_bomb_is_detected_before_it_fills_the_memory(served: LocalServer) -> None:
    bomb = gzip.compress(b"\0" * 100_000_000)
    served.replies["/feed"] = Reply(bomb, headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    try:
        assert failure_reason(served.url("/feed"), Limits()) == "its answer is larger than 10,000,000 bytes"
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
    finally:
        tracemalloc.stop()
    assert len(bomb) < 200_000


@pytest.mark.parametrize(
    "reply",
    [
        Reply(BODY, headers={"Content-Length": "600"}),
        Reply(gzip.compress(BODY * 100)[:-9], headers={"Content-Encoding": "gzip"}),
        Reply(headers={"Transfer-Encoding": "chunked"}, write=lambda handler: handler.wfile.write(b"10\r\n<rss>")),
    ],
    ids=["length", "gzip", "chunk"],
)
def test_truncated_response_is_an_error(served: LocalServer, reply: Reply) -> None:
    served.replies["/feed"] = reply
    assert failure_reason(served.url("/feed")) == "its answer is cut off"


# Time


@pytest.mark.parametrize("drip", [b"<", b""], ids=["drip", "silence"])
def test_slow_body_is_aborted_in_time(served: LocalServer, drip: bytes) -> None:
    finished = threading.Event()

    def write_slowly(handler: object) -> None:
        while not finished.wait(0.05):
            handler.wfile.write(drip)  # type: ignore[attr-defined]

    served.replies["/feed"] = Reply(write=write_slowly)
    try:
        assert failure_reason(served.url("/feed")) == "it took longer than 0.5 seconds"
    finally:
        finished.set()


def test_slow_headers_are_aborted_in_time() -> None:
    finished = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer_slowly() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                while not finished.wait(0.05):
                    connection.sendall(b"X-A: b\r\n")

        thread = threading.Thread(target=answer_slowly, daemon=True)
        thread.start()
        assert failure_reason(f"http://127.0.0.1:{server.getsockname()[1]}/") == "it took longer than 0.5 seconds"
        finished.set()
        thread.join()


def test_slow_name_resolution_is_aborted_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    finished = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: finished.wait(10) and [])
    assert failure_reason("http://slow.example/") == "it took longer than 0.5 seconds"
    finished.set()


@pytest.mark.parametrize("sent", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 200, b"\0" * 100_000])
def test_response_that_is_not_http_is_an_error(sent: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer_once() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(sent)

        thread = threading.Thread(target=answer_once, daemon=True)
        thread.start()
        assert failure_reason(f"http://127.0.0.1:{server.getsockname()[1]}/").startswith("its answer is no HTTP")
        thread.join()


# Destination


def test_at_most_three_redirects_are_followed(served: LocalServer) -> None:
    for number, status in enumerate((301, 302, 303, 307)):
        served.replies[f"/{number}"] = Reply(status=status, headers={"Location": f"/{number + 1}"})
    served.replies["/4"] = Reply(BODY)
    assert fetch(served.url("/1"), allow_loopback=True).body == BODY
    assert failure_reason(served.url("/0")) == "it leads on more than 3 times"
    assert [path for path, _ in served.requests[4:]] == ["/0", "/1", "/2", "/3"]


def test_redirect_loop_is_aborted(served: LocalServer) -> None:
    served.replies["/feed"] = Reply(status=308, headers={"Location": "/feed"})
    assert failure_reason(served.url("/feed")) == "it leads on more than 3 times"


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("http://10.0.0.1/", "10.0.0.1 is not an address of the public internet"),
        ("http://169.254.169.254/latest/meta-data/", "169.254.169.254 is not an address of the public internet"),
        ("http://[::ffff:127.0.0.1]/", "::ffff:127.0.0.1 is not an address of the public internet"),
        ("http://[64:ff9b::7f00:1]/", "64:ff9b::7f00:1 is not an address of the public internet"),
        ("http://0/", "0 is not an address of the public internet"),
        ("http://127.0.0.1:22/", "http://127.0.0.1:22/ leads to the port 22"),
        ("file:///etc/passwd", "file:///etc/passwd is not of the web"),
        ("ftp://127.0.0.1/", "ftp://127.0.0.1/ is not of the web"),
        ("http://me:secret@127.0.0.1/", "its address holds a name or a password"),
        ("http://[::1/", "http://[::1/ is no address"),
        ("http://127.0.0.1:99999/", "http://127.0.0.1:99999/ is no address"),
    ],
)
def test_redirect_to_a_forbidden_destination_is_not_followed(served: LocalServer, location: str, message: str) -> None:
    served.replies["/feed"] = Reply(status=302, headers={"Location": location})
    assert failure_reason(served.url("/feed")) == message


def test_loopback_is_requested_only_when_allowed(served: LocalServer) -> None:
    served.replies["/feed"] = Reply(BODY)
    assert failure_reason(served.url("/feed"), allow_loopback=False) == "127.0.0.1 is not an address of the public internet"
    assert failure_reason(served.url("/feed", "localhost"), allow_loopback=False) == "localhost is not an address of the public internet"
    assert failure_reason(served.url("/feed", "2130706433"), allow_loopback=False) == "2130706433 is not an address of the public internet"
    assert served.requests == []


def test_public_host_cannot_redirect_to_loopback(served: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A public host must not redirect to loopback, even where loopback is allowed."""
    served.replies["/feed"] = Reply(status=302, headers={"Location": served.url("/inside")})
    served.replies["/inside"] = Reply(BODY)
    create_connection = socket.create_connection
    monkeypatch.setattr(socket, "create_connection", lambda _address, *rest: create_connection(("127.0.0.1", served.port), *rest))
    assert failure_reason(f"http://93.184.215.14:{served.port}/feed") == "127.0.0.1 is not an address of the public internet"
    assert [path for path, _ in served.requests] == ["/feed"]


def test_name_is_resolved_once_and_the_checked_address_is_the_one_connected_to(
    served: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding fails: a name that resolves to a public address first and to a private one later is resolved only once."""
    served.replies["/feed"] = Reply(BODY)
    resolved_addresses = iter(["93.184.215.14", "127.0.0.1"])
    connected_addresses: list[str] = []
    create_connection = socket.create_connection
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda _host, port, **_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(resolved_addresses), port))],
    )

    def connect(address: tuple[str, int], *rest: object) -> socket.socket:
        connected_addresses.append(address[0])
        monkeypatch.undo()
        return create_connection(("127.0.0.1", served.port), *rest)

    monkeypatch.setattr(socket, "create_connection", connect)
    assert fetch(f"http://rebinding.example:{served.port}/feed").body == BODY
    assert (connected_addresses, served.requests[0][1]["Host"]) == (["93.184.215.14"], f"rebinding.example:{served.port}")


def test_name_with_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(2, 1, 6, "", (address, 80)) for address in ("93.184.215.14", "10.1.2.3")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: rows)
    assert failure_reason("http://mixed.example/") == "mixed.example is not an address of the public internet"


def test_proxies_of_the_environment_are_not_used(served: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:1/")
    served.replies["/feed"] = Reply(BODY)
    assert fetch(served.url("/feed"), allow_loopback=True).body == BODY


def test_https_without_a_certificate_is_refused(served: LocalServer) -> None:
    message = failure_reason(served.url("/feed").replace("http:", "https:"))
    assert message
    assert served.requests == []


@pytest.mark.parametrize(
    "url", ["http://a b/", "http://a\r\nHost: b/", "gopher://a/", "feed.xml", "http://x/" + "a" * 3000, "http://a\\b/"]
)
def test_invalid_url_is_not_requested(url: str) -> None:
    assert failure_reason(url)


PRIVATE = (
    "0.0.0.0 10.0.0.1 100.64.0.1 127.0.0.1 127.8.8.8 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 "
    "198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 ::ffff:8.8.8.8 ::8.8.8.8 "
    "64:ff9b::808:808 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1:: 3fff::1 5f00::1 fc00::1 fd12:3456::1 fe80::1 "
    "fe80::1%1 fec0::1 ff02::1"
).split()


@pytest.mark.parametrize("address", PRIVATE)
def test_non_public_address(address: str) -> None:
    assert not is_public_ip(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.215.14", "202.96.209.5", "2001:4860:4860::8888", "2408:8000::1", "2606:2800:220:1::1"]
)
def test_public_address(address: str) -> None:
    assert is_public_ip(address)


@given(st.ip_addresses())
def test_address_that_python_knows_as_private_is_not_public(address: object) -> None:
    ip = ip_address(str(address))
    is_private = ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_unspecified
    assert not (is_private and is_public_ip(str(ip)))
