"""A client of yaml-language-server, with which text editors show what is wrong in a YAML file."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from processes import DEVNULL, PIPE, start_process

Diagnostics = dict[str, list[str]]
"""By path, relative to the site: what the server reports, with line numbers from 1."""


class LanguageServer:
    """A running server that was given the settings of a workspace."""

    def __init__(self, process: Any, root: Path, settings: Mapping[str, Any]) -> None:
        self.process, self.root, self.settings = process, root, settings
        self.last_id = 0

    def start(self) -> None:
        """Introduce the client to the server."""
        self.request("initialize", {"processId": None, "rootUri": self.root.as_uri(), "capabilities": {}, "workspaceFolders": None})
        self.notify("initialized", {})
        self.notify("workspace/didChangeConfiguration", {"settings": self.settings})

    def check(self, paths: Sequence[str], texts: Mapping[str, str] | None = None) -> Diagnostics:
        """Return what the server reports for some files; `texts` has what is being written in a file, by path."""
        for path in paths:
            text = texts[path] if texts else (self.root / path).read_text(encoding="utf-8")
            document = {"uri": self._uri(path), "languageId": "yaml", "version": 1, "text": text}
            self.notify("textDocument/didOpen", {"textDocument": document})
        reported: Diagnostics = {}
        while len(reported) < len(paths):
            message = self.read()
            if message.get("method") == "textDocument/publishDiagnostics":
                path = next(path for path in paths if self._uri(path) == message["params"]["uri"])
                lines = [f"{entry['range']['start']['line'] + 1}: {entry['message']}" for entry in message["params"]["diagnostics"]]
                reported[path] = lines
        return reported

    def complete(self, path: str, line: int, character: int) -> list[dict[str, Any]]:
        """Return what the server offers at a place, from 0, of a file that it was given."""
        position = {"line": line, "character": character}
        result = self.request("textDocument/completion", {"textDocument": {"uri": self._uri(path)}, "position": position})
        items: list[dict[str, Any]] = result["items"]
        return items

    def _uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    def request(self, method: str, params: object) -> Any:
        self.last_id += 1
        self._send({"id": self.last_id, "method": method, "params": params})
        while True:
            message = self.read()
            if message.get("id") == self.last_id and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def notify(self, method: str, params: object) -> None:
        self._send({"method": method, "params": params})

    def read(self) -> dict[str, Any]:
        """Return the next message. The server is given the settings that it asks for; other requests are answered with nothing."""
        assert self.process.stdout is not None
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the server ended"
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        if message.get("method") == "workspace/configuration":
            sections = [item["section"] for item in message["params"]["items"]]
            self._send({"id": message["id"], "result": [self.settings.get(section, {}) for section in sections]})
        elif "id" in message and "method" in message:
            self._send({"id": message["id"], "result": None})
        return message

    def _send(self, message: Mapping[str, Any]) -> None:
        assert self.process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()


@contextmanager
def run_language_server(script: Path, root: Path, settings: Mapping[str, Any]) -> Iterator[LanguageServer]:
    """Run the server with the Node of the environment of the tests."""
    command = [Path(sys.executable).parent / "node", script, "--stdio"]
    pipes = {"stdin": PIPE, "stdout": PIPE, "stderr": DEVNULL, "text": False}
    with start_process(command, cwd=root, **pipes) as process:
        server = LanguageServer(process, root, settings)
        server.start()
        yield server
