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

from prospectus.desk import fetching
from prospectus.desk.fetching import Limits, Unfetched, fetch, is_public
from served import Reply, Served

BODY = b"<rss/>"
QUICK = Limits(largest=1_000_000, seconds=0.5)


@pytest.fixture
def served() -> Iterator[Served]:
    with Served().running() as running:
        yield running


def reason(url: str, limits: Limits = QUICK, *, allow_loopback: bool = True) -> str:
    with pytest.raises(Unfetched) as failure:
        fetch(url, allow_loopback=allow_loopback, limits=limits)
    return str(failure.value)


def test_answer_comes_with_what_makes_the_next_one_shorter(served: Served) -> None:
    kept = {"ETag": '"one"', "Last-Modified": "Wed, 12 Mar 2025 08:00:00 GMT", "Content-Type": "application/rss+xml; charset=gbk"}
    served.replies["/feed"] = Reply(BODY, headers=kept)
    found = fetch(served.url("/feed"), allow_loopback=True)
    assert (found.changed, found.body, found.etag, found.last_modified, found.content_type) == (True, BODY, *kept.values())
    (path, headers), *_ = served.asked
    assert (path, headers["Host"], headers["User-Agent"][:11]) == ("/feed", f"127.0.0.1:{served.port}", "prospectus/")
    assert {"Cookie", "Authorization", "If-None-Match"} & headers.keys() == set()


def test_what_has_not_changed_is_not_sent_again(served: Served) -> None:
    served.replies["/feed"] = lambda headers: Reply(status=304 if headers.get("If-None-Match") == '"one"' else 200)
    found = fetch(served.url("/feed"), etag='"one"', last_modified="Wed, 12 Mar 2025 08:00:00 GMT", allow_loopback=True)
    assert (found.changed, served.asked[0][1]["If-Modified-Since"]) == (False, "Wed, 12 Mar 2025 08:00:00 GMT")


def test_answer_that_nothing_has_changed_to_no_such_question_is_none(served: Served) -> None:
    served.replies["/feed"] = Reply(status=304)
    assert reason(served.url("/feed")) == "it answers 304"


def test_header_that_could_hold_another_is_not_sent_on(served: Served) -> None:
    served.replies["/feed"] = Reply(BODY)
    fetch(served.url("/feed"), etag='"a"\r\nX-Evil: 1', last_modified="过去", allow_loopback=True)
    assert {"X-Evil", "If-None-Match", "If-Modified-Since"} & served.asked[0][1].keys() == set()


@pytest.mark.parametrize("status", [201, 204, 206, 300, 400, 401, 403, 404, 410, 429, 500, 503])
def test_answer_with_any_other_status_is_none(served: Served, status: int) -> None:
    served.replies["/feed"] = Reply(BODY if status != 204 else b"", status=status)
    assert reason(served.url("/feed")) == f"it answers {status}"


def test_compressed_answer_is_unpacked(served: Served) -> None:
    served.replies["/feed"] = Reply(gzip.compress(BODY * 1000), headers={"Content-Encoding": "gzip"})
    assert fetch(served.url("/feed"), allow_loopback=True).body == BODY * 1000


@pytest.mark.parametrize("coding", ["br", "deflate", "gzip, gzip", "zstd"])
def test_compression_that_was_not_asked_for_is_refused(served: Served, coding: str) -> None:
    served.replies["/feed"] = Reply(BODY, headers={"Content-Encoding": coding})
    assert reason(served.url("/feed")) == "its answer is compressed in a way that was not asked for"


# Size


def flood(handler: object) -> None:
    for _ in range(100):
        handler.wfile.write(b"x" * 1_000_000)  # type: ignore[attr-defined]


@pytest.mark.parametrize("headers", [{}, {"Content-Length": "100000000"}], ids=["unsaid", "said"])
def test_answer_of_100_megabytes_is_given_up_early_and_never_held(served: Served, headers: dict[str, str]) -> None:
    served.replies["/feed"] = Reply(headers=headers, write=flood)
    tracemalloc.start()
    try:
        assert reason(served.url("/feed"), Limits()) == "its answer is larger than 10,000,000 bytes"
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
    finally:
        tracemalloc.stop()


