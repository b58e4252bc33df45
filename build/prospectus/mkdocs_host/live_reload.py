"""Reloads pages of a preview when the site changes, with a script from a file: the policy of the pages allows no inline script.

The server of MkDocs answers what the script asks, `/livereload/EPOCH/REQUEST`, once there is a newer build than EPOCH.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from mkdocs.livereload import LiveReloadServer

PATH = "/livereload.js"
"""The address of the script. No page of a site has it."""
REQUESTS = "/livereload/"
"""What the addresses begin with that the script asks."""
_SCRIPT = Path(__file__).with_name("live_reload.js")


def insert_script(page: bytes, epoch: int) -> bytes:
    """Return the page with the element of the script at the end of its body. `epoch` is the number of the build that made the page."""
    body, end, rest = page.rpartition(b"</body>")
    element = f'<script src="{PATH}" data-epoch="{epoch}" data-request="{time.monotonic_ns()}"></script>'.encode()
    return body + element + end + rest if end else page + element


def send_script(start_response: Callable[..., object]) -> Iterable[bytes]:
    """Answer a request for the script."""
    start_response("200 OK", [("Content-Type", "text/javascript; charset=utf-8"), ("Cache-Control", "no-cache")])
    return [_SCRIPT.read_bytes()]


def use_script(server: LiveReloadServer) -> None:
    """Make the server of `mkdocs serve` insert and send the script."""
    answer = server.serve_request

    def answer_or_send_script(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        return send_script(start_response) if environ["PATH_INFO"] == PATH else answer(environ, start_response)

    server.set_app(answer_or_send_script)
    server._inject_js_into_html = insert_script  # type: ignore[method-assign]
