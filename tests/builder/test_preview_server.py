"""The server of previews as other sites, other machines and broken programs see it: over raw sockets, from one server without a build."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from prospectus.builder.preview_folder import LOCK, PREFIX, open_preview_folder, remove_abandoned
from prospectus.builder.preview_server import PreviewServer
from prospectus.preview import overlay
from prospectus.preview.hosts import ListeningHost
from tiny import write_files

PAGE = "<html><body><p>Barley</p></body></html>"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PreviewServer]:
    """A running server of a few files."""
    folder = write_files(
        tmp_path_factory.mktemp("served"),
        {"index.html": PAGE, "en/index.html": PAGE, "all.ics": "BEGIN:VCALENDAR", "service-worker.js": ""},
    )
    running = PreviewServer(lambda: None, host="127.0.0.1", port=0, root=str(folder))
    running.listening = ListeningHost("127.0.0.1", frozenset({"preview.example"}))
    running.error_handler = lambda _: b"<html><body>No such page</body></html>"
    running._watched_paths = {"": 1}  # pages are to reload themselves, without an observer of files
    running.server_bind()
    running.server_activate()
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield running
    running.socket.close()


def ask(server: PreviewServer, line: str, *headers: str, host: str = "127.0.0.1") -> str:
    """Return the response to a request as it was sent, read until the server closes the connection."""
    request = "\r\n".join([f"{line} HTTP/1.1", f"Host: {host}", "Connection: close", *headers, "", ""])
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=20) as connection:
        connection.sendall(request.encode("latin-1"))
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    return received.decode()


def status(response: str) -> int:
    return int(response.split(" ", 2)[1])


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("127.0.0.1", 200),
        ("localhost:8000", 200),
        ("[::1]:8000", 200),
        ("preview.example", 200),
        ("PREVIEW.EXAMPLE:443", 200),
        ("evil.example", 403),
        ("localhost.evil.example", 403),
        ("192.0.2.7", 403),
        ("", 403),
    ],
)
def test_other_names_are_refused(server: PreviewServer, host: str, code: int) -> None:
    response = ask(server, "GET /", host=host)
    assert (status(response), "Barley" in response) == (code, code == 200)


@pytest.mark.parametrize(
    ("listens_on", "host", "is_allowed"),
    [
        ("0.0.0.0", "192.0.2.7:8000", True),
        ("::", "[2001:db8::1]", True),
        ("0.0.0.0", "evil.example", False),
        ("192.0.2.7", "192.0.2.7", True),
        ("build.example", "BUILD.example:80", True),
        ("build.example", "evil.example", False),
    ],
)
def test_server_for_others_answers_under_addresses_and_its_own_name(listens_on: str, host: str, is_allowed: bool) -> None:
    assert ListeningHost(listens_on).allows(host) == is_allowed


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "BREW"])
def test_only_get_and_head_are_answered(server: PreviewServer, method: str) -> None:
    response = ask(server, f"{method} /")
    assert (status(response) in (405, 501), "Barley" in response) == (True, False)


def test_head_has_the_headers_and_no_body(server: PreviewServer) -> None:
    head, _, body = ask(server, "HEAD /all.ics").partition("\r\n\r\n")
    assert (status(head), body) == (200, "")
    assert {"Content-Type: text/calendar; charset=utf-8", "X-Content-Type-Options: nosniff", "Content-Length: 15"} <= set(
        head.split("\r\n")
    )


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/en/%00.html",
        "/%",
        "/%zz",
        "/%ff%fe",
        "/../../etc/passwd",
        "/..%2f..%2fetc/passwd",
        "/en/..%5c..%5c",
        f"/{'a' * 5000}",
        f"/{'a/' * 3000}",
        "//en",
        "//evil.example/%2f..",
        "http://evil.example/",
        "/?%00",
        "/livereload/x/1",
        "/livereload/99999999999999999999999999x/1",
        "/_preview/none.css",
        "/en%0d%0aX-Injected:1",
        "*",
    ],
)
def test_odd_path_is_an_ordinary_answer(server: PreviewServer, path: str) -> None:
    response = ask(server, f"GET {path}")
    assert status(response) in (200, 302, 404)
    assert "root:" not in response
    assert not any(line.startswith(("X-Injected", "Location: //")) for line in response.split("\r\n"))


def test_line_that_is_too_long_or_no_request_is_no_error_of_the_server(server: PreviewServer) -> None:
    assert status(ask(server, f"GET /{'a' * 70_000}")) == 414
    assert status(ask(server, "GET /", *(f"X-{number}: 1" for number in range(200)))) == 431
    assert status(ask(server, "GET / nothing of HTTP")) in (400, 505)


def test_page_reloads_itself_with_a_script_from_a_file(server: PreviewServer) -> None:
    page = ask(server, "GET /")
    assert f'<script src="/livereload.js" data-epoch="{server.version}"' in page
    assert page.count("<script") == 1
    script = ask(server, "GET /livereload.js")
    assert ("Content-Type: text/javascript; charset=utf-8" in script, "/livereload/" in script) == (True, True)
    assert "Content-Type: text/css" in ask(server, f"GET {overlay.STYLES}")


def test_browsers_are_told_of_pages_while_a_build_goes_on(server: PreviewServer) -> None:
    before = server.version
    server.reload_browsers()
    assert server.version > before
    assert ask(server, f"GET /livereload/{before}/1").endswith(str(server.version))


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("Origin: http://127.0.0.1", 200),
        ("Sec-Fetch-Site: same-origin", 200),
        ("Origin: http://evil.example", 403),
        ("Origin: null", 403),
        ("Sec-Fetch-Site: cross-site", 403),
        ("Sec-Fetch-Site: same-site", 403),
    ],
)
def test_other_sites_cannot_wait_for_a_build(server: PreviewServer, header: str, code: int) -> None:
    assert status(ask(server, "GET /livereload/0/1", header)) == code


def test_folder_of_a_server_that_was_killed_is_removed_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    abandoned = write_files(tmp_path / f"{PREFIX}old", {LOCK: "", "site/index.html": PAGE})
    other = write_files(tmp_path / "prospectus-other", {"kept.txt": ""})
    with open_preview_folder() as folder:
        write_files(folder, {"index.html": PAGE})
        remove_abandoned(tmp_path)
        assert (abandoned.exists(), other.exists(), (folder / "index.html").is_file()) == (False, True, True)
    assert [path.name for path in tmp_path.iterdir()] == ["prospectus-other"]
