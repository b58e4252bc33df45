"""Fixtures for browser tests: Chromium, and a local server with the policy that each page states as well.

Violations of the policy and requests to other hosts are recorded.
"""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from prospectus.builder.incremental import BuildResult
from prospectus.render.security_policy import build_header_policy

OPTIONS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
VIOLATIONS = (
    "window.violations = []; addEventListener('securitypolicyviolation', (e) => violations.push(`${e.violatedDirective} ${e.blockedURI}`))"
)


class Handler(SimpleHTTPRequestHandler):
    """Serves the site of this repository, and the full test site below /learn/, with the strict policy."""

    def __init__(self, *arguments: Any, repository: Path, full: Path) -> None:
        self.repository, self.full = repository, full
        super().__init__(*arguments)

    def translate_path(self, path: str) -> str:
        is_full = path.startswith("/learn/")
        self.directory = str(self.full if is_full else self.repository)
        return super().translate_path(path.removeprefix("/learn") if is_full else path)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", build_header_policy())
        super().end_headers()

    def log_message(self, *arguments: Any) -> None:
        """Write no access log."""


class Server(ThreadingHTTPServer):
    """A server that ignores connections closed by the browser before the response is complete."""

    def handle_error(self, *arguments: Any) -> None:
        """Report all errors except closed connections."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(*arguments)


@dataclass
class Visit:
    """An open page, with its console errors and warnings, exceptions, failed requests, and requests to other hosts."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)

    def open(self, address: str) -> None:
        """Open an address relative to the root of the server, and wait for the load event."""
        response = self.page.goto(f"{self.url}/{address}", wait_until="load")
        assert response is not None
        assert response.status == 200, address

    def wait_until(self, condition: str) -> None:
        """Wait up to 5 seconds for a condition. Playwright's `wait_for_function` needs `unsafe-eval`, which the policy forbids."""
        for _ in range(250):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(20)
        pytest.fail(condition)

    def all_complaints(self) -> list[str]:
        """Return all complaints, including violations of the policy."""
        return [*self.complaints, *self.page.evaluate("window.violations")]


def is_complaint(message: ConsoleMessage) -> bool:
    """Return whether a message of the console is an error or a warning of the page, and not one of Playwright about a blocked worker."""
    return message.type in ("error", "warning") and "blocked by Playwright" not in message.text


@contextmanager
def serve(repository: Path, full: Path) -> Iterator[str]:
    """Serve two sites, and yield the URL of the first one."""
    with Server(("127.0.0.1", 0), partial(Handler, repository=repository, full=full)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def server(repository: BuildResult, full: BuildResult) -> Iterator[str]:
    with serve(repository.folder, full.folder) as url:
        yield url


@pytest.fixture(scope="session")
def serving() -> Any:
    """Return a context manager that serves the site in a folder and returns its URL."""
    return lambda folder: serve(folder, folder)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")  # the first opens pages in a third of the time
    assert chromium, "The browser tests need Chromium and Chinese fonts: apt-get install chromium-headless-shell fonts-noto-cjk"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
        yield launched
        launched.close()


@pytest.fixture
def visiting(browser: Browser, server: str) -> Any:
    """Return a context manager that opens a new page: `with visiting(width=390) as visit: visit.open("glossary/")`.

    The options are those of the browser context.
    """

    @contextmanager
    def visiting(width: int = 1440, **options: Any) -> Iterator[Visit]:
        defaults = {"timezone_id": "Asia/Shanghai", "service_workers": "block"}  # a worker would answer in place of routes
        context = browser.new_context(viewport={"width": width, "height": 900}, **{**defaults, **options})
        context.add_init_script(VIOLATIONS)
        page = context.new_page()
        page.set_default_timeout(10_000)
        visit = Visit(page, server)
        page.on("console", lambda message: visit.complaints.append(f"{message.type}: {message.text}") if is_complaint(message) else None)
        page.on("pageerror", lambda error: visit.complaints.append(f"exception: {error}"))
        page.on(
            "request",
            lambda request: None if request.url.startswith((server, "data:")) else visit.complaints.append(f"request: {request.url}"),
        )
        page.on(
            "requestfailed", lambda request: visit.complaints.append(f"failed: {request.url}") if "ABORTED" not in request.failure else None
        )
        yield visit
        context.close()

    return visiting
