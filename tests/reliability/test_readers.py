"""Readers through a real web server get each page with the styles that it was made with, whatever is published meanwhile."""

from __future__ import annotations

import http.client
import shutil
import socket
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

import pytest

from processes import find_free_port, fork, start_process, wait_for_fork
from site_versions import IS_LONG, PAGES, publish_version, read_version
from tiny import write_files

READERS = 2
READS = 12_000 if IS_LONG else 600
"""Answers per reader."""
PUBLICATIONS = 12 if IS_LONG else 6
MIXED, MISSING = 3, 4
"""Exit codes of a reader."""

CONFIG = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off; types {{ text/html html; text/css css; }}
  client_body_temp_path {folder}/t; proxy_temp_path {folder}/t; fastcgi_temp_path {folder}/t;
  uwsgi_temp_path {folder}/t; scgi_temp_path {folder}/t;
  server {{ listen 127.0.0.1:{port}; root {root}; keepalive_requests 1000000; }}
}}
"""


def read_pages(port: int, folder: Path, number: int) -> int:
    """Read pages with their styles, and sometimes the styles of a page that was read two versions ago; return an exit code."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(path: str) -> bytes | None:
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        return body if response.status == 200 else None

    reads, last = 0, deque[tuple[bytes, bytes]](maxlen=3)
    while reads < READS or not (folder / "done").exists():
        page = get(f"/pages/{reads % PAGES}/")
        if page is None:
            return MISSING
        version, style = page.split()
        if not last or last[-1][0] != version:
            last.append((version, style))
        for expected, name in (last[-1], last[0]):
            body = get(f"/{name.decode()}")
            if body is None:
                return MISSING
            if body != b"/* %s */" % expected:
                return MIXED
        reads += 3
        (folder / f"reads-{number}").write_text(str(reads))
    return 0


def test_readers_get_pages_with_their_styles_during_publications(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    assert program, "This test needs nginx: apt-get install nginx-light"
    target, port, folder = tmp_path / "www/site", find_free_port(), tmp_path / "nginx"
    target.parent.mkdir()
    tmp_path.chmod(0o755)
    publish_version(0, target)
    write_files(folder, {"nginx.conf": CONFIG.format(folder=folder, port=port, root=target)})
    if Path("/proc/self").stat().st_uid == 0:
        write_files(folder, {"nginx.conf": "user root;" + CONFIG.format(folder=folder, port=port, root=target)})
    with start_process([program, "-p", folder, "-e", folder / "error.log", "-c", folder / "nginx.conf"]):
        wait_for_server(port)
        readers = [fork(lambda number=number: read_pages(port, folder, number)) for number in range(READERS)]  # type: ignore[misc]
        for version in range(1, PUBLICATIONS + 1):
            wait_for_reads(folder, version * READS // (PUBLICATIONS + 1))
            publish_version(version, target)
        (folder / "done").touch()
        codes = [wait_for_fork(reader) for reader in readers]
    assert codes == [0] * READERS, {MIXED: "mixed", MISSING: "missing"}
    assert read_version(target) == PUBLICATIONS
    reads = sum(int((folder / f"reads-{number}").read_text()) for number in range(READERS))
    assert reads >= READERS * READS
    record_property("reads", f"{reads} in {PUBLICATIONS} publications")


def wait_for_server(port: int) -> None:
    """Wait until the server answers."""
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("nginx does not answer")


def wait_for_reads(folder: Path, number: int) -> None:
    """Wait until each reader has had some answers, or has ended."""
    deadline = time.monotonic() + 150
    while time.monotonic() < deadline:
        counts = [path.read_text() for path in folder.glob("reads-*")]
        if len(counts) == READERS and all(int(count or 0) >= number for count in counts):
            return
        time.sleep(0.01)
    pytest.fail("the readers have stopped")