def test_chunks_without_end_are_given_up(served: Served) -> None:
    def chunks(handler: object) -> None:
        for _ in range(100):
            handler.wfile.write(b"f4240\r\n" + b"x" * 1_000_000 + b"\r\n")  # type: ignore[attr-defined]

    served.replies["/feed"] = Reply(headers={"Transfer-Encoding": "chunked"}, write=chunks)
    assert reason(served.url("/feed"), Limits()) == "its answer is larger than 10,000,000 bytes"


def test_gzip_bomb_is_found_out_before_it_goes_off(served: Served) -> None:
    bomb = gzip.compress(b"\0" * 100_000_000)
    served.replies["/feed"] = Reply(bomb, headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    try:
        assert reason(served.url("/feed"), Limits()) == "its answer is larger than 10,000,000 bytes"
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
def test_answer_that_is_cut_off_is_none(served: Served, reply: Reply) -> None:
    served.replies["/feed"] = reply
    assert reason(served.url("/feed")) == "its answer is cut off"


# Time


@pytest.mark.parametrize("drip", [b"<", b""], ids=["drip", "silence"])
def test_answer_that_drips_is_given_up_in_time(served: Served, drip: bytes) -> None:
    over = threading.Event()

    def slowly(handler: object) -> None:
        while not over.wait(0.05):
            handler.wfile.write(drip)  # type: ignore[attr-defined]

    served.replies["/feed"] = Reply(write=slowly)
    try:
        assert reason(served.url("/feed")) == "it took longer than 0.5 seconds"
    finally:
        over.set()


def test_headers_that_drip_are_given_up_in_time() -> None:
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def slowly() -> None:
            connected, _ = server.accept()
            with connected:
                connected.sendall(b"HTTP/1.1 200 OK\r\n")
                while not over.wait(0.05):
                    connected.sendall(b"X-A: b\r\n")

        thread = threading.Thread(target=slowly, daemon=True)
        thread.start()
        assert reason(f"http://127.0.0.1:{server.getsockname()[1]}/") == "it took longer than 0.5 seconds"
        over.set()
        thread.join()


def test_name_that_takes_long_to_resolve_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *_, **__: over.wait(10) and [])
    assert reason("http://slow.example/") == "it took longer than 0.5 seconds"
    over.set()


