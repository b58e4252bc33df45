"""The planning board as a WSGI application (PEP 3333) that `prospectus serve` mounts. `ROUTES` lists its addresses, one handler each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from prospectus.board import edits
from prospectus.board.build_board import build_board
from prospectus.board.page import FILES, PageSettings, Reader, render_board, render_refusal
from prospectus.board.requests import NO_METHOD, NO_PAGE, STATUS_LINES, Guard, Request, RequestRefused, Response
from prospectus.cache.cache import BuildCache
from prospectus.errors import ContentError, ProspectusError, UsageError
from prospectus.preview.hosts import ListeningHost
from prospectus.problems import Message
from prospectus.scheduling.calendar_files import Requirement, SourceCalendar, read_site
from prospectus.scheduling.month import Month
from prospectus.validate.calendar_rules import to_site_time

PREFIX = "/_board/"
"""The address of the board. No page of a site begins so: ids have no underscore."""
THEME_FILES = ("site.css", "mark.svg")
"""Files of the theme that the board uses, from `assets/`: it looks like the site."""
OWN_FILES = ("board.css", "board.js", "copying.js", "dragging.js", "moving.js", "outcome.js", "refreshing.js", "status.js")
CONTENT_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class BoardSite:
    """The site whose months the board shows, and what it shares with the server that builds the site."""

    root: Path
    theme_folders: Sequence[Path]
    """The folders of the theme, the one with the highest priority first."""
    clock: Callable[[], datetime]
    language: str
    """The language of the command."""
    cache: BuildCache
    lock: AbstractContextManager[Any]
    """Held while the cache is used."""
    get_version: Callable[[], int]
    """Returns a number that grows with each build."""
    address: str
    """Where the preview of the site is."""


class BoardApp:
    """Answers the requests below `PREFIX`."""

    def __init__(self, site: BoardSite, host: str) -> None:
        self.site, self.guard = site, Guard(ListeningHost(host))

    def build_url(self, port: int) -> str:
        """Return the address of the board, at which it answers."""
        return f"http://{self.guard.listening.name}:{port}{PREFIX}"

    def __call__(self, environ: Mapping[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        """Answer a request."""
        request = Request(environ, self.site.language)
        try:
            self.guard.check(request)
            response = self._answer(request)
        except RequestRefused as refused:
            response = _to_text(refused.reason.in_language(request.language), refused.status)
        except ProspectusError as error:  # such as a time that cannot be read
            response = _to_text(error.in_language(request.language), 409)
        start_response(STATUS_LINES[response.status], response.list_headers())
        return [] if request.method == "HEAD" else [response.body]

    def _answer(self, request: Request) -> Response:
        address = PREFIX if f"{request.path}/" == PREFIX else request.path
        path = address.removeprefix(PREFIX)
        matches = [(route, match) for route in ROUTES if (match := re.fullmatch(route.pattern, path, re.ASCII))]
        if not matches:
            raise RequestRefused(404, NO_PAGE)
        route, match = matches[0]
        if request.method not in route.methods:
            raise RequestRefused(405, NO_METHOD)
        return route.handle(self, request, *match.groups())

    def show_current_month(self, request: Request) -> Response:
        """Redirect to the current month in the zone of the site."""
        now = self.site.clock()
        with self.site.lock:
            try:
                today = to_site_time(now, self._read(now).site).date()
            except ContentError:  # the zone is not known
                today = now.date()
        return Response(b"", 302, headers=(("Location", f"{PREFIX}{Month(today.year, today.month)}/?lang={request.language}"),))

    def show_month(self, request: Request, text: str) -> Response:
        """Return the board of a month."""
        try:
            month = Month.parse(text)
        except UsageError:
            raise RequestRefused(404, NO_PAGE) from None
        version, now = self.site.get_version(), self.site.clock()
        settings = PageSettings(request.language, self.guard.token, version, str(self.site.root), self.site.address)
        with self.site.lock:
            try:
                board = build_board(self._read(now), month, now)
            except ContentError as refused:
                return Response(render_refusal(month, refused.problems, settings))
        return Response(render_board(board, settings))

    def add_slash(self, request: Request, text: str) -> Response:
        """Redirect from a month without the slash at the end."""
        return Response(b"", 302, headers=(("Location", f"{PREFIX}{text}/?lang={request.language}"),))

    def send_file(self, _: Request, name: str) -> Response:
        """Return a file of the board or of the theme."""
        folders = [FILES] if name in OWN_FILES else [folder / "assets" for folder in self.site.theme_folders]
        file = next((folder / name for folder in folders if (folder / name).is_file()), None)
        if file is None:
            raise RequestRefused(404, NO_PAGE)
        return Response(file.read_bytes(), content_type=CONTENT_TYPES[file.suffix])

    def move(self, request: Request) -> Response:
        """Move an event, and say before and after."""
        self.guard.check_edit(request)
        fields = request.read_json()
        with self.site.lock:
            answer = edits.move(self.site.root, fields, self.site.cache)
        return _to_json(answer, request.language)

    def undo(self, request: Request) -> Response:
        """Take a move back."""
        self.guard.check_edit(request)
        return _to_json(edits.undo(self.site.root, request.read_json()), request.language)

    def _read(self, now: datetime) -> SourceCalendar:
        return read_site(self.site.root, Requirement.SITE, now=now, cache=self.site.cache, to_edit=False)


class Route(NamedTuple):
    """An address below `PREFIX`, with what answers it."""

    pattern: str
    handle: Callable[..., Response]
    methods: tuple[str, ...] = ("GET", "HEAD")


ROUTES = (
    Route(r"", BoardApp.show_current_month),
    Route(r"([0-9]{4}-[0-9]{2})/", BoardApp.show_month),
    Route(r"([0-9]{4}-[0-9]{2})", BoardApp.add_slash),
    Route(rf"({'|'.join(map(re.escape, (*OWN_FILES, *THEME_FILES)))})", BoardApp.send_file),
    Route(r"move", BoardApp.move, ("POST",)),
    Route(r"undo", BoardApp.undo, ("POST",)),
)


def _to_text(words: str, status: int) -> Response:
    return Response(f"{words}\n".encode(), status, "text/plain; charset=utf-8")


def _to_json(answer: edits.EditAnswer, language: str) -> Response:
    def say(messages: Iterable[Message]) -> list[str]:
        return [reader.say(message) for message in messages]

    reader = Reader(language)
    body = {
        "succeeded": answer.succeeded,
        "lines": say(answer.lines),
        "problems": say(answer.problems),
        "number": str(answer.edit_number) if answer.edit_number is not None else "",
        "anchor": answer.anchor,
        "month": str(answer.month) if answer.month is not None else "",
        "month_words": reader.word("now_in", month=reader.month(answer.month)) if answer.month is not None else "",
    }
    return Response(json.dumps(body, ensure_ascii=False).encode(), 200 if answer.succeeded else 409, "application/json")
