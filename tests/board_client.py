"""A site for tests of the planning board, and requests to the board without a network."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from prospectus.board.app import BoardApp
from prospectus.cache.cache import BuildCache
from prospectus.preview.local_app import LocalApp, ServedSite
from tiny import REPOSITORY, Overlay

JULY, AUGUST = "calendar/2025/07.yml", "calendar/2025/08.yml"
NOW = datetime(2025, 7, 10, 1, 0, tzinfo=UTC)
"""09:00 on Thursday 10 July 2025 in the zone of the site."""
ROWS = """\
# Of July.
- id: mill-tour
  type: meeting
  title: {zh: 看磨坊, en: A tour of the mill}
  starts: 2025-07-03 10:00
  ends: 2025-07-03 11:30
  state: done
  language: zh
  place: {zh: 磨坊, en: The mill}
- id: barley-talk
  type: talk
  title: {zh: 大麦的等级}
  series: barley-talks
  starts: 2025-07-15 15:30
  language: zh
  subtitles: [en]
  channel: hall
  people: [{name: {zh: 麦穗, en: Ear Barley}}]
# The harvest, if it is dry.
- id: harvest
  type: meeting
  title: {zh: 收获, en: Harvest}
  starts: 2025-07-19 10:00
  ends: 2025-07-19 11:00
  language: zh
  place: {zh: 田间, en: The field}
- id: camp
  type: campaign
  title: {zh: 夏令营, en: Summer camp}
  starts: 2025-07-29
  ends: 2025-08-02
  state: cancelled
  place: {zh: 湖边, en: The lake}
- id: sowing
  type: meeting
  title: {zh: 秋播, en: Sowing}
  starts: 2025-07
  status: draft
  language: zh
  place: {zh: 库房, en: The store}
"""
SITE: Overlay = {JULY: ROWS}


class Answer(NamedTuple):
    """The status, headers and body of a response."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.body)
        return value


def build_app(
    root: Path,
    *,
    host: str = "127.0.0.1",
    language: str = "en",
    get_version: Callable[[], int] = lambda: 1,
    get_time: Callable[[], datetime] = lambda: NOW,
    cache: BuildCache | None = None,
    lock: AbstractContextManager[Any] | None = None,
) -> BoardApp:
    """Return the board of a site, as `serve` makes it."""
    cache, lock = cache or BuildCache(reuse_in_process=True), lock or Lock()
    return BoardApp(ServedSite(root, (REPOSITORY / "theme",), get_time, language, cache, lock, get_version, "/learn/"), host)


def ask(app: LocalApp, address: str, *, method: str = "GET", body: bytes = b"", **variables: str) -> Answer:
    """Return the answer to a request. `variables` are added to those of WSGI."""
    path, _, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "127.0.0.1:8000",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(body)) if method == "POST" else "",
        "wsgi.input": io.BytesIO(body),
        **variables,
    }
    started: list[Any] = []
    parts = app(environ, lambda *arguments: started.extend(arguments))
    return Answer(int(started[0].split()[0]), dict(started[1]), b"".join(parts))


def post(app: BoardApp, name: str, fields: object, *, language: str = "en", **variables: str) -> Answer:
    """Return the answer to an edit, as the script of the page asks for it. `variables` replace those of WSGI."""
    body = json.dumps(fields).encode()
    values = {
        "CONTENT_TYPE": "application/json",
        "HTTP_ORIGIN": "http://127.0.0.1:8000",
        "HTTP_X_BOARD_TOKEN": app.guard.token,
        **variables,
    }
    return ask(app, f"/_board/{name}?lang={language}", method="POST", body=body, **values)