@pytest.mark.parametrize("sent", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 200, b"\0" * 100_000])
def test_what_is_no_http_is_no_answer(sent: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def once() -> None:
            connected, _ = server.accept()
            with connected:
                connected.recv(4096)
                connected.sendall(sent)

        thread = threading.Thread(target=once, daemon=True)
        thread.start()
        assert reason(f"http://127.0.0.1:{server.getsockname()[1]}/").startswith("its answer is no HTTP")
        thread.join()


# Destination


def test_redirects_are_followed_three_times_and_no_more(served: Served) -> None:
    for number, status in enumerate((301, 302, 303, 307)):
        served.replies[f"/{number}"] = Reply(status=status, headers={"Location": f"/{number + 1}"})
    served.replies["/4"] = Reply(BODY)
    assert fetch(served.url("/1"), allow_loopback=True).body == BODY
    assert reason(served.url("/0")) == "it leads on more than 3 times"
    assert [path for path, _ in served.asked[4:]] == ["/0", "/1", "/2", "/3"]


def test_redirect_in_a_circle_is_left(served: Served) -> None:
    served.replies["/feed"] = Reply(status=308, headers={"Location": "/feed"})
    assert reason(served.url("/feed")) == "it leads on more than 3 times"


@pytest.mark.parametrize(
    ("onward", "said"),
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
def test_redirect_to_where_nobody_must_go_is_not_followed(served: Served, onward: str, said: str) -> None:
    served.replies["/feed"] = Reply(status=302, headers={"Location": onward})
    assert reason(served.url("/feed")) == said


def test_this_machine_is_asked_only_when_that_is_allowed(served: Served) -> None:
    served.replies["/feed"] = Reply(BODY)
    assert reason(served.url("/feed"), allow_loopback=False) == "127.0.0.1 is not an address of the public internet"
    assert reason(served.url("/feed", "localhost"), allow_loopback=False) == "localhost is not an address of the public internet"
    assert reason(served.url("/feed", "2130706433"), allow_loopback=False) == "2130706433 is not an address of the public internet"
    assert served.asked == []


def test_address_elsewhere_never_leads_to_this_machine(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """A public host must not redirect to loopback, even where loopback is allowed."""
    served.replies["/feed"] = Reply(status=302, headers={"Location": served.url("/inside")})
    served.replies["/inside"] = Reply(BODY)
    real = socket.create_connection
    monkeypatch.setattr(fetching.socket, "create_connection", lambda _address, *rest: real(("127.0.0.1", served.port), *rest))
    assert reason(f"http://93.184.215.14:{served.port}/feed") == "127.0.0.1 is not an address of the public internet"
    assert [path for path, _ in served.asked] == ["/feed"]


def test_name_is_resolved_once_and_the_checked_address_is_the_one_connected_to(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding fails: a name that resolves to a public address first and to a private one later is resolved only once."""
    served.replies["/feed"] = Reply(BODY)
    answers = iter(["93.184.215.14", "127.0.0.1"])
    connected: list[str] = []
    real = socket.create_connection
    monkeypatch.setattr(
        fetching.socket, "getaddrinfo", lambda _host, port, **_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]
    )

    def connect(address: tuple[str, int], *rest: object) -> socket.socket:
        connected.append(address[0])
        monkeypatch.undo()
        return real(("127.0.0.1", served.port), *rest)

    monkeypatch.setattr(fetching.socket, "create_connection", connect)
    assert fetch(f"http://rebinding.example:{served.port}/feed").body == BODY
    assert (connected, served.asked[0][1]["Host"]) == (["93.184.215.14"], f"rebinding.example:{served.port}")


def test_name_with_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(2, 1, 6, "", (address, 80)) for address in ("93.184.215.14", "10.1.2.3")]
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *_, **__: rows)
    assert reason("http://mixed.example/") == "mixed.example is not an address of the public internet"


def test_proxies_of_the_environment_are_not_used(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:1/")
    served.replies["/feed"] = Reply(BODY)
    assert fetch(served.url("/feed"), allow_loopback=True).body == BODY


def test_https_that_cannot_show_a_certificate_is_refused(served: Served) -> None:
    said = reason(served.url("/feed").replace("http:", "https:"))
    assert said
    assert served.asked == []


@pytest.mark.parametrize(
    "url", ["http://a b/", "http://a\r\nHost: b/", "gopher://a/", "feed.xml", "http://x/" + "a" * 3000, "http://a\\b/"]
)
def test_what_is_no_address_is_not_asked(url: str) -> None:
    assert reason(url)


PRIVATE = (
    "0.0.0.0 10.0.0.1 100.64.0.1 127.0.0.1 127.8.8.8 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 "
    "198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 ::ffff:8.8.8.8 ::8.8.8.8 "
    "64:ff9b::808:808 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1:: 3fff::1 5f00::1 fc00::1 fd12:3456::1 fe80::1 "
    "fe80::1%1 fec0::1 ff02::1"
).split()


@pytest.mark.parametrize("address", PRIVATE)
def test_address_that_is_not_of_the_public_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.215.14", "202.96.209.5", "2001:4860:4860::8888", "2408:8000::1", "2606:2800:220:1::1"]
)
def test_address_that_is_of_the_public_internet(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses())
def test_no_address_is_public_that_python_knows_to_be_private(address: object) -> None:
    found = ip_address(str(address))
    known = found.is_private or found.is_loopback or found.is_link_local or found.is_multicast or found.is_unspecified
    assert not (known and is_public(str(found)))
